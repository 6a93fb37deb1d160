"""The role table keeps to the matrix that was agreed, or says where it goes beyond it and why."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from app import routes
from app.commands.review import tables
from app.config import ROOT
from registry.access import ROLES, Grant, Permission, Role
from registry.db import Base
from registry.matrix import ACTIONS, MARKS, NEEDS, OUTSIDE, departures, matrix, surplus

# What belongs to resources that are not built: a permission, a table or an address named like this would build it.
_NOT_BUILT = (
    "candidate:export",
    "settings:",
    "exportar",
)


def test_the_matrix_has_a_cell_for_every_role_and_resource() -> None:
    assert len(matrix()) == 21
    for row in matrix().values():
        assert set(row.cells) == {str(role) for role in Role} - {"system"} | {"kiosk"}
        assert all(row.cells.values()), f"{row.code}: an empty cell; nothing allowed is a dot"


def test_every_cell_is_written_in_known_letters() -> None:
    words = {"own", "firm", "file", "acts", "counts", "verify", "who", "read", "me", "."}
    for row in matrix().values():
        for column, cell in row.cells.items():
            assert set(cell.split(" (")[0].split()) <= ACTIONS.keys() | MARKS.keys() | words, (
                row.code,
                column,
            )


def test_every_permission_is_an_action_on_a_resource_that_is_built() -> None:
    assert NEEDS.keys() | OUTSIDE == set(Permission)
    assert not NEEDS.keys() & OUTSIDE
    for permission, (resource, action) in NEEDS.items():
        assert action in ACTIONS, permission
        assert matrix()[resource].is_built, permission


def test_no_role_holds_more_than_the_matrix_but_what_is_explained() -> None:
    beyond = set(surplus())
    explained = {(one.role, one.permission) for one in departures()}
    assert beyond - explained == set(), "more than was agreed: take it from ROLES or explain it"
    assert explained - beyond == set(), "these need no explanation any more"
    assert len(explained) == len(departures())


def test_a_grant_beyond_the_matrix_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLES, Role.AUDITOR, ROLES[Role.AUDITOR] | {Permission.CANDIDATE_IDENTIFY: Grant.ANY})
    assert (Role.AUDITOR, Permission.CANDIDATE_IDENTIFY) in set(surplus())
    wide = {Permission.CASE_READ: Grant.ANY}
    monkeypatch.setitem(ROLES, Role.AGENCY, ROLES[Role.AGENCY] | wide)
    assert (Role.AGENCY, Permission.CASE_READ) in set(surplus()), "own was agreed, any was given"


def test_what_the_matrix_promises_later_is_absent(app: FastAPI) -> None:
    later = {row.code for row in matrix().values() if not row.is_built}
    assert later == {"settings"}
    names = [str(permission) for permission in Permission] + list(Base.metadata.tables)
    names += [row["path"] for row in routes.table(app)] + [str(role) for role in Role]
    assert len(names) > 200
    assert not [name for name in names if any(word in name for word in _NOT_BUILT)]


def test_the_page_for_the_ministry_is_todays() -> None:
    page = (ROOT / "docs/access.md").read_text(encoding="utf-8")
    for table in tables():
        assert table in page, "docs/access.md is old: put in it what `sendero access` prints"
