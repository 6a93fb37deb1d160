"""Holds: what each one stops, for whom, and that it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM
from registry.events import Event
from registry.organisations.holds import AgencyHold, Cause, hold, lift, open_holds
from registry.organisations.models import Agency
from registry.organisations.standing import ALLOWED, STOPPED, Act, allowing, allows, told_holds
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.vetting import service
from registry.vetting.states import CaseKind

SOURCE = "case:abc"


@pytest.fixture
def agency(session: Session) -> Agency:
    made = Agency(
        legal_name="Caminos, S.A.",
        state=AgencyState.REGISTERED,
        registry_no="R-9001",
        applied_at=clock.now(),
        is_fictitious=True,
    )
    session.add(made)
    session.flush()
    return made


def listed(session: Session, agency: Agency, act: Act) -> bool:
    return session.scalar(select(Agency.id).where(Agency.id == agency.id, allowing(act))) is not None


@pytest.mark.parametrize("state", list(AgencyState))
@pytest.mark.parametrize("act", list(Act))
def test_only_good_standing_allows_anything_and_lists_agree(
    session: Session, state: AgencyState, act: Act
) -> None:
    made = Agency(
        legal_name="Otra", state=state, registry_no="R-9002", applied_at=clock.now(), is_fictitious=True
    )
    session.add(made)
    session.flush()
    assert (
        (allows(session, made.id, act) is None) == (state in IN_GOOD_STANDING) == listed(session, made, act)
    )
    assert set(ALLOWED) == set(IN_GOOD_STANDING)


@pytest.mark.parametrize("cause", list(Cause))
@pytest.mark.parametrize("act", list(Act))
def test_a_hold_stops_what_the_table_says_until_it_is_lifted(
    session: Session, agency: Agency, cause: Cause, act: Act
) -> None:
    hold(session, SYSTEM, agency, cause, source=SOURCE)
    refusal = allows(session, agency.id, act)
    assert (refusal is not None) == (act in STOPPED[cause]) != listed(session, agency, act)
    if refusal is not None:
        assert (refusal.code, refusal.cause) == ("agency_on_hold", cause)
    assert lift(session, SYSTEM, agency, cause, source=SOURCE)
    assert allows(session, agency.id, act) is None and listed(session, agency, act)


def test_people_on_their_way_keep_their_place_when_only_new_orders_are_held() -> None:
    for cause in (Cause.BOND_LAPSE, Cause.COMPLAINT):
        assert Act.OFFER not in STOPPED[cause] and Act.SUBMIT in STOPPED[cause]


def test_one_source_holds_once_and_each_source_for_itself(session: Session, agency: Agency) -> None:
    first = hold(session, SYSTEM, agency, Cause.COMPLAINT, source=SOURCE)
    assert hold(session, SYSTEM, agency, Cause.COMPLAINT, source=SOURCE) is first
    hold(session, SYSTEM, agency, Cause.COMPLAINT, source="case:other")
    assert lift(session, SYSTEM, agency, Cause.COMPLAINT, source=SOURCE)
    assert not lift(session, SYSTEM, agency, Cause.COMPLAINT, source=SOURCE)
    assert [one.source for one in open_holds(session, agency.id)] == ["case:other"]
    assert allows(session, agency.id, Act.SUBMIT) is not None
    verbs = session.scalars(select(Event.verb).where(Event.record_id == agency.public_id).order_by(Event.id))
    assert list(verbs) == ["hold", "hold", "lift_hold"]


def test_the_table_itself_refuses_a_second_standing_hold(session: Session, agency: Agency) -> None:
    hold(session, SYSTEM, agency, Cause.FINDING, source=SOURCE)
    twin = AgencyHold(agency_id=agency.id, cause=Cause.FINDING, source=SOURCE, since=clock.now())
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_agency_is_told_of_its_holds_but_not_of_a_case_it_does_not_know(
    session: Session, agency: Agency
) -> None:
    hold(session, SYSTEM, agency, Cause.BOND_LAPSE, source="bond")
    case = service.begin_official(
        session, SYSTEM, agency, CaseKind.COMPLAINT, reason="Dos reportes con prueba."
    )
    hold(session, SYSTEM, agency, Cause.COMPLAINT, source=f"case:{case.public_id}")
    assert [one.cause for one in told_holds(session, agency.id)] == [Cause.BOND_LAPSE]


def test_a_hold_in_silence_lets_itself_be_tried_out_by_no_act(session: Session, agency: Agency) -> None:
    case = service.begin_official(
        session, SYSTEM, agency, CaseKind.COMPLAINT, reason="Reporte del mismo día."
    )
    hold(session, SYSTEM, agency, Cause.COMPLAINT, source=f"case:{case.public_id}")
    assert {act for act in Act if allows(session, agency.id, act) is not None} == {Act.PUBLISH}
