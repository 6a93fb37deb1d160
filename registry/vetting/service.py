"""A case between the agency that answers and the officer who looks: open, answer, submit, review, return, lapse.

Recommendation and decision are in decide.py, the application of a new agency in apply.py.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files import service as files
from registry.files.models import StoredFile
from registry.moves import move
from registry.numbering import next_number
from registry.organisations import variation
from registry.organisations.models import Agency
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.standard import queries as standards
from registry.vetting import pace, queries, requirements
from registry.vetting.carry import carry_over
from registry.vetting.models import Answer, Case
from registry.vetting.requirements import Requirement
from registry.vetting.states import OFFICIAL, CaseState

STATEMENT_SHORTEST, STATEMENT_LONGEST = 20, 4000
# An agency that was struck off does not come back by applying again. One that is suspended may file its renewal in
# time: it is decided, and counts once the suspension is lifted.
_MAY_OPEN = frozenset(
    {
        AgencyState.APPLIED,
        AgencyState.REFUSED,
        AgencyState.EXPIRED,
        AgencyState.REGISTERED,
        AgencyState.CONDITIONAL,
        AgencyState.SUSPENDED,
    }
)


def open_case(session: Session, actor: Actor, agency: Agency) -> Case:
    """Open a draft against the newest requirements; a renewal when the agency was registered before.

    Raises NotAllowed, NotPossible("case_already_open", "standing_forbids_case").
    """
    if not may(actor, Permission.CASE_SUBMIT, agency):
        raise NotAllowed()
    if agency.state not in _MAY_OPEN:
        raise NotPossible("standing_forbids_case")
    if queries.has_open(session, agency.id):
        raise NotPossible("case_already_open")
    return begin(session, actor, agency)


def may_open(session: Session, actor: Actor, agency: Agency) -> bool:
    """Is it time to offer `open_case`? A renewal from the first warning before the licence ends."""
    allowed = may(actor, Permission.CASE_SUBMIT, agency) and agency.state in _MAY_OPEN
    from_day = renewal_from(session, agency)
    is_time = from_day is None or from_day <= clock.today()
    return allowed and is_time and not queries.has_open(session, agency.id)


def renewal_from(session: Session, agency: Agency) -> date | None:
    """From which day the renewal is offered: that of the first warning. None for who has no licence that runs."""
    if agency.valid_to is None or agency.state not in IN_GOOD_STANDING | {AgencyState.SUSPENDED}:
        return None
    return agency.valid_to - timedelta(days=max(standards.in_force(session).clocks["warning_days"].values))


def begin(session: Session, actor: Actor, agency: Agency, *, kind: str | None = None) -> Case:
    """A new draft, without asking who may: for `open_case`, for the application of a new agency, for a variation."""
    kind = kind or ("renewal" if agency.registry_no else "initial")
    case = Case(
        number=next_number(session, Case.number, f"E-{clock.today().year}-", digits=4),
        agency_id=agency.id,
        kind=kind,
        requirements_version=standards.in_force(session).version,
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()
    events.record(session, actor, "case", case.public_id, "open", data={"kind": kind})
    carry_over(session, actor, case)
    return case


def begin_official(session: Session, actor: Actor, agency: Agency, kind: str, *, reason: str) -> Case:
    """Open a case of the Ministry about an agency (`kind`: surveillance, complaint), in the officers' queue at once.
    The agency hears of it when findings are sent to it.

    Raises NotAllowed, Invalid("case_kind_unknown", "reason_missing").
    """
    if not may(actor, Permission.CASE_OPEN):
        raise NotAllowed()
    if kind not in OFFICIAL:
        raise Invalid("case_kind_unknown", field="kind")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    now, today = clock.now(), clock.today()
    standard = standards.in_force(session)
    case = Case(
        number=next_number(session, Case.number, f"E-{today.year}-", digits=4),
        agency_id=agency.id,
        kind=kind,
        requirements_version=standard.version,
        state=CaseState.SUBMITTED,
        opened_at=now,
        submitted_at=now,
        filed_on=today,
        due_on=standard.clocks["decision_working_days"].after(today),
        why=reason.strip(),
    )
    session.add(case)
    session.flush()
    data = {"kind": kind, "to": str(case.state)}
    events.record(session, actor, "case", case.public_id, "open", reason=reason, data=data)
    return case


# ---------------------------------------------------------------- the agency answers


def give_document(
    session: Session,
    actor: Actor,
    case: Case,
    code: str,
    data: bytes,
    *,
    name: str,
    folder: Path,
    dated_on: date | None = None,
) -> Answer:
    """Answer a requirement with a file. `dated_on`: the day it was issued or the day it expires, as asked.

    Raises NotAllowed, NotPossible("case_not_open"), NotFound, Invalid: what files.checks says, date_missing,
    date_future, document_expired.
    """
    requirement = _requirement(session, actor, case, code, "document")
    expires_on = _expiry(requirement, dated_on)
    stored = files.store(session, folder, data, name=name, agency_id=case.agency_id)
    answer = _answer(session, case, requirement)
    answer.file_id, answer.expires_on = stored.id, expires_on
    _given(session, actor, case, answer, stored)
    return answer


def give_statement(session: Session, actor: Actor, case: Case, code: str, text: str) -> Answer:
    """Answer with words; for a declaration `text` is the name of who declares, and the words are kept with it.

    Raises NotAllowed, NotPossible, NotFound, Invalid("statement_short", "statement_long", "declarer_missing").
    """
    requirement = _requirement(session, actor, case, code, "statement")
    text = text.strip()
    if requirement.declaration:
        if len(text) < 5:
            raise Invalid("declarer_missing", field="declarer")
        text = f"{requirement.declaration['es']}\n{text[:200]}"
    elif len(text) < STATEMENT_SHORTEST:
        raise Invalid("statement_short", field="statement", letters=STATEMENT_SHORTEST)
    elif len(text) > STATEMENT_LONGEST:
        raise Invalid("statement_long", field="statement", letters=STATEMENT_LONGEST)
    answer = _answer(session, case, requirement)
    answer.statement = text
    _given(session, actor, case, answer, None)
    return answer


def _requirement(session: Session, actor: Actor, case: Case, code: str, how: str) -> Requirement:
    if not may(actor, Permission.CASE_SUBMIT, case):
        raise NotAllowed()
    if case.state not in queries.BEING_PREPARED:
        raise NotPossible("case_not_open")
    found = next((one for one in requirements.of_case(session, case) if one.code == code), None)
    if found is None or how not in found.accepts:
        raise NotFound()
    return found


def _expiry(requirement: Requirement, dated_on: date | None) -> date | None:
    """Until when the paper is good; None for one without a date."""
    if requirement.dated == "no":
        return None
    if dated_on is None:
        raise Invalid("date_missing", field="dated_on")
    today = clock.today()
    expires_on = dated_on
    if requirement.dated == "issued":
        if dated_on > today:
            raise Invalid("date_future", field="dated_on")
        expires_on = _months_later(dated_on, requirement.validity_months or 0)
    if expires_on < today:
        raise Invalid("document_expired", field="dated_on")
    return expires_on


def _months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _answer(session: Session, case: Case, requirement: Requirement) -> Answer:
    answer = queries.answer_to(session, case, requirement.code)
    if answer is None:
        answer = Answer(case_id=case.id, requirement=requirement.code)
        session.add(answer)
    return answer


def _given(session: Session, actor: Actor, case: Case, answer: Answer, stored: StoredFile | None) -> None:
    """Given anew it waits for a new look; what the officer had noted stays to be compared with."""
    answer.state, answer.given_at = "given", clock.now()
    answer.reviewed_by_id = answer.reviewed_at = None
    data = {"requirement": answer.requirement} | ({"sha256": stored.sha256} if stored else {})
    session.flush()
    events.record(session, actor, "case", case.public_id, "answer", data=data)


def submit(session: Session, actor: Actor, case: Case) -> None:
    """Hand the case in. Its clock starts, or goes on where it stood when the case was returned."""
    from registry.flags import service as flags  # it reads cases, among much else

    sets = pace.resume(case) if case.state == CaseState.RETURNED else pace.begin(session, case)
    move(session, actor, case, "submit", sets=sets)
    flags.refresh(session, session.get_one(Agency, case.agency_id))


# ---------------------------------------------------------------- the officer looks


def review(session: Session, actor: Actor, case: Case) -> None:
    """Take the case: from now on it is this officer's."""
    move(session, actor, case, "review", sets={"officer_id": actor.account_id})


def accept(session: Session, actor: Actor, case: Case, code: str) -> None:
    """This answer is good. Raises NotAllowed, NotPossible, NotFound."""
    _judge(session, actor, case, code, "accepted", None)


def question(session: Session, actor: Actor, case: Case, code: str, *, note: str) -> None:
    """This answer needs work, and the note says what; the agency reads it when the case is returned."""
    if not note.strip():
        raise Invalid("note_missing", field="note")
    _judge(session, actor, case, code, "needs_work", note.strip())


def _judge(session: Session, actor: Actor, case: Case, code: str, state: str, note: str | None) -> None:
    if not may(actor, Permission.CASE_REVIEW, case):
        raise NotAllowed()
    if case.state != CaseState.DESK_REVIEW:
        raise NotPossible("wrong_state")
    if case.officer_id != actor.account_id:
        raise NotPossible("case_of_another_officer")
    answer = queries.answer_to(session, case, code)
    if answer is None:
        raise NotFound()
    answer.state, answer.officer_note = state, note
    answer.reviewed_by_id, answer.reviewed_at = actor.account_id, clock.now()
    verb = "accept" if state == "accepted" else "question"
    session.flush()
    events.record(session, actor, "case", case.public_id, verb, reason=note, data={"requirement": code})


def send_return(session: Session, actor: Actor, case: Case, *, reason: str) -> None:
    """Back to the agency, with what is missing. A recommendation that stood is gone."""
    forget = dict.fromkeys(
        (
            "recommended_by_id",
            "recommended_at",
            "recommended_outcome",
            "recommended_conditions",
            "recommended_hash",
        )
    )
    sets = forget | pace.pause(session, case, "answer_days")
    move(session, actor, case, "return", reason=reason, sets=sets)


def lapse_due(session: Session) -> int:
    """Close returned cases that got no answer in the time allowed. Returns how many."""
    query = select(Case).where(Case.state == CaseState.RETURNED).order_by(Case.id)
    due = [case for case in session.scalars(query) if _last_day(session, case) < clock.today()]
    for case in due:
        move(session, SYSTEM, case, "lapse", sets={"paused_on": None, "answer_by": None})
        variation.settle(session, case, session.get_one(Agency, case.agency_id), accepted=False)
    return len(due)


def _last_day(session: Session, case: Case) -> date:
    """Until when a returned case may be handed in again."""
    if case.answer_by is not None:
        return case.answer_by
    # Returned before the day was kept.
    returned_at = case.returned_at or case.opened_at
    returned_on = returned_at.astimezone(clock.GUATEMALA).date()
    return standards.of_case(session, case).clocks["answer_days"].after(returned_on)
