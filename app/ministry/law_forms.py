"""What an officer types or uploads to change the law, and what it would change, ready for the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from app import i18n
from app.forms import Bound, FormModel, bind, clean
from app.words import law as law_words
from registry.law import effect as effects
from registry.law import queries, table
from registry.law.models import LawProposal, digest_of
from registry.schemes.law import Parameter, Ruleset, amount_text
from registry.schemes.loader import ExtraValue, amended

# A table goes back to the browser and comes again as one part of a form, of which the server reads 1 MiB.
MAX_BYTES = 900_000


class Way(StrEnum):
    """Last part of the address: one value in boxes, or a whole table."""

    VALUE = "valor"
    TABLE = "tabla"


class ValueForm(FormModel):
    """The keys of the parameter come beside these, each as key_NAME."""

    starts_on: date
    value: Annotated[str, StringConstraints(max_length=2_000)] = ""
    ends: Literal["", "1"] = ""
    confidence: Literal["verified", "unverified"]
    reference: Annotated[str, StringConstraints(max_length=300)]
    href: Annotated[str, StringConstraints(max_length=500)] = ""
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    why: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


class TableForm(FormModel):
    """The table comes beside these: the file, or its text in `table`."""

    order: Literal["", "dmy", "mdy"] = ""
    why: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


@dataclass
class Sent:
    """A sent form. problems: (row, column, words) of the table's mistakes."""

    bound: Bound[Any]
    values: tuple[ExtraValue, ...] = ()
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    file_name: str | None = None

    @property
    def why(self) -> str:
        return str(self.bound.value("why"))


@dataclass(frozen=True)
class Preview:
    """What proposed values would change. digest: of exactly these values; counts: values by kind."""

    digest: str
    rows: list[dict[str, Any]]
    counts: dict[str, int]
    effect: effects.Effect
    used: list[effects.Used]


def read(parameter: Parameter, way: Way, form: FormData) -> Sent:
    """Errors stand in `bound`; everything typed stays, also the content of an uploaded file."""
    return _read_value(parameter, form) if way is Way.VALUE else _read_table(parameter, form)


def _read_value(parameter: Parameter, form: FormData) -> Sent:
    bound = bind(ValueForm, form)
    keys = {name: clean(str(form.get(f"key_{name}", ""))).strip() for name in parameter.keys}
    bound.values |= {f"key_{name}": value for name, value in keys.items()}
    sent = Sent(bound)
    values = bound.values
    cells = keys | {
        "starts_on": bound.data.starts_on.isoformat() if bound.data else "2000-01-01",
        "value": table.END if values.get("ends") else str(values.get("value", "")),
        "confidence": str(values.get("confidence") or "verified"),
    }
    cells |= {name: str(values.get(name, "")) for name in ("reference", "href", "note")}
    reading = table.read_cells(parameter, [(1, cells)])
    for problem in reading.problems:
        name = f"key_{problem.column}" if problem.column in parameter.keys else str(problem.column)
        bound.add(name, law_words.problem_text(problem))
    sent.values = reading.values
    return sent


def _read_table(parameter: Parameter, form: FormData) -> Sent:
    bound = bind(TableForm, form)
    upload, typed = form.get("file"), form.get("table")
    text = clean(typed) if isinstance(typed, str) else ""
    sent = Sent(bound, file_name=clean(str(form.get("file_name", "")))[:200] or None)
    if isinstance(upload, UploadFile) and upload.filename:
        content = upload.file.read(MAX_BYTES + 1)
        read = clean(table.decode(content))
        if len(content) > MAX_BYTES or _bytes_sent(read) > MAX_BYTES:
            bound.add("file", law_words.text("law_file_large"))
            bound.values["table"] = text
            return sent
        text, sent.file_name = read, clean(upload.filename)[:200]
    bound.values |= {"table": text, "file_name": sent.file_name or ""}
    if not text.strip():
        bound.add("file", law_words.text("law_table_missing"))
        return sent
    if _bytes_sent(text) > MAX_BYTES:
        bound.add("table", law_words.text("law_file_large"))
        return sent
    order = str(bound.value("order")) or None
    reading = table.read_table(parameter, text, order=order)
    sent.values = reading.values
    sent.problems = [
        (
            str(one.row or ""),
            law_words.column_label(one.column) if one.column else "",
            law_words.problem_text(one),
        )
        for one in reading.problems
    ]
    if sent.problems:
        bound.add("table", law_words.problems_counted(len(sent.problems)))
    return sent


def _bytes_sent(text: str) -> int:
    """As a browser sends it: UTF-8, and two bytes for the end of a line."""
    return len(text.encode()) + text.count("\n")


def preview(session: Session, law: Ruleset, parameter: str, values: Iterable[ExtraValue]) -> Preview:
    listed = list(values)
    changes = effects.changes(law, listed)
    kinds = [change.kind for change in changes]
    return Preview(
        digest=digest_of(parameter, listed),
        rows=_sorted([_row(change) for change in changes if change.kind != "unchanged"]),
        counts={kind: kinds.count(kind) for kind in ("new", "corrected", "restated", "unchanged")},
        effect=effects.effect(session, law, amended(law, listed), parameter),
        used=effects.decided_with(session, changes),
    )


def _row(change: effects.Change) -> dict[str, Any]:
    value = change.value
    return {
        "kind": change.kind,
        "key": value.key,
        "starts_on": value.starts_on,
        "until": change.until,
        "before": amount_text(change.before.amount) if change.before else "",
        "since": change.before.starts_on if change.before else None,
        "amount": amount_text(value.amount),
        "percent": change.percent,
        "confidence": value.confidence,
        "reference": value.reference,
        "note": value.note,
    }


def stored_rows(proposal: LawProposal) -> list[dict[str, Any]]:
    """The values of a decided proposal beside what stood in the law when they were proposed."""
    found = []
    for row, value in zip(proposal.rows, proposal.values, strict=True):
        until = row.get("until")
        found.append(
            {
                "kind": row["kind"],
                "key": value.key,
                "starts_on": value.starts_on,
                "until": date.fromisoformat(until) if until else None,
                "before": row["before"],
                "since": None,
                "amount": amount_text(value.amount),
                "percent": None,
                "confidence": value.confidence,
                "reference": value.reference,
                "note": value.note,
            }
        )
    return _sorted(found)


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Corrections first, then the largest changes."""
    return sorted(rows, key=lambda row: (row["kind"] != "corrected", -abs(row["percent"] or 0), row["key"]))


def key_choices(law: Ruleset, parameter: Parameter) -> list[tuple[str, list[tuple[str, str]]]]:
    """(key, its choices) for the boxes of one value; no choices where anything may be written."""
    language = i18n.language()
    return [
        (name, [(value, law_words.key_word(law, name, value, language)) for value in values])
        for name, values in queries.known_values(parameter).items()
    ]


def columns(parameter: Parameter) -> list[tuple[str, str]]:
    """(column, its name in words) of a table for this parameter."""
    return [(name, law_words.column_label(name)) for name in table.columns(parameter)]
