"""Who has their data deleted is gone at once from every list of a centre, and what they feared soon after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import crypto
from registry.access import Role
from registry.candidates import drafts
from registry.candidates.models import Candidate, RegistrationDraft
from registry.fairs.models import Fair
from registry.holdings import erasing
from registry.shortlists.models import Entry
from tests.registry.placements.market import Market, new_market
from tests.web.candidate.walk import send, words_of
from tests.web.centre.test_appointments import booked
from tests.web.centre.test_fairs import arrived, booking, published
from tests.web.centre.test_services import referred


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def has_an_appointment(browser, session: Session, market: Market) -> str:
    booked(browser, session, market.people[0])
    return "/centro/citas"


def is_sent_to_a_service(browser, session: Session, market: Market) -> str:
    referred(browser, session, market.people[0], "training")
    return "/centro/remisiones"


def has_an_interview(browser, session: Session, market: Market) -> str:
    page, stand = published(browser, session, market)
    arrived(browser, page, market.people[0])
    sent = booking(fair_of(session), stand, market.people[0], 0)
    assert send(browser, f"{page}/dia", sent, to=f"{page}/book").status_code == 303
    return f"{page}/dia"


def fair_of(session: Session) -> Fair:
    return session.scalars(select(Fair)).one()


@pytest.mark.parametrize("awaited", [has_an_appointment, is_sent_to_a_service, has_an_interview])
def test_who_left_stands_on_no_list_of_a_centre(
    counsellor, session: Session, market: Market, awaited: Callable[..., str]
) -> None:
    person = market.people[0]
    page = awaited(counsellor, session, market)
    assert "Primera" in words_of(counsellor.get(page).text)
    erasing.ask(session, person.actor(), person)
    assert "Primera" not in words_of(counsellor.get(page).text)


def correcting(session: Session, person: Candidate) -> int:
    draft, _token = drafts.start(session, drafts.Answers(of_candidate=person.public_id))
    return draft.id


def test_with_a_person_go_the_places_they_feared_and_the_corrections_they_began(
    session: Session, market: Market, tmp_path: Path
) -> None:
    leaves, stays = market.people[:2]
    market.refer(session, leaves)
    lines = {one.candidate_id: one for one in session.scalars(select(Entry))}
    for person in (leaves, stays):
        line = lines[person.id]
        line.facts = line.facts | {"avoid": crypto.encrypt_to_text("mun:0101")}
    theirs, others = correcting(session, leaves), correcting(session, stays)
    erasing.ask(session, leaves.actor(), leaves)
    erasing.erase(session, leaves, tmp_path)
    session.expire_all()
    kept = {one.candidate_id: one.facts["avoid"] for one in session.scalars(select(Entry))}
    assert kept[leaves.id] == "" and kept[stays.id] != ""
    assert session.get(RegistrationDraft, theirs) is None
    assert session.get(RegistrationDraft, others) is not None
