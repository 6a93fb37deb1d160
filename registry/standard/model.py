"""A version of the standard in memory: criteria, requirements, grades, fees and clocks, each with how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry.workdays import add_working_days

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name in both languages: a principle, an element, a group of fees."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked of an agency. `official_ref`: its number in the official text, only where that was read;
    `provisional`: our own number and wording until the owner of the standard confirms them."""

    code: str
    official_ref: str | None
    provisional: bool
    principle: str
    title: Words
    text: Words
    severity: str
    evidence: tuple[Words, ...]
    applies_to: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to show. `dated`: the answer says when the paper was `issued` (then it is good for
    `validity_months`) or when it `expires`. `declaration`: the words that are declared, by language.
    `corridor`: asked only of who recruits for that country. `verification`: how an officer checks it."""

    code: str
    title: Words
    help: Words
    declaration: Words | None
    legal_basis: str
    confidence: str
    applies_to: tuple[str, ...]
    corridor: str | None
    is_mandatory: bool
    accepts: tuple[str, ...]
    file_types: tuple[str, ...]
    verification: str
    dated: str
    validity_months: int | None
    effective_from: date | None
    effective_to: date | None

    def is_asked(self, kind: str, corridors: Iterable[str], on: date) -> bool:
        """Of an agency of this kind that recruits for these countries, in a case opened on this day."""
        return (
            kind in self.applies_to
            and (self.corridor is None or self.corridor in corridors)
            and (self.effective_from is None or self.effective_from <= on)
            and (self.effective_to is None or on <= self.effective_to)
        )


@dataclass(frozen=True, slots=True)
class Fee:
    """One kind of cost. `worker_share`: percent of it that a worker may be asked to pay."""

    code: str
    group: str
    es: str
    en: str
    examples: Words
    worker_share: int
    confidence: str
    source: str

    @property
    def title(self) -> Words:
        return {"es": self.es, "en": self.en}


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of `unit`, or several (warnings), and how sure we are of it."""

    values: tuple[int, ...]
    unit: str
    title: Words | None
    confidence: str
    source: str

    @property
    def value(self) -> int:
        return self.values[0]

    def after(self, start: date) -> date:
        """The last day of a span that begins on `start`. Raises ValueError for a clock that counts no days."""
        if self.unit == "working_days":
            return add_working_days(start, self.value)
        if self.unit == "days":
            return start + timedelta(days=self.value)
        raise ValueError(f"{self.unit} are no days")


@dataclass(frozen=True, slots=True)
class Grade:
    """How grave a finding is: its points in a case and its demerits in the ledger."""

    code: str
    title: Words
    points: int
    demerits: int


@dataclass(frozen=True, slots=True)
class Standard:
    """One version, frozen. `digest`: SHA-256 over its files as they were read."""

    version: str
    title: Words
    checked_on: date
    source: str
    confidence: str
    digest: str
    principles: tuple[Named, ...]
    elements: tuple[Named, ...]
    criteria: tuple[Criterion, ...]
    requirements: tuple[Requirement, ...]
    grades: tuple[Grade, ...]
    limits: Mapping[str, Clock]
    fee_groups: tuple[Named, ...]
    fees: tuple[Fee, ...]
    clocks: Mapping[str, Clock]

    def asked_of(self, kind: str, corridors: Iterable[str], on: date) -> tuple[Requirement, ...]:
        listed = tuple(corridors)
        return tuple(one for one in self.requirements if one.is_asked(kind, listed, on))

    def criteria_for(self, kind: str) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if kind in one.applies_to)

    def criterion(self, code: str) -> Criterion | None:
        return next((one for one in self.criteria if one.code == code), None)

    def requirement(self, code: str) -> Requirement | None:
        return next((one for one in self.requirements if one.code == code), None)

    def fee(self, code: str) -> Fee | None:
        return next((one for one in self.fees if one.code == code), None)

    @property
    def points(self) -> dict[str, int]:
        """Points of a finding in a case, by grade."""
        return {one.code: one.points for one in self.grades}

    @property
    def demerits(self) -> dict[str, int]:
        """Demerits in the ledger, by grade, and those of a late report."""
        late = {"late_report": self.limits["late_report_demerits"].value} if self.limits else {}
        return {one.code: one.demerits for one in self.grades} | late
