"""/feria - registering people at a fair without a connection, on a staff device.

The page is one shell that the browser keeps (shell.py; its scripts are static/js/fair*.js); what it holds arrives here,
one record at a time or as a saved copy (arrivals.py), and is checked as the centre's form is (record.py).
"""

from fastapi import APIRouter

from app.fair_mode import arrivals, shell
from app.guards import Audience, guard

router = APIRouter(dependencies=[guard(Audience.CENTRE)])
router.include_router(shell.router)
router.include_router(arrivals.router)
