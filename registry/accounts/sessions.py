"""Server-side sessions: opened at sign-in, listed, touched, closed. The cookie's token is stored hashed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.access import Actor, Role
from registry.accounts.models import Account, WebSession
from registry.accounts.states import AccountState
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT

# Idle and absolute ends (ASVS 7.3.1, 7.3.2). A candidate's phone is often shared: short.
IDLE = {"account": timedelta(minutes=60), "candidate": timedelta(minutes=20)}
LONGEST = {"account": timedelta(hours=12), "candidate": timedelta(hours=2)}
_TOUCH_EVERY = timedelta(minutes=2)


def open_for_account(session: Session, account: Account, device: str) -> str:
    """Open a session; returns the token for the cookie, which is not stored anywhere else."""
    return _open(session, WebSession(account_id=account.id), "account", device)


def open_for_candidate(session: Session, candidate: Candidate, device: str) -> str:
    return _open(session, WebSession(candidate_id=candidate.id), "candidate", device)


def _open(session: Session, web_session: WebSession, kind: str, device: str) -> str:
    token = crypto.new_token()
    moment = clock.now()
    web_session.token_hash = crypto.token_hash(token)
    web_session.device = device[:60]
    web_session.opened_at = web_session.last_seen_at = moment
    web_session.expires_at = moment + LONGEST[kind]
    session.add(web_session)
    session.flush()
    return token


def holder(session: Session, token: str) -> tuple[Actor, WebSession] | None:
    """Who holds this token now; None when it is unknown, closed, too old, idle, or its holder was disabled."""
    found = session.scalar(select(WebSession).where(WebSession.token_hash == crypto.token_hash(token)))
    if found is None or found.closed_at is not None:
        return None
    moment = clock.now()
    kind = "account" if found.account_id is not None else "candidate"
    if moment >= found.expires_at or moment - found.last_seen_at > IDLE[kind]:
        return None
    if kind == "account":
        account = session.get(Account, found.account_id)
        if account is None or account.state != AccountState.ACTIVE:
            return None
        return account.actor(), found
    candidate = session.get(Candidate, found.candidate_id)
    if candidate is None or candidate.state in LEFT:
        return None
    return candidate.actor(), found


def needs_touch(web_session: WebSession) -> bool:
    return clock.now() - web_session.last_seen_at > _TOUCH_EVERY


def touch(session: Session, web_session_id: int) -> None:
    session.execute(
        update(WebSession).where(WebSession.id == web_session_id).values(last_seen_at=clock.now())
    )


def close(session: Session, web_session: WebSession) -> None:
    session.execute(update(WebSession).where(WebSession.id == web_session.id).values(closed_at=clock.now()))


def close_all(session: Session, account_id: int) -> None:
    """End every open session of an account, at once (ASVS 7.4.2)."""
    session.execute(
        update(WebSession)
        .where(WebSession.account_id == account_id, WebSession.closed_at.is_(None))
        .values(closed_at=clock.now())
    )


def close_others(session: Session, web_session: WebSession) -> None:
    """End every other open session of the same account."""
    session.execute(
        update(WebSession)
        .where(
            WebSession.account_id == web_session.account_id,
            WebSession.id != web_session.id,
            WebSession.closed_at.is_(None),
        )
        .values(closed_at=clock.now())
    )


def close_all_of_people(session: Session, candidate_ids: Iterable[int]) -> None:
    """End every open session of these people (internal ids), at once."""
    session.execute(
        update(WebSession)
        .where(WebSession.candidate_id.in_(list(candidate_ids)), WebSession.closed_at.is_(None))
        .values(closed_at=clock.now())
    )


def open_of(session: Session, actor: Actor) -> list[WebSession]:
    """The actor's own open sessions, newest first."""
    if actor.role is Role.CANDIDATE:
        mine, kind = WebSession.candidate_id == actor.candidate_id, "candidate"
    else:
        mine, kind = WebSession.account_id == actor.account_id, "account"
    query = select(WebSession).where(
        mine,
        WebSession.closed_at.is_(None),
        WebSession.expires_at > clock.now(),
        WebSession.last_seen_at >= clock.now() - IDLE[kind],
    )
    return list(session.scalars(query.order_by(WebSession.opened_at.desc())))
