"""One small check per candidate rule (CD-01 to CD-20). They answer; they never score.

A check sees an `Asked` and returns a `Finding`: one of the outcomes of schemes.md section 4, the message of
candidates.yaml that says it, and, for not_before, the day. Start at `person_check`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from registry.schemes import counter
from registry.schemes.law import Parameter, Value, add_months
from registry.schemes.person import Offer, PersonFacts

ELIGIBLE, MISSING_DOCUMENT, NEEDS_ADVISER = "eligible", "missing_document", "needs_adviser"
NOT_BEFORE, UNKNOWN, INFO, NOT_APPLICABLE = "not_before", "unknown", "info", "not_applicable"
OUTCOMES = (ELIGIBLE, MISSING_DOCUMENT, NEEDS_ADVISER, NOT_BEFORE, UNKNOWN, INFO, NOT_APPLICABLE)
DAYS_PER_YEAR = 365
# Where the portal works: who registers lives there (a list of areas is asked for this code).
_HOME = "GT"


class NoValue(Exception):
    """The law has no value on the day asked: the answer is unknown."""


@dataclass(slots=True)
class Asked:
    """One rule about one person for one scheme. `used`: the values of the law that were looked at."""

    person: PersonFacts
    offer: Offer | None
    on: date
    parameters: Mapping[str, Parameter]
    used: list[Value] = field(default_factory=list)

    @property
    def start(self) -> date:
        return self.offer.start if self.offer else self.on

    @property
    def end(self) -> date:
        return self.offer.end if self.offer else self.on

    def value(self, name: str) -> Any:
        """The amount that holds on the first day of work, or today. Raises NoValue."""
        found = self.parameters[name].on(self.start)
        if found is None or found.amount is None:
            raise NoValue(name)
        self.used.append(found)
        return found.amount

    def number(self, name: str) -> int:
        return int(self.value(name))


@dataclass(frozen=True, slots=True)
class Finding:
    outcome: str
    message: str
    says: Mapping[str, Any] = field(default_factory=dict)
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """A registered check: the parameters it needs and the messages it may ask for, with their values."""

    name: str
    run: Callable[[Asked], Finding]
    parameters: tuple[str, ...]
    says: Mapping[str, frozenset[str]]


PERSON_CHECKS: dict[str, PersonCheck] = {}
_Run = Callable[[Asked], Finding]


def person_check(name: str, *, parameters: str = "", **says: str) -> Callable[[_Run], _Run]:
    """Register a check. parameters: names apart by spaces; each further keyword is a message and its values."""

    def register(run: _Run) -> _Run:
        messages = {key: frozenset(values.split()) for key, values in says.items()}
        PERSON_CHECKS[name] = PersonCheck(name, run, tuple(parameters.split()), messages)
        return run

    return register


def eligible(message: str = "eligible", **says: Any) -> Finding:
    return Finding(ELIGIBLE, message, says)


def missing(message: str = "missing", **says: Any) -> Finding:
    return Finding(MISSING_DOCUMENT, message, says)


def adviser(message: str = "adviser", **says: Any) -> Finding:
    return Finding(NEEDS_ADVISER, message, says)


def unknown(message: str = "unknown") -> Finding:
    return Finding(UNKNOWN, message)


def not_before(day: date, message: str = "not_before", **says: Any) -> Finding:
    return Finding(NOT_BEFORE, message, {**says, "date": day}, day)


def does_not_apply() -> Finding:
    return Finding(NOT_APPLICABLE, "")


# ------------------------------------------------------------------ age, dates


@person_check("adult_at_start", parameters="age", eligible="", not_before="date age", unknown="")
def adult_at_start(asked: Asked) -> Finding:
    born = asked.person.birth_date
    if born is None:
        return unknown()
    age = asked.number("age")
    day = counter.birthday(born, age)
    return eligible() if asked.start >= day else not_before(day, age=age)


@person_check("free_for_the_offer", eligible="", not_before="date", adviser="until end", unknown="")
def free_for_the_offer(asked: Asked) -> Finding:
    free, until = asked.person.available_from, asked.person.available_to
    if asked.offer is None:
        return does_not_apply()
    if free is not None and free > asked.offer.start:
        return not_before(free)
    if until is not None and until < asked.offer.end:
        return adviser(until=until, end=asked.offer.end)
    return unknown() if free is None else eligible()


# ------------------------------------------------------------------ passport


def _passport(asked: Asked, needed: date) -> Finding:
    """Whether the passport is valid until that day."""
    if asked.person.has_passport is False:
        return missing()
    until = asked.person.passport_until
    if until is None:
        return unknown()
    return eligible() if until >= needed else missing("short", until=until, needed=needed)


_PASSPORT = {"eligible": "", "missing": "", "short": "until needed", "unknown": ""}


@person_check("passport_for_spain", parameters="months", **_PASSPORT, filing="until months")
def passport_for_spain(asked: Asked) -> Finding:
    """The law asks it on the day the visa is filed, some day from today to the first day of work: between what does for
    the last of them and what does not do for today, it depends on that day."""
    months, until = asked.number("months"), asked.person.passport_until
    found = _passport(asked, add_months(asked.start, months))
    if found.message != "short" or until is None:
        return found
    if until < add_months(min(asked.on, asked.start), months):
        return found
    return Finding(UNKNOWN, "filing", {"until": until, "months": months})


@person_check("passport_for_us", parameters="months", **_PASSPORT)
def passport_for_us(asked: Asked) -> Finding:
    return _passport(asked, add_months(asked.end, asked.number("months")))


@person_check("passport_for_canada", **_PASSPORT)
def passport_for_canada(asked: Asked) -> Finding:
    return _passport(asked, asked.end)


# ------------------------------------------------------------------ seasons before


@person_check(
    "h2_counter",
    parameters="limit reset short",
    eligible="years",
    left="left years",
    not_before="date used reset years",
    there="date reset",
    unknown="",
    unknown_exit="",
)
def h2_counter(asked: Asked) -> Finding:
    """Without an offer: whether a short contract that began today would still fit.

    An exit nobody told, before a later arrival, leaves it open only where the day makes a difference.
    """
    stays = asked.person.h2_stays
    if stays is None:
        return unknown()
    limit, reset = asked.number("limit"), asked.number("reset")
    offer = asked.offer or _short_offer(asked)
    least, count = (
        counter.h2_count(told, offer, on=asked.on, limit=limit, reset=reset)
        for told in counter.as_short_and_long(stays)
    )
    if least.fits != count.fits:
        return unknown("unknown_exit")
    years = limit // DAYS_PER_YEAR
    if count.fits:
        return eligible("left", left=count.left, years=years) if count.used else eligible(years=years)
    if count.not_before is None:
        return unknown("unknown_exit")
    if count.is_there:
        return not_before(count.not_before, "there", reset=reset)
    return not_before(count.not_before, used=count.used, reset=reset, years=years)


def _short_offer(asked: Asked) -> Offer:
    return Offer(start=asked.on, end=asked.on + timedelta(days=asked.number("short") - 1))


@person_check(
    "spain_months",
    parameters="months",
    eligible="",
    fits="months",
    not_before="date year months",
    unknown="",
    unknown_exit="",
)
def spain_months(asked: Asked) -> Finding:
    seasons = asked.person.spain_seasons
    if seasons is None:
        return unknown()
    months = asked.number("months")
    least, year = (
        counter.too_long_in(told, asked.offer, on=asked.on, months=months)
        for told in counter.as_short_and_long(seasons)
    )
    if least != year:
        return unknown("unknown_exit")
    if year is not None:
        return not_before(date(year + 1, 1, 1), year=year, months=months)
    return eligible("fits", months=months) if seasons else eligible()


@person_check("spain_return", parameters="years", eligible="", adviser="", unknown="", unknown_return="")
def spain_return(asked: Asked) -> Finding:
    """A returner in good standing. What somebody says to an adviser leads to the adviser and nowhere else."""
    if asked.person.adviser == "yes":
        return adviser()
    seasons = asked.person.spain_seasons
    if seasons is None:
        return unknown()
    if not seasons:
        return does_not_apply()
    since = add_months(asked.start, -12 * asked.number("years"))
    if any(_is_in_doubt(one, since) for one in seasons):
        return adviser()
    ended = [one for one in seasons if one.left is not None]
    if any(one.returned_on_time is None or one.appeared is None for one in ended):
        return unknown("unknown_return")
    return eligible()


def _is_in_doubt(season: Any, since: date) -> bool:
    if season.returned_on_time is False or season.appeared is False:
        return True
    return season.finished is False and (season.left is None or season.left >= since)


@person_check("spain_promise", eligible="", not_before="date", unknown="")
def spain_promise(asked: Asked) -> Finding:
    until = asked.person.spain_promise_until
    if until is None:
        return unknown()
    return eligible() if asked.start > until else not_before(until + timedelta(days=1))


@person_check("asked_by_adviser", eligible="", adviser="", unknown="", rather_not="")
def asked_by_adviser(asked: Asked) -> Finding:
    """The sealed answer. A yes leads to an adviser, never to a refusal; not saying changes nothing."""
    said = asked.person.adviser
    if said is None:
        return unknown()
    if said == "rather_not":
        return unknown("rather_not")
    return adviser() if said == "yes" else eligible()


@person_check("good_standing", info="")
def good_standing(asked: Asked) -> Finding:
    """An earlier season that ended well may help where an employer asks for somebody by name. Told, never counted."""
    seasons = [one for one in asked.person.spain_seasons or () if one.left is not None]
    if seasons and all(one.returned_on_time and one.appeared for one in seasons):
        return Finding(INFO, "info")
    return does_not_apply()


# ------------------------------------------------------------------ papers at the document stage


def _paper(asked: Asked, code: str, **says: Any) -> Finding:
    papers = asked.person.papers
    if papers is None:
        return Finding(UNKNOWN, "unknown", says)
    return eligible() if code in papers else missing(**says)


@person_check("criminal_record", parameters="years", eligible="", missing="years", unknown="years")
def criminal_record(asked: Asked) -> Finding:
    return _paper(asked, "criminal_record", years=asked.number("years"))


@person_check("medical_certificate", eligible="", missing="", unknown="")
def medical_certificate(asked: Asked) -> Finding:
    return _paper(asked, "medical_certificate")


@person_check("biometrics", parameters="years least most", eligible="", missing="", old="date", unknown="")
def biometrics(asked: Asked) -> Finding:
    person = asked.person
    if person.birth_date is not None:
        least = counter.birthday(person.birth_date, asked.number("least"))
        past = counter.birthday(person.birth_date, asked.number("most") + 1)
        if not least <= asked.start < past:
            return does_not_apply()
    if person.biometrics_on is None:
        return unknown() if person.papers is None else missing()
    last = counter.birthday(person.biometrics_on, asked.number("years"))
    return eligible() if asked.start <= last else missing("old", date=last)


@person_check("canada_exam", parameters="stay valid areas", eligible="", missing="", old="date", unknown="")
def canada_exam(asked: Asked) -> Finding:
    """Only for a stay beyond the months, from an area on the list."""
    person, offer = asked.person, asked.offer
    if _HOME not in asked.value("areas"):
        return does_not_apply()
    if offer is not None and offer.end < add_months(offer.start, asked.number("stay")):
        return does_not_apply()
    if person.exam_on is None:
        return unknown() if person.papers is None or offer is None else missing()
    last = add_months(person.exam_on, asked.number("valid"))
    return eligible() if asked.start <= last else missing("old", date=last)


@person_check("exam_if_consul_asks", info="")
def exam_if_consul_asks(asked: Asked) -> Finding:
    return Finding(INFO, "info")
