"""/api/v1/openapi.json - the description of the API, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.responses import JSONResponse

from app.api.answers import Problem
from app.guards import allow
from registry.access import Permission

router = APIRouter()


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of everything under /api/v1, every error included."""
    contexts = [
        context
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and str(context.path).startswith("/api/v1/")
    ]
    described = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        openapi_version="3.1.0",
        routes=contexts,
    )
    parts = described.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{}, {"key": []}]
    return described


@router.get("/openapi.json", dependencies=[allow(Permission.PUBLIC_READ)], include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    # Half a second of work and the same for everybody: done once.
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = describe(request.app)
    return JSONResponse(state.openapi)
