"""The verbs of paper piles: open, recount, type a sheet, put one aside."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.batches.models import PaperBatch, PaperSheet, SetAside
from registry.batches.queries import pile
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotAllowed, NotPossible


def open_batch(session: Session, actor: Actor, *, source: str, sheets: int) -> PaperBatch:
    """A pile that reached the centre. Raises NotAllowed."""
    if not may(actor, Permission.CANDIDATE_REGISTER) or actor.account_id is None:
        raise NotAllowed()
    batch = PaperBatch(
        centre=actor.centre,
        source=source.strip(),
        sheets=sheets,
        opened_by_id=actor.account_id,
        opened_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    events.record(session, actor, "paper_batch", batch.public_id, "open", data={"sheets": sheets})
    return batch


def recount(session: Session, actor: Actor, batch: PaperBatch, *, sheets: int) -> None:
    """Somebody counted again. Raises NotAllowed, Invalid("sheets_below_done")."""
    _check(session, actor, batch)
    done = pile(session, batch).done
    if sheets < done:
        raise Invalid("sheets_below_done", field="sheets", done=done)
    data = {"from": batch.sheets, "to": sheets}
    batch.sheets = sheets
    session.flush()
    events.record(session, actor, "paper_batch", batch.public_id, "recount", data=data)


def type_sheet(session: Session, actor: Actor, batch: PaperBatch, candidate: Candidate) -> PaperSheet:
    """The next sheet became this registration. Raises NotAllowed, NotPossible("batch_is_done")."""
    return _deal_with(session, actor, batch, "type_sheet", candidate=candidate)


def put_aside(session: Session, actor: Actor, batch: PaperBatch, why: SetAside) -> PaperSheet:
    """Nobody is registered from the next sheet. Raises NotAllowed, NotPossible("batch_is_done")."""
    return _deal_with(session, actor, batch, "put_aside", why=why)


def _deal_with(
    session: Session,
    actor: Actor,
    batch: PaperBatch,
    verb: str,
    *,
    candidate: Candidate | None = None,
    why: SetAside | None = None,
) -> PaperSheet:
    _check(session, actor, batch)
    number = pile(session, batch).next
    if number is None or actor.account_id is None:
        raise NotPossible("batch_is_done")
    sheet = PaperSheet(
        batch_id=batch.id,
        number=number,
        candidate_id=candidate.id if candidate else None,
        set_aside=str(why) if why else None,
        by_id=actor.account_id,
        at=clock.now(),
    )
    session.add(sheet)
    session.flush()
    data: dict[str, object] = {"sheet": number}
    if why is not None:
        data["why"] = str(why)
    events.record(session, actor, "paper_batch", batch.public_id, verb, data=data)
    return sheet


def _check(session: Session, actor: Actor, batch: PaperBatch) -> None:
    """Locked: two people at one pile do not write the same number."""
    if not may(actor, Permission.CANDIDATE_REGISTER) or not batch.is_own(actor):
        raise NotAllowed()
    session.flush()
    session.refresh(batch, with_for_update={"of": PaperBatch})
