"""What a question is: its address, its form, and how its answer gets into the answers and back onto the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms import Bound, FormModel
from app.i18n import gettext as _
from app.words import form_error
from registry.candidates.drafts import Answers


def _nothing(_answers: Answers) -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the registration; also one correction on a person's own pages.

    form: the model of the page, which may depend on the answers. values: what stands in the fields, by field name.
    store: puts checked data into the answers; raises Invalid. said: the answer in words, for the check page.
    more: further context of the template. missing: what to say when nothing was answered. applies: whether it is
    asked at all. follow: a page that must come next. found: the words and codes that were offered to be ticked, kept
    as pairs to learn from.
    """

    slug: str
    section: str
    label: str
    template: str
    form: Callable[[Answers], type[FormModel]]
    values: Callable[[Answers], dict[str, Any]]
    store: Callable[[Answers, Any], None]
    said: Callable[[Answers], str | list[str]]
    more: Callable[[Answers], dict[str, Any]] = lambda _answers: {}
    missing: str | None = None
    applies: Callable[[Answers], bool] = lambda _answers: True
    follow: Callable[[Answers], str | None] = _nothing
    found: Callable[[Answers], list[tuple[str, str]]] = lambda _answers: []


def always(form: type[FormModel]) -> Callable[[Answers], type[FormModel]]:
    """For a page whose fields are always the same."""
    return lambda _answers: form


def explain_missing(bound: Bound[Any], texts: Mapping[str, str]) -> None:
    """Say what is missing instead of "write or choose an answer"; the summary on top is read without its field."""
    nothing = form_error("missing", {})
    for field, text in texts.items():
        typed = bound.values.get(field)
        is_blank = isinstance(typed, str) and not typed.strip()
        if bound.error(field) == nothing or (bound.error(field) and is_blank):
            bound.errors[field] = _(text)
