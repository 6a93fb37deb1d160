"""What a person tells us about themselves, however it reaches us: alone, at a counter, by API, from a file.

`Registration` is plain data with a JSON form. Half-filled it is a draft; `check` says whether it can be registered.
Nothing here asks how a person migrated or returned (schemes.md section 4, sensitivity).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from matching.taxonomy import lexicon
from matching.text import phone_key
from registry import clock
from registry.candidates.consents import How, Purpose, in_force
from registry.errors import Invalid
from registry.seeds.reference import countries, languages, municipalities, regions

ADULT_YEARS = 18
OLDEST_YEARS = 100
_LONGEST_WORK_MONTHS = 12 * 70
_MOST = {"work": 20, "skills": 80, "languages": 12}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Job(_Part):
    """One job in the person's own words. `occupation`: the code they confirmed; None: not asked or none of those.

    `country` ISO 3166; `months` 0: not said; `is_paid` False for family and unpaid work, which counts all the same;
    `language` of reference/languages.csv that was spoken there.
    """

    words: str
    occupation: str | None = None
    country: str | None = "GT"
    months: int = 0
    is_paid: bool = True
    language: str | None = None


class KnownSkill(_Part):
    """A skill as said, and its code when it was recognised."""

    words: str
    skill: str | None = None
    months: int = 0


class SpokenLanguage(_Part):
    """`language`: code of reference/languages.csv; `level` 1 a few words ... 5 own language."""

    language: str
    level: int


class ConsentAnswer(_Part):
    """A yes or no, with the text that was shown or read aloud."""

    purpose: Purpose
    is_given: bool
    text: str
    text_version: str
    how: How = How.SCREEN


class Registration(_Part):
    """Everything a registration can hold. Only names and the consent to register are needed."""

    given_names: str = ""
    surnames: str = ""
    sex: Literal["F", "M"] | None = None
    birth_date: date | None = None
    dpi: str | None = None
    phone: str | None = None
    is_phone_shared: bool = False
    municipality: str | None = None
    languages: list[SpokenLanguage] = []
    work: list[Job] = []
    skills: list[KnownSkill] = []
    licences_answered: bool = False
    countries: list[str] = []
    occupations_wanted: list[str] = []
    places_to_avoid: list[str] = []
    available_from: date | None = None
    available_to: date | None = None
    max_months_away: int | None = None
    consents: list[ConsentAnswer] = []

    def consent_to(self, purpose: Purpose) -> ConsentAnswer | None:
        return next((answer for answer in self.consents if answer.purpose is purpose), None)


def answer(purpose: Purpose, *, is_given: bool, how: How, language: str = "es") -> ConsentAnswer:
    """The person's answer to the text in force."""
    text = in_force()[purpose]
    return ConsentAnswer(
        purpose=purpose, is_given=is_given, text=text.text(language), text_version=text.version, how=how
    )


def adult_on(birth_date: date) -> date:
    """The 18th birthday; who was born on 29 February comes of age on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + ADULT_YEARS)
    except ValueError:
        return date(birth_date.year + ADULT_YEARS, 3, 1)


def check(facts: Registration) -> None:
    """Raise Invalid(code, field) for the first thing that cannot be registered. The DPI is never a reason."""
    check_person(facts)
    given = facts.consent_to(Purpose.REGISTER)
    if given is None or not given.is_given:
        raise Invalid("consent_missing", field="consents")


def check_person(facts: Registration) -> None:
    """As `check`, without the consents: for a correction."""
    for field in ("given_names", "surnames"):
        value = getattr(facts, field)
        if not any(char.isalpha() for char in value):
            raise Invalid("name_missing", field=field)
        if len(value) > 200:
            raise Invalid("name_long", field=field)
    check_birth_date(facts.birth_date)
    check_phone(facts.phone)
    if facts.dpi is not None and len(facts.dpi) > 40:
        raise Invalid("dpi_long", field="dpi")
    _check_codes(facts)
    _check_work(facts)
    check_dates(facts.available_from, facts.available_to)


def check_birth_date(birth_date: date | None) -> None:
    if birth_date is None:
        return
    today = clock.today()
    if birth_date > today:
        raise Invalid("birth_future", field="birth_date")
    if today.year - birth_date.year > OLDEST_YEARS:
        raise Invalid("birth_too_old", field="birth_date")
    if adult_on(birth_date) > today:
        raise Invalid("under_age", field="birth_date")


def check_phone(phone: str | None) -> None:
    if phone is None:
        return
    if not phone_key(phone):
        raise Invalid("phone_short", field="phone")
    if len(phone) > 40:
        raise Invalid("phone_long", field="phone")


def check_dates(available_from: date | None, available_to: date | None) -> None:
    if available_from and available_to and available_to < available_from:
        raise Invalid("dates_reversed", field="available_to")


def _check_codes(facts: Registration) -> None:
    _known("municipality", [facts.municipality] if facts.municipality else [], municipalities())
    _known("languages", (spoken.language for spoken in facts.languages), languages())
    _known("countries", facts.countries, countries())
    _known("places_to_avoid", facts.places_to_avoid, {**countries(), **regions()})
    _known("occupations_wanted", facts.occupations_wanted, lexicon().occupations)
    _known("work", (job.occupation for job in facts.work if job.occupation), lexicon().occupations)
    _known("work", (job.country for job in facts.work if job.country), countries())
    _known("work", (job.language for job in facts.work if job.language), languages())
    _known("skills", (skill.skill for skill in facts.skills if skill.skill), lexicon().skills)
    for spoken in facts.languages:
        if not 1 <= spoken.level <= 5:
            raise Invalid("level_unknown", field="languages")
    if len({spoken.language for spoken in facts.languages}) != len(facts.languages):
        raise Invalid("language_twice", field="languages")


def _known(field: str, codes: Iterable[str], known: Container[str]) -> None:
    for code in codes:
        if code not in known:
            raise Invalid("code_unknown", field=field, unknown=code)


def _check_work(facts: Registration) -> None:
    for field, most in _MOST.items():
        if len(getattr(facts, field)) > most:
            raise Invalid("too_many_answers", field=field, most=most)
    for job in facts.work:
        if not job.words.strip():
            raise Invalid("work_words_missing", field="work")
        if len(job.words) > 500:
            raise Invalid("words_long", field="work")
        if not 0 <= job.months <= _LONGEST_WORK_MONTHS:
            raise Invalid("months_impossible", field="work")
    for skill in facts.skills:
        if not skill.words.strip() or len(skill.words) > 200:
            raise Invalid("words_long", field="skills")
    if facts.max_months_away is not None and not 1 <= facts.max_months_away <= 60:
        raise Invalid("months_impossible", field="max_months_away")
