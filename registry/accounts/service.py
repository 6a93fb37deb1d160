"""The verbs of accounts: invite, activate, disable, end sessions, API keys.

What gives a right takes two people and a day: changes.py. Signing in: entry.py; second factors: factors.py,
passkeys.py; a forgotten password: resets.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM, Actor, Permission, Role, may
from registry.accounts import brakes, factors, passwords, queries, sessions
from registry.accounts.models import Account, ApiKey, Invitation
from registry.accounts.states import AccountState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move

INVITATION_DAYS = 3
_TOLD_AGAIN = 3


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

    By the clock and the console alone: of the staff two people decide it (changes.py), employers and agencies apply.
    Raises NotAllowed, Invalid("email_taken").
    """
    if actor is not SYSTEM:
        raise NotAllowed()
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


def invite_again(session: Session, actor: Actor, account: Account) -> None:
    """Another link for who did not open their account in time: mailed to them alone. The one before is dead at once.
    What two people decided about the account stays. Raises NotAllowed, NotPossible("wrong_state").
    """
    if actor is not SYSTEM and not may(actor, Permission.ACCOUNT_INVITE):
        raise NotAllowed()
    session.refresh(account, with_for_update=True)
    if account.state != AccountState.INVITED:
        raise NotPossible("wrong_state")
    end_invitations(session, account)
    events.record(session, actor, "account", account.public_id, "invite_again")


def tell_who_applies_again(session: Session, account: Account) -> None:
    """Somebody applies with the mail of an account: its holder is told, and gets another link where it was not opened
    yet. A few times: strangers fill nobody's mailbox."""
    counted = brakes.key("apply_mail", account.public_id)
    if not brakes.is_slow(session, counted, _TOLD_AGAIN):
        brakes.count_failure(session, counted)
        verb = "invite" if account.state == AccountState.INVITED else "apply_again"
        events.record(session, SYSTEM, "account", account.public_id, verb, data={"role": str(account.role)})


def end_invitations(session: Session, account: Account) -> None:
    """No link that was sent opens this account any more."""
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
        .where(Invitation.token_hash == crypto.token_hash(token), Invitation.purpose == "open")
    ).first()
    if row is None or row[0].used_at is not None or row[0].expires_at < clock.now():
        raise NotPossible("link_used_up")
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an invited person chose, checked and hashed. `codes`: recovery codes with what is kept of each."""

    password_hash: str
    secret: str
    step: int
    codes: dict[str, str]


def prepare(session: Session, token: str, *, password: str, secret: str, code: str) -> Prepared:
    """The slow part of activating, which writes nothing: nobody waits for the one writer meanwhile.

    Raises NotPossible("link_used_up"), Invalid on a weak password or a wrong code.
    """
    _invitation, account = open_invitation(session, token)
    passwords.check_new_password(password, account.name, account.email)
    step = passwords.totp_step(secret, code, None)
    if step is None:
        raise Invalid("code_wrong", field="code")
    codes = factors.draw_recovery_codes(account.public_id)
    return Prepared(passwords.hash_password(password), secret, step, codes)


def activate(session: Session, token: str, prepared: Prepared) -> tuple[Account, list[str]]:
    """Set password and second factor through an invitation. Returns the account and its recovery codes, shown once.

    Raises NotPossible("link_used_up").
    """
    _invitation, account = open_invitation(session, token)
    # Two at once must not both open it.
    session.refresh(account, with_for_update=True)
    account.password_hash = prepared.password_hash
    account.totp_secret = prepared.secret
    account.totp_last_step = prepared.step
    end_invitations(session, account)
    move(session, account.actor(), account, "activate")
    factors.keep_recovery_codes(session, account, prepared.codes)
    return account, list(prepared.codes)


def disable(session: Session, actor: Actor, account: Account, *, reason: str) -> None:
    """Disable and end every session at once. Nobody disables themselves.

    What waits for its day and was asked for them, proposed or approved by them, does not happen any more.
    """
    if actor.account_id == account.id:
        raise NotPossible("same_person")
    move(session, actor, account, "disable", reason=reason)
    for change in queries.changes_touching(session, account):
        sets = {"stopped_by_id": actor.account_id, "stopped_reason": reason}
        data = {"kind": str(change.kind), "because": "disabled"}
        move(session, actor, change, "stop_change", reason=reason, data=data, sets=sets)
    end_invitations(session, account)
    end_sessions(session, actor, account)
    session.execute(
        update(ApiKey)
        .where(ApiKey.account_id == account.id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def end_sessions(session: Session, actor: Actor, account: Account) -> None:
    """Sign somebody out everywhere, at once (ASVS 7.4.5). Raises NotAllowed."""
    if not may(actor, Permission.ACCOUNT_DISABLE):
        raise NotAllowed()
    sessions.close_all(session, account.id)
    events.record(session, actor, "account", account.public_id, "end_sessions")


def withdraw_api_key(session: Session, actor: Actor, public_id: str) -> None:
    """Take a key away from the programs that use one's own account. Raises NotFound."""
    key = session.scalar(select(ApiKey).where(ApiKey.public_id == public_id, ApiKey.revoked_at.is_(None)))
    if key is None or key.account_id != actor.account_id:
        raise NotFound()
    key.revoked_at = clock.now()
    events.record(session, actor, "account", actor.public_id, "withdraw_api_key", data={"key": public_id})


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
