"""One question of a vacancy's form: its box, its words, its choices, and the fact its answer makes.

Made by the functions below (`text`, `money`, `one_of`, ...). `None` is "not said"; what says "none" is written
beside each question: an empty box where leaving it empty means none (`blank`), else a zero or a choice "none".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from app.employer.steps.fields import Count, Day, Line, Money, Prose
from app.i18n import N_
from app.i18n import gettext as _
from app.words import facts as words

Choices = Callable[[], list[Any]]
YES_NO = ("true", "false")
NONE = "none"


@dataclass(frozen=True)
class Question:
    """fact: path in VacancyFacts ("housing.capacity"). takes: the type of one answer. blank: what an empty box says.
    none: the word of the choice that says "none", which makes an empty list. read and write: from the fact to the
    box and back, where they differ."""

    fact: str
    kind: str
    label: str
    hint: str
    takes: Any
    choices: Choices = list
    is_optional: bool = False
    is_required: bool = False
    blank: Any = None
    none: str | None = None
    read: Callable[[Any], Any] | None = None
    write: Callable[[Any], Any] | None = None
    look: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the box."""
        return self.fact.replace(".", "_")

    @property
    def model_field(self) -> tuple[Any, Any]:
        """The field of the form model: its type and what stands there when nothing was sent."""
        if self.kind == "several":
            return list[self.takes], []  # type: ignore[name-defined]
        return (self.takes, ...) if self.is_required else (self.takes | None, None)

    def but(self, **changes: Any) -> Question:
        """The same question in other words or with other choices."""
        return replace(self, **changes)

    def to_fact(self, answer: Any) -> Any:
        if self.kind == "several":
            return [] if NONE in answer else answer or None
        if answer is None:
            return self.blank
        return self.write(answer) if self.write else answer

    def to_box(self, value: Any) -> Any:
        """The fact as it stands in the box; None for an empty one."""
        if value is not None and self.read:
            value = self.read(value)
        if value is None or value == self.blank:
            return None
        if self.kind == "several":
            return list(value) or [NONE]
        return _typed(value, self.kind)


def _typed(value: Any, kind: str) -> Any:
    """As somebody would type it: "8", not "8.00", but an amount of money with its cents."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return f"{value:f}" if kind == "money" else f"{value.normalize():f}"
    return value


def boxes(name: str, value: Any) -> dict[str, Any]:
    """The boxes of one answer: three for a date, one for anything else, none for no answer."""
    if isinstance(value, date):
        return {f"{name}_day": value.day, f"{name}_month": str(value.month), f"{name}_year": value.year}
    return {} if value is None else {name: value}


# ---------------------------------------------------------------- the kinds


def text(
    fact: str, label: str, hint: str = "", *, takes: Any = Line, is_optional: bool = False, **look: Any
) -> Question:
    return Question(fact, "text", label, hint, takes, is_optional=is_optional, look={"maxlength": 300} | look)


def prose(fact: str, label: str, hint: str = "", *, rows: int = 4, blank: Any = None) -> Question:
    """A text of several lines. With `blank`, an empty box says "none"."""
    return Question(
        fact, "prose", label, hint, Prose, is_optional=blank is not None, blank=blank, look={"rows": rows}
    )


def number(fact: str, label: str, hint: str = "", *, takes: Any = Count, **look: Any) -> Question:
    return Question(fact, "number", label, hint, takes, look=look)


def money(fact: str, label: str, hint: str = "", *, is_optional: bool = False) -> Question:
    """An amount in the currency of the scheme."""
    return Question(fact, "money", label, hint, Money, is_optional=is_optional)


def day(fact: str, label: str, hint: str = "") -> Question:
    return Question(fact, "date", label, hint, Day)


def clock(fact: str, label: str) -> Question:
    return Question(fact, "text", label, "", time, look={"type": "time", "width": 10})


def yes_no(fact: str, label: str, hint: str = "") -> Question:
    return Question(
        fact, "radios", label, hint, bool, lambda: words.options("answer", YES_NO), look={"inline": True}
    )


def one_of(
    fact: str, label: str, group: str, codes: tuple[Any, ...], hint: str = "", *, inline: bool = False
) -> Question:
    """One of a few choices; their words are WORDS["group.code"]."""
    takes = Literal[codes]  # type: ignore[valid-type]
    return Question(
        fact, "radios", label, hint, takes, lambda: words.options(group, codes), look={"inline": inline}
    )


def payer(fact: str, label: str, hint: str = "") -> Question:
    return one_of(fact, label, "payer", ("employer", "worker"), hint)


def select(
    fact: str, label: str, choices: Choices, takes: Any, hint: str = "", *, is_optional: bool = False
) -> Question:
    """One of many choices."""
    return Question(fact, "select", label, hint, takes, choices, is_optional)


def among(
    fact: str, label: str, group: str, codes: tuple[str, ...], hint: str = "", *, is_optional: bool = False
) -> Question:
    """One of several choices in a list to open, their words as in `one_of`."""
    return select(
        fact, label, lambda: words.options(group, codes), Literal[codes], hint, is_optional=is_optional
    )


def several(
    fact: str,
    label: str,
    group: str,
    codes: tuple[str, ...],
    hint: str = "",
    *,
    none: str | None = N_("Ninguna"),
) -> Question:
    """Any number of choices; with `none`, a box that says that there is none."""

    def choices() -> list[Any]:
        return words.options(group, codes) + ([(NONE, _(none))] if none else [])

    takes = Literal[*codes, NONE] if none else Literal[codes]
    return Question(fact, "several", label, hint, takes, choices, none=none)
