"""/ministerio/expedientes/ID/norma - the assessment of a case: the matrix of criteria and elements; one page a
criterion with its evidence, result and findings; one page a finding with the agency's answers; the conditions."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download
from app.forms import Bound, Nothing, carry_out
from app.guards import allow
from app.ministry import assessment_forms as forms
from app.ministry.case_page import open_case
from app.pages import page, redirect
from app.words import standard as standard_words
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.organisations.models import Agency
from registry.proposals import queries as proposals
from registry.standard import demerits, queries, score, second_person, service
from registry.standard.model import Criterion, Standard
from registry.standard.models import CLASSES, CONSEQUENCES, KINDS, RESULTS, STRONGEST, Evidence, Finding
from registry.vetting import taken
from registry.vetting.models import Case

router = APIRouter(prefix="/expedientes/{public_id}")
_READ, _REVIEW = [allow(Permission.CASE_READ)], [allow(Permission.CASE_REVIEW)]
_CONFIRM = [allow(Permission.FINDING_CONFIRM)]


def _here(case: Case) -> str:
    return f"/ministerio/expedientes/{case.public_id}"


def _context(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """What every page of an assessment shows."""
    return {
        "case": case,
        "agency": session.get_one(Agency, case.agency_id),
        "here": _here(case),
        "standard": queries.of_case(session, case),
        "language": i18n.language(),
        "obstacle": service.why_not_assess(session, actor, case),
        "colour": standard_words.colour,
    }


def _may_read(actor: Actor, case: Case, one: Evidence) -> bool:
    """What only the people of the case read: who holds it, and who decides."""
    if one.confidentiality != "restricted":
        return True
    return actor.account_id == case.officer_id or may(actor, Permission.CASE_DECIDE)


# ---------------------------------------------------------------- the matrix


@router.get("/norma", dependencies=_READ)
def matrix(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _matrix(request, session, actor, open_case(session, actor, public_id), None)


def _matrix(
    request: Request, session: Session, actor: Actor, case: Case, bound: Bound[Any] | None
) -> HTMLResponse:
    agency = session.get_one(Agency, case.agency_id)
    standard = queries.of_case(session, case)
    found = queries.findings(session, case)
    return page(
        request,
        "ministry/assessment/matrix.html",
        bound=bound,
        groups=_groups(standard, agency.kind),
        results=queries.results(session, case),
        cells=queries.by_criterion(queries.evidence(session, case)),
        findings=found,
        open_findings={one.public_id: one for one in found if one.state in {"raised", "open"}},
        score=score.of_case(session, case),
        snapshots=queries.snapshots(session, case),
        ledger=demerits.of_agency(session, case.agency_id),
        conditions=queries.conditions(session, case),
        consequences=words.choices("condition.consequence", CONSEQUENCES),
        may_meet=case.state == "decided" and may(actor, Permission.CASE_REVIEW),
        counts_for=standard_words.span(queries.in_force(session).limits["demerit_months"]),
        **_context(session, actor, case),
    )


def _groups(standard: Standard, kind: str) -> list[tuple[str, str, list[Criterion]]]:
    """The criteria under their principles."""
    asked = standard.criteria_for(kind)
    language = i18n.language()
    return [
        (one.code, one.title[language], [each for each in asked if each.principle == one.code])
        for one in standard.principles
    ]


@router.post("/norma/set-condition", dependencies=_REVIEW)
def set_condition(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = open_case(session, actor, public_id)

    def act(sent: forms.ConditionForm) -> None:
        finding = queries.load_finding(session, actor, case, sent.finding) if sent.finding else None
        service.set_condition(
            session,
            actor,
            case,
            text=sent.condition,
            due_on=sent.condition_due,
            consequence=sent.consequence,
            finding=finding,
        )

    bound = carry_out(session, forms.ConditionForm, form, act)
    if bound.has_errors:
        return _matrix(request, session, actor, case, bound)
    return redirect(request, session, f"{_here(case)}/norma#condiciones")


@router.post("/norma/condiciones/{condition_id}/meet", dependencies=_REVIEW)
def meet_condition(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    condition_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    condition = queries.load_condition(session, case, condition_id)
    bound = carry_out(
        session, Nothing, form, lambda _sent: service.meet_condition(session, actor, case, condition)
    )
    if bound.has_errors:
        return _matrix(request, session, actor, case, bound)
    return redirect(request, session, f"{_here(case)}/norma#condiciones")


# ---------------------------------------------------------------- one criterion


@router.get("/norma/{code}", dependencies=_READ)
def read_criterion(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, code: str
) -> HTMLResponse:
    case = open_case(session, actor, public_id)
    return _criterion(request, session, actor, case, code, None)


def _criterion(
    request: Request, session: Session, actor: Actor, case: Case, code: str, bound: Bound[Any] | None
) -> HTMLResponse:
    agency = session.get_one(Agency, case.agency_id)
    standard = queries.of_case(session, case)
    codes = [one.code for one in standard.criteria_for(agency.kind)]
    if code not in codes:
        raise NotFound()
    place = codes.index(code)
    language = i18n.language()
    held = [one for one in queries.evidence(session, case) if one.criterion == code]
    return page(
        request,
        "ministry/assessment/criterion.html",
        bound=bound,
        stored=_stored(session, case, code),
        own_address=f"{_here(case)}/norma/{code}",
        criterion=standard.criterion(code),
        next_code=codes[place + 1] if place + 1 < len(codes) else None,
        previous_code=codes[place - 1] if place else None,
        next_critical=_next_critical(score.of_case(session, case).not_assessed_critical, codes, place),
        result=queries.results(session, case).get(code),
        held=held,
        offers=taken.offered(session, actor, case, code),
        may_read=lambda one: _may_read(actor, case, one),
        findings=[one for one in queries.findings(session, case) if one.criterion == code],
        elements=[(one.code, one.title[language]) for one in standard.elements],
        kinds=words.choices("evidence.kind", KINDS),
        classes=words.choices("evidence.class", CLASSES),
        strengths=words.choices("evidence.strength", range(STRONGEST + 1)),
        results=words.choices("criterion.result", RESULTS),
        grades=[(one.code, f"{one.title[language]} ({one.points})") for one in standard.grades],
        usual_due=standard.clocks.get("corrective_days"),
        **_context(session, actor, case),
    )


def _stored(session: Session, case: Case, code: str) -> dict[str, Any]:
    """The result as the form shows it."""
    found = queries.results(session, case).get(code)
    return {"result": found.result, "note": found.note} if found else {"result": "", "note": ""}


def _next_critical(left: tuple[str, ...], codes: list[str], place: int) -> str | None:
    """The next critical criterion that nobody assessed, going round; the case cannot be recommended before."""
    in_order = [*codes[place + 1 :], *codes[:place]]
    return next((code for code in in_order if code in left), None)


@router.post("/norma/{code}/add-evidence", dependencies=_REVIEW)
def add_evidence(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    case = open_case(session, actor, public_id)
    bound = carry_out(
        session,
        forms.EvidenceForm,
        form,
        lambda sent: service.add_evidence(
            session,
            actor,
            case,
            criterion=code,
            element=sent.element,
            kind=sent.kind,
            text=sent.text,
            strength=int(sent.strength),
            confidentiality=sent.confidentiality,
            source=sent.source or None,
            received_on=sent.received_on,
            valid_to=sent.valid_to,
        ),
    )
    return _after(request, session, actor, case, code, bound, "pruebas")


@router.post("/norma/{code}/take-evidence", dependencies=_REVIEW)
def take_evidence(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    """What a worker answered, or what a visit saw, as evidence of this criterion."""
    case = open_case(session, actor, public_id)
    bound = carry_out(
        session,
        forms.TakenForm,
        form,
        lambda sent: taken.take(session, actor, case, criterion=code, source=sent.source),
    )
    return _after(request, session, actor, case, code, bound, "pruebas")


def _after(
    request: Request,
    session: Session,
    actor: Actor,
    case: Case,
    code: str,
    bound: Bound[Any],
    anchor: str,
) -> Response:
    if bound.has_errors:
        return _criterion(request, session, actor, case, code, bound)
    return redirect(request, session, f"{_here(case)}/norma/{code}#{anchor}")


@router.post("/norma/{code}/pruebas/{evidence_id}/put-aside", dependencies=_REVIEW)
def put_aside(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    code: str,
    evidence_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    found = queries.load_evidence(session, case, evidence_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.put_aside(session, actor, case, found))
    return _after(request, session, actor, case, code, bound, "pruebas")


@router.post("/norma/{code}/assess", dependencies=_REVIEW)
def assess(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    case = open_case(session, actor, public_id)
    bound = carry_out(
        session,
        forms.ResultForm,
        form,
        lambda sent: service.set_result(
            session, actor, case, criterion=code, result=sent.result, note=sent.note
        ),
        stored=_stored(session, case, code),
    )
    return _after(request, session, actor, case, code, bound, "resultado")


@router.post("/norma/{code}/raise", dependencies=_REVIEW)
def raise_finding(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    case = open_case(session, actor, public_id)
    bound = carry_out(
        session,
        forms.FindingForm,
        form,
        lambda sent: service.raise_finding(
            session,
            actor,
            case,
            criterion=code,
            grade=sent.grade,
            statement=sent.statement,
            evidence=sent.evidence,
            due_on=sent.due_on,
        ),
    )
    return _after(request, session, actor, case, code, bound, "hallazgos")


# ---------------------------------------------------------------- one finding


@router.get("/hallazgos/{finding_id}", dependencies=_READ)
def read_finding(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, finding_id: str
) -> HTMLResponse:
    case = open_case(session, actor, public_id)
    return _finding(request, session, actor, case, finding_id, None)


def _finding(
    request: Request, session: Session, actor: Actor, case: Case, finding_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    finding = queries.load_finding(session, actor, case, finding_id)
    language = i18n.language()
    standard = queries.of_case(session, case)
    titles = {one.code: one.title[language] for one in standard.grades}
    is_open = finding.state in {"raised", "open"}
    return page(
        request,
        "ministry/assessment/finding.html",
        bound=bound,
        finding=finding,
        criterion=standard.criterion(finding.criterion),
        may_read=lambda one: _may_read(actor, case, one),
        verbs=moves.available(session, actor, finding),
        action_verbs={one.public_id: moves.available(session, actor, one) for one in finding.actions},
        proposals=proposals.of_subject(session, finding),
        may_propose=is_open and may(actor, Permission.CASE_REVIEW),
        lower=[(code, titles[code]) for code in second_person.lower_grades(finding.grade)],
        **_context(session, actor, case),
    )


def _act(
    request: Request, session: Session, actor: Actor, case: Case, finding: Finding, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _finding(request, session, actor, case, finding.public_id, bound)
    return redirect(request, session, f"{_here(case)}/hallazgos/{finding.public_id}")


@router.post("/hallazgos/{finding_id}/confirm", dependencies=_CONFIRM)
def confirm(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, finding_id: str
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.confirm(session, actor, finding))
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/decline", dependencies=_CONFIRM)
def decline(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, finding_id: str
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    bound = carry_out(
        session,
        forms.Decline,
        form,
        lambda sent: service.decline(session, actor, finding, reason=sent.decline_reason),
    )
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/propose-withdrawal", dependencies=_REVIEW)
def propose_withdrawal(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, finding_id: str
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    bound = carry_out(
        session,
        forms.Withdrawal,
        form,
        lambda sent: second_person.propose_withdrawal(session, actor, finding, reason=sent.withdraw_reason),
    )
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/propose-downgrade", dependencies=_REVIEW)
def propose_downgrade(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, finding_id: str
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    bound = carry_out(
        session,
        forms.Downgrade,
        form,
        lambda sent: second_person.propose_downgrade(
            session, actor, finding, grade=sent.new_grade, reason=sent.downgrade_reason
        ),
    )
    return _act(request, session, actor, case, finding, bound)


# ---------------------------------------------------------------- what the agency does about it


@router.post("/hallazgos/{finding_id}/medidas/{action_id}/accept", dependencies=_REVIEW)
def accept_plan(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    finding_id: str,
    action_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    action = queries.load_action(finding, action_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.accept_plan(session, actor, action))
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/medidas/{action_id}/refuse", dependencies=_REVIEW)
def refuse_plan(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    finding_id: str,
    action_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    action = queries.load_action(finding, action_id)
    bound = carry_out(
        session,
        forms.ActionNote,
        form,
        lambda sent: service.refuse_plan(session, actor, action, reason=sent.action_note),
    )
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/medidas/{action_id}/send-back", dependencies=_REVIEW)
def send_back_proof(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    finding_id: str,
    action_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    action = queries.load_action(finding, action_id)
    bound = carry_out(
        session,
        forms.ActionNote,
        form,
        lambda sent: service.send_back_proof(session, actor, action, reason=sent.action_note),
    )
    return _act(request, session, actor, case, finding, bound)


@router.post("/hallazgos/{finding_id}/medidas/{action_id}/verify", dependencies=_REVIEW)
def verify(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    finding_id: str,
    action_id: str,
) -> Response:
    case = open_case(session, actor, public_id)
    finding = queries.load_finding(session, actor, case, finding_id)
    action = queries.load_action(finding, action_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.verify(session, actor, action, finding))
    return _act(request, session, actor, case, finding, bound)


@router.get("/hallazgos/{finding_id}/medidas/{action_id}/prueba", dependencies=_READ)
def proof(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, finding_id: str, action_id: str
) -> Response:
    """The file the agency sent as proof."""
    case = open_case(session, actor, public_id)
    action = queries.load_action(queries.load_finding(session, actor, case, finding_id), action_id)
    return download(settings_of(request), queries.proof_of(session, action))
