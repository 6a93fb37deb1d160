"""The first look at a report, within two working days: is it credible, about whom, how strong, how urgent.

A handler can look again later; what the report sets off is weighed anew each time, as soon as it was compared with
the others about the same agency (triggers.py). What would make it weigh less, at the first look too, takes two people
(second.py): the report moves on, and what was said of it counts when the second one agrees.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.complaints import danger, desk, hands, rules, second, sources, telling, triggers
from registry.complaints.handling import Closing, SetOff, Triage
from registry.complaints.kinds import Author, FileKind, Kind
from registry.complaints.models import Complaint, ComplaintFile, FeeReport
from registry.complaints.states import ENDED, ComplaintState
from registry.errors import Invalid, NotPossible
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


@dataclass(frozen=True, slots=True)
class About:
    """Internal keys of the agency and the job order that a judgement names."""

    agency_id: int | None
    vacancy_id: int | None


def triage(session: Session, actor: Actor, complaint: Complaint, judged: Judgement) -> list[SetOff]:
    """Write the first look down and weigh what follows; returns what it set off now. The report moves on and signs of
    danger count at once, also when the rest has to wait for a second person.

    Raises NotAllowed, NotPossible: wrong_state, handler_shut_out, second_person_asked; Invalid: kind_unknown,
    evidence_unknown, note_missing, agency_unknown, vacancy_unknown, sign_unknown.
    """
    hands.check_handler(session, actor, complaint)
    if complaint.state in ENDED:
        raise NotPossible("wrong_state")
    _check(judged)
    about = _about(session, judged)
    if judged.signs:
        danger.raise_signs(session, actor, complaint, judged.signs)
    waits = weighs_less(session, complaint, judged, about)
    data = {"credible": judged.is_credible}
    if complaint.state == ComplaintState.RECEIVED:
        move(session, actor, complaint, "triage", data=data)
        telling.tell_step(session, actor, complaint, "triaged")
    elif not waits:
        events.record(session, actor, "complaint", complaint.public_id, "triage_again", data=data)
    if waits:
        _propose(session, actor, complaint, judged, about)
        return []
    return _take(session, complaint, judged, about, actor.account_id or 0)


def weighs_less(session: Session, complaint: Complaint, judged: Judgement, about: About) -> bool:
    """Would this judgement take the report away from whom it is about, or take weight from it? Before anything was
    said of it, a report weighs what it says and what came with it."""
    is_moved = any(
        before is not None and before != now
        for before, now in ((complaint.agency_id, about.agency_id), (complaint.vacancy_id, about.vacancy_id))
    )
    row = session.get(Triage, complaint.id)
    if is_moved:
        return True
    if row is None:
        return not judged.is_credible or (
            judged.evidence not in triggers.PROOF and _shows_papers(session, complaint)
        )
    code = judged.criterion or rules.in_force(session).kind(judged.kind).criterion
    return (
        (row.is_credible and not judged.is_credible)
        or (row.is_critical and not is_critical(session, code, judged.kind))
        or (row.evidence in triggers.PROOF and judged.evidence not in triggers.PROOF)
    )


def _shows_papers(session: Session, complaint: Complaint) -> bool:
    """Did the reporter send a picture? What was said aloud proves no more than what was written."""
    query = select(ComplaintFile.id).where(
        ComplaintFile.complaint_id == complaint.id,
        ComplaintFile.author == Author.REPORTER,
        ComplaintFile.kind == FileKind.PICTURE,
    )
    return session.scalar(query.limit(1)) is not None


def _propose(session: Session, actor: Actor, complaint: Complaint, judged: Judgement, about: About) -> None:
    second.propose(
        session,
        actor,
        complaint,
        "judge",
        "credible" if judged.is_credible else "not_credible",
        judged.note.strip(),
        agency_id=about.agency_id,
        content=json.dumps({"judged": asdict(judged), "about": asdict(about)}),
    )


def carry_out(session: Session, actor: Actor, complaint: Complaint, row: Closing) -> list[SetOff]:
    """What two people agreed on. `actor`: the second one. Raises NotPossible("wrong_state") when it ended meanwhile."""
    if complaint.state in ENDED:
        raise NotPossible("wrong_state")
    about = About(**json.loads(row.content or "{}")["about"])
    judged = proposed(row)
    verb = "agree_triage" if session.get(Triage, complaint.id) is None else "agree_triage_again"
    data = {"credible": judged.is_credible}
    events.record(session, actor, "complaint", complaint.public_id, verb, data=data)
    return _take(session, complaint, judged, about, row.proposed_by_id)


def proposed(row: Closing) -> Judgement:
    """What a handler proposed, for who decides on it."""
    kept = json.loads(row.content or "{}")["judged"]
    return Judgement(**kept | {"signs": tuple(kept["signs"])})


def _take(
    session: Session, complaint: Complaint, judged: Judgement, about: About, by_id: int
) -> list[SetOff]:
    """The judgement counts from now on."""
    before = complaint.agency_id
    _link(session, complaint, judged, about)
    _write_down(session, complaint, judged, by_id)
    if complaint.agency_id != before:
        sources.moved(session, complaint)
    return triggers.weigh(session, complaint)


def _check(judged: Judgement) -> None:
    if judged.kind not in list(Kind):
        raise Invalid("kind_unknown", field="kind")
    if judged.evidence not in EVIDENCE:
        raise Invalid("evidence_unknown", field="evidence")
    if len(judged.note.strip()) < NOTE_SHORTEST:
        raise Invalid("note_missing", field="triage_note")
    if not set(judged.signs) <= set(danger.SIGNS):
        raise Invalid("sign_unknown", field="signs")


def _about(session: Session, judged: Judgement) -> About:
    """Of the order its agency, where no other is named."""
    vacancy = _vacancy(session, judged.vacancy)
    agency = desk.agency_typed(session, judged.agency) if judged.agency.strip() else None
    agency_id = agency.id if agency else (vacancy.agency_id if vacancy else None)
    return About(agency_id, vacancy.id if vacancy else None)


def _link(session: Session, complaint: Complaint, judged: Judgement, about: About) -> None:
    """The agency and the order that the report is about, for it and for each payment told in it."""
    complaint.kind = judged.kind
    complaint.agency_id, complaint.vacancy_id = about.agency_id, about.vacancy_id
    if judged.municipality:
        complaint.municipality = judged.municipality
    for fee in session.scalars(select(FeeReport).where(FeeReport.complaint_id == complaint.id)):
        fee.agency_id = about.agency_id
    session.flush()


def _vacancy(session: Session, typed: str) -> Vacancy | None:
    wanted = typed.strip().upper()
    if not wanted:
        return None
    found = session.scalar(select(Vacancy).where(Vacancy.number == wanted))
    if found is None:
        raise Invalid("vacancy_unknown", field="vacancy")
    return found


def _write_down(session: Session, complaint: Complaint, judged: Judgement, by_id: int) -> None:
    code = judged.criterion or rules.in_force(session).kind(judged.kind).criterion
    critical = is_critical(session, code, judged.kind)
    row = session.get(Triage, complaint.id)
    if row is None:
        row = Triage(complaint_id=complaint.id)
    row.is_credible, row.evidence = judged.is_credible, judged.evidence
    row.criterion, row.is_critical = code, critical
    row.note, row.by_id, row.on = judged.note.strip(), by_id, clock.today()
    session.add(row)
    session.flush()


def is_critical(session: Session, criterion: str | None, kind: str) -> bool:
    """As the standard in force grades the criterion; for one that it does not hold, as the file of triggers says."""
    for one in standard.in_force(session).criteria:
        if one.code == criterion:
            return one.severity == "critical"
    return rules.in_force(session).kind(kind).is_critical
