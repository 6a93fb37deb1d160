"""Every question about paper piles."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.batches.models import PaperBatch, PaperSheet
from registry.errors import NotFound

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Pile:
    """A batch and how far it is. `next`: the number to write on the next sheet; None when none is left."""

    batch: PaperBatch
    typed: int
    aside: int

    @property
    def done(self) -> int:
        """The number on the last sheet dealt with."""
        return self.typed + self.aside

    @property
    def left(self) -> int:
        return max(self.batch.sheets - self.done, 0)

    @property
    def next(self) -> int | None:
        return self.done + 1 if self.left else None


def load(session: Session, actor: Actor, public_id: str) -> PaperBatch:
    """Raises NotFound for absent and for another centre's."""
    batch = session.scalar(select(PaperBatch).where(PaperBatch.public_id == public_id))
    if batch is None or not may(actor, Permission.CANDIDATE_REGISTER) or not batch.is_own(actor):
        raise NotFound()
    return batch


def pile(session: Session, batch: PaperBatch) -> Pile:
    (found,) = _piles(session, PaperBatch.id == batch.id)
    return found


def of_centre(session: Session, actor: Actor) -> list[Pile]:
    """The piles of this actor's centre and those they opened themselves: what is left first, then the newest."""
    here = PaperBatch.opened_by_id == actor.account_id
    if actor.centre:
        here = or_(here, PaperBatch.centre == actor.centre)
    return sorted(_piles(session, here), key=lambda one: one.left == 0)


def _piles(session: Session, where: ColumnElement[bool]) -> list[Pile]:
    rows = session.execute(
        select(
            PaperBatch,
            func.max(PaperSheet.number),
            func.sum(case((PaperSheet.set_aside.is_not(None), 1), else_=0)),
        )
        .outerjoin(PaperSheet, PaperSheet.batch_id == PaperBatch.id)
        .where(where)
        .group_by(PaperBatch.id)
        .order_by(PaperBatch.opened_at.desc(), PaperBatch.id.desc())
        .limit(_SHOWN)
    )
    # By the numbers, not by counting: the sheet of somebody who had their data deleted may be gone.
    return [Pile(batch, (last or 0) - (aside or 0), aside or 0) for batch, last, aside in rows]
