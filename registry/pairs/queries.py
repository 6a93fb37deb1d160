"""Reading confirmed pairs, for training."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.pairs.models import ConfirmedPair


def confirmed(session: Session, *, at_least: int = 1) -> Iterator[ConfirmedPair]:
    """The pairs that were confirmed `at_least` so many times, in the order of their words."""
    order = (ConfirmedPair.kind, ConfirmedPair.lang, ConfirmedPair.words, ConfirmedPair.id)
    yield from session.scalars(select(ConfirmedPair).where(ConfirmedPair.times >= at_least).order_by(*order))
