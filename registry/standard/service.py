"""The verbs of an assessment: evidence, results, findings, what the agency does about them, conditions.

The officer who holds the case writes; a second person confirms what is critical; withdrawing a finding or making it
smaller takes two people (registry/standard/second_person.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files.models import StoredFile
from registry.moves import move
from registry.organisations.holds import Cause, lift
from registry.organisations.models import Agency
from registry.standard import queries
from registry.standard.models import (
    CLASSES,
    CONSEQUENCES,
    KINDS,
    RESULTS,
    STRONGEST,
    Condition,
    CorrectiveAction,
    CriterionResult,
    Evidence,
    Finding,
)
from registry.standard.states import ActionState, FindingState
from registry.vetting.models import Case

# While the officer works on it; once recommended, nothing under the recommendation moves.
BEING_ASSESSED = frozenset({"desk_review", "field_review", "findings_sent", "corrective"})
# The agency answers findings while its case waits for that, and afterwards those that became conditions.
_ANSWERABLE = frozenset({"findings_sent", "corrective", "decided"})
_WITHOUT_NOTE = frozenset({"met", "not_assessed"})
ASKS_NOTHING = frozenset({"observation", "good_practice"})


def why_not_assess(session: Session, actor: Actor, case: Case) -> str | None:
    """What keeps this actor from writing the assessment of this case; None when nothing does."""
    if not may(actor, Permission.CASE_REVIEW, case) or actor.account_id is None:
        return "not_allowed"
    if not queries.of_case(session, case).criteria:
        return "assessment_none"
    if case.state not in BEING_ASSESSED:
        return "assessment_closed"
    return None if case.officer_id == actor.account_id else "case_of_another_officer"


def _check_may_assess(session: Session, actor: Actor, case: Case) -> int:
    """The account that writes. Raises NotAllowed, NotPossible: assessment_none, assessment_closed,
    case_of_another_officer."""
    obstacle = why_not_assess(session, actor, case)
    if obstacle == "not_allowed" or actor.account_id is None:
        raise NotAllowed()
    if obstacle is not None:
        raise NotPossible(obstacle)
    return actor.account_id


def _check_criterion(session: Session, case: Case, code: str) -> None:
    agency = session.get_one(Agency, case.agency_id)
    if code not in {one.code for one in queries.of_case(session, case).criteria_for(agency.kind)}:
        raise Invalid("criterion_unknown", field="criterion")


def _record(session: Session, actor: Actor, case: Case, verb: str, data: dict[str, Any]) -> None:
    session.flush()
    events.record(session, actor, "case", case.public_id, verb, data=data)


# ---------------------------------------------------------------- evidence and results


def add_evidence(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    criterion: str,
    element: str,
    kind: str,
    text: str,
    strength: int,
    confidentiality: str = "internal",
    source: str | None = None,
    file: StoredFile | None = None,
    received_on: date | None = None,
    valid_to: date | None = None,
    author_id: int | None = None,
) -> Evidence:
    """Enter one piece of evidence. `source`: the record it comes from, like answer:bond or interview:<public id>;
    `author_id`: the account that gathered it, where that is not the actor.

    Raises NotAllowed, NotPossible, Invalid: criterion_unknown, element_unknown, note_missing, received_future.
    """
    account_id = _check_may_assess(session, actor, case)
    _check_criterion(session, case, criterion)
    if element not in {one.code for one in queries.of_case(session, case).elements}:
        raise Invalid("element_unknown", field="element")
    if kind not in KINDS or confidentiality not in CLASSES or not 0 <= strength <= STRONGEST:
        raise ValueError("kind, confidentiality and strength come from fixed lists")
    if not text.strip():
        raise Invalid("note_missing", field="text")
    if received_on is not None and received_on > clock.today():
        raise Invalid("received_future", field="received_on")
    made = Evidence(
        public_id=new_public_id(),
        case_id=case.id,
        criterion=criterion,
        element=element,
        kind=kind,
        text=text.strip(),
        source=source,
        file_id=file.id if file else None,
        received_on=received_on or clock.today(),
        valid_to=valid_to,
        strength=strength,
        confidentiality=confidentiality,
        by_id=author_id or account_id,
        at=clock.now(),
    )
    session.add(made)
    data = {"criterion": criterion, "element": element, "kind": kind, "strength": strength}
    _record(session, actor, case, "add_evidence", data)
    return made


def put_aside(session: Session, actor: Actor, case: Case, evidence: Evidence) -> None:
    """It was entered by mistake. Raises NotAllowed, NotPossible: evidence_in_use, and what keeps from assessing."""
    account_id = _check_may_assess(session, actor, case)
    if evidence.put_aside_at is not None:
        return
    used = {
        item.id for finding in queries.findings(session, case, withdrawn=False) for item in finding.evidence
    }
    if evidence.id in used:
        raise NotPossible("evidence_in_use")
    evidence.put_aside_at, evidence.put_aside_by_id = clock.now(), account_id
    _record(session, actor, case, "put_aside_evidence", {"criterion": evidence.criterion})


def set_result(
    session: Session, actor: Actor, case: Case, *, criterion: str, result: str, note: str = ""
) -> CriterionResult:
    """Say what was found of a criterion. What is met needs evidence; every other verdict needs words.

    Raises NotAllowed, NotPossible, Invalid: criterion_unknown, result_note_missing, evidence_needed.
    """
    account_id = _check_may_assess(session, actor, case)
    _check_criterion(session, case, criterion)
    if result not in RESULTS:
        raise ValueError(f"{result} is no result")
    if result not in _WITHOUT_NOTE and not note.strip():
        raise Invalid("result_note_missing", field="note")
    there = any(one.criterion == criterion for one in queries.evidence(session, case))
    if result == "met" and not there:
        raise Invalid("evidence_needed", field="result")
    found = queries.results(session, case).get(criterion)
    if found is None:
        found = CriterionResult(case_id=case.id, criterion=criterion)
        session.add(found)
    found.result, found.note = result, note.strip() or None
    found.by_id, found.at = account_id, clock.now()
    _record(session, actor, case, "assess", {"criterion": criterion, "result": result})
    return found


# ---------------------------------------------------------------- findings


def raise_finding(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    criterion: str,
    grade: str,
    statement: str,
    evidence: Sequence[str] = (),
    due_on: date | None = None,
) -> Finding:
    """Say what is wrong, or well done, on which evidence (public ids), and until when it must be corrected. A critical
    one waits for its second person, and counts from now on all the same.

    Raises NotAllowed, NotPossible, Invalid: criterion_unknown, note_missing, evidence_missing, evidence_not_of_case,
    finding_due_missing, due_past.
    """
    account_id = _check_may_assess(session, actor, case)
    _check_criterion(session, case, criterion)
    if grade not in queries.of_case(session, case).points:
        raise ValueError(f"{grade} is no grade")
    if not statement.strip():
        raise Invalid("note_missing", field="statement")
    _check_due(grade, due_on)
    found = Finding(
        public_id=new_public_id(),
        case_id=case.id,
        criterion=criterion,
        grade=grade,
        statement=statement.strip(),
        state=FindingState.RAISED if grade == "critical" else FindingState.OPEN,
        due_on=None if grade in ASKS_NOTHING else due_on,
        raised_by_id=account_id,
        raised_at=clock.now(),
        evidence=_chosen(session, case, grade, evidence),
        actions=[],
    )
    session.add(found)
    session.flush()
    data = {"criterion": criterion, "grade": grade, "case": case.public_id}
    events.record(session, actor, "finding", found.public_id, "raise", data=data)
    return found


def _check_due(grade: str, due_on: date | None) -> None:
    if grade in ASKS_NOTHING:
        return
    if due_on is None:
        raise Invalid("finding_due_missing", field="due_on")
    if due_on < clock.today():
        raise Invalid("due_past", field="due_on")


def _chosen(session: Session, case: Case, grade: str, public_ids: Sequence[str]) -> list[Evidence]:
    known = {one.public_id: one for one in queries.evidence(session, case)}
    if not public_ids and grade not in ASKS_NOTHING:
        raise Invalid("evidence_missing", field="evidence")
    if not set(public_ids) <= known.keys():
        raise Invalid("evidence_not_of_case", field="evidence")
    return [one for key, one in known.items() if key in set(public_ids)]


def confirm(session: Session, actor: Actor, finding: Finding) -> None:
    """The second person sees the critical finding too. Raises NotPossible: wrong_state, same_person."""
    move(session, actor, finding, "confirm", sets={"confirmed_by_id": actor.account_id})


def decline(session: Session, actor: Actor, finding: Finding, *, reason: str) -> None:
    """The second person does not: the finding does not stand. Raises NotPossible: wrong_state, same_person."""
    move(session, actor, finding, "decline", reason=reason, sets={"confirmed_by_id": actor.account_id})


# ---------------------------------------------------------------- what the agency does about it


def why_not_answer(session: Session, actor: Actor, case: Case, finding: Finding) -> str | None:
    """What keeps the agency from answering this finding with a plan."""
    if not may(actor, Permission.FINDING_ANSWER, case) or actor.account_id is None:
        return "not_allowed"
    if finding.state != FindingState.OPEN or case.state not in _ANSWERABLE or finding.grade in ASKS_NOTHING:
        return "finding_not_open"
    waits = any(one.state != ActionState.REFUSED for one in finding.actions)
    return "finding_plan_waits" if waits else None


def answer(
    session: Session, actor: Actor, case: Case, finding: Finding, *, plan: str, due_on: date
) -> CorrectiveAction:
    """The agency says what it will do and by when. Raises NotFound, NotPossible: finding_not_open,
    finding_plan_waits; Invalid: note_missing, due_past."""
    obstacle = why_not_answer(session, actor, case, finding)
    if obstacle == "not_allowed" or actor.account_id is None:
        raise NotFound()
    if obstacle is not None:
        raise NotPossible(obstacle)
    if not plan.strip():
        raise Invalid("note_missing", field="plan")
    if due_on < clock.today():
        raise Invalid("due_past", field="due_on")
    action = CorrectiveAction(
        public_id=new_public_id(),
        finding_id=finding.id,
        agency_id=case.agency_id,
        plan=plan.strip(),
        due_on=due_on,
        state=ActionState.PROPOSED,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    finding.actions.append(action)
    session.flush()
    events.record(session, actor, "finding", finding.public_id, "answer", data={"due_on": due_on.isoformat()})
    return action


def accept_plan(session: Session, actor: Actor, action: CorrectiveAction) -> None:
    """The officer agrees to the plan; with the last one the correction begins. Raises NotPossible: wrong_state,
    case_of_another_officer."""
    from registry.vetting import steps

    move(session, actor, action, "accept")
    session.flush()
    steps.plan_accepted(session, actor, queries.case_of(session, action))


def refuse_plan(session: Session, actor: Actor, action: CorrectiveAction, *, reason: str) -> None:
    """The plan does not mend it; the agency reads why and sends another."""
    move(session, actor, action, "refuse", reason=reason, sets={"note": reason.strip()})


def prove(
    session: Session, actor: Actor, action: CorrectiveAction, *, proof: str, file: StoredFile | None = None
) -> None:
    """The agency shows that it is done. Raises NotPossible("wrong_state"), Invalid("note_missing")."""
    if not proof.strip():
        raise Invalid("note_missing", field="proof")
    sets = {"proof": proof.strip(), "proof_file_id": file.id if file else action.proof_file_id}
    data = {"sha256": file.sha256} if file else None
    move(session, actor, action, "prove", data=data, sets=sets)


def send_back_proof(session: Session, actor: Actor, action: CorrectiveAction, *, reason: str) -> None:
    """The proof does not show it yet."""
    move(session, actor, action, "send_back", reason=reason, sets={"note": reason.strip()})


def verify(session: Session, actor: Actor, action: CorrectiveAction, finding: Finding) -> None:
    """The officer checked the proof: the measure is done, and with it the finding is closed."""
    move(session, actor, action, "verify", sets={"verified_by_id": actor.account_id})
    session.flush()
    move(session, actor, finding, "close")


# ---------------------------------------------------------------- conditions


def set_condition(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    text: str,
    due_on: date,
    consequence: str,
    criterion: str | None = None,
    finding: Finding | None = None,
) -> Condition:
    """What the agency must do by when, if it is registered with conditions, and what follows if it does not.

    Raises NotAllowed, NotPossible, Invalid: criterion_unknown, note_missing, due_past.
    """
    account_id = _check_may_assess(session, actor, case)
    if criterion is not None:
        _check_criterion(session, case, criterion)
    if not text.strip():
        raise Invalid("note_missing", field="text")
    if due_on < clock.today():
        raise Invalid("due_past", field="due_on")
    if consequence not in CONSEQUENCES:
        raise ValueError(f"{consequence} is no consequence")
    made = Condition(
        public_id=new_public_id(),
        case_id=case.id,
        finding_id=finding.id if finding else None,
        criterion=finding.criterion if finding else criterion,
        text=text.strip()[:300],
        due_on=due_on,
        consequence=consequence,
        state="open",
        set_by_id=account_id,
        set_at=clock.now(),
    )
    session.add(made)
    data = {"due_on": due_on.isoformat(), "consequence": consequence}
    _record(session, actor, case, "set_condition", data)
    return made


def meet_condition(session: Session, actor: Actor, case: Case, condition: Condition) -> None:
    """An officer saw that it is met, be it late: what was held for it is free again. Raises NotAllowed,
    NotPossible("condition_not_open")."""
    if not may(actor, Permission.CASE_REVIEW, case) or actor.account_id is None:
        raise NotAllowed()
    if condition.state == "met" or case.state != "decided":
        raise NotPossible("condition_not_open")
    condition.state = "met"
    condition.met_on, condition.met_by_id = clock.today(), actor.account_id
    agency = session.get_one(Agency, case.agency_id)
    lift(session, actor, agency, Cause.CONDITION, source=f"condition:{condition.public_id}")
    _record(session, actor, case, "meet_condition", {"condition": condition.public_id})


def miss_due(session: Session, today: date | None = None) -> list[Condition]:
    """Mark the conditions of decided cases whose last day has passed; returns them, for what follows."""
    missed = queries.overdue_conditions(session, today or clock.today())
    for condition in missed:
        condition.state = "missed"
        case = session.get_one(Case, condition.case_id)
        data = {"condition": condition.public_id, "consequence": condition.consequence}
        _record(session, SYSTEM, case, "miss_condition", data)
    return missed
