"""The breach drill: everybody whose data an account opened between two moments (trust.md L8).

Read from the log alone. Answers are pseudonyms: the public number of each person, never a name. A reading stays open
for half an hour, so what was opened shortly before the first moment counts too. To look it up is an act with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM, Actor, Permission, may
from registry.accounts.models import Account
from registry.appointments.models import Appointment
from registry.candidates.identity import OPEN_FOR
from registry.candidates.models import Candidate
from registry.certificates.models import SkillCertificate
from registry.errors import Invalid, NotAllowed, NotFound
from registry.events import Event
from registry.fairs.models import FairInterview
from registry.messages.models import CallTask
from registry.placements.models import Referral
from registry.protection.models import ProtectionNote
from registry.support.models import SupportReferral

# What each act on a person's own record puts before the reader; any other act on it counts as "data".
KINDS = {
    "register": "identity", "identify": "identity", "correct": "identity", "compare": "compared",
    "disclose": "contact", "read_sealed": "sealed", "ask_sealed": "sealed", "forget_sealed": "sealed",
    "read_paper": "papers", "hand_over": "file", "export": "file", "print_message": "message", "tell": "seasons",
}  # fmt: skip
# Records about one person: what they say belongs to somebody, whose number is looked up.
_ABOUT_SOMEBODY: dict[str, tuple[Any, str]] = {
    "protection": (ProtectionNote, "protection"),
    "referral": (Referral, "referral"),
    "appointment": (Appointment, "appointment"),
    "support_referral": (SupportReferral, "service"),
    "call": (CallTask, "contact"),
    "skill_certificate": (SkillCertificate, "certificate"),
    "fair_interview": (FairInterview, "interview"),
}
_NOUNS = ("candidate", "complaint", *_ABOUT_SOMEBODY)
_AT_ONCE = 500


@dataclass(slots=True)
class Touched:
    """One person (`who`: their public number) or one report: what kinds of data, how often, first and last."""

    who: str
    first: datetime
    last: datetime
    kinds: set[str] = field(default_factory=set)
    times: int = 0

    def add(self, at: datetime, kind: str) -> None:
        self.first, self.last = min(self.first, at), max(self.last, at)
        self.kinds.add(kind)
        self.times += 1


@dataclass(frozen=True, slots=True)
class Opened:
    """`people` and `reports` by first moment. `lost`: notes and records deleted since, whose person nobody can tell."""

    people: list[Touched]
    reports: list[Touched]
    lost: list[Touched]


def account_of(session: Session, named: str) -> Account:
    """By public number or by e-mail address. Raises NotFound."""
    name = named.strip()
    found = session.scalar(
        select(Account).where((Account.public_id == name) | (Account.email == name.lower()))
    )
    if found is None:
        raise NotFound()
    return found


def look_up(
    session: Session, actor: Actor, account: Account, since: datetime, until: datetime, *, reason: str
) -> Event:
    """Write down that this is looked up; `of_event` gives the answer. Raises NotAllowed, Invalid."""
    if actor is not SYSTEM and not may(actor, Permission.AUDIT_DRILL):
        raise NotAllowed()
    if until <= since:
        raise Invalid("ends_before_it_begins", field="until")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    data = {"since": since.isoformat(), "until": until.isoformat()}
    return events.record(
        session, actor, "account", account.public_id, "list_opened", reason=reason.strip(), data=data
    )


def of_event(session: Session, actor: Actor, event_id: int) -> tuple[Event, Opened]:
    """What this person looked up before: no entry in the log, no list. Raises NotFound."""
    entry = session.get(Event, event_id)
    if (
        entry is None
        or (entry.noun, entry.verb) != ("account", "list_opened")
        or entry.actor != actor.pseudonym
        or not may(actor, Permission.AUDIT_DRILL)
    ):
        raise NotFound()
    since, until = (datetime.fromisoformat(entry.data[one]) for one in ("since", "until"))
    return entry, between(session, entry.record_id, since, until)


def between(session: Session, account_id: str, since: datetime, until: datetime) -> Opened:
    """`account_id`: public number of the account, under whatever role it acted."""
    rows = session.execute(
        select(Event.at, Event.noun, Event.record_id, Event.verb)
        .where(
            Event.actor.in_(events.names_of(account_id)),
            Event.at >= since - OPEN_FOR,
            Event.at <= until,
            Event.noun.in_(_NOUNS),
        )
        .order_by(Event.at)
    ).all()
    whose = _people_behind(session, rows)
    people: dict[str, Touched] = {}
    reports: dict[str, Touched] = {}
    lost: dict[str, Touched] = {}
    for at, noun, record_id, verb in rows:
        if noun == "candidate":
            _note(people, record_id, at, KINDS.get(verb, "data"))
        elif noun == "complaint":
            _note(reports, record_id, at, "report")
        else:
            person = whose.get((noun, record_id))
            found, who = (people, person) if person else (lost, record_id)
            _note(found, who, at, _ABOUT_SOMEBODY[noun][1])
    return Opened(list(people.values()), list(reports.values()), list(lost.values()))


def _note(found: dict[str, Touched], who: str, at: datetime, kind: str) -> None:
    found.setdefault(who, Touched(who, at, at)).add(at, kind)


def _people_behind(session: Session, rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """(noun, record) to the public number of the person it is about."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if row.noun in _ABOUT_SOMEBODY:
            wanted.setdefault(row.noun, set()).add(row.record_id)
    found = {}
    for noun, ids in wanted.items():
        model, _kind = _ABOUT_SOMEBODY[noun]
        names = sorted(ids)
        for start in range(0, len(names), _AT_ONCE):
            query = (
                select(model.public_id, Candidate.public_id)
                .join(Candidate, Candidate.id == model.candidate_id)
                .where(model.public_id.in_(names[start : start + _AT_ONCE]))
            )
            found.update({(noun, row[0]): row[1] for row in session.execute(query)})
    return found
