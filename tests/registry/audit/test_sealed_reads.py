"""Each way to read what is sealed, in one table: exactly one event for each reading, and without the event no data.

The event is kept from being written by the database itself: a trigger that refuses every new line of the log.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.candidates import identity
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.complaints import reading
from registry.events import Event
from registry.holdings import dossier
from registry.legal_requests import service as legal_requests
from registry.legal_requests.models import Notice
from registry.messages import calls
from registry.messages.models import CallTask
from registry.papers import service as papers
from registry.papers.models import PaperKind
from registry.pathways import sealed
from registry.pathways.models import Said
from registry.placements import queries as placements
from registry.placements import service as referrals
from registry.protection import service as protection
from tests.factories import new_account
from tests.registry.complaints import reports
from tests.registry.placements.market import Market, new_market

WHY = "Para llamarle"
Read = Callable[[], Any]


@dataclass
class Scene:
    session: Session
    folder: Path
    market: Market
    person: Candidate
    counsellor: Actor
    officer: Actor

    def identified(self, actor: Actor) -> Actor:
        identity.identify(self.session, actor, self.person, reason=WHY)
        return actor


@pytest.fixture
def scene(session: Session, frozen_now: object, tmp_path: Path) -> Scene:
    market = new_market(session)
    counsellor = new_account(session, Role.COUNSELLOR, centre="CAPMiR").actor()
    return Scene(session, tmp_path, market, market.people[0], counsellor, market.officer.actor())


def _identity(scene: Scene) -> Read:
    def read() -> Any:
        identity.identify(scene.session, scene.officer, scene.person, reason=WHY)
        return identity.may_read_identity(scene.session, scene.officer, scene.person) and scene.person.phone

    return read


def _telephone(scene: Scene) -> Read:
    task = CallTask(candidate_id=scene.person.id, why="unreached", centre="CAPMiR", made_at=clock.now())
    scene.session.add(task)
    scene.session.flush()
    loaded = calls.load(scene.session, scene.counsellor, task.public_id)

    def read() -> Any:
        calls.open_telephone(scene.session, scene.counsellor, loaded, reason=WHY)
        return "open"

    return read


def _protection(scene: Scene) -> Read:
    session = scene.session
    supervisor, director = (new_account(session, role).actor() for role in (Role.SUPERVISOR, Role.DIRECTOR))
    account = session.get_one(Account, scene.counsellor.account_id)
    focal = protection.propose_focal(session, supervisor, account, reason=WHY)
    protection.change_focal(session, director, focal, "approve")
    scene.identified(scene.counsellor)
    note = protection.note(
        session, scene.counsellor, scene.person, words="La busca un hombre", has_consent=True, how=How.PAPER
    )
    return lambda: protection.read(session, scene.counsellor, note, reason=WHY).words


def _sealed_answer(scene: Scene) -> Read:
    scene.market.refer(scene.session, scene.person)
    sealed.ask(scene.session, scene.counsellor, scene.person, "H2A", said=Said.YES, words="por Laredo")
    return lambda: sealed.read(scene.session, scene.counsellor, scene.person, "H2A", reason=WHY).words


def _contact(scene: Scene) -> Read:
    session = scene.session
    (referral,) = scene.market.refer(session, scene.person)
    referrals.consent(session, scene.person.actor(), referral, scene.person, how=How.SCREEN)
    buyer = scene.market.buyer.actor()
    loaded = placements.load(session, buyer, referral.public_id)
    assert placements.contact_for_employer(session, buyer, loaded) is None

    def read() -> Any:
        referrals.disclose(session, buyer, loaded)
        contact = placements.contact_for_employer(session, buyer, loaded)
        return contact and contact.phone

    return read


def _paper(scene: Scene) -> Read:
    picture = io.BytesIO()
    Image.effect_noise((700, 900), 90).convert("RGB").save(picture, "PNG")
    person = scene.person.actor()
    kept = papers.add(
        scene.session,
        person,
        scene.person,
        scene.folder,
        picture.getvalue(),
        kind=PaperKind.COURSE,
        is_sure=True,
    )
    scene.identified(scene.counsellor)

    def read() -> Any:
        paper = papers.find(scene.session, scene.counsellor, scene.person, kept.public_id)
        papers.note_read(scene.session, scene.counsellor, scene.person, paper)
        return papers.read(scene.folder, paper)

    return read


def _file(scene: Scene) -> Read:
    scene.identified(scene.counsellor)
    return lambda: dossier.file_of(scene.session, scene.counsellor, scene.person)["person"]


def _report(scene: Scene) -> Read:
    report = reports.sent(scene.session, reports.agency_named(scene.session))
    officer = reports.person(scene.session, Role.OFFICER)
    reports.given(scene.session, report, officer)
    return lambda: reading.open_sealed(scene.session, officer, report, reason=WHY).text


def _order(scene: Scene) -> Read:
    session = scene.session
    first, second = (new_account(session, Role.SUPERVISOR).actor() for _ in range(2))
    made = legal_requests.propose(
        session, first, scene.person, authority="Juzgado", reference="C-1", reason=WHY, parts=["person"],
        notice=Notice.TOLD, notice_note=WHY,
    )  # fmt: skip
    legal_requests.decide(session, second, made, "approve", reason=WHY)
    return lambda: legal_requests.hand_over(session, first, made, reason=WHY)["person"]


def test_no_copy_but_the_own_one_says_where_somebody_is_not_safe(scene: Scene) -> None:
    scene.person.places_to_avoid = "US-GA"
    scene.session.flush()
    own = dossier.file_of(scene.session, scene.person.actor(), scene.person)
    assert own["person"][0]["places_to_avoid"] == "US-GA"
    for (held,) in (_order(scene)(), _file(scene)()):
        assert held["code"] and "places_to_avoid" not in held


# What is read: how, and how many events it leaves (an order: of the request, of the identity, of the file).
READINGS: dict[str, tuple[Callable[[Scene], Read], int]] = {
    "identity": (_identity, 1),
    "telephone of a call": (_telephone, 1),
    "protection note": (_protection, 1),
    "sealed answer": (_sealed_answer, 1),
    "contact after consent": (_contact, 2),
    "paper": (_paper, 1),
    "whole file": (_file, 1),
    "report": (_report, 1),
    "legal request": (_order, 3),
}


def _count(session: Session) -> int:
    return session.scalar(select(func.count(Event.id))) or 0


def _refuse_new_lines(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text(
                "CREATE FUNCTION no_line() RETURNS trigger AS "
                "$$ BEGIN RAISE EXCEPTION 'no line'; END $$ LANGUAGE plpgsql"
            )
        )
        session.execute(
            text("CREATE TRIGGER no_line BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION no_line()")
        )
        return
    session.execute(
        text("CREATE TRIGGER no_line BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no line'); END")
    )


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_leaves_its_event(scene: Scene, name: str) -> None:
    prepare, events = READINGS[name]
    read = prepare(scene)
    scene.session.flush()
    before = _count(scene.session)
    assert read()
    assert _count(scene.session) - before == events


@pytest.mark.parametrize("name", READINGS)
def test_without_the_event_nothing_is_read(scene: Scene, name: str) -> None:
    read = READINGS[name][0](scene)
    scene.session.flush()
    _refuse_new_lines(scene.session)
    before = _count(scene.session)
    with pytest.raises(DBAPIError), scene.session.begin_nested():
        read()
    assert _count(scene.session) == before
