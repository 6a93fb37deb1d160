"""The list of reports and the page of one, put together for who looks: what each may do is asked of the record."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app import i18n, words
from app.forms import Bound
from app.pages import page
from app.words.handling import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.complaints import (
    asking,
    assigning,
    danger,
    desk,
    ending,
    hands,
    reading,
    remedy,
    rules,
    second,
    triage,
    triggers,
)
from registry.complaints.kinds import Kind
from registry.complaints.models import Complaint
from registry.complaints.states import ENDED, ComplaintState
from registry.organisations import sanctions
from registry.seeds.reference import departments, municipalities
from registry.standard import queries as standard

_CURRENCIES = [(code, code) for code in ("GTQ", "USD", "CAD", "EUR", "MXN")]


def list_page(
    request: Request,
    session: Session,
    actor: Actor,
    bound: Bound[Any] | None,
    *,
    number: int = 1,
    ended_number: int = 1,
) -> HTMLResponse:
    """Counts for everybody on the Ministry's side; rows for a supervisor, and for a handler their own."""
    reads = may(actor, Permission.COMPLAINT_READ)
    return page(
        request,
        "ministry/complaints/list.html",
        bound=bound,
        counts=desk.counts(session, actor),
        states=list(ComplaintState),
        lists_all=may(actor, Permission.COMPLAINT_LIST),
        has_rows=reads,
        rows=desk.listed(session, actor, number=number) if reads else [],
        ended=desk.listed(session, actor, ended=True, number=ended_number) if reads else [],
        number=number,
        ended_number=ended_number,
        most=desk.PAGE,
        may_assign=may(actor, Permission.COMPLAINT_ASSIGN),
        authorities=words.choices("complaint.authority", triggers.AUTHORITIES),
        clocks=rules.in_force(session).clocks,
        colour=colour,
    )


def report_page(
    request: Request,
    session: Session,
    actor: Actor,
    found: Complaint,
    *,
    bound: Bound[Any] | None = None,
    opened: reading.Opened | None = None,
) -> HTMLResponse:
    """One report. `opened`: its words, when this very answer is to a reading with a reason."""
    is_mine = found.is_own(actor)
    is_shut_out = hands.has_stake(session, actor, found)
    return page(
        request,
        "ministry/complaints/read.html",
        # After a reading nothing is wrong: the other forms show what the record says.
        bound=bound if bound is not None and bound.has_errors else None,
        report=found,
        opened=opened,
        is_mine=is_mine,
        may_assign=may(actor, Permission.COMPLAINT_ASSIGN),
        shut_out=words.text_of("handler_shut_out") if is_shut_out else None,
        may_decide=may(actor, Permission.COMPLAINT_DECIDE, found) and not is_shut_out,
        is_over=found.state in ENDED,
        verbs=moves.available(session, actor, found),
        due_on=desk.due_on(session, found),
        agency=desk.agency_of(session, found),
        handlers=desk.handlers_of(session, found),
        possible=assigning.possible(session, found) if may(actor, Permission.COMPLAINT_ASSIGN) else [],
        readers=reading.readers(session, actor, found),
        place=_place(found.municipality),
        colour=colour,
        **_work(session, actor, found),
        **(_choices(session) if is_mine and not is_shut_out else {}),
    )


def _work(session: Session, actor: Actor, found: Complaint) -> dict[str, Any]:
    """What was done with it so far."""
    set_off = desk.set_off_by(session, found)
    agency = desk.agency_of(session, found)
    return {
        "judged": desk.triage_of(session, found),
        "danger": danger.of(session, found),
        "is_kept": danger.is_kept_from_agency(session, found),
        "told_outside": danger.referrals(session, found),
        "remedies": remedy.of(session, found),
        "refusals": remedy.refusals(session, found) if found.is_own(actor) else {},
        "estimates": _estimates(session, found) if found.is_own(actor) else [],
        "asked": asking.questions(session, found),
        "is_late": asking.went_unanswered(session, found),
        "vacancy": desk.vacancy_of(session, found),
        **_waiting(session, actor, found),
        "closings": desk.closings(session, found),
        "set_off": set_off,
        "may_propose_hearing": agency is not None
        and triggers.waits_for_hearing(session, agency.id)
        and "suspend" in sanctions.available(session, actor, agency),
        "copies": desk.copies_of(session, found),
    }


def _waiting(session: Session, actor: Actor, found: Complaint) -> dict[str, Any]:
    """What waits for a second person, and whether it is somebody else than who looks."""
    row = second.waiting(session, found)
    if row is None:
        return {"waiting": None, "waits_for_others": False, "proposed": None, "proposed_agency": None}
    is_judgement = row.kind == "judge"
    return {
        "waiting": row,
        "waits_for_others": row.proposed_by_id == actor.account_id,
        "proposed": triage.proposed(row) if is_judgement else None,
        "proposed_agency": desk.agency_of(session, row) if is_judgement else None,
    }


def _estimates(session: Session, found: Complaint) -> list[dict[str, Any]]:
    """For each cost of which others told: the middle of what they said."""
    names = {one.code: _named(one.es, one.en) for one in standard.in_force(session).fees}
    made = []
    for code, currency in desk.costs_of(session, found):
        estimate = remedy.estimate(session, found, code, currency)
        if estimate is not None:
            made.append({"code": code, "name": names.get(code, code), "estimate": estimate})
    return made


def _choices(session: Session) -> dict[str, Any]:
    """What the forms of a handler offer."""
    law = standard.in_force(session)
    language = i18n.language()
    return {
        "kinds": words.choices("complaint.kind", Kind),
        "evidences": words.choices("complaint.evidence", triage.EVIDENCE),
        "signs": words.choices("complaint.sign", danger.SIGNS),
        "bodies": words.choices("complaint.body", danger.BODIES),
        "outcomes": words.choices("complaint.outcome", ending.OUTCOMES),
        "dismissals": words.choices("complaint.outcome", ending.DISMISSALS),
        "liables": words.choices("remedy.liable", remedy.LIABLE),
        "criteria": [(one.code, f"{one.code} {one.title[language]}") for one in law.criteria],
        "costs": [(one.code, f"{one.code} {_named(one.es, one.en)}") for one in law.fees],
        "currencies": _CURRENCIES,
        "places": _places(),
    }


def _named(es: str, en: str) -> str:
    return en if i18n.language() == "en" else es


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Municipalities under their departments, for a grouped choice."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, one in municipalities().items():
        grouped.setdefault(one.department, []).append((code, one.name))
    return [(departments()[code].name, rows) for code, rows in sorted(grouped.items())]


def _place(code: str | None) -> str | None:
    known = municipalities().get(code or "")
    return known.name if known else None
