"""What people say of a likely pair: the same person, two people, or not to be told yet. Always with a reason.

Reasons tell of people: all of them, the second person's too, stay sealed with the pair, and end with it. None stands
in the log or in the proposal.

"The same" is a proposal; when a second person approves it, the records are merged in the same transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission
from registry.candidates import identity
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotPossible
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.same_person import merging
from registry.same_person.models import LikelyPair

KIND = "people_same"


@dataclass(frozen=True, slots=True)
class Said:
    """A reason, who gave it and when; neither is known of what was said before both were kept."""

    by: str | None
    at: datetime | None
    text: str


def said(pair: LikelyPair) -> list[Said]:
    """Every reason that was given about the pair, the last one first."""
    found = json.loads(pair.reason) if pair.reason else []
    return [
        Said(one["by"], datetime.fromisoformat(one["at"]) if one["at"] else None, one["text"])
        for one in found
    ]


def say_same(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> Proposal:
    """Propose that the two records become one. Raises NotAllowed, Invalid, NotPossible("wrong_state")."""
    _move(session, actor, pair, "say_same", reason)
    return proposing.propose(session, actor, KIND, pair, content={}, reason=reason)


def say_two(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> None:
    """They are two: the pair is not asked about again."""
    _answer(session, actor, pair, "say_two", reason)


def say_unsure(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> None:
    """Not to be told yet; it stays on the list, with the reason."""
    _answer(session, actor, pair, "say_unsure", reason)


def separate(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> None:
    """They were two after all: everything goes back. Raises also NotPossible: merged_further, merge_sealed."""
    _answer(session, actor, pair, "separate", reason)
    merging.separate(session, actor, pair, reason=reason)


def open_identities(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> None:
    """Read both names, documents and telephones, for one reason; each of the two sees it on their own page."""
    for number in (pair.first_id, pair.second_id):
        identity.identify(session, actor, session.get_one(Candidate, number), reason=reason)


def _answer(session: Session, actor: Actor, pair: LikelyPair, verb: str, reason: str) -> None:
    _move(session, actor, pair, verb, reason)
    _keep(session, actor, pair, reason)


def _move(session: Session, actor: Actor, pair: LikelyPair, verb: str, reason: str) -> None:
    sets = {"answered_by_id": actor.account_id}
    move(session, actor, pair, verb, reason=reason, sets=sets, seals_reason=True)


def _keep(session: Session, actor: Actor, pair: LikelyPair, reason: str) -> None:
    """Put the reason before the earlier ones, read again under the lock: somebody may have added theirs meanwhile."""
    session.flush()
    session.refresh(pair, ["reason"], with_for_update={"of": LikelyPair})
    now = {"by": actor.name, "at": clock.now().isoformat(), "text": reason.strip()}
    earlier = json.loads(pair.reason) if pair.reason else []
    pair.reason = json.dumps([now, *earlier], ensure_ascii=False)
    session.flush()


def _content_of(pair: LikelyPair) -> list[object]:
    return [pair.first_id, pair.second_id]


def _reopen(session: Session, actor: Actor, proposal: Proposal) -> None:
    move(session, actor, proposals.subject_of(session, proposal), "reopen")


@kind(
    KIND,
    propose=Permission.DUPLICATE_ANSWER,
    approve=Permission.DUPLICATE_ANSWER,
    content_of=_content_of,
    turned_down=_reopen,
    seal_reason=_keep,
)
def _merge(session: Session, actor: Actor, proposal: Proposal) -> None:
    pair: LikelyPair = proposals.subject_of(session, proposal)
    if any(session.get_one(Candidate, number).state in LEFT for number in (pair.first_id, pair.second_id)):
        raise NotPossible("wrong_state")
    move(session, actor, pair, "merge")
    merging.merge(session, actor, pair)
