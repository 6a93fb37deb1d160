"""The end of what is held on a person, when they want it: hidden at once, deleted when the days to come back are over.

The acts of the state stay, as a number without anybody behind it (trust.md L4): that somebody was on a list, was
proposed, agreed. Who it was is written over in the record and deleted everywhere else, to zeroes in the file
(registry/db.py: secure_delete); why there is no key of one's own is in docs/decisions/. In backups the data live on
until those are deleted, and the pages say so; one that is restored is cleared by `erased_list.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Column, ColumnElement, Table, and_, delete, select, update
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.accounts import sessions
from registry.accounts.brakes import count_failure
from registry.candidates import drafts, entry, queries, safety
from registry.candidates.code import code_hash, read_code
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate, Erasure
from registry.candidates.registration import ConsentAnswer
from registry.candidates.service import give_consent
from registry.candidates.states import CandidateState
from registry.db import after_commit
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.files.models import StoredFile
from registry.holdings import written_out
from registry.holdings.people_tables import pointing_at, sealed_columns
from registry.messages import incoming
from registry.messages.models import Outgoing
from registry.moves import move
from registry.papers.models import PersonPaper
from registry.placements import service as placements
from registry.same_person import keys
from registry.shortlists.models import Entry

log = structlog.get_logger("sendero.erasing")
DAYS_TO_COME_BACK = 15
_AT_ONCE = 500
_NOBODY = "—"
# Acts of the state. Their rows stay; sealed words in them are written over.
KEPT = frozenset({
    "consent", "referral", "shortlist_entry", "plan_place", "skill_certificate", "fair_delivery", "erasure",
    "likely_pair", "candidate_merge", "candidate", "paper_sheet", "legal_request",
})  # fmt: skip
# What a list was ordered by, sealed, so that it can be repeated; without a name it is nobody's.
_UNTOUCHED = frozenset({"shortlist_entry"})
_FILE_WAITS = timedelta(days=1)
_NAMES_AT_ONCE = 500
# Where the bytes of each table lie, under the data directory.
FILES = ((StoredFile, Path("files")), (PersonPaper, Path("files/papers")))


def ask(session: Session, actor: Actor, candidate: Candidate) -> Erasure:
    """The person wants their data deleted: gone from every list and search at once, deleted from `erase_on` on.

    Raises NotAllowed, NotPossible("wrong_state").
    """
    if not may(actor, Permission.CANDIDATE_WITHDRAW, candidate):
        raise NotAllowed()
    placements.leave(session, actor, candidate)
    sessions.close_all_of_people(session, (candidate.id,))
    moment = clock.now()
    asked = Erasure(
        candidate_id=candidate.id,
        asked_at=moment,
        erase_on=clock.today() + timedelta(days=DAYS_TO_COME_BACK),
    )
    session.add(asked)
    session.flush()
    data = {"erase_on": asked.erase_on.isoformat()}
    events.record(session, actor, "candidate", candidate.public_id, "ask_erasure", data=data)
    return asked


def prove_word(session: Session, *, code: str, word: str, address: str) -> str | None:
    """As at a sign-in (candidates/entry.py), for who left."""
    entry.brake_sign_in(session, code, address)
    return safety.prove(session, _who_left(session, code), word)


def come_back(
    session: Session,
    answer: ConsentAnswer,
    *,
    code: str,
    phone: str,
    device: str,
    address: str,
    proved: str | None = None,
) -> str | None:
    """Undo it with code and telephone, giving the permission to be registered anew; returns the token of a session.

    None for whoever cannot: an unknown code, another telephone, nothing asked for. Braked as a sign-in.
    Raises NotPossible("code_slowed"), Invalid("consent_missing").
    """
    if answer.purpose is not Purpose.REGISTER or not answer.is_given:
        raise Invalid("consent_missing", field="consents")
    counted = entry.brake_sign_in(session, code, address)
    candidate = _who_left(session, code)
    asked = queries.open_erasure(session, candidate.id) if candidate else None
    telephone = queries.phone_hash(phone)
    if candidate is None or asked is None or telephone is None or telephone != candidate.phone_hash:
        count_failure(session, *counted)
        return None
    if not entry.knows_word(session, candidate, proved):
        count_failure(session, *counted)
        return None
    actor = candidate.actor()
    move(session, actor, candidate, "come_back", sets={"withdrawn_at": None})
    asked.undone_at = clock.now()
    give_consent(session, actor, candidate, answer)
    keys.keep(session, candidate)
    return sessions.open_for_candidate(session, candidate, device)


def _who_left(session: Session, typed: str) -> Candidate | None:
    code = read_code(typed)
    if code is None:
        return None
    return session.scalar(
        select(Candidate).where(
            Candidate.code_hash == code_hash(code), Candidate.state == CandidateState.WITHDRAWN
        )
    )


def due(session: Session) -> list[int]:
    """Ids of the wishes whose days to come back are over (`erase_due`); at most _AT_ONCE."""
    query = select(Erasure.id).where(_is_due())
    return list(session.scalars(query.order_by(Erasure.id).limit(_AT_ONCE)))


def _is_due() -> ColumnElement[bool]:
    return and_(Erasure.erase_on <= clock.today(), Erasure.undone_at.is_(None), Erasure.erased_at.is_(None))


def erase_due(session: Session, asked_id: int, folder: Path) -> None:
    """For the clock: delete the data of one of them, if it is still due. `folder`: the data directory."""
    asked = session.scalar(select(Erasure).where(Erasure.id == asked_id, _is_due()))
    if asked is None:
        return
    person = session.get_one(Candidate, asked.candidate_id)
    folded = session.scalars(select(Candidate).where(Candidate.merged_into_id == person.id)).all()
    for one in (person, *folded):
        erase(session, one, folder)
    asked.erased_at = clock.now()
    session.flush()


def erase(session: Session, candidate: Candidate, folder: Path) -> None:
    """Delete everything about one person that is no act of the state, and write over who they are."""
    if candidate.state != CandidateState.WITHDRAWN:
        raise NotPossible("wrong_state")
    session.flush()
    if candidate.phone_hash is not None:
        incoming.forget_sender(session, candidate.phone_hash)
    paths = [
        folder / inside / name
        for model, inside in FILES
        for name in session.scalars(select(model.public_id).where(model.candidate_id == candidate.id))
    ]
    told = select(Outgoing.public_id).where(Outgoing.candidate_id == candidate.id)
    after_commit(session, partial(written_out.forget, folder, session.scalars(told).all()))
    for table, column in reversed(pointing_at("candidate")):
        if table.name not in KEPT:
            _delete(session, table, column, [candidate.id])
        elif table.name not in _UNTOUCHED:
            _blank(session, table, column, candidate.id)
    session.expire_all()
    drafts.forget_corrections(session, candidate)
    for line in session.scalars(select(Entry).where(Entry.candidate_id == candidate.id)):
        # Where somebody is not safe has put nobody onto a list: the list is the same without it.
        line.facts = line.facts | {"avoid": ""}
    session.flush()
    session.expire_all()
    _write_over(session, candidate)
    events.record(session, SYSTEM, "candidate", candidate.public_id, "erase")
    # After the rows: what only looks whether anything is due is stopped before here.
    _unlink(paths)


def _unlink(paths: Iterable[Path]) -> None:
    """Delete the bytes. One that is not where it should be is said aloud: it may lie somewhere else."""
    missing = 0
    for path in paths:
        try:
            path.unlink()
        except FileNotFoundError:
            missing += 1
    if missing:
        log.warning("erased_files_missing", count=missing)


def sweep(session: Session, folder: Path) -> int:
    """Delete the files that no row names: left by a transaction that was undone, or by a deletion that missed them.

    A row comes after its bytes, so what is younger than a day stays. `folder`: the data directory. Returns how many.
    """
    before = (clock.now() - _FILE_WAITS).timestamp()
    gone = 0
    for model, inside in FILES:
        if not (folder / inside).is_dir():
            continue
        old = [
            path for path in (folder / inside).iterdir() if path.is_file() and path.stat().st_mtime < before
        ]
        for start in range(0, len(old), _NAMES_AT_ONCE):
            some = old[start : start + _NAMES_AT_ONCE]
            names = [path.name for path in some]
            held = set(session.scalars(select(model.public_id).where(model.public_id.in_(names))))
            for path in some:
                if path.name not in held:
                    path.unlink(missing_ok=True)
                    gone += 1
    if gone:
        log.warning("orphan_files_deleted", count=gone)
    return gone


def _delete(session: Session, table: Table, column: Column[Any], values: Iterable[Any]) -> None:
    """Delete rows and what hangs on them; what only mentions them forgets them."""
    wanted = list(values)
    if not wanted:
        return
    if "id" in table.c:
        ids = session.scalars(select(table.c.id).where(column.in_(wanted))).all()
        for child, pointer in pointing_at(table.name):
            if child.name in KEPT or pointer.nullable:
                session.execute(update(child).where(pointer.in_(ids)).values({pointer: None}))
            else:
                _delete(session, child, pointer, ids)
    session.execute(delete(table).where(column.in_(wanted)))


def _blank(session: Session, table: Table, column: Column[Any], candidate_id: int) -> None:
    sealed = {one: None if one.nullable else _NOBODY for one in sealed_columns(table)}
    if sealed:
        session.execute(update(table).where(column == candidate_id).values(sealed))


def _write_over(session: Session, candidate: Candidate) -> None:
    session.execute(
        update(Candidate)
        .where(Candidate.id == candidate.id)
        .values(
            code=_NOBODY,
            code_hash=crypto.token_hash(crypto.new_token()),
            given_names=_NOBODY,
            surnames=_NOBODY,
            name_key="",
            sex=None,
            birth_date=None,
            dpi=None,
            dpi_hash=None,
            dpi_check=None,
            phone=None,
            phone_hash=None,
            is_phone_shared=False,
            municipality=None,
            licences_answered=False,
            countries=[],
            occupations_wanted=[],
            places_to_avoid=None,
            available_from=None,
            available_to=None,
            max_months_away=None,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(candidate)
