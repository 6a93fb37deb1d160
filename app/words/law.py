"""Words of the law that the Ministry keeps: proposals, what is wrong with a table, what values would change."""

from __future__ import annotations

from app.i18n import N_, ngettext
from app.i18n import gettext as _
from app.words import facts
from registry.law.table import Problem
from registry.schemes.law import Ruleset

WORDS: dict[str, str] = {
    "law.state.proposed": N_("Espera a otra persona"),
    "law.state.approved": N_("Aprobada"),
    "law.state.refused": N_("Rechazada"),
    "law.state.withdrawn": N_("Retirada"),
    "law.verb.approve": N_("Aprobar"),
    "law.verb.refuse": N_("Rechazar"),
    "law.verb.withdraw": N_("Retirar la propuesta"),
    "law.kind.new": N_("Nuevo"),
    "law.kind.corrected": N_("Corregido"),
    "law.kind.restated": N_("Misma cifra, otra fuente"),
    "law.kind.unchanged": N_("Sin cambio"),
    "law.result.fails": N_("Ahora no cumple"),
    "law.result.warns": N_("Ahora avisa"),
    "law.result.unknown": N_("Ahora no se sabe"),
    "law.result.mended": N_("Ahora cumple"),
    "law.result.same": N_("Sin cambio"),
    "law.outcome.met": N_("cumplía"),
    "law.outcome.not_met": N_("no cumplía"),
    "law.outcome.unknown": N_("no se sabía"),
    "law.outcome.not_applicable": N_("no se aplicaba"),
    "law.now.met": N_("cumple"),
    "law.now.not_met": N_("no cumple"),
    "law.now.unknown": N_("no se sabe"),
    "law.now.not_applicable": N_("no se aplica"),
    "law.asked_on.every_day_of_work": N_("cada día de trabajo"),
    "law.asked_on.start_of_work": N_("el primer día de trabajo"),
    "law.asked_on.asked_day": N_("el día en que se pregunta"),
    "law.key.state": N_("Estado"),
    "law.key.group": N_("Grupo de ocupaciones"),
    "law.key.level": N_("Nivel"),
    "law.key.zone": N_("Circunscripción"),
    "law.key.activity": N_("Actividad"),
    "law.key.shift": N_("Jornada"),
    "law.key.province": N_("Provincia"),
    "law.key.workers_from": N_("Desde cuántas personas"),
    "law.key.commodity": N_("Producto"),
    "law.key.skill": N_("Destreza"),
    "law.key.cma": N_("Área metropolitana (CMA)"),
    "law.key.route": N_("Vía"),
    "law.key.part": N_("Parte del año"),
    "law.key.use": N_("Uso"),
    "law.skill.any": N_("cualquiera"),
    "law.skill.lower": N_("menor"),
    "law.skill.higher": N_("mayor"),
    "law.use.sleeping": N_("solo para dormir"),
    "law.use.cooking": N_("para cocinar, estar y dormir"),
    "law.part.year": N_("todo el año"),
    "law.part.half": N_("cada mitad del año"),
    "law.part.added": N_("visas adicionales"),
}

PROBLEMS: dict[str, str] = {
    "law_of_another_person": N_("Solo quien la propuso puede retirarla. Otra persona la puede rechazar."),
    "law_fits_no_more": N_(
        "Las reglas cambiaron y esos valores ya no tienen lugar. Rechácela y proponga los valores de nuevo."
    ),
    "law_nothing_new": N_("La ley ya tiene exactamente esos valores. No hay nada que proponer."),
    "law_moved_on": N_(
        "La ley o los valores cambiaron después de abrir la página. Mire el efecto otra vez y decida."
    ),
    "law_not_seen": N_("Los valores cambiaron después de ver el efecto. Revíselo otra vez y proponga."),
    "law_table_missing": N_("Elija un archivo CSV o pegue la tabla."),
    "law_file_large": N_("El archivo es muy grande. Una tabla ocupa menos de 900 KB."),
    "question_not_open": N_("No hay ninguna pregunta que espere respuesta."),
    # Of a table, row by row.
    "law_no_rows": N_("La tabla no tiene filas. Descargue la plantilla y cambie sus valores."),
    "law_too_many_rows": N_("La tabla tiene más de %(most)s filas. Cárguela en partes."),
    "law_unreadable": N_("El archivo no se puede leer como CSV (%(why)s). Guárdelo de nuevo como CSV."),
    "law_columns_missing": N_("Faltan columnas: %(columns)s. La primera fila debe decir: %(wanted)s."),
    "law_columns_strange": N_(
        "Estas columnas no se conocen: %(columns)s. La primera fila debe decir: %(wanted)s."
    ),
    "law_columns_twice": N_("Estas columnas están dos veces: %(columns)s. Deje una."),
    "law_cells": N_(
        "La fila tiene %(given)s celdas y debe tener %(wanted)s. Ponga entre comillas los textos con comas."
    ),
    "law_key_unknown": N_("«%(given)s» no se conoce aquí. Escriba uno de estos: %(known)s."),
    "law_key_missing": N_("Falta de qué es el valor: el estado, la zona o lo que diga la columna."),
    "law_date_missing": N_("Falta la fecha desde la que rige. Escríbala así: 2026-07-01."),
    "law_date_unread": N_("«%(given)s» no es una fecha. Escríbala así: 2026-07-01."),
    "law_date_two_ways": N_(
        "«%(given)s» se puede leer de dos maneras. Diga abajo en qué orden están el día y el mes, o escriba 2026-07-01."
    ),
    "law_value_missing": N_(
        "Falta el valor. Escriba la cifra, o la palabra fin si desde ese día ya no hay valor."
    ),
    "law_value_unread": N_(
        "«%(given)s» no es una cifra. Escríbala con punto decimal y sin separar los miles, por ejemplo 1234.50."
    ),
    "law_confidence": N_(
        "«%(given)s» no se conoce. Escriba verified (verificado) o unverified (sin verificar)."
    ),
    "law_reference_missing": N_("Falta la referencia: el documento donde está la cifra."),
    "law_formula": N_("«%(given)s» empieza como una fórmula. Empiece el texto con una letra o un número."),
    "law_text_long": N_("El texto es muy largo. Use %(most)s letras o menos."),
    "law_href": N_("«%(given)s» no es un enlace. Debe empezar con https://."),
    "law_unit": N_(
        "La unidad «%(given)s» no es la de este valor: %(wanted)s. Revise si es la tabla correcta."
    ),
    "law_row_twice": N_("La fila %(row)s ya dice el valor de esa serie desde ese día. Deje una sola."),
}

_COLUMNS = {
    "starts_on": N_("Desde"),
    "value": N_("Valor"),
    "confidence": N_("Confianza"),
    "reference": N_("Referencia"),
    "href": N_("Enlace"),
    "note": N_("Nota"),
    "unit": N_("Unidad"),
}
# The group of data/words.yaml that names the values of a key.
_GROUPS = {
    "zone": "zones", "activity": "activities", "shift": "shifts", "state": "states", "province": "provinces",
    "group": "occupation_groups",
}  # fmt: skip
# Keys and listed codes that are choices of the vacancy's form, by the words of the form.
_CHOICES = {"commodity": "commodity", "route": "application_route"}
_LISTED = ("commodity", "low_wage_sector", "country")
_COLOURS = {
    "proposed": "yellow", "approved": "green", "refused": "red", "withdrawn": "grey",
    "new": "blue", "corrected": "orange", "restated": "teal", "unchanged": "grey",
    "fails": "red", "warns": "orange", "unknown": "yellow", "mended": "green", "same": "grey",
}  # fmt: skip


def colour(code: str) -> str:
    """The colour of a tag of this area: a state, a kind of change, a result."""
    return _COLOURS[code]


def key_label(name: str) -> str:
    """The name of a key of a parameter; its code where nobody has named it."""
    return _(WORDS[f"law.key.{name}"]) if f"law.key.{name}" in WORDS else name


def key_word(law: Ruleset, name: str, value: str, language: str) -> str:
    """One value of a key in words; the short codes of places (GA, CE1) stay beside their name."""
    known = law.words.get(_GROUPS.get(name, ""), {}).get(value)
    said = (
        known[language]
        if known
        else _chosen(_CHOICES.get(name, ""), value) or WORDS.get(f"law.{name}.{value}")
    )
    if not said:
        return value
    return f"{value}: {said}" if value.isupper() else _(said)


def _chosen(kind: str, code: str) -> str | None:
    text = facts.WORDS.get(f"{kind}.{code}")
    return _(text) if text else None


def column_label(name: str) -> str:
    return _(_COLUMNS[name]) if name in _COLUMNS else key_label(name)


def problem_text(problem: Problem) -> str:
    """What is wrong with a cell and what to do."""
    text = _(PROBLEMS[problem.code])
    return text % dict(problem.args) if problem.args else text


def problems_counted(number: int) -> str:
    return ngettext(
        "La tabla tiene %(num)s problema. Corríjalo abajo y vuelva a ver el efecto.",
        "La tabla tiene %(num)s problemas. Corríjalos abajo y vuelva a ver el efecto.",
        number,
    ) % {"num": number}


def text(code: str) -> str:
    return _(PROBLEMS[code])


def amount(value: str | list[str] | None) -> str:
    """A figure as it is written in the law, never rounded, never regrouped; a list of codes in words."""
    if value is None:
        return _("sin valor")
    if isinstance(value, str):
        return value
    return ", ".join(next(filter(None, (_chosen(kind, code) for kind in _LISTED)), code) for code in value)
