"""/ministerio/banderas - red flags: what was compared, what to check, and the answer of one officer or of two."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, redirect
from app.words.flags import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.complaints.kinds import FEWEST
from registry.flags import dismissal, queries, rulebook, service
from registry.flags.models import RedFlag
from registry.flags.states import EXPLAIN_FROM, FlagState
from registry.organisations import queries as organisations
from registry.organisations.states import IN_GOOD_STANDING
from registry.proposals import queries as proposals
from registry.vetting import queries as vetting
from registry.vetting.queries import OPEN
from registry.vetting.states import OFFICIAL

router = APIRouter(prefix="/banderas")
_ANSWERS = ("explain", "set_aside", "confirm")


class Proposed(FormModel):
    """What two people would say of a flag."""

    outcome: Literal["explained", "false"]
    propose_reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


class Noted(FormModel):
    """A fact that an officer knows from outside."""

    kind: Literal["placements_declared", "placements_counted", "report_late", "official_post"]
    dated_on: date
    number: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    source: Annotated[str, StringConstraints(min_length=3, max_length=300)]


def shown(flag: RedFlag) -> dict[str, Any]:
    """A flag in words: its title, what to check, the facts compared (rows) or what was seen (a sentence)."""
    rule, language = rulebook.newest()[flag.rule], i18n.language()
    facts = flag.evidence.get("facts")
    rows = [
        (words.word(one["level"], "flag.level"), one.get("ours", "–"), one.get("theirs", "–"), one["weight"])
        for one in facts or ()
    ]
    return {
        "flag": flag,
        "title": rule.title[language],
        "check": rule.check[language],
        "rows": rows,
        "seen": "" if facts is not None else words.word(flag.rule, "flag.seen") % _plain(flag.evidence),
    }


# How many people told something: a small number could point at one of them.
_PEOPLE = frozenset({"reports", "people"})


def _plain(evidence: dict[str, Any]) -> dict[str, str]:
    return {key: _shown_value(key, value) for key, value in evidence.items()}


def _shown_value(key: str, value: Any) -> str:
    if key in _PEOPLE and isinstance(value, int) and value < FEWEST:
        return _("menos de 5")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)


def of_agency(session: Session, actor: Actor, agency_id: int) -> dict[str, Any]:
    """What ministry/flags/_section.html draws: on the page of an agency and of a case."""
    weighed = queries.of_agency(session, actor, agency_id)
    return {"weighed": weighed, "items": [shown(flag) for flag in weighed.flags], "colour": colour}


@router.get("", dependencies=[allow(Permission.FLAG_READ)])
def list_flags(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    waiting = queries.waiting(session, actor)
    titles = {code: rule.title[i18n.language()] for code, rule in rulebook.newest().rules.items()}
    return page(request, "ministry/flags/list.html", waiting=waiting, titles=titles, colour=colour)


@router.get("/agencia/{public_id}", dependencies=[allow(Permission.FLAG_READ)])
def read_agency_flags(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str
) -> HTMLResponse:
    return _agency(request, session, actor, public_id, None)


def _agency(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    agency = organisations.load_agency(session, actor, public_id)
    return page(
        request,
        "ministry/flags/agency.html",
        bound=bound,
        agency=agency,
        red=of_agency(session, actor, agency.id),
        kinds=words.choices("flag.noted", service.NOTED),
        may_note=may(actor, Permission.FLAG_DISPOSE),
    )


@router.post("/agencia/{public_id}/note", dependencies=[allow(Permission.FLAG_DISPOSE)])
def note(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = organisations.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        Noted,
        form,
        lambda sent: service.note(
            session, actor, agency, sent.kind, dated_on=sent.dated_on, number=sent.number, source=sent.source
        ),
    )
    if bound.has_errors:
        return _agency(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/banderas/agencia/{public_id}")


@router.get("/{public_id}", dependencies=[allow(Permission.FLAG_READ)])
def read_flag(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _flag(request, session, actor, public_id, None, "")


def _flag(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    bound: Bound[Any] | None,
    verb: str,
) -> HTMLResponse:
    """`verb`: whose form was sent, so that its errors stand beside it."""
    flag = queries.load(session, actor, public_id)
    proposal = proposals.open_about(session, flag, "flag_dismiss")
    may_propose = may(actor, Permission.FLAG_DISPOSE) and proposal is None
    outcomes = [
        code for code in dismissal.OUTCOMES if may_propose and dismissal.can_propose(session, flag, code)
    ]
    return page(
        request,
        "ministry/flags/read.html",
        bound=bound,
        sent=verb,
        flag=flag,
        one=shown(flag),
        colour=colour,
        weighed=queries.of_agency(session, actor, flag.agency_id),
        verbs=[one for one in moves.available(session, actor, flag) if one in _ANSWERS],
        outcomes=words.choices("flag.outcome", outcomes),
        proposal=proposal,
        may_open_case=_may_open_case(session, actor, flag),
    )


def _may_open_case(session: Session, actor: Actor, flag: RedFlag) -> bool:
    """A heavy flag that was confirmed of an agency in the register is looked into (6.2), once."""
    return (
        flag.state == FlagState.CONFIRMED
        and flag.weight >= EXPLAIN_FROM
        and flag.agency.state in IN_GOOD_STANDING
        and may(actor, Permission.CASE_OPEN)
        and not any(
            one.kind in OFFICIAL and one.state in OPEN
            for one in vetting.of_agency(session, actor, flag.agency)
        )
    )


@router.post("/{public_id}/explain", dependencies=[allow(Permission.FLAG_DISPOSE)])
def explain(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    flag = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.explain(session, actor, flag, reason=sent.reason)
    )
    return _after(request, session, actor, flag, bound, "explain")


@router.post("/{public_id}/set-aside", dependencies=[allow(Permission.FLAG_DISPOSE)])
def set_aside(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    flag = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.set_aside(session, actor, flag, reason=sent.reason)
    )
    return _after(request, session, actor, flag, bound, "set_aside")


@router.post("/{public_id}/confirm", dependencies=[allow(Permission.FLAG_DISPOSE)])
def confirm(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    flag = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.confirm(session, actor, flag, reason=sent.reason)
    )
    return _after(request, session, actor, flag, bound, "confirm")


@router.post("/{public_id}/propose", dependencies=[allow(Permission.FLAG_DISPOSE)])
def propose(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    flag = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        Proposed,
        form,
        lambda sent: dismissal.propose(
            session, actor, flag, outcome=sent.outcome, reason=sent.propose_reason
        ),
    )
    return _after(request, session, actor, flag, bound, "propose")


def _after(
    request: Request, session: DbSession, actor: CurrentActor, flag: RedFlag, bound: Bound[Any], verb: str
) -> Response:
    if bound.has_errors:
        return _flag(request, session, actor, flag.public_id, bound, verb)
    return redirect(request, session, f"/ministerio/banderas/{flag.public_id}")
