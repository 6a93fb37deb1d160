"""What the select boxes, radios and checkboxes of each step offer, in words."""

from __future__ import annotations

from functools import cache
from typing import Any

from app.employer.steps import places, promises
from app.i18n import gettext as _
from app.words import facts as words
from matching.taxonomy import lexicon
from registry.seeds.reference import languages

YES_NO = ("true", "false")
PAYERS = ("employer", "worker")
# Of a contract: Spanish, English and the four Mayan languages most spoken.
CONTRACT_LANGUAGES = ("es", "en", "quc", "kek", "cak", "mam")


def of_step(slug: str, scheme: str) -> dict[str, Any]:
    made = {
        "puesto": _position,
        "lugares": _places,
        "salario": _pay,
        "vivienda": _living,
        "requisitos": _asked,
        "promesas": _promises,
    }
    return made[slug](scheme) | {
        "yes_no": words.options("answer", YES_NO),
        "payers": words.options("payer", PAYERS),
    }


def _position(scheme: str) -> dict[str, Any]:
    if scheme == "GT_SNE":
        return {
            "nature": words.options("nature_of_need", ("permanent", "seasonal", "temporary_other")),
            "activity": words.options("activity_class", ("agricola", "no_agricola", "exportadora_maquila")),
        }
    kinds = ("individual", "association_joint", "association_agent", "labour_contractor", "joint")
    return {
        "nature": words.options("nature_of_need", ("seasonal", "temporary_other")),
        "kinds": words.options("employer_kind", kinds),
        "occupations": _soc_codes(),
    }


@cache
def _soc_codes() -> list[tuple[str, str]]:
    """Official US codes of the occupations we know, farm work first; the name is that of our first occupation."""
    named: dict[str, str] = {}
    for occupation in lexicon().occupations.values():
        if occupation.soc2018:
            named.setdefault(occupation.soc2018, occupation.es)
    is_farm = ("45-", "53-7064")
    return [
        (code, f"{code} {named[code]}")
        for code in sorted(named, key=lambda code: (not code.startswith(is_farm), code))
    ]


def _places(scheme: str) -> dict[str, Any]:
    if scheme == "GT_SNE":
        return {"places": places.municipality_groups()}
    return {"states": places.us_states(), "max_sites": places.MAX_SITES}


def _pay(scheme: str) -> dict[str, Any]:
    at_home = scheme == "GT_SNE"
    units = ("day", "month", "week", "hour") if at_home else ("hour", "week", "biweek", "month", "piece")
    periods = ("week", "biweek", "month", "day", "season", "once")
    return {
        "units": words.options("wage_unit", units),
        "periods": words.options("wage_unit", periods),
        "frequencies": words.options("pay_frequency", ("weekly", "biweekly", "semimonthly", "monthly")),
        "levels": words.options("skill_level", ("I", "II")),
        "benefits": words.options("benefit", ("aguinaldo", "bono14", "igss", "vacaciones")),
        "week": [(f"hours_{name}", _(words.WEEK[number])) for number, name in _week()],
        "currency": "Q" if at_home else "USD",
    }


def _week() -> list[tuple[int, str]]:
    """Monday first, as people read a week; the number is the place in the facts."""
    names = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    return [(number, names[number]) for number in (1, 2, 3, 4, 5, 6, 0)]


def _living(scheme: str) -> dict[str, Any]:
    return {
        "kinds": words.options("housing_kind", ("employer", "rental_public")),
        "compliance": words.options("compliance", ("state", "federal", "local", "swa")),
        "meals": words.options("meals", ("kitchen_free", "three_meals", "cash", "none")),
        "refunds": words.options("refund", ("first_week", "half_contract", "end_of_contract", "never")),
    }


def _asked(scheme: str) -> dict[str, Any]:
    return {
        "education": words.options(
            "education_min", ("none", "secondary", "technical", "associate", "bachelor")
        ),
        "languages": [(code, one.own_name) for code, one in languages().items()],
        "levels": words.options("level", ("1", "2", "3", "4", "5")),
    }


def _promises(scheme: str) -> dict[str, Any]:
    return {
        "costs": [
            ("employer", _("La empresa los paga todos")),
            ("some", _("La persona trabajadora paga alguno")),
        ],
        "items": [(f"cost_{item}", _(name)) for item, name in promises.items_of(scheme)],
        "languages": [(code, words.language_name(code)) for code in CONTRACT_LANGUAGES],
        "currency": "Q" if scheme == "GT_SNE" else "USD",
    }
