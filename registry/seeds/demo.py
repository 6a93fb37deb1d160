"""The demo story: a small, clearly fictitious world told through the services, and one sign-in per role."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import SYSTEM, Role
from registry.accounts import passwords, service
from registry.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Login:
    """A demo sign-in. Fixed on purpose: the demo is fictitious and refuses to run outside demo mode."""

    role: Role
    email: str
    password: str
    totp_secret: str
    name: str


def logins() -> list[Login]:
    """One sign-in per role, in the order of the main job."""
    people = [
        (Role.COUNSELLOR, "consejera", "Marta Xicará Ficticia"),
        (Role.EMPLOYER, "empresa", "Ann Example"),
        (Role.AGENCY, "agencia", "Julio Demo"),
        (Role.OFFICER, "oficial", "Rosa Oficial Ficticia"),
        (Role.SUPERVISOR, "supervisor", "Luis Supervisor Ficticio"),
        (Role.ADMIN, "admin", "Ada Admin Ficticia"),
        (Role.AUDITOR, "auditora", "Eva Auditora Ficticia"),
    ]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return [
        Login(
            role,
            f"{word}@demo.example",
            f"camino-largo-{word}-2026",
            (alphabet[number:] + alphabet)[:32],
            name,
        )
        for number, (role, word, name) in enumerate(people)
    ]


def is_told(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def tell(session: Session, *, files: Path) -> None:
    """Tell the whole story in the caller's transaction. `files`: the folder of uploaded files."""
    for login in logins():
        _account, token = service.invite(session, SYSTEM, email=login.email, name=login.name, role=login.role)
        code = passwords.current_code(login.totp_secret)
        account, _codes = service.activate(
            session, token, password=login.password, secret=login.totp_secret, code=code
        )
        account.totp_last_step = None
