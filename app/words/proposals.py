"""Words of what waits for a second person, and of the sanctions of agencies."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "case.outcome.keep": N_("Dejar como está"),
    "agency.verb.open_case": N_("Abrir un expediente de oficio"),
    "agency.verb.stop": N_("Suspender de emergencia"),
    "proposal.state.open": N_("Espera a otra persona"),
    "proposal.state.approved": N_("Aprobada"),
    "proposal.state.rejected": N_("Rechazada"),
    "proposal.state.withdrawn": N_("Retirada"),
    "proposal.state.fell": N_("Cayó: nadie decidió a tiempo"),
    "proposal.verb.approve": N_("Aprobar"),
    "proposal.verb.reject": N_("Rechazar"),
    "proposal.verb.withdraw": N_("Retirar"),
    "proposal.field.public_reason": N_("En el registro público"),
    "proposal.field.conditions": N_("Condiciones"),
    "proposal.field.heard_on": N_("Audiencia"),
    "proposal.field.text": N_("Texto"),
    "proposal.field.since": N_("Fecha correcta"),
    "proposal.field.grade": N_("Gravedad"),
    "proposal.field.from": N_("Gravedad de hoy"),
    "proposal.field.to": N_("Gravedad propuesta"),
    "proposal.field.digest": N_("Huella del archivo"),
    "proposal.field.version": N_("Versión"),
    "proposal.kind.flag_dismiss": N_("Dar por respondida una alerta grave"),
    "proposal.kind.agency_suspend": N_("Suspender a la agencia"),
    "proposal.kind.agency_emergency": N_("Suspensión de emergencia"),
    "proposal.kind.agency_reinstate": N_("Levantar la suspensión"),
    "proposal.kind.agency_conditions_met": N_("Dar por cumplidas las condiciones"),
    "proposal.kind.agency_revoke": N_("Cancelar la inscripción"),
}

PROBLEMS: dict[str, str] = {
    "not_declared": N_("Antes de ver este expediente, declare si conoce a la agencia."),
    "officer_rotates": N_("Usted llevó los dos últimos expedientes de esta agencia. Le toca a otra persona."),
    "appeal_needs_others": N_("Usted tuvo parte en lo que se recurre. El recurso lo ven otras personas."),
    "appeal_nothing": N_("No hay nada que recurrir, o ya se presentó el recurso."),
    "appeal_too_late": N_("El plazo para el recurso ya pasó."),
    "flags_undisposed": N_("Hay alertas sin responder. Responda cada una antes de seguir."),
    "fieldwork_missing": N_("Falta anotar la visita o las entrevistas, o por qué no las hubo."),
    "findings_unconfirmed": N_("Un hallazgo crítico espera a la segunda persona que lo confirma."),
    "findings_open": N_(
        "Hay hallazgos críticos abiertos. La suspensión sigue hasta verificar que se corrigieron."
    ),
    "conditions_open": N_("Hay condiciones sin cumplir. Dé por cumplida cada una en su expediente."),
    "plan_missing": N_("Falta acordar un plan para cada hallazgo."),
    "criteria_not_assessed": N_("Falta evaluar criterios críticos. Sin ellos no se puede recomendar."),
    "critical_open": N_("Hay un hallazgo crítico abierto. Así no se puede inscribir, ni con condiciones."),
    "points_too_many": N_(
        "Los hallazgos abiertos suman demasiados puntos para inscribir, aun con condiciones."
    ),
    "points_open": N_("Hay hallazgos abiertos. Recomiende la inscripción con condiciones."),
    "hard_stop": N_("Las alertas detienen este expediente hasta que dos personas las resuelvan."),
    "hearing_missing": N_("Ponga la fecha de la audiencia. Sin audiencia no se cancela una inscripción."),
    "hearing_outside": N_("La audiencia fue después de la suspensión y no puede ser futura."),
    "proposal_open_already": N_("Ya hay una propuesta igual que espera a otra persona."),
    "proposal_not_yours": N_("Esta propuesta la decide otra persona, según su cargo."),
    "proposal_kind_unknown": N_("Este tipo de propuesta no se conoce. Avise a quien cuida el sistema."),
    "emergency_not_again": N_(
        "Una emergencia contra esta agencia terminó sin confirmarse hace menos de %(days)s días. "
        "Proponga la suspensión a otra persona."
    ),
    "conflict_declared": N_("Usted tiene o declaró un vínculo con esta agencia. Le toca a otra persona."),
    "evidence_own": N_("Usted reunió o valoró las pruebas de esta agencia. Le toca a otra persona."),
    "proposal_acts_already": N_(
        "Esta propuesta ya tiene efecto. Otra persona la confirma o la termina; no se retira."
    ),
    "changed_since_proposed": N_("Algo cambió después de la propuesta. Rechácela y proponga otra vez."),
}

_COLOURS = {"open": "yellow", "approved": "green", "rejected": "red", "withdrawn": "grey", "fell": "orange"}


def colour(code: str) -> str:
    """The colour of a state's tag. The word beside it says the same."""
    return _COLOURS[str(code)]
