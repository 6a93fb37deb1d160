"""The directory of services: the list that is shipped, and what staff find out and write down.

Shipped are names and kinds; more only with its source and the day of it. What nobody has confirmed stays empty, and
the page says "por confirmar".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound
from registry.seeds.reference import municipalities
from registry.support.models import OPEN_TO_ALL, ServiceKind, SupportService

_FILE = Path(__file__).parent / "data" / "services.csv"


_KNOWN = ("offers", "phone", "address", "hours", "municipality", "source", "source_on")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a service; None: nobody confirmed it."""

    kind: ServiceKind
    name: str
    offers: str | None = None
    phone: str | None = None
    address: str | None = None
    hours: str | None = None
    municipality: str | None = None
    source: str | None = None
    source_on: date | None = None


@cache
def shipped() -> tuple[Facts, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Facts(
                ServiceKind(row["kind"]),
                row["name"],
                **{
                    name: row[name] or None
                    for name in ("offers", "phone", "address", "hours", "municipality")
                },
                source=row["source"] or None,
                source_on=date.fromisoformat(row["source_on"]) if row["source_on"] else None,
            )
            for row in csv.DictReader(file, strict=True)
        )


def services(session: Session, actor: Actor, *, in_use: bool = True) -> list[SupportService]:
    """By kind and name. Nobody but the staff of centres reads it here: an empty list."""
    if not may(actor, Permission.SUPPORT_REFER):
        return []
    query = select(SupportService).order_by(SupportService.kind, SupportService.name)
    return list(session.scalars(query.where(SupportService.is_in_use.is_(True)) if in_use else query))


def open_to_all(session: Session) -> list[Facts]:
    """For everybody: the centres in use, and the shipped ones that nobody of the Ministry has taken in yet."""
    rows = list(session.scalars(_centres()))
    taken_in = _taken_in(rows)
    kept = [
        Facts(ServiceKind(one.kind), one.name, **{name: getattr(one, name) for name in _KNOWN})
        for one in rows
        if one.is_in_use
    ]
    new = [one for one in shipped() if one.kind in OPEN_TO_ALL and one.name not in taken_in]
    return sorted(kept + new, key=lambda one: (one.kind is not ServiceKind.MINISTRY_CENTRE, one.name))


def _taken_in(rows: Iterable[SupportService]) -> set[str]:
    """Names of the shipped list that nobody needs to read there: today's, and those before somebody corrected them."""
    return {name for one in rows for name in (one.name, one.first_name)}


def centres(session: Session, actor: Actor) -> list[SupportService]:
    """Those that everybody reads, for who may write them; also those no longer in use."""
    return list(session.scalars(_centres())) if may(actor, Permission.PLACE_PUBLISH) else []


def _centres() -> Select[SupportService]:
    return select(SupportService).where(SupportService.kind.in_(OPEN_TO_ALL)).order_by(SupportService.name)


def may_keep(actor: Actor, kind: str) -> bool:
    """What everybody reads is written by who answers for it, the rest of the directory by the staff of centres."""
    needed = Permission.PLACE_PUBLISH if kind in OPEN_TO_ALL else Permission.SUPPORT_REFER
    return actor.account_id is not None and may(actor, needed)


def load(session: Session, actor: Actor, public_id: str) -> SupportService:
    """Raises NotFound for absent and forbidden."""
    service = session.scalar(select(SupportService).where(SupportService.public_id == public_id))
    if service is None or not (may(actor, Permission.SUPPORT_REFER) or may_keep(actor, service.kind)):
        raise NotFound()
    return service


def take_shipped(session: Session, actor: Actor) -> int:
    """Add the services of the shipped list that are not there yet. Returns how many. Raises NotAllowed."""
    if actor.account_id is None or not (
        may(actor, Permission.SUPPORT_REFER) or may(actor, Permission.PLACE_PUBLISH)
    ):
        raise NotAllowed()
    known = _taken_in(session.scalars(select(SupportService)))
    new = [facts for facts in shipped() if facts.name not in known]
    for facts in new:
        _write(session, actor, None, facts)
    return len(new)


def keep(session: Session, actor: Actor, service: SupportService | None, facts: Facts) -> SupportService:
    """Write down a new service, or what is now known of one.

    Raises NotAllowed, Invalid("source_missing", "source_future", "place_unknown").
    """
    if not may_keep(actor, facts.kind) or (service is not None and not may_keep(actor, service.kind)):
        raise NotAllowed()
    _check_facts(facts)
    return _write(session, actor, service, facts)


def _write(session: Session, actor: Actor, service: SupportService | None, facts: Facts) -> SupportService:
    is_new = service is None
    if service is None:
        service = SupportService(first_name=facts.name.strip())
        session.add(service)
    service.kind, service.name = str(facts.kind), facts.name.strip()
    for name in _KNOWN:
        setattr(service, name, getattr(facts, name))
    service.changed_by_id, service.changed_at = actor.account_id, clock.now()
    session.flush()
    verb = "open" if is_new else "change"
    events.record(session, actor, "support_service", service.public_id, verb)
    return service


def use(session: Session, actor: Actor, service: SupportService, *, is_in_use: bool) -> None:
    """Take a service out of the directory, or back into it. Referrals to it stay. Raises NotAllowed."""
    if not may_keep(actor, service.kind):
        raise NotAllowed()
    if service.is_in_use == is_in_use:
        return
    service.is_in_use = is_in_use
    service.changed_by_id, service.changed_at = actor.account_id, clock.now()
    session.flush()
    data = {"in_use": is_in_use}
    events.record(session, actor, "support_service", service.public_id, "change", data=data)


def _check_facts(facts: Facts) -> None:
    says_where = facts.source is not None and facts.source_on is not None
    if (facts.phone or facts.address or facts.source or facts.source_on) and not says_where:
        raise Invalid("source_missing", field="source" if facts.source is None else "source_on")
    if facts.source_on is not None and facts.source_on > clock.today():
        raise Invalid("source_future", field="source_on")
    if facts.municipality is not None and facts.municipality not in municipalities():
        raise Invalid("place_unknown", field="municipality")
