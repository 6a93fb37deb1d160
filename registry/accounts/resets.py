"""A forgotten password: a link by mail, which asks for the second factor all the same (ASVS 6.4.3).

Known and unknown mail get the same answer in the same time: what was asked is stored, and the clock looks whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM, Actor
from registry.accounts import brakes, factors, passwords, queries, sessions
from registry.accounts.factors import Given
from registry.accounts.models import Account, Invitation, PasswordRequest
from registry.accounts.service import end_invitations
from registry.accounts.states import AccountState
from registry.errors import Invalid, NotPossible

LINK = timedelta(hours=1)


def ask(session: Session, *, email: str, address: str) -> None:
    """Keep the request. Raises NotPossible("sign_in_slowed") for a place that asks too often."""
    counted = brakes.key("reset_source", brakes.source(address))
    brakes.slow_down(session, counted)
    brakes.count_failure(session, counted)
    session.add(PasswordRequest(email=email.strip().lower(), asked_at=clock.now()))
    session.flush()


def write_due(session: Session) -> None:
    """Turn requests into events that mail is made from: one for each account, whoever asked how often."""
    emails = set()
    for one in session.scalars(select(PasswordRequest).order_by(PasswordRequest.id).limit(100)):
        emails.add(one.email)
        session.delete(one)
    for email in sorted(emails):
        account = queries.by_email(session, email)
        if account is None or account.state != AccountState.ACTIVE:
            continue
        counted = brakes.key("reset_mail", account.public_id)
        if not brakes.is_slow(session, counted, 3):
            brakes.count_failure(session, counted)
            events.record(session, SYSTEM, "account", account.public_id, "forget_password")


def new_link(session: Session, account: Account) -> str:
    """The token of the link, for the message that is being written."""
    token = crypto.new_token()
    session.add(
        Invitation(
            account_id=account.id,
            token_hash=crypto.token_hash(token),
            purpose="password",
            expires_at=clock.now() + LINK,
        )
    )
    session.flush()
    return token


def open_link(session: Session, token: str) -> Account:
    """Whose link it is. Raises NotPossible("link_used_up")."""
    account = session.scalar(
        select(Account)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(
            Invitation.token_hash == crypto.token_hash(token),
            Invitation.purpose == "password",
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
            Account.state == AccountState.ACTIVE,
        )
    )
    if account is None:
        raise NotPossible("link_used_up")
    return account


@dataclass(frozen=True, slots=True)
class Chosen:
    """A new password, checked and hashed. `given`: the second factor, with the slow hash of what was typed as a
    recovery code."""

    password_hash: str
    given: Given


def prepare(session: Session, token: str, *, password: str, given: Given) -> Chosen:
    """The slow part of choosing a password, which writes nothing: nobody waits for the one writer meanwhile.

    Raises NotPossible("link_used_up", "sign_in_slowed"), Invalid on a weak password."""
    account = open_link(session, token)
    brakes.slow_down(session, _counted(account))
    passwords.check_new_password(password, account.name, account.email)
    if passwords.is_like_recovery_code(given.code):
        given = replace(given, recovery_hash=passwords.recovery_hash(account.public_id, given.code))
    return Chosen(passwords.hash_password(password), given)


def choose_password(session: Session, token: str, chosen: Chosen) -> Account | None:
    """Set the new password and end every session and known device. None when the second factor was wrong: counted, and
    the caller commits. Raises NotPossible("link_used_up", "sign_in_slowed")."""
    account = open_link(session, token)
    session.refresh(account, with_for_update=True)
    # Whoever came with the same link at the same moment may have used it up meanwhile.
    open_link(session, token)
    brakes.slow_down(session, _counted(account))
    if factors.check(session, account, chosen.given) is None:
        brakes.count_failure(session, _counted(account))
        return None
    set_password(session, account, chosen.password_hash)
    events.record(session, account.actor(), "account", account.public_id, "reset_password")
    return account


def _counted(account: Account) -> str:
    return brakes.key("reset", account.public_id)


def set_password(session: Session, account: Account, password_hash: str) -> None:
    """No session goes on, and no link that was mailed before opens the account."""
    account.password_hash = password_hash
    sessions.close_all(session, account.id)
    end_invitations(session, account)


@dataclass(frozen=True, slots=True)
class Change:
    """The holder's own change. `was`: the hash that the current password was right for."""

    was: str | None
    password_hash: str


def prepare_change(account: Account, *, current: str, password: str) -> Change:
    """The slow part of the holder's own change, with the current password asked again.

    Raises Invalid("sign_in_failed") on the field "current", Invalid on a weak password."""
    if not passwords.is_password(current, account.password_hash):
        raise Invalid("sign_in_failed", field="current")
    passwords.check_new_password(password, account.name, account.email)
    return Change(account.password_hash, passwords.hash_password(password))


def change_password(session: Session, actor: Actor, change: Change) -> Account:
    """Every session of the holder ends, this one too. Raises Invalid("sign_in_failed") on the field "current" when the
    password was changed meanwhile."""
    account = session.get_one(Account, actor.account_id, with_for_update=True, populate_existing=True)
    if account.password_hash != change.was:
        raise Invalid("sign_in_failed", field="current")
    set_password(session, account, change.password_hash)
    events.record(session, account.actor(), "account", account.public_id, "change_password")
    return account


def forget_old(session: Session) -> None:
    """Links that ended more than a day ago."""
    session.execute(
        delete(Invitation).where(
            Invitation.purpose == "password", Invitation.expires_at < clock.now() - timedelta(days=1)
        )
    )
