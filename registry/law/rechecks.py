"""Vacancies to check again: queued by an approval or by an officer, worked off a few at a time.

Each check is stored beside those before it, which stay as they are. Nothing is published or suspended here: a
published vacancy that a rule now blocks goes to the officers' desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import NotAllowed
from registry.law import effect
from registry.law.models import LawProposal, LawRecheck
from registry.law.queries import in_force, touched_rules, touched_schemes
from registry.vacancies import checks, queries
from registry.vacancies.models import Vacancy

log = structlog.get_logger("sendero.rechecks")
# As many are done while an officer waits for the page; more are left to the clock (app/jobs.py).
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the re-checking is. counts: by result, of those done."""

    done: int
    total: int
    counts: Counter[str]

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


def queue_for(session: Session, proposal: LawProposal) -> int:
    """Every live vacancy of the schemes that an approved proposal touches; returns how many."""
    schemes = touched_schemes(in_force(session), proposal.parameter)
    return _queue(session, queries.live_of(session, schemes), proposal.id)


def queue_older(session: Session, actor: Actor) -> int:
    """Every live vacancy whose last check was made under other rules than today's; returns how many."""
    if not may(actor, Permission.VACANCY_PUBLISH):
        raise NotAllowed()
    listed = queries.under_other_rules(session, in_force(session).hash)
    waiting = set(session.scalars(select(LawRecheck.vacancy_id).where(LawRecheck.done_at.is_(None))))
    return _queue(session, [one for one in listed if one.id not in waiting], None)


def _queue(session: Session, vacancies: Iterable[Vacancy], proposal_id: int | None) -> int:
    moment = clock.now()
    rows = [LawRecheck(proposal_id=proposal_id, vacancy_id=one.id, asked_at=moment) for one in vacancies]
    session.add_all(rows)
    session.flush()
    return len(rows)


def is_waiting(session: Session) -> bool:
    """Is there any vacancy to check again?"""
    return session.scalar(select(LawRecheck.id).where(LawRecheck.done_at.is_(None)).limit(1)) is not None


def work(session: Session, *, most: int = AT_ONCE) -> int:
    """Do the next few, the oldest first; returns how many were done. The caller commits. One that fails is recorded as
    such and holds up nobody; what another process is working on is left to it."""
    query = select(LawRecheck, Vacancy).join(Vacancy, Vacancy.id == LawRecheck.vacancy_id)
    query = query.where(LawRecheck.done_at.is_(None)).order_by(LawRecheck.id).limit(most)
    # SQLite has one writer and no locks of rows: there this adds nothing.
    rows = list(session.execute(query.with_for_update(of=LawRecheck, skip_locked=True)))
    proposals = {row.LawRecheck.proposal_id for row in rows} - {None}
    because = {one: session.get_one(LawProposal, one) for one in proposals}
    for row in rows:
        _attempt(session, row.LawRecheck, row.Vacancy, because.get(row.LawRecheck.proposal_id))
    session.flush()
    return len(rows)


def _attempt(session: Session, waiting: LawRecheck, vacancy: Vacancy, proposal: LawProposal | None) -> None:
    try:
        with session.begin_nested():
            _check_again(session, waiting, vacancy, proposal)
    except Exception as error:
        log.error("recheck_failed", vacancy=vacancy.public_id, kind=type(error).__name__, exc_info=error)
        waiting.done_at, waiting.result = clock.now(), "failed"


def _check_again(
    session: Session, waiting: LawRecheck, vacancy: Vacancy, proposal: LawProposal | None
) -> None:
    waiting.done_at = clock.now()
    if vacancy.state not in queries.LIVE:
        waiting.result = "gone"
        return
    before = checks.latest(session, vacancy)
    after = checks.run(session, vacancy)
    rules = touched_rules(in_force(session), proposal.parameter) if proposal else None
    found = effect.compare(checks.outcomes_of(before) if before else (), checks.outcomes_of(after), rules)
    waiting.result = effect.worst(found)
    waiting.changes = [
        {
            "rule": one.after.rule,
            "before": one.before.outcome if one.before else None,
            "after": one.after.outcome,
        }
        for one in found
    ]
    data = {"ruleset": after.ruleset_hash} | ({"law": proposal.public_id} if proposal else {})
    events.record(session, SYSTEM, "vacancy", vacancy.public_id, "recheck", data=data)


def progress(session: Session, proposal: LawProposal | None = None) -> Progress:
    """Of one approval; without one, of everything that waits (done is then 0)."""
    query = select(LawRecheck.result, func.count(LawRecheck.id)).group_by(LawRecheck.result)
    if proposal is not None:
        query = query.where(LawRecheck.proposal_id == proposal.id)
    else:
        query = query.where(LawRecheck.done_at.is_(None))
    counts = {row[0]: row[1] for row in session.execute(query)}
    waiting = counts.pop(None, 0)
    done = Counter({str(result): number for result, number in counts.items()})
    return Progress(sum(done.values()), sum(done.values()) + waiting, done)


def found_by(session: Session, proposal: LawProposal) -> list[tuple[LawRecheck, Vacancy]]:
    """The vacancies whose answers an approval changed, the worst first."""
    query = select(LawRecheck, Vacancy).join(Vacancy, Vacancy.id == LawRecheck.vacancy_id)
    query = query.where(
        LawRecheck.proposal_id == proposal.id, LawRecheck.result.not_in(("same", "gone", "failed"))
    )
    rows = [(row.LawRecheck, row.Vacancy) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (effect.RESULTS.index(str(row[0].result)), row[0].id))
