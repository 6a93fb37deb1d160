"""One record out of two, and two again: what moves, what stays, and how it is put back as it was.

The record that was there first is kept. Whatever a person did, agreed to or was offered under the other moves to it by
key; what both hold (the same skill, the same language) stays where it is. Lists, plans and the log are records of what
was known on a day and are not touched. Everything that moved or changed is written down, so that `separate` gives back
what there was, without what the person did since under the record that was kept.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, exists, insert, select, text, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.accounts import sessions
from registry.appointments.models import Appointment
from registry.batches.models import PaperSheet
from registry.candidates.models import (
    Candidate,
    CandidateLanguage,
    CandidateSkill,
    Consent,
    RegistrationDraft,
    Safety,
    WorkHistory,
)
from registry.candidates.states import LEFT, CandidateState
from registry.certificates.models import SkillCertificate
from registry.db import Base
from registry.errors import NotPossible
from registry.fairs.models import FairArrival, FairInterview, FairInvitation
from registry.files.models import StoredFile
from registry.messages.models import CallTask, Outgoing, Reconfirmation
from registry.moves import move
from registry.papers.models import PersonPaper
from registry.pathways.models import PathwayFacts, SealedAnswer
from registry.placements.models import Referral
from registry.plans.companions import Companion
from registry.protection.models import ProtectionNote
from registry.same_person import careful, keys, letters, permissions, stored
from registry.same_person.models import CandidateKey, CandidateMerge, LikelyPair
from registry.support.models import SupportReferral


@dataclass(frozen=True, slots=True)
class _Moving:
    """A table whose rows follow the person. `column` names the person; `same`: columns that make two rows the same
    thing, of which the record that is kept has one already; `only`: a column and its value, where that counts for such
    rows alone; `is_told`: its rows are replaced whenever the person corrects something, so they are written down
    whole."""

    model: type[Base]
    column: str = "candidate_id"
    same: tuple[str, ...] | None = None
    only: tuple[str, str | None] | None = None
    is_told: bool = False

    @property
    def name(self) -> str:
        """What its rows are written down under (stored.py)."""
        table = self.model.__tablename__
        return table if self.column == "candidate_id" else f"{table}.{self.column}"


MOVING = (
    _Moving(WorkHistory, same=("occupation",), is_told=True),
    _Moving(CandidateSkill, same=("skill",), is_told=True),
    _Moving(CandidateLanguage, same=("language",), is_told=True),
    _Moving(Consent),
    _Moving(RegistrationDraft),
    _Moving(StoredFile),
    _Moving(PersonPaper),
    _Moving(SkillCertificate),
    # Of two, the kept record has the stronger of both (careful.py).
    _Moving(Safety, same=()),
    _Moving(PathwayFacts, same=()),
    _Moving(SealedAnswer, same=("scheme",)),
    _Moving(Referral, same=("vacancy_id",)),
    _Moving(Companion, same=()),
    _Moving(Companion, column="other_id"),
    _Moving(PaperSheet, same=()),
    _Moving(Appointment),
    _Moving(SupportReferral),
    # Moved unread: whoever merges two records learns of no note.
    _Moving(ProtectionNote),
    _Moving(FairInvitation, same=("fair_id",)),
    _Moving(FairArrival, same=("fair_id",)),
    _Moving(FairInterview),
    # What waits is sent to the kept record's telephone; of two about the same event, one (letters.py).
    _Moving(Outgoing, same=("event_id", "code")),
    # One open question, and one open call for each reason: the other's is shown to nobody while the records are one.
    _Moving(Reconfirmation, same=(), only=("answer", None)),
    _Moving(CallTask, same=("why",), only=("state", "open")),
)
# A record of what was known on a day, or about the pair itself. Sessions end: whoever sits there signs in again.
# What a device of a fair delivered opens to who delivered it that record alone, not another's. The contact is keyed by
# the record; of it the e-mail address goes along (letters.py).
STAYING = frozenset(
    {"shortlist_entry", "plan_place", "candidate_key", "likely_pair", "candidate_merge", "candidate"}
    | {"web_session", "erasure", "message_contact", "fair_delivery", "legal_request"}
)
# Filled from the other record where the kept one has nothing.
_FILLED = (
    ("sex",), ("birth_date",), ("dpi", "dpi_hash", "dpi_check"), ("phone", "phone_hash", "is_phone_shared"),
    ("municipality",), ("available_from",), ("available_to",), ("max_months_away",),
)  # fmt: skip
_OPEN_REFERRALS = ("offered", "consented", "interview", "selected")


def merge(session: Session, actor: Actor, pair: LikelyPair) -> CandidateMerge:
    """Fold the second record of the pair into the first. Raises NotPossible: wrong_state, both_referred,
    both_careful."""
    kept = session.get_one(Candidate, pair.first_id, with_for_update=True)
    folded = session.get_one(Candidate, pair.second_id, with_for_update=True)
    if kept.state in LEFT or folded.state in LEFT:
        raise NotPossible("wrong_state")
    _refuse_open_offer_behind(session, kept, folded)
    careful.refuse_two_words(session, kept, folded)
    session.flush()
    sessions.close_all_of_people(session, (kept.id, folded.id))
    moved = {
        "state": str(folded.state),
        "versions": [kept.version, folded.version],
        "ended": permissions.end_taken_back(session, (kept.id, folded.id)),
        "named": _part_companions(session, kept.id, folded.id),
        "folded": _take_along(session, folded, kept),
        "rows": {one.name: _move_rows(session, one, folded.id, kept.id) for one in MOVING},
        "careful": careful.join(session, kept, folded),
        "letters": letters.join(session, kept, folded),
        "filled": _fill(session, kept, folded),
    }
    made = CandidateMerge(
        pair_id=pair.id, kept_id=kept.id, folded_id=folded.id, moved=json.dumps(moved), merged_at=clock.now()
    )
    session.add(made)
    data = {"into": kept.public_id}
    move(session, actor, folded, "merge", data=data, sets={"merged_into_id": kept.id})
    events.record(session, actor, "candidate", kept.public_id, "take_in", data={"of": folded.public_id})
    session.flush()
    session.expire_all()
    keys.forget(session, folded)
    # What either was found by still finds the person.
    _keep_keys(session, kept, folded)
    return made


def separate(session: Session, actor: Actor, pair: LikelyPair, *, reason: str) -> None:
    """Two records again, each with what was its own. Raises NotPossible: wrong_state, merged_further, merge_sealed."""
    found = session.scalar(
        select(CandidateMerge).where(CandidateMerge.pair_id == pair.id, CandidateMerge.undone_at.is_(None))
    )
    if found is None:
        raise NotPossible("wrong_state")
    if found.moved is None:
        raise NotPossible("merge_sealed")
    kept = session.get_one(Candidate, found.kept_id, with_for_update=True)
    folded = session.get_one(Candidate, found.folded_id, with_for_update=True)
    if kept.state in LEFT:
        raise NotPossible("merged_further" if kept.state == CandidateState.MERGED else "wrong_state")
    moved = json.loads(found.moved)
    back_in = moved["state"]
    session.flush()
    _point(session, Candidate.__table__, "merged_into_id", moved["folded"], folded.id)  # type: ignore[arg-type]
    rows = stored.rows_by_table(moved)
    for one in MOVING:
        _move_back(session, one, rows.get(one.name, []), kept.id, folded.id)
    # Earlier merges wrote down less.
    careful.part(session, kept, moved.get("careful"))
    if "letters" in moved:
        letters.part(session, kept, moved["letters"])
    permissions.give_back(session, moved.get("ended", []))
    _name_again(session, moved.get("named", []))
    sessions.close_all_of_people(session, (kept.id, folded.id))
    if "phone_hash" in moved:
        _set_phone_hash(session, folded, moved["phone_hash"])
    _empty(session, kept, moved["filled"])
    sets = {"merged_into_id": None, "state": back_in}
    told = {"out_of": kept.public_id, "to": back_in}
    move(session, actor, folded, "separate", reason=reason, data=told, sets=sets, seals_reason=True)
    given_back = {"of": folded.public_id}
    events.record(session, actor, "candidate", kept.public_id, "give_back", data=given_back)
    found.undone_at, found.moved = clock.now(), None
    session.flush()
    _versions_back(session, moved["versions"], {kept.id: bool(moved["filled"]["before"]), folded.id: 2})
    session.expire_all()
    keys.keep(session, kept)
    keys.keep(session, folded)


def folded_into(session: Session, candidate: Candidate) -> list[Candidate]:
    """Records that are folded into this one now."""
    query = select(Candidate).where(
        Candidate.merged_into_id == candidate.id, Candidate.state == CandidateState.MERGED
    )
    return list(session.scalars(query.order_by(Candidate.id)))


def put_phones_aside(session: Session, candidate: Candidate) -> None:
    """The person told a new telephone: those of the folded records open nothing any more, until they are separate."""
    for folded in folded_into(session, candidate):
        made = session.scalar(
            select(CandidateMerge).where(
                CandidateMerge.folded_id == folded.id, CandidateMerge.undone_at.is_(None)
            )
        )
        if made is not None and made.moved is not None and folded.phone_hash is not None:
            made.moved = json.dumps(json.loads(made.moved) | {"phone_hash": folded.phone_hash})
            _set_phone_hash(session, folded, None)


def _set_phone_hash(session: Session, candidate: Candidate, value: str | None) -> None:
    session.execute(
        update(Candidate)
        .where(Candidate.id == candidate.id)
        .values(phone_hash=value)
        .execution_options(synchronize_session=False)
    )
    session.expire(candidate, ["phone_hash"])


def seal(session: Session, candidate: Candidate) -> None:
    """Forget what moved: who has left cannot be taken apart any more, and nothing they told is kept here."""
    concerned = (CandidateMerge.kept_id == candidate.id) | (CandidateMerge.folded_id == candidate.id)
    session.execute(update(CandidateMerge).where(concerned).values(moved=None))


def _refuse_open_offer_behind(session: Session, kept: Candidate, folded: Candidate) -> None:
    """An open offer never stays behind on a record that nobody can open: where the kept record was proposed for that
    vacancy too, open or ended, somebody ends the other offer first, and says why."""
    other = Referral.__table__.alias()
    both = exists().where(
        Referral.candidate_id == kept.id,
        and_(
            other.c.candidate_id == folded.id,
            other.c.vacancy_id == Referral.vacancy_id,
            other.c.state.in_(_OPEN_REFERRALS),
        ),
    )
    if session.scalar(select(both)):
        raise NotPossible("both_referred")


def _move_rows(session: Session, one: _Moving, source: int, target: int) -> list[dict[str, Any]]:
    """Let rows follow the person; returns them, whole where they were told, else by key."""
    table: Table = one.model.__table__  # type: ignore[assignment]
    person = table.c[one.column]
    query = select(*(table.c if one.is_told else [table.c.id])).where(person == source).order_by(table.c.id)
    if one.same is not None:
        held = table.alias()
        of_target = held.c[one.column] == target
        both = [of_target, *(held.c[name] == table.c[name] for name in one.same)]
        if one.only is not None:
            name, value = one.only
            both += [held.c[name].is_not_distinct_from(value), table.c[name].is_not_distinct_from(value)]
        query = query.where(~exists().where(*both))
    rows = [dict(row) for row in session.execute(query).mappings()]
    _point(session, table, one.column, [row["id"] for row in rows], target)
    return rows


def _part_companions(session: Session, kept: int, folded: int) -> list[dict[str, Any]]:
    """Nobody is their own companion: what the two records said of each other is taken out, and returned whole."""
    each_other = and_(Companion.candidate_id.in_((kept, folded)), Companion.other_id.in_((kept, folded)))
    rows = session.scalars(select(Companion).where(each_other).order_by(Companion.id)).all()
    said = [
        {column.name: _plain(getattr(row, column.name)) for column in Companion.__table__.columns}
        for row in rows
    ]
    for row in rows:
        session.delete(row)
    session.flush()
    return said


def _name_again(session: Session, said: list[dict[str, Any]]) -> None:
    """The two records name each other as before, except who has named somebody else since."""
    for row in said:
        of_person = select(Companion.id).where(Companion.candidate_id == row["candidate_id"])
        if session.scalar(of_person) is None:
            is_taken = session.get(Companion, row["id"]) is not None
            at = datetime.fromisoformat(row["said_at"])
            session.add(Companion(**row | {"said_at": at, "id": None if is_taken else row["id"]}))
            session.flush()


def _take_along(session: Session, folded: Candidate, kept: Candidate) -> list[int]:
    """What was folded into the second record is now folded into the first; returns it by key."""
    ids = [one.id for one in folded_into(session, folded)]
    _point(session, Candidate.__table__, "merged_into_id", ids, kept.id)  # type: ignore[arg-type]
    return ids


def _point(session: Session, table: Table, column: str, ids: list[int], target: int) -> None:
    if ids:
        session.execute(update(table).where(table.c.id.in_(ids)).values({column: target}))


def _move_back(session: Session, one: _Moving, rows: list[dict[str, Any]], kept: int, folded: int) -> None:
    """Rows that are still with the kept record go back; told rows that a correction replaced are written again."""
    table: Table = one.model.__table__  # type: ignore[assignment]
    ids = [row["id"] for row in rows]
    still = set(session.scalars(select(table.c.id).where(table.c.id.in_(ids), table.c[one.column] == kept)))
    _point(session, table, one.column, [number for number in ids if number in still], folded)
    if one.is_told:
        gone = [row | {one.column: folded} for row in rows if row["id"] not in still]
        if gone:
            # The number may have been given to somebody else's row since.
            for row in gone:
                taken = session.scalar(select(table.c.id).where(table.c.id == row["id"]))
                session.execute(
                    insert(table).values({k: v for k, v in row.items() if not (k == "id" and taken)})
                )


def _fill(session: Session, kept: Candidate, folded: Candidate) -> dict[str, Any]:
    """Give the kept record what it lacks; returns what to take away again, and the sealed places as they were."""
    filled: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for names in _FILLED:
        if getattr(kept, names[0]) is None and getattr(folded, names[0]) is not None:
            for name in names:
                filled[name] = _plain(getattr(kept, name))
                values[name] = getattr(folded, name)
    avoided = dict.fromkeys((kept.places_to_avoid or "").split() + (folded.places_to_avoid or "").split())
    both = " ".join(avoided) or None
    if both != kept.places_to_avoid:
        filled["places_to_avoid"] = _sealed(session, kept)
        values["places_to_avoid"] = both
    # Either said "no others": that answer was about the licences of the same person.
    if folded.licences_answered and not kept.licences_answered:
        filled["licences_answered"], values["licences_answered"] = False, True
    if values:
        session.execute(
            update(Candidate)
            .where(Candidate.id == kept.id)
            .values(**values, version=Candidate.version + 1)
            .execution_options(synchronize_session=False)
        )
    return {"before": filled, "after": {name: _plain(value) for name, value in values.items()}}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _sealed(session: Session, candidate: Candidate) -> str | None:
    """The places to avoid as they lie in the table, so that they can be put back to the byte."""
    raw = session.scalar(text("SELECT places_to_avoid FROM candidate WHERE id = :id"), {"id": candidate.id})
    return base64.b64encode(bytes(raw)).decode() if raw is not None else None


def _empty(session: Session, kept: Candidate, filled: dict[str, Any]) -> None:
    """Take away what the merge filled in, where nobody has changed it since."""
    for name, before in filled["before"].items():
        if _plain(getattr(kept, name)) != filled["after"][name]:
            continue
        if name == "places_to_avoid":
            raw = base64.b64decode(before) if before is not None else None
            session.execute(
                text("UPDATE candidate SET places_to_avoid = :raw WHERE id = :id"),
                {"raw": raw, "id": kept.id},
            )
        else:
            session.execute(
                update(Candidate)
                .where(Candidate.id == kept.id)
                .values({name: before})
                .execution_options(synchronize_session=False)
            )


def _versions_back(session: Session, before: list[int], steps: dict[int, int]) -> None:
    """The counters too, unless more happened to a record than these `steps` of merging and taking apart."""
    for version, (number, own) in zip(before, steps.items(), strict=True):
        session.execute(
            update(Candidate)
            .where(Candidate.id == number, Candidate.version == version + own)
            .values(version=version)
            .execution_options(synchronize_session=False)
        )


def _keep_keys(session: Session, kept: Candidate, folded: Candidate) -> None:
    keys.keep(session, kept)
    has = set(session.scalars(select(CandidateKey.key).where(CandidateKey.candidate_id == kept.id)))
    rows = [{"key": key, "candidate_id": kept.id} for key in set(keys.hashes(keys.told_of(folded))) - has]
    if rows:
        session.execute(insert(CandidateKey), rows)
