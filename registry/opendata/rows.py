"""What stands in the register's files: a line per agency and per warning, from what is public and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from registry.alerts.models import OperatorAlert
from registry.complaints import aggregates
from registry.organisations import register
from registry.tables import Writer

COLUMNS = (
    "registry_no", "legal_name", "trade_names", "nit", "status", "status_es", "since", "valid_from",
    "valid_to", "conditions", "corridors", "municipality", "department", "address", "offices", "phones",
    "whatsapps", "emails", "webs", "representatives", "recruiters", "vacancies", "certificates", "bond",
    "complaints_received", "complaints_closed", "fee_reports", "is_fictitious", "made_on",
)  # fmt: skip


def agency_lines(session: Session, made_at: datetime) -> list[dict[str, Any]]:
    """Every agency of the register as JSON-safe values, with its live vacancies and, from five on, its counts."""
    lines = []
    vacancies = register.live_by_agency(session)
    for one in register.entries(session):
        line = asdict(one) | {
            "vacancies": [asdict(vacancy) for vacancy in vacancies.get(one.code, [])],
            "complaints": complaint_counts(session, one.code),
            "made_at": made_at,
        }
        lines.append(_plain(line))
    return lines


def complaint_counts(session: Session, code: str) -> dict[str, Any] | None:
    """Complaints of the agency at this address (`Entry.code`), in fives, as of the last closed quarter."""
    keys = register.keys_of(session, [code])
    counts = aggregates.of_agency(session, keys[0]) if keys else None
    return asdict(counts) if counts is not None else None


def alert_lines(alerts: Iterable[OperatorAlert]) -> list[dict[str, Any]]:
    return [
        _plain(
            {
                "id": one.public_id, "brand": one.brand, "phones": one.phones, "webs": one.hosts, "method": one.method,
                "since": one.since, "published_at": one.published_at,
            }
        )
        for one in alerts
    ]  # fmt: skip


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(line, default=_written, ensure_ascii=False))
    return plain


def _written(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a public file")


def json_lines(lines: Iterable[dict[str, Any]]) -> bytes:
    """One JSON object a line, keys in order, UTF-8."""
    return "".join(json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n" for line in lines).encode()


def csv_table(entries: Iterable[dict[str, Any]], status_words: dict[str, str], made_on: date) -> bytes:
    """One row per agency, UTF-8 with a mark so that spreadsheets read the accents. `entries`: from `agency_lines`."""
    out = io.StringIO()
    writer = Writer(out)
    writer.row(COLUMNS)
    for one in entries:
        writer.row(_row(one, status_words, made_on))
    return ("\ufeff" + out.getvalue()).encode()


def _row(one: dict[str, Any], status_words: dict[str, str], made_on: date) -> list[str]:
    counts, bond = one["complaints"] or {}, one["bond"]
    values = one | {
        "status_es": status_words[one["status"]],
        "offices": [
            ", ".join(
                part for part in (office["address"], office["municipality"], office["department"]) if part
            )
            for office in one["offices"]
        ],
        "recruiters": [f"{card['card_no']} {card['name']}" for card in one["recruiters"]],
        "vacancies": [vacancy["number"] for vacancy in one["vacancies"]],
        "certificates": [
            f"{x['scheme']} {x['number']} ({x['issuer']}, {x['valid_to']})" for x in one["certificates"]
        ],
        "bond": f"{bond['currency']} {bond['least']}-{bond['most'] or ''} {bond['valid_to']}"
        if bond
        else None,
        "complaints_received": counts.get("received"),
        "complaints_closed": counts.get("closed"),
        "fee_reports": counts.get("fee_reports"),
        "made_on": made_on,
    }
    cells = []
    for column in COLUMNS:
        value = values[column]
        cells.append("; ".join(value) if isinstance(value, list) else "" if value is None else str(value))
    return cells
