"""One role going through the small world with odd input in its hands; what comes of it is written down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from structlog.testing import capture_logs

from app.security import reset_limits
from registry.access import Role
from tests.trust import odd
from tests.trust.odd import Answer, Form, Sender
from tests.web.access.conftest import Undone
from tests.web.access.table import expected, fillings
from tests.web.access.world import World

# Says in its status that something is wrong with the machine.
_OWN_STATUS = "/healthz"
LEAVES = ("/salir", "/mi/salir", "/kiosco/end")


class Walk:
    """One role and what it may send. `wrong`: what was not as promised, each once with one example."""

    def __init__(self, role: Role, browser: Any, world: World, undone: Undone) -> None:
        self.role, self.world, self.undone = role, world, undone
        self.sender = Sender(browser.transport.app, browser.runner, browser.cookies, browser.key)
        self.asked = 0
        self.wrong: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()

    def ask(self, method: str, address: str, value: Any, label: str, **sent: Any) -> Answer:
        reset_limits()
        with self.undone(), capture_logs() as logs:
            answer = self.sender.ask(method, address, **sent)
        self.asked += 1
        self.statuses[answer.status] += 1
        for what in odd.wrong_with(answer, value) if not address.startswith(_OWN_STATUS) else ():
            self.wrong.setdefault(f"{label}: {what}", address)
        for line in logs:
            if line.get("event") in ("unfit", "unexpected", "constraint"):
                self.wrong.setdefault(
                    f"{label}: in the log {line['event']} {line.get('exc_info')!r:.300}", address
                )
        return answer

    def rows(self, method: str) -> Iterator[tuple[Any, str]]:
        for row in expected():
            if row.method == method and row.cells[self.role] in ("yes", "own"):
                yield row, row.address(fillings(self.world, "own", self.role)[row.objects])

    def forms(self) -> list[Form]:
        """The forms on every page this role can open, each once."""
        found: dict[Any, Form] = {}
        ids = re.compile(r"[2-9a-z]{20}|[\w-]{24,}")
        for _row, address in self.rows("GET"):
            answer = self.ask("GET", address, None, address)
            if answer.status == 200 and b"<form" in answer.body:
                for form in odd.forms_of(address, answer.text):
                    if form.action not in LEAVES and form.action.startswith("/"):
                        found.setdefault((ids.sub("*", form.key[0]), form.key[1]), form)
        return list(found.values())
