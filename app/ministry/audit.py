"""/ministerio/registro-de-actos - the event log for auditors: who did what, when, to which record, and why; the chain,
the heads that were handed out, and a copy that says who took it out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page
from app.words import WORDS
from registry import clock, events
from registry.access import Actor, Permission
from registry.accounts import queries as accounts
from registry.audit import chain, heads
from registry.events import Event
from registry.tables import Writer

router = APIRouter(prefix="/registro-de-actos")
SHOWN = 100
MOST_EXPORTED = 50_000
_COLUMNS = ("number", "at", "noun", "record", "verb", "actor", "reason", "hash")


class Wanted(FormModel):
    """What the list is narrowed to; also sent with the form that takes a copy out."""

    noun: str = ""
    cuenta: str = ""
    desde: str = ""
    hasta: str = ""


class Export(Reason, Wanted):
    pass


@dataclass(frozen=True, slots=True)
class _Span:
    """Whole days on the clock of Guatemala; None is open."""

    since: datetime | None
    until: datetime | None


def day_of(typed: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.GUATEMALA)


def _span(wanted: Wanted) -> _Span:
    first, last = day_of(wanted.desde), day_of(wanted.hasta)
    # The last day of the calendar has no day after it.
    after = last + timedelta(days=1) if last is not None and last < date.max else None
    return _Span(midnight(first) if first else None, midnight(after) if after else None)


def _found(session: Session, wanted: Wanted, *, before: int | None, count: int) -> list[Event]:
    span = _span(wanted)
    return events.latest(
        session,
        before=before,
        noun=wanted.noun or None,
        account=wanted.cuenta or None,
        since=span.since,
        until=span.until,
        count=count,
    )


@router.get("", dependencies=[allow(Permission.AUDIT_READ)])
def read_log(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    before: Annotated[int | None, Query(ge=1)] = None,
    noun: Annotated[str, Query(max_length=40)] = "",
    cuenta: Annotated[str, Query(max_length=40)] = "",
    desde: Annotated[str, Query(max_length=10)] = "",
    hasta: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    wanted = Wanted(noun=noun, cuenta=cuenta, desde=desde, hasta=hasta)
    return _list(request, session, actor, wanted, None, before)


def _list(
    request: Request,
    session: Session,
    actor: Actor,
    wanted: Wanted,
    bound: Bound[Any] | None,
    before: int | None,
) -> HTMLResponse:
    found = _found(session, wanted, before=before, count=SHOWN + 1)
    older = found[SHOWN - 1].id if len(found) > SHOWN else None
    narrowed = {name: value for name, value in wanted.model_dump().items() if value}
    return page(
        request,
        "ministry/audit/list.html",
        bound=bound,
        events=found[:SHOWN],
        older=f"/ministerio/registro-de-actos?{urlencode(narrowed | {'before': older})}" if older else None,
        wanted=wanted,
        nouns=[(name, word("noun", name)) for name in events.nouns(session)],
        accounts=account_choices(session, actor),
        word=word,
        most=MOST_EXPORTED,
    )


def account_choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [(one.public_id, f"{one.name} ({one.email})") for one in accounts.visible_to(session, actor)]


def word(kind: str, code: str) -> str:
    """The word of a noun or a verb; an act that is no longer done in this version keeps its code."""
    key = f"log.{kind}.{code}"
    return _(WORDS[key]) if key in WORDS else code


@router.get("/cadena", dependencies=[allow(Permission.AUDIT_READ)])
def check_chain(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Walk the whole chain, and compare it with the heads that were handed out; every broken row is named."""
    walker: chain.Walker = request.app.state.chain
    handed_out = heads.read(heads.text_of(settings_of(request).data_dir))
    return page(request, "ministry/audit/chain.html", found=walker.look(session, handed_out))


@router.post("/export", dependencies=[allow(Permission.AUDIT_EXPORT)])
def export(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A copy of what the list shows, with who took it out and when on every line; that it was is in the log first."""
    made: list[Event] = []

    def act(sent: Export) -> None:
        narrowed = {name: value for name, value in sent.model_dump(exclude={"reason"}).items() if value}
        made.append(
            events.record(session, actor, "log", "log", "export_log", reason=sent.reason, data=narrowed)
        )

    bound = carry_out(session, Export, form, act)
    if bound.has_errors:
        wanted = Wanted(**{name: str(bound.value(name))[:40] for name in Wanted.model_fields})
        return _list(request, session, actor, wanted, bound, None)
    found = _found(session, bound.checked, before=made[0].id, count=MOST_EXPORTED)
    name = f"registro-de-actos-{clock.today()}.csv"
    return Response(
        _csv(found, actor, made[0]),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _csv(found: list[Event], actor: Actor, taken: Event) -> str:
    mark = f"{actor.name} ({actor.public_id}), {taken.at.isoformat(timespec='seconds')}, {taken.id}"
    written = io.StringIO()
    lines = Writer(written)
    lines.row((*_COLUMNS, "taken_out_by"))
    for one in found:
        cells = (
            str(one.id), one.at.isoformat(timespec="seconds"), one.noun, one.record_id, one.verb, one.actor,
            one.reason or "", one.hash, mark,
        )  # fmt: skip
        lines.row(cells)
    # A mark at the start, so that spreadsheets read the accents.
    return "\ufeff" + written.getvalue()
