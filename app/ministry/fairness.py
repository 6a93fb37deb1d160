"""/ministerio/equidad - how lists treat groups: the policy of each scheme, a new one for two people, the panel over all
lists, and the yearly audit as a file.

Officers also read each list's own panel on its page; who may not see individuals reads it here, masked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words import matching
from registry import clock
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.fairness import export, queries, service
from registry.fairness.policy import TRAITS, Mode
from registry.law.queries import in_force
from registry.schemes.facts import MODELLED_SCHEMES

router = APIRouter(prefix="/equidad")
_Short = Annotated[str, StringConstraints(max_length=20)]


class Sent(FormModel):
    mode: _Short = ""
    traits: list[_Short] = []
    share: _Short = ""
    alpha: _Short = ""
    starts_on: date
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


@router.get("", dependencies=[allow(Permission.FAIRNESS_READ)])
def overview(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    programa: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    scheme = programa if programa in MODELLED_SCHEMES else None
    today = clock.today()
    return page(
        request,
        "ministry/fairness/list.html",
        policies=[queries.policy_for(session, one, today) for one in MODELLED_SCHEMES],
        waiting={one: queries.waiting(session, one) for one in MODELLED_SCHEMES},
        watched=queries.watched(session, actor, scheme=scheme),
        scheme=scheme,
        years=export.years(session) if may(actor, Permission.FAIRNESS_EXPORT) else [],
        reads_lists=may(actor, Permission.SHORTLIST_READ),
        traits=TRAITS,
        group_name=matching.group_name,
        names=_names(session),
    )


def _names(session: Session) -> dict[str, str]:
    law = in_force(session)
    return {one: law.schemes[one].name[i18n.language()] for one in MODELLED_SCHEMES}


@router.get("/informe/{year}", dependencies=[allow(Permission.FAIRNESS_EXPORT)])
def audit(session: DbSession, actor: CurrentActor, year: Annotated[int, Path(ge=2000, le=2999)]) -> Response:
    """The year's aggregates as a file; nothing of fewer than five people is in it."""
    return Response(
        export.csv_of(export.rows(session, actor, year), matching.group_name),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="equidad-{year}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/listas/{public_id}", dependencies=[allow(Permission.FAIRNESS_READ)])
def read_list(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    """The figures of one list without the people on it."""
    shortlist = queries.load(session, actor, public_id)
    return page(
        request,
        "ministry/fairness/panel.html",
        shortlist=shortlist,
        reports=queries.panel(shortlist.fairness, actor),
        policy=queries.followed(shortlist),
        reads_lists=may(actor, Permission.SHORTLIST_READ),
        group_name=matching.group_name,
    )


@router.get("/{scheme_id}", dependencies=[allow(Permission.FAIRNESS_READ)])
def read_policy(request: Request, session: DbSession, actor: CurrentActor, scheme_id: str) -> HTMLResponse:
    return _policy(request, session, actor, scheme_id, None)


@router.post("/{scheme_id}/propose", dependencies=[allow(Permission.FAIRNESS_PROPOSE)])
def propose(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, scheme_id: str
) -> Response:
    if scheme_id not in MODELLED_SCHEMES:
        raise NotFound()
    made: dict[str, str] = {}

    def act(sent: Sent) -> None:
        _policy_row, proposal = service.propose(
            session,
            actor,
            scheme_id,
            mode=sent.mode,
            traits=sent.traits,
            share=sent.share,
            alpha=sent.alpha,
            starts_on=sent.starts_on,
            reason=sent.reason,
        )
        made["id"] = proposal.public_id

    bound = carry_out(session, Sent, form, act)
    if bound.has_errors:
        return _policy(request, session, actor, scheme_id, bound)
    return redirect(request, session, f"/ministerio/aprobaciones/{made['id']}")


def _policy(
    request: Request, session: Session, actor: Actor, scheme_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    history = queries.history(session, actor, scheme_id)
    return page(
        request,
        "ministry/fairness/policy.html",
        bound=bound,
        scheme=scheme_id,
        name=_names(session)[scheme_id],
        current=queries.policy_for(session, scheme_id, clock.today()),
        history=history,
        waiting=queries.waiting(session, scheme_id),
        may_propose=may(actor, Permission.FAIRNESS_PROPOSE),
        modes=words.choices("fairness.mode", list(Mode)),
        traits=words.choices("trait", TRAITS),
        today=clock.today(),
    )
