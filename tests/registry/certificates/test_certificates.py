"""A test passed by a person becomes a certificate by two people, and nobody else's word makes or unmakes one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Role
from registry.candidates import queries as candidates
from registry.candidates.facts import facts_of
from registry.candidates.models import Candidate, CandidateSkill
from registry.certificates import achievements, queries, service
from registry.certificates.numbers import new_number, read_number
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from tests.factories import new_account
from tests.registry.certificates import tested


@pytest.fixture
def candidate(session: Session) -> Candidate:
    return tested.person(session)


def test_a_counsellor_records_and_a_supervisor_issues(session: Session, candidate: Candidate) -> None:
    certificate = tested.recorded(session, candidate)
    assert certificate.state == "assessed"
    assert queries.by_number(session, certificate.number) is None, "nothing is shown before it is issued"
    tested.approve(session, certificate, "certificate_issue", tested.supervisor(session))
    shown = queries.by_number(session, certificate.number.lower().replace("-", " "))
    assert shown is not None and shown.is_valid and shown.initial == "M"
    assert shown.achievement.id == tested.TEST


def test_what_was_proven_joins_the_skills_and_weighs_like_what_is_told(
    session: Session, candidate: Candidate
) -> None:
    tested.issued(session, candidate)
    session.expire_all()
    held = facts_of(candidates.load(session, tested.supervisor(session), candidate.public_id)).skills
    proven = {one.code: one.months for one in held if one.code in achievements.every()[tested.TEST].skills}
    assert proven == dict.fromkeys(achievements.every()[tested.TEST].skills, 0)
    assert set(queries.proven_skills(session, candidate.id)) == set(proven)


def test_who_recorded_does_not_issue_and_nothing_moves_without_a_proposal(
    session: Session, candidate: Candidate
) -> None:
    counsellor = tested.counsellor_of(session, candidate)
    certificate = tested.recorded(session, candidate, counsellor)
    proposal = proposals.open_about(session, certificate, "certificate_issue")
    assert proposal is not None
    for nobody in (counsellor, tested.officer(session)):
        with pytest.raises((NotAllowed, NotPossible)):
            proposing.approve(session, nobody, proposal, reason=tested.WHY)
    with pytest.raises(NotPossible, match="needs_two_people"):
        move(session, tested.supervisor(session), certificate, "issue")
    assert certificate.state == "assessed"


def test_who_evaluated_does_not_issue(session: Session, candidate: Candidate) -> None:
    second = new_account(session, Role.SUPERVISOR)
    certificate = tested.recorded(session, candidate, evaluators=["Ana Tzul", second.name.upper()])
    # As a form does it: what was begun is undone.
    with pytest.raises(NotPossible, match="evaluator_issues"), session.begin_nested():
        tested.approve(session, certificate, "certificate_issue", second.actor())
    tested.approve(session, certificate, "certificate_issue", tested.supervisor(session))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"achievement": "flying"}, "achievement_unknown"),
        ({"evaluators": ["Ana Tzul"]}, "evaluators_two"),
        ({"evaluators": ["Ana Tzul", "ana  TZUL", " "]}, "evaluators_two"),
        ({"tested_on": 1}, "tested_future"),
        ({"tested_on": -400}, "tested_long_ago"),
        ({"met": {"layout": True}}, "criteria_not_met"),
        ({"met": {"layout": True, "mortar": True, "plumb": False, "safety": True}}, "criteria_not_met"),
        ({"reason": "  "}, "reason_missing"),
    ],
)
def test_what_is_not_a_passed_test_is_refused(
    session: Session, candidate: Candidate, changes: dict[str, Any], code: str
) -> None:
    if "tested_on" in changes:
        changes = {"tested_on": clock.today() + timedelta(days=changes["tested_on"])}
    with pytest.raises(Invalid, match=code):
        tested.recorded(session, candidate, **changes)
    assert tested.recorded(session, candidate).state == "assessed"


def test_only_a_counsellor_who_opened_the_identity_records(session: Session, candidate: Candidate) -> None:
    stranger = new_account(session, Role.COUNSELLOR, centre="Otro centro").actor()
    with pytest.raises(NotFound):
        tested.recorded(session, candidate, stranger)
    with pytest.raises(NotAllowed):
        tested.recorded(session, candidate, tested.supervisor(session))
    with pytest.raises(NotAllowed):
        tested.recorded(session, candidate, candidate.actor())


def test_the_same_test_twice_waits_for_the_first_to_be_revoked(
    session: Session, candidate: Candidate
) -> None:
    first = tested.issued(session, candidate)
    with pytest.raises(NotPossible, match="certified_already"):
        tested.recorded(session, candidate)
    tested.revoke(session, first)
    assert tested.recorded(session, candidate).state == "assessed"


def test_who_was_turned_down_may_try_again(session: Session, candidate: Candidate) -> None:
    counsellor = tested.counsellor_of(session, candidate)
    first = tested.recorded(session, candidate, counsellor)
    with pytest.raises(NotPossible, match="certified_already"):
        tested.recorded(session, candidate, counsellor)
    proposal = proposals.open_about(session, first, "certificate_issue")
    assert proposal is not None
    proposing.reject(session, tested.supervisor(session), proposal, reason="Faltó un criterio.")
    again = tested.issued(session, candidate)
    assert again.id != first.id and again.state == "issued"
    with pytest.raises(NotPossible, match="certified_already"):
        tested.recorded(session, candidate)
    assert first.state == "assessed" and queries.by_number(session, first.number) is None


def skill(session: Session, candidate: Candidate, code: str) -> CandidateSkill | None:
    session.expire_all()
    return next((one for one in candidates.own(session, candidate.actor()).skills if one.skill == code), None)


def test_revoking_leaves_what_the_person_told_since(session: Session, candidate: Candidate) -> None:
    certificate = tested.issued(session, candidate)
    told = skill(session, candidate, "skill:lay-block")
    assert told is not None
    told.words, told.months = "pego block desde joven", 36
    session.flush()
    tested.revoke(session, certificate)
    assert skill(session, candidate, "skill:lay-block") is not None, "it is their own word now"
    assert skill(session, candidate, "skill:mix-concrete") is None, "nobody else said so"


def test_what_two_certificates_prove_goes_with_the_last_of_them(
    session: Session, candidate: Candidate
) -> None:
    """As after two records became one."""
    first, second = tested.issued(session, candidate), tested.issued(session, tested.person(session))
    second.candidate_id, second.added_skills = candidate.id, []
    session.flush()
    tested.revoke(session, first)
    assert skill(session, candidate, "skill:lay-block") is not None
    tested.revoke(session, second)
    assert skill(session, candidate, "skill:lay-block") is None


def test_revoking_takes_two_people_and_takes_back_what_it_added(
    session: Session, candidate: Candidate
) -> None:
    certificate = tested.issued(session, candidate)
    one = tested.officer(session)
    proposal = service.propose_revocation(session, one, certificate, reason="La prueba no fue real.")
    with pytest.raises(NotPossible):
        proposing.approve(session, one, proposal, reason=tested.WHY)
    with pytest.raises(NotAllowed):
        service.propose_revocation(
            session, tested.counsellor_of(session, candidate), certificate, reason="x y z"
        )
    proposing.approve(session, tested.supervisor(session), proposal, reason=tested.WHY)
    session.expire_all()
    shown = queries.by_number(session, certificate.number)
    assert shown is not None and not shown.is_valid
    held = {one.skill for one in candidates.own(session, candidate.actor()).skills}
    assert "skill:lay-block" not in held and "skill:machete" in held


def test_a_training_centre_tests_only_once_two_people_approved_it(
    session: Session, candidate: Candidate
) -> None:
    centre = service.propose_centre(
        session,
        tested.officer(session),
        name="Centro INTECAP (ficticio)",
        agreement="Convenio 1-2026",
        reason="Convenio",
    )
    with pytest.raises(Invalid, match="centre_not_approved"):
        tested.recorded(session, candidate, training_centre=centre)
    tested.approve(session, centre, "training_centre_approve", tested.supervisor(session))
    certificate = tested.issued(session, candidate, training_centre=centre)
    shown = queries.by_number(session, certificate.number)
    assert shown is not None and shown.training_centre == "Centro INTECAP (ficticio)"
    with pytest.raises(NotAllowed):
        service.propose_centre(session, candidate.actor(), name="Mío", agreement="-", reason="Porque sí")
    with pytest.raises(Invalid, match="centre_twice"):
        service.propose_centre(
            session,
            tested.officer(session),
            name="centro intecap (FICTICIO)",
            agreement="-",
            reason="Otra vez",
        )


def test_the_log_holds_codes_and_no_name(session: Session, candidate: Candidate) -> None:
    certificate = tested.issued(session, candidate)
    told = events.of_record(session, "skill_certificate", certificate.public_id)
    assert [one.verb for one in told] == ["record", "issue"]
    everything = " ".join(f"{one.reason} {one.data}" for one in events.latest(session, count=50))
    assert "Caal" not in everything and "Tzul" not in everything
    assert certificate.subject_urn != tested.issued(session, tested.person(session)).subject_urn


@pytest.mark.parametrize(
    "typed", ["", "CH", "CH-", "7K2P-9XQ4-M", "CH-0000-0000-0", "RC-0193", "R-0044", "CH" * 50]
)
def test_what_is_no_number_finds_nothing(session: Session, typed: str) -> None:
    assert read_number(typed) is None
    assert queries.by_number(session, typed) is None
    assert queries.by_number(session, new_number()) is None


def test_the_database_issues_and_revokes_nothing_without_two_people(
    session: Session, candidate: Candidate
) -> None:
    certificate = tested.recorded(session, candidate)
    issue = "UPDATE skill_certificate SET state = 'issued', issued_at = recorded_at, issued_by_id = :other"
    other = new_account(session, Role.SUPERVISOR)
    with pytest.raises(DatabaseError, match="two people issue"), session.begin_nested():
        session.execute(text(issue), {"other": other.id})
    tested.approve(session, certificate, "certificate_issue", other.actor())
    for state in ("revoked", "assessed"):
        with pytest.raises(DatabaseError, match="two people issue"), session.begin_nested():
            session.execute(
                text("UPDATE skill_certificate SET state = :state, revoked_at = recorded_at"),
                {"state": state},
            )
    tested.revoke(session, certificate)
    session.refresh(certificate)
    assert certificate.state == "revoked"


def test_the_database_approves_and_ends_no_training_centre_without_two_people(session: Session) -> None:
    centre = service.propose_centre(
        session, tested.officer(session), name="Taller", agreement="Convenio 1", reason=tested.WHY
    )
    approve = text("UPDATE training_centre SET state = 'approved', approved_at = proposed_at")
    with pytest.raises(DatabaseError, match="two people approve"), session.begin_nested():
        session.execute(approve)
    tested.approve(session, centre, "training_centre_approve", tested.supervisor(session))
    with pytest.raises(DatabaseError, match="two people approve"), session.begin_nested():
        session.execute(text("UPDATE training_centre SET state = 'ended', ended_at = proposed_at"))
    session.refresh(centre)
    assert centre.state == "approved"
