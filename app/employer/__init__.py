"""/empleador - the employer's own side, which agencies share for the employers they act for.

Vacancies are written step by step (drafting.py, steps/), checked against the law while they are written, sent to an
officer and followed (vacancies.py); who the employer is lies in company.py. The people
proposed for a vacancy are in referrals.py: no name before consent, no score. Start at home.py.
"""

from fastapi import APIRouter

from app.employer import company, drafting, fairs, home, packets, pay, referrals, skills, timelines, vacancies
from app.guards import Audience, guard

router = APIRouter(dependencies=[guard(Audience.EMPLOYER)])
# The fixed addresses under a vacancy come before the address of any step.
for _screens in (home, company, fairs, packets, pay, referrals, vacancies, timelines, skills, drafting):
    router.include_router(_screens.router, prefix="/empleador")
