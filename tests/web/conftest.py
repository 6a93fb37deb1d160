"""Browsers without a screen: the application on the test's own transaction, signed in as any role."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.readiness import Lookout
from app.security import reset_limits, session_cookie_name
from registry.access import Role
from registry.accounts import sessions
from registry.audit import heads
from registry.candidates.models import Candidate
from registry.shortlists.pool import Pool
from tests.databases import OneConnection
from tests.factories import new_account

NewClient = Callable[[], TestClient]
AsRole = Callable[..., TestClient]


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> FastAPI:
    """The application, put together once for a worker: that takes longer than most tests."""
    return create_app(settings)


@pytest.fixture
def app(whole_app: FastAPI, connection: Connection) -> FastAPI:
    """The application on the test's own transaction, with nobody counted, indexed or remembered."""
    reset_limits()
    whole_app.state.database = OneConnection(connection)
    whole_app.state.pool = Pool()
    whole_app.state.lookout = Lookout()
    # The heads of a log that was rolled back would say that this one was changed.
    shutil.rmtree(whole_app.state.settings.data_dir / heads.FOLDER, ignore_errors=True)
    return whole_app


@pytest.fixture
def new_client(app: FastAPI, session: Session) -> NewClient:
    """Browsers, each with its own cookies, that see what `session` wrote and show it what they changed."""

    def send_first(_request: Any) -> None:
        session.flush()

    def read_anew(_response: Any) -> None:
        session.expire_all()

    def make() -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
        client.event_hooks = {"request": [send_first], "response": [read_anew]}
        return client

    return make


@pytest.fixture
def client(new_client: NewClient) -> TestClient:
    """A browser in which nobody is signed in. Redirects are answers; follow them by hand."""
    return new_client()


@pytest.fixture
def as_role(new_client: NewClient, session: Session, settings: Settings) -> AsRole:
    """`as_role(Role.OFFICER)`: a browser with that role signed in, each call another person.

    Give `employer_id`, `agency_id` or `centre` for those roles, `candidate=` for Role.CANDIDATE.
    """

    def sign_in(role: Role, *, candidate: Candidate | None = None, **scope: Any) -> TestClient:
        browser = new_client()
        if role is Role.PUBLIC:
            return browser
        if role is Role.CANDIDATE:
            assert candidate is not None, "a candidate signs in as themselves: give candidate="
            token = sessions.open_for_candidate(session, candidate, "tests")
        else:
            token = sessions.open_for_account(session, new_account(session, role, **scope), "tests")
        browser.cookies.set(session_cookie_name(settings), token)
        return browser

    return sign_in
