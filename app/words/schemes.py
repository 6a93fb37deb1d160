"""Words of the public pages of the schemes: what a worker is told, and the names of rules' effects."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "fact.who": N_("Quién puede ir"),
    "fact.length": N_("Cuánto dura"),
    "fact.pay": N_("Cuánto le pagan"),
    "fact.employer_pays": N_("Qué paga la empresa"),
    "fact.worker_pays": N_("Qué puede pagar usted"),
    "fact.never_pays": N_("Qué no paga nunca"),
    "fact.benefits": N_("Qué más le dan"),
    "fact.foreign": N_("Si usted es refugiado"),
    "fact.papers": N_("Qué papeles necesita"),
    "fact.steps": N_("Cómo se hace"),
    "fact.waiting": N_("Cuánto tarda"),
    "fact.return": N_("El regreso"),
    "fact.returned": N_("Si ya lo regresaron de allá"),
    # The heads of the table that compares.
    "compare.who": N_("Trabajo"),
    "compare.length": N_("Cuánto dura"),
    "compare.pay": N_("Pago"),
    "compare.employer_pays": N_("Paga la empresa"),
    "compare.worker_pays": N_("Puede pagar usted"),
    "severity.blocks": N_("bloquea"),
    "severity.warns": N_("avisa"),
    "severity.informs": N_("informa"),
}
PROBLEMS: dict[str, str] = {}
EFFECT_COLOURS = {"blocks": "red", "warns": "yellow", "informs": "grey"}
# What the table of /esquemas sets side by side.
COMPARED = ("who", "length", "pay", "employer_pays", "worker_pays")
