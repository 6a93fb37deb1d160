"""Answers on their way: saved after each page, found again by a random token, forgotten when done or old."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.candidates.code import new_code, read_code
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate, RegistrationDraft
from registry.candidates.registration import Registration, answer
from registry.errors import NotFound

KEPT_FOR = timedelta(days=30)
# From the consent to the first answer: until then nothing is kept.
BEGUN_FOR = timedelta(hours=1)
# Long enough to print the slip; short enough for a telephone that goes on to the next hand.
SLIP_SHOWN_FOR = timedelta(minutes=30)


class Answers(BaseModel):
    """The facts so far and what only the pages need.

    `answered`: names of the questions answered or passed over. `department`: chosen before the municipality.
    `skill_words`: as told, before the person ticked what we understood. `typed`: a form of a centre as it was typed.
    `of_candidate`: whose record these answers correct.
    """

    model_config = ConfigDict(extra="forbid")

    facts: Registration = Registration()
    answered: list[str] = []
    department: str | None = None
    has_no_dpi: bool = False
    has_no_phone: bool = False
    skill_words: str = ""
    kinds_wanted: list[str] = []
    typed: dict[str, str | list[str]] = {}
    of_candidate: str | None = None

    def mark(self, question: str) -> None:
        if question not in self.answered:
            self.answered.append(question)


def begin(language: str) -> str:
    """The token of answers that nobody gave yet. It says itself what was agreed to and when, and is kept nowhere: a
    form that is sent twice begins nothing twice, and opens nobody else's answers."""
    version = in_force()[Purpose.REGISTER].version
    return crypto.encrypt_to_text(
        json.dumps([clock.now().isoformat(), version, language, crypto.new_token()])
    )


def begun(token: str) -> Answers | None:
    """No answers yet but the consent. None for a token that is none of `begin`, is too old, or when the text of the
    consent has changed since."""
    try:
        moment, version, language, _drawn = json.loads(crypto.decrypt_text(token))
    except (InvalidToken, ValueError):
        return None
    consent = answer(Purpose.REGISTER, is_given=True, how=How.SCREEN, language=language)
    if consent.text_version != version or clock.now() - datetime.fromisoformat(moment) >= BEGUN_FOR:
        return None
    return Answers(facts=Registration(consents=[consent]))


def start(session: Session, answers: Answers, token: str = "") -> tuple[RegistrationDraft, str]:
    """A new draft and the token that finds it (of `begin`, or a new one), which is stored only as a hash."""
    token = token or crypto.new_token()
    moment = clock.now()
    draft = RegistrationDraft(
        token_hash=crypto.token_hash(token),
        answers=answers.model_dump_json(),
        started_at=moment,
        changed_at=moment,
    )
    session.add(draft)
    session.flush()
    return draft, token


def find(session: Session, token: str, *, alone: bool = False) -> RegistrationDraft | None:
    """The draft of this token; None when it is unknown or too old. `alone`: whoever asks so after this waits until this
    transaction ends, so that two answers given at once are both kept."""
    token_hash = crypto.token_hash(token)
    if alone and session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(token_hash))))
    draft = session.scalar(select(RegistrationDraft).where(RegistrationDraft.token_hash == token_hash))
    return draft if draft is not None and clock.now() - draft.changed_at < KEPT_FOR else None


def open_draft(session: Session, token: str) -> RegistrationDraft:
    """A draft that is not finished. Raises NotFound."""
    draft = find(session, token)
    if draft is None or draft.candidate_id is not None:
        raise NotFound()
    return draft


def give_code(session: Session, draft: RegistrationDraft) -> str:
    """A new code with which these answers go on elsewhere; a code given before ends. Stored only as a keyed hash."""
    code = new_code()
    draft.code_hash = _code_hash(code)
    draft.changed_at = clock.now()
    session.flush()
    return code


def take_up(session: Session, typed: str) -> str | None:
    """Go on with the answers of this code: returns the new token that finds them. The code and the token of the device
    before open nothing any more. None for a code that nobody holds, that was used, or whose answers were sent."""
    code = read_code(typed)
    if code is None:
        return None
    draft = session.scalar(select(RegistrationDraft).where(RegistrationDraft.code_hash == _code_hash(code)))
    if draft is None or draft.candidate_id is not None or clock.now() - draft.changed_at >= KEPT_FOR:
        return None
    token = crypto.new_token()
    draft.token_hash, draft.code_hash, draft.changed_at = crypto.token_hash(token), None, clock.now()
    session.flush()
    return token


def _code_hash(code: str) -> str:
    # Not the hash of a slip's code: the one never opens what the other does.
    return crypto.keyed_hash("draft_code", code)


def answers_of(draft: RegistrationDraft) -> Answers:
    return Answers.model_validate_json(draft.answers)


def save(session: Session, draft: RegistrationDraft, answers: Answers) -> None:
    draft.answers = answers.model_dump_json()
    draft.changed_at = clock.now()
    session.flush()


def finish(session: Session, draft: RegistrationDraft, candidate: Candidate) -> None:
    """The person is registered: their answers are in the record, the draft only remembers whose slip to show."""
    draft.candidate_id, draft.code_hash = candidate.id, None
    save(session, draft, Answers())


def slip_of(session: Session, token: str) -> Candidate | None:
    """Who was registered from this draft, while the slip may still be shown here."""
    draft = find(session, token)
    if draft is None or draft.candidate_id is None or clock.now() - draft.changed_at > SLIP_SHOWN_FOR:
        return None
    return session.get(Candidate, draft.candidate_id)


def forget(session: Session, token: str) -> None:
    """Delete a draft: the person starts anew, or hands the telephone on."""
    draft = find(session, token)
    if draft is not None:
        session.delete(draft)
        session.flush()


def let_go(session: Session, token: str) -> None:
    """This browser finds the draft no more: it is deleted, or, when the person was given a code to go on elsewhere,
    only the code still opens it."""
    draft = find(session, token)
    if draft is not None and draft.code_hash is not None:
        draft.token_hash = crypto.token_hash(crypto.new_token())
        session.flush()
    else:
        forget(session, token)


def forget_corrections(session: Session, candidate: Candidate) -> None:
    """Delete the drafts that correct this person's record. No column says whose they are: the answers are sealed."""
    begun = select(RegistrationDraft).where(RegistrationDraft.candidate_id.is_(None))
    for draft in session.scalars(begun):
        if Answers.model_validate_json(draft.answers).of_candidate == candidate.public_id:
            session.delete(draft)
    session.flush()


def forget_old(session: Session) -> None:
    """Delete what nobody touched for KEPT_FOR."""
    session.execute(delete(RegistrationDraft).where(RegistrationDraft.changed_at <= clock.now() - KEPT_FOR))
