"""The verbs of pathways: tell, step by step, what only the question "which way is open to me" needs.

None of it is needed to be registered, ranked or proposed; not telling costs nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.pathways.models import PathwayFacts
from registry.pathways.queries import hold, matched, told_by
from registry.schemes.person import PAPERS, Season, Stay, Told

_MOST_STAYS = 30
# Nobody alive has been to the United States on an H-2 visa before it existed (1987).
_EARLIEST = date(1987, 1, 1)


def tell_passport(
    session: Session, actor: Actor, candidate: Candidate, *, has_passport: bool, until: date | None = None
) -> None:
    """Whether there is a passport, and its last day. Raises Invalid("passport_until_missing"), NotAllowed."""
    if has_passport and until is None:
        raise Invalid("passport_until_missing", field="until")
    _change(
        session, actor, candidate, "passport",
        has_passport=has_passport, passport_until=until if has_passport else None,
    )  # fmt: skip


def tell_never(session: Session, actor: Actor, candidate: Candidate, part: str) -> None:
    """Never in H-2 status ("h2"), or never a season in Spain ("spain")."""
    _change(session, actor, candidate, part, **{_STAYS[part]: ()})


def add_stay(session: Session, actor: Actor, candidate: Candidate, stay: Stay) -> None:
    """One more stay in H-2 status, or one more Season in Spain.

    Raises Invalid("stay_future", "stay_reversed", "stay_too_old", "too_many_answers"), NotAllowed.
    """
    _check(stay)
    hold(session, candidate)
    part = "spain" if isinstance(stay, Season) else "h2"
    known = getattr(told_by(session, candidate), _STAYS[part]) or ()
    if len(known) >= _MOST_STAYS:
        raise Invalid("too_many_answers", field="arrived", most=_MOST_STAYS)
    ordered = sorted((*known, stay), key=lambda one: one.arrived)
    _change(session, actor, candidate, part, **{_STAYS[part]: tuple(ordered)})


def remove_stay(session: Session, actor: Actor, candidate: Candidate, part: str, number: int) -> None:
    """Take out the stay of this place, counted from 1. The last one gone, it is as if nobody had asked."""
    hold(session, candidate)
    known = list(getattr(told_by(session, candidate), _STAYS[part]) or ())
    if not 1 <= number <= len(known):
        raise NotPossible("wrong_state")
    del known[number - 1]
    _change(session, actor, candidate, part, **{_STAYS[part]: tuple(known) or None})


def tell_papers(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    papers: list[str],
    biometrics_on: date | None = None,
    exam_on: date | None = None,
    spain_promise_until: date | None = None,
) -> None:
    """Which papers of the document stage are ready. Asked after a match: NotPossible("no_match") before."""
    seasons = matched(session, candidate)
    if not seasons:
        raise NotPossible("no_match")
    if not set(papers) <= set(PAPERS):
        raise Invalid("code_unknown", field="papers")
    for field, day in (("biometrics_on", biometrics_on), ("exam_on", exam_on)):
        if day is not None and day > clock.today():
            raise Invalid("date_future", field=field)
    _change(
        session, actor, candidate, "papers",
        papers=tuple(sorted(papers)), biometrics_on=biometrics_on, exam_on=exam_on,
        spain_promise_until=spain_promise_until,
    )  # fmt: skip
    row = session.scalars(select(PathwayFacts).where(PathwayFacts.candidate_id == candidate.id)).one()
    row.papers_until = max(seasons.values())
    session.flush()


def forget_papers_due(session: Session) -> int:
    """For the clock: health, fingerprints and promises are deleted after the season they were told for.

    Passport and earlier seasons stay. Returns for how many people.
    """
    due = session.scalars(select(PathwayFacts).where(PathwayFacts.papers_until < clock.today())).all()
    for row in due:
        kept = Told.model_validate_json(row.told).model_dump(exclude=set(_OF_ONE_SEASON))
        row.told, row.papers_until = Told(**kept).model_dump_json(), None
    session.flush()
    return len(due)


_OF_ONE_SEASON = ("papers", "biometrics_on", "exam_on", "spain_promise_until")


_STAYS = {"h2": "h2_stays", "spain": "spain_seasons"}


def _check(stay: Stay) -> None:
    today = clock.today()
    if stay.arrived < _EARLIEST:
        raise Invalid("stay_too_old", field="arrived")
    for field, day in (("arrived", stay.arrived), ("left", stay.left)):
        if day is not None and day > today:
            raise Invalid("stay_future", field=field)
    if stay.left is not None and stay.left < stay.arrived:
        raise Invalid("stay_reversed", field="left")


def _change(session: Session, actor: Actor, candidate: Candidate, part: str, **changes: Any) -> None:
    """Store what changed. The event says which part, never what."""
    if not may(actor, Permission.PATHWAY_TELL, candidate):
        raise NotAllowed()
    hold(session, candidate)
    if candidate.state == CandidateState.WITHDRAWN:
        raise NotPossible("wrong_state")
    told = Told(**(dict(told_by(session, candidate)) | changes)).model_dump_json()
    row = session.scalar(select(PathwayFacts).where(PathwayFacts.candidate_id == candidate.id))
    if row is None:
        session.add(PathwayFacts(candidate_id=candidate.id, told=told, changed_at=clock.now()))
    else:
        row.told, row.changed_at = told, clock.now()
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "tell", data={"part": part})
