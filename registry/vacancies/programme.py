"""Vacancies that the Ministry's own programme recruits for: a unit outside the programme publishes them.

Who regulates recruiters and recruits as well has a conflict of interest, and the best documented failure passed
through the Ministry's own programme (ethical-recruitment.md, "Five things to know" 4; 4.3, conflict-of-interest rule).
An officer of the programme proposes, the labour inspectorate agrees; its agreement is bound to the facts as they were.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.vacancies import checks
from registry.vacancies.models import Vacancy
from registry.vacancies.states import recruited_by_the_ministry

KIND = "programme_order"


def _facts(vacancy: Vacancy) -> dict[str, Any]:
    return {"employer": vacancy.employer_id, "facts": vacancy.facts}


@kind(
    KIND,
    propose=Permission.VACANCY_PUBLISH,
    approve=Permission.VACANCY_AGREE,
    content_of=_facts,
)
def _publish(session: Session, actor: Actor, proposal: Proposal) -> None:
    vacancy = proposals.subject_of(session, proposal)
    checks.run(session, vacancy)
    move(session, actor, vacancy, "publish_outside")


def propose(session: Session, actor: Actor, vacancy: Vacancy, *, reason: str) -> Proposal:
    """Put a vacancy of the programme before the inspectorate. Raises NotFound for one that is not the programme's, and
    what proposing raises."""
    if not recruited_by_the_ministry(vacancy):
        raise NotFound()
    return proposing.propose(session, actor, KIND, vacancy, content={"number": vacancy.number}, reason=reason)


def waiting(session: Session, vacancy: Vacancy) -> Proposal | None:
    """The proposal that the inspectorate has before it."""
    return proposals.open_about(session, vacancy, KIND)
