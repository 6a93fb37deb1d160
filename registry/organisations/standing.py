"""What an agency may do: one table of its standing and of its holds (ethical-recruitment.md 6.2, 6.6-6.8, 6.10).

Everything that asks whether an agency may do something asks here; matching gives zero vacancies of an agency whose
OFFER is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from registry.organisations.holds import AgencyHold, Cause, open_holds
from registry.organisations.models import Agency
from registry.organisations.states import AgencyState


class Act(StrEnum):
    """SUBMIT: hand in a new vacancy. PUBLISH: have it published. OFFER: what is published is shown and ranked.
    DRIVE: announce a recruitment drive."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    OFFER = "offer"
    DRIVE = "drive"


_NEW = frozenset({Act.SUBMIT, Act.PUBLISH, Act.DRIVE})
_EVERYTHING = frozenset(Act)
# The agency learns at once whether it may; nobody of the Ministry comes between.
_ANSWERED_AT_ONCE = frozenset({Act.SUBMIT, Act.DRIVE})

# A state that is not here lets an agency do nothing.
ALLOWED: Mapping[AgencyState, frozenset[Act]] = {
    AgencyState.REGISTERED: _EVERYTHING,
    AgencyState.CONDITIONAL: _EVERYTHING,
}
# A lapsed bond, a complaint and a missed condition hold new job orders; people placed or applying keep theirs. An order
# that the bond does not cover and a critical finding stop everything.
STOPPED: Mapping[Cause, frozenset[Act]] = {
    Cause.BOND_LAPSE: _NEW,
    Cause.COMPLAINT: _NEW,
    Cause.EXPOSURE: _EVERYTHING,
    Cause.FINDING: _EVERYTHING,
    Cause.CONDITION: _NEW,
    Cause.EMERGENCY: _EVERYTHING,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. code: agency_not_in_good_standing or agency_on_hold; cause: of the hold, or None."""

    code: str
    cause: Cause | None = None


def allows(session: Session, agency_id: int, act: Act) -> Refusal | None:
    """None when the agency may; else the first thing that stands against it."""
    state = session.scalar(select(Agency.state).where(Agency.id == agency_id))
    if state is None or act not in ALLOWED.get(AgencyState(state), frozenset()):
        return Refusal("agency_not_in_good_standing")
    for held in open_holds(session, agency_id):
        if act in STOPPED[Cause(held.cause)] and not (act in _ANSWERED_AT_ONCE and _is_quiet(session, held)):
            return Refusal("agency_on_hold", Cause(held.cause))
    return None


def told_holds(session: Session, agency_id: int) -> list[AgencyHold]:
    """The holds that the agency may know of, oldest first."""
    return [held for held in open_holds(session, agency_id) if not _is_quiet(session, held)]


def _is_quiet(session: Session, held: AgencyHold) -> bool:
    """A hold for a case that the agency does not know of warns nobody: what is handed in lies with the Ministry and is
    not published, and a drive is announced and shown as ever."""
    from registry.vetting import told
    from registry.vetting.models import Case

    if held.cause != Cause.COMPLAINT:
        return False
    case = session.scalar(select(Case).where(Case.public_id == held.source.removeprefix("case:")))
    return case is not None and not told.is_told(session, case)


def allowing(act: Act) -> ColumnElement[bool]:
    """The same as a condition on Agency, for lists."""
    causes = [cause for cause, acts in STOPPED.items() if act in acts]
    held = select(AgencyHold.agency_id).where(AgencyHold.cause.in_(causes), AgencyHold.lifted_at.is_(None))
    states = [state for state, acts in ALLOWED.items() if act in acts]
    return and_(Agency.state.in_(states), Agency.id.not_in(held))
