"""Who must be dealt with carefully: others may hold their telephone, their slip or their papers (trust.md T12).

A quiet person's code shows nothing at /estado, and nobody writes to their telephone. With a secret word their own pages
open only to who knows it. The safe contact is shown to staff beside the telephone, never to an employer.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.text import fold
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.accounts.passwords import hash_password, is_password
from registry.candidates.models import Candidate, Safety
from registry.candidates.states import LEFT
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.seeds.reference import home_places

MOST_PLACES = 60
SHORTEST_WORD, LONGEST_WORD, LONGEST_CONTACT = 4, 60, 500


def of(session: Session, candidate: Candidate) -> Safety | None:
    return session.scalar(select(Safety).where(Safety.candidate_id == candidate.id))


def unsafe_places(session: Session, candidate: Candidate) -> list[str]:
    """Departments and municipalities where this person cannot work. For themselves and for the ranking, nobody else."""
    held = session.scalar(select(Safety.places).where(Safety.candidate_id == candidate.id))
    return (held or "").split()


def keep_places(session: Session, actor: Actor, candidate: Candidate, places: list[str]) -> None:
    """Set them: the person alone does, and the log says only that something about safety changed.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid("code_unknown", "too_many_answers").
    """
    if not candidate.is_own(actor) or not may(actor, Permission.CANDIDATE_CORRECT, candidate):
        raise NotAllowed()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if not set(places) <= set(home_places()):
        raise Invalid("code_unknown", field="places")
    if len(places) > MOST_PLACES:
        raise Invalid("too_many_answers", field="places", most=MOST_PLACES)
    row = of(session, candidate) or Safety(candidate_id=candidate.id, is_quiet=False)
    row.places, row.changed_at = " ".join(sorted(set(places))) or None, clock.now()
    session.add(row)
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "keep_safety")


def is_quiet(session: Session, candidate_id: int) -> bool:
    """True for who asked that nothing about them shows or rings."""
    return bool(session.scalar(select(Safety.is_quiet).where(Safety.candidate_id == candidate_id)))


def prove(session: Session, candidate: Candidate | None, word: str) -> str | None:
    """The hash that this secret word is right for, for `opens`. Slow, so before the writer is taken: a word takes the
    same time, right or wrong, whoever has one; no word takes none."""
    typed = _plain(word)
    if not typed:
        return None
    found = of(session, candidate) if candidate is not None else None
    held = found.word_hash if found is not None else None
    return held if is_password(typed, held) else None


def opens(session: Session, candidate: Candidate, proved: str | None) -> bool:
    """True when there is no secret word, or it is the one that was proved."""
    found = of(session, candidate)
    return found is None or found.word_hash is None or found.word_hash == proved


def hashed(word: str) -> str:
    """What is kept of a new secret word. Slow, so before the writer is taken. Raises Invalid("word_short",
    "words_long")."""
    if len(_plain(word)) < SHORTEST_WORD:
        raise Invalid("word_short", field="word")
    if len(word) > LONGEST_WORD:
        raise Invalid("words_long", field="word")
    return hash_password(_plain(word))


def keep(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    is_quiet: bool,
    contact: str | None,
    word_hash: str | None = None,
    forgets_word: bool = False,
) -> None:
    """Set all of it. `word_hash`: of a new secret word; None keeps what there is, `forgets_word` takes it away.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid("words_long").
    """
    if not may(actor, Permission.CANDIDATE_CORRECT, candidate):
        raise NotAllowed()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if len(contact or "") > LONGEST_CONTACT:
        raise Invalid("words_long", field="contact")
    row = of(session, candidate) or Safety(candidate_id=candidate.id)
    row.is_quiet, row.contact, row.changed_at = is_quiet, (contact or "").strip() or None, clock.now()
    if word_hash is not None:
        row.word_hash = word_hash
    elif forgets_word:
        row.word_hash = None
    session.add(row)
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "keep_safety")


def _plain(word: str) -> str:
    """As it is compared: case, accents and spaces do not matter to who types on a small telephone."""
    return "".join(fold(word).split())
