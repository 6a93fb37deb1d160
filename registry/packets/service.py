"""Make a packet: gather what may be told to an employer, and keep it under its hash."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.complaints import aggregates
from registry.db import new_public_id
from registry.errors import NotAllowed, NotFound
from registry.organisations import register
from registry.organisations.bands import band
from registry.organisations.models import Agency, Bond, Certificate
from registry.packets import queries
from registry.packets.models import Packet
from registry.vacancies import checks, references
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vetting.models import Case
from registry.vetting.states import CaseKind, CaseState

_TOLD = (CaseKind.INITIAL, CaseKind.RENEWAL, CaseKind.VARIATION)  # no employer reads of a complaint's case


def make(session: Session, actor: Actor, agency: Agency, vacancy: Vacancy | None) -> Packet:
    """A packet about an agency as the register shows it today, and about one of its vacancies if given.

    Raises NotAllowed, NotFound for an agency that is not in the register or a vacancy that is not its own.
    """
    if not may(actor, Permission.PACKET_MAKE) or actor.account_id is None:
        raise NotAllowed()
    if vacancy is not None and vacancy.agency_id != agency.id:
        raise NotFound()
    entries = register.of_ids(session, [agency.id])
    if not entries:
        raise NotFound()
    public_id, now = new_public_id(), clock.now()
    content: dict[str, Any] = {
        "packet": public_id,
        "made_at": now.isoformat(timespec="seconds"),
        "agency": _agency(entries[0]),
        "certificates": _certificates(session, agency),
        "bond": _bond(session, agency),
        "vetting": _vetting(session, agency),
        "complaints": _complaints(session, agency),
        "vacancy": _vacancy(session, vacancy) if vacancy is not None else None,
    }
    packet = Packet(
        public_id=public_id,
        agency_id=agency.id,
        vacancy_id=vacancy.id if vacancy is not None else None,
        content=content,
        sha256=queries.digest(content),
        made_at=now,
        made_by_id=actor.account_id,
    )
    session.add(packet)
    session.flush()
    events.record(session, actor, "packet", public_id, "make", data={"agency": agency.public_id})
    return packet


def _agency(entry: register.Entry) -> dict[str, Any]:
    return {
        "registry_no": entry.registry_no,
        "legal_name": entry.legal_name,
        "nit": entry.nit,
        "status": entry.status,
        "since": _day(entry.since),
        "valid_from": _day(entry.valid_from),
        "valid_to": _day(entry.valid_to),
        "conditions": entry.conditions,
        "corridors": list(entry.corridors),
        "history": [
            {
                "since": _day(line.since),
                "status": line.status,
                "reason": line.public_reason,
                "corrections": [correction.text for correction in line.corrections],
            }
            for line in entry.history
        ],
    }


def _certificates(session: Session, agency: Agency) -> list[dict[str, Any]]:
    """Those that run today: facts of others, beside the Ministry's own decision."""
    query = select(Certificate).where(
        Certificate.agency_id == agency.id,
        Certificate.withdrawn_on.is_(None),
        Certificate.valid_to >= clock.today(),
    )
    return [
        {
            "scheme": one.scheme,
            "country": one.country,
            "number": one.number,
            "issuer": one.issuer,
            "valid_from": _day(one.valid_from),
            "valid_to": _day(one.valid_to),
            "last_checked": _day(one.last_checked),
        }
        for one in session.scalars(query.order_by(Certificate.scheme, Certificate.id))
    ]


def _bond(session: Session, agency: Agency) -> dict[str, Any] | None:
    """The bond that runs longest, without its amount or its document."""
    query = select(Bond).where(
        Bond.agency_id == agency.id, Bond.withdrawn_on.is_(None), Bond.valid_to >= clock.today()
    )
    bond = session.scalar(query.order_by(Bond.valid_to.desc(), Bond.id.desc()).limit(1))
    if bond is None:
        return None
    return {
        "up_to": band(bond.amount)[1],
        "currency": bond.currency,
        "valid_to": _day(bond.valid_to),
        "verified_with_issuer_on": _day(bond.verified_with_issuer_on),
    }


def _vetting(session: Session, agency: Agency) -> dict[str, Any] | None:
    """The last decision and what it rested on, in figures."""
    query = select(Case).where(
        Case.agency_id == agency.id, Case.state == CaseState.DECIDED, Case.kind.in_(_TOLD)
    )
    case = session.scalar(query.order_by(Case.decided_at.desc(), Case.id.desc()).limit(1))
    if case is None:
        return None
    return {
        "case": case.number,
        "kind": case.kind,
        "standard": case.requirements_version,
        "decided_on": _day(case.decided_at.astimezone(clock.GUATEMALA).date()) if case.decided_at else None,
        "outcome": case.outcome,
    }


def _complaints(session: Session, agency: Agency) -> dict[str, Any] | None:
    """Counts, only from five on: below that a count could point at a person."""
    counts = aggregates.of_agency(session, agency.id)
    if counts is None:
        return None
    return asdict(counts) | {"as_of": _day(counts.as_of)}


def _vacancy(session: Session, vacancy: Vacancy) -> dict[str, Any]:
    check = checks.latest(session, vacancy)
    return {
        "number": vacancy.number,
        "title": vacancy.title,
        "scheme": vacancy.scheme,
        "state": str(vacancy.state),
        "country": vacancy.country,
        "start_on": _day(vacancy.start_on),
        "seats": vacancy.seats_total,
        "wage": vacancy.facts.get("wage"),
        "wage_unit": vacancy.facts.get("wage_unit"),
        "currency": vacancy.facts.get("currency"),
        "worker_pays": vacancy.facts.get("fees_worker"),
        "references": [
            {
                "code": one.code,
                "outcome": one.outcome,
                "number": one.number,
                "list_read_on": _day(one.official.seen_on) if one.official else None,
            }
            for one in references.of_vacancy(session, vacancy)
        ],
        "rules": _rules(check) if check is not None else None,
    }


def _rules(check: VacancyCheck) -> dict[str, Any]:
    outcomes = [str(one["outcome"]) for one in check.outcomes]
    return {
        "asked_on": _day(check.asked_on),
        "ruleset": check.ruleset_hash,
        "counts": {code: outcomes.count(code) for code in ("met", "not_met", "unknown", "not_applicable")},
        "blocks": check.is_blocked,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
