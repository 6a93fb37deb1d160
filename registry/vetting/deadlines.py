"""What runs out for an agency: its licence, its bond, its papers, and whatever the Ministry asked of it by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry import clock
from registry.organisations.models import Agency, Bond, Certificate
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.standard import queries as standards
from registry.standard.models import CorrectiveAction, Finding
from registry.vetting import appeals, carry, queries, told
from registry.vetting.models import Case
from registry.vetting.states import CaseState

# Papers are told from here on; what the Ministry asked for always is.
DAYS_BEFORE = 120
_TO_DO = frozenset({"answer", "plan", "measure", "condition", "appeal"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """`about`: licence, bond, certificate, paper, answer, plan, measure, condition, appeal. `what`: a number, a
    requirement's code or the text of a condition. `days_left`: calendar days, negative when it is past."""

    about: str
    what: str
    ends_on: date
    days_left: int

    @property
    def is_to_do(self) -> bool:
        return self.about in _TO_DO


def of_agency(session: Session, agency: Agency) -> list[Deadline]:
    """The one that ends first at the top. Nothing of an agency that was struck off but its appeal."""
    found = _appeal(session, agency)
    if agency.state != AgencyState.REVOKED:
        found += _papers(session, agency) + _asked(session, agency)
    today = clock.today()
    lines = [Deadline(about, what, day, (day - today).days) for about, what, day in found]
    shown = [
        one for one in lines if one.is_to_do or (one.days_left <= DAYS_BEFORE and not _is_for_renewal(one))
    ]
    return sorted(shown, key=lambda one: (one.ends_on, one.about, one.what))


def _is_for_renewal(line: Deadline) -> bool:
    """A paper that was good on the day it was asked for and has expired since: the renewal asks for a new one."""
    return line.about == "paper" and line.days_left < 0


_Found = list[tuple[str, str, date]]


def _papers(session: Session, agency: Agency) -> _Found:
    found: _Found = []
    if agency.state in IN_GOOD_STANDING | {AgencyState.SUSPENDED} and agency.valid_to is not None:
        found.append(("licence", agency.registry_no or "", agency.valid_to))
    found += [("bond", one.number, one.valid_to) for one in _latest_bonds(session, agency.id)]
    certificates = select(Certificate).where(
        Certificate.agency_id == agency.id, Certificate.withdrawn_on.is_(None)
    )
    found += [("certificate", one.number, one.valid_to) for one in session.scalars(certificates)]
    decided = carry.last_decided(session, agency.id)
    if decided is not None and agency.registry_no:
        found += [
            ("paper", one.requirement, one.expires_on)
            for one in decided.answers
            if one.expires_on is not None and one.requirement != "bond"
        ]
    return found


def _latest_bonds(session: Session, agency_id: int) -> list[Bond]:
    """The bond that lasts longest; one that was renewed is nobody's worry any more."""
    query = select(Bond).where(Bond.agency_id == agency_id, Bond.withdrawn_on.is_(None))
    return list(session.scalars(query.order_by(Bond.valid_to.desc(), Bond.id).limit(1)))


def _asked(session: Session, agency: Agency) -> _Found:
    """Answers, plans, measures and conditions with a day."""
    found: _Found = [
        ("condition", one.text, one.due_on) for one in standards.open_conditions(session, agency.id)
    ]
    for case in told.of_agency(session, agency.id):
        if case.state == "returned" and case.answer_by is not None:
            found.append(("answer", case.number, case.answer_by))
        # What became a condition, or was left open, is owed after the decision as well.
        if case.state in queries.ANSWERING or case.state == CaseState.DECIDED:
            found += _of_findings(session, case)
    return found


def _of_findings(session: Session, case: Case) -> _Found:
    query = (
        select(Finding)
        .where(Finding.case_id == case.id, Finding.state == "open")
        .options(selectinload(Finding.actions))
    )
    found: _Found = []
    for finding in session.scalars(query):
        agreed = [one for one in finding.actions if one.state != "refused"]
        plan_by = finding.due_on if case.state == CaseState.DECIDED else case.answer_by
        if not agreed and plan_by is not None:
            found.append(("plan", finding.criterion, plan_by))
        found += [("measure", finding.criterion, one.due_on) for one in agreed if _waits_for_proof(one)]
    return found


def of_case(session: Session, case: Case) -> list[Deadline]:
    """What the agency owes of the findings of one case."""
    today = clock.today()
    return [
        Deadline(about, what, day, (day - today).days) for about, what, day in _of_findings(session, case)
    ]


def _waits_for_proof(action: CorrectiveAction) -> bool:
    return action.state in ("proposed", "accepted")


def _appeal(session: Session, agency: Agency) -> _Found:
    until = appeals.open_until(session, agency)
    return [("appeal", "", until)] if until is not None and until >= clock.today() else []
