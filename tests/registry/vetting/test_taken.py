"""Interviews and visits as evidence of a criterion: what is offered, who its author is, and who may not read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry.access import Actor, Role
from registry.errors import NotAllowed, NotFound
from registry.organisations.models import Agency
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.vetting import interviews, queries, steps, taken, visits
from registry.vetting.models import Case
from registry.vetting.visits import Seen
from tests.registry.vetting.agencies import person_of, reviewed, staff
from tests.registry.vetting.test_fieldwork import inspector, planned, seen, told

PAID = "Ceiba: ¿Pagó algo a alguien para conseguir este trabajo, antes o después de viajar? Sí."


@pytest.fixture
def world(session: Session, tmp_path: Path) -> tuple[Case, Actor, Actor]:
    """A case in the field with one interview and one visit of an inspector, and the officer who holds it."""
    _agency, case, officer = reviewed(session, tmp_path)
    steps.begin_fieldwork(session, officer, case)
    other = inspector(session, case)
    interviews.record(session, other, case, told(session, case))
    visits.record(session, other, planned(session, other, case), seen())
    return case, officer, other


def test_an_answer_becomes_evidence_of_whoever_heard_it(
    session: Session, world: tuple[Case, Actor, Actor]
) -> None:
    case, officer, other = world
    offer, visit = taken.offered(session, officer, case, "1.1")
    assert (offer.text, offer.kind) == (PAID, "interview")
    made = taken.take(session, officer, case, criterion="1.1", source=offer.source)
    assert (made.kind, made.text, made.confidentiality) == ("interview", PAID, "restricted")
    assert made.by_id == other.account_id
    assert taken.offered(session, officer, case, "1.1") == [visit], "each once"
    assert {officer.account_id, other.account_id} <= queries.authors(session, case)
    # Put aside it can be taken again.
    assessing.put_aside(session, officer, case, made)
    assert taken.offered(session, officer, case, "1.1") == [offer, visit]


def test_a_visit_says_what_was_looked_at_and_then_what_was_seen(
    session: Session, world: tuple[Case, Actor, Actor]
) -> None:
    case, officer, other = world
    (offer,) = [one for one in taken.offered(session, officer, case, "2.1") if one.kind == "site_visit"]
    assert offer.text.endswith("Sí. Dos escritorios y un archivo.")
    made = taken.take(session, officer, case, criterion="2.1", source=offer.source)
    assert (made.kind, made.confidentiality, made.by_id) == ("site_visit", "internal", other.account_id)
    assert [one.public_id for one in standards.evidence(session, case)] == [made.public_id]


def test_what_is_not_offered(session: Session, world: tuple[Case, Actor, Actor]) -> None:
    case, officer, other = world
    # A question left without an answer, a call, a visit that is only planned.
    assert [one.kind for one in taken.offered(session, officer, case, "1.2")] == ["site_visit"]
    planned(session, other, case)
    call = planned(session, other, case, "call")
    visits.record(session, other, call, Seen("unreachable", call.planned_on, {}, "Nadie contestó."))
    assert len(taken.offered(session, officer, case, "1.2")) == 1
    with pytest.raises(NotFound):
        taken.take(session, officer, case, criterion="1.1", source="interview:x:paid_anything")


def test_who_takes_nothing(session: Session, world: tuple[Case, Actor, Actor]) -> None:
    case, officer, other = world
    source = taken.offered(session, officer, case, "1.1")[0].source
    for stranger in (
        person_of(session, session.get_one(Agency, case.agency_id)),
        staff(session, Role.OFFICER),
    ):
        assert taken.offered(session, stranger, case, "1.1") == []
        with pytest.raises(NotFound):
            taken.take(session, stranger, case, criterion="1.1", source=source)
    with pytest.raises(NotAllowed):
        taken.take(session, other, case, criterion="1.1", source=source)
