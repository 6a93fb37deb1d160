"""Invented candidates: who they are, what they speak and what they did, in their own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Literal

from matching.taxonomy.lexicon import lexicon
from registry.candidates.consents import How, Purpose
from registry.candidates.registration import Job, KnownSkill, Registration, SpokenLanguage, answer
from registry.seeds.draw import Choice, code_of, dice_of, document, invented, phone, public_id_of
from registry.seeds.reference import departments, municipalities, regions

# How much more often than its share of the population a department registers: the west first. Invented.
_EAGERNESS = {
    "13": 1.8,
    "12": 1.7,
    "14": 1.5,
    "09": 1.4,
    "04": 1.4,
    "15": 1.3,
    "22": 1.3,
    "20": 1.3,
    "01": 0.5,
}
_TOWN = 4  # times more people in a department's first municipality than in any other
_COUNTRIES: Choice[tuple[str, ...]] = Choice([
    (("US", "CA"), 30), (("US",), 18), ((), 15), (("US", "CA", "ES"), 15), (("CA",), 8), (("CA", "ES"), 6),
    (("GT",), 5), (("CA", "ES", "GT"), 3),
])  # fmt: skip
_OWN_WORDS = ("trabajé de {o} {t}", "fui {o} {t} en {lugar}", "{o} {t}", "{t} de {o} en {lugar}")
_UNITS = {
    "zafra": ("zafra", "zafras", 6),
    "temporada": ("temporada", "temporadas", 5),
    "año": ("año", "años", 12),
}
# Months away from home that a person accepts; None: did not say.
_MONTHS_AWAY: Choice[int | None] = Choice([(None, 55), (3, 5), (6, 15), (9, 15), (12, 10)])
_PHONE_BASE = 1  # telephone 0 is nobody's


@dataclass(frozen=True, slots=True)
class InventedWork:
    """One job in the person's own words; `occupation`: a code of the lexicon or None ("ninguno")."""

    words: str
    occupation: str | None
    country: str
    months: int
    is_paid: bool


@dataclass(frozen=True, slots=True)
class InventedSkill:
    """A skill as typed, its code (None: not linked) and the months it was used for (0: not said)."""

    words: str
    code: str | None
    months: int


@dataclass(frozen=True, slots=True)
class InventedCandidate:
    """`number` from 0. `sex` F or M. `languages`: (code, level 0-5).

    `countries`, `occupations_wanted`: empty means any. `avoid`: ISO 3166-2 codes, confidential.
    `dpi` is mistyped now and then, on purpose. A shared `phone` is that of the person before.
    """

    number: int
    public_id: str
    given_names: str
    surnames: str
    sex: Literal["F", "M"]
    birth_date: date
    municipality: str
    languages: tuple[tuple[str, int], ...]
    work: tuple[InventedWork, ...]
    skills: tuple[InventedSkill, ...]
    countries: tuple[str, ...]
    occupations_wanted: tuple[str, ...]
    avoid: tuple[str, ...]
    available_from: date
    available_to: date | None
    max_months_away: int | None
    dpi: str | None
    phone: str | None
    is_phone_shared: bool
    registered_on: date
    shows_profile: bool
    wants_messages: bool

    def registration(self) -> Registration:
        """The same person as they would have told it at a counter, with the consents in force."""
        consents = {
            Purpose.REGISTER: True, Purpose.SHARE_PROFILE: self.shows_profile,
            Purpose.MESSAGES: self.wants_messages,
        }  # fmt: skip
        return Registration(
            given_names=self.given_names,
            surnames=self.surnames,
            sex=self.sex,
            birth_date=self.birth_date,
            dpi=self.dpi,
            phone=self.phone,
            is_phone_shared=self.is_phone_shared,
            municipality=self.municipality,
            languages=[SpokenLanguage(language=language, level=level) for language, level in self.languages],
            work=[
                Job(words=job.words, occupation=job.occupation, country=job.country, months=job.months,
                    is_paid=job.is_paid)
                for job in self.work
            ],
            skills=[KnownSkill(words=one.words, skill=one.code, months=one.months) for one in self.skills],
            licences_answered=True,
            countries=list(self.countries),
            occupations_wanted=list(self.occupations_wanted),
            places_to_avoid=list(self.avoid),
            available_from=self.available_from,
            available_to=self.available_to,
            max_months_away=self.max_months_away,
            consents=[answer(purpose, is_given=given, how=How.READ_ALOUD) for purpose, given in consents.items()],
        )  # fmt: skip


def people(seed: int, count: int, *, as_of: date) -> Iterator[InventedCandidate]:
    """`count` candidates, each from the seed and their number alone."""
    for number in range(count):
        yield _person(dice_of(seed, "candidate", number), number, as_of)


def _person(dice: Random, number: int, as_of: date) -> InventedCandidate:
    sex: Literal["F", "M"] = "F" if dice.random() < 0.3 else "M"
    age_days = int((18 + 42 * dice.betavariate(1.6, 3.2)) * 365.25) + 1
    municipality = _places().draw(dice)
    mother_tongue = _speech(municipality).draw(dice)
    work, taught = _lives(dice, sex, municipality, age_days / 365.25 - 15)
    available_from = as_of + timedelta(days=dice.randint(-60, 180))
    is_shared = number > 0 and dice.random() < 0.07
    return InventedCandidate(
        number=number,
        public_id=public_id_of(dice),
        given_names=given_names(dice, sex),
        surnames=surnames(dice, mother_tongue),
        sex=sex,
        birth_date=as_of - timedelta(days=age_days),
        municipality=municipality,
        languages=_languages(dice, mother_tongue, age_days, work),
        work=work,
        skills=_skills(dice, sex, work, taught),
        countries=_COUNTRIES.draw(dice),
        occupations_wanted=_wanted(dice, work),
        avoid=(dice.choice(_us_regions()),) if dice.random() < 0.04 else (),
        available_from=available_from,
        available_to=available_from + timedelta(days=dice.randint(180, 720)) if dice.random() < 0.5 else None,
        max_months_away=_MONTHS_AWAY.draw(dice),
        dpi=_dpi(dice, number, municipality),
        phone=phone(number + _PHONE_BASE - is_shared) if dice.random() < 0.92 else None,
        is_phone_shared=is_shared,
        registered_on=as_of - timedelta(days=dice.randint(1, 540)),
        shows_profile=dice.random() < 0.95,
        wants_messages=dice.random() < 0.8,
    )


@cache
def _places() -> Choice[str]:
    """Municipalities by the share of candidates."""
    weighted = []
    for code, one in departments().items():
        inside = [place for place in municipalities() if place.startswith(code)]
        share = one.population_2018 * _EAGERNESS.get(code, 1.0) / (len(inside) - 1 + _TOWN)
        weighted += [(place, share * (_TOWN if place.endswith("01") else 1)) for place in inside]
    return Choice(weighted)


@cache
def _speech(municipality: str) -> Choice[str]:
    """Mother tongues of a municipality: its own rows, or those of its department; Spanish for the rest."""
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in invented("speech.csv"):
        rows[row["place"]].append((row["language"], float(row["share"])))
    local = rows.get(municipality) or rows.get(municipality[:2]) or []
    return Choice([*local, ("es", 1 - sum(share for _, share in local))])


def place(dice: Random) -> str:
    """A municipality, by where candidates come from."""
    return _places().draw(dice)


def speech(dice: Random, municipality: str) -> str:
    """The mother tongue of somebody from there."""
    return _speech(municipality).draw(dice)


@cache
def _names() -> dict[tuple[str, str], Choice[str]]:
    """Names by (kind, language of the people who bear them; "" for everybody)."""
    lists: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for row in invented("names.csv"):
        lists[row["kind"], row["people"]].append((row["name"], float(row["weight"])))
    return {key: Choice(names) for key, names in lists.items()}


def given_names(dice: Random, sex: str) -> str:
    """One or two given names."""
    names = _names()["given_f" if sex == "F" else "given_m", ""]
    how_many = 1 if dice.random() < 0.25 else 2
    return " ".join(dict.fromkeys(names.draw(dice) for _ in range(how_many)))


def surnames(dice: Random, mother_tongue: str) -> str:
    """One or two surnames, mostly of the people that speaks so."""
    everybody = _names()["surname", ""]
    own = _names().get(("surname", mother_tongue), everybody)
    how_many = 1 if dice.random() < 0.06 else 2
    return " ".join((own if dice.random() < 0.8 else everybody).draw(dice) for _ in range(how_many))


def full_name(dice: Random) -> str:
    """A name for somebody of whom nothing else is told."""
    return f"{given_names(dice, dice.choice('FM'))} {surnames(dice, 'es')}"


def _languages(
    dice: Random, mother_tongue: str, age_days: int, work: tuple[InventedWork, ...]
) -> tuple[tuple[str, int], ...]:
    if mother_tongue == "es":
        levels = {"es": 5}
    else:
        # The younger, the more Spanish.
        levels = {mother_tongue: 5, "es": min(5, dice.randint(2, 5) + (age_days < 30 * 365))}
    years_abroad = sum(one.months for one in work if one.country in ("US", "CA")) / 12
    if dice.random() < (0.5 if years_abroad else 0.06):
        levels["en"] = dice.randint(1, 2) + (years_abroad > 2)
    if dice.random() < 0.01:
        levels["fr"] = dice.randint(1, 2)
    return tuple((code, level) for code, level in levels.items() if level)


@dataclass(frozen=True, slots=True)
class _Life:
    """One row of work_lives.csv: words with {t} for a length and {lugar} for a place."""

    words: str
    occupation: str | None
    unit: str
    country: str
    where: tuple[str, ...]
    is_paid: bool
    skills: tuple[str, ...]


@cache
def _known_lives(sex: str, department: str) -> Choice[_Life]:
    """What people of this sex and department do; work near home is likelier."""
    weighted = []
    for row in invented("work_lives.csv"):
        where = tuple(row["where"].split())
        is_near = row["country"] != "GT" or not where or department in where
        weight = float(row["weight"]) * (1 if is_near else 0.15) * (1 if row["country"] == "GT" else 0.35)
        if row["sex"] in ("", sex):
            skills = tuple(name for name in row["skills"].split("|") if name)
            occupation = code_of("occupation", row["occupation"])
            life = _Life(
                row["words"], occupation, row["unit"], row["country"], where, row["is_paid"] == "yes", skills
            )
            weighted.append((life, weight))
    return Choice(weighted)


@cache
def _any_life() -> Choice[_Life] | None:
    """Every other occupation of the lexicon, farm work and simple work more often; None when it has none."""
    by_isco_major_group = {"9": 4.0, "6": 4.0, "7": 2.0, "5": 2.0, "8": 1.5}
    weighted = []
    for code, one in lexicon().occupations.items():
        name = one.es[:1].lower() + one.es[1:]
        for words in _OWN_WORDS:
            life = _Life(words.replace("{o}", name), code, "año", "GT", (), is_paid=True, skills=())
            weighted.append((life, by_isco_major_group.get(one.isco08[:1], 0.5)))
    return Choice(weighted) if weighted else None


def _lives(
    dice: Random, sex: str, municipality: str, years: float
) -> tuple[tuple[InventedWork, ...], list[tuple[str, int]]]:
    """One to four jobs within the years since 15, and the (skill in words, months) they taught."""
    others = _any_life()
    work: dict[str, InventedWork] = {}
    taught: list[tuple[str, int]] = []
    for _ in range(dice.choice((1, 1, 2, 2, 2, 3, 4))):
        known = _known_lives(sex, municipality[:2])
        life = (others if others and dice.random() < 0.25 else known).draw(dice)
        length, months = _length(dice, life.unit, years)
        words = life.words.replace("{t}", length).replace("{lugar}", _where(dice, life, municipality))
        # Now and then none of the offered occupations was the right one.
        occupation = life.occupation if dice.random() < 0.97 else None
        work[life.words] = InventedWork(words, occupation, life.country, months, life.is_paid)
        taught += [(skill, months) for skill in life.skills]
    return tuple(work.values()), taught


def _length(dice: Random, unit: str, years: float) -> tuple[str, int]:
    """A length in words and in months."""
    if unit == "vida":
        return "toda la vida", int(min(years, 20) * 12)
    one, many, months = _UNITS[unit]
    if unit == "año" and dice.random() < 0.25:
        n = dice.randint(2, 11)
        return f"{n} meses", n
    n = min(max(1, int(years)), dice.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10)))
    return f"{n} {one if n == 1 else many}", n * months


def _where(dice: Random, life: _Life, municipality: str) -> str:
    if life.country != "GT":
        return regions()[dice.choice(life.where)].es if life.where else ""
    if not life.where or municipality[:2] in life.where:
        return municipalities()[municipality].name
    return municipalities()[dice.choice(life.where) + "01"].name


def _skills(
    dice: Random, sex: str, work: tuple[InventedWork, ...], taught: list[tuple[str, int]]
) -> tuple[InventedSkill, ...]:
    """What the jobs taught, some of what their occupations need, and the papers a person holds."""
    found: dict[str, InventedSkill] = {}
    for words, months in taught:
        if dice.random() < 0.85:
            found.setdefault(words, InventedSkill(words, code_of("skill", words), months))
    for job in work:
        needed = lexicon().occupations[job.occupation].essential_skills if job.occupation else ()
        for code in needed:
            if dice.random() < 0.5:
                words = lexicon().skills[code].es
                found.setdefault(words, InventedSkill(words, code, job.months))
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2))):
        words = _papers(sex).draw(dice)
        found.setdefault(words, InventedSkill(words, code_of("skill", words), 0))
    # Two ways of saying the same thing are one skill.
    return tuple({one.code or one.words: one for one in found.values()}.values())


@cache
def _papers(sex: str) -> Choice[str]:
    """Schooling, licences and other papers that people of this sex hold."""
    rows = invented("papers.csv")
    return Choice([(row["name"], float(row["weight"])) for row in rows if row["sex"] in ("", sex)])


@cache
def _us_regions() -> tuple[str, ...]:
    return tuple(code for code, one in regions().items() if one.country == "US")


def _wanted(dice: Random, work: tuple[InventedWork, ...]) -> tuple[str, ...]:
    """Half want any work; the others what they have done."""
    done = list(dict.fromkeys(one.occupation for one in work if one.occupation))
    return tuple(done) if dice.random() < 0.5 else ()


def _dpi(dice: Random, number: int, municipality: str) -> str | None:
    """A number nobody holds: the serial starts with 0. One in a hundred is mistyped; some have none."""
    draw = dice.random()
    if draw < 0.06:
        return None
    found = document(number, municipality)
    if draw < 0.07:
        return f"{found[:8]}{(int(found[8]) + 1) % 10}{found[9:]}"
    return found
