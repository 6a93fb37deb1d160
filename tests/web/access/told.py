"""A report about the agency of each side: one in the hands of who asks, the other in somebody else's."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.access import Role
from registry.accounts.models import Account
from registry.complaints import asking, assigning, service, triage
from registry.complaints.told import Contact, Told, Who
from registry.complaints.triage import Judgement
from tests.factories import new_account

# What nobody but the handlers may ever read, in any answer to anybody.
TEXT = "El señor Ambrosio me cobró en la esquina del mercado viejo."
CONTACT = "4477 8899"
QUESTION = "¿Qué reglas tiene su agencia para que nadie cobre a los trabajadores?"


def about(
    session: Session, staff: dict[Role, Account], agencies: dict[str, str]
) -> dict[str, tuple[str, str]]:
    """`agencies`: register number by side. Returns the public ids of the report and of the question, by side."""
    bystander = new_account(session, Role.INSPECTOR)
    handlers = {"own": [staff[Role.OFFICER], staff[Role.INSPECTOR]], "other": [bystander]}
    supervisor = staff[Role.SUPERVISOR].actor()
    made = {}
    for side, registry_no in agencies.items():
        told = Told(
            kinds=["fee"], who=Who(agency=registry_no), text=TEXT, contact=Contact(way="call", value=CONTACT)
        )
        complaint, _receipt = service.send(session, told, language="es", channel="web")
        for one in handlers[side]:
            assigning.assign(session, supervisor, complaint, one.public_id)
        handler = handlers[side][0].actor()
        judged = Judgement(True, "fee", "detail", "Se entiende bien.", agency=registry_no)
        triage.triage(session, handler, complaint, judged)
        made[side] = (complaint.public_id, asking.ask(session, handler, complaint, QUESTION).public_id)
    return made
