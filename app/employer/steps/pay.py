"""Pay and hours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.employer.steps.fields import Hours, WeekHours
from app.employer.steps.parts import Group, Part, Rows
from app.employer.steps.question import (
    among,
    boxes,
    clock,
    money,
    number,
    one_of,
    prose,
    several,
    text,
    yes_no,
)
from app.i18n import N_
from app.words.facts import CURRENCIES, WEEK
from registry.schemes.facts import VacancyFacts


def wage(hint: str, *units: str) -> Group:
    return Group(
        money("wage", N_("Salario"), hint),
        one_of("wage_unit", N_("El salario es por"), "wage_unit", units, inline=True),
        derives=lambda sent, facts: {"currency": CURRENCIES[facts.scheme]},
        derived=("currency",),
    )


_PREVAILING = money("prevailing_wage", N_("Salario prevaleciente"))
_AGREEMENT = money("agreement_wage", N_("Salario del convenio colectivo"), N_("Ponga 0 si no hay convenio."))

US_FARM_FLOORS = Group(
    money("wage_foreign_worker", N_("Salario de quien viene del extranjero, si es distinto"),
          N_("Solo puede ser menor por la vivienda gratuita."), is_optional=True),
    one_of("skill_level", N_("Nivel que dice su orden"), "skill_level", ("I", "II"),
           N_("Si la orden no dice nivel, no marque nada."), inline=True),
    _PREVAILING.but(label=N_("Salario prevaleciente del cultivo"), hint=N_("Ponga 0 si no hay uno.")),
    _AGREEMENT,
)  # fmt: skip
US_FLOORS = Group(
    _PREVAILING.but(hint=N_("El de su determinación (formulario ETA-9141), por hora.")),
    _AGREEMENT,
)
CANADA_FARM_FLOORS = Group(
    _PREVAILING.but(
        label=N_("Salario que fija Quebec (MIFI)"),
        hint=N_("Por hora, y solo en Quebec. Déjelo vacío en otra provincia."),
        is_optional=True,
    ),
    _AGREEMENT.but(hint=N_("Por hora. Ponga 0 si no hay convenio.")),
)
CANADA_FLOORS = Group(
    _PREVAILING.but(
        label=N_("Salario prevaleciente de la ocupación en la región"),
        hint=N_("Por hora, como lo publica Job Bank de Canadá."),
    ),
    money("wage_of_residents", N_("Lo que ganan los canadienses en el mismo puesto"),
          N_("Por hora, en su empresa y en ese lugar. Ponga 0 si no hay ninguno.")),
    _AGREEMENT.but(hint=N_("Por hora. Ponga 0 si no hay convenio.")),
)  # fmt: skip
SPAIN_FLOORS = Group(
    text("collective_agreement", N_("Convenio colectivo"), N_("Su nombre o su código."), is_optional=True),
    _AGREEMENT.but(hint=N_("Por el mismo período que el salario. Ponga 0 si no hay convenio.")),
    one_of("payments_per_year", N_("¿Cuántas pagas al año?"), "payments", ("12", "14"),
           N_("Con 12, las pagas extra ya están dentro del salario."), inline=True)
    .but(choices=lambda: [("12", "12"), ("14", "14")], read=str, write=int),
    money("pay_in_kind", N_("Parte del salario que no es dinero"),
          N_("Comida o vivienda contadas como salario. Ponga 0 si todo es dinero.")),
)  # fmt: skip

PIECE = Group(
    money("piece_rate", N_("Pago por pieza")),
    text("piece_unit", N_("Qué es una pieza"), N_("Por ejemplo: caja de 40 libras.")),
    money("piece_hourly_estimate", N_("Cuánto se gana así por hora")),
    prose("productivity_standard", N_("Rendimiento que se pide"), rows=2),
    title=N_("También paga por pieza"),
    is_folded=True,
)

AT_HOME_EXTRAS = Group(
    money("bonus_incentive", N_("Bonificación incentivo al mes"),
          N_("Va aparte del salario. La ley pide al menos Q250.")),
    several("benefits", N_("Prestaciones"), "benefit", ("aguinaldo", "bono14", "igss", "vacaciones")),
)  # fmt: skip


class _Week(Part):
    """The hours of each day and of the week; the week is their sum when it is left empty."""

    template = "employer/vacancies/parts/_week.html"
    facts = ("hours_by_day", "hours_week")
    # The names of the boxes, Sunday first, as the facts and the US order have it.
    days = ("hours_sun", "hours_mon", "hours_tue", "hours_wed", "hours_thu", "hours_fri", "hours_sat")
    total = number(
        "hours_week", N_("Horas por semana"), N_("Si lo deja vacío, sumamos los días."),
        takes=WeekHours, decimal=True,
    )  # fmt: skip

    def count(self) -> int:
        return len(self.days) + 1

    def asked(self) -> list[tuple[str, str]]:
        """(box, day), Monday first, as people read a week."""
        return [(self.days[place], WEEK[place]) for place in (1, 2, 3, 4, 5, 6, 0)]

    def model_fields(self) -> dict[str, tuple[Any, Any]]:
        days = {name: (Hours | None, None) for name, _day in self.asked()}
        return days | {self.total.name: self.total.model_field}

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        hours = {
            name: f"{value.normalize():f}"
            for name, value in zip(self.days, facts.hours_by_day or (), strict=False)
        }
        return hours | boxes("hours_week", self.total.to_box(facts.hours_week))

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        hours = [getattr(sent, name) for name in self.days]
        if all(value is None for value in hours):
            return {"hours_by_day": None, "hours_week": sent.hours_week}
        by_day = [value or Decimal(0) for value in hours]
        week = sum(by_day, Decimal(0)) if sent.hours_week is None else sent.hours_week
        return {"hours_by_day": by_day, "hours_week": week}


WEEK_HOURS = _Week()
SHIFT = Group(clock("shift_start", N_("Hora de entrada")), clock("shift_end", N_("Hora de salida")))
OVERTIME = Group(
    yes_no("overtime_available", N_("¿Hay horas extra?")),
    money("overtime_rate", N_("Pago de la hora extra"), is_optional=True),
)


def paid_every(*codes: str) -> Group:
    return Group(one_of("pay_frequency", N_("¿Cada cuánto paga?"), "pay_frequency", codes))


def deductions(example: str) -> Rows:
    return Rows(
        "deductions", "deduction", N_("Descuento %(number)s del salario"),
        text("name", N_("Qué se descuenta"), example),
        money("amount", N_("Cuánto")),
        among("period", N_("Cada cuánto"), "wage_unit", ("hour", "day", "week", "biweek", "month", "season", "once")),
        text("legal_basis", N_("Qué ley o acuerdo lo permite")),
        keys=("name",), most=3, unnamed="deduction_unnamed", fixed={"disclosed": True}, blank=[],
        note=N_("Lo que no escriba aquí no se puede descontar después."),
    )  # fmt: skip
