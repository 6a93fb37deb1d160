"""/ministerio/registro-de-actos - the event log for auditors: who did what, when, to which record, and why; the chain,
the heads that were handed out, and a copy that says who took it out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response, StreamingResponse

from app.deps import CurrentActor, DbSession, SentForm, database_of, settings_of
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page
from app.words import WORDS, why
from registry import clock, events
from registry.access import Actor, Permission, Role
from registry.accounts import changes
from registry.accounts import queries as accounts
from registry.audit import chain, heads
from registry.db import Database
from registry.events import Event, Line
from registry.tables import Writer

router = APIRouter(prefix="/registro-de-actos")
SHOWN = 100
MOST_EXPORTED = 50_000
# Read from the log at once; a copy may take a slow line minutes, and holds no connection between two portions.
_AT_ONCE = 1_000
_COLUMNS = (
    "number", "at", "noun", "noun_word", "record", "verb", "verb_word", "actor", "actor_word", "reason",
    "reason_word", "hash", "taken_out_by",
)  # fmt: skip


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


def _narrowing(wanted: Wanted) -> dict[str, Any]:
    span = _span(wanted)
    return {
        "noun": wanted.noun or None,
        "account": wanted.cuenta or None,
        "since": span.since,
        "until": span.until,
    }


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
    found = events.latest(session, before=before, count=SHOWN + 1, **_narrowing(wanted))
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
        why=why,
        most=MOST_EXPORTED,
        has_altered=bool(changes.altered(session, actor)),
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
    name = f"registro-de-actos-{clock.today()}.csv"
    taken = made[0]
    mark = f"{actor.name} ({actor.public_id}), {taken.at.isoformat(timespec='seconds')}, {taken.id}"
    return StreamingResponse(
        _csv(database_of(request), _narrowing(bound.checked), taken.id, mark),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _csv(database: Database, narrowing: dict[str, Any], before: int, mark: str) -> Iterator[str]:
    """Portion after portion, each in a session of its own: nothing is added before a number that was given."""
    written = io.StringIO()
    table = Writer(written)
    # A mark at the start, so that spreadsheets read the accents.
    written.write("\ufeff")
    table.row(_COLUMNS)
    left = MOST_EXPORTED
    while left:
        with database.session(write=False) as session:
            found = events.lines(session, before=before, count=min(left, _AT_ONCE), **narrowing)
        table.rows((*_cells(one), mark) for one in found)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
        if len(found) < _AT_ONCE:
            return
        left, before = left - len(found), found[-1].id


def _cells(one: Line) -> tuple[object, ...]:
    """The codes, which the hash is over, and beside each its word, in Spanish whoever asks."""
    said = [WORDS.get(key, code) for key, code in (
        (f"log.noun.{one.noun}", one.noun), (f"log.verb.{one.verb}", one.verb), (_role_word(one.actor), one.actor),
    )]  # fmt: skip
    at = one.at.isoformat(timespec="seconds")
    return (
        one.id,
        at,
        one.noun,
        said[0],
        one.record_id,
        one.verb,
        said[1],
        one.actor,
        said[2],
        one.reason,
        None if one.reason is None else why(one.reason, str),
        one.hash,
    )


def _role_word(actor: str) -> str:
    role = actor.partition(":")[0]
    return "log.actor.public" if role == Role.PUBLIC else f"role.{role}"
