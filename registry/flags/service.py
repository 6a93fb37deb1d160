"""The verbs of red flags: look again, note a fact, explain, set aside, confirm. What takes two is in dismissal.py."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import Invalid, NotAllowed
from registry.flags import pool, rulebook, rules
from registry.flags.models import FlagLook, NotedFact, RedFlag
from registry.flags.queries import FED_BY_REPORTS
from registry.flags.rules import Raised
from registry.flags.states import FlagState
from registry.moves import move
from registry.organisations.models import Agency
from registry.organisations.states import AgencyState
from registry.standard import demerits

NOTED = ("placements_declared", "placements_counted", "report_late", "official_post")
# What nobody relies on and nobody looks at is not held against the rules every day.
_LOOKED_AT = (AgencyState.APPLIED, AgencyState.REGISTERED, AgencyState.CONDITIONAL, AgencyState.SUSPENDED)
_EVERY = timedelta(hours=24)


def refresh(session: Session, agency: Agency) -> None:
    """Hold the facts of an agency against the rules; what was answered stays answered unless it weighs more now."""
    book = rulebook.newest()
    session.flush()
    _refresh(session, agency, pool.load(session, book), book)


def refresh_due(session: Session, *, most: int = 20) -> int:
    """Look again at agencies nobody looked at for a day: their facts, or those of others, may have changed. Returns
    how many were looked at."""
    query = (
        select(Agency)
        .outerjoin(FlagLook, FlagLook.agency_id == Agency.id)
        .where(Agency.state.in_(_LOOKED_AT))
        .where(or_(FlagLook.looked_at.is_(None), FlagLook.looked_at < clock.now() - _EVERY))
    )
    due = list(session.scalars(query.order_by(Agency.id).limit(most)))
    if due:
        book = rulebook.newest()
        everybody = pool.load(session, book)
        for agency in due:
            _refresh(session, agency, everybody, book)
    return len(due)


def _refresh(session: Session, agency: Agency, everybody: pool.Pool, book: rulebook.Rulebook) -> None:
    query = select(RedFlag).where(RedFlag.agency_id == agency.id)
    known = {(flag.rule, flag.subject): flag for flag in session.scalars(query)}
    holding = {(one.rule, one.subject): one for one in rules.holding(session, agency, everybody, book)}
    for key, one in holding.items():
        if key in known:
            _again(session, known[key], one)
        else:
            _raise(session, agency, one, book.version)
    for key, flag in known.items():
        flag.holds = key in holding
    look = session.get(FlagLook, agency.id)
    if look is None:
        session.add(FlagLook(agency_id=agency.id, looked_at=clock.now()))
    else:
        look.looked_at = clock.now()
    session.flush()


def _raise(session: Session, agency: Agency, one: Raised, version: str) -> None:
    flag = RedFlag(
        rule=one.rule,
        rules_version=version,
        agency_id=agency.id,
        subject=one.subject,
        other_id=one.other_id,
        evidence=one.evidence,
        weight=one.weight,
        raised_at=clock.now(),
    )
    session.add(flag)
    session.flush()
    data = {"rule": one.rule, "weight": one.weight, "agency": agency.public_id}
    events.record(session, SYSTEM, "flag", flag.public_id, "raise", data=data)


def _again(session: Session, flag: RedFlag, one: Raised) -> None:
    """The same flag, seen again. It never gets lighter by itself: facts that were changed after somebody looked are a
    fact as well."""
    heavier = one.weight > flag.weight
    if heavier and flag.state in (FlagState.EXPLAINED, FlagState.FALSE):
        forget = {"disposed_by_id": None, "disposed_at": None, "reason": None, "proposal_id": None}
        move(session, SYSTEM, flag, "reopen", data={"weight": one.weight}, sets=forget)
    if heavier or flag.state == FlagState.OPEN:
        # Reports can be dismissed: what is fed by them weighs what those weigh that are left.
        flag.weight = one.weight if flag.rule in FED_BY_REPORTS else max(flag.weight, one.weight)
        flag.evidence = one.evidence


# ---------------------------------------------------------------- one officer


def explain(session: Session, actor: Actor, flag: RedFlag, *, reason: str) -> None:
    """What the agency said, and that it convinces. Raises NotPossible("flag_needs_two") in a hard stop."""
    _dispose(session, actor, flag, "explain", reason)


def set_aside(session: Session, actor: Actor, flag: RedFlag, *, reason: str) -> None:
    """It is not so. Raises NotPossible("flag_needs_two") from a weight of 40 on, or in a hard stop."""
    _dispose(session, actor, flag, "set_aside", reason)


def confirm(session: Session, actor: Actor, flag: RedFlag, *, reason: str) -> None:
    """It is so: it goes on counting."""
    _dispose(session, actor, flag, "confirm", reason)


def _dispose(session: Session, actor: Actor, flag: RedFlag, verb: str, reason: str) -> None:
    sets = {"disposed_by_id": actor.account_id, "reason": reason.strip()}
    move(session, actor, flag, verb, reason=reason, data={"rule": flag.rule}, sets=sets)
    session.flush()


def note(
    session: Session,
    actor: Actor,
    agency: Agency,
    kind: str,
    *,
    dated_on: date,
    number: int | None,
    source: str,
) -> None:
    """Write down a fact from outside, and look again; a late report goes into the ledger of demerits too.

    Raises NotAllowed, Invalid: noted_kind, number_missing, noted_source_missing.
    """
    if not may(actor, Permission.FLAG_DISPOSE) or actor.account_id is None:
        raise NotAllowed()
    if kind not in NOTED:
        raise Invalid("noted_kind", field="kind")
    counts = kind.startswith("placements")
    if counts and (number is None or number < 0):
        raise Invalid("number_missing", field="number")
    if not source.strip():
        raise Invalid("noted_source_missing", field="source")
    session.add(
        NotedFact(
            agency_id=agency.id,
            kind=kind,
            dated_on=dated_on,
            number=number if counts else None,
            source=source.strip()[:300],
            noted_by_id=actor.account_id,
            noted_at=clock.now(),
        )
    )
    events.record(session, actor, "agency", agency.public_id, "note_fact", data={"kind": kind})
    if kind == "report_late":
        # The same fact costs the agency its point.
        demerits.late_report(session, actor, agency, note=f"{dated_on.isoformat()}: {source.strip()}")
    refresh(session, agency)
