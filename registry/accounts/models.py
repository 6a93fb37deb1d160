"""Accounts of staff, employers and agencies, and everything that opens or guards a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor, Role
from registry.accounts.states import ACCOUNT, ACCOUNT_CHANGE, AccountState, ChangeKind, ChangeState
from registry.db import Base, EncryptedText, Record


class Account(Record):
    """One person of staff, an employer or an agency. Candidates have no account: they use the code of their slip."""

    __tablename__ = "account"
    __table_args__ = (
        # An organisation's role has its organisation and nobody else has one; people looking for work have no account.
        CheckConstraint(
            "(role = 'employer') = (employer_id IS NOT NULL) AND (role = 'agency') = (agency_id IS NOT NULL)",
            name="organisation_of_role",
        ),
        CheckConstraint("role NOT IN ('public', 'candidate', 'system')", name="role"),
        CheckConstraint("state IN ('invited', 'active', 'disabled')", name="state"),
    )
    machine = ACCOUNT

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(20))
    state: Mapped[AccountState] = mapped_column(String(20), default=AccountState.INVITED)
    language: Mapped[str] = mapped_column(String(3), default="es")
    centre: Mapped[str | None] = mapped_column(String(60))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    # The last time step a code was accepted for: a code works once (ASVS 6.5.1).
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id == self.id

    def actor(self) -> Actor:
        return Actor(
            role=Role(self.role),
            account_id=self.id,
            employer_id=self.employer_id,
            agency_id=self.agency_id,
            centre=self.centre,
            name=self.name,
            public_id=self.public_id,
        )


class Invitation(Base):
    """A link that works once. `purpose`: "open" sets password and second factor, for three days; "password" a new
    password for who gives the second factor, for an hour."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("purpose IN ('open', 'password')", name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordRequest(Base):
    """Somebody forgot a password, they say. Kept alike for known and unknown mail; the clock looks whose it is."""

    __tablename__ = "password_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EncryptedText)
    asked_at: Mapped[datetime]


class Passkey(Record):
    """A passkey of an account (WebAuthn): its public half. `credential_id`: base64url; `sign_count`: what the key last
    said, or 0 for keys that do not count."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class UsedChallenge(Base):
    """A challenge that was answered with a passkey: it is not answered twice, also not at the same moment."""

    __tablename__ = "used_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime]


class RecoveryCode(Base):
    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class WebSession(Record):
    """A signed-in browser, or a candidate's visit opened with their code. The cookie's token is stored hashed."""

    __tablename__ = "web_session"
    __table_args__ = (CheckConstraint("(account_id IS NULL) != (candidate_id IS NULL)", name="one_holder"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    device: Mapped[str] = mapped_column(String(60), default="")
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    # When the second factor was last given here; None: at sign-in.
    confirmed_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        if self.account_id is not None:
            return actor.account_id == self.account_id
        return actor.candidate_id == self.candidate_id


class SignInAttempt(Base):
    """Failed attempts per account or code, counted to slow a guesser down; never a lock on the owner."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


# What a key of a program can be given.
SCOPES = ("candidates:read", "candidates:write", "vacancies:write", "shortlists:read")


class ApiKey(Record):
    __tablename__ = "api_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    @property
    def opens(self) -> list[str]:
        """Its scopes that open something: an old key may hold others."""
        return [scope for scope in SCOPES if scope in self.scopes]


class AccountChange(Record):
    """What gives somebody a right and so takes two people and a day: a role, a new account of the staff, a new second
    factor (trust.md T5, T6, 8.3.2). `acts_at`: when it happens, unless it is stopped before.

    `proposed_by_id` is empty for what was asked at the server's console, which nobody approves.
    """

    __tablename__ = "account_change"
    __table_args__ = (
        CheckConstraint("kind IN ('role', 'account', 'renewal')", name="kind"),
        CheckConstraint("state IN ('proposed', 'cooling', 'done', 'stopped')", name="state"),
        CheckConstraint(
            "state NOT IN ('cooling', 'done') OR proposed_by_id IS NULL"
            " OR (approved_by_id IS NOT NULL AND approved_by_id <> proposed_by_id)",
            name="two_people",
        ),
        CheckConstraint(
            "approved_by_id IS NULL OR account_id IS NULL OR approved_by_id <> account_id", name="not_own"
        ),
        CheckConstraint("state NOT IN ('cooling', 'done') OR acts_at IS NOT NULL", name="cooled"),
    )
    machine = ACCOUNT_CHANGE

    kind: Mapped[ChangeKind] = mapped_column(String(10))
    state: Mapped[ChangeState] = mapped_column(String(10), default=ChangeState.PROPOSED, index=True)
    # Of a new account only when it was made; until then its name and mail stand here.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role | None] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(EncryptedText)
    email: Mapped[str | None] = mapped_column(EncryptedText)
    centre: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    acts_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str | None]

    account: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=account_id)
    proposed_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    approved_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=approved_by_id)

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id is not None and actor.account_id == self.account_id


class FormToken(Base):
    """A form that was sent: the token in it, whose it was, and the answer it got, so that a second click repeats it."""

    __tablename__ = "form_token"
    __table_args__ = (UniqueConstraint("token", "holder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    holder: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(300))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    # JSON, encrypted: it may name a person's slip or hold a session's cookie.
    answer: Mapped[str] = mapped_column(EncryptedText)
