"""Every route, asked by every role, for a record of their own side and for another's, answers as the table says.

A refusal is the same answer as for an address that does not exist. Refused and allowed requests are sent in the same
world with the same form, so that a refusal cannot come from anything but who asks.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Connection

from app import routes
from registry.access import Role
from tests.databases import joined_session
from tests.web.access.conftest import AsVisitor, Undone, Visitor
from tests.web.access.table import ABSENT, ROLES, Row, bodies, expected, fillings
from tests.web.access.world import World, open_identity, staff_actor

_DOORS = ("/entrar?next=", "/mi/entrar?next=")


def test_every_route_is_in_the_table_and_the_other_way_round(app: FastAPI) -> None:
    real = Counter((row["method"], row["path"]) for row in routes.table(app))
    written = Counter((row.method, row.path) for row in expected())
    assert real - written == Counter(), "nobody decided who may use these: add them to expected.csv"
    assert written - real == Counter(), "these are gone: take them out of expected.csv"
    assert len(real) > 140


def test_the_table_is_large_and_every_role_is_both_let_in_and_refused() -> None:
    cells = Counter((role, cell) for row in expected() for role, cell in row.cells.items())
    assert cells.total() > 1300
    for role in ROLES:
        assert cells[role, "yes"] + cells[role, "own"] >= 30, role
        assert cells[role, "no"] + cells[role, "door"] >= 30, role


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(
    role: Role, visitor: AsVisitor, world: World, undone: Undone, connection: Connection
) -> None:
    walk = Walk(role, visitor(role), world, undone, connection)
    for row in expected():
        walk.check(row)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.asked >= len(expected())


class Walk:
    """One role going through all rows; `wrong` says what was not as written."""

    def __init__(
        self, role: Role, browser: Visitor, world: World, undone: Undone, connection: Connection
    ) -> None:
        self.role = role
        self.browser = browser
        self.world = world
        self.undone = undone
        self.connection = connection
        self.asked = 0
        # Answers to compare with: to addresses that no route answers, and to those with ids nobody has.
        self.nowhere: dict[tuple[str, bool], Response] = {}
        self.absent: dict[tuple[str, str], Response] = {}
        self.wrong: list[str] = []

    def check(self, row: Row) -> None:
        cell = row.cells[self.role]
        for side in ("own", "other") if row.objects != "-" or cell == "own" else ("own",):
            said = "yes" if cell == "own" and side == "own" else "no" if cell == "own" else cell
            address = row.address(fillings(self.world, side, self.role)[row.objects])
            if said == "reason":
                self._expect(row, side, address, "no")
                with self.undone():
                    with joined_session(self.connection) as session:
                        who = staff_actor(session, self.world, self.role)
                        open_identity(session, who, self.world.sides["own"].candidate)
                        open_identity(session, who, self.world.sides["other"].candidate)
                        session.commit()
                    self._expect(row, side, address, "yes")
            else:
                self._expect(row, side, address, said)

    def _expect(self, row: Row, side: str, address: str, said: str) -> None:
        got = self._ask(row.method, address, row, side)
        found = verdict(got)
        if found != said:
            self.wrong.append(
                f"{row.method} {address} ({side}): {got.status_code} is {found}, table says {said}"
            )
        elif said == "no":
            self._looks_absent(row, side, address, got)

    def _looks_absent(self, row: Row, side: str, address: str, got: Response) -> None:
        """The same as an address that no route answers, and as the same address with ids nobody has."""
        if faceless(got) != faceless(self._nowhere(row.method, is_api=address.startswith("/api/"))):
            self.wrong.append(
                f"{row.method} {address} ({side}): does not look like an address that does not exist"
            )
        if not row.has_objects:
            return
        absent = row.address(dict.fromkeys(fillings(self.world, side, self.role)[row.objects], ABSENT))
        if (row.method, absent) not in self.absent:
            self.absent[row.method, absent] = self._ask(row.method, absent, row, side)
        if faceless(got) != faceless(self.absent[row.method, absent]):
            self.wrong.append(f"{row.method} {address} ({side}): does not look like {absent}")

    def _nowhere(self, method: str, *, is_api: bool) -> Response:
        if (method, is_api) not in self.nowhere:
            address = "/api/v1/nowhere" if is_api else "/nowhere/at/all"
            self.nowhere[method, is_api] = self.browser.ask(method, address)
        return self.nowhere[method, is_api]

    def _ask(self, method: str, address: str, row: Row, side: str) -> Response:
        self.asked += 1
        return self.browser.ask(method, address, **bodies(self.world, side).get((row.method, row.path), {}))


def verdict(got: Response) -> str:
    if got.status_code in (303, 307) and got.headers["location"].startswith(_DOORS):
        return "door"
    if got.status_code == 401:
        return "door"
    if got.status_code == 404:
        return "no"
    if got.status_code in (200, 201, 303, 409, 422):
        return "yes"
    if got.status_code == 503 and got.text == '{"status":"error"}':
        # /healthz, of a clock that stands before the day this code was put here.
        return "yes"
    return f"neither ({got.status_code})"


# What differs between any two answers: tokens of forms, the request's number, links to the page itself.
_PASSING = re.compile(
    r'value="[\w-]{20,}"|translate="no">[0-9a-f]{12}<|href="[^"]*\?lang=\w+"| aria-current="page"'
)


def faceless(got: Response) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers, without what differs between any two answers."""
    headers = [
        (name, value) for name, value in got.headers.items() if name not in ("x-request-id", "content-length")
    ]
    return got.status_code, _PASSING.sub("", got.text), sorted(headers)
