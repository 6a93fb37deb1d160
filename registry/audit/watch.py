"""What is worth a question in a span of days: approvals in minutes, work at night, pairs that always decide together,
one officer with one agency, doors tried that stay shut, how many records each account opened (trust.md T5, T18).

Read from the log alone, counted by the database day by day: a span may hold millions of acts. Nothing here says that
somebody did wrong; it says whom to ask. Of people whose data was opened there are counts, and none under FEW is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select, tuple_
from sqlalchemy.orm import Session

from registry import clock
from registry.access import STAFF, Actor, Permission, may
from registry.accounts.models import Account
from registry.errors import NotFound
from registry.events import Event
from registry.organisations.models import Agency
from registry.vetting.models import Case

FEW = 5
LONGEST = timedelta(days=93)
NIGHT = (20, 6)
_ALWAYS = 0.8
_AT_ONCE = 500
# What one person writes, and what another person does with it; on the same record.
_FIRST = frozenset({
    "propose", "recommend", "propose_role", "record", "upload", "submit", "propose_close", "propose_dismiss",
    "propose_judge", "propose_give_up_remedy", "triage", "apply", "plan",
})  # fmt: skip
_SECOND = frozenset({
    "approve", "decide", "approve_role", "issue", "publish", "verify", "agree_close", "dismiss", "agree_triage",
    "agree_triage_again", "give_up_remedy", "switch_on",
})  # fmt: skip
# Acts that put somebody's data before the reader.
_OPENING = frozenset({
    ("candidate", "identify"), ("candidate", "disclose"), ("candidate", "read_sealed"), ("candidate", "read_paper"),
    ("candidate", "hand_over"), ("candidate", "compare"), ("protection", "read_protection"),
    ("complaint", "open_sealed"), ("complaint", "open_file"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fast:
    """Decided `minutes` after it was proposed."""

    noun: str
    record_id: str
    verb: str
    proposer: str
    decider: str
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Odd:
    """Acts of one account at night (NIGHT, clock of Guatemala), on Saturdays and Sundays, of `acts` in all."""

    actor: str
    night: int
    weekend: int
    acts: int


@dataclass(frozen=True, slots=True)
class Together:
    """`second` decided `count` of the `of` things that `first` proposed."""

    first: str
    second: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class OneOfficer:
    """`count` of the `of` acts of staff on this agency and its cases are one account's."""

    agency: str
    actor: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Day:
    """Records that one account opened, or doors it tried, on one day. `count`: None for fewer than FEW people."""

    actor: str
    on: str
    count: int | None


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one actor on one day: acts, those at night, different records opened, pages tried in vain."""

    on: date
    actor: str
    acts: int
    night: int
    opened: int
    refused: int


@dataclass(frozen=True, slots=True)
class Watched:
    fast: list[Fast]
    odd: list[Odd]
    together: list[Together]
    one_officer: list[OneOfficer]
    opened: list[Day]
    refused: list[Day]
    names: dict[str, str]


def watch(session: Session, actor: Actor, since: datetime, until: datetime, *, minutes: int = 10) -> Watched:
    """The span from `since` to before `until`, at most LONGEST. Raises NotFound."""
    if not may(actor, Permission.AUDIT_READ) or not since < until <= since + LONGEST:
        raise NotFound()
    decided = _decided(session, since, until, _of_staff())
    by_day = [row for day in _days(since, until) for row in _counted(session, day)]
    return Watched(
        fast=sorted((one for one in decided if one.minutes < minutes), key=lambda one: one.minutes),
        odd=_odd(row for row in by_day if _is_staff(row.actor)),
        together=_together(decided),
        one_officer=_one_officer(session, since, until),
        opened=_opened(by_day),
        refused=_refused(by_day),
        names=_names(session, {row.actor for row in by_day}),
    )


def fast_count(session: Session, since: datetime, until: datetime, *, minutes: int = 10) -> int:
    """For the clock: how many things were decided so fast."""
    return sum(one.minutes < minutes for one in _decided(session, since, until))


def _of_staff() -> ColumnElement[bool]:
    return or_(*(Event.actor.startswith(f"{role}:", autoescape=True) for role in sorted(STAFF)))


def _is_staff(actor: str) -> bool:
    return actor.partition(":")[0] in STAFF


def _decided(
    session: Session, since: datetime, until: datetime, *narrowed: ColumnElement[bool]
) -> list[Fast]:
    """Every decision of the span with what it decided, which may be older than the span."""
    second = session.execute(
        select(Event.id, Event.at, Event.noun, Event.record_id, Event.verb, Event.actor)
        .where(Event.at >= since, Event.at < until, Event.verb.in_(_SECOND), *narrowed)
        .order_by(Event.id)
    ).all()
    before = _acts_before(session, {row.noun for row in second}, {row.record_id for row in second})
    found = []
    for row in second:
        first = next(
            (
                one
                for one in reversed(before.get((row.noun, row.record_id), []))
                if one.id < row.id and one.actor != row.actor
            ),
            None,
        )
        if first is not None:
            minutes = int((row.at - first.at).total_seconds() // 60)
            found.append(Fast(row.noun, row.record_id, row.verb, first.actor, row.actor, row.at, minutes))
    return found


def _acts_before(session: Session, nouns: set[str], ids: set[str]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    names = sorted(ids)
    for start in range(0, len(names), _AT_ONCE):
        query = (
            select(Event.id, Event.at, Event.noun, Event.record_id, Event.actor)
            # The nouns are named so that the index of (noun, record) serves.
            .where(Event.noun.in_(sorted(nouns)), Event.record_id.in_(names[start : start + _AT_ONCE]))
            .where(Event.verb.in_(_FIRST))
            .order_by(Event.id)
        )
        for row in session.execute(query):
            found.setdefault((row.noun, row.record_id), []).append(row)
    return found


def _days(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The span cut at the midnights of Guatemala."""
    start = since.astimezone(clock.GUATEMALA)
    while start < until:
        following = datetime.combine(start.date() + timedelta(days=1), time.min, tzinfo=clock.GUATEMALA)
        yield start, min(following, until)
        start = following


def _counted(session: Session, span: tuple[datetime, datetime]) -> list[_Counts]:
    """Of one day: what each account of the staff did, and what anybody opened or tried in vain."""
    since, until = span
    morning, evening = (
        datetime.combine(since.date(), time(hour), tzinfo=clock.GUATEMALA) for hour in reversed(NIGHT)
    )
    is_opening = tuple_(Event.noun, Event.verb).in_(sorted(_OPENING))
    is_refusal = and_(Event.noun == "account", Event.verb == "refused")
    query = (
        select(
            Event.actor,
            func.count(),
            func.sum(case((or_(Event.at < morning, Event.at >= evening), 1), else_=0)),
            func.count(distinct(case((is_opening, Event.record_id)))),
            func.sum(case((is_refusal, 1), else_=0)),
        )
        .where(Event.at >= since, Event.at < until, or_(_of_staff(), is_opening, is_refusal))
        .group_by(Event.actor)
    )
    return [_Counts(since.date(), *row) for row in session.execute(query)]


def _odd(rows: Iterable[_Counts]) -> list[Odd]:
    acts: Counter[str] = Counter()
    night: Counter[str] = Counter()
    weekend: Counter[str] = Counter()
    for row in rows:
        acts[row.actor] += row.acts
        night[row.actor] += row.night
        weekend[row.actor] += row.acts if row.on.weekday() >= 5 else 0
    found = [Odd(one, night[one], weekend[one], acts[one]) for one in acts if night[one] or weekend[one]]
    return sorted(found, key=lambda one: one.night + one.weekend, reverse=True)


def _together(decided: Iterable[Fast]) -> list[Together]:
    """Who decides nearly all that somebody proposes, where there were enough to say so."""
    of = Counter(one.proposer for one in decided)
    pairs = Counter((one.proposer, one.decider) for one in decided)
    return [
        Together(first, second, count, of[first])
        for (first, second), count in pairs.most_common()
        if count >= FEW and count >= _ALWAYS * of[first]
    ]


def _one_officer(session: Session, since: datetime, until: datetime) -> list[OneOfficer]:
    kept = session.execute(
        select(Event.noun, Event.record_id, Event.actor, func.count())
        .where(Event.at >= since, Event.at < until, Event.noun.in_(("agency", "case")), _of_staff())
        .group_by(Event.noun, Event.record_id, Event.actor)
    ).all()
    cases = sorted({record_id for noun, record_id, _actor, _count in kept if noun == "case"})
    agency_of: dict[str, str] = {}
    for start in range(0, len(cases), _AT_ONCE):
        query = select(Case.public_id, Agency.public_id).join(Agency, Agency.id == Case.agency_id)
        found = session.execute(query.where(Case.public_id.in_(cases[start : start + _AT_ONCE])))
        agency_of.update({row[0]: row[1] for row in found})
    by: dict[str, Counter[str]] = {}
    for noun, record_id, actor, count in kept:
        agency = agency_of.get(record_id) if noun == "case" else record_id
        if agency is not None:
            by.setdefault(agency, Counter())[actor] += count
    return [
        OneOfficer(agency, actor, count, acts.total())
        for agency, acts in by.items()
        for actor, count in acts.most_common(1)
        if count >= FEW and count >= _ALWAYS * acts.total()
    ]


def _opened(rows: Iterable[_Counts]) -> list[Day]:
    """Different records by account and day, the most first."""
    found = sorted((row for row in rows if row.opened), key=lambda row: (-row.opened, row.actor, row.on))
    return [Day(row.actor, row.on.isoformat(), row.opened if row.opened >= FEW else None) for row in found]


def _refused(rows: Iterable[_Counts]) -> list[Day]:
    """Different pages that stayed shut, by account and day: about nobody, so every count is told."""
    found = sorted((row for row in rows if row.refused), key=lambda row: -row.refused)
    return [Day(row.actor, row.on.isoformat(), row.refused) for row in found]


def _names(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """Names of accounts of the staff, for whoever may list accounts; nobody else is named."""
    ids = sorted({one.partition(":")[2] for one in actors if _is_staff(one)})
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = select(Account.public_id, Account.name).where(
            Account.public_id.in_(ids[start : start + _AT_ONCE])
        )
        found.update({row[0]: row[1] for row in session.execute(query)})
    return found
