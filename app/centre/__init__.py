"""/centro - the counsellor at a Migrant Resource Centre, a fair or a window: registers people on their behalf.

Holds the dense form (forms.py, registering.py), finding people and reading who they are with a reason (people.py), the
pathway answer and what is asked under seal (pathways.py), paper piles (batches.py), appointments, referrals to services
(services.py), protection notes, and job fairs (fairs.py, fair_day.py).
Does not hold the registration alone (app/candidate). Start at people.py.
"""

from fastapi import APIRouter

from app.candidate import pathway_questions
from app.centre import (
    appointments,
    batches,
    calls,
    companions,
    fair_day,
    fairs,
    kiosks,
    pathways,
    people,
    protection,
    registering,
    services,
    skill_tests,
    timelines,
    trainings,
)
from app.guards import Audience, guard

router = APIRouter(dependencies=[guard(Audience.CENTRE)])
# Registering first: /personas/nueva must not be read as somebody's number.
for _screens in (
    registering,
    people,
    companions,
    timelines,
    pathways,
    batches,
    skill_tests,
    appointments,
    services,
    trainings,
    protection,
    # The day first: its last words are no verbs of a fair.
    fair_day,
    fairs,
    kiosks,
    calls,
):
    router.include_router(_screens.router)
router.include_router(pathway_questions.router, prefix="/centro/personas/{public_id}/caminos")
