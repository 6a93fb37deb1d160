"""An agency asks to be registered: a new agency, a draft case and an account for whoever asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, Role, may
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.errors import Invalid, NotAllowed
from registry.organisations import identifiers
from registry.organisations.models import Agency
from registry.organisations.service import new_contact
from registry.vetting import service


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked before there is an account. `kind`: company, individual, foreign."""

    kind: str
    legal_name: str
    nit: str
    municipality: str
    address: str
    corridors: tuple[str, ...]
    contact_name: str
    email: str
    phone: str
    trade_name: str | None = None
    language: str = "es"


def apply(session: Session, actor: Actor, application: Application) -> str | None:
    """Store the application. Returns the token of the link that opens the account, or None when this e-mail has an
    account already: then nothing is made, and its holder is told by mail. Whoever asks gets the same answer.

    Raises NotAllowed, Invalid on nit, phone or email.
    """
    if not may(actor, Permission.AGENCY_APPLY):
        raise NotAllowed()
    nit = identifiers.read_nit(application.nit)
    if nit is None:
        raise Invalid("nit_unreadable", field="nit")
    if identifiers.read_phone(application.phone) is None:
        raise Invalid("phone_unreadable", field="phone")
    if not identifiers.is_email(application.email):
        raise Invalid("email_unreadable", field="email")
    known = accounts.by_email(session, application.email)
    if known is not None:
        account_service.tell_who_applies_again(session, known)
        return None
    agency = _agency(session, actor, application, nit)
    _account, token = account_service.invite(
        session,
        SYSTEM,
        email=application.email,
        name=application.contact_name,
        role=Role.AGENCY,
        agency_id=agency.id,
        language=application.language,
    )
    return token


def _agency(session: Session, actor: Actor, application: Application, nit: str) -> Agency:
    agency = Agency(
        kind=application.kind,
        legal_name=application.legal_name,
        trade_names=[application.trade_name] if application.trade_name else [],
        nit=nit,
        municipality=application.municipality,
        address=application.address,
        corridors=list(application.corridors),
        applied_at=clock.now(),
    )
    session.add(agency)
    session.flush()
    events.record(session, actor, "agency", agency.public_id, "apply", data={"kind": application.kind})
    session.add(new_contact(agency, "phone", application.phone))
    session.add(new_contact(agency, "email", application.email, is_public=False))
    service.begin(session, actor, agency)
    return agency
