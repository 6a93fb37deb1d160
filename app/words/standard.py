"""Words of the standard and of assessments. Criteria, grades, fees and clocks carry their own in the data files."""

from __future__ import annotations

from app import i18n
from app.i18n import N_
from app.i18n import gettext as _
from app.words.agencies import country_name
from registry.standard.model import Clock, Requirement

WORDS: dict[str, str] = {
    "standard.confidence.verified": N_("Comprobado en la fuente"),
    "standard.confidence.reported": N_("Según una fuente pública"),
    "standard.confidence.proposed": N_("Propuesta"),
    "standard.confidence.unconfirmed": N_("Por confirmar"),
    "standard.verification.read": N_("Se lee el documento"),
    "standard.verification.register": N_("Se busca en el registro público"),
    "standard.verification.issuer": N_("Se pregunta a quien lo emitió"),
    "standard.verification.original": N_("Se ve el original"),
    "standard.verification.visit": N_("Se ve en la visita"),
    "standard.verification.none": N_("Es una declaración"),
    "standard.state.in_force": N_("Vigente"),
    "standard.state.shipped": N_("Viene con el programa"),
    "standard.state.proposed": N_("Espera a otra persona"),
    "criterion.result.met": N_("Cumple"),
    "criterion.result.partly": N_("Cumple en parte"),
    "criterion.result.not_met": N_("No cumple"),
    "criterion.result.not_assessed": N_("Sin evaluar"),
    "criterion.result.n/a": N_("No aplica"),
    "evidence.kind.document": N_("Documento"),
    "evidence.kind.interview": N_("Entrevista"),
    "evidence.kind.site_visit": N_("Visita"),
    "evidence.kind.data_check": N_("Revisión de datos"),
    "evidence.kind.external_register": N_("Registro externo"),
    "evidence.kind.self_declaration": N_("Declaración propia"),
    "evidence.class.agency": N_("La agencia puede leerla"),
    "evidence.class.internal": N_("Solo el Ministerio"),
    "evidence.class.restricted": N_("Solo quien lleva o decide el expediente"),
    "evidence.strength.0": N_("0: no sirve de apoyo"),
    "evidence.strength.1": N_("1: débil"),
    "evidence.strength.2": N_("2: buena"),
    "evidence.strength.3": N_("3: comprobada con otra fuente"),
    "finding.grade.critical": N_("Crítico"),
    "finding.grade.major": N_("Mayor"),
    "finding.grade.minor": N_("Menor"),
    "finding.grade.observation": N_("Observación"),
    "finding.grade.good_practice": N_("Buena práctica"),
    "finding.state.raised": N_("Espera a otra persona"),
    "finding.state.open": N_("Abierto"),
    "finding.state.closed": N_("Cerrado"),
    "finding.state.withdrawn": N_("Retirado"),
    "corrective_action.state.proposed": N_("Plan enviado"),
    "corrective_action.state.refused": N_("Plan no aceptado"),
    "corrective_action.state.accepted": N_("Plan aceptado"),
    "corrective_action.state.proven": N_("Prueba enviada"),
    "corrective_action.state.done": N_("Comprobado"),
    "condition.state.open": N_("Pendiente"),
    "condition.state.met": N_("Cumplida"),
    "condition.state.missed": N_("No cumplida a tiempo"),
    "condition.consequence.surveillance": N_("Se abre un expediente de vigilancia"),
    "condition.consequence.hold_job_orders": N_("No puede publicar vacantes nuevas"),
    "condition.consequence.suspension_hearing": N_("Audiencia de suspensión"),
    "condition.consequence.none": N_("Se anota en su historia"),
    "demerit.cause.critical": N_("Hallazgo crítico"),
    "demerit.cause.major": N_("Hallazgo mayor"),
    "demerit.cause.minor": N_("Hallazgo menor"),
    "demerit.cause.late_report": N_("Informe tarde"),
    "demerit.calls_for.surveillance": N_("Toca abrir un expediente de vigilancia."),
    "demerit.calls_for.hearing": N_("Toca una audiencia de suspensión."),
    "assessment.obstacle.not_allowed": N_("La escribe quien lleva el expediente."),
    "assessment.obstacle.assessment_none": N_("Esta versión de la norma no tiene criterios."),
    "assessment.obstacle.assessment_closed": N_("En este estado del expediente ya no se cambia."),
    "assessment.obstacle.case_of_another_officer": N_("La escribe quien lleva el expediente."),
    "score.verdict.blocked": N_("No se puede inscribir"),
    "score.verdict.conditional": N_("Solo con condiciones"),
    "score.verdict.clear": N_("Se puede inscribir"),
    "score.block.critical_open": N_("Hay un hallazgo crítico abierto."),
    "score.block.points": N_("Los puntos llegan al límite."),
    "score.block.critical_not_assessed": N_("Falta evaluar criterios críticos."),
    "case.happened.add_evidence": N_("Prueba anotada"),
    "case.happened.put_aside_evidence": N_("Prueba apartada"),
    "case.happened.assess": N_("Criterio evaluado"),
    "case.happened.set_condition": N_("Condición puesta"),
    "case.happened.meet_condition": N_("Condición cumplida"),
    "case.happened.miss_condition": N_("Condición no cumplida a tiempo"),
    "case.happened.score": N_("Puntos guardados con la recomendación"),
    "case.happened.book_demerits": N_("Puntos de falta anotados"),
    "proposal.kind.standard_load": N_("Poner en vigor una versión de la norma"),
    "proposal.kind.finding_withdraw": N_("Retirar un hallazgo"),
    "proposal.kind.finding_downgrade": N_("Bajar el grado de un hallazgo"),
}

PROBLEMS: dict[str, str] = {
    "criterion_unknown": N_("Ese criterio no está en la versión de la norma de este expediente."),
    "element_unknown": N_("Elija una de las cinco partes de la gestión."),
    "result_note_missing": N_("Escriba por qué: solo «Cumple» y «Sin evaluar» van sin nota."),
    "evidence_missing": N_("Elija al menos una prueba en que se apoye el hallazgo."),
    "evidence_needed": N_("Para decir que cumple hace falta al menos una prueba."),
    "evidence_not_of_case": N_("Esa prueba no es de este expediente."),
    "evidence_in_use": N_("Un hallazgo se apoya en esta prueba. Retire antes el hallazgo."),
    "assessment_closed": N_("En este estado del expediente ya no se cambia la evaluación."),
    "assessment_none": N_("La versión de la norma de este expediente no tiene criterios."),
    "finding_due_missing": N_("Diga hasta cuándo debe corregirse."),
    "finding_not_proven": N_("Falta comprobar la prueba de la agencia."),
    "finding_not_lower": N_("El grado nuevo debe ser menor que el de ahora."),
    "finding_not_open": N_("El hallazgo no está abierto."),
    "finding_plan_waits": N_("Ya hay un plan que espera respuesta."),
    "due_past": N_("La fecha debe ser hoy o después."),
    "received_future": N_("La fecha no puede ser después de hoy."),
    "condition_not_open": N_("La condición ya no está pendiente."),
    "standard_not_newer": N_("El número de la versión debe ser mayor que el de todas las versiones."),
    "standard_incomplete": N_("A la versión le faltan criterios o tipos de cobro."),
    "standard_clocks_missing": N_("A la versión le faltan estos plazos: %(clocks)s."),
    "standard_waiting": N_("Ya hay una versión con ese número que espera a otra persona."),
    "standard_changed": N_("Los archivos ya no son los que se propusieron."),
    "points_forbid_registration": N_("Con estos puntos no se puede recomendar la inscripción."),
    "points_ask_for_conditions": N_("Con puntos abiertos solo se puede inscribir con condiciones."),
}


_COLOURS = {
    "met": "green", "partly": "yellow", "not_met": "red", "closed": "green", "done": "green", "raised": "yellow",
    "open": "red", "missed": "red", "blocked": "red", "conditional": "yellow", "clear": "green", "critical": "red",
    "major": "orange", "minor": "yellow", "proposed": "yellow", "proven": "yellow", "unconfirmed": "yellow",
    "verified": "green",
}  # fmt: skip


def colour(code: str) -> str:
    """The colour of a tag; the words say it all without it."""
    return _COLOURS.get(code, "grey")


def asked_only_of(one: Requirement) -> str:
    """Of whom a requirement is asked, when not of everybody; "" otherwise."""
    if one.corridor:
        return _("solo si recluta para %(country)s") % {"country": country_name(one.corridor)}
    if one.applies_to == ("foreign",):
        return _("solo agencias extranjeras")
    return "" if len(one.applies_to) == 3 else _("solo sociedades y empresas extranjeras")


def span(clock: Clock) -> str:
    """The number of a clock with its unit: "5 días hábiles"."""
    numbers = ", ".join(i18n.format_number(one) for one in clock.values)
    words = {
        "years": _("%(n)s años") % {"n": numbers},
        "months": _("%(n)s meses") % {"n": numbers},
        "days": _("%(n)s días") % {"n": numbers},
        "working_days": _("%(n)s días hábiles") % {"n": numbers},
        "workers": _("%(n)s personas") % {"n": numbers},
        "percent": _("%(n)s %%") % {"n": numbers},
        "points": _("%(n)s puntos") % {"n": numbers},
        "times": numbers,
    }
    return words[clock.unit]
