"""What is due when: the clocks of a scheme laid on the dates of one vacancy or one placement. A pure function.

Dates are counted from both ends of the contract and from the days on which steps were done. What rests on a date that
nobody knows is "unknown" and says which one is missing; a step with no day in the law can be done from the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from registry.schemes.clocks import CERTIFIED, Clock, Moment
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Reference, Ruleset, Scheme, Text, add_months, days
from registry.workdays import GUATEMALA, add_working_days, is_working_day

SOON = timedelta(days=7)


class DueState(StrEnum):
    """`now`: it can be done today; `over`: a duty whose time has passed, or what had to come before a step of the
    vacancy that is done; `unknown`: a date is missing, or the case in
    which the step is asked has not come up."""

    OVERDUE = "overdue"
    NOW = "now"
    LATER = "later"
    UNKNOWN = "unknown"
    DONE = "done"
    OVER = "over"


_URGENCY = tuple(DueState)


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known. `done`: step id to the day it was done, None when it is done and nobody knows the day.

    calendar: that of the place of work ("CA-ON"), for the days on which offices there are closed.
    """

    first_day: date | None = None
    last_day: date | None = None
    done: Mapping[str, date | None] = field(default_factory=dict)
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One step on its dates: may be done from `since`, must be done by `until`, both days counted.

    missing: anchors and steps whose day is not known. is_rest_day: `until` is no working day where it must be done.
    """

    id: str
    subject: str
    who: str
    text: Text
    since: date | None
    until: date | None
    state: DueState
    done_on: date | None
    missing: tuple[str, ...]
    only_if: Text | None
    is_duty: bool
    is_rest_day: bool
    reference: Reference
    confidence: str

    def is_pressing(self, today: date) -> bool:
        """Overdue, or due within SOON. A duty is kept, not met by a day."""
        if self.state == DueState.OVERDUE:
            return True
        is_open = self.state in (DueState.NOW, DueState.LATER) and not self.is_duty
        return is_open and self.until is not None and self.until - today <= SOON


def timeline(
    law: Ruleset, scheme_id: str, dates: Dates, today: date, *, subject: str = "vacancy"
) -> tuple[Due, ...]:
    """The steps of a scheme for a vacancy or a placement, in the order of the law. No scheme of that name: none."""
    scheme = law.scheme(scheme_id)
    clocks = scheme.clocks if scheme else ()
    by_id = {clock.id: clock for clock in clocks}
    return tuple(_due(clock, by_id, dates, today) for clock in clocks if clock.subject == subject)


def by_urgency(steps: Iterable[Due]) -> list[Due]:
    """Overdue first, then what can be done now, what comes later and what is unknown, each by its day; last what is
    done, in the order of the law."""

    def urgency(due: Due) -> tuple[int, date, date]:
        rank = _URGENCY.index(due.state)
        if due.state in (DueState.DONE, DueState.OVER):
            return rank, date.max, date.max
        return rank, due.until or date.max, due.since or date.max

    return sorted(steps, key=urgency)


def shown_by_facts(scheme: Scheme, facts: VacancyFacts) -> dict[str, date | None]:
    """The steps that the vacancy itself shows to be done, with the day where it says one."""
    done: dict[str, date | None] = {}
    for clock in scheme.clocks:
        if clock.shown_by == CERTIFIED:
            if any(re.fullmatch(pattern, facts.official_status or "") for pattern in scheme.certified):
                done[clock.id] = None
        elif clock.shown_by and (day := _fact(facts, clock.shown_by)) is not None:
            done[clock.id] = day
    return done


def _fact(facts: VacancyFacts, path: str) -> date | None:
    value: object = facts
    for name in path.split("."):
        value = getattr(value, name, None)
    return value if isinstance(value, date) else None


def _due(clock: Clock, clocks: Mapping[str, Clock], dates: Dates, today: date) -> Due:
    is_past = _comes_before_a_step(clock) and clock.until is not None and clock.until.anchor in dates.done
    clock, dates = _ahead(clock, clocks, dates)
    since, until = _day(clock.since, dates), _day(clock.until, dates)
    state = _state(clock, dates, since, until, today)
    if state == DueState.OVERDUE and is_past and clock.subject == "vacancy":
        state = DueState.OVER
    return Due(
        id=clock.id,
        subject=clock.subject,
        who=clock.who,
        text=clock.text,
        since=since,
        until=until,
        state=state,
        done_on=dates.done.get(clock.id),
        missing=_missing(clock, dates),
        only_if=clock.only_if,
        is_duty=clock.is_duty,
        is_rest_day=_is_rest_day(clock, until, dates.calendar),
        reference=clock.reference,
        confidence=clock.confidence,
    )


def _comes_before_a_step(clock: Clock) -> bool:
    return clock.until is not None and clock.until.of_step and clock.until.amount <= 0


def _ahead(clock: Clock, clocks: Mapping[str, Clock], dates: Dates) -> tuple[Clock, Dates]:
    """What has to come before a step that is not done yet is counted from that step's own latest day; where the law
    sets none, it can be done from the start."""
    if clock.until is None or not _comes_before_a_step(clock) or clock.only_if or clock.is_duty:
        return clock, dates
    goal = clocks[clock.until.anchor]
    if goal.id in dates.done:
        return clock, dates
    if goal.until is None:
        waits = clock.since is not None and clock.since.anchor == goal.id
        return replace(clock, since=None if waits else clock.since, until=None), dates
    latest = _day(goal.until, dates)
    return clock, dates if latest is None else replace(dates, done={**dates.done, goal.id: latest})


def _day(moment: Moment | None, dates: Dates) -> date | None:
    if moment is None:
        return None
    if moment.unit == "percent":
        return _share(moment.amount, dates.first_day, dates.last_day)
    anchor = dates.done.get(moment.anchor) if moment.of_step else _end_of_contract(moment.anchor, dates)
    if anchor is None:
        return None
    if moment.unit == "months":
        return add_months(anchor, moment.amount)
    if moment.unit == "working_days":
        return add_working_days(anchor, moment.amount, moment.calendar or GUATEMALA)
    return anchor + timedelta(days=moment.amount)


def _end_of_contract(anchor: str, dates: Dates) -> date | None:
    return dates.first_day if anchor == "first_day" else dates.last_day


def _share(percent: int, first: date | None, last: date | None) -> date | None:
    """The day by which this share of the contract's days is worked, both ends counted: of ten days the fifth."""
    if first is None or last is None or last < first:
        return None
    return first + timedelta(days=-(-percent * days(first, last) // 100) - 1)


def _missing(clock: Clock, dates: Dates) -> tuple[str, ...]:
    if clock.id in dates.done:
        return ()
    found: list[str] = []
    for moment in (clock.since, clock.until):
        if moment is None or _day(moment, dates) is not None:
            continue
        if moment.unit == "percent":
            found += [
                name
                for name, day in (("first_day", dates.first_day), ("last_day", dates.last_day))
                if day is None
            ]
        # A step that is done on some unknown day no longer holds anything up.
        elif not (moment is clock.since and moment.anchor in dates.done):
            found.append(moment.anchor)
    return tuple(dict.fromkeys(found))


def _state(clock: Clock, dates: Dates, since: date | None, until: date | None, today: date) -> DueState:
    if clock.id in dates.done:
        return DueState.DONE
    if clock.is_duty:
        return _duty(clock, dates, since, until, today)
    if until is not None and until < today:
        return DueState.OVERDUE if _applies(clock, dates) else DueState.UNKNOWN
    if _missing(clock, dates):
        return DueState.UNKNOWN
    return DueState.LATER if since is not None and today < since else DueState.NOW


def _duty(clock: Clock, dates: Dates, since: date | None, until: date | None, today: date) -> DueState:
    if until is None:
        return DueState.UNKNOWN
    if until < today:
        return DueState.OVER
    if since is not None:
        return DueState.LATER if today < since else DueState.NOW
    has_begun = clock.since is not None and clock.since.anchor in dates.done
    return DueState.NOW if has_begun else DueState.UNKNOWN


def _applies(clock: Clock, dates: Dates) -> bool:
    """A conditional step is asked once the step it waits for is done; before, nobody knows."""
    return clock.only_if is None or bool(
        clock.until and clock.until.of_step and clock.until.anchor in dates.done
    )


def _is_rest_day(clock: Clock, until: date | None, calendar: str | None) -> bool:
    """Whether the offices that take a step of the vacancy are closed on its last day: Guatemala's for its Ministry,
    else those of the place of work."""
    if until is None or clock.is_duty or clock.subject != "vacancy":
        return False
    where = GUATEMALA if clock.who == "ministry" else calendar
    return where is not None and not is_working_day(until, where)
