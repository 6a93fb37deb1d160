"""Recorded outcomes that follow a known truth: months worked decide, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from sqlalchemy.orm import Session

from matching.weights import PARTS, UNITS, load_weights
from registry import clock, events
from registry.access import SYSTEM
from registry.candidates.models import Candidate
from registry.db import new_public_id
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies.models import Vacancy
from tests.registry.placements.market import new_employer, new_vacancy

TRUTH = {"experience": 7.0, "occupation": 1.0}


def record(
    session: Session, *, vacancies: int = 60, people: int = 10, truth: dict[str, float] | None = None
) -> None:
    """Vacancies with a stored list each, everybody on it referred and chosen or not as the truth has it."""
    dice = np.random.default_rng(1)
    employer = new_employer(session)
    for _ in range(vacancies):
        _one_list(session, dice, new_vacancy(session, employer, seats=people), people, truth or TRUTH)


def _one_list(
    session: Session, dice: np.random.Generator, vacancy: Vacancy, people: int, truth: dict[str, float]
) -> None:
    points = load_weights().points
    shortlist = Shortlist(
        vacancy_id=vacancy.id,
        made_at=clock.now(),
        as_of=clock.today(),
        weights_version="1",
        vocabulary_version="",
        ruleset_hash="0" * 64,
        draw="",
        needs={},
        rarity={},
        counts={},
        fairness={},
        microseconds=0,
    )
    persons = [_person(at) for at in range(people)]
    session.add_all([shortlist, *persons])
    session.flush()
    for rank, person in enumerate(persons, start=1):
        value = dict(zip(PARTS, np.round(dice.random(len(PARTS)), 3).tolist(), strict=True))
        chance = 1 / (1 + np.exp(-(sum(truth.get(name, 0) * value[name] for name in PARTS) - 4)))
        state = ReferralState.PLACED if dice.random() < chance else ReferralState.NOT_SELECTED
        session.add(
            Entry(
                shortlist_id=shortlist.id,
                candidate_id=person.id,
                rank=rank,
                score=sum(points[name] * value[name] for name in PARTS) / UNITS,
                parts=[
                    {
                        "name": name,
                        "weight": points[name] / UNITS,
                        "value": value[name],
                        "points": points[name] * value[name] / UNITS,
                        "reasons": [],
                    }
                    for name in PARTS
                ],
                missing=[],
                draw=0.0,
                facts={},
            )
        )
        referral = Referral(
            public_id=new_public_id(),
            vacancy_id=vacancy.id,
            candidate_id=person.id,
            shortlist_id=shortlist.id,
            rank=rank,
            state=state,
            referred_at=clock.now() - timedelta(days=30),
            consented_at=clock.now(),
        )
        session.add(referral)
    session.flush()
    ended = session.query(Referral).filter(Referral.shortlist_id == shortlist.id).first()
    assert ended is not None
    events.record(session, SYSTEM, "referral", ended.public_id, "place")


def _person(at: int) -> Candidate:
    return Candidate(
        code="",
        code_hash=new_public_id(),
        given_names="Ficticia",
        surnames="Prueba",
        name_key="",
        sex="F" if at % 2 else "M",
        registered_at=clock.now(),
    )
