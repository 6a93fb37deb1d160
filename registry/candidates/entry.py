"""How a candidate comes in: by the code of their slip, or by code and telephone, braked against guessing.

Knowing a code shows a stage and no name. Code and telephone together open the person's own pages. There is no
account and no password (experience.md 3.1).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import events
from registry.accounts import sessions
from registry.accounts.brakes import OF_ONE_PLACE, count_failure, is_slow, key, slow_down, source
from registry.candidates import drafts, queries, safety
from registry.candidates.code import read_code
from registry.candidates.models import Candidate
from registry.errors import NotPossible

# Failures with one code from everywhere (from one place: brakes.OF_ONE_PLACE), so that a telephone is not tried out
# from thousands of places; with the right code and telephone and another secret word.
OF_A_CODE = 500
OF_THE_WORD = 20


def prove_word(session: Session, *, code: str, word: str, address: str) -> str | None:
    """The slow part, which writes nothing: see safety.prove. Raises NotPossible("code_slowed")."""
    brake_sign_in(session, code, address)
    return safety.prove(session, queries.by_code(session, code), word)


def sign_in(
    session: Session, *, code: str, phone: str, device: str, address: str, proved: str | None = None
) -> str | None:
    """Open a session for who holds this code and gave this telephone; returns its token, or None when they differ.

    `proved`: what the secret word was right for (`prove_word`), of who has one. An unknown code, a wrong telephone or
    word and a person without a telephone look the same. A failure is counted per code where it came from, so that
    nobody who saw the code keeps its holder out; the caller commits either way.
    Raises NotPossible("code_slowed") after too many failures in 15 minutes.
    """
    counted = brake_sign_in(session, code, address)
    candidate = queries.by_code(session, code)
    telephone = queries.phone_hash(phone)
    if candidate is None or telephone is None or telephone not in queries.phones_of(session, candidate):
        count_failure(session, *counted)
        return None
    if not knows_word(session, candidate, proved):
        count_failure(session, *counted)
        return None
    events.record(session, candidate.actor(), "candidate", candidate.public_id, "sign_in")
    return sessions.open_for_candidate(session, candidate, device)


def brake_sign_in(session: Session, code: str, address: str) -> list[str]:
    """The keys under which failures with this code are counted. Raises NotPossible("code_slowed")."""
    named = read_code(code) or code.strip().upper()[:40]
    here = key("candidate_attempt", named, source(address))
    everywhere = key("candidate_attempt", named)
    _brake(session, here)
    _brake(session, everywhere, OF_A_CODE)
    return [here, everywhere]


def knows_word(session: Session, candidate: Candidate, proved: str | None) -> bool:
    """Whether there is no secret word, or it was proved. Whoever knows code and telephone shares one count for all
    places; nothing tells that it is full."""
    counted = key("candidate_word", candidate.public_id)
    if is_slow(session, counted, OF_THE_WORD):
        return False
    if safety.opens(session, candidate, proved):
        return True
    count_failure(session, counted)
    return False


def find_by_code(session: Session, code: str, *, address: str) -> Candidate | None:
    """Who holds this code, or None. A right code always opens, however many wrong ones came from its address: a fair or
    a telephone company is one address. Raises NotPossible("code_slowed") when too many unknown ones came from there."""
    found = queries.by_code(session, code)
    if found is None or safety.is_quiet(session, found.id):
        # Of who must not be found nothing shows, not even that there is something.
        _brake(session, _address_key(address))
        return None
    return found


def count_unknown_code(session: Session, code: str, *, address: str) -> None:
    """Count a well-formed code that nobody holds. A slip of the pen does not pass the check letter: not counted."""
    if read_code(code) is not None:
        count_failure(session, _address_key(address))


def take_up_draft(session: Session, code: str, *, address: str) -> str | None:
    """The token of the answers that go on with this code, or None; braked as `find_by_code`, wrong ones counted."""
    token = drafts.take_up(session, code)
    if token is None:
        _brake(session, _address_key(address))
        count_unknown_code(session, code, address=address)
    return token


def _address_key(address: str) -> str:
    return key("code_attempt", source(address))


def _brake(session: Session, counted: str, allowed: int = OF_ONE_PLACE) -> None:
    try:
        slow_down(session, counted, allowed)
    except NotPossible as error:
        raise NotPossible("code_slowed") from error
