"""The steps of a vacancy's form: which questions each scheme asks, in the order of its real form, and how answers
become facts and facts answers again.

A step is a form model per scheme, `shown` (facts to what stands in the boxes) and `changes` (a checked form to
facts). Nothing is stored here. Start at STEPS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from app.employer.steps import asked, living, pay, places, position, promises
from app.forms import Bound, FormModel, bind
from app.i18n import N_
from registry.schemes.facts import VacancyFacts

# The schemes whose form is written; the others follow with their rules.
SCHEMES = ("H2A", "GT_SNE")


@dataclass(frozen=True)
class Step:
    """slug: in the address. facts: the facts asked here, by which a finding leads back to its step. needed: those
    without which the step is not done."""

    slug: str
    title: str
    models: Mapping[str, type[FormModel]]
    shown: Callable[[VacancyFacts], dict[str, Any]]
    changes: Callable[[Any, VacancyFacts], dict[str, Any]]
    facts: frozenset[str]
    needed: tuple[str, ...]
    template: str

    def state(self, facts: VacancyFacts) -> str:
        """todo, started or done, as the task list says it."""
        given = [name for name in self.needed if getattr(facts, name) is not None]
        if len(given) == len(self.needed):
            return "done"
        return "started" if any(getattr(facts, name) is not None for name in self.facts) else "todo"

    def bind(self, facts: VacancyFacts, form: FormData | None = None) -> Bound[FormModel]:
        """What was sent, checked; or, without a form, what the facts say."""
        if form is not None:
            return bind(self.models[facts.scheme], form)
        values = self.shown(facts)
        for name in ("start_date", "end_date"):
            if day := values.pop(name, None):
                values |= {f"{name}_day": day.day, f"{name}_month": str(day.month), f"{name}_year": day.year}
        return Bound({name: _as_typed(value) for name, value in values.items() if value is not None})

    def apply(self, sent: FormModel, facts: VacancyFacts) -> VacancyFacts:
        """The facts with the answers of this step in place."""
        merged = facts.model_dump(exclude_none=True) | self.changes(sent, facts)
        return VacancyFacts.model_validate(
            {name: value for name, value in merged.items() if value is not None}
        )

    def apply_readable(self, form: FormData, facts: VacancyFacts) -> VacancyFacts:
        """As `apply`, leaving out answers that cannot be read yet: somebody is still typing. While one that must be
        there is missing, the facts stay as they are."""
        bound = self.bind(facts, form)
        kept = form
        while bound.data is None:
            wrong = {name for name in bound.errors if name}
            readable = FormData([pair for pair in kept.multi_items() if not _belongs(pair[0], wrong)])
            if len(readable.multi_items()) == len(kept.multi_items()):
                return facts
            kept = readable
            bound = self.bind(facts, kept)
        return self.apply(bound.data, facts)


def _belongs(sent: str, wrong: set[str]) -> bool:
    return sent in wrong or any(
        sent == f"{name}_{part}" for name in wrong for part in ("day", "month", "year")
    )


def _as_typed(value: Any) -> Any:
    """Yes and no as their boxes send them."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _both(model: type[FormModel]) -> dict[str, type[FormModel]]:
    return dict.fromkeys(SCHEMES, model)


_US_PAY = {
    "wage_foreign_worker", "skill_level", "prevailing_wage", "agreement_wage", "piece_rate", "piece_unit",
    "piece_hourly_estimate", "productivity_standard",
}  # fmt: skip

STEPS = (
    Step(
        "puesto", N_("Puesto y tareas"),
        {"H2A": position.PositionAbroad, "GT_SNE": position.PositionAtHome}, position.shown, position.changes,
        frozenset({
            "title", "duties", "crops", "workers_total", "workers_foreign", "nature_of_need", "employer_kind",
            "occupation_code", "occupation_system", "official_ref", "activity_class",
        }),
        ("title", "duties", "workers_total", "nature_of_need"),
        "employer/vacancies/position.html",
    ),
    Step(
        "lugares", N_("Fechas y lugares"),
        {"H2A": places.PlacesAbroad, "GT_SNE": places.PlacesAtHome}, places.shown, places.changes,
        frozenset({"start_date", "end_date", "worksites", "department", "municipality"}),
        ("start_date", "worksites"),
        "employer/vacancies/places.html",
    ),
    Step(
        "salario", N_("Salario y horas"),
        {"H2A": pay.PayAbroad, "GT_SNE": pay.PayAtHome}, pay.shown, pay.changes,
        frozenset({
            "wage", "wage_unit", "currency", "hours_week", "hours_by_day", "shift_start", "shift_end",
            "overtime_available", "overtime_rate", "pay_frequency", "deductions", "bonus_incentive", "benefits",
        } | _US_PAY),
        ("wage", "wage_unit", "hours_week", "pay_frequency"),
        "employer/vacancies/pay.html",
    ),
    Step(
        "vivienda", N_("Vivienda, comida y transporte"), {"H2A": living.Living}, living.shown, living.changes,
        frozenset({
            "housing", "meals", "transport_in", "transport_out", "transport_daily", "subsistence_min",
            "subsistence_max",
        }),
        ("housing", "meals", "transport_in", "transport_out", "transport_daily"),
        "employer/vacancies/living.html",
    ),
    Step(
        "requisitos", N_("Requisitos"), _both(asked.Asked), asked.shown, asked.changes,
        frozenset({
            "experience_months", "training_months", "education_min", "req_licence", "req_certificate",
            "req_background", "req_drug", "lift_lb", "language_required", "extra_requirements",
        }),
        ("experience_months", "education_min", "extra_requirements"),
        "employer/vacancies/asked.html",
    ),
    Step(
        "promesas", N_("Costos y promesas"),
        {"H2A": promises.PromisesAbroad, "GT_SNE": promises.Promises}, promises.shown, promises.changes,
        frozenset({
            "fees_worker", "recruiter_chain", "tools_paid_by", "contract_languages", "extra_terms",
            "apply_channel", "workers_comp", "guarantee_fraction", "no_strike", "no_layoff", "surety_bond",
            "mspa_number",
        }),
        ("fees_worker", "recruiter_chain", "tools_paid_by", "contract_languages"),
        "employer/vacancies/promises.html",
    ),
)  # fmt: skip


def steps_of(scheme: str) -> list[Step]:
    """The steps of a scheme's form, in order."""
    return [step for step in STEPS if scheme in step.models]


def find(scheme: str, slug: str) -> Step | None:
    return next((step for step in steps_of(scheme) if step.slug == slug), None)


def step_of_fact(scheme: str, path: str) -> Step | None:
    """The step that asks for a fact; None for what only the Ministry knows ("circumstances.debarred")."""
    name = path.partition(".")[0]
    return next((step for step in steps_of(scheme) if name in step.facts), None)
