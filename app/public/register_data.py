"""/datos - the public register as open data: CSV and JSON, with the date they were made."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import words
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.security import limit
from registry import clock
from registry.access import Permission
from registry.organisations import register
from registry.organisations.register import Entry

router = APIRouter(prefix="/datos")
_FILE = [allow(Permission.PUBLIC_READ), limit("register_data", "30/minute")]
_COLUMNS = (
    "registry_no", "legal_name", "trade_names", "nit", "status", "status_es", "since", "valid_from", "valid_to",
    "conditions", "corridors", "municipality", "department", "address", "phones", "whatsapps", "emails", "webs",
    "representatives", "recruiters", "made_on",
)  # fmt: skip


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def data(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    entries = register.entries(session)
    counts: dict[str, int] = {}
    for one in entries:
        counts[one.status] = counts.get(one.status, 0) + 1
    return page(request, "public/register_data.html", total=len(entries), counts=counts)


@router.get("/agencias.csv", dependencies=_FILE)
def agencies_csv(session: DbSession, actor: CurrentActor) -> Response:
    """One row per agency, UTF-8 with a mark so that spreadsheets read the accents."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in register.entries(session):
        writer.writerow(harmless(cell) for cell in _row(one))
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "csv")


@router.get("/agencias.json", dependencies=_FILE)
def agencies_json(session: DbSession, actor: CurrentActor) -> Response:
    content = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "agencies": [asdict(one) for one in register.entries(session)],
    }
    answer = JSONResponse(jsonable_encoder(content))
    answer.headers["Content-Disposition"] = f'attachment; filename="agencias-{clock.today()}.json"'
    return answer


def _row(one: Entry) -> list[str]:
    values = asdict(one) | {
        "status_es": words.WORDS[f"agency.public.{one.status}"],
        "recruiters": tuple(f"{card.card_no} {card.name}" for card in one.recruiters),
        "made_on": clock.today(),
    }
    cells = []
    for column in _COLUMNS:
        value = values[column]
        cells.append("; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value))
    return cells


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (ASVS 1.2.10): those get an apostrophe in front.

    A telephone in its international form keeps its plus: digits and signs of a number are no formula.
    """
    if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(cell: str) -> bool:
    return cell[0] == "+" and all(char.isdigit() or char in " ()-;+" for char in cell) and "--" not in cell


def _file(text: str, media_type: str, ending: str) -> Response:
    name = f"agencias-{clock.today()}.{ending}"
    return Response(
        text, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
