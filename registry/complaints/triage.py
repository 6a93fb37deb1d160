"""The first look at a report, within two working days: is it credible, about whom, how strong, how urgent.

A handler can look again later; what the report sets off is weighed anew each time (triggers.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.complaints import assigning, danger, desk, rules, sources, telling, triggers
from registry.complaints.handling import SetOff, Triage
from registry.complaints.kinds import Kind
from registry.complaints.models import Complaint, FeeReport
from registry.complaints.states import ENDED, ComplaintState
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.standard import queries as standard
from registry.vacancies.models import Vacancy

EVIDENCE = ("word", "detail", "document", "checked")
NOTE_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a handler says of a report. `agency`: register number or NIT as typed, empty when nobody was recognised;
    `vacancy`: number of a job order. `criterion`: None takes the one of the kind."""

    is_credible: bool
    kind: str
    evidence: str
    note: str
    agency: str = ""
    vacancy: str = ""
    criterion: str | None = None
    municipality: str | None = None
    signs: tuple[str, ...] = ()


def triage(session: Session, actor: Actor, complaint: Complaint, judged: Judgement) -> list[SetOff]:
    """Write the first look down and weigh what follows; returns what it set off.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid: kind_unknown, evidence_unknown, note_missing,
    agency_unknown, vacancy_unknown, sign_unknown.
    """
    if not may(actor, Permission.COMPLAINT_HANDLE, complaint):
        raise NotAllowed()
    assigning.check_no_stake(session, actor, complaint)
    if complaint.state in ENDED:
        raise NotPossible("wrong_state")
    _check(judged)
    before, is_first = complaint.agency_id, complaint.state == ComplaintState.RECEIVED
    _link(session, complaint, judged)
    _write_down(session, actor, complaint, judged)
    if complaint.state == ComplaintState.RECEIVED:
        move(session, actor, complaint, "triage", data={"credible": judged.is_credible})
        telling.tell_step(session, actor, complaint, "triaged")
    else:
        data = {"credible": judged.is_credible}
        events.record(session, actor, "complaint", complaint.public_id, "triage_again", data=data)
    if judged.signs:
        danger.raise_signs(session, actor, complaint, judged.signs)
    if is_first or complaint.agency_id != before:
        sources.moved(session, complaint)
    return triggers.weigh(session, actor, complaint)


def _check(judged: Judgement) -> None:
    if judged.kind not in list(Kind):
        raise Invalid("kind_unknown", field="kind")
    if judged.evidence not in EVIDENCE:
        raise Invalid("evidence_unknown", field="evidence")
    if len(judged.note.strip()) < NOTE_SHORTEST:
        raise Invalid("note_missing", field="triage_note")
    if not set(judged.signs) <= set(danger.SIGNS):
        raise Invalid("sign_unknown", field="signs")


def _link(session: Session, complaint: Complaint, judged: Judgement) -> None:
    """The agency and the order that the report is about, for it and for each payment told in it."""
    vacancy = _vacancy(session, judged.vacancy)
    agency = desk.agency_typed(session, judged.agency) if judged.agency.strip() else None
    agency_id = agency.id if agency else None
    if agency_id is None and vacancy is not None:
        agency_id = vacancy.agency_id
    complaint.kind = judged.kind
    complaint.agency_id = agency_id
    complaint.vacancy_id = vacancy.id if vacancy else None
    if judged.municipality:
        complaint.municipality = judged.municipality
    for fee in session.scalars(select(FeeReport).where(FeeReport.complaint_id == complaint.id)):
        fee.agency_id = agency_id
    session.flush()


def _vacancy(session: Session, typed: str) -> Vacancy | None:
    wanted = typed.strip().upper()
    if not wanted:
        return None
    found = session.scalar(select(Vacancy).where(Vacancy.number == wanted))
    if found is None:
        raise Invalid("vacancy_unknown", field="vacancy")
    return found


def _write_down(session: Session, actor: Actor, complaint: Complaint, judged: Judgement) -> None:
    code = judged.criterion or rules.in_force().kind(judged.kind).criterion
    critical = is_critical(session, code, judged.kind)
    row = session.get(Triage, complaint.id)
    if row is None:
        row = Triage(complaint_id=complaint.id)
    row.is_credible, row.evidence = judged.is_credible, judged.evidence
    row.criterion, row.is_critical = code, critical
    row.note, row.by_id, row.on = judged.note.strip(), actor.account_id or 0, clock.today()
    session.add(row)
    session.flush()


def is_critical(session: Session, criterion: str | None, kind: str) -> bool:
    """As the standard in force grades the criterion; for one that it does not hold, as the file of triggers says."""
    for one in standard.in_force(session).criteria:
        if one.code == criterion:
            return one.severity == "critical"
    return rules.in_force().kind(kind).is_critical
