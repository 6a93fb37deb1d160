"""One person's browser on one journey: each page they come to, how long they waited for it, what it weighed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.commands.bench.browsing import PHONE, SLOW, Portal
from app.config import ROOT

# Seconds for a page, or for words on it, before the journey is given up; a page that is slow is told by its row.
_PATIENCE = 30
_SETTLED = """() => new Promise((done) => {
  const look = () => {
    const {loadEventEnd} = performance.getEntriesByType("navigation")[0];
    if (loadEventEnd) done(loadEventEnd / 1000); else setTimeout(look, 10);
  };
  look();
})"""
_OF_STAFF = re.compile(r"^/(centro|feria|entrar)(/|$)")


class NotFinished(Exception):
    """Why a journey could not go on, in a line."""


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    scripts: bool
    slow: bool


MODES = (
    Mode("js", scripts=True, slow=False),
    Mode("plain", scripts=False, slow=False),
    Mode("slow", scripts=True, slow=True),
    Mode("slow-plain", scripts=False, slow=True),
)


@dataclass(slots=True)
class Opened:
    """A page somebody came to: the redirects before it are part of its seconds and of its kilobytes (1,024 bytes)."""

    path: str = ""
    seconds: float = 0.0
    bytes: int = 0

    @property
    def kb(self) -> float:
        return self.bytes / 1024

    @property
    def over(self) -> list[str]:
        """What experience.md 2.7 allows for a page of workers, and for a page of staff."""
        most_kb, most_seconds = (110, 5.0) if _OF_STAFF.match(self.path) else (45, 3.0)
        return [
            word
            for word, is_over in (("KB", self.kb > most_kb), ("s", self.seconds > most_seconds))
            if is_over
        ]


@dataclass
class Visit:
    """`opens` and what follows it count; what is done with `page` directly does not."""

    browser: Any
    portal: Portal
    mode: Mode
    name: str
    pictures: Path | None = None
    opened: list[Opened] = field(default_factory=list)

    def __post_init__(self) -> None:
        from playwright.sync_api import Error

        self.fails = Error
        self.context = self.browser.new_context(
            base_url=self.portal.url,
            viewport=PHONE,
            java_script_enabled=self.mode.scripts,
            locale="es-GT",
            timezone_id="America/Guatemala",
        )
        self.context.set_default_timeout(_PATIENCE * 1000)
        self.page = self.context.new_page()
        self._watch()

    def _watch(self) -> None:
        self.wire = self.context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.wire.on("Network.loadingFinished", lambda event: self._weigh(event["encodedDataLength"]))
        self.wire.on(
            "Network.requestWillBeSent",
            lambda event: self._weigh(event.get("redirectResponse", {}).get("encodedDataLength", 0)),
        )
        self.slow_down()

    def slow_down(self) -> None:
        if self.mode.slow:
            self.wire.send("Network.emulateNetworkConditions", SLOW)

    def _weigh(self, length: float) -> None:
        if self.opened:
            self.opened[-1].bytes += int(length)

    # ---------------------------------------------------------------- coming to pages

    def opens(self, path: str) -> None:
        """The address is typed, or read from a paper."""
        self._comes(lambda: self.page.goto(path, wait_until="load"))

    def presses(self, button: str) -> None:
        self.follows(self.page.get_by_role("button", name=button, exact=True))

    def taps(self, link: str, *, exact: bool = True) -> None:
        self.follows(self.page.get_by_role("link", name=link, exact=exact))

    def follows(self, target: Any) -> None:
        """Whatever is pressed, and the page it leads to."""

        def press() -> None:
            # Not "a navigation": a fragment that arrives meanwhile is one as well, on the same page.
            with self.page.expect_event("load"):
                target.first.click()

        self._comes(press)

    def _comes(self, act: Callable[[], Any]) -> None:
        self.opened.append(Opened())
        began = time.perf_counter()
        try:
            act()
        except self.fails as problem:
            raise NotFinished(_first_line(problem, self.path)) from None
        opened = self.opened[-1]
        opened.seconds = time.perf_counter() - began
        if self.mode.scripts:
            # What the browser itself measured: nothing of ours between the press and the page.
            opened.seconds = self.page.evaluate(_SETTLED)
        opened.path = self.path
        self.page.wait_for_timeout(50)
        self.takes_picture()

    @property
    def path(self) -> str:
        return str(urlsplit(self.page.url).path)

    def takes_picture(self, word: str = "") -> None:
        """Also of what changes without another page: `word` is told beside the address."""
        if self.pictures is None:
            return
        parts = [
            part for part in self.path.split("/") if part and not re.search(r"\d.*[a-z]|[a-z].*\d", part)
        ]
        number = len(list(self.pictures.glob(f"{self.name}-*.png"))) + 1
        name = "-".join([self.name, f"{number:02}", *(parts or ["inicio"]), *([word] if word else [])])
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    # ---------------------------------------------------------------- reading them

    def sees(self, words: str) -> None:
        try:
            self.page.locator("main").get_by_text(words).first.wait_for()
        except self.fails:
            raise NotFinished(f"{self.path}: «{words}» is not there") from None

    def does_not_see(self, words: str) -> None:
        if words in self.page.content():
            raise NotFinished(f"{self.path}: «{words}» is there")

    def fills(self, **fields: str) -> None:
        for name, words in fields.items():
            self._types(name, words)

    def _types(self, name: str, words: str) -> None:
        target = self.page.locator(f"#{name}, [name={name}]").first
        try:
            if target.evaluate("(field) => field.tagName") == "SELECT":
                target.select_option(label=words)
            else:
                target.fill(words)
        except self.fails as problem:
            raise NotFinished(_first_line(problem, f"{self.path} {name}")) from None

    def checks(self, *labels: str) -> None:
        for label in labels:
            try:
                self.page.get_by_label(label, exact=True).first.check()
            except self.fails as problem:
                raise NotFinished(_first_line(problem, f"{self.path} «{label}»")) from None

    def unfolds(self, summary: str) -> None:
        """Opens what is folded under these words; no page is loaded."""
        try:
            self.page.locator("summary", has_text=summary).click()
        except self.fails as problem:
            raise NotFinished(_first_line(problem, f"{self.path} «{summary}»")) from None

    def close(self) -> None:
        self.context.close()


def _first_line(problem: Exception, where: str) -> str:
    return f"{where}: {str(problem).splitlines()[0]}"


def picture_folder(folder: Path | None) -> Path | None:
    if folder is not None:
        folder = folder if folder.is_absolute() else ROOT / folder
        folder.mkdir(parents=True, exist_ok=True)
    return folder
