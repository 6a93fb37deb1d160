"""Who sees which fact of a person: every page each role can open is read for the facts of one unmistakable person.

The matrix's rows "candidate card", "candidate identity and contact" and the marks `m`, `s` and `$` of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select, text
from structlog import configure, make_filtering_bound_logger
from structlog.testing import capture_logs

from app import mail
from app.config import Settings
from registry import clock
from registry.access import Role
from registry.candidates import queries as candidates
from registry.candidates.models import Candidate
from registry.events import Event
from registry.messages.models import Message
from registry.pathways.models import SealedAnswer
from registry.placements import queries as placements
from registry.placements import service as referrals
from tests.databases import OneConnection, joined_session
from tests.web.access import markers
from tests.web.access.conftest import AsVisitor, Place, Undone, Visitor
from tests.web.access.table import ROLES, expected, fillings
from tests.web.access.world import World, open_identity, staff_actor

# What a page may show of somebody, and what it must not.
NAME = {markers.GIVEN, markers.SURNAME, markers.SECOND_SURNAME}
FIRST_NAME = {markers.FIRST_NAME}
CONTACT = {markers.PHONE}
DOCUMENT = {markers.DPI}
PLACE = {markers.MUNICIPALITY_NAME}
AVOIDED = {markers.AVOIDED, markers.AVOIDED_NAME}
OWN_WORDS = {markers.WORDS}
EVERYTHING = NAME | FIRST_NAME | CONTACT | DOCUMENT | PLACE | AVOIDED | OWN_WORDS
IDENTITY = NAME | FIRST_NAME | CONTACT | DOCUMENT | PLACE

_MARKUP = re.compile(r"<option(?![^>]*\bselected)[^>]*>[^<]*|<[^>]*>")
_ATTRIBUTES = re.compile(r'(?:value|content|href|title|aria-label)="([^"]*)"')
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.-]+(?=\d)")


def seen_in(body: str) -> set[str]:
    """Which facts of the person a body shows; lists to choose from do not count, a chosen entry does."""
    values = " ".join(
        re.findall(r'(?:value|content|href|title|aria-label)="([^"]*)"', body.replace("<option value", ""))
    )
    plain = unescape(_MARKUP.sub(" ", body) + " " + values)
    squeezed = _BETWEEN_DIGITS.sub("", plain)
    return {one for one in EVERYTHING if one.replace(" ", "") in squeezed or one in plain}


def seen_by(browser: Visitor, role: Role, world: World, *, under: str = "") -> dict[str, set[str]]:
    """Address to the facts shown, of everything this role can get, for the records of both sides.

    `under`: only addresses that begin so.
    """
    found: dict[str, set[str]] = {}
    opened = 0
    for row in expected():
        if row.cells[role] in ("no", "door") or not row.path.startswith(under):
            continue
        for side in ("own", "other") if row.objects != "-" else ("own",):
            # A form sent empty comes back as a page too.
            answer = browser.ask(row.method, row.address(fillings(world, side, role)[row.objects]))
            place = f"{row.path} ({side})"
            found[place] = found.get(place, set()) | seen_in(answer.text)
            # A walk over errors would find nothing either.
            opened += answer.status_code == 200
    assert opened >= (3 if under else 25), f"{role} opened {opened} pages only"
    return found


def only(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {address: facts for address, facts in found.items() if facts}


def test_the_markers_would_be_found() -> None:
    page = f"<p>{markers.FIRST_NAME} <b>{markers.SURNAME}</b></p><dd>59137746</dd><dd>2987 65431 0917</dd>"
    assert seen_in(page) == {markers.FIRST_NAME, markers.SURNAME, markers.PHONE, markers.DPI}
    assert seen_in(f'<input value="{markers.GIVEN}">') == {markers.GIVEN}
    chosen = f'<option value="1">{markers.MUNICIPALITY_NAME}</option>'
    assert seen_in(chosen) == set()
    assert seen_in(chosen.replace('"1"', '"1" selected')) == PLACE


def test_the_person_sees_all_of_it(visitor: AsVisitor, world: World) -> None:
    found = seen_by(visitor(Role.CANDIDATE), Role.CANDIDATE, world)
    assert found["/mi/datos (own)"] >= IDENTITY | {markers.AVOIDED_NAME}


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ADMIN, Role.AUDITOR])
def test_public_administrators_and_auditors_see_nothing(role: Role, visitor: AsVisitor, world: World) -> None:
    assert only(seen_by(visitor(role), role, world)) == {}


def test_another_candidate_sees_nothing(visitor: AsVisitor, world: World) -> None:
    assert only(seen_by(visitor(Role.CANDIDATE, side="other"), Role.CANDIDATE, world)) == {}


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_an_employer_sees_nobody_before_it_says_that_it_reads(
    role: Role, visitor: AsVisitor, world: World
) -> None:
    """The person has consented; without a logged reading there is still no name."""
    assert only(seen_by(visitor(role), role, world)) == {}


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_an_employer_sees_name_and_telephone_after_consent_and_nothing_more(
    role: Role, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    with undone():
        with joined_session(connection) as session:
            actor = staff_actor(session, world, role)
            referrals.disclose(session, actor, placements.load(session, actor, world.sides["own"].referral))
            session.commit()
        found = only(seen_by(visitor(role), role, world))
        others = only(seen_by(visitor(role, side="other"), role, world, under="/empleador"))
    page = "/empleador/vacantes/{vacancy_id}/personas"
    assert found.pop(f"{page} (own)") == NAME | FIRST_NAME | CONTACT
    # A form of that page that was sent empty comes back as the same page.
    assert all(address.startswith(page) for address in found)
    assert set().union(*found.values()) <= NAME | FIRST_NAME | CONTACT
    assert others == {}


@pytest.mark.parametrize("act", ["/mi/ofertas/{referral}/decline", "/mi/withdraw"])
@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_a_consent_taken_back_closes_the_page_at_once(
    role: Role, act: str, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    mine = world.sides["own"]
    with undone():
        with joined_session(connection) as session:
            actor = staff_actor(session, world, role)
            referrals.disclose(session, actor, placements.load(session, actor, mine.referral))
            session.commit()
        candidate = visitor(Role.CANDIDATE)
        candidate.send("POST", act.format(referral=mine.referral))
        assert only(seen_by(visitor(role), role, world, under="/empleador")) == {}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_the_ministry_sees_an_identity_after_it_gave_a_reason(
    role: Role, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    browser = visitor(role)
    assert only(seen_by(browser, role, world)) == {}
    with opened_by(role, world, connection, undone):
        found = only(seen_by(browser, role, world))
    assert found.pop("/ministerio/personas/{public_id} (own)") == IDENTITY
    # The forms that ask for the reason come back as the same page.
    for act in ("identify", "hand_over"):
        assert found.pop(f"/ministerio/personas/{{public_id}}/{act} (own)", IDENTITY) == IDENTITY
    assert found == {}


def test_a_counsellor_sees_an_identity_after_they_gave_a_reason(
    visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    """Before it, a first name with initials: enough to recognise who stands at the window."""
    browser = visitor(Role.COUNSELLOR)
    closed = seen_by(browser, Role.COUNSELLOR, world)
    assert set().union(*closed.values()) <= FIRST_NAME | PLACE | OWN_WORDS
    with opened_by(Role.COUNSELLOR, world, connection, undone):
        found = only(seen_by(browser, Role.COUNSELLOR, world))
    assert found["/centro/personas/{public_id} (own)"] >= IDENTITY
    shown_whole = {
        address for address, facts in found.items() if facts & (NAME | CONTACT | DOCUMENT | AVOIDED)
    }
    again = {f"/centro/personas/{{public_id}}/{act} (own)" for act in ("identify", "hand_over")}
    assert shown_whole - again == {
        "/centro/personas/{public_id} (own)",
        "/centro/personas/{public_id}/corregir (own)",
        "/centro/personas/{public_id}/hoja (own)",
        "/centro/personas/{public_id}/name_companion (own)",
        # What is done for one person carries their name, once there was a reason to open it.
        "/centro/personas/{public_id}/citas (own)",
        "/centro/personas/{public_id}/citas/book (own)",
        "/centro/personas/{public_id}/servicios (own)",
        "/centro/personas/{public_id}/servicios/refer (own)",
        "/centro/personas/{public_id}/reserva (own)",
        "/centro/personas/{public_id}/reserva/note (own)",
        "/centro/personas/{public_id}/papeles (own)",
        "/centro/personas/{public_id}/pruebas (own)",
        "/centro/remisiones/{public_id}/carta (own)",
        "/centro/llamadas/{public_id} (own)",
        "/centro/llamadas/{public_id}/finish (own)",
    }


def test_the_reason_of_one_officer_opens_nothing_for_another(
    visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    with opened_by(Role.OFFICER, world, connection, undone):
        assert only(seen_by(visitor(Role.SUPERVISOR), Role.SUPERVISOR, world, under="/ministerio")) == {}


@contextmanager
def opened_by(role: Role, world: World, connection: Connection, undone: Undone) -> Iterator[None]:
    """This role's person has given a reason to read the person of the own side."""
    with undone():
        with joined_session(connection) as session:
            open_identity(session, staff_actor(session, world, role), world.sides["own"].candidate)
            session.commit()
        yield


# ---------------------------------------------------------------- beside the pages


def test_the_log_holds_nothing_of_a_person(visitor: AsVisitor, world: World) -> None:
    """Every address asked by somebody who may, with a name in the query, at the most talkative level."""
    visitors = {role: visitor(role) for role in ROLES}
    configure(wrapper_class=make_filtering_bound_logger(0))
    told = 0
    with capture_logs() as lines:
        for row in expected():
            role = next((role for role, cell in row.cells.items() if cell not in ("no", "door")), None)
            if role is None:
                continue
            address = row.address(fillings(world, "own", role)[row.objects])
            visitors[role].ask(row.method, f"{address}?q={markers.SURNAME}")
            # What a reporter asks or hears leaves no line at all (tests/web/public/test_report_quiet.py).
            told += not row.path.startswith(("/denuncia", "/api/v1/complaints", "/voz/"))
    assert len([line for line in lines if line["event"] == "request"]) == told
    assert not [line for line in lines if seen_in(str(line))]
    mine = world.sides["own"]
    assert not any(
        secret in str(line) for line in lines for secret in (mine.code, mine.candidate, world.invitation)
    )


def test_the_event_log_holds_no_fact_of_a_person(connection: Connection) -> None:
    with joined_session(connection) as session:
        entries = list(session.scalars(select(Event)))
    assert {"register", "refer", "consent", "give_consent", "rank"} <= {entry.verb for entry in entries}
    assert not [entry.id for entry in entries if seen_in(f"{entry.actor} {entry.reason} {entry.data}")]


def test_messages_to_others_name_nobody(
    connection: Connection, settings: Settings, world: World, undone: Undone
) -> None:
    with undone():
        mail.deliver(settings, OneConnection(connection))
        with joined_session(connection) as session:
            written = list(session.scalars(select(Message)))
        assert len(written) > 5
        assert not [message.template for message in written if seen_in(f"{message.subject} {message.body}")]


def test_name_document_telephone_and_avoided_places_are_unreadable_in_the_database(place: Place) -> None:
    """The committed file itself, and its write-ahead log."""
    path = place.database.writing.url.database
    assert path is not None
    stored = b"".join(Path(part).read_bytes() for part in (path, f"{path}-wal") if Path(part).exists())
    assert place.world.sides["own"].candidate.encode() in stored, "the file holds the person at all"
    for secret in (
        markers.GIVEN,
        markers.SURNAME,
        markers.SECOND_SURNAME,
        markers.DPI,
        markers.PHONE,
        markers.PHONE.replace(" ", ""),
        markers.AVOIDED,
    ):
        assert secret.encode() not in stored, secret


def test_a_name_stands_in_no_row_as_it_lies_and_opens_in_the_person_s_own(connection: Connection) -> None:
    found = set()
    tables = inspect(connection).get_table_names()
    for table in tables:
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            found |= {(table, column) for column, value in row.items() if seen_in(str(value)) & NAME}
    assert len(tables) > 25
    assert found == set()
    opened = connection.execute(select(Candidate.given_names, Candidate.surnames)).all()
    assert seen_in(str(opened)) >= NAME


SEALED = "palabrasellada"


@pytest.mark.parametrize("role", ROLES)
def test_what_was_told_an_adviser_is_on_no_page(
    role: Role, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    """Not even the adviser's, who has opened who the person is: it takes a reason of its own, and is answered once."""
    mine = world.sides["own"].candidate
    with undone():
        with joined_session(connection) as session:
            adviser = staff_actor(session, world, Role.COUNSELLOR)
            person = candidates.load(session, adviser, mine)
            content = json.dumps({"said": "yes", "words": SEALED})
            session.add(
                SealedAnswer(
                    candidate_id=person.id, scheme="GT_SNE", content=content, asked_by_id=adviser.account_id,
                    asked_at=clock.now(), keep_until=clock.today(),
                )
            )  # fmt: skip
            if role is Role.COUNSELLOR:
                open_identity(session, adviser, mine)
            session.commit()
        browser, opened = visitor(role), 0
        for row in expected():
            if row.cells[role] in ("no", "door") or row.method != "GET":
                continue
            answer = browser.ask("GET", row.address(fillings(world, "own", role)[row.objects]))
            opened += answer.status_code == 200
            assert SEALED not in answer.text, row.path
        assert opened >= 15
