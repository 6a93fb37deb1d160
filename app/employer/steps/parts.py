"""Parts of a step: questions that stand together (`Group`) and the same questions for one thing after another
(`Rows`: places of work, crops, deductions).

A part knows its boxes, reads facts into them (`shown`) and makes facts of a checked form (`changes`). What the form
does not ask stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from app.employer.steps.question import Question, boxes
from app.forms import Bound
from registry.schemes.facts import VacancyFacts

# What else follows from the answers of a step.
Derived = Callable[[Any, VacancyFacts], Mapping[str, Any]]


class Part:
    """template: what shows it. facts: the paths it asks or sets."""

    template: ClassVar[str]
    facts: tuple[str, ...]

    def model_fields(self) -> dict[str, tuple[Any, Any]]:
        raise NotImplementedError

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        """What stands in the boxes."""
        raise NotImplementedError

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        """Path of a fact -> its value, None to take it out."""
        raise NotImplementedError

    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        """(box, code) of answers that are each readable and together make no sense."""
        yield from ()

    def count(self) -> int:
        """How many questions everybody sees; what is folded away concerns few."""
        return 1


class Group(Part):
    """Questions under one heading, or under none. is_folded: closed until somebody opens it, for the few whom it
    concerns. derives: facts that follow without a question."""

    template = "employer/vacancies/parts/_group.html"

    def __init__(
        self,
        *questions: Question,
        title: str = "",
        hint: str = "",
        is_folded: bool = False,
        derives: Derived | None = None,
        derived: tuple[str, ...] = (),
    ) -> None:
        self.questions, self.title, self.hint, self.is_folded = questions, title, hint, is_folded
        self.derives = derives
        self.facts = (*(question.fact for question in questions), *derived)

    def model_fields(self) -> dict[str, tuple[Any, Any]]:
        return {question.name: question.model_field for question in self.questions}

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for question in self.questions:
            values |= boxes(question.name, question.to_box(value_at(facts, question.fact)))
        return values

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        changed = {
            question.fact: question.to_fact(getattr(sent, question.name)) for question in self.questions
        }
        return changed | dict(self.derives(sent, facts) if self.derives else {})

    def count(self) -> int:
        return 0 if self.is_folded else len(self.questions)

    def is_open(self, bound: Bound[Any]) -> bool:
        """Whether something stands in it."""
        return any(_is_filled(bound, question) for question in self.questions)


class Rows(Part):
    """The same questions for up to `most` things, in numbered boxes, because a page without a script cannot add any.

    keys: the questions without which there is no row; a row that lacks one gets the error `unnamed`. asks: a yes-or-no
    question before them, so that "none" can be said; without it, `blank` is what no row at all says. fixed: values
    of every row. Rows beyond the boxes came with an import and stay.
    """

    template = "employer/vacancies/parts/_rows.html"

    def __init__(
        self,
        fact: str,
        prefix: str,
        title: str,
        *questions: Question,
        keys: tuple[str, ...],
        most: int,
        unnamed: str,
        add: str = "",
        asks: Question | None = None,
        unsaid: str = "",
        fixed: Mapping[str, Any] | None = None,
        blank: Any = None,
        hint: str = "",
        note: str = "",
    ) -> None:
        self.fact, self.prefix, self.title, self.questions = fact, prefix, title, questions
        self.keys, self.most, self.unnamed, self.add = keys, most, unnamed, add
        self.asks, self.unsaid, self.fixed, self.blank = asks, unsaid, dict(fixed or {}), blank
        self.hint, self.note = hint, note
        self.facts = (fact,)

    def named(self, number: int) -> list[Question]:
        """The questions of one row, each with the name of its box."""
        return [question.but(fact=f"{self.prefix}{number}.{question.fact}") for question in self.questions]

    def model_fields(self) -> dict[str, tuple[Any, Any]]:
        asked = {self.asks.name: self.asks.model_field} if self.asks else {}
        rows = (question for number in range(1, self.most + 1) for question in self.named(number))
        return asked | {question.name: question.model_field for question in rows}

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        rows = getattr(facts, self.fact)
        values: dict[str, Any] = {}
        if self.asks and rows is not None:
            values[self.asks.name] = str(bool(rows)).lower()
        for number, row in enumerate((rows or ())[: self.most], start=1):
            for question, named in zip(self.questions, self.named(number), strict=True):
                values |= boxes(named.name, question.to_box(getattr(row, question.fact)))
        return values

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        if self.asks and not getattr(sent, self.asks.name):
            return {self.fact: None if getattr(sent, self.asks.name) is None else []}
        before = [row.model_dump(exclude_none=True) for row in getattr(facts, self.fact) or ()]
        found = []
        for number in range(1, self.most + 1):
            given = self.given(sent, number)
            if given.keys() >= set(self.keys):
                kept = before[number - 1] if number <= len(before) else {}
                asked = {question.fact for question in self.questions}
                found.append(
                    {name: value for name, value in kept.items() if name not in asked} | self.fixed | given
                )
        return {self.fact: [*found, *before[self.most :]] or self.blank}

    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        rows = [self.given(sent, number) for number in range(1, self.most + 1)]
        for number, given in enumerate(rows, start=1):
            missing = [key for key in self.keys if given and key not in given]
            if missing:
                yield f"{self.prefix}{number}_{missing[0]}", self.unnamed
        if self.asks and getattr(sent, self.asks.name) and not any(rows):
            yield self.asks.name, self.unsaid

    def count(self) -> int:
        return (1 if self.asks else 0) + (len(self.questions) if self.add else 0)

    def given(self, sent: Any, number: int) -> dict[str, Any]:
        """What one row says: fact -> value, without what was left empty."""
        answers = {
            question.fact: question.to_fact(getattr(sent, named.name))
            for question, named in zip(self.questions, self.named(number), strict=True)
        }
        return {name: value for name, value in answers.items() if value is not None}

    def is_row_open(self, bound: Bound[Any], number: int) -> bool:
        return any(_is_filled(bound, question) for question in self.named(number))

    def numbers(self, bound: Bound[Any], more: str | None) -> range:
        """The rows to show: those filled in, at least one, and one more when somebody asked for it. Folded rows are
        all there."""
        if not self.add:
            return range(1, self.most + 1)
        filled = [number for number in range(1, self.most + 1) if self.is_row_open(bound, number)]
        last = max(filled, default=1) + (1 if more == self.prefix else 0)
        return range(1, min(last, self.most) + 1)


def _is_filled(bound: Bound[Any], question: Question) -> bool:
    names = [question.name, *(f"{question.name}_{part}" for part in ("day", "month", "year"))]
    return any(bound.value(name) not in ("", [], None) or bound.error(name) for name in names)


def value_at(facts: VacancyFacts, path: str) -> Any:
    """A fact by its path; None where nothing was said."""
    value: Any = facts
    for name in path.split("."):
        # `from` is a word of Python: the model calls it from_ (facts.Cover).
        value = getattr(value, "from_" if name == "from" else name, None)
    return value
