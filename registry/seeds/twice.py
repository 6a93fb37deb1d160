"""Invented people of whom some registered twice, with families around them: what the weights of "same person?" learn
from. Slips of the pen, spellings by ear, names left out or turned round, dates and numbers missing or wrong.

The bench has a generator of its own (app/commands/bench/registrations.py), so that nothing is measured on what it
learned from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from matching.same_person.told import Told
from registry.seeds.draw import random_document
from registry.seeds.people import given_names, place, speech, surnames

_LETTERS = "abcdefghijlmnopqrstuvxyz"
_FIRST_BIRTH, _BIRTH_DAYS = date(1960, 1, 1), 365 * 47
# By ear and by habit: either way round.
_BY_EAR_TEXT = """
b v|s z|c s|ll y|k c|qu k|tz ts|x sh|h |j h|i y|cc c|aa a|g j|n ñ|q' k|k' c|ch' ch|w gu|u w|tz z|' |e i|o u
"""
_BY_EAR = [tuple(pair.split(" ")) for pair in _BY_EAR_TEXT.strip().split("|")]
_STREETS_TEXT = """
central real norte sur cruz molino calvario estacion mercado rastro estadio rosario libertad reforma palmas
ceibal pinos encinos laurel jardin colinas vista hermosa aurora porvenir union esperanza progreso
"""
_STREETS = _STREETS_TEXT.split()


def registrations(seed: int, people: int, *, twice: float = 0.1) -> tuple[list[Told], list[int]]:
    """`people` registrations of different people, then second ones of a share of them; and who each one is, by
    number. The same seed, the same people."""
    dice = Random(seed)  # noqa: S311 - invented people # nosec B311
    told: list[Told] = []
    for number in range(people):
        kin = told[number - dice.randint(1, min(number, 40))] if number and dice.random() < 0.35 else None
        told.append(_relative(dice, kin) if kin is not None else _stranger(dice))
    who = list(range(people))
    for number in range(people):
        if dice.random() < twice:
            told.append(again(dice, told[number]))
            who.append(number)
    return [_forgotten(dice, one) for one in told], who


def _stranger(dice: Random) -> Told:
    home = place(dice)
    born = _FIRST_BIRTH + timedelta(days=dice.randrange(_BIRTH_DAYS))
    return Told(
        given_names=given_names(dice, "F" if dice.random() < 0.3 else "M"),
        surnames=surnames(dice, speech(dice, home)),
        birth_date=born.isoformat(),
        document=random_document(dice, home),
        phone=_number(dice),
        place=home,
        region=home[:2],
        address=_address(dice) if dice.random() < 0.6 else "",
    )


def _number(dice: Random) -> str:
    return f"{dice.choice('34567')}{dice.randrange(10_000_000):07d}"


def _address(dice: Random) -> str:
    return f"{dice.randint(1, 30)} {dice.choice(_STREETS)} {dice.choice(_STREETS)} {dice.choice(_STREETS)}"


def _relative(dice: Random, one: Told) -> Told:
    """A brother or sister, a twin, a child with the same name, or who shares the household."""
    own = _stranger(dice)
    shares = dice.random() < 0.6
    own = replace(
        own,
        phone=one.phone if shares else own.phone,
        is_phone_shared=shares and dice.random() < 0.5,
        place=one.place,
        region=one.region,
        address=one.address if dice.random() < 0.5 else own.address,
    )
    kind = dice.random()
    if kind < 0.55:  # brothers and sisters
        return replace(own, surnames=one.surnames)
    if kind < 0.63:  # twins; often one name in common
        first = one.given_names.split()[0]
        names = own.given_names
        if dice.random() < 0.3:
            names = f"{first} {names.split()[-1]}"
        return replace(own, surnames=one.surnames, birth_date=one.birth_date, given_names=names)
    if kind < 0.80:  # a child; now and then with the same given names
        year = min(int(one.birth_date[:4]) + dice.randint(17, 40), 2007)
        child = f"{one.surnames.split()[0]} {own.surnames.split()[0]}"
        names = one.given_names if dice.random() < 0.4 else own.given_names
        return replace(own, surnames=child, given_names=names, birth_date=f"{year}{own.birth_date[4:]}")
    return own


# ---------------------------------------------------------------- the second time


def again(dice: Random, one: Told) -> Told:
    """The same person at another counter: none to several slips."""
    slips = dice.choices((0, 1, 2, 3, 4, 6), (12, 28, 29, 17, 10, 4))[0]
    for _ in range(slips):
        one = dice.choices(_SLIPS, _SLIP_WEIGHTS)[0](dice, one)
    return one


def _forgotten(dice: Random, one: Told) -> Told:
    """What people do not have with them, at any registration."""
    draw = dice.random
    return replace(
        one,
        document="" if draw() < 0.10 else one.document,
        phone="" if draw() < 0.10 else one.phone,
        birth_date="" if draw() < 0.05 else one.birth_date,
        place="" if draw() < 0.04 else one.place,
        address="" if draw() < 0.1 else one.address,
    )


def _one_word(dice: Random, text: str, change: Callable[[Random, str], str]) -> str:
    words = text.split()
    at = dice.randrange(len(words))
    words[at] = change(dice, words[at])
    return " ".join(words)


def mistyped(dice: Random, word: str) -> str:
    """One letter left out, doubled, changed, or two turned."""
    at = dice.randrange(len(word))
    kind = dice.randrange(4)
    if kind == 0 and len(word) > 2:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + dice.choice(_LETTERS) + word[at:]
    if kind == 2:
        return word[:at] + dice.choice(_LETTERS) + word[at + 1 :]
    at = min(at, max(len(word) - 2, 0))
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def by_ear(dice: Random, word: str) -> str:
    """The same word as another clerk hears it; unchanged where no rule fits."""
    lower = word.lower()
    fitting = [(a, b) for one in _BY_EAR for a, b in (one, one[::-1]) if a and a in lower]
    if not fitting:
        return lower
    heard, written = dice.choice(fitting)
    return re.sub(re.escape(heard), written, lower, count=1) or lower


def _typo(dice: Random, one: Told) -> Told:
    if dice.random() < 0.5:
        return replace(one, given_names=_one_word(dice, one.given_names, mistyped))
    return replace(one, surnames=_one_word(dice, one.surnames, mistyped))


def _heard(dice: Random, one: Told) -> Told:
    if dice.random() < 0.4:
        return replace(one, given_names=_one_word(dice, one.given_names, by_ear))
    return replace(one, surnames=_one_word(dice, one.surnames, by_ear))


def _turned(dice: Random, one: Told) -> Told:
    return replace(one, surnames=" ".join(reversed(one.surnames.split())))


def _exchanged(dice: Random, one: Told) -> Told:
    return replace(one, given_names=one.surnames, surnames=one.given_names)


def _shorter(dice: Random, one: Told) -> Told:
    """One name or surname left out, or only its first letter."""
    field = "given_names" if dice.random() < 0.6 else "surnames"
    words = getattr(one, field).split()
    if len(words) < 2:
        return one
    at = len(words) - 1 if dice.random() < 0.8 else 0
    words[at] = f"{words[at][0]}." if dice.random() < 0.15 else ""
    changes: dict[str, Any] = {field: " ".join(word for word in words if word)}
    return replace(one, **changes)


def _known_as(dice: Random, one: Told) -> Told:
    """Another given name, the one used at home; or the surname of a marriage."""
    if dice.random() < 0.6:
        return replace(one, given_names=given_names(dice, dice.choice("FM")))
    return replace(one, surnames=surnames(dice, "es"))


def _another_date(dice: Random, one: Told) -> Told:
    if not one.birth_date:
        return one
    year, month, day = one.birth_date.split("-")
    kind = dice.random()
    if kind < 0.3:
        return replace(one, birth_date=f"{year}-{day}-{month}")
    if kind < 0.45:
        return replace(one, birth_date=f"{int(year) + dice.choice((-2, -1, 1, 2))}-{month}-{day}")
    if kind < 0.55:
        return replace(one, birth_date=f"{year}-01-01")
    if kind < 0.65:
        return replace(one, birth_date="")
    digits = one.birth_date
    at = dice.choice((2, 3, 6, 8, 9))
    return replace(one, birth_date=f"{digits[:at]}{dice.randrange(10)}{digits[at + 1 :]}")


def _another_document(dice: Random, one: Told) -> Told:
    number = one.document
    if not number or dice.random() < 0.4:
        return replace(one, document="")
    if dice.random() < 0.2:  # somebody else's, or a paper of another kind
        return replace(one, document=f"{dice.randrange(10**13):013d}")
    at = dice.randrange(len(number) - 1)
    if dice.random() < 0.4:
        return replace(one, document=number[:at] + number[at + 1] + number[at] + number[at + 2 :])
    return replace(one, document=f"{number[:at]}{dice.randrange(10)}{number[at + 1 :]}")


def _another_phone(dice: Random, one: Told) -> Told:
    if not one.phone or dice.random() < 0.7:
        return replace(one, phone=_number(dice), is_phone_shared=dice.random() < 0.15)
    at = dice.randrange(len(one.phone))
    return replace(one, phone=f"{one.phone[:at]}{dice.randrange(10)}{one.phone[at + 1 :]}")


def _moved(dice: Random, one: Told) -> Told:
    home = place(dice)
    near = one.region + home[2:] if dice.random() < 0.4 and one.region else home
    return replace(one, place=near, region=near[:2], address=_address(dice) if one.address else "")


def _other_address(dice: Random, one: Told) -> Told:
    if not one.address:
        return one
    words = one.address.split()
    if len(words) > 1:
        del words[dice.randrange(len(words))]
    return replace(one, address=_one_word(dice, " ".join(words), mistyped))


_SLIPS = (
    _typo, _heard, _turned, _exchanged, _shorter, _another_date, _another_document, _another_phone, _moved,
    _other_address, _known_as,
)  # fmt: skip
_SLIP_WEIGHTS = (18, 16, 8, 3, 14, 13, 10, 12, 8, 10, 4)
