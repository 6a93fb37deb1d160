"""Texts that two people agreed on: one proposes, another approves, then they are sent; the newest counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session, selectinload

from registry import clock
from registry.access import Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.messages.catalogue import SPANISH, Channel, catalogue, check
from registry.messages.models import MessageText, TextSet
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState

KIND = "message_texts"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before it has a version. `translator`: who stands for the words; needed but for Spanish."""

    code: str
    channel: Channel
    text: str
    language: str = SPANISH
    translator: str | None = None


def propose(
    session: Session, actor: Actor, drafts: Iterable[Draft], *, reason: str
) -> tuple[TextSet, Proposal]:
    """Put texts before a second person; until then nothing is sent with them.

    Raises NotAllowed, Invalid: message_placeholders, message_never, message_link, message_alphabet, message_text_long,
    translator_missing, reason_missing; NotPossible("nothing_to_propose").
    """
    if not may(actor, Permission.MESSAGE_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    wanted = list(drafts)
    if not wanted:
        raise NotPossible("nothing_to_propose")
    made = TextSet(public_id=new_public_id(), made_by_id=actor.account_id, made_at=clock.now())
    made.texts = [_text(session, one) for one in wanted]
    session.add(made)
    session.flush()
    content = {"texts": _content(made)}
    return made, proposing.propose(session, actor, KIND, made, content=content, reason=reason)


def _text(session: Session, draft: Draft) -> MessageText:
    text = draft.text.strip()
    check(draft.code, draft.channel, text)
    if draft.language != SPANISH and not (draft.translator or "").strip():
        raise Invalid("translator_missing", field="translator")
    newest = session.scalar(
        select(func.max(MessageText.version)).where(
            MessageText.code == draft.code,
            MessageText.channel == draft.channel,
            MessageText.language == draft.language,
        )
    )
    return MessageText(
        code=draft.code,
        channel=str(draft.channel),
        language=draft.language,
        version=(newest or 0) + 1,
        text=text,
        translator=draft.translator,
    )


def _content(made: TextSet) -> list[str]:
    return [f"{one.code}, {one.channel}, {one.language}, {one.version}: {one.text}" for one in made.texts]


def _content_now(made: Any) -> list[str]:
    """What the set holds now, read anew."""
    session = object_session(made)
    if session is None:
        raise RuntimeError("a set of texts without its session")
    whole = select(TextSet).where(TextSet.id == made.id).options(selectinload(TextSet.texts))
    return _content(session.scalars(whole).one())


@kind(KIND, propose=Permission.MESSAGE_PROPOSE, approve=Permission.MESSAGE_APPROVE, content_of=_content_now)
def approve(session: Session, actor: Actor, proposal: Proposal) -> None:
    """From here on messages are written with these texts."""
    made: TextSet = proposals.subject_of(session, proposal)
    made.approved_by_id, made.approved_at = actor.account_id, clock.now()
    session.flush()


def in_force(session: Session, code: str, channel: Channel, language: str = SPANISH) -> MessageText | None:
    """The newest text that two people agreed on; None while there is none."""
    return session.scalar(
        select(MessageText)
        .join(TextSet, TextSet.id == MessageText.set_id)
        .where(
            MessageText.code == code,
            MessageText.channel == channel,
            MessageText.language == language,
            TextSet.approved_at.is_not(None),
        )
        .order_by(MessageText.version.desc())
        .limit(1)
    )


def every_in_force(session: Session) -> dict[tuple[str, str, str], tuple[MessageText, TextSet]]:
    """(code, channel, language) to the text that is sent today and the set it was approved with."""
    rows = session.execute(
        select(MessageText, TextSet)
        .join(TextSet, TextSet.id == MessageText.set_id)
        .where(TextSet.approved_at.is_not(None))
        .order_by(MessageText.version)
    )
    return {(text.code, text.channel, text.language): (text, made) for text, made in rows}


def brought_along(session: Session) -> list[Draft]:
    """The texts of the product that nobody has proposed yet."""
    rows = session.execute(select(MessageText.code, MessageText.channel, MessageText.text))
    known = {(code, channel, text) for code, channel, text in rows}
    return [
        Draft(one.code, channel, text)
        for one in catalogue().messages
        for channel, text in one.es.by_channel().items()
        if (one.code, str(channel), text) not in known
    ]


def waiting(session: Session) -> list[Proposal]:
    """Sets that wait for a second person."""
    query = select(Proposal).where(Proposal.kind == KIND, Proposal.state == ProposalState.OPEN)
    return list(session.scalars(query.order_by(Proposal.id)))
