"""The second factor: a code of the application, a recovery code, or a passkey; asked, renewed, told about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.accounts import passkeys, passwords, queries
from registry.accounts.models import Account, ApiKey, Passkey, RecoveryCode, WebSession
from registry.accounts.passkeys import Answer
from registry.errors import Invalid

# How long ago the second factor may have been given for what changes factors and for decisions of weight (T5).
FRESH = timedelta(minutes=15)


class Factor(StrEnum):
    TOTP = "totp"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave as second factor: a code as typed, or a browser's answer with a passkey. `recovery_hash`: of
    the code as a recovery code, where it was computed before."""

    code: str = ""
    answer: Answer | None = None
    recovery_hash: str | None = None


def check(session: Session, account: Account, given: Given) -> Factor | None:
    """Which factor of this account was given rightly, used up from now on. The caller holds the account's row, so that
    a code works once, however many try it at the same moment."""
    if given.answer is not None:
        found = passkeys.who_answered(session, given.answer)
        return Factor.PASSKEY if found is not None and found.id == account.id else None
    if account.totp_secret:
        step = passwords.totp_step(account.totp_secret, given.code, account.totp_last_step)
        if step is not None:
            account.totp_last_step = step
            return Factor.TOTP
    return Factor.RECOVERY if _use_recovery_code(session, account, given) else None


def _use_recovery_code(session: Session, account: Account, given: Given) -> bool:
    if not passwords.is_like_recovery_code(given.code):
        return False
    code_hash = given.recovery_hash or passwords.recovery_hash(account.public_id, given.code)
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).all()
    if not used:
        return False
    left = codes_left(session, account.id)
    events.record(
        session, account.actor(), "account", account.public_id, "use_recovery_code", data={"left": left}
    )
    return True


def codes_left(session: Session, account_id: int) -> int:
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Remaining:
    """What still opens an account after its password was changed, for its holder alone. `keys`: the passkeys;
    `api_keys`: those of programs, which need no password."""

    keys: list[Passkey]
    has_application: bool
    codes_left: int
    api_keys: list[ApiKey]


def remaining(session: Session, account: Account) -> Remaining:
    keys = passkeys.of_account(session, account.id)
    return Remaining(
        keys,
        bool(account.totp_secret),
        codes_left(session, account.id),
        queries.api_keys_of(session, account.id),
    )


def is_fresh(web_session: WebSession) -> bool:
    """Whether the second factor was given lately in this session."""
    return clock.now() - (web_session.confirmed_at or web_session.opened_at) < FRESH


def confirm(session: Session, web_session_id: int, given: Given) -> bool:
    """Give the second factor again in an open session. False when it is wrong: the caller counts that."""
    web_session = session.get_one(WebSession, web_session_id)
    account = session.get_one(Account, web_session.account_id, with_for_update=True, populate_existing=True)
    if check(session, account, given) is None:
        return False
    web_session.confirmed_at = clock.now()
    session.flush()
    return True


def draw_recovery_codes(account: str) -> dict[str, str]:
    """Ten new codes, each with what is kept of it; ten slow hashes, so before the writer is taken. `account`: its
    public id."""
    return {code: passwords.recovery_hash(account, code) for code in passwords.new_recovery_codes()}


def keep_recovery_codes(session: Session, account: Account, drawn: dict[str, str]) -> None:
    """Codes that were drawn for this account, instead of those there were. They are shown once and stored hashed."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.add_all(RecoveryCode(account_id=account.id, code_hash=code_hash) for code_hash in drawn.values())
    session.flush()


def renew_recovery_codes(session: Session, actor: Actor, drawn: dict[str, str]) -> None:
    """Ten new codes for the holder; the old ones stop working."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    events.record(session, actor, "account", account.public_id, "renew_recovery_codes")
    keep_recovery_codes(session, account, drawn)


def replace_totp(session: Session, actor: Actor, *, secret: str, code: str) -> None:
    """Another application or telephone. Raises Invalid("code_wrong")."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    step = passwords.totp_step(secret, code, None)
    if step is None:
        raise Invalid("code_wrong", field="code")
    account.totp_secret, account.totp_last_step = secret, step
    events.record(session, actor, "account", account.public_id, "replace_totp")
