"""What would open more jobs for a person, in words: for /mi/vacantes and for the counsellor's page.

Never a promise: how many of today's open vacancies one thing more would open, and where to ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.i18n import N_, ngettext
from app.i18n import gettext as _
from app.words import matching, word
from matching.taxonomy import lexicon
from matching.what_if import Opening, Step, StepKind, WhatIf


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to learn, obtain or tell. `passed`: for counsellors, people the person would stand before."""

    steps: list[str]
    effects: list[str]
    where: str
    passed: int


def shown(found: WhatIf | None) -> dict[str, Any] | None:
    """What the templates show; None when there is nothing to say."""
    if found is None or not found.vacancies:
        return None
    return {
        "vacancies": found.vacancies,
        "on_list": found.on_list,
        "answers": [_shown(one) for one in found.answers],
        "openings": [_shown(one) for one in found.openings],
        "pair": _shown(found.pair) if found.pair else None,
    }


def _shown(one: Opening) -> Shown:
    return Shown(
        steps=[_step(step) for step in one.steps],
        effects=_effects(one),
        where=_where(one.steps),
        passed=one.passed,
    )


def _step(step: Step) -> str:
    if step.kind is StepKind.ANSWER:
        return word(step.code, "opening.answer")
    if step.kind is StepKind.LANGUAGE:
        language = matching.language_name(step.code)
        return _("Hablar %(language)s: %(level)s") % {
            "language": language,
            "level": word(str(step.level), "level").lower(),
        }
    return _(_NAMED.get(_kind(step), _KNOW)) % {"name": matching.entry_name(step.code)}


_KNOW = N_("Saber: %(name)s")
_NAMED = {
    "licence": N_("Tener: %(name)s"),
    "crop": N_("Trabajar con: %(name)s"),
    "tool": N_("Usar: %(name)s"),
    "machine": N_("Usar: %(name)s"),
}


def _kind(step: Step) -> str:
    known = lexicon().skills.get(step.code)
    return "licence" if step.kind is StepKind.LICENCE else known.kind if known else "skill"


def _effects(one: Opening) -> list[str]:
    found = []
    if opens := len(one.opens):
        found.append(
            ngettext("Le abre %(num)s trabajo más de hoy.", "Le abre %(num)s trabajos más de hoy.", opens)
            % {"num": opens}
        )
    if lifts := len(one.lifts):
        found.append(
            ngettext("Va mejor con %(num)s trabajo de hoy.", "Va mejor con %(num)s trabajos de hoy.", lifts)
            % {"num": lifts}
        )
    if waits := len(one.waits):
        found.append(
            ngettext("%(num)s trabajo espera este dato.", "%(num)s trabajos esperan este dato.", waits)
            % {"num": waits}
        )
    return found


def _where(steps: tuple[Step, ...]) -> str:
    kinds = {step.kind for step in steps}
    if StepKind.ANSWER in kinds:
        return _("Cuéntelo en su página o en su centro.")
    if kinds == {StepKind.SKILL}:
        return _("¿Ya lo sabe? Cuéntelo en sus datos. ¿No? Pregunte en su centro dónde se aprende.")
    if kinds == {StepKind.LICENCE}:
        return _("¿Ya la tiene? Cuéntelo en sus datos. ¿No? Pregunte en su centro cómo se saca.")
    return _("¿Ya lo tiene? Cuéntelo en sus datos. ¿No? Pregunte en su centro dónde se aprende.")
