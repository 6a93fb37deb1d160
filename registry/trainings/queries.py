"""Every question about trainings."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.errors import NotFound
from registry.trainings.models import Training


def directory(session: Session, *, with_retired: bool = False) -> list[Training]:
    """The directory by title; it tells of nobody, so anybody may read it."""
    query = select(Training).order_by(Training.title, Training.id)
    if not with_retired:
        query = query.where(Training.retired_at.is_(None))
    return list(session.scalars(query))


def load(session: Session, public_id: str) -> Training:
    """Raises NotFound."""
    found = session.scalar(select(Training).where(Training.public_id == public_id))
    if found is None:
        raise NotFound()
    return found


def leading_to(session: Session, codes: Iterable[str], unsafe: Iterable[str] = ()) -> list[Training]:
    """Trainings that lead to one of these skills, those that lead to most first. `unsafe`: places at home ("GT-13")
    where the person cannot go; what is held there is left out."""
    wanted, left_out = set(codes), set(unsafe)
    found = [
        (len(wanted & set(one.skills)), one)
        for one in directory(session)
        if wanted & set(one.skills) and f"GT-{one.department}" not in left_out
    ]
    return [one for _number, one in sorted(found, key=lambda pair: -pair[0])]
