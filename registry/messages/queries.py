"""What the Ministry reads of messages: figures, never whom; and what a centre prints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates import ceilings
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotFound
from registry.messages import texts
from registry.messages.catalogue import Channel, Kind, catalogue, fill, fitted, measured
from registry.messages.models import CallTask, Incoming, MessageText, Outgoing, Reconfirmation, TextSet

LIST_SIZE = 100
FIGURES_DAYS = 30
DELIVERIES = ("waiting", "sent", "delivered", "failed", "cancelled", "to_print", "printed")


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text by one way: what is sent today (None: nothing yet), how long it gets, who agreed when."""

    kind: Kind
    channel: Channel
    text: str
    signs: int | None
    in_force: MessageText | None
    approved_with: TextSet | None
    example: str


def text_rows(session: Session) -> list[TextRow]:
    """Every code and way, in the order of the catalogue, with the text in force or the one brought along."""
    sent = texts.every_in_force(session)
    rows = []
    for kind in catalogue().messages:
        for channel, brought in kind.es.by_channel().items():
            found, made = sent.get((kind.code, str(channel), "es"), (None, None))
            text = found.text if found is not None else brought
            rows.append(
                TextRow(kind, channel, text, measured(text).signs, found, made, example(kind, channel, text))
            )
    return rows


_EXAMPLE = {
    "name": "María", "day": "lun 9 mar", "time": "9:00", "place": "Salón municipal", "title": "Cosecha de manzana",
    "stage": "En busqueda", "agency": "R-0044 Caminos", "status": "SUSPENDIDA", "until": "01/05/2029",
    "card": "RC-0193", "number": "V-2027-0412",
}  # fmt: skip


def example(kind: Kind, channel: Channel, text: str) -> str:
    """The text as an invented person would read it."""
    return fill(text, fitted({name: _EXAMPLE[name] for name in kind.values}, channel))


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last 30 days; answers to words that came in of the last day, as they are not kept longer. `by_code`: code
    to delivery to count; `words`: what came in, by its first word."""

    deliveries: dict[str, int]
    by_code: dict[str, dict[str, int]]
    words: dict[str, int]
    answers: dict[str, int]
    calls: dict[str, int]


def figures(session: Session, actor: Actor) -> Figures:
    """Raises NotFound."""
    if not may(actor, Permission.MESSAGE_READ):
        raise NotFound()
    since = clock.now() - timedelta(days=FIGURES_DAYS)
    by_code: dict[str, dict[str, int]] = {}
    deliveries = dict.fromkeys(DELIVERIES, 0)
    rows = session.execute(
        select(Outgoing.code, Outgoing.delivery, func.count())
        .where(Outgoing.made_at > since)
        .group_by(Outgoing.code, Outgoing.delivery)
    )
    for code, delivery, count in rows:
        by_code.setdefault(code, {})[delivery] = count
        deliveries[delivery] += count
    came = select(Incoming.word, func.count()).where(Incoming.came_at > since).group_by(Incoming.word)
    asked = (
        select(func.coalesce(Reconfirmation.answer, "open"), func.count())
        .where(Reconfirmation.asked_at > since)
        .group_by(Reconfirmation.answer)
    )
    calls = select(CallTask.state, func.count()).where(CallTask.made_at > since).group_by(CallTask.state)
    return Figures(
        deliveries,
        by_code,
        {str(word): count for word, count in session.execute(came)},
        {str(answer): count for answer, count in session.execute(asked)},
        {str(state): count for state, count in session.execute(calls)},
    )


def to_print(session: Session, actor: Actor) -> list[tuple[Outgoing, Candidate]]:
    """What waits on paper for people of this centre, and of none; the oldest first."""
    if not may(actor, Permission.MESSAGE_PRINT):
        raise NotFound()
    query = (
        select(Outgoing, Candidate)
        .join(Candidate, Candidate.id == Outgoing.candidate_id)
        .where(
            Outgoing.delivery == "to_print",
            or_(Candidate.centre == actor.centre, Candidate.centre.is_(None)),
            Candidate.state.not_in(LEFT),
        )
        .order_by(Outgoing.id)
        .limit(LIST_SIZE)
    )
    return [(message, candidate) for message, candidate in session.execute(query)]


def on_paper(session: Session, actor: Actor, public_id: str) -> tuple[Outgoing, Candidate, str]:
    """A message to print, whom it is for, and its text. Raises NotFound, also while no text was agreed on."""
    row = session.execute(
        select(Outgoing, Candidate)
        .join(Candidate, Candidate.id == Outgoing.candidate_id)
        .where(Outgoing.public_id == public_id, Outgoing.delivery.in_(("to_print", "printed")))
    ).first()
    if row is None or not may(actor, Permission.MESSAGE_PRINT):
        raise NotFound()
    message, candidate = row
    if candidate.centre not in (None, actor.centre) or candidate.state in LEFT:
        raise NotFound()
    text = texts.in_force(session, message.code, Channel.PAPER)
    if text is None:
        raise NotFound()
    return message, candidate, fill(text.text, fitted(json.loads(message.values), Channel.PAPER))


def note_printed(session: Session, actor: Actor, public_id: str) -> None:
    """It was printed for the person to take along; printed again is no error. Raises NotFound,
    NotPossible("readings_enough")."""
    message, candidate, text = on_paper(session, actor, public_id)
    if message.delivery == "printed":
        return
    ceilings.check_officer(session, actor, candidate.public_id)
    message.delivery, message.ended_at = "printed", clock.now()
    message.channel, message.body = str(Channel.PAPER), text
    data = {"code": message.code}
    events.record(session, actor, "candidate", candidate.public_id, "print_message", data=data)
