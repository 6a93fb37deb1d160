"""The queue of cases: by due date in working days, whose they are, and in words why a clock stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.vetting import pace as steps
from registry.vetting import queries
from registry.vetting.models import Case
from registry.vetting.states import CaseKind, CaseState
from registry.workdays import working_days_until

PER_PAGE = 50
# With the agency, which was asked for something: the Ministry's clock stands still.
PAUSED = (queries.BEING_PREPARED - {CaseState.DRAFT}) | queries.ANSWERING
OVER = frozenset({CaseState.DECIDED, CaseState.LAPSED})
# What the list can show besides one state: all that waits for the Ministry, for the agency, all that is over.
GROUPS = {"waiting": queries.WAITING, "paused": PAUSED, "closed": OVER}
WHOSE = ("all", "mine", "nobody")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a case stands in time. `days_left`: working days until it is due, negative when late; None without a date.
    While `paused_since` is set, the days do not run down."""

    days_left: int | None
    paused_since: date | None
    answer_by: date | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0 and self.paused_since is None


def pace(case: Case) -> Pace:
    """The Ministry's clock of a case today; while the agency answers, it stands where it stopped."""
    if case.state in OVER or case.due_on is None:
        return Pace(None, None, None)
    stopped_on = case.paused_on if case.state in PAUSED else None
    if case.state in PAUSED and stopped_on is None and case.returned_at is not None:
        stopped_on = case.returned_at.astimezone(clock.GUATEMALA).date()
    from_day = stopped_on or clock.today()
    return Pace(working_days_until(from_day, case.due_on), stopped_on, case.answer_by if stopped_on else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for. `group`: one of GROUPS or a state; `whose`: one of WHOSE; `kind`: "" for every."""

    group: str = "waiting"
    whose: str = "all"
    kind: str = ""
    only_late: bool = False

    def known(self) -> Wanted:
        """The same with what nobody knows left out: an address typed by hand never breaks the page."""
        group = self.group if self.group in GROUPS or self.group in set(CaseState) else "waiting"
        return Wanted(
            "waiting" if group == CaseState.DRAFT else group,
            self.whose if self.whose in WHOSE else "all",
            self.kind if self.kind in set(CaseKind) else "",
            self.only_late,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """`step_due_on`: by when the present step of the case should be done (day 5, 15, 20 or 30)."""

    case: Case
    officer: str | None
    pace: Pace
    step_due_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    total: int
    number: int
    pages: int


def page_of(session: Session, actor: Actor, wanted: Wanted, number: int = 1) -> Page:
    """One page of the list, the case due first at the top; those that are over newest first. Drafts stay out."""
    if not may(actor, Permission.CASE_READ) or actor.role is Role.AGENCY:
        return Page([], 0, 1, 1)
    query = _matching(actor, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    if wanted.group == "closed" or wanted.group in OVER:
        query = query.order_by(Case.submitted_at.desc(), Case.id.desc())
    else:
        query = query.order_by(Case.due_on.is_(None), Case.due_on, Case.id)
    rows = session.execute(
        query.add_columns(Account.name)
        .outerjoin(Account, Account.id == Case.officer_id)
        .options(selectinload(Case.agency))
        .limit(PER_PAGE)
        .offset(PER_PAGE * (number - 1))
    )
    return Page(
        [Line(case, name, pace(case), steps.step_due_on(session, case)) for case, name in rows],
        total,
        number,
        pages,
    )


def _matching(actor: Actor, wanted: Wanted) -> Select[Any]:
    states = GROUPS.get(wanted.group) or {CaseState(wanted.group)}
    query = select(Case).where(Case.state.in_(states), Case.submitted_at.is_not(None))
    if wanted.whose == "mine":
        query = query.where(Case.officer_id == actor.account_id)
    elif wanted.whose == "nobody":
        query = query.where(Case.officer_id.is_(None))
    if wanted.kind:
        query = query.where(Case.kind == wanted.kind)
    if wanted.only_late:
        query = query.where(Case.due_on < clock.today(), Case.state.in_(queries.WAITING))
    return query
