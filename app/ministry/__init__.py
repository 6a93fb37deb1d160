"""/ministerio - the Ministry's staff: what waits, agencies and their cases, employers, vacancies, referrals,
the law, official lists, audit.

One file per group of screens. Who may press what is said by the state tables, never here. Start at inbox.py.
"""

from fastapi import APIRouter

from app.guards import Audience, guard
from app.ministry import (
    agencies,
    assessment,
    audit,
    case_notes,
    case_steps,
    cases,
    complaints,
    drives,
    duplicates,
    employers,
    fairness,
    fieldwork,
    flags,
    inbox,
    indicators,
    law,
    lists,
    models,
    people,
    plans,
    proposals,
    queue,
    referrals,
    register,
    shortlists,
    standard,
    timelines,
    vacancies,
    weights,
)

router = APIRouter(dependencies=[guard(Audience.MINISTRY)])
for _screens in (
    inbox,
    queue,
    cases,
    assessment,
    case_steps,
    case_notes,
    fieldwork,
    agencies,
    flags,
    proposals,
    duplicates,
    complaints,
    drives,
    indicators,
    employers,
    vacancies,
    shortlists,
    weights,
    fairness,
    plans,
    models,
    referrals,
    register,
    people,
    timelines,
    law,
    standard,
    lists,
    audit,
):
    router.include_router(_screens.router, prefix="/ministerio")
