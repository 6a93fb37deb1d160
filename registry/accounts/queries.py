"""Every question about accounts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.accounts.models import Account, ApiKey, RoleChange, WebSession
from registry.errors import NotFound


def visible_to(session: Session, actor: Actor) -> list[Account]:
    """All accounts, by name, for those who may list them."""
    if not may(actor, Permission.ACCOUNT_LIST):
        return []
    return list(session.scalars(select(Account).order_by(Account.name, Account.id)))


def load(session: Session, actor: Actor, public_id: str) -> Account:
    account = session.scalar(select(Account).where(Account.public_id == public_id))
    if account is None or not (may(actor, Permission.ACCOUNT_LIST) or account.is_own(actor)):
        raise NotFound()
    return account


def by_email(session: Session, email: str, *, lock: bool = False) -> Account | None:
    query = select(Account).where(Account.email == email.strip().lower())
    return session.scalar(query.with_for_update() if lock else query)


def own_session(session: Session, actor: Actor, public_id: str) -> WebSession:
    found = session.scalar(select(WebSession).where(WebSession.public_id == public_id))
    if found is None or not found.is_own(actor):
        raise NotFound()
    return found


def pending_role_changes(session: Session) -> list[tuple[RoleChange, Account]]:
    query = select(RoleChange, Account).join(Account, Account.id == RoleChange.account_id)
    return [(row[0], row[1]) for row in session.execute(query.where(RoleChange.approved_at.is_(None)))]


def role_change(session: Session, public_id: str) -> RoleChange:
    found = session.scalar(select(RoleChange).where(RoleChange.public_id == public_id))
    if found is None:
        raise NotFound()
    return found


def holder_of_key(session: Session, token_hash: str) -> tuple[Account, ApiKey] | None:
    """The active account behind an API key that was not revoked."""
    row = session.execute(
        select(Account, ApiKey)
        .join(ApiKey, ApiKey.account_id == Account.id)
        .where(ApiKey.token_hash == token_hash, ApiKey.revoked_at.is_(None), Account.state == "active")
    ).first()
    return (row[0], row[1]) if row else None
