"""Corrections of an agency's public history: an entry under the line that was wrong, never a change of the line.

One officer proposes it, a second person approves (ethical-recruitment.md 6.5).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import clock, events
from registry.access import Actor, Permission
from registry.db import Base
from registry.errors import Invalid
from registry.organisations.models import Agency, Standing
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal


class StandingCorrection(Base):
    """What was wrong with one line of the public history. `since`: the right date, where the date was wrong."""

    __tablename__ = "standing_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    standing_id: Mapped[int] = mapped_column(ForeignKey("standing.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    text: Mapped[str]
    since: Mapped[date | None]
    corrected_on: Mapped[date]


def propose(
    session: Session,
    actor: Actor,
    agency: Agency,
    standing_id: int,
    *,
    text: str,
    since: date | None,
    reason: str,
) -> Proposal:
    """Put a correction before a second person. `agency` with its standings loaded. Raises Invalid, NotAllowed."""
    line = next((one for one in agency.standings if one.id == standing_id), None)
    if line is None:
        raise Invalid("correction_line", field="standing")
    if not text.strip():
        raise Invalid("correction_text", field="text")
    if since is not None and since > clock.today():
        raise Invalid("date_future", field="since")
    content = {"standing": line.id, "text": text.strip(), "since": since.isoformat() if since else None}
    return proposing.propose(session, actor, "standing_correct", agency, content=content, reason=reason)


def _history(agency: Agency) -> list[Any]:
    """The lines as they stand: one written after the proposal asks for a new look."""
    from sqlalchemy import inspect

    session = inspect(agency).session
    query = select(Standing.id).where(Standing.agency_id == agency.id).order_by(Standing.id)
    return list(session.scalars(query)) if session is not None else []


@kind(
    "standing_correct",
    propose=Permission.STANDING_CORRECT,
    approve=Permission.STANDING_APPROVE,
    content_of=_history,
)
def _correct(session: Session, actor: Actor, proposal: Proposal) -> None:
    agency = proposals.subject_of(session, proposal)
    since = proposal.content.get("since")
    session.add(
        StandingCorrection(
            standing_id=proposal.content["standing"],
            proposal_id=proposal.id,
            text=proposal.content["text"],
            since=date.fromisoformat(since) if since else None,
            corrected_on=clock.today(),
        )
    )
    events.record(
        session, actor, "agency", agency.public_id, "correct", data={"standing": proposal.content["standing"]}
    )


def of_standings(session: Session, standing_ids: list[int]) -> dict[int, list[StandingCorrection]]:
    """The corrections of these lines, oldest first."""
    found: dict[int, list[StandingCorrection]] = {}
    query = select(StandingCorrection).where(StandingCorrection.standing_id.in_(standing_ids))
    for one in session.scalars(query.order_by(StandingCorrection.id)):
        found.setdefault(one.standing_id, []).append(one)
    return found
