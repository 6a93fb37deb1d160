"""59 odd values in every field of every form, in every query parameter and every part of an address: no server error,
nothing reflected as it was typed, nothing of the other answers lost when a form comes back (trust.md R9, T14).

Forms are found on the pages that each role can open in the small world of the access tests; each request is undone.
The first role that comes to a field gives it every value, each further role every seventh, another seventh each time;
PostgreSQL refuses more, so it gets them all and SQLite every seventh. `SENDERO_ODD=whole` gives all of them everywhere.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from app.config import Settings
from app.downloads import files_folder
from registry import migrations
from registry.access import Role
from tests.conftest import NOW
from tests.databases import BACKENDS, Databases
from tests.trust import odd
from tests.trust.odd import VALUES, Answer, Field, Form
from tests.trust.odd_walk import LEAVES, Walk
from tests.web.access import conftest as access
from tests.web.access import markers
from tests.web.access.conftest import AsVisitor, Place, Undone
from tests.web.access.table import ABSENT, ROLES, bodies, fillings
from tests.web.access.world import World, build

pytestmark = pytest.mark.trust

_WHOLE = os.environ.get("SENDERO_ODD") == "whole"
_SEVENTH = 7
Property = Callable[[str, object], None]

# The small world of the access tests; its database is given below.
_time_stands_still, world, connection, made_app, app, runner, undone, visitor = (
    access._time_stands_still, access.world, access.connection, access.made_app, access.app, access.runner,
    access.undone, access.visitor,
)  # fmt: skip


@pytest.fixture(scope="session", params=BACKENDS)
def place(request: pytest.FixtureRequest, databases: Databases, settings: Settings) -> Iterator[Place]:
    """The small world, on both databases: what one of them takes, the other refuses."""
    with databases.empty(request.param) as database:
        migrations.upgrade(database)
        with time_machine.travel(NOW, tick=False), database.session(write=True) as session:
            made = build(session, files_folder(settings), own=markers.person(), other=markers.neighbour())
            session.commit()
        yield Place(made, database, {})


class Portions:
    """Which odd values a field, a parameter or a part of an address is given this time."""

    def __init__(self, *, whole_at_first: bool) -> None:
        self.whole_at_first = whole_at_first
        self.visits: Counter[tuple[str, ...]] = Counter()

    def of(self, *what: str) -> list[tuple[str, Any]]:
        visit = self.visits[what]
        self.visits[what] += 1
        every = list(VALUES.items())
        if _WHOLE or (self.whole_at_first and visit == 0):
            return every
        return every[visit % _SEVENTH :: _SEVENTH]


@pytest.fixture(scope="session")
def portions(place: Place) -> Portions:
    return Portions(whole_at_first=not place.database.is_sqlite)


@pytest.mark.parametrize("role", ROLES)
def test_every_field_of_every_form(
    role: Role,
    visitor: AsVisitor,
    world: World,
    undone: Undone,
    portions: Portions,
    record_property: Property,
) -> None:
    walk = Walk(role, visitor(role), world, undone)
    forms = walk.forms()
    assert len(forms) >= 3
    for form in forms:
        plain = {one.name: odd.honest(one) for one in form.fields.values() if one.kind != "file"}
        plain.pop("form_token", None)
        for one in form.fields.values():
            if one.name == "form_token":
                continue
            for name, value in [*portions.of(_place_of(form), one.name), ("a file", odd.A_FILE)]:
                _send(walk, form, one, plain, name, value)
    fields = sum(len(form.fields) for form in forms)
    told = f"{walk.asked} requests, {len(forms)} forms, {fields} fields, {dict(walk.statuses)}, {len(walk.wrong)} wrong"
    record_property("figure", f"{role}: {told}")
    assert not walk.wrong, "\n".join(f"{what} ({where})" for what, where in walk.wrong.items())


def _place_of(form: Form) -> str:
    """The form's address without whose it is."""
    return re.sub(r"[2-9a-z]{20}|[\w-]{24,}", "*", form.action.split("?")[0])


def _send(walk: Walk, form: Form, one: Field, plain: dict[str, str], name: str, value: Any) -> None:
    answers = plain | {one.name: value}
    label = f"{_place_of(form)} {one.name} = {name}"
    if form.method == "GET":
        if value is not odd.A_FILE:
            address = form.action.split("?")[0] + "?" + odd.encoded(answers)[1].decode()
            walk.ask("GET", address, value, label)
        return
    encode = odd.multipart if form.is_multipart or value is odd.A_FILE else odd.encoded
    kind, body = encode(answers)
    answer = walk.ask("POST", form.action, value, label, kind=kind, body=body)
    if answer.status == 422 and answer.body and form.action.split("?")[0] == form.action:
        for lost in _lost(form, one, plain, answer):
            walk.wrong.setdefault(f"{label.split(' = ')[0]}: loses {lost}", name)


def _lost(form: Form, odd_one: Field, plain: dict[str, str], answer: Answer) -> Iterator[str]:
    """Words that were typed in the other boxes and are not in the page that comes back."""
    text = unescape(answer.text)
    for one in form.fields.values():
        typed = plain.get(one.name, "")
        if (
            one is odd_one
            or one.kind not in ("text", "textarea", "search")
            or not typed.startswith("Honesto ")
        ):
            continue
        if typed not in text and escape(typed) not in answer.text:
            yield one.name


@pytest.mark.parametrize("role", ROLES)
def test_every_part_of_an_address_and_every_parameter(
    role: Role,
    app: FastAPI,
    visitor: AsVisitor,
    world: World,
    undone: Undone,
    portions: Portions,
    record_property: Property,
) -> None:
    walk = Walk(role, visitor(role), world, undone)
    asked_for = _parameters(app)
    for row, address in walk.rows("GET"):
        for parameter in sorted({*asked_for[row.path], "lang", "nadie"}):
            for name, value in portions.of(
                row.path if parameter in asked_for[row.path] else "any page", parameter
            ):
                label = f"{row.path}?{parameter} = {name}"
                walk.ask("GET", f"{address}?{odd.encoded({parameter: value})[1].decode()}", value, label)
        for part in re.findall(r"{(\w+)", row.path):
            for name, value in portions.of(row.path, part):
                ids = dict(fillings(world, "own", role)[row.objects]) | {part: "ODD"}
                odd_address = row.address(ids).replace("ODD", odd.in_address(value), 1)
                walk.ask("GET", odd_address, value, f"{row.path} {part} = {name}")
        for raw in (
            "%",
            "%zz",
            "%00",
            "%ff%fe",
            "a" * 4000,
            "%2e%2e%2f",
            "//evil.example",
            "?a=%ff&a[]=1&a[b]=2&=&&",
        ):
            walk.ask(
                "GET",
                f"{address}{raw}" if raw[0] == "?" else f"{address}/{raw}",
                raw,
                f"{row.path}/{raw[:20]}",
            )
    record_property("figure", f"{role}: {walk.asked} requests, {len(walk.wrong)} wrong")
    assert not walk.wrong, "\n".join(f"{what} ({where})" for what, where in walk.wrong.items())


def _parameters(app: FastAPI) -> dict[str, list[str]]:
    """Path of each GET to the names it reads behind the question mark."""
    found = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and "GET" in (context.methods or ()):
            found[str(context.path)] = _names(route.dependant)
    return found


def _names(asked: Dependant) -> list[str]:
    mine = [one.alias for one in asked.query_params]
    return mine + [name for one in asked.dependencies for name in _names(one)]


_KINDS = (
    "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "image/png",
    "application/x-www-form-urlencoded; charset=utf-16", "application/xml", "a" * 500,
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_bodies_that_are_no_form(
    role: Role,
    visitor: AsVisitor,
    world: World,
    undone: Undone,
    record_property: Property,
) -> None:
    """Every POST and every act of the API, with a body of another kind, of no kind, broken or deep."""
    walk = Walk(role, visitor(role), world, undone)
    honest = bodies(world, "own")
    for row, address in [*walk.rows("POST"), *walk.rows("PUT"), *walk.rows("DELETE")]:
        if row.path in LEAVES:
            continue
        for kind in _KINDS:
            walk.ask(
                row.method, address, None, f"{row.path} as {kind[:40]}", kind=kind, body=b"a=1\x00\xff&b"
            )
        if not row.path.startswith("/api/"):
            continue
        for raw in odd.RAW_JSON:
            walk.ask(row.method, address, None, f"{row.path} {raw[:20]!r}", kind="application/json", body=raw)
        content = honest.get((row.method, row.path), {}).get("json") or {}
        for name in [*content, "is_admin", "id", "state", "role"]:
            for value in odd.JSON_VALUES:
                body = json.dumps(content | {name: value}, ensure_ascii=True).encode()
                label = f"{row.path} {name} = {value!r:.40}"
                walk.ask(row.method, address, value, label, kind="application/json", body=body)
    record_property("figure", f"{role}: {walk.asked} requests, {len(walk.wrong)} wrong")
    assert not walk.wrong, "\n".join(f"{what} ({where})" for what, where in walk.wrong.items())


def test_the_harness_would_see_it() -> None:
    """What it looks for it finds."""
    assert len(VALUES) == 59
    seen = list(odd.wrong_with(Answer(500, [(b"X-Odd", b"1")], b"<odd1 55433"), VALUES["Jinja"]))
    assert len(seen) == 4
    assert ABSENT not in VALUES
