"""/ministerio/registro-de-actos - the event log for auditors: who did what, when, to which record, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page
from app.words import WORDS
from registry import events
from registry.access import Permission

router = APIRouter(prefix="/registro-de-actos")
SHOWN = 100


@router.get("", dependencies=[allow(Permission.AUDIT_READ)])
def read_log(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    before: Annotated[int | None, Query(ge=1)] = None,
    noun: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    found = events.latest(session, before=before, noun=noun or None, count=SHOWN + 1)
    return page(
        request,
        "ministry/audit/list.html",
        events=found[:SHOWN],
        older=found[SHOWN - 1].id if len(found) > SHOWN else None,
        noun=noun,
        nouns=[(name, _word("noun", name)) for name in events.nouns(session)],
        word=_word,
    )


def _word(kind: str, code: str) -> str:
    """The word of a noun or a verb; an act that is no longer done in this version keeps its code."""
    key = f"log.{kind}.{code}"
    return _(WORDS[key]) if key in WORDS else code


@router.get("/cadena", dependencies=[allow(Permission.AUDIT_READ)])
def check_chain(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Walk the whole chain now; every broken row is named."""
    return page(
        request, "ministry/audit/chain.html", broken=list(events.breaks(session)), head=events.head(session)
    )
