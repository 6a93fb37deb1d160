"""/ministerio - the Ministry's staff: what waits, agencies and their cases, employers, vacancies, referrals,
the law, official lists, audit.

One file per group of screens. Who may press what is said by the state tables, never here. Start at inbox.py.
"""

from fastapi import APIRouter

from app.guards import Audience, guard
from app.ministry import (
    agencies,
    audit,
    cases,
    employers,
    inbox,
    law,
    lists,
    people,
    referrals,
    shortlists,
    timelines,
    vacancies,
)

router = APIRouter(dependencies=[guard(Audience.MINISTRY)])
for _screens in (
    inbox,
    cases,
    agencies,
    employers,
    vacancies,
    shortlists,
    referrals,
    people,
    timelines,
    law,
    lists,
    audit,
):
    router.include_router(_screens.router, prefix="/ministerio")
