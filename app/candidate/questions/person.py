"""Who the person is and how to reach them: names, sex, birth date, DPI, telephone, place, languages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, create_model

from app import i18n, words
from app.candidate.questions.question import Question, always
from app.forms import FormModel
from app.i18n import N_
from app.i18n import gettext as _
from registry.candidates.dpi import DpiOutcome, check_dpi
from registry.candidates.drafts import Answers
from registry.candidates.registration import SpokenLanguage, adult_on, check_birth_date, check_phone
from registry.clock import today
from registry.errors import Invalid
from registry.seeds.reference import departments, languages, municipalities

Name = Annotated[str, StringConstraints(max_length=200, pattern=r"[^\W\d_]")]
# Shown first: Spanish, the four Mayan languages that four of five speakers share, and English.
FIRST_LANGUAGES = ("es", "quc", "kek", "cak", "mam", "en")
LEVELS = (1, 2, 3, 4, 5)


class GivenNames(FormModel):
    given_names: Name


class Surnames(FormModel):
    surnames: Name


class Sex(FormModel):
    sex: Literal["F", "M", "none"] = "none"


class BirthDate(FormModel):
    birth_date: date


class Dpi(FormModel):
    dpi: Annotated[str, StringConstraints(max_length=40)] | None = None
    none: Literal["1"] | None = None


class Phone(FormModel):
    owner: Literal["own", "shared", "none"]
    phone: Annotated[str, StringConstraints(max_length=40)] | None = None


class DepartmentChoice(FormModel):
    department: str


class MunicipalityChoice(FormModel):
    municipality: str


class Languages(FormModel):
    languages: list[str] = []
    other: str | None = None


def _store_sex(answers: Answers, sent: Sex) -> None:
    answers.facts.sex = None if sent.sex == "none" else sent.sex


def _store_birth_date(answers: Answers, sent: BirthDate) -> None:
    answers.facts.birth_date = sent.birth_date
    # A child's date is kept in the draft, so that the page for children can say when they may come.
    if sent.birth_date > today() or not is_child(answers):
        check_birth_date(sent.birth_date)


def is_child(answers: Answers) -> bool:
    born = answers.facts.birth_date
    return born is not None and adult_on(born) > today()


def _store_dpi(answers: Answers, sent: Dpi) -> None:
    if sent.none is None and sent.dpi is None:
        raise Invalid("dpi_missing", field="dpi")
    answers.has_no_dpi = sent.none is not None
    answers.facts.dpi = None if answers.has_no_dpi else sent.dpi


def dpi_needs_a_look(answers: Answers) -> bool:
    return answers.facts.dpi is not None and check_dpi(answers.facts.dpi).outcome is not DpiOutcome.OK


def _store_phone(answers: Answers, sent: Phone) -> None:
    if sent.owner != "none":
        if sent.phone is None:
            raise Invalid("phone_missing", field="phone")
        check_phone(sent.phone)
    answers.has_no_phone = sent.owner == "none"
    answers.facts.phone = None if answers.has_no_phone else sent.phone
    answers.facts.is_phone_shared = sent.owner == "shared"


def _phone_owner(answers: Answers) -> str:
    if answers.facts.phone is None:
        return "none" if answers.has_no_phone else ""
    return "shared" if answers.facts.is_phone_shared else "own"


def _store_department(answers: Answers, sent: DepartmentChoice) -> None:
    if sent.department not in departments():
        raise Invalid("code_unknown", field="department")
    answers.department = sent.department
    if (answers.facts.municipality or "")[:2] != sent.department:
        answers.facts.municipality = None


def department_of(answers: Answers) -> str | None:
    if answers.department is None and answers.facts.municipality:
        return answers.facts.municipality[:2]
    return answers.department


def _store_municipality(answers: Answers, sent: MunicipalityChoice) -> None:
    if sent.municipality not in municipalities():
        raise Invalid("code_unknown", field="municipality")
    answers.facts.municipality = sent.municipality


def municipality_choices(department: str | None) -> list[tuple[str, str]]:
    """The municipalities of a department, by name; none chosen: all of them."""
    found = [one for one in municipalities().values() if department in (None, one.department)]
    return sorted(((one.code, one.name) for one in found), key=lambda pair: pair[1])


def _store_languages(answers: Answers, sent: Languages) -> None:
    chosen = list(dict.fromkeys([*sent.languages, *([sent.other] if sent.other else [])]))
    if not chosen:
        raise Invalid("choose_language", field="languages")
    if not set(chosen) <= set(languages()):
        raise Invalid("code_unknown", field="languages")
    levels = {one.language: one.level for one in answers.facts.languages}
    # 0: not asked yet. It cannot be registered and leads to the page of levels.
    answers.facts.languages = [SpokenLanguage(language=code, level=levels.get(code, 0)) for code in chosen]


def language_choices(answers: Answers) -> dict[str, Any]:
    chosen = [one.language for one in answers.facts.languages]
    first = list(dict.fromkeys([*FIRST_LANGUAGES, *chosen]))
    return {
        "first": [{"value": code, "label": languages()[code].own_name, "lang": code} for code in first],
        "others": sorted(
            ((one.code, one.own_name) for one in languages().values() if one.code not in first),
            key=lambda pair: pair[1],
        ),
    }


def _levels_form(answers: Answers) -> type[FormModel]:
    fields: dict[str, Any] = {
        f"level_{one.language}": (Literal["1", "2", "3", "4", "5"], ...) for one in answers.facts.languages
    }
    return create_model("Levels", __base__=FormModel, **fields)


def _store_levels(answers: Answers, sent: FormModel) -> None:
    for one in answers.facts.languages:
        one.level = int(getattr(sent, f"level_{one.language}"))


def level_choices() -> list[tuple[str, str]]:
    return words.choices("level", LEVELS)


def _levels_context(answers: Answers) -> dict[str, Any]:
    return {
        "spoken": [(one.language, languages()[one.language].own_name) for one in answers.facts.languages],
        "levels": level_choices(),
    }


def _said_languages(answers: Answers) -> list[str]:
    return [
        f"{languages()[one.language].own_name}: {words.word(one.level, 'level')}"
        if one.level
        else languages()[one.language].own_name
        for one in answers.facts.languages
    ]


def _said_dpi(answers: Answers) -> str:
    return answers.facts.dpi or (_("No tengo DPI") if answers.has_no_dpi else "")


def _said_phone(answers: Answers) -> str:
    if answers.facts.phone is None:
        return _("No tengo teléfono") if answers.has_no_phone else ""
    phone, shared = i18n.format_phone(answers.facts.phone), _("compartido")
    return f"{phone} ({shared})" if answers.facts.is_phone_shared else phone


def _said_department(answers: Answers) -> str:
    code = department_of(answers)
    return departments()[code].name if code else ""


def _said_municipality(answers: Answers) -> str:
    code = answers.facts.municipality
    return municipalities()[code].name if code else ""


def _birth_values(answers: Answers) -> dict[str, Any]:
    born = answers.facts.birth_date
    if born is None:
        return {}
    return {"birth_date_day": born.day, "birth_date_month": born.month, "birth_date_year": born.year}


QUESTIONS = (
    Question(
        "nombres", "person", N_("Nombres"), "candidate/questions/nombres.html", always(GivenNames),
        missing=N_("Escriba su nombre."),
        values=lambda a: {"given_names": a.facts.given_names},
        store=lambda a, sent: setattr(a.facts, "given_names", sent.given_names),
        said=lambda a: a.facts.given_names,
    ),
    Question(
        "apellidos", "person", N_("Apellidos"), "candidate/questions/apellidos.html", always(Surnames),
        missing=N_("Escriba sus apellidos."),
        values=lambda a: {"surnames": a.facts.surnames},
        store=lambda a, sent: setattr(a.facts, "surnames", sent.surnames),
        said=lambda a: a.facts.surnames,
    ),
    Question(
        "sexo", "person", N_("Mujer u hombre"), "candidate/questions/sexo.html", always(Sex),
        values=lambda a: {"sex": a.facts.sex or ("none" if "sexo" in a.answered else "")},
        store=_store_sex,
        said=lambda a: words.word(a.facts.sex, "candidate.sex"),
    ),
    Question(
        "nacimiento", "person", N_("Fecha de nacimiento"), "candidate/questions/nacimiento.html", always(BirthDate),
        missing=N_("Ponga el día, el mes y el año en que nació."),
        values=_birth_values,
        store=_store_birth_date,
        said=lambda a: i18n.format_date(a.facts.birth_date),
        follow=lambda a: "menor" if is_child(a) else None,
    ),
    Question(
        "dpi", "person", N_("Número de DPI"), "candidate/questions/dpi.html", always(Dpi),
        values=lambda a: {"dpi": a.facts.dpi or ""},
        store=_store_dpi,
        said=_said_dpi,
        follow=lambda a: "dpi/revise" if dpi_needs_a_look(a) else None,
    ),
    Question(
        "telefono", "contact", N_("Teléfono"), "candidate/questions/telefono.html", always(Phone),
        missing=N_("Diga si tiene teléfono."),
        values=lambda a: {"phone": a.facts.phone or "", "owner": _phone_owner(a)},
        store=_store_phone,
        said=_said_phone,
    ),
    Question(
        "departamento", "contact", N_("Departamento"), "candidate/questions/departamento.html",
        always(DepartmentChoice),
        missing=N_("Toque la caja y elija dónde vive."),
        values=lambda a: {"department": department_of(a) or ""},
        store=_store_department,
        said=_said_department,
        more=lambda _a: {"departments": [(one.code, one.name) for one in departments().values()]},
        follow=lambda a: None if a.facts.municipality else "municipio",
    ),
    Question(
        "municipio", "contact", N_("Municipio"), "candidate/questions/municipio.html", always(MunicipalityChoice),
        missing=N_("Toque la caja y elija dónde vive."),
        values=lambda a: {"municipality": a.facts.municipality or ""},
        store=_store_municipality,
        said=_said_municipality,
        more=lambda a: {"municipalities": municipality_choices(department_of(a))},
    ),
    Question(
        "idiomas", "languages", N_("Idiomas"), "candidate/questions/idiomas.html", always(Languages),
        values=lambda a: {"languages": [one.language for one in a.facts.languages]},
        store=_store_languages,
        said=_said_languages,
        more=language_choices,
        follow=lambda a: "niveles" if any(one.level == 0 for one in a.facts.languages) else None,
    ),
    Question(
        "niveles", "languages", N_("Cuánto los habla"), "candidate/questions/niveles.html", _levels_form,
        missing=N_("Diga cuánto habla cada idioma."),
        values=lambda a: {f"level_{one.language}": one.level or "" for one in a.facts.languages},
        store=_store_levels,
        said=_said_languages,
        more=_levels_context,
        applies=lambda a: bool(a.facts.languages),
    ),
)  # fmt: skip
