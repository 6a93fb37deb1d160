"""A finding is withdrawn, or made smaller, by two people: one proposes with a reason, another approves."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.errors import Invalid, NotPossible
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.standard.loader import GRADES
from registry.standard.models import Finding
from registry.standard.states import COUNTING


def lower_grades(grade: str) -> tuple[str, ...]:
    """What a finding of this grade can be made; a good practice is no lower grade of anything."""
    return GRADES[GRADES.index(grade) + 1 : GRADES.index("good_practice")] if grade in GRADES[:-1] else ()


def propose_withdrawal(session: Session, actor: Actor, finding: Finding, *, reason: str) -> Proposal:
    """Raises NotAllowed, Invalid("reason_missing"), NotPossible: finding_not_open, proposal_open_already."""
    _check_open(finding)
    return service.propose(session, actor, "finding_withdraw", finding, content={}, reason=reason)


def propose_downgrade(
    session: Session, actor: Actor, finding: Finding, *, grade: str, reason: str
) -> Proposal:
    """Raises NotAllowed, Invalid: reason_missing, finding_not_lower; NotPossible: finding_not_open,
    proposal_open_already."""
    _check_open(finding)
    if grade not in lower_grades(finding.grade):
        raise Invalid("finding_not_lower", field="grade")
    content = {"from": finding.grade, "to": grade}
    return service.propose(session, actor, "finding_downgrade", finding, content=content, reason=reason)


def _check_open(finding: Finding) -> None:
    if finding.state not in COUNTING:
        raise NotPossible("finding_not_open")


def _content(finding: Any) -> list[str]:
    return [finding.criterion, finding.grade, str(finding.state), finding.statement]


@kind(
    "finding_withdraw",
    propose=Permission.CASE_REVIEW,
    approve=Permission.FINDING_CONFIRM,
    content_of=_content,
)
def withdraw(session: Session, actor: Actor, proposal: Proposal) -> None:
    """The finding stands no more; it stays in the file with both names."""
    finding: Finding = proposals.subject_of(session, proposal)
    data = {"proposal": proposal.public_id, "grade": finding.grade}
    move(session, actor, finding, "withdraw", reason=proposal.reason, data=data)


@kind(
    "finding_downgrade",
    propose=Permission.CASE_REVIEW,
    approve=Permission.FINDING_CONFIRM,
    content_of=_content,
)
def downgrade(session: Session, actor: Actor, proposal: Proposal) -> None:
    """The finding counts less from now on. One that waited for its second person has had it now."""
    finding: Finding = proposals.subject_of(session, proposal)
    grade = proposal.content["to"]
    data = {"proposal": proposal.public_id, "from_grade": finding.grade, "to_grade": grade}
    move(session, actor, finding, "downgrade", reason=proposal.reason, data=data, sets={"grade": grade})
