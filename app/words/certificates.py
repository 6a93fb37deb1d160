"""Words of skill certificates, training centres, papers that people send, and the questions about a job."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "skill_certificate.state.assessed": N_("Espera a otra persona"),
    "skill_certificate.state.issued": N_("Vale"),
    "skill_certificate.state.revoked": N_("Anulado"),
    "training_centre.state.proposed": N_("Espera a otra persona"),
    "training_centre.state.approved": N_("Puede hacer pruebas"),
    "training_centre.state.ended": N_("Ya no hace pruebas"),
    "proposal.kind.certificate_issue": N_("Emitir un certificado de habilidad"),
    "proposal.kind.certificate_revoke": N_("Anular un certificado de habilidad"),
    "proposal.kind.training_centre_approve": N_("Permitir pruebas a un centro de formación"),
    "proposal.kind.training_centre_end": N_("Quitar las pruebas a un centro de formación"),
    "proposal.field.achievement": N_("Prueba"),
    "proposal.field.tested_on": N_("Día de la prueba"),
    "proposal.field.criteria": N_("Criterios cumplidos"),
    "proposal.field.name": N_("Nombre"),
    "proposal.field.agreement": N_("Convenio"),
    "paper.kind.intecap": N_("Diploma de INTECAP"),
    "paper.kind.letter": N_("Carta de un patrono"),
    "paper.kind.licence": N_("Licencia o carné"),
    "paper.kind.course": N_("Diploma de otro curso"),
    "paper.kind.other": N_("Otro papel"),
    "reading.read_paper": N_("Abrió un papel suyo"),
}

PROBLEMS: dict[str, str] = {
    "achievement_unknown": N_("Elija una prueba de la lista."),
    "criteria_not_met": N_("Solo se certifica a quien cumple todos los criterios."),
    "evaluators_two": N_(
        "Escriba los nombres de dos a cuatro personas distintas que evaluaron, uno por línea."
    ),
    "tested_future": N_("El día de la prueba no puede ser futuro."),
    "tested_long_ago": N_("La prueba tiene más de un año. Hágala otra vez."),
    "centre_not_approved": N_("Este centro no puede hacer pruebas."),
    "centre_twice": N_("Este centro ya está en la lista."),
    "certified_already": N_("La persona ya tiene este certificado, o espera a otra persona."),
    "evaluator_issues": N_("Quien evaluó la prueba no emite el certificado."),
    "needs_two_people": N_("Lo propone una persona y lo aprueba otra."),
    "credential_unreadable": N_("Este archivo no es un certificado. Revise que esté completo."),
    "credential_foreign": N_("Este archivo no lo firmó el Ministerio."),
    "credential_changed": N_("Alguien cambió este archivo. No vale."),
    "credential_missing": N_("Elija el archivo o pegue su texto."),
    "paper_sent_twice": N_("Este papel ya lo envió."),
    "papers_enough": N_("Ya tiene %(most)s papeles. Borre uno para poner otro."),
    "paper_missing": N_("Elija una foto o un PDF."),
}
