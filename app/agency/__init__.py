"""/agencia - the agency's own side: its file over days, its data and people, its answers, what was decided.

Vacancies are under /empleador, which agencies share with employers. Start at home.py.
"""

from fastapi import APIRouter

from app.agency import (
    answers,
    cards,
    complaints,
    details,
    drives,
    findings,
    history,
    home,
    lists,
    messages,
    papers,
    recruiters,
    selfcheck,
)
from app.guards import Audience, guard

router = APIRouter(dependencies=[guard(Audience.AGENCY)])
for _screens in (
    home,
    drives,
    details,
    papers,
    recruiters,
    cards,
    selfcheck,
    messages,
    findings,
    history,
    answers,
    complaints,
    lists,
):
    router.include_router(_screens.router)
