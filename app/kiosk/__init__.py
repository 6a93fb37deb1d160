"""/kiosco - what a shared device of a centre shows: four doors, and between two people nothing.

A kiosk is a cookie (app/deps.py reads it before anything else): nobody is signed in, only the pages behind the doors
answer, each page resets itself when nobody touches it. A visit begins at a door and ends at /kiosco, whichever way one
comes there (visits.py). Kiosks are turned on and off at /centro/kioscos (app/centre/kiosks.py).
"""

from fastapi import APIRouter

from app.guards import Audience, guard
from app.kiosk import pages

router = APIRouter()
router.include_router(pages.router, dependencies=[guard(Audience.PUBLIC)])
