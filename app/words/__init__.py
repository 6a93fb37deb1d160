"""Words for codes: states, verbs, problems, reasons. The one place where a code becomes text for people.

Each noun's file holds `WORDS` ("vacancy.state.published" -> text), `PROBLEMS` (error code -> text) and, where
matching gives reasons, `REASONS`. Texts are marked with N_ there and translated here, when they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.i18n import format_date
from app.i18n import gettext as _
from app.words import (
    agencies,
    agency_side,
    candidates,
    centre,
    certificates,
    common,
    desk,
    fair_mode,
    fairness,
    fairs,
    flags,
    handling,
    law,
    lists,
    log,
    matching,
    messages,
    obstacles,
    offers,
    own,
    pathways,
    plans,
    proposals,
    register,
    reports,
    same_person,
    schemes,
    standard,
    timelines,
    trust,
    vacancies,
    voices,
)
from registry.errors import DomainError

_AREAS = (
    schemes,
    fair_mode,
    common,
    candidates,
    agencies,
    agency_side,
    desk,
    vacancies,
    law,
    timelines,
    lists,
    pathways,
    matching,
    messages,
    fairness,
    obstacles,
    flags,
    plans,
    proposals,
    standard,
    offers,
    reports,
    register,
    handling,
    same_person,
    own,
    centre,
    fairs,
    voices,
    trust,
    certificates,
)
WORDS: dict[str, str] = {key: text for area in (*_AREAS, log) for key, text in area.WORDS.items()}
PROBLEMS: dict[str, str] = {key: text for area in _AREAS for key, text in area.PROBLEMS.items()}
REASONS: dict[str, str] = matching.REASONS | plans.REASONS


def word(value: Any, kind: str) -> str:
    """The label of a code of one kind: word("published", "vacancy.state"). KeyError when nobody wrote one."""
    return _(WORDS[f"{kind}.{value}"])


def choices(kind: str, values: Any) -> list[tuple[str, str]]:
    """(code, label) pairs for a field."""
    return [(str(value), word(value, kind)) for value in values]


def problem(error: DomainError) -> str:
    """What happened, why, and what to do next."""
    text = PROBLEMS.get(error.code, PROBLEMS["unknown_problem"])
    arguments = {
        key: format_date(value) if isinstance(value, date) else str(value)
        for key, value in error.args_for_words.items()
    }
    told = _(text) % arguments if arguments and "%(" in text else _(text)
    # Of several files that were sent at once: which.
    return f"«{arguments['of_file']}»: {told}" if arguments.get("of_file") else told


def reason(found: Any) -> str:
    """A matching Reason, as an object or as its stored JSON, in words."""
    code, arguments = (
        (found["code"], found["args"]) if isinstance(found, Mapping) else (found.code, found.args)
    )
    return _(REASONS[code]) % matching.readable(code, arguments)


def why(said: str, translate: Callable[[str], str] = _) -> str:
    """Why something was done, as it was typed, or in words where the clock did it and wrote a code, maybe with a
    number after it. `translate`: into the reader's language; `str` leaves the Spanish."""
    code, _colon, number = said.partition(":")
    text = WORDS.get(f"log.reason.{code}")
    return said if text is None else translate(text) % {"number": number}


def form_error(kind: str, context: Mapping[str, Any]) -> str:
    """The words for a Pydantic error type; our own types are raised as PydanticCustomError with the code as type."""
    text = common.FORM_ERRORS.get(kind) or PROBLEMS.get(kind) or common.FORM_ERRORS["other"]
    return _(text) % context if "%(" in text else _(text)


def http_problem(status: int) -> str:
    return _(common.HTTP.get(status, common.HTTP[400]))


def http_code(status: int) -> str:
    return {
        404: "not_found",
        405: "method_not_allowed",
        413: "too_large",
        429: "too_many",
        503: "no_database",
        507: "no_room",
    }.get(status, "bad_request")


def text_of(code: str) -> str:
    """The words of a problem code on its own, for an error found before a service was asked."""
    return _(PROBLEMS[code])
