"""The verbs of a self-assessment: begin, answer one criterion, finish. Over days, in any order, changed at will."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations.models import Agency
from registry.selfcheck import queries
from registry.selfcheck.models import SelfAnswer, SelfCheck
from registry.standard import queries as standards

ANSWERS = ("yes", "partly", "no", "unknown")
LONGEST = 1000


def begin(session: Session, actor: Actor, agency: Agency) -> SelfCheck:
    """A new assessment against the standard in force; the one that is under way, if there is one.

    Raises NotAllowed.
    """
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    under_way = queries.newest(session, actor)
    if under_way is not None and under_way.finished_at is None:
        return under_way
    check = SelfCheck(
        agency_id=agency.id,
        standard_version=standards.in_force(session).version,
        begun_at=clock.now(),
    )
    session.add(check)
    session.flush()
    events.record(session, actor, "self_check", check.public_id, "begin")
    session.refresh(check, ["answers"])
    return check


def answer(
    session: Session, actor: Actor, check: SelfCheck, criterion: str, *, answer: str, lacking: str = ""
) -> None:
    """Keep what the agency says of one criterion. Raises NotAllowed, NotFound, Invalid("answer_unknown",
    "statement_long"). What was answered stays inside: the log names no criterion and no answer."""
    if not may(actor, Permission.AGENCY_KEEP, check):
        raise NotAllowed()
    if all(line.criterion.code != criterion for line in queries.lines(session, check)):
        raise NotFound()
    if answer not in ANSWERS:
        raise Invalid("answer_unknown", field="answer")
    if len(lacking) > LONGEST:
        raise Invalid("statement_long", field="lacking", letters=LONGEST)
    found = session.scalar(
        select(SelfAnswer).where(SelfAnswer.check_id == check.id, SelfAnswer.criterion == criterion)
    )
    if found is None:
        found = SelfAnswer(check_id=check.id, criterion=criterion)
        session.add(found)
    found.answer, found.lacking, found.answered_at = answer, lacking.strip() or None, clock.now()
    session.flush()


def finish(session: Session, actor: Actor, check: SelfCheck) -> None:
    """Every criterion is answered. Raises NotAllowed, NotPossible("self_check_open")."""
    if not may(actor, Permission.AGENCY_KEEP, check):
        raise NotAllowed()
    if any(line.answer is None for line in queries.lines(session, check)):
        raise NotPossible("self_check_open")
    if check.finished_at is None:
        check.finished_at = clock.now()
        session.flush()
        events.record(session, actor, "self_check", check.public_id, "finish")
