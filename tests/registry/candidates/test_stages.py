"""The public word for where somebody stands follows their referrals, the furthest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from app import words
from registry import clock
from registry.access import PUBLIC
from registry.candidates.service import pause, register
from registry.candidates.stages import Stage, stage_of
from registry.organisations.models import Employer
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.vacancies.models import Vacancy
from tests.conftest import NOW
from tests.registry.candidates.people import registration


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        ([], Stage.SEARCHING),
        (["offered"], Stage.OFFERED),
        (["consented"], Stage.PROPOSED),
        (["interview", "offered"], Stage.INTERVIEW),
        (["selected", "declined"], Stage.SELECTED),
        (["placed", "not_selected"], Stage.DOCUMENTS),
        (["not_selected"], Stage.NOT_THIS_TIME),
        (["withdrawn"], Stage.NOT_THIS_TIME),
        (["declined"], Stage.SEARCHING),
    ],
)
def test_the_furthest_referral_decides(session: Session, states: list[str], stage: Stage) -> None:
    with time_machine.travel(NOW, tick=False) as moment:
        candidate, _code = register(session, PUBLIC, registration())
        assert stage_of(session, candidate) is Stage.REGISTERED
        moment.shift(timedelta(days=2))
        employer = Employer(legal_name="Finca Ejemplo (ficticia)", country="US", applied_at=clock.now())
        session.add(employer)
        session.flush()
        for number, state in enumerate(states):
            vacancy = Vacancy(
                number=f"V-2026-0000{number}", scheme="H2A", employer_id=employer.id, title="Cosecha", country="US",
                facts={}, created_at=clock.now(),
            )  # fmt: skip
            session.add(vacancy)
            session.flush()
            referral = Referral(vacancy_id=vacancy.id, candidate_id=candidate.id, referred_at=clock.now())
            # As the referral's own verbs would leave it; how they do it is tested with them.
            referral.state = ReferralState(state)
            referral.consented_at = clock.now()
            session.add(referral)
        session.flush()
        assert stage_of(session, candidate) is stage


def test_a_pause_comes_before_everything(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    pause(session, candidate.actor(), candidate)
    assert stage_of(session, candidate) is Stage.PAUSED


def test_every_stage_says_what_follows_and_when() -> None:
    for stage in Stage:
        for kind in ("stage", "stage_next", "stage_when"):
            assert words.word(stage, kind)
