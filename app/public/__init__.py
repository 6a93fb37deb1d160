"""What anybody may open: home, sign-in, the verify box, public vacancies, schemes, open data, health.

Holds no personal data and no staff screens. Start at home.py; the verify box is verify.py.
"""

from fastapi import APIRouter

from app.guards import Audience, guard
from app.public import (
    account,
    agency_application,
    centres,
    certificates,
    drives,
    employer_application,
    fairs,
    forgotten,
    health,
    home,
    information,
    languages,
    log_heads,
    packets,
    privacy,
    register_data,
    report,
    schemes,
    sign_in,
    standard,
    vacancies,
    verify,
)

router = APIRouter()
for _screens in (
    home,
    information,
    privacy,
    forgotten,
    sign_in,
    health,
    # Before the box: /verificar/certificado is no code.
    certificates,
    verify,
    log_heads,
    register_data,
    agency_application,
    vacancies,
    schemes,
    standard,
    employer_application,
    drives,
    fairs,
    centres,
    packets,
    report,
    languages,
):
    router.include_router(_screens.router, dependencies=[guard(Audience.PUBLIC)])
router.include_router(account.router, dependencies=[guard(Audience.ACCOUNT)])
