"""The verbs of trainings: note, retire. Whoever sends people to services keeps this directory too."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from matching.taxonomy import lexicon
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.seeds.reference import departments
from registry.trainings.models import Cost, Training

MOST_SKILLS = 12


def note(
    session: Session,
    actor: Actor,
    *,
    title: str,
    provider: str,
    skills: list[str],
    cost: Cost,
    source: str,
    source_on: date,
    department: str | None = None,
    place: str | None = None,
) -> Training:
    """Add one. Raises NotAllowed, Invalid("code_unknown", "too_many_answers", "choose_one", "date_future")."""
    if not may(actor, Permission.SUPPORT_REFER) or actor.account_id is None:
        raise NotAllowed()
    if not skills:
        raise Invalid("choose_one", field="skills")
    if not set(skills) <= set(lexicon().skills):
        raise Invalid("code_unknown", field="skills")
    if len(skills) > MOST_SKILLS:
        raise Invalid("too_many_answers", field="skills", most=MOST_SKILLS)
    if department is not None and department not in departments():
        raise Invalid("code_unknown", field="department")
    if source_on > clock.today():
        raise Invalid("source_in_future", field="source_on")
    made = Training(
        title=title,
        provider=provider,
        department=department,
        place=place,
        skills=sorted(set(skills)),
        cost=cost,
        source=source,
        source_on=source_on,
        noted_by_id=actor.account_id,
        noted_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "training", made.public_id, "note")
    return made


def retire(session: Session, actor: Actor, training: Training) -> None:
    """It is shown to nobody any more. Raises NotAllowed, NotPossible("wrong_state")."""
    if not may(actor, Permission.SUPPORT_REFER):
        raise NotAllowed()
    if training.retired_at is not None:
        raise NotPossible("wrong_state")
    training.retired_at = clock.now()
    session.flush()
    events.record(session, actor, "training", training.public_id, "retire")
