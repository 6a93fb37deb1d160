"""/api/v1 - the JSON API for scripts and other systems.

Bearer keys with scopes, problem details (RFC 9457) for errors, opaque cursors, `Idempotency-Key` on every POST.
The frozen description is docs/openapi.json. Start at answers.py, then any file of endpoints.
"""

from fastapi import APIRouter

from app.api import agencies, candidates, complaints, description, messages, schemes, vacancies
from app.api.answers import ERRORS
from app.guards import Audience, guard

router = APIRouter(prefix="/api/v1", dependencies=[guard(Audience.API)], responses=ERRORS)
for _endpoints in (agencies, vacancies, schemes, candidates, complaints, messages, description):
    router.include_router(_endpoints.router)
