"""A step of a vacancy's form: its parts in order, the form model they make together, and what is done of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import create_model
from starlette.datastructures import FormData

from app import words
from app.employer.steps.parts import Part, Rows, value_at
from app.forms import Bound, FormModel, bind
from registry.schemes.facts import VacancyFacts


@dataclass(frozen=True)
class Step:
    """slug: in the address. needed: the facts without which the step is not done."""

    slug: str
    title: str
    parts: tuple[Part, ...]
    needed: tuple[str, ...]

    @cached_property
    def model(self) -> type[FormModel]:
        fields: dict[str, Any] = {}
        for part in self.parts:
            fields |= part.model_fields()
        return create_model("Answers", __base__=FormModel, **fields)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The paths of the facts asked here, in order; by them a finding leads back to its step."""
        return tuple(dict.fromkeys(path for part in self.parts for path in part.facts))

    @property
    def fact_names(self) -> list[str]:
        """The facts asked here, in order, each named once: "housing" for all that is asked of it."""
        return list(dict.fromkeys(path.partition(".")[0] for path in self.facts))

    def state(self, facts: VacancyFacts) -> str:
        """todo, started or done, as the task list says it."""
        if all(value_at(facts, path) is not None for path in self.needed):
            return "done"
        return "started" if any(value_at(facts, path) is not None for path in self.facts) else "todo"

    def bind(self, facts: VacancyFacts, form: FormData | None = None) -> Bound[FormModel]:
        """What was sent, checked; or, without a form, what the facts say."""
        if form is None:
            values: dict[str, Any] = {}
            for part in self.parts:
                values |= part.shown(facts)
            return Bound(values)
        bound = bind(self.model, form)
        if bound.data is not None:
            for part in self.parts:
                for name, code in part.problems(bound.data):
                    bound.add(name, words.form_error(code, {}))
            if bound.has_errors:
                bound.data = None
        return bound

    def apply(self, sent: FormModel, facts: VacancyFacts) -> VacancyFacts:
        """The facts with the answers of this step in place."""
        said = facts.model_dump(exclude_none=True)
        for part in self.parts:
            for path, value in part.changes(sent, facts).items():
                _put(said, path, value)
        return VacancyFacts.model_validate(said)

    def apply_readable(self, form: FormData, facts: VacancyFacts) -> VacancyFacts:
        """As `apply`, leaving out answers that cannot be read yet: somebody is still typing. While one that must be
        there is missing, the facts stay as they are."""
        bound = bind(self.model, form)
        kept = form
        while bound.data is None:
            wrong = {name for name in bound.errors if name}
            readable = FormData([pair for pair in kept.multi_items() if not _belongs(pair[0], wrong)])
            if len(readable.multi_items()) == len(kept.multi_items()):
                return facts
            kept = readable
            bound = bind(self.model, kept)
        return self.apply(bound.data, facts)

    def rows_named(self, prefix: str) -> Rows | None:
        """The rows of which somebody asked for one more."""
        rows = (part for part in self.parts if isinstance(part, Rows) and part.add)
        return next((part for part in rows if part.prefix == prefix), None)


def _put(said: dict[str, Any], path: str, value: Any) -> None:
    first, _, rest = path.partition(".")
    if rest:
        inner = dict(said.get(first) or {})
        _put(inner, rest, value)
        value = inner or None
    if value is None:
        said.pop(first, None)
    else:
        said[first] = value


def _belongs(sent: str, wrong: set[str]) -> bool:
    return sent in wrong or any(
        sent == f"{name}_{part}" for name in wrong for part in ("day", "month", "year")
    )
