"""A reporter's half hour at one browser: answers on their way, then the receipt, or the complaint opened with it.

The cookie is random and ends with the browser; the row is deleted when they leave or when its time is over. The log
of changes does not know visits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.complaints import attachments
from registry.complaints.models import ComplaintFile, Visit
from registry.complaints.told import Told

KEPT_FOR = timedelta(minutes=30)
_ROUND = timedelta(minutes=10)


class Page(BaseModel):
    """What a visit holds.

    `who_shown`, `place_words`: whom and where, in the words to show. `receipt`: shown until it was typed back.
    `not_before`: a brake asked to wait until then. `last_form`: the mark of the last form carried out, so that a second
    tap does nothing twice.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    told: Told = Told()
    answered: list[str] = []
    who_shown: str = ""
    place_words: str = ""
    receipt: str | None = None
    was_queued: bool = False
    not_before: datetime | None = None
    last_form: Annotated[str, Field(max_length=64)] = ""

    def mark(self, question: str) -> None:
        if question not in self.answered:
            self.answered.append(question)


def start(session: Session, content: Page, *, complaint_id: int | None = None) -> tuple[Visit, str]:
    """A new visit and the token of its cookie."""
    token = crypto.new_token()
    visit = Visit(
        token_hash=crypto.token_hash(token),
        content=content.model_dump_json(),
        complaint_id=complaint_id,
        ends_at=_end(),
    )
    session.add(visit)
    session.flush()
    return visit, token


def find(session: Session, token: str, *, alone: bool = False) -> Visit | None:
    """The visit of this cookie; None when it is unknown or over. `alone`: two at once wait for each other here."""
    query = select(Visit).where(Visit.token_hash == crypto.token_hash(token))
    visit = session.scalar(query.with_for_update() if alone else query)
    return visit if visit is not None and visit.ends_at > clock.now() else None


def content_of(visit: Visit) -> Page:
    return Page.model_validate_json(visit.content)


def save(session: Session, visit: Visit, content: Page) -> None:
    """Keep the answers, for another half hour."""
    visit.content = content.model_dump_json()
    visit.ends_at = _end()
    session.flush()


def end(session: Session, folder: Path, visit: Visit) -> None:
    """Delete a visit and the files that were not sent."""
    for file in session.scalars(select(ComplaintFile).where(ComplaintFile.visit_id == visit.id)).all():
        attachments.delete(session, folder, file)
    session.flush()
    session.execute(delete(Visit).where(Visit.id == visit.id))


def forget_due(session: Session, folder: Path) -> int:
    """For the clock: delete what is over. Returns how many."""
    due = session.scalars(select(Visit).where(Visit.ends_at <= clock.now())).all()
    for visit in due:
        end(session, folder, visit)
    return len(due)


def _end() -> datetime:
    """Half an hour or a little more, rounded up, so that it does not tell when."""
    until = clock.now() + KEPT_FOR
    past = timedelta(minutes=until.minute % 10, seconds=until.second, microseconds=until.microsecond)
    return until - past + _ROUND
