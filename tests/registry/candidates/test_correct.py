"""Corrections: what changed is logged by name of field, never by value."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, Role
from registry.candidates import queries
from registry.candidates.facts import facts_of
from registry.candidates.models import Candidate, WorkHistory
from registry.candidates.registration import Job
from registry.candidates.service import correct, facts_held, register, withdraw
from registry.errors import Invalid, NotAllowed, NotPossible
from tests.factories import new_account
from tests.registry.candidates.people import registration


@pytest.fixture
def candidate(session: Session) -> Candidate:
    made, _code = register(session, PUBLIC, registration())
    return queries.load(session, made.actor(), made.public_id)


def test_the_person_corrects_their_own(session: Session, candidate: Candidate) -> None:
    facts = facts_held(candidate)
    facts.phone, facts.surnames = "4444 0202", "Caal Poou"
    assert sorted(correct(session, candidate.actor(), candidate, facts)) == ["phone", "surnames"]

    held = queries.load(session, candidate.actor(), candidate.public_id)
    assert held.phone_hash == queries.phone_hash("+502 44440202")
    last = events.of_record(session, "candidate", candidate.public_id)[-1]
    assert last.verb == "correct"
    assert sorted(last.data["fields"]) == ["phone", "surnames"]
    assert "4444" not in str(last.data)


def test_work_is_replaced_whole(session: Session, candidate: Candidate) -> None:
    facts = facts_held(candidate)
    facts.work = [Job(words="albañil", occupation="occ:mason", months=36)]
    correct(session, candidate.actor(), candidate, facts)
    session.expire_all()

    held = queries.load(session, candidate.actor(), candidate.public_id)
    assert [job.occupation for job in held.work] == ["occ:mason"]
    assert session.scalar(select(func.count(WorkHistory.id))) == 1
    assert [(one.occupation, one.months) for one in facts_of(held).work] == [("occ:mason", 36)]


def test_nothing_changed_leaves_no_trace(session: Session, candidate: Candidate) -> None:
    before = len(events.of_record(session, "candidate", candidate.public_id))
    assert correct(session, candidate.actor(), candidate, facts_held(candidate)) == []
    assert len(events.of_record(session, "candidate", candidate.public_id)) == before


def test_a_correction_is_checked_like_a_registration(session: Session, candidate: Candidate) -> None:
    facts = facts_held(candidate)
    facts.phone = "12"
    with pytest.raises(Invalid) as refused:
        correct(session, candidate.actor(), candidate, facts)
    assert refused.value.field == "phone"


def test_nobody_corrects_somebody_else(session: Session, candidate: Candidate) -> None:
    other, _code = register(session, PUBLIC, registration(given_names="Otra"))
    with pytest.raises(NotAllowed):
        correct(session, other.actor(), candidate, facts_held(candidate))
    officer = new_account(session, Role.OFFICER).actor()
    with pytest.raises(NotAllowed):
        correct(session, officer, candidate, facts_held(candidate))


def test_after_leaving_nothing_is_corrected(session: Session, candidate: Candidate) -> None:
    facts = facts_held(candidate)
    withdraw(session, candidate.actor(), candidate)
    with pytest.raises(NotPossible):
        correct(session, candidate.actor(), candidate, facts)
