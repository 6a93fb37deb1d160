"""Every address has exactly one audience and one permission, and nothing changes by GET."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app import routes
from app.config import Settings
from app.deps import request_session
from app.guards import ROLES_OF, Audience, allow, guard
from app.main import create_app
from registry.access import ROLES, Permission


@pytest.fixture
def whole_app(settings: Settings) -> FastAPI:
    return create_app(settings)


def test_every_route_has_one_audience_and_one_permission(whole_app: FastAPI) -> None:
    rows = routes.table(whole_app)
    assert len(rows) > 60
    assert {"/", "/entrar", "/registro", "/verificar", "/ministerio", "/api/v1/vacancies"} <= {
        r["path"] for r in rows
    }


def test_an_unguarded_route_fails_the_build(whole_app: FastAPI) -> None:
    forgotten = APIRouter()

    @forgotten.get("/olvidada")
    def page() -> str:
        return "open to everybody"

    whole_app.include_router(forgotten)
    with pytest.raises(ValueError, match="/olvidada"):
        routes.table(whole_app)


@pytest.mark.parametrize("kind", ["permission forgotten", "audience forgotten", "plain", "socket", "mounted"])
def test_no_kind_of_unguarded_route_slips_in(whole_app: FastAPI, kind: str) -> None:
    router = APIRouter(dependencies=[guard(Audience.MINISTRY)] if kind == "permission forgotten" else [])
    more = [allow(Permission.CASE_READ)] if kind == "audience forgotten" else []
    if kind == "plain":
        whole_app.router.add_route("/olvidada", lambda request: None)  # type: ignore[arg-type, return-value]
    elif kind == "socket":
        whole_app.router.add_api_websocket_route("/olvidada", lambda socket: None)
    elif kind == "mounted":
        whole_app.mount("/olvidada", FastAPI())
    else:
        router.add_api_route("/olvidada", lambda: "", dependencies=more)
        whole_app.include_router(router)
    with pytest.raises(ValueError, match="/olvidada"):
        routes.table(whole_app)


def test_a_route_with_two_audiences_fails_the_build() -> None:
    app = FastAPI(openapi_url=None)
    router = APIRouter(dependencies=[guard(Audience.PUBLIC), guard(Audience.ADMIN)])

    @router.get("/doble", dependencies=[allow(Permission.PUBLIC_READ)])
    def page() -> str:
        return ""

    app.include_router(router)
    with pytest.raises(ValueError, match="/doble"):
        routes.table(app)


def test_every_permission_of_a_route_is_held_by_somebody_the_audience_lets_in(whole_app: FastAPI) -> None:
    """A route nobody can reach is dead; a route whose permission no role of the audience holds is a mistake."""
    for row in routes.table(whole_app):
        roles = ROLES_OF[Audience(row["audience"])]
        assert any(Permission(row["permission"]) in ROLES[role] for role in roles), row


def test_routes_are_plain_functions_with_the_one_session(whole_app: FastAPI) -> None:
    """An async route would block every other request while it talks to the database."""
    seen = 0
    for context in iter_route_contexts(whole_app.routes):
        if isinstance(context.original_route, APIRoute):
            seen += 1
            assert (
                not context.original_route.is_coroutine
                if hasattr(context.original_route, "is_coroutine")
                else True
            )
    assert seen > 60


def test_get_requests_cannot_write(whole_app: FastAPI) -> None:
    """The session of a GET is the reading one: on SQLite the database itself refuses."""
    probe = APIRouter(dependencies=[guard(Audience.PUBLIC)])
    writes: list[bool] = []

    @probe.get("/sonda", dependencies=[allow(Permission.PUBLIC_READ)])
    def look(session: Annotated[object, Depends(request_session)]) -> None:
        from sqlalchemy import text
        from sqlalchemy.exc import OperationalError
        from sqlalchemy.orm import Session

        assert isinstance(session, Session)
        try:
            session.execute(text("CREATE TABLE sonda (id integer)"))
            writes.append(True)
        except OperationalError:
            writes.append(False)

    from starlette.testclient import TestClient

    whole_app.include_router(probe)
    TestClient(whole_app).get("/sonda")
    assert writes == [False]
