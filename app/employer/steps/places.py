"""Dates and places: from when to when, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app import i18n
from app.employer.steps.fields import Municipality, Region
from app.employer.steps.parts import Group, Rows
from app.employer.steps.question import boxes, day, select, text, yes_no
from app.i18n import N_
from registry.schemes.facts import VacancyFacts
from registry.seeds.reference import departments, municipalities, regions


class _Dates(Group):
    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        if sent.start_date and sent.end_date and sent.end_date < sent.start_date:
            yield "end_date", "dates_reversed"


_START = day("start_date", N_("Primer día de trabajo"))
DATES = _Dates(_START, day("end_date", N_("Último día de trabajo")))
DATES_AT_HOME = _Dates(
    _START,
    day("end_date", N_("Último día de trabajo"), N_("Déjelo vacío si el trabajo es permanente.")),
)


def regions_of(country: str) -> Callable[[], list[tuple[str, str]]]:
    """States, provinces or autonomous communities with their short code ("GA", "ON", "AN")."""

    def choices() -> list[tuple[str, str]]:
        in_english = i18n.language() == "en"
        found = [(code, one) for code, one in regions().items() if one.country == country]
        return [(code.removeprefix(f"{country}-"), one.en if in_english else one.es) for code, one in found]

    return choices


def sites(country: str, name_hint: str, city: str, region: str, region_hint: str) -> Rows:
    """Places of work; the region is what the law of each country looks at."""
    return Rows(
        "worksites", "site", N_("Lugar de trabajo %(number)s"),
        text("name", N_("Nombre del lugar"), name_hint, is_optional=True),
        text("addr", N_("Dirección"), is_optional=True),
        text("city", city, width=20),
        select("region", region, regions_of(country), Region, region_hint),
        keys=("region",), most=6, unnamed="site_without_region", add=N_("Agregar otro lugar"),
        fixed={"country": country},
    )  # fmt: skip


_SETS_WAGE = N_("De él depende el salario mínimo.")
SITES_US_FARM = sites("US", N_("Finca, bodega o sección."), N_("Ciudad o condado"), N_("Estado"), _SETS_WAGE)
SITES_US = sites("US", N_("Hotel, planta o cuadrilla."), N_("Ciudad o condado"), N_("Estado"), _SETS_WAGE)
SITES_CANADA = sites(
    "CA", N_("Finca, planta o local."), N_("Ciudad o municipio"), N_("Provincia"),
    N_("De ella depende el salario mínimo."),
)  # fmt: skip
SITES_SPAIN = sites(
    "ES", N_("Finca o centro de trabajo."), N_("Municipio"), N_("Comunidad autónoma"),
    N_("El permiso vale para una sola, salvo excepción."),
)  # fmt: skip

QUEBEC = Group(
    yes_no("quebec_acceptance", N_("¿Ya tiene la aceptación de Quebec (MIFI) y el CAQ de las personas?"),
           N_("Quebec decide aparte y pone su propio salario.")),
    title=N_("Solo si el trabajo es en Quebec"),
    is_folded=True,
)  # fmt: skip


class _Metro(Group):
    """The metropolitan area of the job: "" outside all of them."""

    _inside = yes_no("in_metro", N_("¿Está en un área metropolitana (CMA)?"),
                     N_("En algunas, Canadá no tramita solicitudes de salario bajo."))  # fmt: skip
    _name = text(
        "cma", N_("¿En cuál?"), N_("Con el nombre que le da Statistics Canada."), is_optional=True, width=20
    )

    def __init__(self) -> None:
        super().__init__(self._inside, self._name)
        self.facts = ("cma",)

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        inside = None if facts.cma is None else str(bool(facts.cma)).lower()
        return boxes("in_metro", inside) | boxes("cma", facts.cma or None)

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        return {"cma": "" if sent.in_metro is False else sent.cma}

    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        if sent.in_metro and not sent.cma:
            yield "cma", "missing"


CMA = _Metro()


class _HomePlace(Group):
    """A municipality of Guatemala: its name, its department's and the worksite, from one choice."""

    def __init__(self) -> None:
        super().__init__(
            select("municipality", N_("Municipio del lugar de trabajo"), _municipality_groups, Municipality,
                   _SETS_WAGE),
            text("addr", N_("Dirección"), is_optional=True),
        )  # fmt: skip
        self.facts = ("department", "municipality", "worksites")

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        site = next(iter(facts.worksites or ()), None)
        return boxes("municipality", _municipality_code(facts)) | boxes("addr", site.addr if site else None)

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        place = municipalities().get(sent.municipality or "")
        if place is None:
            return dict.fromkeys(self.facts)
        department = departments()[place.department]
        site = {"city": place.name, "region": department.iso_3166_2, "country": "GT"}
        return {
            "municipality": place.name,
            "department": department.name,
            "worksites": [site | ({"addr": sent.addr} if sent.addr else {})],
        }


def _municipality_code(facts: VacancyFacts) -> str | None:
    """The code behind the two names: the names are what the law reads."""
    return next(
        (
            place.code
            for place in municipalities().values()
            if place.name == facts.municipality and departments()[place.department].name == facts.department
        ),
        None,
    )


def _municipality_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Municipalities under their departments, for one select box."""
    return [
        (
            department.name,
            [(one.code, one.name) for one in municipalities().values() if one.department == department.code],
        )
        for department in departments().values()
    ]


HOME_PLACE = _HomePlace()
