"""59 odd values in every field of every form, in every query parameter and every part of an address: no server error,
nothing reflected as it was typed, nothing of the other answers lost when a form comes back (trust.md R9, T14).

Forms are found on the pages that each role can open in the small world of the access tests; each request is undone.
`SENDERO_ODD=quick` takes every seventh value.
"""

from __future__ import annotations

import json
import os
import re
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

_STEP = 7 if os.environ.get("SENDERO_ODD") == "quick" else 1
# Second factors and code words are asked for again, never shown.
_SECRET = {"code", "word", "secret"}
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


def values() -> list[tuple[str, Any]]:
    return list(VALUES.items())[::_STEP]


@pytest.mark.parametrize("role", ROLES)
def test_every_field_of_every_form(
    role: Role,
    visitor: AsVisitor,
    world: World,
    undone: Undone,
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
            for name, value in [*values(), ("a file", odd.A_FILE)]:
                _send(walk, form, one, plain, name, value)
    fields = sum(len(form.fields) for form in forms)
    told = f"{walk.asked} requests, {len(forms)} forms, {fields} fields, {dict(walk.statuses)}, {len(walk.wrong)} wrong"
    record_property("figure", f"{role}: {told}")
    assert not walk.wrong, "\n".join(f"{what} ({where})" for what, where in walk.wrong.items())


def _send(walk: Walk, form: Form, one: Field, plain: dict[str, str], name: str, value: Any) -> None:
    answers = plain | {one.name: value}
    label = f"{re.sub(r'[2-9a-z]{20}', '*', form.action.split('?')[0])} {one.name} = {name}"
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
    record_property: Property,
) -> None:
    walk = Walk(role, visitor(role), world, undone)
    asked_for = _parameters(app)
    for row, address in walk.rows("GET"):
        names = asked_for[row.path]
        for name, value in values():
            for parameter in {*names, "lang", "nadie"}:
                label = f"{row.path}?{parameter} = {name}"
                walk.ask("GET", f"{address}?{odd.encoded({parameter: value})[1].decode()}", value, label)
            for part in re.findall(r"{(\w+)", row.path):
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
