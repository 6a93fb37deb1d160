"""/ministerio/leyes - the values of the law by scheme, one page per parameter with its history, and what two officers
do about them: propose a value or a table, see its effect, approve or refuse; confirm that nothing changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind, carry_out
from app.guards import allow
from app.ministry import forms, law_forms
from app.ministry.law_forms import Preview, Way
from app.pages import page, redirect
from app.second_factor import fresh
from app.words import facts as fact_words
from app.words import law as law_words
from registry import clock, moves
from registry.access import Permission, may
from registry.law import overview, queries, rechecks, service
from registry.law.models import LawProposal, digest_of
from registry.law.states import ProposalState
from registry.law.table import template
from registry.schemes.law import Parameter, Ruleset, amount_text

router = APIRouter(prefix="/leyes")
# Room for a table that is a little too large, so that it is refused in words beside its field.
_BODY_BYTES = 3 * law_forms.MAX_BYTES
_ROWS_SHOWN = 60


class Note(FormModel):
    note: Annotated[str, StringConstraints(min_length=3, max_length=500)]


@router.get("", dependencies=[allow(Permission.LAW_READ)])
def list_parameters(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    law = queries.in_force(session)
    groups = overview.overview(law, queries.confirmations(session), clock.today())
    listed = [one for group in groups.values() for one in group]
    return page(
        request,
        "ministry/law/list.html",
        groups=[(_schemes(law, schemes), rows) for schemes, rows in groups.items()],
        due={reason: sum(one.due == reason for one in listed) for reason in ("renewal", "unchecked")},
        waiting=queries.waiting(session),
        decided=queries.decided(session),
        unfit=queries.unfit(session),
        ruleset=law.hash,
        titles=_titles(law),
        **_words(law),
    )


def _schemes(law: Ruleset, schemes: tuple[str, ...]) -> str:
    return " · ".join(law.schemes[one].name[i18n.language()] for one in schemes)


def _titles(law: Ruleset) -> dict[str, str]:
    return {parameter.id: parameter.title[i18n.language()] for parameter in law.parameters.values()}


def _words(law: Ruleset) -> dict[str, Any]:
    """What every page of the law says values with."""
    language = i18n.language()

    def said_key(parameter: Parameter, key: tuple[str, ...]) -> str:
        named = zip(parameter.keys, key, strict=True)
        return " · ".join(law_words.key_word(law, name, value, language) for name, value in named)

    return {
        "unit": fact_words.unit,
        "amount": lambda value: law_words.amount(amount_text(value)),
        "said_key": said_key,
        "key_label": law_words.key_label,
        "colour": law_words.colour,
        "language": language,
    }


# ---------------------------------------------------------------- a proposal


@router.get("/propuestas/{public_id}", dependencies=[allow(Permission.LAW_READ)])
def read_proposal(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _proposal(request, session, actor, public_id, None)


def _proposal(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    proposal = queries.load(session, actor, public_id)
    law = queries.in_force(session)
    is_waiting = proposal.state == ProposalState.PROPOSED
    fits = all(queries.fits(law, value) for value in proposal.values)
    preview = (
        law_forms.preview(session, law, proposal.parameter, proposal.values) if is_waiting and fits else None
    )
    is_approved = proposal.state == ProposalState.APPROVED
    return page(
        request,
        "ministry/law/proposal.html",
        bound=bound,
        proposal=proposal,
        parameter=law.parameters.get(proposal.parameter),
        rows=preview.rows if preview else law_forms.stored_rows(proposal),
        preview=preview,
        seen=_shown(law, proposal),
        reason=queries.reason(session, proposal) if proposal.state == ProposalState.REFUSED else None,
        progress=rechecks.progress(session, proposal) if is_approved else None,
        found=rechecks.found_by(session, proposal) if is_approved else [],
        verbs=moves.available(session, actor, proposal),
        today=clock.today(),
        **_words(law),
    )


def _shown(law: Ruleset, proposal: LawProposal) -> str:
    """What a page about a proposal rests on: its values as they are kept, and the rules they would change."""
    return f"{digest_of(proposal.parameter, proposal.values)}_{law.hash}"


@router.post("/propuestas/{public_id}/approve", dependencies=[allow(Permission.LAW_APPROVE), fresh()])
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    if form.get("seen") != _shown(queries.in_force(session), proposal):
        bound = bind(forms.Nothing, form)
        bound.add("", law_words.text("law_moved_on"))
    else:
        bound = carry_out(
            session, forms.Nothing, form, lambda _sent: service.approve(session, actor, proposal)
        )
    return _decided(request, session, actor, proposal, bound)


@router.post("/propuestas/{public_id}/refuse", dependencies=[allow(Permission.LAW_APPROVE)])
def refuse(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(
        session, forms.Reason, form, lambda sent: service.refuse(session, actor, proposal, reason=sent.reason)
    )
    return _decided(request, session, actor, proposal, bound)


@router.post("/propuestas/{public_id}/withdraw", dependencies=[allow(Permission.LAW_PROPOSE)])
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(session, forms.Nothing, form, lambda _sent: service.withdraw(session, actor, proposal))
    return _decided(request, session, actor, proposal, bound)


def _decided(
    request: Request, session: DbSession, actor: CurrentActor, proposal: LawProposal, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _proposal(request, session, actor, proposal.public_id, bound)
    return redirect(request, session, f"/ministerio/leyes/propuestas/{proposal.public_id}")


# ---------------------------------------------------------------- a parameter


@router.get("/{parameter_id}", dependencies=[allow(Permission.LAW_READ)])
def read_parameter(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    parameter_id: str,
    key: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """`key`: the first key whose whole history is wanted; a large table shows what holds today otherwise."""
    return _parameter(request, session, actor, parameter_id, None, key)


def _parameter(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    parameter_id: str,
    bound: Bound[Any] | None,
    key: str = "",
) -> HTMLResponse:
    law, today = queries.in_force(session), clock.today()
    parameter = queries.parameter_of(law, actor, parameter_id)
    confirmations = queries.confirmations(session, [parameter.id])
    due = overview.due_of(law, confirmations, parameter.id, today)
    periods = list(overview.periods(parameter))
    firsts = sorted({one.key[0] for one in periods}) if parameter.keys else []
    if len(firsts) > 1:
        periods = [one for one in periods if (one.key[0] == key if key in firsts else one.holds(today))]
    rules = queries.touched_rules(law, parameter.id)
    return page(
        request,
        "ministry/law/read.html",
        bound=bound,
        parameter=parameter,
        standing=overview.standing(parameter, confirmations.get(parameter.id), due, today),
        confirmation=confirmations.get(parameter.id),
        periods=periods,
        firsts=firsts,
        key=key if key in firsts else "",
        origins=_origins(session, parameter.id),
        rules=[rule for one in law.schemes.values() for rule in one.requirements if rule.id in rules],
        waiting=[one for one in queries.waiting(session) if one.parameter == parameter.id],
        decided=queries.decided(session, parameter=parameter.id),
        may_propose=may(actor, Permission.LAW_PROPOSE),
        today=today,
        **_words(law),
    )


def _origins(session: DbSession, parameter_id: str) -> dict[tuple[Any, ...], LawProposal]:
    """The approved proposal that each value came with, by key and start; the others stand in the files."""
    found: dict[tuple[Any, ...], LawProposal] = {}
    for proposal in reversed(queries.decided(session, parameter=parameter_id, count=1_000)):
        if proposal.state == ProposalState.APPROVED:
            found |= {(value.key, value.starts_on): proposal for value in proposal.values}
    return found


@router.get("/{parameter_id}/plantilla.csv", dependencies=[allow(Permission.LAW_READ)])
def download_template(session: DbSession, actor: CurrentActor, parameter_id: str) -> Response:
    """The present values, UTF-8 with a mark so that spreadsheets read the accents."""
    parameter = queries.parameter_of(queries.in_force(session), actor, parameter_id)
    return Response(
        "\ufeff" + template(parameter),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{parameter.id}-{clock.today()}.csv"'},
    )


@router.post("/{parameter_id}/confirm", dependencies=[allow(Permission.LAW_PROPOSE)])
def confirm(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, parameter_id: str
) -> Response:
    parameter = queries.parameter_of(queries.in_force(session), actor, parameter_id)
    bound = carry_out(
        session, Note, form, lambda sent: service.confirm(session, actor, parameter, note=sent.note)
    )
    if bound.has_errors:
        return _parameter(request, session, actor, parameter_id, bound)
    return redirect(request, session, f"/ministerio/leyes/{parameter.id}")


# ---------------------------------------------------------------- propose


@router.get("/{parameter_id}/proponer/{way}", dependencies=[allow(Permission.LAW_PROPOSE)])
def propose_page(
    request: Request, session: DbSession, actor: CurrentActor, parameter_id: str, way: Way
) -> HTMLResponse:
    return _propose(request, session, actor, parameter_id, way, None, None)


def _propose(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    parameter_id: str,
    way: Way,
    sent: law_forms.Sent | None,
    preview: Preview | None,
) -> HTMLResponse:
    law = queries.in_force(session)
    parameter = queries.parameter_of(law, actor, parameter_id)
    return page(
        request,
        "ministry/law/propose.html",
        parameter=parameter,
        way=way,
        bound=sent.bound if sent else None,
        problems=sent.problems if sent else [],
        preview=preview,
        rows=preview.rows if preview else [],
        choices=law_forms.key_choices(law, parameter),
        columns=law_forms.columns(parameter),
        shown=_ROWS_SHOWN,
        today=clock.today(),
        **_words(law),
    )


@router.post(
    "/{parameter_id}/proponer/{way}/preview",
    dependencies=[allow(Permission.LAW_PROPOSE)],
    max_body_size=_BODY_BYTES,
)
def preview_values(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, parameter_id: str, way: Way
) -> Response:
    """What the values would change; nothing is kept."""
    law = queries.in_force(session)
    parameter = queries.parameter_of(law, actor, parameter_id)
    sent = law_forms.read(parameter, way, form)
    preview = (
        law_forms.preview(session, law, parameter.id, sent.values) if not sent.bound.has_errors else None
    )
    return _propose(request, session, actor, parameter_id, way, sent, preview)


@router.post(
    "/{parameter_id}/proponer/{way}/propose",
    dependencies=[allow(Permission.LAW_PROPOSE)],
    max_body_size=_BODY_BYTES,
)
def propose(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, parameter_id: str, way: Way
) -> Response:
    """Only what was previewed is proposed: otherwise the effect is shown once more."""
    law = queries.in_force(session)
    parameter = queries.parameter_of(law, actor, parameter_id)
    sent = law_forms.read(parameter, way, form)
    preview = proposal = None
    if not sent.bound.has_errors:
        preview = law_forms.preview(session, law, parameter.id, sent.values)
        if form.get("seen") != preview.digest:
            sent.bound.add("", law_words.text("law_not_seen"))
        else:
            with attempt(session, sent.bound):
                proposal = service.propose(
                    session, actor, parameter, sent.values, why=sent.why, file_name=sent.file_name
                )
    if proposal is None:
        return _propose(request, session, actor, parameter_id, way, sent, preview)
    return redirect(request, session, f"/ministerio/leyes/propuestas/{proposal.public_id}")
