"""/ministerio/aprobaciones - what waits for a second person: read what would change, approve, reject, withdraw."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, Reason, carry_out
from app.guards import allow
from app.i18n import N_
from app.ministry import flags
from app.pages import page, redirect
from app.second_factor import fresh
from app.words.proposals import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.fairness import service as fairness
from registry.flags.models import RedFlag
from registry.lists.models import ListAnswer
from registry.organisations.models import Agency, Standing
from registry.proposals import every as every
from registry.proposals import kinds, queries, service
from registry.proposals.models import Proposal
from registry.same_person import answers
from registry.same_person import queries as pairs
from registry.same_person.models import LikelyPair
from registry.standard.models import Finding
from registry.vacancies.models import Vacancy
from registry.vetting.models import Case

router = APIRouter(prefix="/aprobaciones")
# Fields whose value is a code, and which words it has; fields that hold a day.
_WORDED = {
    "mode": "fairness.mode",
    "traits": "trait",
    "outcome": "flag.outcome",
    "from": "finding.grade",
    "to": "finding.grade",
    "grade": "finding.grade",
}
_DAYS = frozenset({"heard_on", "since", "known_since", "starts_on", "tested_on"})
_ABOUT = {
    "criterion": N_("Criterio"),
    "statement": N_("Hallazgo"),
    "flag": N_("Bandera"),
    "seen": N_("Qué se vio"),
    "grade": N_("Gravedad"),
    "listed": N_("Nombre de la lista"),
    "said": N_("Respuesta de hoy"),
}


@router.get("", dependencies=[allow(Permission.PROPOSAL_READ)])
def list_proposals(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "ministry/proposals/list.html",
        waiting=[_about(session, actor, one) for one in queries.open_for(session, actor)],
        others=[_about(session, actor, one) for one in queries.decided_for(session, actor)],
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.PROPOSAL_READ)])
def read_proposal(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, session, actor, public_id, None)


def _page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    proposal = queries.load(session, actor, public_id)
    return page(
        request,
        "ministry/proposals/read.html",
        bound=bound,
        one=_about(session, actor, proposal),
        proposal=proposal,
        changes=_about_what(session, actor, proposal) + _changes(session, proposal),
        said=_said(session, actor, proposal),
        is_sealed=kinds.find(proposal.kind).seal_reason is not None,
        is_changed=proposal.state == "open" and _is_changed(session, proposal),
        verbs=moves.available(session, actor, proposal),
        colour=colour,
    )


def _said(session: Session, actor: Actor, proposal: Proposal) -> list[answers.Said]:
    """The reasons that are sealed with a pair of records, for who may read the pair."""
    if proposal.kind != answers.KIND:
        return []
    try:
        return answers.said(pairs.load(session, actor, proposal.subject_id))
    except NotFound:
        return []


def _is_changed(session: Session, proposal: Proposal) -> bool:
    return queries.content_hash(session, proposal) != proposal.content_hash


def _about(session: Session, actor: Actor, proposal: Proposal) -> dict[str, Any]:
    """A proposal with the name and the address of what it is about; neither for what this actor may not read."""
    agency, case, vacancy = _subject(session, proposal)
    name, href = "", None
    if proposal.subject_type == LikelyPair.__tablename__ and may(actor, Permission.DUPLICATE_READ):
        href = f"/ministerio/duplicados/{proposal.subject_id}"
    if proposal.kind == fairness.KIND:
        href = f"/ministerio/equidad/{proposal.content['scheme']}"
    if proposal.subject_type == "skill_certificate" and may(actor, Permission.CERTIFICATE_READ):
        name, href = proposal.content["number"], f"/ministerio/certificados/{proposal.subject_id}"
    if proposal.subject_type == "training_centre" and may(actor, Permission.CERTIFICATE_READ):
        name, href = proposal.content["name"], "/ministerio/certificados/centros"
    if vacancy is not None and may(actor, Permission.VACANCY_READ, vacancy):
        name, href = vacancy.title, f"/ministerio/vacantes/{vacancy.public_id}"
    if agency is not None and may(actor, Permission.AGENCY_READ, agency):
        name, href = agency.legal_name, f"/ministerio/agencias/{agency.public_id}"
    if case is not None and may(actor, Permission.CASE_READ, case):
        href = f"/ministerio/expedientes/{case.public_id}"
    kind = words.word(proposal.kind, "proposal.kind")
    return {"proposal": proposal, "kind": kind, "name": name, "href": href}


def _subject(session: Session, proposal: Proposal) -> tuple[Agency | None, Case | None, Vacancy | None]:
    """The agency, the case and the vacancy that a proposal is about, where it is about any."""
    try:
        subject = queries.subject_of(session, proposal)
    except NotFound:
        return None, None, None
    if isinstance(subject, Vacancy):
        return None, None, subject
    if isinstance(subject, ListAnswer):
        number = proposal.content["number"]
        return None, None, session.scalars(select(Vacancy).where(Vacancy.number == number)).one()
    case = session.get(Case, subject.case_id) if hasattr(subject, "case_id") else None
    if isinstance(subject, Agency):
        return subject, None, None
    key = case.agency_id if case is not None else getattr(subject, "agency_id", None)
    return (session.get(Agency, key) if key is not None else None), case, None


def _about_what(session: Session, actor: Actor, proposal: Proposal) -> list[dict[str, Any]]:
    """What the second person decides on, where the proposal itself does not say it: the finding or the flag."""
    try:
        subject = queries.subject_of(session, proposal)
    except NotFound:
        return []
    if isinstance(subject, Finding) and may(actor, Permission.CASE_READ, session.get(Case, subject.case_id)):
        return [
            {"key": _label("criterion"), "value": subject.criterion},
            {"key": _label("statement"), "value": subject.statement},
            {
                "key": _label("grade"),
                "value": words.word(subject.grade, "finding.grade"),
            },
        ]
    if isinstance(subject, ListAnswer) and may(actor, Permission.VACANCY_SUSPEND):
        where = f", {subject.listed_place}" if subject.listed_place else ""
        said = words.word("same" if subject.is_same else "different", "list.answer")
        return [
            {
                "key": _label("listed"),
                "value": f"{subject.listed_name}{where} ({words.word(subject.kind, 'list.kind')})",
            },
            {"key": _label("said"), "value": f"{said}. {subject.note} ({subject.by})"},
        ]
    if isinstance(subject, RedFlag) and may(actor, Permission.FLAG_READ):
        seen = flags.shown(subject)
        facts = [f"{level}: {ours} / {theirs}" for level, ours, theirs, _weight in seen["rows"]]
        return [
            {
                "key": _label("flag"),
                "value": f"{seen['title']} ({subject.rule}, {subject.weight})",
            },
            {"key": _label("seen"), "value": "; ".join(facts) or seen["seen"]},
        ]
    return []


def _label(code: str) -> str:
    text = _ABOUT[code]
    return i18n.gettext(text)


def _changes(session: Session, proposal: Proposal) -> list[dict[str, Any]]:
    """What the proposal holds, field by field, in words."""
    rows = []
    for field, value in proposal.content.items():
        if value in (None, "", []):
            continue
        key = f"proposal.field.{field}"
        rows.append(
            {
                "key": i18n.gettext(words.WORDS[key]) if key in words.WORDS else field,
                # Whole texts, each on a line of its own.
                "value": value if field == "texts" else _in_words(session, field, value),
            }
        )
    return rows


def _in_words(session: Session, field: str, value: Any) -> str:
    if field in _WORDED:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(words.word(str(one), _WORDED[field]) for one in codes)
    if field in _DAYS:
        return i18n.format_date(date.fromisoformat(value))
    if field == "standing" and (line := session.get(Standing, int(value))) is not None:
        return f"{words.word(line.state, 'agency.state')}, {i18n.format_date(line.since)}"
    shown = value if isinstance(value, list) else [value]
    return ", ".join(str(one) for one in shown)


@router.post("/{public_id}/approve", dependencies=[allow(Permission.PROPOSAL_DECIDE), fresh()])
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.approve(session, actor, proposal, reason=sent.reason)
    )
    return _after(request, session, actor, public_id, bound)


@router.post("/{public_id}/reject", dependencies=[allow(Permission.PROPOSAL_DECIDE)])
def reject(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.reject(session, actor, proposal, reason=sent.reason)
    )
    return _after(request, session, actor, public_id, bound)


@router.post("/{public_id}/withdraw", dependencies=[allow(Permission.PROPOSAL_WITHDRAW)])
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.withdraw(session, actor, proposal))
    return _after(request, session, actor, public_id, bound)


def _after(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/aprobaciones/{public_id}")
