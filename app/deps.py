"""What a route may ask for: a session per request, who is asking, the form that was sent.

The one commit of the web is here, before the answer leaves: what was acknowledged is stored (trust.md R1).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from app import unstored
from app.collisions import take_turns
from app.config import Settings
from app.pages import claim_form
from app.security import kiosk_cookie_names, session_cookie_name
from registry import crypto
from registry.access import PUBLIC, Actor
from registry.accounts import queries, sessions
from registry.db import Database
from registry.files import ahead
from registry.files.checks import MAX_BYTES
from registry.files.legible import look_ahead
from registry.kiosks import queries as kiosks
from registry.shortlists.pool import Pool


class KeyRefused(Exception):
    """The API key is unknown, revoked, or its account is not active."""


class KioskOnly(Exception):
    """Here stands a kiosk, and this is none of its pages, or nobody's visit has begun."""


# What whoever stands at a kiosk may do: register, verify, report, see a stage by code; hear it; and read what the frame
# of every page leads to.
KIOSK_PAGES = (
    "/kiosco",
    "/registro",
    "/verificar",
    "/denuncia",
    "/estado",
    "/voz",
    "/privacidad",
    "/centros",
)
_Route = TypeVar("_Route", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def receive_body(request: Request) -> None:
    """Take in what is sent before any connection is taken: a slow sender keeps nobody else waiting."""
    if request.method not in SAFE_METHODS:
        await request.body()


def computes(route: _Route) -> _Route:
    """Mark a POST that computes for long, or that only answers while somebody types: its session reads, so that nobody
    waits for the one writer of SQLite meanwhile. What it writes in the end goes through `writing`."""
    route.__dict__["computes"] = True
    return route


def _writes(request: Request) -> bool:
    computing = getattr(request.scope.get("endpoint"), "computes", False)
    return request.method not in SAFE_METHODS and not computing


def request_session(request: Request) -> Iterator[Session]:
    """A reading session for GET and for what `computes`; for the rest a writing one, committed when the route has
    returned."""
    write = _writes(request)
    with database_of(request).session(write=write) as session:
        # For what a page's frame asks by itself: which of its texts can be heard.
        request.state.session = session
        yield session
        if write:
            session.commit()


# Fewer at once than the 40 worker threads: whoever holds a connection always finds a thread to finish on, however many
# wait for one. Waiting here costs no thread.
SESSIONS_AT_ONCE = 30
DbSession = Annotated[Session, Depends(request_session, scope="function", max_concurrency=SESSIONS_AT_ONCE)]


def current_actor(request: Request, session: DbSession) -> Actor:
    """The holder of the session cookie, or of the API key under /api, or the public.

    Also kept on request.state for the page frame. The API never reads the cookie: no browser is talked into it.
    """
    token = request.cookies.get(session_cookie_name(settings_of(request)))
    actor = PUBLIC
    request.state.kiosk = None
    if request.url.path.startswith("/api/"):
        actor = _holder_of_key(request, session)
    elif kiosk_cookie_names(settings_of(request))[0] in request.cookies:
        actor = _visitor_of_kiosk(request, session)
    elif token:
        found = sessions.holder(session, token)
        if found is not None:
            actor, web_session = found
            request.state.web_session = web_session
            if sessions.needs_touch(web_session):
                _touch(request, session, web_session.id)
    request.state.actor = actor
    return actor


def is_kiosk_page(path: str) -> bool:
    return any(path == page or path.startswith(f"{page}/") for page in KIOSK_PAGES)


def _visitor_of_kiosk(request: Request, session: Session) -> Actor:
    """Nobody, at the centre of the kiosk, which stays on request.state. Raises KioskOnly; on the start page of a kiosk
    that was turned off there is none."""
    kiosk_cookie, visit_cookie, _consulted = kiosk_cookie_names(settings_of(request))
    path = request.url.path
    kiosk = kiosks.of_token(session, request.cookies[kiosk_cookie])
    is_start = path in (KIOSK_PAGES[0], f"{KIOSK_PAGES[0]}/start")
    is_going_on = kiosk is not None and visit_cookie in request.cookies and is_kiosk_page(path)
    if not is_start and not is_going_on:
        raise KioskOnly()
    request.state.kiosk = kiosk
    return kiosk.visitor() if kiosk is not None else PUBLIC


def _holder_of_key(request: Request, session: Session) -> Actor:
    """The account behind `Authorization: Bearer`, with the key's scopes on request.state; the public without one."""
    header = request.headers.get("authorization", "")
    if not header:
        return PUBLIC
    kind, _, token = header.partition(" ")
    found = (
        queries.holder_of_key(session, crypto.token_hash(token.strip())) if kind.lower() == "bearer" else None
    )
    if found is None:
        raise KeyRefused()
    account, key = found
    request.state.scopes = frozenset(key.scopes)
    return account.actor()


def _touch(request: Request, session: Session, web_session_id: int) -> None:
    if _writes(request):
        sessions.touch(session, web_session_id)
        return
    try:
        with database_of(request).session(write=True) as writing:
            sessions.touch(writing, web_session_id)
            writing.commit()
    except SQLAlchemyError as error:
        # Without room, or with the one who writes away, reading goes on: the session is noted another time.
        if unstored.status_of(error) is None:
            raise


def know_actor(request: Request) -> None:
    """For an error page of an address that no route answered: the frame shows who is signed in all the same.

    An error page must not fail itself: without an answer of the database the frame is the public's.
    """
    if hasattr(request.state, "actor"):
        return
    request.state.actor = PUBLIC
    token = request.cookies.get(session_cookie_name(settings_of(request)))
    if token:
        with suppress(SQLAlchemyError), database_of(request).session(write=False) as session:
            found = sessions.holder(session, token)
            if found is not None:
                request.state.actor = found[0]


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def read_form(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_fields=400, max_files=10) as form:
        yield form


ReadForm = Annotated[FormData, Depends(read_form, scope="function")]


def sent_form(
    request: Request, session: DbSession, actor: CurrentActor, form: ReadForm
) -> Iterator[FormData]:
    """The form as sent, nothing converted. A form that was sent before gets its first answer again (AlreadySent).

    Pictures are written again here, while nobody waits for the one writer of SQLite: until now nothing was written but
    that this session is in use.
    """
    pictures = files_of(form, MAX_BYTES) if _writes(request) else []
    try:
        if pictures:
            session.commit()
            look_ahead(pictures)
        if _writes(request):
            claim_form(request, session, form)
            take_turns(request, session, form)
        yield form
    finally:
        ahead.forget(pictures)


SentForm = Annotated[FormData, Depends(sent_form, scope="function")]


def files_of(form: FormData, most: int) -> list[bytes]:
    """What was chosen in the file boxes of a form, up to `most` bytes each; larger ones are refused later, unread."""
    chosen = [
        value for _name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename
    ]
    found = []
    for one in chosen:
        if (one.size or 0) <= most:
            found.append(one.file.read())
            one.file.seek(0)
    return found


@contextmanager
def keeping_at_once(request: Request, session: Session, form: FormData) -> Iterator[Session]:
    """For what is written before the route begins, whichever kind of route it is."""
    if _writes(request):
        yield session
    else:
        with writing(request, session, form) as keeping:
            yield keeping


@contextmanager
def writing(
    request: Request, session: Session, form: FormData, *, is_proved: bool = True
) -> Iterator[Session]:
    """For a route that `computes`: a session that writes what was found, committed at the end; what the other one was
    reading ends. Only here is asked whether the form was answered before (AlreadySent): two connections must not wait
    for one token. `is_proved` as for pages.claim_form."""
    with keeping_what_was_found(request, session) as keeping:
        claim_form(request, keeping, form, is_proved=is_proved)
        yield keeping


@contextmanager
def keeping_what_was_found(request: Request, session: Session) -> Iterator[Session]:
    """As `writing`, for what has no form whose token is remembered."""
    session.rollback()
    with database_of(request).session(write=True) as keeping:
        yield keeping
        keeping.commit()


def candidate_pool(request: Request) -> Pool:
    """The index of everybody who looks for work; one per application."""
    pool: Pool = request.app.state.pool
    return pool


CandidatePool = Annotated[Pool, Depends(candidate_pool)]
