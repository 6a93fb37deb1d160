"""The demo's sign-ins: fixed, printed by `sendero demo`, and worth nothing outside demo mode."""

from __future__ import annotations

from dataclasses import dataclass

from registry.access import Role

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
AGENCY, AGENCY_IN_DOUBT, EMPLOYER = "agencia@demo.example", "agencia2@demo.example", "empresa@demo.example"


@dataclass(frozen=True, slots=True)
class Login:
    """A demo sign-in. Fixed on purpose: the demo is fictitious and refuses to run outside demo mode."""

    role: Role
    email: str
    password: str
    totp_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class CandidateLogin:
    """What a person of the story types at /mi/entrar; the code is drawn anew in each installation."""

    name: str
    code: str
    phone: str


_PEOPLE = (
    (Role.COUNSELLOR, "consejera", "Marta Xicará Ficticia"),
    (Role.EMPLOYER, "empresa", "Ann Example"),
    (Role.AGENCY, "agencia", "Julio Demo"),
    (Role.OFFICER, "oficial", "Rosa Oficial Ficticia"),
    (Role.SUPERVISOR, "supervisor", "Luis Supervisor Ficticio"),
    (Role.ADMIN, "admin", "Ada Admin Ficticia"),
    (Role.AUDITOR, "auditora", "Eva Auditora Ficticia"),
    (Role.AGENCY, "agencia2", "Nora Prueba"),
    (Role.INSPECTOR, "inspectora", "Alma Inspectora Ficticia"),
    (Role.DIRECTOR, "director", "Saúl Director Ficticio"),
)


def logins() -> list[Login]:
    """One sign-in per role, in the order of the main job; then the agency whose file was returned."""
    return [
        Login(
            role,
            f"{word}@demo.example",
            f"camino-largo-{word}-2026",
            (_ALPHABET[number:] + _ALPHABET)[:32],
            name,
        )
        for number, (role, word, name) in enumerate(_PEOPLE)
    ]


def login_of(email: str) -> Login | None:
    """The printed sign-in with this e-mail; None for the people of the story whom nobody can be."""
    return next((login for login in logins() if login.email == email), None)
