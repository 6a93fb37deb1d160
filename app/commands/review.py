"""access: the tables of docs/access.md, from the data the code runs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from registry.access import ROLES, Grant, Permission, Role
from registry.matrix import NEEDS, OUTSIDE, departures, matrix

_ROLES = [role for role in Role if role is not Role.SYSTEM]


def add_to(app: typer.Typer) -> None:
    app.command()(access)


def access() -> None:
    """Print who may do what: the agreed matrix, what goes beyond it and why, and every permission by role."""
    print("\n\n".join(tables()))


def tables() -> list[str]:
    """The three tables of docs/access.md, in Markdown."""
    return [_agreed(), _beyond(), _granted()]


def _agreed() -> str:
    rows = list(matrix().values())
    columns = list(rows[0].cells)
    return _table(
        ["recurso / resource", *columns],
        (
            [f"{row.es} / {row.en}" + ("" if row.is_built else " **[–]**"), *row.cells.values()]
            for row in rows
        ),
    )


def _beyond() -> str:
    return _table(
        ["rol / role", "permiso / permission", "por qué", "why"],
        ([one.role, f"`{one.permission}`", one.es, one.en] for one in departures()),
    )


def _granted() -> str:
    return _table(["permiso / permission", "recurso / resource", *_ROLES], _permissions())


def _permissions() -> Iterator[list[str]]:
    for permission in Permission:
        if permission in NEEDS:
            resource, action = NEEDS[permission]
            yield [f"`{permission}`", f"{resource} {action}", *(_grant(role, permission) for role in _ROLES)]
        elif permission in OUTSIDE:
            yield [f"`{permission}`", "", *(_grant(role, permission) for role in _ROLES)]


def _grant(role: Role, permission: Permission) -> str:
    return {None: "", Grant.ANY: "x", Grant.OWN: "="}[ROLES[role].get(permission)]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
