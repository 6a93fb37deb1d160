"""The clocks of a scheme: who must do what, and by when, read from data/<country>/<scheme>/clocks.yaml.

A step belongs to a vacancy (asked once) or to a placement (asked for every person selected). `since` and `until`
are moments relative to an anchor: the first or last day of work, a share of the contract, or the day on which another
step was done. A step may have neither, when the law sets an order but no day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Reference, Text
from registry.schemes.strict import LawError, Node, read_yaml
from registry.workdays import calendar_of

ACTORS = ("employer", "agency", "ministry", "candidate", "authority")
SUBJECTS = ("vacancy", "placement")
ANCHORS = ("first_day", "last_day", "contract")
UNITS = ("days", "months", "working_days", "percent")
CALENDARS = ("GT", "US", "CA", "ES")
# Words in place of a fact: the official status is one of the scheme's final ones.
CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class Moment:
    """`amount` units after an anchor, before it when negative. `of_step`: the anchor is the id of another step.

    unit: calendar days, calendar months, working days of `calendar` (and its region, where one is known), or per
    cent of the days of the contract.
    """

    anchor: str
    of_step: bool
    amount: int
    unit: str
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One step. `only_if`: it is asked only when this happens. `is_duty`: it holds for the whole time between its
    two moments and nobody ticks it. `shown_by`: the fact that shows it was done: a date, or CERTIFIED.
    """

    id: str
    subject: str
    who: str
    text: Text
    since: Moment | None
    until: Moment | None
    only_if: Text | None
    is_duty: bool
    shown_by: str | None
    reference: Reference
    confidence: str

    def content(self) -> dict[str, Any]:
        """What stands in the ruleset's archived text."""
        return {
            "id": self.id,
            "for": self.subject,
            "who": self.who,
            "text": dict(self.text),
            "since": _moment_content(self.since),
            "until": _moment_content(self.until),
            "only_if": dict(self.only_if) if self.only_if else None,
            "is_duty": self.is_duty,
            "shown_by": self.shown_by,
            "reference": [self.reference.title, self.reference.href],
            "confidence": self.confidence,
        }


def _moment_content(moment: Moment | None) -> list[Any] | None:
    if moment is None:
        return None
    return [moment.anchor, moment.of_step, moment.amount, moment.unit, moment.calendar]


def read_clocks(file: Path) -> tuple[Clock, ...]:
    """The steps of one file in its order. Raises LawError with file and line."""
    content = read_yaml(file)
    if not isinstance(content, list):
        raise LawError(file, 1, "expected a list of steps")
    nodes = [Node(file, item) for item in content]
    subjects: dict[str, str] = {}
    for node in nodes:
        name = node.take("id", str)
        if name in subjects:
            raise node.refuse(f"the step {name} is written twice", "id")
        subjects[name] = node.choice("for", SUBJECTS)
    return tuple(_clock(node, subjects) for node in nodes)


def _clock(node: Node, subjects: Mapping[str, str]) -> Clock:
    clock = Clock(
        id=node.take("id", str),
        subject=node.choice("for", SUBJECTS),
        who=node.choice("who", ACTORS),
        text=node.words("text"),
        since=_moment(node.node("since"), subjects) if node.has("since") else None,
        until=_moment(node.node("until"), subjects) if node.has("until") else None,
        only_if=node.words("only_if") if node.has("only_if") else None,
        is_duty=bool(node.maybe("duty", bool)),
        shown_by=_shown_by(node),
        reference=_reference(node.node("reference")),
        confidence=node.choice("confidence", ("verified", "unverified")),
    )
    node.done()
    for moment in (clock.since, clock.until):
        if moment and moment.of_step:
            if moment.anchor == clock.id:
                raise node.refuse(f"the step {clock.id} cannot wait for itself", "id")
            if clock.subject == "vacancy" and subjects[moment.anchor] == "placement":
                raise node.refuse(f"a step of the vacancy cannot wait for one person's {moment.anchor}", "id")
    if clock.is_duty and (clock.since is None or clock.until is None):
        raise node.refuse("a duty holds from a moment until another", "duty")
    return clock


def _moment(node: Node, subjects: Mapping[str, str]) -> Moment:
    units = [unit for unit in UNITS if node.has(unit)]
    if len(units) != 1 or node.has("anchor") == node.has("step"):
        raise node.refuse(f"a moment has an anchor or a step, and one of {', '.join(UNITS)}")
    of_step = node.has("step")
    anchor = node.choice("step", subjects) if of_step else node.choice("anchor", ANCHORS)
    unit = units[0]
    moment = Moment(
        anchor,
        of_step,
        node.take(unit, int),
        unit,
        node.choice("calendar", CALENDARS) if node.has("calendar") else None,
    )
    node.done()
    if (moment.unit == "percent") != (moment.anchor == "contract"):
        raise node.refuse("a share of the contract is written {anchor: contract, percent: 50}", unit)
    if moment.unit == "percent" and not 0 < moment.amount <= 100:
        raise node.refuse(f"{moment.amount} is no share of a contract", unit)
    if (moment.unit == "working_days") != (moment.calendar is not None):
        raise node.refuse("working days, and they alone, need a calendar", unit)
    return moment


def _shown_by(node: Node) -> str | None:
    name = node.maybe("shown_by", str)
    if name is None or name == CERTIFIED or name.split(".")[0] in VacancyFacts.model_fields:
        return name
    raise node.refuse(f"there is no fact called {name}", "shown_by")


def _reference(node: Node) -> Reference:
    reference = Reference(node.take("title", str), node.maybe("href", str))
    node.done()
    return reference


def calendar_for(country: str, region: str | None) -> str | None:
    """The calendar of the place of work, or None outside the countries whose clocks are known."""
    return calendar_of(country, region) if country in CALENDARS else None
