"""Employers: apply, verify, refuse, suspend; agencies that act for them; and every question about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, Role, may
from registry.accounts import queries as account_queries
from registry.accounts import service as accounts
from registry.errors import Invalid, NotAllowed, NotFound
from registry.moves import move
from registry.organisations import identifiers
from registry.organisations.models import Employer, Mandate
from registry.organisations.states import EmployerState

# What an employer says about itself and may change later.
COLUMNS = (
    "legal_name", "trade_name", "country", "region", "city", "address", "official_id", "contact_name",
    "contact_email", "contact_phone", "activity",
)  # fmt: skip
# Who an officer verified must stay who they are; a change of these is a new application.
_IDENTITY = frozenset({"legal_name", "country", "official_id"})


def apply(session: Session, actor: Actor, *, data: Mapping[str, Any], language: str = "es") -> str | None:
    """An employer asks to be let in. Returns the token of the link that opens its account, or None when this e-mail
    has an account already: then nothing is made, and its holder is told by mail. Whoever asks gets the same answer.

    It may write drafts at once; nothing is published before an officer verified it. Raises NotAllowed, Invalid.
    """
    if not may(actor, Permission.EMPLOYER_APPLY):
        raise NotAllowed()
    _check_contact(data)
    email = str(data["contact_email"])
    known = account_queries.by_email(session, email)
    if known is not None:
        accounts.tell_who_applies_again(session, known)
        return None
    employer = _new(session, data)
    events.record(session, actor, "employer", employer.public_id, "apply", data={"country": employer.country})
    _account, token = accounts.invite(
        session,
        SYSTEM,
        email=email,
        name=str(data["contact_name"]),
        role=Role.EMPLOYER,
        employer_id=employer.id,
        language=language,
    )
    return token


def _check_contact(data: Mapping[str, Any]) -> None:
    phone, email = data.get("contact_phone"), data.get("contact_email")
    if phone and identifiers.read_phone(str(phone)) is None:
        raise Invalid("phone_unreadable", field="contact_phone")
    if email and not identifiers.is_email(str(email)):
        raise Invalid("email_unreadable", field="contact_email")


def introduce(
    session: Session, actor: Actor, *, data: Mapping[str, Any], statement: str, given_by: str, given_on: date
) -> Employer:
    """An agency names an employer it acts for, with the permission it holds from them."""
    if actor.agency_id is None or not may(actor, Permission.EMPLOYER_APPLY):
        raise NotAllowed()
    if given_on > clock.today():
        raise Invalid("permission_in_future", field="given_on")
    _check_contact(data)
    employer = _new(session, data)
    session.add(
        Mandate(
            employer_id=employer.id,
            agency_id=actor.agency_id,
            statement=statement,
            given_by=given_by,
            given_on=given_on,
            recorded_at=clock.now(),
        )
    )
    session.flush()
    events.record(
        session, actor, "employer", employer.public_id, "introduce", data={"country": employer.country}
    )
    return employer


def _new(session: Session, data: Mapping[str, Any]) -> Employer:
    employer = Employer(
        **{name: data.get(name) for name in COLUMNS}, state=EmployerState.APPLIED, applied_at=clock.now()
    )
    session.add(employer)
    session.flush()
    return employer


def keep(session: Session, actor: Actor, employer: Employer, *, data: Mapping[str, Any]) -> None:
    """Change what the employer says about itself. Name, country and official number stand once it is verified.

    Raises NotAllowed, Invalid("employer_identity_fixed").
    """
    if not may(actor, Permission.EMPLOYER_KEEP, employer):
        raise NotAllowed()
    _check_contact(data)
    changed = sorted(name for name in COLUMNS if name in data and getattr(employer, name) != data[name])
    if employer.state != EmployerState.APPLIED:
        fixed = next((name for name in changed if name in _IDENTITY), None)
        if fixed:
            raise Invalid("employer_identity_fixed", field=fixed)
    for name in changed:
        setattr(employer, name, data[name])
    if changed:
        session.flush()
        events.record(session, actor, "employer", employer.public_id, "keep", data={"fields": changed})


def verify(session: Session, actor: Actor, employer: Employer, *, reason: str) -> None:
    """An officer looked at who they are; `reason` says how."""
    move(session, actor, employer, "verify", reason=reason)


def refuse(session: Session, actor: Actor, employer: Employer, *, reason: str) -> None:
    move(session, actor, employer, "refuse", reason=reason)


def suspend(session: Session, actor: Actor, employer: Employer, *, reason: str) -> None:
    """From now on nothing of it is published, shown or ranked, and it reaches nobody it was told of."""
    move(session, actor, employer, "suspend", reason=reason)


def reinstate(session: Session, actor: Actor, employer: Employer, *, reason: str) -> None:
    """Lift a suspension: another person than who suspended."""
    move(session, actor, employer, "reinstate", reason=reason)


# ------------------------------------------------------------------ questions


def load(session: Session, actor: Actor, public_id: str) -> Employer:
    """Raises NotFound for absent and forbidden alike."""
    employer = session.scalar(select(Employer).where(Employer.public_id == public_id))
    if employer is None or not _is_seen_by(session, actor, employer):
        raise NotFound()
    return employer


def _is_seen_by(session: Session, actor: Actor, employer: Employer) -> bool:
    if actor.role is Role.AGENCY:
        return actor.agency_id is not None and has_mandate(session, employer.id, actor.agency_id)
    return may(actor, Permission.EMPLOYER_READ, employer)


def own(session: Session, actor: Actor) -> Employer:
    """The employer this account belongs to. Raises NotFound when it belongs to none."""
    employer = session.get(Employer, actor.employer_id) if actor.employer_id is not None else None
    if employer is None:
        raise NotFound()
    return employer


def written_for_by(session: Session, actor: Actor) -> list[Employer]:
    """The employers in whose name this account may write vacancies, by name."""
    query = select(Employer).order_by(Employer.legal_name, Employer.id)
    if actor.role is Role.AGENCY:
        query = query.join(Mandate, Mandate.employer_id == Employer.id).where(
            Mandate.agency_id == actor.agency_id
        )
    else:
        query = query.where(Employer.id == actor.employer_id)
    return list(session.scalars(query))


def writable(session: Session, actor: Actor, public_id: str) -> Employer:
    """One of them. Raises NotFound for any other."""
    found = next((one for one in written_for_by(session, actor) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def has_mandate(session: Session, employer_id: int, agency_id: int) -> bool:
    query = select(Mandate.id).where(Mandate.employer_id == employer_id, Mandate.agency_id == agency_id)
    return session.scalar(query) is not None


def mandates_of(session: Session, employer: Employer) -> list[Mandate]:
    query = select(Mandate).where(Mandate.employer_id == employer.id).order_by(Mandate.given_on, Mandate.id)
    return list(session.scalars(query))


def visible_to(session: Session, actor: Actor, *, state: str | None = None) -> list[Employer]:
    """For staff: employers that applied, the longest waiting first, or those of one state by name. Imported ones
    have nobody behind them to verify and are left out."""
    if not may(actor, Permission.EMPLOYER_READ) or actor.role in (Role.EMPLOYER, Role.AGENCY):
        return []
    query = select(Employer).where(Employer.is_imported.is_(False))
    if state:
        query = query.where(Employer.state == state)
    waiting_first = (Employer.state != EmployerState.APPLIED, Employer.applied_at, Employer.id)
    return list(session.scalars(query.order_by(*waiting_first).limit(200)))


def count_by_state(session: Session) -> dict[str, int]:
    """How many employers stand in each state, imported ones left out."""
    query = (
        select(Employer.state, func.count()).where(Employer.is_imported.is_(False)).group_by(Employer.state)
    )
    return {str(row[0]): row[1] for row in session.execute(query)}
