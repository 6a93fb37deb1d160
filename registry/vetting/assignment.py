"""Who holds a case: the draw among officers who may, taking the next one, reassigning with a reason.

Nobody picks a case: it is drawn, or it is the most pressing that waits (ethical-recruitment.md 6.5). A draw keeps its
seed and who stood in it; `drawn` repeats it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints.models import Complaint, ComplaintHandler
from registry.complaints.states import ENDED
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.standard import queries as standards
from registry.vetting import desk, queries
from registry.vetting.models import Case
from registry.vetting.staff_records import CaseAssignment
from registry.vetting.states import CaseState
from registry.workdays import working_days_until

# A case that nobody took for so many working days is drawn by the system: a proposal.
DRAWN_AFTER = 2
_FILES = ("initial", "renewal")


def drawn(seed: str, pool: Sequence[str]) -> str:
    """Which of `pool` (sorted public ids) this seed draws: the number that the seed is, modulo how many there are."""
    return pool[int(seed, 16) % len(pool)]


# ---------------------------------------------------------------- who may


def obstacle(session: Session, case: Case, account_id: int) -> str | None:
    """Why this person cannot hold the case: conflict, rotation, complaint; None when nothing speaks against it yet."""
    if desk.is_linked(session, case.agency_id, account_id):
        return "conflict"
    if is_rotated_out(session, case, account_id):
        return "rotation"
    return "complaint" if handles_a_complaint(session, case, account_id) else None


def handles_a_complaint(session: Session, case: Case, account_id: int) -> bool:
    """Does this person handle an open report about the agency? Whoever knows what was told of it does not vet it."""
    query = (
        select(ComplaintHandler.id)
        .join(Complaint, Complaint.id == ComplaintHandler.complaint_id)
        .where(
            Complaint.agency_id == case.agency_id,
            Complaint.state.not_in(ENDED),
            ComplaintHandler.account_id == account_id,
            ComplaintHandler.ended_at.is_(None),
        )
    )
    return session.scalar(query.limit(1)) is not None


def is_rotated_out(session: Session, case: Case, account_id: int) -> bool:
    """Did this person hold the last decided files of the same agency, as many as the standard lets one person hold?"""
    most = standards.of_case(session, case).clocks["rotation_cases"].value
    query = select(Case.officer_id).where(
        Case.agency_id == case.agency_id,
        Case.id != case.id,
        Case.kind.in_(_FILES),
        Case.state == CaseState.DECIDED,
    )
    last = session.scalars(query.order_by(Case.decided_at.desc(), Case.id.desc()).limit(most)).all()
    return len(last) == most and set(last) == {account_id}


def officers(session: Session) -> list[Account]:
    """Everybody who can hold cases, by name."""
    query = select(Account).where(Account.role == Role.OFFICER, Account.state == AccountState.ACTIVE)
    return list(session.scalars(query.order_by(Account.name, Account.id)))


def eligible(session: Session, case: Case) -> list[Account]:
    return [one for one in officers(session) if obstacle(session, case, one.id) is None]


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has on the desk. `waiting`: with the Ministry; `paused`: with the agency; `late`: overdue."""

    account: Account
    waiting: int
    paused: int
    late: int


def workload(session: Session) -> list[Load]:
    """Each officer with what they hold, by name."""
    held = select(Case.officer_id, Case.state, Case.due_on).where(
        Case.officer_id.is_not(None), Case.state.in_(queries.OPEN)
    )
    rows = session.execute(held).all()
    today = clock.today()

    def load(account: Account) -> Load:
        mine = [row for row in rows if row[0] == account.id]
        waiting = [row for row in mine if row[1] in queries.WAITING]
        late = sum(row[2] is not None and row[2] < today for row in waiting)
        return Load(account, len(waiting), len(mine) - len(waiting), late)

    return [load(account) for account in officers(session)]


# ---------------------------------------------------------------- giving a case


def draw(session: Session, actor: Actor, case: Case) -> CaseAssignment:
    """Give the case to one of those who may hold it, by lot.

    Raises NotAllowed, NotPossible("case_not_with_ministry", "case_is_held", "nobody_may_hold").
    """
    _check_may_assign(actor, case)
    if case.officer_id is not None:
        raise NotPossible("case_is_held")
    return _draw(session, actor, case, None)


def redraw(session: Session, actor: Actor, case: Case, *, reason: str) -> CaseAssignment:
    """Take the case from who holds it and draw again among the others. Raises what `draw` and `reassign` raise."""
    _check_may_assign(actor, case)
    if not reason.strip():
        raise Invalid("reason_missing", field="assign_reason")
    return _draw(session, actor, case, reason.strip())


def _draw(session: Session, actor: Actor, case: Case, reason: str | None) -> CaseAssignment:
    people = {one.public_id: one.id for one in eligible(session, case) if one.id != case.officer_id}
    if not people:
        raise NotPossible("nobody_may_hold")
    pool = sorted(people)
    earlier = session.scalar(select(func.count()).where(CaseAssignment.case_id == case.id)) or 0
    # The head of the log is known to nobody beforehand and stands in it afterwards.
    text = f"{case.public_id}:{earlier}:{events.head(session)[1]}"
    seed = hashlib.sha256(text.encode()).hexdigest()
    chosen = drawn(seed, pool)
    return _give(
        session, actor, case, people[chosen], how="drawn", reason=reason, seed=seed, pool=pool, chosen=chosen
    )


def reassign(session: Session, actor: Actor, case: Case, account_id: int, *, reason: str) -> CaseAssignment:
    """Give the case to this officer instead. Raises NotAllowed, Invalid("reason_missing", "officer_unknown"),
    NotPossible("case_not_with_ministry", "officer_may_not_hold")."""
    _check_may_assign(actor, case)
    if not reason.strip():
        raise Invalid("reason_missing", field="assign_reason")
    account = next((one for one in officers(session) if one.id == account_id), None)
    if account is None or account.id == case.officer_id:
        raise Invalid("officer_unknown", field="officer")
    if obstacle(session, case, account.id) is not None:
        raise NotPossible("officer_may_not_hold")
    return _give(
        session, actor, case, account.id, how="reassigned", reason=reason.strip(), chosen=account.public_id
    )


def take_next(session: Session, actor: Actor) -> Case | None:
    """The most pressing case that nobody holds and this officer may: theirs from now on. None when there is none."""
    if not may(actor, Permission.CASE_REVIEW) or actor.account_id is None:
        raise NotAllowed()
    for case in unassigned(session):
        if obstacle(session, case, actor.account_id) is None:
            _give(session, actor, case, actor.account_id, how="taken", chosen=actor.public_id)
            return case
    return None


def unassigned(session: Session) -> list[Case]:
    """Cases with the Ministry that nobody holds, the one due first at the top."""
    query = select(Case).where(
        Case.officer_id.is_(None), Case.state.in_(queries.WAITING), Case.state != CaseState.RECOMMENDED
    )
    return list(session.scalars(query.order_by(Case.due_on.is_(None), Case.due_on, Case.id)))


def release(session: Session, actor: Actor, case: Case) -> None:
    """Whoever held it found a link: nobody holds it until it is drawn again."""
    _end(session, case)
    case.officer_id = None
    session.flush()
    events.record(session, actor, "case", case.public_id, "release")


def draw_waiting(session: Session) -> int:
    """Draw the cases that nobody took in DRAWN_AFTER working days. Returns how many; the clock calls it."""
    given = 0
    for case in unassigned(session):
        since = case.submitted_at or case.opened_at
        waited = working_days_until(since.astimezone(clock.GUATEMALA).date(), clock.today())
        if waited >= DRAWN_AFTER and eligible(session, case):
            draw(session, SYSTEM, case)
            given += 1
    return given


def _check_may_assign(actor: Actor, case: Case) -> None:
    if not may(actor, Permission.CASE_ASSIGN, case):
        raise NotAllowed()
    if case.state not in queries.OPEN or case.submitted_at is None:
        raise NotPossible("case_not_with_ministry")


def _give(
    session: Session,
    actor: Actor,
    case: Case,
    account_id: int,
    *,
    how: str,
    chosen: str,
    reason: str | None = None,
    seed: str | None = None,
    pool: Sequence[str] = (),
) -> CaseAssignment:
    _end(session, case)
    case.officer_id = account_id
    made = CaseAssignment(
        case_id=case.id,
        account_id=account_id,
        how=how,
        by_id=actor.account_id,
        reason=reason,
        seed=seed,
        pool=list(pool),
        since=clock.now(),
    )
    session.add(made)
    session.flush()
    data: dict[str, object] = {"how": how, "officer": chosen}
    if seed is not None:
        data |= {"seed": seed, "pool": list(pool)}
    events.record(session, actor, "case", case.public_id, "assign", reason=reason, data=data)
    return made


def _end(session: Session, case: Case) -> None:
    running = select(CaseAssignment).where(CaseAssignment.case_id == case.id, CaseAssignment.until.is_(None))
    for one in session.scalars(running):
        one.until = clock.now()


@dataclass(frozen=True, slots=True)
class Spell:
    """One line of the history of a case's hands. `by`: None for the system."""

    assignment: CaseAssignment
    officer: str
    by: str | None


def history(session: Session, case: Case) -> list[Spell]:
    """Everybody who held the case, newest first."""
    query = (
        select(CaseAssignment)
        .where(CaseAssignment.case_id == case.id)
        .order_by(CaseAssignment.since.desc(), CaseAssignment.id.desc())
    )
    made = list(session.scalars(query))
    ids = {one.account_id for one in made} | {one.by_id for one in made if one.by_id is not None}
    names = {
        row[0]: row[1] for row in session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    }
    return [Spell(one, names[one.account_id], names.get(one.by_id or 0)) for one in made]
