"""What runs on a clock: messages of committed events, expiry of agencies, old tokens.

On SQLite the server process runs it, because that database has one writer; on PostgreSQL `sendero worker` does.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app import mail
from app.config import Settings
from registry import clock
from registry.accounts.models import FormToken, SignInAttempt
from registry.candidates import drafts
from registry.db import Database
from registry.organisations import service as organisations
from registry.vetting import service as vetting

log = structlog.get_logger("sendero.jobs")
_EVERY_SECONDS = 5
_KEEP_TOKENS = timedelta(days=7)
_KEEP_ATTEMPTS = timedelta(days=1)


def start(app: FastAPI) -> asyncio.Task[None] | None:
    if not app.state.database.is_sqlite:
        return None
    return asyncio.create_task(_run(app.state.settings, app.state.database))


async def stop(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()


async def _run(settings: Settings, database: Database) -> None:
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        try:
            await run_in_threadpool(tick, settings, database)
        except Exception as error:
            # The portal goes on without mail; the next tick tries again (trust.md R7).
            log.error("jobs_failed", kind=type(error).__name__, exc_info=error)


def tick(settings: Settings, database: Database) -> None:
    """One round: clock-driven state changes, then messages; each in its own transaction."""
    with database.session(write=True) as session:
        organisations.expire_due(session)
        vetting.lapse_due(session)
        _forget_old(session)
        session.commit()
    mail.deliver(settings, database)


def _forget_old(session: Session) -> None:
    moment = clock.now()
    session.execute(delete(FormToken).where(FormToken.sent_at < moment - _KEEP_TOKENS))
    drafts.forget_old(session)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - _KEEP_ATTEMPTS))
