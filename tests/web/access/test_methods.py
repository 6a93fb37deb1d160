"""What nobody walks on purpose: HEAD, OPTIONS and methods that a route does not have tell nobody more than GET does."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from app import routes
from registry.access import Role
from tests.web.access.conftest import AsVisitor
from tests.web.access.table import expected, fillings
from tests.web.access.world import World

# Who may little and who may much: what others get lies between.
ASKERS = [Role.PUBLIC, Role.OFFICER]
UNUSUAL = ["HEAD", "OPTIONS", "DELETE"]


@pytest.mark.trust
@pytest.mark.parametrize("role", ASKERS)
def test_an_unusual_method_opens_nothing(role: Role, visitor: AsVisitor, world: World) -> None:
    """Not there, not of this method, or sent away; never a page, and never a body under HEAD."""
    browser = visitor(role)
    open_by: list[str] = []
    asked = 0
    for row in expected():
        if row.method != "GET":
            continue
        address = row.address(fillings(world, "other", role)[row.objects])
        for method in UNUSUAL:
            got = browser.ask(method, address)
            asked += 1
            is_refused = got.status_code in (404, 405) or got.status_code in (303, 307, 401)
            if not is_refused or (method == "HEAD" and got.content):
                open_by.append(f"{method} {address}: {got.status_code}, {len(got.content)} bytes")
    assert open_by == []
    assert asked > 500


def test_every_route_has_one_method_and_no_hidden_one(app: FastAPI) -> None:
    assert {row["method"] for row in routes.table(app)} == {"GET", "POST"}


def test_the_walk_tries_every_role_on_both_sides(world: World) -> None:
    """How much is tried: all roles by all routes, and of each route with an object one's own and another's."""
    rows = expected()
    roles = len(rows[0].cells)
    pairs = sum(1 + (row.objects != "-" or "own" in row.cells.values()) for row in rows) * roles
    assert roles >= 10
    assert len(rows) * roles > 6000
    assert pairs > 972 * 2, "fewer than the cells of the matrix twice"
    for row in rows:
        if row.objects == "-":
            continue
        sides = [fillings(world, side, Role.OFFICER)[row.objects] for side in ("own", "other")]
        assert set(sides[0]) == set(sides[1]), row.path
