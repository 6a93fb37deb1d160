"""/admin - accounts and roles. Administrators choose nobody's password and see no case.

Start at accounts.py.
"""

from fastapi import APIRouter

from app.admin import accounts
from app.guards import Audience, guard

router = APIRouter(prefix="/admin", dependencies=[guard(Audience.ADMIN)])
router.include_router(accounts.router)
