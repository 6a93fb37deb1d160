"""The counsellor's form: everything on one page, for the keyboard, and the way to and from a Registration.

Work and languages are rows `work_1_words`, `language_1` ...; empty rows are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, create_model

from app import i18n, words
from app.candidate.questions import abilities, person, wishes
from app.candidate.work_pages import country_choices, months_in, unit_of
from app.forms import FormModel
from app.i18n import N_
from app.i18n import gettext as _
from registry.candidates.consents import OPTIONAL_AT_REGISTRATION, How, Purpose, in_force
from registry.candidates.drafts import Answers
from registry.candidates.kinds import Kind, offers_for
from registry.candidates.registration import Job, KnownSkill, Registration, SpokenLanguage, answer
from registry.errors import Invalid
from registry.seeds.reference import departments, languages

ROWS = 4
_DIGITS = re.compile(r"[\s.\-]+")
MOST_ROWS = 20
MISSING = {
    "given_names": N_("Escriba los nombres."),
    "surnames": N_("Escriba los apellidos."),
    "consent_register": N_("Sin el permiso de guardar los datos no se puede registrar."),
    "consent_share_profile": N_("Marque sí o no a mostrar su experiencia. Las dos respuestas valen."),
    "consent_messages": N_("Marque sí o no a recibir mensajes. Las dos respuestas valen."),
}
Words = Annotated[str, StringConstraints(max_length=500)]
Months = Literal["3", "6", "9", "12", "any"]


class Person(FormModel):
    """The fields that stand once; the rows are added by `form_of`."""

    given_names: person.Name
    surnames: person.Name
    sex: Literal["F", "M"] | None = None
    birth_date: date | None = None
    dpi: Annotated[str, StringConstraints(max_length=40)] | None = None
    phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    is_phone_shared: Literal["1"] | None = None
    municipality: str | None = None
    skill_words: Annotated[str, StringConstraints(max_length=2000)] | None = None
    licences: list[str] = []
    licences_answered: Literal["1"] | None = None
    countries: list[Literal["GT", "US", "CA", "ES"]] = []
    kinds: list[str] = []
    available_from: date | None = None
    available_to: date | None = None
    months: Months = "any"
    avoid_1: str | None = None
    avoid_2: str | None = None


class NewPerson(Person):
    """A first registration also says what the person answered to each consent, how they were asked, and where they
    confirmed what was typed. `batch`: the paper pile that the sheet lies on."""

    how: How = How.READ_ALOUD
    confirmed_on: Literal["screen", "paper"] = "screen"
    batch: Annotated[str, StringConstraints(max_length=20)] | None = None
    dpi_again: Annotated[str, StringConstraints(max_length=40)] | None = None
    consent_register: Literal["1"]
    consent_share_profile: Literal["yes", "no"]
    consent_messages: Literal["yes", "no"]
    # A permission of its own; a sheet of paper may not ask for it.
    consent_whatsapp: Literal["1"] | None = None


@cache
def form_of(rows: int, *, with_consents: bool) -> type[Person]:
    """The form with so many rows of work and of languages."""
    fields: dict[str, Any] = {}
    for n in range(1, rows + 1):
        fields |= {
            f"language_{n}": (str | None, None),
            f"level_{n}": (Literal["1", "2", "3", "4", "5"] | None, None),
            f"work_{n}_words": (Words | None, None),
            f"occupation_{n}": (str | None, None),
            f"work_{n}_amount": (Annotated[int, Field(ge=0, le=70)] | None, None),
            f"work_{n}_unit": (Literal["months", "harvests", "seasons", "years"], "years"),
            f"work_{n}_country": (str, "GT"),
            f"work_{n}_unpaid": (Literal["1"] | None, None),
        }
    if with_consents:
        return create_model("NewPersonForm", __base__=NewPerson, **fields)
    return create_model("PersonForm", __base__=Person, **fields)


def rows_in(names: Mapping[str, Any]) -> int:
    """How many rows a sent form has."""
    found = [re.fullmatch(r"(?:work|language)_(\d{1,2})(?:_\w+)?", name) for name in names]
    numbers = [int(match.group(1)) for match in found if match]
    return min(max([ROWS, *numbers]), MOST_ROWS)


def answers_from(sent: Any, rows: int, before: Registration | None = None) -> Answers:
    """The answers of a checked form. `before`: what the record held, so that confirmed occupations stay.

    Raises Invalid with the field of the row.
    """
    facts = Registration(
        given_names=sent.given_names,
        surnames=sent.surnames,
        sex=sent.sex,
        birth_date=sent.birth_date,
        dpi=sent.dpi,
        phone=sent.phone,
        is_phone_shared=sent.is_phone_shared is not None,
        municipality=sent.municipality,
        languages=_languages(sent, rows),
        work=_work(sent, rows, before),
        skills=_skills(sent, before),
        licences_answered=sent.licences_answered is not None or bool(sent.licences),
        countries=sent.countries,
        available_from=sent.available_from,
        available_to=sent.available_to,
        max_months_away=None if sent.months == wishes.ANY else int(sent.months),
        places_to_avoid=list(dict.fromkeys(place for place in (sent.avoid_1, sent.avoid_2) if place)),
    )
    answers = Answers(facts=facts, skill_words=sent.skill_words or "")
    if sent.kinds:
        wishes.store_kinds(answers, wishes.KindsWanted(kinds=sent.kinds))
    if isinstance(sent, NewPerson):
        check_typed_twice(sent)
        facts.consents = _consents(sent)
    return answers


def check_typed_twice(sent: NewPerson) -> None:
    """From paper nobody notices a slip in a number of 13 digits: it is typed twice. Raises Invalid."""
    is_from_paper = sent.batch is not None or sent.confirmed_on == "paper" or sent.how is How.PAPER
    if sent.dpi and is_from_paper and not sent.dpi_again:
        raise Invalid("dpi_again_missing", field="dpi_again")
    if sent.dpi_again and _DIGITS.sub("", sent.dpi_again) != _DIGITS.sub("", sent.dpi or ""):
        raise Invalid("dpi_differs", field="dpi_again")


def _languages(sent: Any, rows: int) -> list[SpokenLanguage]:
    spoken = []
    for n in range(1, rows + 1):
        code, level = getattr(sent, f"language_{n}"), getattr(sent, f"level_{n}")
        if code and not level:
            raise Invalid("level_unknown", field=f"level_{n}")
        if code:
            spoken.append(SpokenLanguage(language=code, level=int(level)))
    return spoken


def _work(sent: Any, rows: int, before: Registration | None) -> list[Job]:
    confirmed = {job.words: job.occupation for job in (before.work if before else [])}
    jobs = []
    for n in range(1, rows + 1):
        said, amount = getattr(sent, f"work_{n}_words"), getattr(sent, f"work_{n}_amount")
        if not said:
            if amount:
                raise Invalid("work_words_missing", field=f"work_{n}_words")
            continue
        jobs.append(
            Job(
                words=said,
                occupation=_chosen(said, getattr(sent, f"occupation_{n}")) or confirmed.get(said),
                months=months_in(amount or 0, getattr(sent, f"work_{n}_unit")),
                country=getattr(sent, f"work_{n}_country"),
                is_paid=getattr(sent, f"work_{n}_unpaid") is None,
            )
        )
    return jobs


def _chosen(said: str, code: str | None) -> str | None:
    """The occupation picked while the words were typed, if it is still near to them."""
    return code if code and code in offers_for(said) else None


def _skills(sent: Any, before: Registration | None) -> list[KnownSkill]:
    """Own words, the licences ticked here, and other skills that the record held; the next page asks about those."""
    pieces = [piece.strip()[:200] for piece in (sent.skill_words or "").replace("\n", ",").split(",")]
    own_words = [KnownSkill(words=piece) for piece in pieces if piece][:20]
    licences = [KnownSkill(words=abilities.label(code), skill=code) for code in sent.licences]
    held = [
        one for one in (before.skills if before else []) if one.skill and one.skill not in abilities.LICENCES
    ]
    return held + own_words + licences


def _consents(sent: NewPerson) -> list[Any]:
    language = i18n.language()
    given = {
        Purpose.REGISTER: True,
        Purpose.SHARE_PROFILE: sent.consent_share_profile == "yes",
        Purpose.MESSAGES: sent.consent_messages == "yes",
    }
    if sent.consent_whatsapp == "1":
        given[Purpose.MESSAGES_WHATSAPP] = True
    return [answer(purpose, is_given=yes, how=sent.how, language=language) for purpose, yes in given.items()]


def identity_typed(typed: Mapping[str, Any]) -> Registration | None:
    """Who somebody is, from a form that is still being typed; None while both names are not there."""

    def word(name: str) -> str:
        value = typed.get(name)
        return value.strip()[:200] if isinstance(value, str) else ""

    if len(word("given_names")) < 2 or len(word("surnames")) < 2:
        return None
    try:
        born = date(*(int(word(f"birth_date_{part}")) for part in ("year", "month", "day")))
    except ValueError:
        born = None
    return Registration(
        given_names=word("given_names"),
        surnames=word("surnames"),
        birth_date=born,
        dpi=word("dpi")[:40] or None,
        phone=word("phone")[:40] or None,
        is_phone_shared=word("is_phone_shared") == "1",
        municipality=word("municipality")[:4] or None,
    )


def values_of(facts: Registration) -> dict[str, Any]:
    """What a record holds, as the fields of the form."""
    kinds = wishes.kinds_wanted(Answers(facts=facts))
    values: dict[str, Any] = {
        "given_names": facts.given_names,
        "surnames": facts.surnames,
        "sex": facts.sex or "",
        "dpi": facts.dpi or "",
        "phone": facts.phone or "",
        "is_phone_shared": "1" if facts.is_phone_shared else "",
        "municipality": facts.municipality or "",
        "skill_words": ", ".join(one.words for one in facts.skills if one.skill is None),
        "licences": [one.skill for one in facts.skills if one.skill in abilities.LICENCES],
        "licences_answered": "1" if facts.licences_answered else "",
        "countries": facts.countries,
        "kinds": kinds,
        "months": str(facts.max_months_away or wishes.ANY),
    }
    for name in ("birth_date", "available_from", "available_to"):
        day: date | None = getattr(facts, name)
        if day is not None:
            values |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    for n, place in enumerate(facts.places_to_avoid[:2], start=1):
        values[f"avoid_{n}"] = place
    for n, spoken in enumerate(facts.languages, start=1):
        values |= {f"language_{n}": spoken.language, f"level_{n}": spoken.level}
    for n, job in enumerate(facts.work, start=1):
        amount, unit = unit_of(job.months)
        values |= {
            f"work_{n}_words": job.words,
            f"work_{n}_amount": amount,
            f"work_{n}_unit": unit,
            f"work_{n}_country": job.country or "GT",
            f"work_{n}_unpaid": "" if job.is_paid else "1",
        }
    return values


def rows_for(facts: Registration) -> int:
    """Rows enough for what is held, and one to write in."""
    return min(max(ROWS, len(facts.work) + 1, len(facts.languages) + 1), MOST_ROWS)


def choices() -> dict[str, Any]:
    """The lists of the form's fields."""
    places = [
        (department.name, person.municipality_choices(department.code))
        for department in departments().values()
    ]
    return {
        "municipalities": places,
        "language_choices": [(one.code, one.own_name) for one in languages().values()],
        "levels": person.level_choices(),
        "units": words.choices("unit", ("years", "months", "seasons", "harvests")),
        "job_countries": country_choices(),
        "licence_choices": [(code, abilities.label(code)) for code in abilities.LICENCES],
        "country_choices": [(code, wishes.country_name(code)) for code in wishes.COUNTRIES],
        "kind_choices": [*words.choices("kind", Kind), (wishes.SAME, _("Lo que ya hizo"))],
        "month_choices": wishes.months_choices(),
        "places": wishes.place_choices(),
        "how_choices": words.choices("consent.how", (How.READ_ALOUD, How.SCREEN, How.PAPER)),
        "confirmed_choices": words.choices("confirmed_on", ("screen", "paper")),
        "consent_texts": [in_force()[purpose] for purpose in (Purpose.REGISTER, *OPTIONAL_AT_REGISTRATION)],
        "whatsapp_consent": in_force()[Purpose.MESSAGES_WHATSAPP],
    }
