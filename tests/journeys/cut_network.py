"""A network that can be cut: stands between the browser and the server, and loses what it is told to lose."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Network:
    """`is_cut`: nothing passes. `lose_answers`: so many answers to deliveries are thrown away, after the server gave
    them; `refuse`: so many deliveries never reach it."""

    def __init__(self, upstream: str) -> None:
        host, port = urlsplit(upstream).hostname, urlsplit(upstream).port
        self.upstream = (str(host), int(port or 80))
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.is_cut = False
        self.lose_answers = self.refuse = 0

    def serve(self) -> None:
        while True:
            try:
                browser, _address = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        with browser:
            if self.is_cut:
                return
            with socket.create_connection(self.upstream) as server:
                losing = threading.Event()
                back = threading.Thread(target=self._answers, args=(server, browser, losing), daemon=True)
                back.start()
                self._requests(browser, server, losing)
                back.join(timeout=5)

    def _requests(self, browser: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        while (data := _received(browser)) and not self.is_cut:
            if data.startswith(b"POST /feria/entregas"):
                if self.refuse:
                    self.refuse -= 1
                    break
                if self.lose_answers:
                    self.lose_answers -= 1
                    losing.set()
            server.sendall(data)
        _close(server)
        _close(browser)

    def _answers(self, server: socket.socket, browser: socket.socket, losing: threading.Event) -> None:
        while (data := _received(server)) and not self.is_cut and not losing.is_set():
            try:
                browser.sendall(data)
            except OSError:
                break
        _close(browser)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def network_to(upstream: str) -> Iterator[Network]:
    network = Network(upstream)
    threading.Thread(target=network.serve, daemon=True).start()
    try:
        yield network
    finally:
        network.listening.close()
