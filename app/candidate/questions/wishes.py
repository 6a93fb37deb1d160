"""What the person wants: countries, kinds of work, dates, how long away, places to avoid; and their permissions."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from app import i18n, words
from app.candidate.questions.abilities import label
from app.candidate.questions.question import Question, always
from app.forms import FormModel
from app.i18n import N_
from app.i18n import gettext as _
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.drafts import Answers
from registry.candidates.kinds import Kind, occupations_of
from registry.candidates.registration import answer
from registry.clock import today
from registry.errors import Invalid
from registry.seeds.reference import Region, countries, regions

COUNTRIES = ("GT", "US", "CA", "ES")
MONTHS_AWAY = (3, 6, 9, 12)
ANY, SAME = "any", "same"


class Countries(FormModel):
    countries: list[Literal["GT", "US", "CA", "ES", "any"]] = []


class KindsWanted(FormModel):
    kinds: list[str] = []


class FreeFrom(FormModel):
    when: Literal["now", "later"]
    available_from: date | None = None


class MonthsAway(FormModel):
    months: Literal["3", "6", "9", "12", "any"]


class Avoid(FormModel):
    places: list[str] = []
    add: str | None = None


class Permission(FormModel):
    is_given: Literal["yes", "no"]


class MayWrite(FormModel):
    is_given: Literal["yes", "whatsapp", "both", "no"]


def country_name(code: str) -> str:
    return countries()[code].en if i18n.language() == "en" else countries()[code].es


def place_name(code: str) -> str:
    """ "Florida, Estados Unidos"; a country's own name for a whole country."""
    if code in countries():
        return country_name(code)
    region = regions()[code]
    return f"{region_name(region)}, {country_name(region.country)}"


def region_name(region: Region) -> str:
    return region.en if i18n.language() == "en" else region.es


def _store_countries(answers: Answers, sent: Countries) -> None:
    if not sent.countries:
        raise Invalid("choose_one", field="countries")
    answers.facts.countries = [] if ANY in sent.countries else list(dict.fromkeys(sent.countries))


def _country_choices(_answers: Answers) -> dict[str, Any]:
    return {"countries": [*((code, country_name(code)) for code in COUNTRIES), (ANY, _("En cualquiera"))]}


def _done(answers: Answers) -> list[str]:
    return list(dict.fromkeys(job.occupation for job in answers.facts.work if job.occupation))


def store_kinds(answers: Answers, sent: KindsWanted) -> None:
    if not sent.kinds:
        raise Invalid("choose_one", field="kinds")
    if not set(sent.kinds) <= {ANY, SAME, *Kind}:
        raise Invalid("code_unknown", field="kinds")
    wanted: list[str] = _done(answers) if SAME in sent.kinds else []
    for kind in Kind:
        if kind in sent.kinds:
            wanted += occupations_of(kind)
    answers.facts.occupations_wanted = [] if ANY in sent.kinds else list(dict.fromkeys(wanted))


def kinds_wanted(answers: Answers) -> list[str]:
    """The pictures that stand for the occupations wanted; empty means any."""
    wanted = set(answers.facts.occupations_wanted)
    kinds = [str(kind) for kind in Kind if wanted and set(occupations_of(kind)) <= wanted]
    covered = {code for kind in kinds for code in occupations_of(Kind(kind))}
    return [SAME, *kinds] if wanted - covered else kinds


def _kinds_values(answers: Answers) -> dict[str, Any]:
    if not answers.facts.occupations_wanted:
        return {"kinds": [ANY] if "deseos" in answers.answered else []}
    return {"kinds": kinds_wanted(answers)}


def _kind_choices(answers: Answers) -> dict[str, Any]:
    return {"done": [label(code) for code in _done(answers)], "kinds": words.choices("kind", Kind)}


def _said_kinds(answers: Answers) -> list[str] | str:
    if not answers.facts.occupations_wanted:
        return _("Cualquier trabajo")
    named = {SAME: _("Lo que ya hice")}
    return [named.get(kind) or words.word(kind, "kind") for kind in kinds_wanted(answers)]


def _store_from(answers: Answers, sent: FreeFrom) -> None:
    if sent.when == "now":
        answers.facts.available_from = today()
        return
    if sent.available_from is None:
        raise Invalid("free_from_missing", field="available_from")
    answers.facts.available_from = sent.available_from


def _from_values(answers: Answers) -> dict[str, Any]:
    day = answers.facts.available_from
    if day is None:
        return {}
    if day <= today():
        return {"when": "now"}
    return {
        "when": "later",
        "available_from_day": day.day,
        "available_from_month": day.month,
        "available_from_year": day.year,
    }


def _said_from(answers: Answers) -> str:
    day = answers.facts.available_from
    if day is None:
        return ""
    return _("Ya puedo") if day <= today() else i18n.format_date(day)


def _store_months(answers: Answers, sent: MonthsAway) -> None:
    answers.facts.max_months_away = None if sent.months == ANY else int(sent.months)


def months_choices() -> list[tuple[str, str]]:
    return [
        ("3", _("Hasta 3 meses")), ("6", _("Hasta 6 meses")), ("9", _("Hasta 9 meses")), ("12", _("Hasta un año")),
        (ANY, _("No importa")),
    ]  # fmt: skip


def _said_months(answers: Answers) -> str:
    months = answers.facts.max_months_away
    if months is None:
        return _("No importa")
    named = dict(months_choices())
    return named.get(str(months)) or i18n.ngettext("%(n)s mes", "%(n)s meses", months) % {"n": months}


def _store_avoid(answers: Answers, sent: Avoid) -> None:
    places = list(dict.fromkeys([*sent.places, *([sent.add] if sent.add else [])]))
    if not set(places) <= set(regions()) | set(COUNTRIES):
        raise Invalid("code_unknown", field="add")
    answers.facts.places_to_avoid = places


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Places abroad by country: the whole country first, then its regions by name."""
    grouped = []
    for country in COUNTRIES[1:]:
        inside = [one for one in regions().values() if one.country == country]
        named = sorted(((one.code, region_name(one)) for one in inside), key=lambda pair: pair[1])
        whole = _("Todo: %(country)s") % {"country": country_name(country)}
        grouped.append((country_name(country), [(country, whole), *named]))
    return grouped


def _avoid_choices(answers: Answers) -> dict[str, Any]:
    chosen = [(code, place_name(code)) for code in answers.facts.places_to_avoid]
    return {"grouped": place_choices(), "chosen": chosen}


def _said_avoid(answers: Answers) -> list[str] | str:
    return [place_name(code) for code in answers.facts.places_to_avoid] or _("Ninguno")


def _permission(slug: str, purpose: Purpose) -> Question:
    """One consent, with its text and version; no answer is better than the other (trust.md L2)."""

    def store(answers: Answers, sent: Permission) -> None:
        given = answer(purpose, is_given=sent.is_given == "yes", how=How.SCREEN, language=i18n.language())
        answers.facts.consents = [one for one in answers.facts.consents if one.purpose is not purpose] + [
            given
        ]

    def values(answers: Answers) -> dict[str, Any]:
        held = answers.facts.consent_to(purpose)
        return {} if held is None else {"is_given": "yes" if held.is_given else "no"}

    def said(answers: Answers) -> str:
        held = answers.facts.consent_to(purpose)
        return "" if held is None else (_("Sí") if held.is_given else _("No"))

    def more(_answers: Answers) -> dict[str, Any]:
        text = in_force()[purpose]
        language = i18n.language()
        return {
            "consent_title": text.title(language),
            "consent_text": text.text(language),
            "version": text.version,
        }

    return Question(
        slug, "permissions", LABELS[purpose], "candidate/questions/permission.html", always(Permission),
        values=values, store=store, said=said, more=more, missing=N_("Elija sí o no. Las dos respuestas valen."),
    )  # fmt: skip


def _store_may_write(answers: Answers, sent: MayWrite) -> None:
    """Each way is a permission of its own, with its own words."""
    given = {
        Purpose.MESSAGES: sent.is_given in ("yes", "both"),
        Purpose.MESSAGES_WHATSAPP: sent.is_given in ("whatsapp", "both"),
    }
    others = [one for one in answers.facts.consents if one.purpose not in given]
    answers.facts.consents = others + [
        answer(purpose, is_given=is_given, how=How.SCREEN, language=i18n.language())
        for purpose, is_given in given.items()
    ]


def _may_write(answers: Answers) -> str | None:
    by_text, by_whatsapp = (
        answers.facts.consent_to(purpose) for purpose in (Purpose.MESSAGES, Purpose.MESSAGES_WHATSAPP)
    )
    if by_text is None:
        return None
    is_whatsapp = by_whatsapp is not None and by_whatsapp.is_given
    if by_text.is_given:
        return "both" if is_whatsapp else "yes"
    return "whatsapp" if is_whatsapp else "no"


_MAY_WRITE = {
    "yes": N_("Sí, por mensaje de texto"),
    "whatsapp": N_("Sí, por WhatsApp"),
    "both": N_("Sí, por los dos"),
    "no": N_("No"),
}


def _more_of_messages(_answers: Answers) -> dict[str, Any]:
    text, whatsapp = in_force()[Purpose.MESSAGES], in_force()[Purpose.MESSAGES_WHATSAPP]
    language = i18n.language()
    return {
        "consent_title": text.title(language),
        "consent_text": text.text(language),
        "whatsapp_text": whatsapp.text(language),
        "version": text.version,
    }


LABELS = {
    Purpose.REGISTER: N_("Permiso para guardar mis datos"),
    Purpose.SHARE_PROFILE: N_("Permiso para mostrar mi experiencia"),
    Purpose.MESSAGES: N_("Permiso para mensajes"),
    Purpose.SHARE_WITH_EMPLOYER: N_("Permiso para una empresa"),
}

QUESTIONS = (
    Question(
        "paises", "wishes", N_("Países"), "candidate/questions/paises.html", always(Countries),
        values=lambda a: {"countries": a.facts.countries or ([ANY] if "paises" in a.answered else [])},
        store=_store_countries,
        said=lambda a: [country_name(code) for code in a.facts.countries] or _("En cualquiera"),
        more=_country_choices,
    ),
    Question(
        "deseos", "wishes", N_("Trabajo que busca"), "candidate/questions/deseos.html", always(KindsWanted),
        values=_kinds_values,
        store=store_kinds,
        said=_said_kinds,
        more=_kind_choices,
    ),
    Question(
        "desde", "wishes", N_("Puede empezar"), "candidate/questions/desde.html", always(FreeFrom),
        missing=N_("Diga desde cuándo puede ir."),
        values=_from_values,
        store=_store_from,
        said=_said_from,
    ),
    Question(
        "tiempo", "wishes", N_("Tiempo fuera de casa"), "candidate/questions/tiempo.html", always(MonthsAway),
        missing=N_("Diga cuánto tiempo puede estar fuera."),
        values=lambda a: {"months": a.facts.max_months_away or (ANY if "tiempo" in a.answered else "")},
        store=_store_months,
        said=_said_months,
        more=lambda _a: {"months": months_choices()},
    ),
    Question(
        "evitar", "wishes", N_("Lugares a donde no quiere ir"), "candidate/questions/evitar.html", always(Avoid),
        values=lambda a: {"places": a.facts.places_to_avoid},
        store=_store_avoid,
        said=_said_avoid,
        more=_avoid_choices,
    ),
    _permission("permiso-perfil", Purpose.SHARE_PROFILE),
    Question(
        "permiso-mensajes", "permissions", LABELS[Purpose.MESSAGES], "candidate/questions/messages.html",
        always(MayWrite), missing=N_("Elija una respuesta. Todas valen."),
        values=lambda a: {"is_given": found} if (found := _may_write(a)) else {},
        store=_store_may_write,
        said=lambda a: _(_MAY_WRITE[found]) if (found := _may_write(a)) else "",
        more=_more_of_messages,
    ),
)  # fmt: skip
