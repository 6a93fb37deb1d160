"""What gives somebody a right: one person proposes, another approves, a day later it happens, unless it is stopped.

Taking a right away needs none of this: an account is disabled at once, by one person.
"""

from __future__ import annotations

import structlog
from sqlalchemy import ColumnElement, Exists, delete, select, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import STAFF, SYSTEM, Actor, Permission, Role, may
from registry.accounts import queries, service, sessions
from registry.accounts.models import Account, AccountChange, ApiKey, Passkey, RecoveryCode
from registry.accounts.states import (
    COOLING,
    FOUND_ALTERED,
    AccountState,
    ChangeKind,
    ChangeState,
    content_of,
    is_as_proposed,
)
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.events import Event
from registry.moves import move

log = structlog.get_logger("sendero.accounts")


def propose_account(
    session: Session, actor: Actor, *, email: str, name: str, role: Role, centre: str | None, reason: str
) -> AccountChange:
    """A new person of the staff. Raises NotAllowed, Invalid("role_not_staff", "email_taken", "reason_missing")."""
    if not may(actor, Permission.ACCOUNT_INVITE):
        raise NotAllowed()
    _check_staff(role)
    email = email.strip().lower()
    waiting = (one.email for one in queries.open_changes(session) if one.kind == ChangeKind.ACCOUNT)
    if queries.by_email(session, email) is not None or email in waiting:
        raise Invalid("email_taken", field="email")
    change = AccountChange(kind=ChangeKind.ACCOUNT, role=role, email=email, name=name, centre=centre)
    return _propose(session, actor, change, reason)


def propose_role(
    session: Session, actor: Actor, account: Account, role: Role, *, reason: str
) -> AccountChange:
    """From one role of the staff to another. Raises NotAllowed, Invalid("role_not_staff", "reason_missing"),
    NotPossible("same_person", "change_open_already")."""
    if not may(actor, Permission.ROLE_PROPOSE):
        raise NotAllowed()
    _check_staff(Role(account.role), role)
    _check_none_open(session, actor, account, ChangeKind.ROLE)
    change = AccountChange(kind=ChangeKind.ROLE, role=role, account_id=account.id)
    return _propose(session, actor, change, reason)


def propose_renewal(session: Session, actor: Actor, account: Account, *, reason: str) -> AccountChange:
    """Password and second factor anew, chosen by the holder through a link: for who lost them, or comes back. The
    holder hears of it at once and can stop it. Raises as `propose_role`."""
    if not may(actor, Permission.ROLE_PROPOSE):
        raise NotAllowed()
    if account.state == AccountState.INVITED:
        raise NotPossible("wrong_state")
    _check_none_open(session, actor, account, ChangeKind.RENEWAL)
    change = AccountChange(kind=ChangeKind.RENEWAL, account_id=account.id)
    return _propose(session, actor, change, reason)


def renew_from_console(session: Session, account: Account, *, reason: str) -> AccountChange:
    """For an installation whose administrators cannot sign in any more: nobody approves, the day and the holder's
    notice stay, and whoever can still sign in can stop it."""
    if account.state == AccountState.INVITED:
        raise NotPossible("wrong_state")
    _check_none_open(session, SYSTEM, account, ChangeKind.RENEWAL)
    change = AccountChange(kind=ChangeKind.RENEWAL, account_id=account.id)
    _propose(session, SYSTEM, change, reason)
    move(session, SYSTEM, change, "begin", sets={"acts_at": clock.now() + COOLING})
    return change


def _check_staff(*roles: Role) -> None:
    if not STAFF.issuperset(roles):
        raise Invalid("role_not_staff", field="role")


def _check_none_open(session: Session, actor: Actor, account: Account, kind: ChangeKind) -> None:
    if actor.account_id == account.id:
        raise NotPossible("same_person")
    if any(one.kind == kind for one in queries.open_changes(session, account)):
        raise NotPossible("change_open_already")


def _propose(session: Session, actor: Actor, change: AccountChange, reason: str) -> AccountChange:
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    change.reason, change.state = reason.strip(), ChangeState.PROPOSED
    change.proposed_by_id, change.proposed_at = actor.account_id, clock.now()
    session.add(change)
    session.flush()
    data = {"kind": str(change.kind), "content": content_of(change)}
    data |= {"role": str(change.role)} if change.role else {}
    events.record(
        session, actor, "account_change", change.public_id, "propose", reason=change.reason, data=data
    )
    if change.kind == ChangeKind.RENEWAL:
        # For the holder's mail.
        account = session.get_one(Account, change.account_id)
        events.record(session, actor, "account", account.public_id, "ask_renewal")
    return change


def approve(session: Session, actor: Actor, change: AccountChange) -> None:
    """The second person agrees; it happens a day later. Raises NotAllowed, NotPossible("same_person")."""
    sets = {"approved_by_id": actor.account_id, "acts_at": clock.now() + COOLING}
    move(session, actor, change, "approve", data={"kind": str(change.kind)}, sets=sets)


def stop(session: Session, actor: Actor, change: AccountChange, *, reason: str) -> None:
    """Before it happens. Whose account is to be renewed needs no reason: they have what is said to be lost."""
    is_owner = change.kind == ChangeKind.RENEWAL and change.is_own(actor)
    sets = {"stopped_by_id": actor.account_id, "stopped_reason": reason.strip() or None}
    verb = "stop_own_renewal" if is_owner else "stop_change"
    move(session, actor, change, verb, reason=reason, data={"kind": str(change.kind)}, sets=sets)


def due(session: Session) -> list[int]:
    """Ids of what has waited for its day (`act`)."""
    query = select(AccountChange.id).where(*_is_due())
    return list(session.scalars(query.order_by(AccountChange.id)))


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return (
        AccountChange.state == ChangeState.COOLING,
        AccountChange.acts_at <= clock.now(),
        ~_was_found_altered(),
    )


def _was_found_altered() -> Exists:
    return (
        select(Event.id)
        .where(
            Event.noun == "account_change",
            Event.record_id == AccountChange.public_id,
            Event.verb == FOUND_ALTERED,
        )
        .exists()
    )


def act(session: Session, change_id: int) -> None:
    """Do one of them, if it is still due. One that was altered in the database never happens: both logs say so once,
    and those who look after accounts (`altered`) and after the machine (`holds_altered`) read it until it stops."""
    change = session.scalar(select(AccountChange).where(AccountChange.id == change_id, *_is_due()))
    if change is None:
        return
    if is_as_proposed(session, SYSTEM, change) is not None:
        events.record(session, SYSTEM, "account_change", change.public_id, FOUND_ALTERED)
        log.error("change_altered", change=change.public_id)
        return
    move(session, SYSTEM, change, "carry_out", data={"kind": str(change.kind)})
    _ACTS[change.kind](session, change)


def altered(session: Session, actor: Actor) -> set[str]:
    """Public ids of the open changes that are no more what was proposed, for those who may list accounts."""
    if not may(actor, Permission.ACCOUNT_LIST):
        return set()
    waiting = queries.open_changes(session)
    return {one.public_id for one in waiting if is_as_proposed(session, SYSTEM, one) is not None}


def holds_altered(session: Session) -> bool:
    """Whether a change that was found altered still waits to be stopped."""
    query = select(AccountChange.id).where(
        AccountChange.state.in_((ChangeState.PROPOSED, ChangeState.COOLING)), _was_found_altered()
    )
    return session.scalar(query.limit(1)) is not None


def _make_account(session: Session, change: AccountChange) -> None:
    """The invited person chooses password and second factor; somebody may have taken the mail meanwhile."""
    email, role = str(change.email), Role(str(change.role))
    if queries.by_email(session, email) is None:
        account, _token = service.invite(
            session, SYSTEM, email=email, name=str(change.name), role=role, centre=change.centre
        )
        change.account_id = account.id
    change.email = change.name = None


def _give_role(session: Session, change: AccountChange) -> None:
    """The account signs in again with its new role."""
    account = session.get_one(Account, change.account_id)
    account.role = Role(str(change.role))
    sessions.close_all(session, account.id)
    data = {"role": str(change.role)}
    events.record(session, SYSTEM, "account", account.public_id, "change_role", data=data)


def _renew(session: Session, change: AccountChange) -> None:
    """Back to "invited": nothing of before opens the account, and the link goes to the holder's mail alone."""
    account = session.get_one(Account, change.account_id)
    if account.state == AccountState.INVITED:
        return
    move(session, SYSTEM, account, "enable", reason=change.reason)
    account.password_hash = account.totp_secret = account.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    session.execute(
        update(ApiKey)
        .where(ApiKey.account_id == account.id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    service.end_invitations(session, account)
    sessions.close_all(session, account.id)


_ACTS = {
    ChangeKind.ACCOUNT: _make_account,
    ChangeKind.ROLE: _give_role,
    ChangeKind.RENEWAL: _renew,
}
