"""Words of "why is this list short" and of the two modes of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.i18n import N_, format_number
from app.i18n import gettext as _
from app.words import matching
from registry.shortlists.bands import Band
from registry.shortlists.queries import PoolForEmployer

WORDS: dict[str, str] = {
    "list.mode.wide": N_("Amplia: también quienes aún no han contado algún dato"),
    "list.mode.strict": N_("Estricta: solo quienes cumplen todo"),
    "list.made.wide": N_("lista amplia"),
    "list.made.strict": N_("lista estricta"),
    # What can lawfully be changed about each requirement, and who decides it.
    "requirement.change.adult": N_("No se cambia. La ley pide 18 años el primer día de trabajo."),
    "requirement.change.availability": N_(
        "Pregunte a la empresa si puede empezar o terminar otro día. Si la orden ya está aprobada en el país de"
        " destino, el cambio pasa por esa autoridad."
    ),
    "requirement.change.country": N_("Lo decide cada persona. No se le insiste."),
    "requirement.change.place": N_(
        "Cada persona lo dijo en confianza. No se pregunta por qué ni se le cuenta a la empresa."
    ),
    "requirement.change.licence": N_(
        "Pregunte a la empresa si el trabajo la necesita de verdad. Si no, puede quitarla o esperar a que la persona"
        " la saque. Se pide solo lo que es real y normal en el oficio."
    ),
    "requirement.change.language": N_(
        "Pregunte a la empresa si el trabajo se puede hacer sin ese idioma, o con un nivel más bajo."
    ),
    "requirement.change.agency": N_(
        "La vacante espera hasta que la agencia esté autorizada, o la lleva otra."
    ),
}

PROBLEMS: dict[str, str] = {}


def change(requirement: str) -> str:
    """What can lawfully be changed about a requirement ("language:en")."""
    return _(WORDS[f"requirement.change.{requirement.partition(':')[0]}"])


def band(number: Band) -> str:
    """How many people, as far as an employer is told: "de 25 a 49", never an exact number."""
    if number.low == 0:
        return _("menos de %(num)s") % {"num": format_number((number.high or 0) + 1)}
    if number.high is None:
        return _("%(num)s o más") % {"num": format_number(number.low)}
    return _("de %(low)s a %(high)s") % {"low": format_number(number.low), "high": format_number(number.high)}


def told(pool: PoolForEmployer | None) -> dict[str, Any] | None:
    """What an employer reads of their pool: "people", and "without": pairs of requirement and band."""
    if pool is None:
        return None
    without = [(matching.requirement(name), band(number)) for name, number in pool.without.items()]
    return {"people": band(pool.on_list), "without": without}


def pairs(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The pairs of requirements in the counts of a list: (requirement, requirement, how many more without both)."""
    found = []
    for name, number in counts.items():
        if name.startswith("both_"):
            first, _plus, second = name.removeprefix("both_").partition("+")
            found.append((first, second, number))
    return sorted(found, key=lambda pair: -pair[2])
