"""Registrations to measure "same person?" with: people, their families, and second registrations with slips.

Written apart from registry/seeds/twice.py, which the weights learned from, and by other means: keys that lie beside
each other, lines misread, official and old spellings of Mayan names, clerks who write what they expect. Same seed, same
people.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from matching.same_person.told import Told
from registry.candidates.dpi import check_digit
from registry.seeds.draw import invented
from registry.seeds.reference import departments, municipalities

_BESIDE_TEXT = (
    "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm az sx dc fv gb hn jm qa ws ed"
)
_BESIDE = {pair[at]: pair[1 - at] for pair in _BESIDE_TEXT.split() for at in (0, 1)}
# Old and official spellings of Mayan words, and what is heard.
_MAYAN_TEXT = """
tz=ts tz=z c=k qu=k x=sh x=j j=h aa=a c=q b=b' k=k' t=t' uc=uk oc=ok ij=ih ch=ch' w=gu aj=ah
"""
_SPANISH_TEXT = "z=s s=z v=b b=v h= ll=y y=ll j=g c=s qu=k ñ=n rr=r i=y ez=es x=ks"
_MAYAN, _SPANISH = (
    [tuple(rule.split("=")) for rule in text.split()] for text in (_MAYAN_TEXT, _SPANISH_TEXT)
)
_FIRST, _DAYS = date(1962, 1, 1), 365 * 46


def registrations(seed: int, people: int, twice: int) -> tuple[list[Told], list[int]]:
    """`people` registrations, of which the last `twice` are second ones; and who each is, by number."""
    dice = Random(seed)  # noqa: S311 - invented people # nosec B311
    told = _everybody(dice, people - twice)
    who = list(range(len(told)))
    for number in dice.sample(range(len(told)), twice):
        told.append(second(dice, told[number]))
        who.append(number)
    return told, who


def _pool(kind: str) -> tuple[list[str], list[float]]:
    rows = [row for row in invented("names.csv") if row["kind"] == kind]
    total = sum(float(row["weight"]) for row in rows)
    return [row["name"] for row in rows], [float(row["weight"]) / total for row in rows]


def _everybody(dice: Random, count: int) -> list[Told]:
    """One household after the other, of one to five people."""
    numbers = np.random.default_rng(dice.randrange(2**32))
    given = {kind: _pool(kind) for kind in ("given_f", "given_m")}
    surnames, weights = _pool("surname")
    drawn = numbers.choice(len(surnames), size=2 * count, p=weights)
    first = {kind: numbers.choice(len(names), size=2 * count, p=p) for kind, (names, p) in given.items()}
    towns = list(municipalities())
    of_town = np.array([departments()[town[:2]].population_2018 for town in towns], dtype=float)
    homes = numbers.choice(len(towns), size=count, p=of_town / of_town.sum())
    born = numbers.integers(0, _DAYS, size=count)
    told: list[Told] = []
    while len(told) < count:
        at = len(told)
        house: list[Told] = []
        for number in range(at, min(at + dice.choice((1, 1, 1, 2, 2, 3, 4, 5)), count)):
            kind = "given_f" if dice.random() < 0.4 else "given_m"
            names = [given[kind][0][index] for index in first[kind][2 * number : 2 * number + 2]]
            town = towns[homes[at]]
            own = Told(
                given_names=names[0] if names[0] == names[1] or dice.random() < 0.2 else " ".join(names),
                surnames=" ".join(surnames[index] for index in drawn[2 * number : 2 * number + 2]),
                birth_date=(_FIRST + timedelta(days=int(born[number]))).isoformat(),
                document=_document(dice, town) if dice.random() < 0.93 else "",
                phone=_phone(dice) if dice.random() < 0.9 else "",
                place=town,
                region=town[:2],
            )
            house.append(_of_the_house(dice, house[0], own) if house else own)
        told += house
    return told


def _document(dice: Random, town: str) -> str:
    while True:
        serial = f"{dice.randrange(10_000_000, 99_999_999)}"
        if check_digit(serial) < 10:
            return f"{serial}{check_digit(serial)}{town}"


def _phone(dice: Random) -> str:
    return f"+502 {dice.randrange(30_000_000, 60_000_000)}"


def _of_the_house(dice: Random, head: Told, own: Told) -> Told:
    """Brother or sister, twin, child of the head, child with the head's name, or spouse."""
    if dice.random() < 0.5:
        own = replace(own, phone=head.phone, is_phone_shared=dice.random() < 0.4)
    kin = dice.random()
    if kin < 0.45:
        return replace(own, surnames=head.surnames)
    if kin < 0.50:
        return replace(own, surnames=head.surnames, birth_date=head.birth_date)
    if kin < 0.70:
        surnames = f"{head.surnames.split()[0]} {own.surnames.split()[-1]}"
        given = head.given_names if kin < 0.55 else own.given_names
        year = min(int(head.birth_date[:4]) + dice.randint(18, 35), 2007)
        return replace(own, surnames=surnames, given_names=given, birth_date=_of_year(year, own.birth_date))
    return own


def _of_year(year: int, day: str) -> str:
    """The same day of another year; the last of February where there is none."""
    return f"{year}-02-28" if day.endswith("02-29") else f"{year}{day[4:]}"


# ---------------------------------------------------------------- second registrations


def second(dice: Random, one: Told) -> Told:
    """The same person registered again: most with one or two slips, some without papers at hand."""
    for _ in range(dice.choices((0, 1, 2, 3), (15, 40, 30, 15))[0]):
        one = dice.choice((
            _slip, _slip, _spelling, _spelling, _spelling, _swapped, _one_surname, _first_name_only, _married,
            _date, _date, _number, _other_phone, _other_phone, _elsewhere,
        ))(dice, one)  # fmt: skip
    return replace(
        one,
        birth_date="" if dice.random() < 0.08 else one.birth_date,
        document="" if dice.random() < 0.15 else one.document,
        phone="" if dice.random() < 0.10 else one.phone,
    )


def _in_name(dice: Random, one: Told) -> tuple[str, list[str], int]:
    field = dice.choice(("given_names", "surnames", "surnames"))
    words = getattr(one, field).split()
    return field, words, dice.randrange(len(words))


def _renamed(one: Told, field: str, words: list[str]) -> Told:
    changes: dict[str, Any] = {field: " ".join(words)}
    return replace(one, **changes)


def _slip(dice: Random, one: Told) -> Told:
    """The key beside the right one, a letter twice, one too few, or two in the wrong order."""
    field, words, at = _in_name(dice, one)
    word = words[at]
    where = dice.randrange(len(word))
    letter = word[where].lower()
    kind = dice.randrange(4)
    if kind == 0:
        word = word[:where] + _BESIDE.get(letter, "e") + word[where + 1 :]
    elif kind == 1:
        word = word[:where] + letter + word[where:]
    elif kind == 2 and len(word) > 3:
        word = word[:where] + word[where + 1 :]
    elif len(word) > 2:
        where = min(where, len(word) - 2)
        word = word[:where] + word[where + 1] + word[where] + word[where + 2 :]
    words[at] = word
    return _renamed(one, field, words)


def _spelling(dice: Random, one: Told) -> Told:
    field, words, at = _in_name(dice, one)
    lower = words[at].lower()
    rules = [rule for rule in (_MAYAN if field == "surnames" else _SPANISH) + _SPANISH if rule[0] in lower]
    if rules:
        old, new = dice.choice(rules)
        lower = lower.replace(old, new, 1) or lower
    words[at] = lower.upper() if dice.random() < 0.3 else lower.capitalize()
    return _renamed(one, field, words)


def _swapped(dice: Random, one: Told) -> Told:
    return replace(one, surnames=" ".join(one.surnames.split()[::-1]))


def _one_surname(dice: Random, one: Told) -> Told:
    return replace(one, surnames=one.surnames.split()[0])


def _first_name_only(dice: Random, one: Told) -> Told:
    return replace(one, given_names=dice.choice(one.given_names.split()))


def _married(dice: Random, one: Told) -> Told:
    return replace(one, surnames=f"{one.surnames} de {dice.choice(_pool('surname')[0])}")


def _date(dice: Random, one: Told) -> Told:
    if not one.birth_date:
        return one
    year, month, of_month = (int(part) for part in one.birth_date.split("-"))
    kind = dice.randrange(5)
    if kind == 0:
        return replace(one, birth_date="")
    if kind == 1 and of_month <= 12:
        return replace(one, birth_date=f"{year}-{of_month:02d}-{month:02d}")
    if kind == 2:
        return replace(one, birth_date=_of_year(year + dice.choice((-10, -1, 1, 10)), one.birth_date))
    if kind == 3:
        return replace(one, birth_date=f"{one.birth_date[:8]}{dice.randint(1, 28):02d}")
    return replace(one, birth_date=f"{year}-{dice.randint(1, 12):02d}-{min(of_month, 28):02d}")


def _number(dice: Random, one: Told) -> Told:
    """A digit of the document misread, or two in the wrong order."""
    if not one.document:
        return one
    at = dice.randrange(12)
    digits = list(one.document)
    if dice.random() < 0.5:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    else:
        digits[at] = {"1": "7", "7": "1", "3": "8", "8": "3", "5": "6", "6": "5"}.get(digits[at], "0")
    return replace(one, document=f"{''.join(digits[:4])} {''.join(digits[4:9])} {''.join(digits[9:])}")


def _other_phone(dice: Random, one: Told) -> Told:
    return replace(one, phone=_phone(dice), is_phone_shared=dice.random() < 0.1)


def _elsewhere(dice: Random, one: Told) -> Told:
    town = dice.choice([code for code in municipalities() if code[:2] == one.region or dice.random() < 0.1])
    return replace(one, place=town, region=town[:2])
