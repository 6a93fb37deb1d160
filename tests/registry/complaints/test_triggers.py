"""What credible reports set off: the table of the specification, and that counts alone strike nobody off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from registry.access import Actor, Role
from registry.complaints import danger, ending, rules, triggers
from registry.complaints.handling import SetOff
from registry.complaints.models import Complaint
from registry.complaints.queries import independent_reports
from registry.complaints.triggers import Report
from registry.errors import Invalid, NotAllowed, NotFound
from registry.organisations import holds, standing
from registry.organisations.models import Agency
from registry.organisations.standing import Act
from registry.proposals import service as proposals
from registry.proposals.models import Proposal
from registry.standard import queries as standards
from registry.vetting.models import Case
from tests.registry.complaints.reports import STORIES, agency_named, judged, person, sent
from tests.registry.vetting import agencies as filing

LAW = rules.by(max(standards.shipped().values(), key=lambda one: int(one.version)).clocks)
HEARING = {"reason": "Varias denuncias.", "public_reason": "Se investigan denuncias."}


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: object) -> None:
    """Monday, 2 March 2026."""


@pytest.fixture
def officer(session: Session) -> Actor:
    return person(session, Role.OFFICER)


@pytest.fixture
def agency(session: Session) -> Agency:
    return agency_named(session)


def one(key: int, **changes: object) -> Report:
    plain = Report(key, key, 1, True, False, None, None)
    return replace(plain, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the table, without a database


@pytest.mark.parametrize(
    ("reports", "opens"),
    [
        ([one(1)], False),
        ([one(1, has_proof=True)], True),
        ([one(1), one(2)], True),
        ([one(1), one(2, source=1)], False),
        ([one(1), one(2, age_days=90)], True),
        ([one(1), one(2, age_days=91)], False),
        ([one(1, is_critical=False), one(2, is_critical=False)], False),
        ([one(1, is_critical=False, has_proof=True)], False),
    ],
)
def test_when_a_case_is_opened(reports: list[Report], opens: bool) -> None:
    assert bool(triggers.case_reports(reports, LAW.case)) is opens


@pytest.mark.parametrize(
    ("reports", "called"),
    [
        ([one(key) for key in range(4)], set()),
        ([one(key) for key in range(5)], {"hearing"}),
        ([one(key, source=1) for key in range(9)], set()),
        ([*(one(key) for key in range(4)), one(9, age_days=180)], {"hearing"}),
        ([*(one(key) for key in range(4)), one(9, age_days=181)], set()),
        ([one(1, vacancy_id=7, municipality="1301"), one(2, vacancy_id=7, municipality="0101")], {"places"}),
        ([one(1, vacancy_id=7, municipality="1301"), one(2, vacancy_id=7, municipality="1301")], set()),
        ([one(1, vacancy_id=7, municipality="1301"), one(2, vacancy_id=8, municipality="0101")], set()),
        ([one(1, vacancy_id=7, municipality="1301"), one(2, vacancy_id=7, municipality=None)], set()),
        (
            [
                one(1, vacancy_id=7, municipality="1301"),
                one(2, source=1, vacancy_id=7, municipality="0101"),
            ],
            set(),
        ),
    ],
)
def test_when_a_hearing_is_called_for(reports: list[Report], called: set[str]) -> None:
    assert set(triggers.hearing_reports(reports, LAW.hearing)) == called


# ---------------------------------------------------------------- with cases, holds and people


def test_one_credible_report_is_linked_and_opens_nothing(
    session: Session, officer: Actor, agency: Agency
) -> None:
    assert judged(session, sent(session), officer, agency) == []
    assert session.scalars(select(Case)).all() == []
    assert holds.open_holds(session, agency.id) == []


def test_a_report_with_proof_opens_a_case_and_holds_new_orders(
    session: Session, officer: Actor, agency: Agency
) -> None:
    (fired,) = judged(session, sent(session), officer, agency, evidence="document")
    case = session.scalars(select(Case)).one()
    assert (fired.rule, fired.case_id, case.kind, case.agency_id) == ("case", case.id, "complaint", agency.id)
    (held,) = holds.open_holds(session, agency.id)
    assert (held.cause, held.source) == ("complaint", f"case:{case.public_id}")
    assert agency.state == "applied", "nobody is struck off by a count"


def test_the_hold_stops_new_orders_and_not_what_people_have(
    session: Session, settings: Settings, officer: Actor
) -> None:
    agency, _case, _supervisor = filing.decided(session, settings.data_dir / "files")
    judged(session, sent(session), officer, agency, evidence="document")
    assert standing.allows(session, agency.id, Act.PUBLISH) is not None
    assert standing.allows(session, agency.id, Act.OFFER) is None


def test_two_independent_reports_open_one_case(session: Session, officer: Actor, agency: Agency) -> None:
    for story in STORIES[:3]:
        judged(session, sent(session, text=story), officer, agency)
    assert len(session.scalars(select(Case)).all()) == 1
    assert len(session.scalars(select(SetOff)).all()) == 1


def test_two_copies_open_nothing(session: Session, officer: Actor, agency: Agency) -> None:
    judged(session, sent(session), officer, agency)
    assert judged(session, sent(session, text=f"{STORIES[0]} Gracias."), officer, agency) == []


def test_two_reports_of_one_contact_open_nothing(session: Session, officer: Actor, agency: Agency) -> None:
    judged(session, sent(session, text=STORIES[0], contact="5555 1234"), officer, agency)
    assert judged(session, sent(session, text=STORIES[1], contact="+502 55551234"), officer, agency) == []


def test_what_nobody_believes_counts_for_nothing(session: Session, officer: Actor, agency: Agency) -> None:
    for story in STORIES:
        assert judged(session, sent(session, text=story), officer, agency, is_credible=False) == []


def test_a_flood_of_a_rival_suspends_nobody(session: Session, officer: Actor, agency: Agency) -> None:
    """Fifty copies, every one called credible by a tired handler: still one source."""
    for number in range(50):
        judged(session, sent(session, text=f"{STORIES[0]} {number}"), officer, agency)
    assert session.scalars(select(SetOff)).all() == []
    assert independent_reports(session, agency.id, 180) == 1


def test_five_independent_reports_put_a_hearing_before_people(
    session: Session, officer: Actor, agency: Agency
) -> None:
    complaints = [sent(session, text=story) for story in STORIES[:5]]
    for complaint in complaints:
        judged(session, complaint, officer, agency)
    rules_fired = [one.rule for one in session.scalars(select(SetOff).order_by(SetOff.id))]
    assert rules_fired == ["case", "hearing"]
    assert {one.body for one in danger.referrals(session, complaints[-1])} == {"consulate", "embassy"}
    assert agency.state == "applied"
    assert session.scalars(select(Proposal)).all() == [], "a person proposes it, not the count"


def test_what_was_counted_once_is_not_counted_again(session: Session, officer: Actor, agency: Agency) -> None:
    for story in STORIES[:5]:
        judged(session, sent(session, text=story), officer, agency)
    assert judged(session, sent(session, text=STORIES[5]), officer, agency) == []


def test_a_dismissed_report_does_not_count(session: Session, officer: Actor, agency: Agency) -> None:
    first: Complaint = sent(session)
    judged(session, first, officer, agency)
    ending.propose_dismissal(session, officer, first, outcome="not_credible", reason="No coincide nada.")
    ending.agree(session, person(session, Role.SUPERVISOR), first)
    assert judged(session, sent(session, text=STORIES[1]), officer, agency) == []


def test_an_old_report_does_not_count(session: Session, officer: Actor, agency: Agency) -> None:
    old = sent(session)
    old.day -= timedelta(days=91)
    judged(session, old, officer, agency)
    assert judged(session, sent(session, text=STORIES[1]), officer, agency) == []


def test_a_hearing_is_proposed_by_a_person_and_only_after_the_trigger(
    session: Session, settings: Settings, officer: Actor
) -> None:
    agency, _case, _by = filing.decided(session, settings.data_dir / "files")
    supervisor = person(session, Role.SUPERVISOR)
    with pytest.raises(NotFound):
        triggers.propose_hearing(session, supervisor, agency, **HEARING)
    for story in STORIES[:5]:
        judged(session, sent(session, text=story), officer, agency)
    proposal = triggers.propose_hearing(session, supervisor, agency, **HEARING)
    assert (proposal.kind, proposal.state, agency.state) == ("agency_suspend", "open", "registered")
    assert proposal.content == {"public_reason": "Se investigan denuncias."}
    proposals.approve(session, person(session, Role.SUPERVISOR), proposal, reason="Son cinco.")
    assert agency.state == "suspended"
    assert not triggers.waits_for_hearing(session, agency.id), "what was decided does not call again"


def test_another_authority_s_suspension_opens_the_file_again(session: Session, agency: Agency) -> None:
    supervisor = person(session, Role.SUPERVISOR)
    fired = triggers.heard_from_outside(
        session, supervisor, agency, "iris", reason="Aviso público del 1 de marzo."
    )
    assert (fired.rule, fired.source) == ("outside", "iris")
    assert session.scalars(select(Case.kind)).one() == "complaint"
    with pytest.raises(Invalid):
        triggers.heard_from_outside(session, supervisor, agency, "a neighbour", reason="Lo dijo.")
    with pytest.raises(NotAllowed):
        triggers.heard_from_outside(
            session, person(session, Role.INSPECTOR), agency, "iris", reason="Lo dijo."
        )


def test_the_file_of_triggers_says_that_it_is_a_proposal(tmp_path: Path) -> None:
    assert LAW.confidence == "proposal"
    assert (LAW.clocks.triage_working_days, LAW.clocks.closure_working_days) == (2, 45)
