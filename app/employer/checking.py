"""The findings of a vacancy for whoever writes it: each leads to the step that mends it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app import findings
from app.employer.steps import Step, step_of_fact
from app.findings import Findings, Lead
from app.i18n import gettext as _
from registry.schemes.evaluate import Outcome
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks
from registry.vacancies.models import Vacancy


def leads_of(vacancy: Vacancy) -> Lead:
    """The step of the first fact that is missing, else of the first fact the rule reads."""

    def lead(outcome: Outcome) -> tuple[str, str] | None:
        missing = [path for path, value in outcome.facts.items() if value is None]
        for path in [*missing, *outcome.facts] if outcome.outcome == "unknown" else outcome.facts:
            step = step_of_fact(vacancy.scheme, path)
            if step is not None:
                return f"/empleador/vacantes/{vacancy.public_id}/{step.slug}", _(step.title)
        step = step_of_fact(vacancy.scheme, "title") if outcome.rule in _TEXT_RULES else None
        return (f"/empleador/vacantes/{vacancy.public_id}/{step.slug}", _(step.title)) if step else None

    return lead


# Rules about the words of the vacancy name no single fact.
_TEXT_RULES = ("ALL-06", "ALL-07")


def live(session: Session, vacancy: Vacancy, facts: VacancyFacts) -> Findings:
    """What the law loaded now says about these facts, stored or still in the form."""
    return findings.sort(checks.preview(session, vacancy, facts), leads_of(vacancy))


def for_step(found: Findings, vacancy: Vacancy, current: Step) -> tuple[Findings, int]:
    """What to show beside a step: all that blocks, the rest of this step, and how many open answers lie elsewhere."""
    here = f"/empleador/vacantes/{vacancy.public_id}/{current.slug}"

    def is_here(one: findings.Finding) -> bool:
        return one.lead is not None and one.lead[0] == here

    def here_only(items: list[findings.Finding]) -> list[findings.Finding]:
        # A link to the page one is on leads nowhere.
        return [replace(one, lead=None) for one in items if is_here(one)]

    shown = Findings(
        blocks=[replace(one, lead=None) if is_here(one) else one for one in found.blocks],
        unknown=here_only(found.unknown),
        warns=here_only(found.warns),
        met=here_only(found.met),
    )
    elsewhere = [one for one in found.unknown if one.lead is not None and not is_here(one)]
    return shown, len(elsewhere)
