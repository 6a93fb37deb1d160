"""Every question about accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account, AccountChange, ApiKey, Invitation, WebSession
from registry.accounts.states import AccountState, ChangeKind, ChangeState
from registry.errors import NotFound


def visible_to(session: Session, actor: Actor) -> list[Account]:
    """All accounts, by name, for those who may list them."""
    if not may(actor, Permission.ACCOUNT_LIST):
        return []
    return list(session.scalars(select(Account).order_by(Account.name, Account.id)))


def load(session: Session, actor: Actor, public_id: str) -> Account:
    account = by_public_id(session, public_id)
    if account is None or not (may(actor, Permission.ACCOUNT_LIST) or account.is_own(actor)):
        raise NotFound()
    return account


def by_email(session: Session, email: str, *, lock: bool = False) -> Account | None:
    query = select(Account).where(Account.email == email.strip().lower())
    if lock:
        # What was read before somebody else let go of the row may have changed.
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def by_public_id(session: Session, public_id: str) -> Account | None:
    return session.scalar(select(Account).where(Account.public_id == public_id))


def own_session(session: Session, actor: Actor, public_id: str) -> WebSession:
    found = session.scalar(select(WebSession).where(WebSession.public_id == public_id))
    if found is None or not found.is_own(actor):
        raise NotFound()
    return found


def invited_until(session: Session, account: Account) -> datetime | None:
    """Until when the newest link opens this account, or opened it; None when no link waits."""
    query = select(func.max(Invitation.expires_at)).where(
        Invitation.account_id == account.id, Invitation.purpose == "open", Invitation.used_at.is_(None)
    )
    return session.scalar(query)


_OPEN = AccountChange.state.in_((ChangeState.PROPOSED, ChangeState.COOLING))
_PEOPLE = (
    joinedload(AccountChange.account),
    joinedload(AccountChange.proposed_by),
    joinedload(AccountChange.approved_by),
)


def open_changes(session: Session, account: Account | None = None) -> list[AccountChange]:
    """What waits for a second person or for its day, the oldest first; of one account or of all."""
    query = select(AccountChange).where(_OPEN).order_by(AccountChange.id).options(*_PEOPLE)
    if account is not None:
        query = query.where(AccountChange.account_id == account.id)
    return list(session.scalars(query))


def changes_touching(session: Session, account: Account) -> list[AccountChange]:
    """Open changes that are about this account, or that it proposed or approved."""
    whose = (AccountChange.account_id, AccountChange.proposed_by_id, AccountChange.approved_by_id)
    query = select(AccountChange).where(_OPEN, or_(*(one == account.id for one in whose)))
    return list(session.scalars(query.order_by(AccountChange.id)))


def own_renewal(session: Session, actor: Actor) -> AccountChange | None:
    """What somebody asked in the actor's name: another password and second factor for their account."""
    query = select(AccountChange).where(_OPEN, AccountChange.kind == ChangeKind.RENEWAL)
    return session.scalar(query.where(AccountChange.account_id == actor.account_id))


def change(session: Session, actor: Actor, public_id: str) -> AccountChange:
    """Raises NotFound for absent and forbidden."""
    found = session.scalar(select(AccountChange).where(AccountChange.public_id == public_id))
    if found is None or not may(actor, Permission.ACCOUNT_LIST):
        raise NotFound()
    return found


def administrators_at_work(session: Session) -> int:
    """Administrators who gave a second factor themselves: from two on, the console makes no staff any more."""
    query = select(func.count(Account.id)).where(
        Account.role == Role.ADMIN, Account.state == AccountState.ACTIVE, Account.totp_last_step.is_not(None)
    )
    return session.scalar(query) or 0


def api_keys_of(session: Session, account_id: int) -> list[ApiKey]:
    """The keys with which programs open this account, the oldest first."""
    query = select(ApiKey).where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
    return list(session.scalars(query.order_by(ApiKey.id)))


def holder_of_key(session: Session, token_hash: str) -> tuple[Account, ApiKey] | None:
    """The active account behind an API key that was not revoked."""
    row = session.execute(
        select(Account, ApiKey)
        .join(ApiKey, ApiKey.account_id == Account.id)
        .where(ApiKey.token_hash == token_hash, ApiKey.revoked_at.is_(None), Account.state == "active")
    ).first()
    return (row[0], row[1]) if row else None
