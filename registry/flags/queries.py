"""Every question about red flags. Inside the Ministry only: no agency and no page of the public reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.flags.models import RedFlag
from registry.flags.states import EXPLAIN_FROM, HARD_STOP_FROM, FlagState
from registry.organisations.models import Agency

# What somebody explained or found false counts no more; what was confirmed counts until the agency is gone.
_COUNTS = (FlagState.OPEN, FlagState.CONFIRMED)
# What people report can be a rival's flood: dismissed or not credible, it weighs nothing the moment the rule sees it.
FED_BY_REPORTS = frozenset({"FEE1", "FEE3", "JOB4"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The flags of an agency together. `level`: none, shown, explain or hard_stop."""

    flags: tuple[RedFlag, ...]
    score: int

    @property
    def level(self) -> str:
        if self.score >= HARD_STOP_FROM:
            return "hard_stop"
        if self.score >= EXPLAIN_FROM:
            return "explain"
        return "shown" if self.score else "none"


def score(flags: Iterable[RedFlag]) -> int:
    """What the counting flags weigh together.

    Links to two different firms do not add up: two neighbours who share nothing are not one firm that came back. So of
    all firms compared the one with the most counts, and everything that is not a comparison is added to it.
    """
    alone = 0
    by_firm: defaultdict[int, int] = defaultdict(int)
    for flag in flags:
        if flag.state not in _COUNTS or (flag.rule in FED_BY_REPORTS and not flag.holds):
            continue
        if flag.other_id is None:
            alone += flag.weight
        else:
            by_firm[flag.other_id] += flag.weight
    return alone + max(by_firm.values(), default=0)


def _of(session: Session, agency_id: int) -> list[RedFlag]:
    query = select(RedFlag).where(RedFlag.agency_id == agency_id)
    return list(session.scalars(query.order_by(RedFlag.weight.desc(), RedFlag.rule, RedFlag.id)))


def undisposed(session: Session, agency_id: int) -> int:
    """How many flags an officer still has to answer: every open one, once they weigh 40 or more together."""
    flags = _of(session, agency_id)
    waiting = [flag for flag in flags if flag.state == FlagState.OPEN]
    return len(waiting) if score(flags) >= EXPLAIN_FROM else 0


def hard_stop(session: Session, agency_id: int) -> bool:
    """Do the flags that count weigh 100 or more? Then two people have to dispose of them first."""
    return score(_of(session, agency_id)) >= HARD_STOP_FROM


def of_agency(session: Session, actor: Actor, agency_id: int) -> Weighed:
    """The flags of an agency, heaviest first, with the firms they were compared with; nothing for who may not read."""
    if not may(actor, Permission.FLAG_READ):
        return Weighed((), 0)
    query = select(RedFlag).where(RedFlag.agency_id == agency_id).options(selectinload(RedFlag.other))
    flags = tuple(session.scalars(query.order_by(RedFlag.weight.desc(), RedFlag.rule, RedFlag.id)))
    return Weighed(flags, score(flags))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An agency with flags that nobody answered."""

    agency: Agency
    weighed: Weighed


def waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Every agency with open flags, the heaviest first; empty for who may not read."""
    if not may(actor, Permission.FLAG_READ):
        return []
    open_ones = select(RedFlag.agency_id).where(RedFlag.state == FlagState.OPEN)
    query = select(RedFlag).where(RedFlag.agency_id.in_(open_ones)).options(selectinload(RedFlag.agency))
    by_agency: defaultdict[int, list[RedFlag]] = defaultdict(list)
    for flag in session.scalars(query.order_by(RedFlag.weight.desc(), RedFlag.rule, RedFlag.id)):
        by_agency[flag.agency_id].append(flag)
    found = [Waiting(flags[0].agency, Weighed(tuple(flags), score(flags))) for flags in by_agency.values()]
    return sorted(found, key=lambda one: (-one.weighed.score, one.agency.legal_name))


def load(session: Session, actor: Actor, public_id: str) -> RedFlag:
    """A flag with its agency and the firm compared. Raises NotFound for absent and forbidden."""
    query = select(RedFlag).where(RedFlag.public_id == public_id)
    flag = session.scalar(query.options(selectinload(RedFlag.agency), selectinload(RedFlag.other)))
    if flag is None or not may(actor, Permission.FLAG_READ):
        raise NotFound()
    return flag
