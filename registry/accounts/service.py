"""The verbs of accounts: invite, activate, sign in, disable, change a role with two people, API keys."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import STAFF, SYSTEM, Actor, Permission, Role, may
from registry.accounts import passwords, queries, sessions
from registry.accounts.models import (
    Account,
    ApiKey,
    Invitation,
    RecoveryCode,
    RoleChange,
    SignInAttempt,
)
from registry.accounts.states import AccountState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move

INVITATION_DAYS = 3
_ATTEMPTS_ALLOWED = 10
_ATTEMPTS_WINDOW = timedelta(minutes=15)
_ROLE_COOLING = timedelta(days=1)


def invite(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    employer_id: int | None = None,
    agency_id: int | None = None,
    centre: str | None = None,
    language: str = "es",
) -> tuple[Account, str]:
    """Make an account that its holder activates. Returns it with the token of the one-time link.

    People invite counsellors only: another staff role takes two people, and employers and agencies apply.
    Raises NotAllowed, Invalid("role_needs_two_people", "email_taken").
    """
    if actor is not SYSTEM:
        if not may(actor, Permission.ACCOUNT_INVITE):
            raise NotAllowed()
        if role is not Role.COUNSELLOR:
            # One administrator alone makes no officer: another role is proposed, and a second person approves it.
            raise Invalid("role_needs_two_people", field="role")
    if queries.by_email(session, email) is not None:
        raise Invalid("email_taken", field="email")
    account = Account(
        email=email.strip().lower(),
        name=name,
        role=role,
        employer_id=employer_id,
        agency_id=agency_id,
        centre=centre,
        language=language,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    events.record(session, actor, "account", account.public_id, "invite", data={"role": str(role)})
    return account, new_invitation(session, account)


def new_invitation(session: Session, account: Account) -> str:
    token = crypto.new_token()
    expires_at = clock.now() + timedelta(days=INVITATION_DAYS)
    session.add(Invitation(account_id=account.id, token_hash=crypto.token_hash(token), expires_at=expires_at))
    session.flush()
    return token


def _end_invitations(session: Session, account: Account) -> None:
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
        .values(used_at=clock.now())
    )


def open_invitation(session: Session, token: str) -> tuple[Invitation, Account]:
    """The invitation behind a link. Raises NotPossible("link_used_up")."""
    row = session.execute(
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(Invitation.token_hash == crypto.token_hash(token))
    ).first()
    if row is None or row[0].used_at is not None or row[0].expires_at < clock.now():
        raise NotPossible("link_used_up")
    return row[0], row[1]


def activate(
    session: Session, token: str, *, password: str, secret: str, code: str
) -> tuple[Account, list[str]]:
    """Set password and second factor through an invitation. Returns the account and its recovery codes, shown once.

    Raises NotPossible("link_used_up"), Invalid on a weak password or a wrong code.
    """
    _invitation, account = open_invitation(session, token)
    passwords.check_new_password(password)
    step = passwords.totp_step(secret, code, None)
    if step is None:
        raise Invalid("code_wrong", field="code")
    account.password_hash = passwords.hash_password(password)
    account.totp_secret = secret
    account.totp_last_step = step
    _end_invitations(session, account)
    move(session, account.actor(), account, "activate")
    return account, _replace_recovery_codes(session, account)


def _replace_recovery_codes(session: Session, account: Account) -> list[str]:
    for old in session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account.id)):
        session.delete(old)
    codes = passwords.new_recovery_codes()
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=passwords.recovery_hash(code)) for code in codes
    )
    session.flush()
    return codes


def sign_in(
    session: Session, *, email: str, password: str, code: str, device: str, address: str
) -> tuple[Account, str] | None:
    """Check all three factors at once. Returns the account and the session token, or None.

    Unknown account, wrong password and wrong code look and cost the same. A failed attempt is counted per account and
    address, so that a stranger elsewhere cannot lock the owner out; the caller commits either way. The account's row is
    locked: a code works once, however many try it at the same moment.
    Raises NotPossible("sign_in_slowed") after too many failures from this address in 15 minutes.
    """
    key = crypto.keyed_hash("attempt", f"{email.strip().lower()} {address}")
    slow_down(session, key)
    account = queries.by_email(session, email, lock=True)
    active = account if account is not None and account.state == AccountState.ACTIVE else None
    right_password = passwords.is_password(password, active.password_hash if active else None)
    if active is None or not right_password or not _second_factor(session, active, code):
        count_failure(session, key)
        return None
    events.record(session, active.actor(), "account", active.public_id, "sign_in")
    return active, sessions.open_for_account(session, active, device)


def _second_factor(session: Session, account: Account, code: str) -> bool:
    if account.totp_secret:
        step = passwords.totp_step(account.totp_secret, code, account.totp_last_step)
        if step is not None:
            account.totp_last_step = step
            return True
    # The account's row is locked by `sign_in`: nobody else looks at its codes meanwhile.
    recovery = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == passwords.recovery_hash(code),
            RecoveryCode.used_at.is_(None),
        )
    )
    if recovery is None:
        return False
    recovery.used_at = clock.now()
    return True


def slow_down(session: Session, key: str) -> None:
    """Raise NotPossible when this key failed too often lately; the owner's open sessions go on."""
    since = clock.now() - _ATTEMPTS_WINDOW
    query = select(func.count(SignInAttempt.id)).where(
        SignInAttempt.key_hash == key, SignInAttempt.at > since
    )
    if (session.scalar(query) or 0) >= _ATTEMPTS_ALLOWED:
        raise NotPossible("sign_in_slowed")


def count_failure(session: Session, key: str) -> None:
    session.add(SignInAttempt(key_hash=key, at=clock.now()))
    session.flush()


def disable(session: Session, actor: Actor, account: Account, *, reason: str) -> None:
    """Disable and end every session at once. Nobody disables themselves."""
    if actor.account_id == account.id:
        raise NotPossible("same_person")
    move(session, actor, account, "disable", reason=reason)
    _end_invitations(session, account)
    sessions.close_all(session, account.id)


def enable(session: Session, actor: Actor, account: Account, *, reason: str) -> None:
    """Back to "invited": the holder chooses password and second factor anew, through a link that goes to their mail
    and to nobody else."""
    move(session, actor, account, "enable", reason=reason)
    account.password_hash = account.totp_secret = None


def change_password(session: Session, actor: Actor, *, current: str, password: str) -> None:
    """The holder's own change, with the current password asked again. Every session ends, this one too."""
    account = session.get(Account, actor.account_id)
    if account is None:
        raise NotFound()
    if not passwords.is_password(current, account.password_hash):
        raise Invalid("sign_in_failed", field="current")
    passwords.check_new_password(password)
    account.password_hash = passwords.hash_password(password)
    sessions.close_all(session, account.id)
    events.record(session, actor, "account", account.public_id, "change_password")


def _check_staff(*roles: Role) -> None:
    if not STAFF.issuperset(roles):
        raise Invalid("role_not_staff", field="role")


def renew_recovery_codes(session: Session, actor: Actor, *, current: str) -> list[str]:
    """Ten new codes for the holder, who gives the password again; the old ones stop working. Shown once."""
    account = session.get(Account, actor.account_id)
    if account is None:
        raise NotFound()
    if not passwords.is_password(current, account.password_hash):
        raise Invalid("sign_in_failed", field="current")
    events.record(session, actor, "account", account.public_id, "renew_recovery_codes")
    return _replace_recovery_codes(session, account)


def propose_role(session: Session, actor: Actor, account: Account, role: Role, *, reason: str) -> RoleChange:
    """From one role of the staff to another. Raises NotAllowed, Invalid("role_not_staff", "reason_missing")."""
    if not may(actor, Permission.ROLE_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    _check_staff(Role(account.role), role)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    change = RoleChange(
        account_id=account.id,
        role=role,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
        reason=reason,
    )
    session.add(change)
    session.flush()
    data = {"role": str(role), "change": change.public_id}
    events.record(session, actor, "account", account.public_id, "propose_role", reason=reason, data=data)
    return change


def approve_role(session: Session, actor: Actor, change: RoleChange) -> None:
    """A second person approves after a day; the account signs in again with its new role (trust.md T5, T6)."""
    if not may(actor, Permission.ROLE_APPROVE) or actor.account_id is None:
        raise NotAllowed()
    if change.approved_at is not None:
        raise NotPossible("wrong_state")
    if actor.account_id in (change.proposed_by_id, change.account_id):
        raise NotPossible("same_person")
    if clock.now() - change.proposed_at < _ROLE_COOLING:
        raise NotPossible("cooling_down")
    account = session.get_one(Account, change.account_id)
    change.approved_by_id = actor.account_id
    change.approved_at = clock.now()
    account.role = change.role
    sessions.close_all(session, account.id)
    events.record(
        session, actor, "account", account.public_id, "approve_role", data={"role": str(change.role)}
    )


def new_api_key(session: Session, account: Account, *, name: str, scopes: list[str]) -> str:
    """An API key for an account; the token is shown once and stored hashed."""
    token = "sdr_" + crypto.new_token()
    session.add(
        ApiKey(
            account_id=account.id,
            name=name,
            token_hash=crypto.token_hash(token),
            scopes=scopes,
            created_at=clock.now(),
        )
    )
    events.record(session, SYSTEM, "account", account.public_id, "new_api_key", data={"scopes": scopes})
    return token
