"""Every question about self-assessments. Only the agency itself asks them: no officer, no flag, no score."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry.access import Actor
from registry.organisations.models import Agency
from registry.selfcheck.models import SelfAnswer, SelfCheck
from registry.standard import queries as standards
from registry.standard.model import Criterion


def newest(session: Session, actor: Actor) -> SelfCheck | None:
    """The newest self-assessment of the actor's agency with its answers; None when there never was one."""
    if actor.agency_id is None:
        return None
    query = select(SelfCheck).where(SelfCheck.agency_id == actor.agency_id).order_by(SelfCheck.id.desc())
    return session.scalar(query.limit(1).options(selectinload(SelfCheck.answers)))


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the version the assessment was begun with, and what the agency answered, if it did."""

    criterion: Criterion
    answer: SelfAnswer | None

    @property
    def is_gap(self) -> bool:
        return self.answer is not None and self.answer.answer != "yes"


def lines(session: Session, check: SelfCheck) -> list[Line]:
    """All criteria that apply to this kind of agency, in the order of the standard."""
    agency = session.get_one(Agency, check.agency_id)
    given = {one.criterion: one for one in check.answers}
    standard = standards.of_version(session, check.standard_version)
    return [Line(one, given.get(one.code)) for one in standard.criteria_for(agency.kind)]
