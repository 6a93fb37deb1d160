"""/registro, /estado and /mi - what a person who looks for work sees.

Holds the registration alone (registration.py, with the questions in questions/), the stage by code (status.py) and the
person's own pages (own_pages.py). Does not hold the centre's form (app/centre). Start at registration.py.
"""

from fastapi import APIRouter

from app.candidate import (
    appointments,
    at_home,
    certificates,
    continuing,
    guide_pages,
    messages,
    my_data,
    offers,
    own_pages,
    papers,
    pathway_questions,
    pathways,
    pay,
    profile,
    question_pages,
    registration,
    sign_in,
    status,
    steps,
    work_pages,
)
from app.guards import Audience, allow, guard
from registry.access import Permission

router = APIRouter()
router.include_router(registration.router, dependencies=[guard(Audience.REGISTRATION)])
router.include_router(continuing.router, dependencies=[guard(Audience.REGISTRATION)])
router.include_router(status.router, dependencies=[guard(Audience.PUBLIC)])
router.include_router(sign_in.router, dependencies=[guard(Audience.PUBLIC)])
router.include_router(own_pages.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(my_data.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(at_home.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(offers.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(steps.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(pay.router, dependencies=[guard(Audience.CANDIDATE)])
for _own in (appointments, certificates, messages, papers, profile):
    router.include_router(_own.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(pathways.router, dependencies=[guard(Audience.CANDIDATE)])
router.include_router(
    pathway_questions.router, prefix="/mi/caminos", dependencies=[guard(Audience.CANDIDATE)]
)
# The questions last: their address is a word of its own, and the pages above have fixed ones.
for _pages in (work_pages, guide_pages, question_pages):
    router.include_router(
        _pages.router,
        prefix="/registro",
        dependencies=[guard(Audience.REGISTRATION), allow(Permission.CANDIDATE_REGISTER)],
    )
    router.include_router(
        _pages.router,
        prefix="/mi/datos",
        dependencies=[guard(Audience.CANDIDATE), allow(Permission.CANDIDATE_CORRECT)],
    )
