"""The job: what is done, by how many, under which official occupation; and the official case it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from app import i18n
from app.employer.steps.fields import CaseNumber, Line, Percent, Seats, Title
from app.employer.steps.parts import Group, Rows
from app.employer.steps.question import among, money, number, one_of, prose, select, text, yes_no
from app.i18n import N_
from app.i18n import gettext as _
from matching.taxonomy import lexicon
from registry.schemes.facts import VacancyFacts
from registry.vacancies.needs import OFFICIAL_CODES, official_occupation

JOB = Group(
    text("title", N_("Puesto"), N_("Como lo diría la gente: cosecha de manzana, ayudante de albañil."), takes=Title,
         maxlength=200)
    .but(is_required=True),
    prose("duties", N_("Tareas"),
          N_("Qué se hace en un día de trabajo. Una tarea por línea. No ponga edad, sexo ni estado civil."), rows=6),
)  # fmt: skip

_TOTAL = number("workers_total", N_("¿Cuántas personas necesita?"), takes=Seats)
SEATS = Group(_TOTAL)
SEATS_IN_US = Group(_TOTAL, number("workers_foreign", N_("¿Cuántas de ellas del extranjero?")))
# An LMIA and a Spanish offer are for people from abroad only.
SEATS_ABROAD = Group(
    _TOTAL,
    derives=lambda sent, facts: {"workers_foreign": sent.workers_total},
    derived=("workers_foreign",),
)

CROPS = Rows(
    "crops", "crop", N_("Cultivo %(number)s"),
    text("crop", N_("Cultivo"), N_("Por ejemplo: manzana. Déjelo vacío si no hay cultivos.")),
    text("activity", N_("Labor"), N_("Por ejemplo: cosecha, poda."), is_optional=True),
    money("wage", N_("Pago de este cultivo, si es distinto"), is_optional=True),
    among("unit", N_("Ese pago es por"), "wage_unit", ("hour", "day", "week", "month", "piece"), is_optional=True),
    text("piece_unit", N_("Qué es una pieza"), N_("Solo si paga por pieza. Por ejemplo: caja de 40 libras."),
         is_optional=True),
    keys=("crop",), most=6, unnamed="crop_unnamed", add=N_("Agregar otro cultivo"), blank=[],
)  # fmt: skip

EMPLOYER_KIND = Group(
    one_of("employer_kind", N_("¿Quién contrata?"), "employer_kind",
           ("individual", "association_joint", "association_agent", "labour_contractor", "joint")),
)  # fmt: skip
ACTIVITY = Group(
    one_of("activity_class", N_("Actividad de la empresa"), "activity_class",
           ("agricola", "no_agricola", "exportadora_maquila"), N_("De ella depende el salario mínimo.")),
)  # fmt: skip
HERDING = Group(
    yes_no("range_herding", N_("¿Es pastoreo en campo abierto?"), N_("Se paga por mes y no se cuentan las horas.")),
    title=N_("Solo pastoreo"),
    is_folded=True,
)  # fmt: skip
MIXED = Group(
    number("main_occupation_share", N_("De cada 100 días, ¿cuántos son del trabajo principal?"),
           N_("El código y el salario son los del trabajo que llena más días."), takes=Percent, decimal=True,
           suffix="%")
    .but(read=lambda share: share * 100, write=lambda share: share / 100),
    title=N_("Solo si hay tareas de otra ocupación"),
    is_folded=True,
)  # fmt: skip
CAP = Group(
    yes_no("cap_open", N_("¿Quedan visas del cupo H-2B para esas fechas?"),
           N_("El cupo se reparte en dos mitades del año fiscal. Si no lo sabe, no marque nada.")),
)  # fmt: skip


def need(*codes: str) -> Group:
    return Group(one_of("nature_of_need", N_("¿Por cuánto tiempo es la necesidad?"), "nature_of_need", codes))


# ---------------------------------------------------------------- official occupation


def occupation(system: str, label: str, hint: str, first: tuple[str, ...]) -> Group:
    """The official code. The wage table goes by it and few people know theirs, so an empty box is filled from the
    title. first: how the codes begin that stand on top of the list."""

    def derives(sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        code = sent.occupation_code or official_occupation(sent.title, sent.duties or "", system)
        return {"occupation_code": code, "occupation_system": system if code else None}

    asked = select("occupation_code", label, _codes(system, first), Line, hint, is_optional=True)
    return Group(asked, derives=derives, derived=("occupation_system",))


def _codes(system: str, first: tuple[str, ...]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: _named_codes(system, first, i18n.language())


@cache
def _named_codes(system: str, first: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """Official codes of the occupations we know, each with the name of our first occupation under it."""
    named: dict[str, str] = {}
    for one in lexicon().occupations.values():
        if code := getattr(one, OFFICIAL_CODES[system]):
            named.setdefault(code, one.en if language == "en" else one.es)
    if system == "NOC2021":
        named |= {code: _(name) for code, name in _FARM_MANAGERS.items()}
    return [
        (code, f"{code} {named[code]}")
        for code in sorted(named, key=lambda code: (not code.startswith(first), code))
    ]


# Codes of the Agricultural Stream that no occupation of the lexicon carries.
_FARM_MANAGERS = {"80021": N_("Gerente en horticultura")}

SOC = occupation(
    "SOC2018", N_("Código de ocupación (SOC)"),
    N_("Está en su orden de trabajo. Si lo deja vacío, lo proponemos por el puesto."), ("45-", "53-7064"),
)  # fmt: skip
SOC_OTHER = occupation(
    "SOC2018", N_("Código de ocupación (SOC)"),
    N_("Está en su determinación de salario (ETA-9141). Si lo deja vacío, lo proponemos por el puesto."), (),
)  # fmt: skip
NOC_FARM = occupation(
    "NOC2021", N_("Código de ocupación (NOC 2021)"),
    N_("El de su LMIA. Si lo deja vacío, lo proponemos por el puesto."), ("80", "82", "84", "85"),
)  # fmt: skip
NOC = occupation(
    "NOC2021", N_("Código de ocupación (NOC 2021)"),
    N_("El de su LMIA. Si lo deja vacío, lo proponemos por el puesto."), (),
)  # fmt: skip
CNO = Group(
    text("occupation_code", N_("Código de ocupación (CNO-11)"),
         N_("Cuatro cifras, como en su oferta. Por ejemplo 9512: peones en huertas, invernaderos y viveros."),
         is_optional=True, width=5, inputmode="numeric"),
    derives=lambda sent, facts: {"occupation_system": "CNO11" if sent.occupation_code else None},
    derived=("occupation_system",),
)  # fmt: skip


# ---------------------------------------------------------------- official case


def case(hint: str, *statuses: str) -> Group:
    """Its number and how far it is. statuses: in the words of the authority, which the law reads."""
    number_of = text(
        "official_ref", N_("Número oficial del caso"), hint, takes=CaseNumber, is_optional=True, width=20, maxlength=40
    )  # fmt: skip
    how_far = among(
        "official_status", N_("¿En qué va el caso?"), "official_status", statuses,
        N_("Si no lo sabe, déjelo así: lo busca el oficial."), is_optional=True,
    )  # fmt: skip
    return Group(number_of, how_far) if statuses else Group(number_of)


US_STATUSES = (
    "Determination Issued - Certification",
    "Determination Issued - Partial Certification",
    "Pending Certification",
)
