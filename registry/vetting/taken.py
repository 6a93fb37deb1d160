"""What was heard in interviews and seen in visits, taken as evidence of a criterion as it stands there.

Its author is whoever held the interview or made the visit, who by that does not decide the case (ethical-recruitment.md
6.5). What an interview says is for the people of the case alone: the agency never reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.errors import NotFound
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.standard.models import Evidence
from registry.vetting import asked, fieldwork, interviews, visits
from registry.vetting.interviews import Heard
from registry.vetting.models import Case
from registry.vetting.visits import Made

# The part of the management that a worker's account or a look into an office speaks of: whether the rule is watched
# over. Good evidence, not checked with an independent source. Both are proposals.
_ELEMENT, _STRENGTH = "MON", 2
_SAID = {"yes": "Sí.", "no": "No."}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be taken. `source` names it: interview:<public id>:<question>, or visit:<public id>."""

    source: str
    kind: str
    text: str
    author_id: int
    received_on: date

    @property
    def confidentiality(self) -> str:
        return "restricted" if self.kind == "interview" else "internal"


def offered(session: Session, actor: Actor, case: Case, criterion: str) -> list[Offer]:
    """What of the case's interviews and visits speaks of this criterion and was not taken yet; nothing for who may not
    read the fieldwork."""
    if not interviews.may_read(session, actor, case):
        return []
    found = [
        offer for one in interviews.of_case(session, actor, case) for offer in _of_interview(one, criterion)
    ]
    found += [_of_visit(one, criterion) for one in visits.of_case(session, actor, case) if _was_made(one)]
    taken = {one.source for one in standards.evidence(session, case) if one.criterion == criterion}
    return [one for one in found if one.source not in taken]


def take(session: Session, actor: Actor, case: Case, *, criterion: str, source: str) -> Evidence:
    """Enter what is offered under this source. Raises NotFound, and what entering evidence raises."""
    offer = next((one for one in offered(session, actor, case, criterion) if one.source == source), None)
    if offer is None:
        raise NotFound()
    return assessing.add_evidence(
        session,
        actor,
        case,
        criterion=criterion,
        element=_ELEMENT,
        kind=offer.kind,
        text=offer.text,
        strength=_STRENGTH,
        confidentiality=offer.confidentiality,
        source=offer.source,
        received_on=offer.received_on,
        author_id=offer.author_id,
    )


def _of_interview(one: Heard, criterion: str) -> list[Offer]:
    """An answer each: yes or no to a question about the criterion."""
    held = one.interview
    questions = asked.of_version(held.questions_version).interview
    return [
        Offer(
            source=f"interview:{held.public_id}:{each.code}",
            kind="interview",
            text=f"{held.pseudonym}: {each.title['es']} {_SAID[one.answers[each.code]]}",
            author_id=held.held_by_id,
            received_on=held.entered_at.astimezone(clock.GUATEMALA).date(),
        )
        for each in questions
        if each.criterion == criterion and one.answers.get(each.code) in _SAID
    ]


def _was_made(one: Made) -> bool:
    return one.visit.how == "visit" and one.visit.state in fieldwork.MADE


def _of_visit(one: Made, criterion: str) -> Offer:
    """What was looked at about the criterion, then what the visitor wrote."""
    visit = one.visit
    looked_at = asked.of_version(visit.questions_version).visit if visit.questions_version else ()
    lines = [
        f"{each.title['es']} {_SAID[visit.answers[each.code]]}"
        for each in looked_at
        if each.criterion == criterion and visit.answers.get(each.code) in _SAID
    ]
    return Offer(
        source=f"visit:{visit.public_id}",
        kind="site_visit",
        text=" ".join([*lines, visit.seen or ""]).strip(),
        author_id=visit.visitor_id or visit.planned_by_id,
        received_on=visit.happened_on or visit.planned_on,
    )
