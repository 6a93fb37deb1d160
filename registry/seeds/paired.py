"""Pairs of invented people who differ in one protected fact and in nothing else, to show that no list tells them apart.

A protected fact is whatever schemes.md section 4 says is never ranked on and the record holds all the same: sex, age
above 18, names and mother tongue (which tell an ethnic group), where somebody is from, having worked or lived abroad,
whom they share a telephone with, how and when they registered. The record has no field for marital status, children
or disability, and what people tell about earlier seasons and removals lies where no ranking can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from registry.seeds.draw import dice_of, phone, public_id_of
from registry.seeds.people import InventedCandidate, people
from registry.seeds.reference import languages, municipalities

_ADULT_DAYS = 18 * 366
_NAMES = (
    ("Ixchel", "Tzunux Ajanel"), ("Wendy", "García López"), ("Brandon", "Smith Cooper"),
    ("Qawoq", "Choc Ical"), ("Lesbia", "Suchí Palma"), ("Marvin", "Álvarez Cuevas"),
)  # fmt: skip

Change = Callable[[InventedCandidate, Random, date], InventedCandidate]


def _other_sex(one: InventedCandidate, _dice: Random, _as_of: date) -> InventedCandidate:
    return replace(one, sex="M" if one.sex == "F" else "F")


def _other_age(one: InventedCandidate, dice: Random, as_of: date) -> InventedCandidate:
    return replace(one, birth_date=as_of - timedelta(days=_ADULT_DAYS + dice.randrange(1, 47 * 365)))


def _other_names(one: InventedCandidate, dice: Random, _as_of: date) -> InventedCandidate:
    given, surnames = dice.choice(_NAMES)
    return replace(one, given_names=given, surnames=surnames)


def _other_tongue(one: InventedCandidate, dice: Random, _as_of: date) -> InventedCandidate:
    """Another Mayan language or none; Spanish and what else they learned stay as they are."""
    mayan = [code for code, language in languages().items() if language.is_mayan]
    kept = [pair for pair in one.languages if pair[0] not in mayan]
    now = next((code for code, _level in one.languages if code in mayan), None)
    other = dice.choice([code for code in (None, *mayan) if code != now])
    return replace(one, languages=tuple(([(other, 5)] if other else []) + kept))


def _other_home(one: InventedCandidate, dice: Random, _as_of: date) -> InventedCandidate:
    return replace(
        one, municipality=dice.choice([code for code in municipalities() if code != one.municipality])
    )


def _other_past_abroad(one: InventedCandidate, dice: Random, _as_of: date) -> InventedCandidate:
    """The same work, done abroad instead of at home, or the other way round: whether they are a returnee."""
    was_abroad = any(job.country != "GT" for job in one.work)
    country = "GT" if was_abroad else dice.choice(["US", "CA", "MX", "ES"])
    return replace(one, work=tuple(replace(job, country=country) for job in one.work))


def _other_pay(one: InventedCandidate, _dice: Random, _as_of: date) -> InventedCandidate:
    """Work at home and in the family counts as work that was paid."""
    return replace(one, work=tuple(replace(job, is_paid=not job.is_paid) for job in one.work))


def _other_household(one: InventedCandidate, _dice: Random, _as_of: date) -> InventedCandidate:
    return replace(one, phone=phone(7), is_phone_shared=True)


def _other_registration(one: InventedCandidate, dice: Random, as_of: date) -> InventedCandidate:
    day = as_of - timedelta(days=dice.randrange(1, 2_000))
    return replace(one, registered_on=day, dpi=None, wants_messages=not one.wants_messages)


CHANGES: dict[str, Change] = {
    "sex": _other_sex,
    "age above 18": _other_age,
    "names": _other_names,
    "mother tongue": _other_tongue,
    "municipality": _other_home,
    "worked abroad": _other_past_abroad,
    "unpaid work": _other_pay,
    "shared telephone": _other_household,
    "registration": _other_registration,
}


def pairs(
    seed: int, count: int, fields: list[str], *, as_of: date
) -> Iterator[tuple[str, InventedCandidate, InventedCandidate]]:
    """(field, person, twin) for `count` people and each of the fields; the person is the same for all fields."""
    for one in people(seed, count, as_of=as_of):
        for field in fields:
            dice = dice_of(seed, f"twin:{field}", one.number)
            twin = CHANGES[field](one, dice, as_of)
            yield field, one, replace(twin, public_id=public_id_of(dice))
