"""How a candidate comes in: by the code of their slip, or by code and telephone, braked against guessing.

Knowing a code shows a stage and no name. Code and telephone together open the person's own pages. There is no
account and no password (experience.md 3.1).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import crypto, events
from registry.accounts import sessions
from registry.accounts.brakes import count_failure, slow_down
from registry.candidates import drafts, queries, safety
from registry.candidates.code import read_code
from registry.candidates.models import Candidate
from registry.errors import NotPossible


def prove_word(session: Session, *, code: str, word: str) -> str | None:
    """The slow part, which writes nothing: see safety.prove. Raises NotPossible("code_slowed")."""
    brake_sign_in(session, code)
    return safety.prove(session, queries.by_code(session, code), word)


def sign_in(session: Session, *, code: str, phone: str, device: str, proved: str | None = None) -> str | None:
    """Open a session for who holds this code and gave this telephone; returns its token, or None when they differ.

    `proved`: what the secret word was right for (`prove_word`), of who has one. An unknown code, a wrong telephone or
    word and a person without a telephone look the same. A failure is counted per code; the caller commits either way.
    Raises NotPossible("code_slowed") after too many failures in 15 minutes.
    """
    key = brake_sign_in(session, code)
    candidate = queries.by_code(session, code)
    telephone = queries.phone_hash(phone)
    if candidate is None or telephone is None or telephone not in queries.phones_of(session, candidate):
        count_failure(session, key)
        return None
    if not safety.opens(session, candidate, proved):
        count_failure(session, key)
        return None
    events.record(session, candidate.actor(), "candidate", candidate.public_id, "sign_in")
    return sessions.open_for_candidate(session, candidate, device)


def brake_sign_in(session: Session, code: str) -> str:
    """The key under which failures with this code are counted. Raises NotPossible("code_slowed")."""
    key = crypto.keyed_hash("candidate_attempt", read_code(code) or code.strip().upper()[:40])
    _brake(session, key)
    return key


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
    return crypto.keyed_hash("code_attempt", address)


def _brake(session: Session, key: str) -> None:
    try:
        slow_down(session, key)
    except NotPossible as error:
        raise NotPossible("code_slowed") from error
