"""Signing in: password and second factor, or a passkey alone; braked, and alike for known and unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM
from registry.accounts import brakes, devices, factors, passkeys, passwords, queries, sessions
from registry.accounts.factors import Factor, Given
from registry.accounts.models import Account
from registry.accounts.passkeys import Answer
from registry.accounts.states import AccountState


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came from the browser. `device`: its words for the list of sessions; `marks`: cookie of known devices."""

    email: str
    password: str
    given: Given
    device: str
    address: str
    marks: str = ""

    @property
    def key_alone(self) -> Answer | None:
        """The answer of a passkey that comes without mail and password."""
        return None if self.email or self.password else self.given.answer


@dataclass(frozen=True, slots=True)
class Proved:
    """What took long to find out. `password_hash`: the one that the password was right for; `recovery_hash`: of what
    was typed as a recovery code."""

    password_hash: str | None = None
    recovery_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """`token`: for the session's cookie; `marks`: for the cookie of known devices."""

    account: Account
    token: str
    marks: str
    factor: Factor


def named(session: Session, attempt: Attempt) -> Account | None:
    """Whose account this attempt says it is; nothing of it is checked yet."""
    if attempt.key_alone is not None:
        return passkeys.named(session, attempt.key_alone)
    return queries.by_email(session, attempt.email)


def prove(session: Session, attempt: Attempt) -> Proved:
    """The slow part, which writes nothing: while it takes its time, nobody waits for the one writer or for the
    account's row. Unknown account and wrong password cost the same. Raises NotPossible("sign_in_slowed")."""
    if attempt.key_alone is not None:
        return Proved()
    account = _active(queries.by_email(session, attempt.email))
    _braked(session, attempt, devices.known(session, account, attempt.marks))
    is_right = passwords.is_password(attempt.password, account.password_hash if account else None)
    code = attempt.given.code
    is_recovery = passwords.is_like_recovery_code(code)
    # Also where the password was wrong: its time must not tell that.
    recovery = passwords.recovery_hash(account.public_id if account else "", code) if is_recovery else None
    if account is None or not is_right:
        return Proved()
    return Proved(account.password_hash, recovery)


def _active(account: Account | None) -> Account | None:
    return account if account is not None and account.state == AccountState.ACTIVE else None


def sign_in(session: Session, attempt: Attempt, proved: Proved) -> Opened | None:
    """Check everything at once. None for whatever is wrong: unknown account, wrong password and wrong code look the
    same; the caller commits either way. A password that was changed since it was proved is wrong.

    A failed attempt is counted where it came from, a known device apart from the strangers at its address.
    Raises NotPossible("sign_in_slowed") after too many failures there in 15 minutes.
    """
    if attempt.key_alone is not None:
        return _with_passkey_alone(session, attempt, attempt.key_alone)
    active = _active(queries.by_email(session, attempt.email, lock=True))
    device = devices.known(session, active, attempt.marks)
    counted = _braked(session, attempt, device)
    if active is None or proved.password_hash is None or active.password_hash != proved.password_hash:
        brakes.count_failure(session, *counted)
        return None
    given = replace(attempt.given, recovery_hash=proved.recovery_hash)
    factor = _second_factor(session, active, given, is_known=device is not None)
    if factor is None:
        brakes.count_failure(session, *counted)
        return None
    return _open(session, active, attempt, factor)


def _braked(session: Session, attempt: Attempt, device: str | None) -> list[str]:
    """The keys that a failure counts under. Raises NotPossible("sign_in_slowed")."""
    email = attempt.email.strip().lower()
    if device is not None:
        own = brakes.key("attempt", email, "device", device)
        brakes.slow_down(session, own)
        return [own]
    place = brakes.source(attempt.address)
    here, there = brakes.key("attempt", email, place), brakes.key("attempt_source", place)
    brakes.slow_down(session, here)
    brakes.slow_down(session, there, brakes.OF_A_SOURCE)
    return [here, there]


def _second_factor(session: Session, account: Account, given: Given, *, is_known: bool) -> Factor | None:
    """The factor that was right. Strangers who know the password, and only they, share one count for all addresses:
    codes of six figures could be tried from thousands. The owner hears of it, and gets in from a known device. Known
    devices share another count, which stops nobody: the owner hears of that one too."""
    counted, most = brakes.key("attempt_code", account.public_id), brakes.OF_THE_CODE
    if is_known:
        counted, most = brakes.key("attempt_code_known", account.public_id), brakes.OF_THE_CODE_KNOWN
    was_slow = brakes.is_slow(session, counted, most)
    if was_slow and not is_known:
        return None
    factor = factors.check(session, account, given)
    if factor is None:
        brakes.count_failure(session, counted)
        if not was_slow and brakes.is_slow(session, counted, most):
            events.record(session, SYSTEM, "account", account.public_id, "code_guessed")
    return factor


def _with_passkey_alone(session: Session, attempt: Attempt, answer: Answer) -> Opened | None:
    """The key and the finger, face or PIN that opens it are two factors; whose it is, the key says. No brake: there is
    nothing to guess, and so nobody to keep out."""
    account = passkeys.who_answered(session, answer)
    if account is None or account.state != AccountState.ACTIVE:
        return None
    return _open(session, account, attempt, Factor.PASSKEY)


def _open(session: Session, account: Account, attempt: Attempt, factor: Factor) -> Opened:
    events.record(
        session, account.actor(), "account", account.public_id, "sign_in", data={"factor": str(factor)}
    )
    token = sessions.open_for_account(session, account, attempt.device)
    return Opened(account, token, devices.remembered(attempt.marks, devices.mark(account)), factor)
