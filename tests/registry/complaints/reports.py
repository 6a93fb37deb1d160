"""Reports and people as these tests need them, made by the services that make them in life."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.complaints import assigning, ending, service, sources, triage, triggers
from registry.complaints.handling import SetOff
from registry.complaints.models import Complaint
from registry.complaints.told import Contact, Payment, Told, Who
from registry.complaints.triage import Judgement
from registry.organisations.models import Agency
from tests.factories import new_account

STORIES = (
    "El señor de la oficina me pidió cinco mil quetzales por anotarme en la lista de Canadá y no me dio papel.",
    "Fui con mi primo a la agencia de la esquina del parque, pagamos dos veces y ya no contestaron el teléfono.",
    "A mi esposa le cobraron un curso de inglés obligatorio antes de dejarla pasar a la entrevista con el patrón.",
    "Nos citaron de madrugada en un hotel, juntaron dinero en un sobre y dijeron que la visa salía en tres semanas.",
    "Pidieron la escritura del terreno de mi papá como garantía hasta que yo regresara de la cosecha de arándano.",
    "Mandaron un mensaje diciendo que depositara en el banco para apartar mi lugar en la finca de tomates.",
    "El encargado descontó cada quincena una parte de mi sueldo para pagar al que me llevó hasta el campo.",
)


def agency_named(
    session: Session, name: str = "Caminos del Norte, S.A.", registry_no: str = "R-0901"
) -> Agency:
    """An agency with a number to be named by; its standing plays no part here."""
    agency = Agency(legal_name=name, registry_no=registry_no, applied_at=clock.now())
    session.add(agency)
    session.flush()
    return agency


def person(session: Session, role: Role, **scope: Any) -> Actor:
    """Another active person of this role each time."""
    return new_account(session, role, **scope).actor()


def sent(
    session: Session,
    agency: Agency | None = None,
    *,
    kinds: tuple[str, ...] = ("fee",),
    text: str | None = STORIES[0],
    contact: str | None = None,
    payments: tuple[Payment, ...] = (),
    **more: Any,
) -> Complaint:
    """A report as the form sends it, and as the clock has compared it since."""
    told = Told(
        kinds=list(kinds),
        who=Who(agency=agency.registry_no if agency else None),
        text=text,
        contact=Contact(way="call", value=contact) if contact else None,
        payments=list(payments),
        **more,
    )
    complaint, _receipt = service.send(session, told, language="es", channel="web")
    compared(session)
    return complaint


def compared(session: Session) -> list[SetOff]:
    """What the clock does within seconds; returns what it set off."""
    made = []
    while found := sources.look(session):
        made += triggers.compare(session, found)
    return made


def given(session: Session, complaint: Complaint, to: Actor) -> Actor:
    """The report in the hands of this person, given by a supervisor, who is returned."""
    supervisor = person(session, Role.SUPERVISOR)
    account = session.scalars(select(Account).where(Account.id == to.account_id)).one()
    assigning.assign(session, supervisor, complaint, account.public_id)
    return supervisor


def judged(
    session: Session, complaint: Complaint, handler: Actor, about: Agency | None, **changes: Any
) -> list[SetOff]:
    """Given to the handler, read, and called credible unless `changes` say otherwise."""
    if not complaint.is_own(handler):
        given(session, complaint, handler)
    facts: dict[str, Any] = {
        "is_credible": True,
        "kind": complaint.kind,
        "evidence": "detail",
        "note": "Coincide con lo que se vio.",
        "agency": about.registry_no if about else "",
    }
    return triage.triage(session, handler, complaint, Judgement(**(facts | changes))) + compared(session)


def judged_by_two(
    session: Session, complaint: Complaint, handler: Actor, about: Agency | None, **changes: Any
) -> None:
    """Judged so that it weighs less than before: a supervisor agrees."""
    judged(session, complaint, handler, about, **changes)
    ending.agree(session, person(session, Role.SUPERVISOR), complaint)
    compared(session)
