"""Words of what is vetted besides agencies: employers' files, outside references, drives, packets, told pay."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "employer.check.ok": N_("En orden"),
    "employer.check.problem": N_("Hay un problema"),
    "employer.check.unknown": N_("No se pudo saber"),
    "employer.event.check": N_("Punto revisado"),
    "vacancy.event.publish_outside": N_("Publicada con el acuerdo de la Inspección"),
    "vacancy.verb.publish_outside": N_("Publicar"),
    "referral.did.tell_pay": N_("Se anotó un salario"),
    "reference.case_number": N_("Número de caso de Estados Unidos"),
    "reference.recruiter_named": N_("El empleador nombra a esta agencia como reclutadora"),
    "reference.lmia_employer": N_("Empresa con LMIA positiva en Canadá"),
    "reference.spain_order": N_("Oferta de la orden GECCO de España"),
    "reference.outcome.confirmed": N_("Confirmado"),
    "reference.outcome.not_found": N_("No aparece"),
    "reference.outcome.unknown": N_("No se sabe"),
    "reference.outcome.missing": N_("No dio el número"),
    "drive.state.announced": N_("Anunciada"),
    "drive.state.cancelled": N_("Cancelada"),
    "pay.contract": N_("En el contrato"),
    "pay.first_pay": N_("En el primer pago"),
    "log.noun.drive": N_("Jornada de reclutamiento"),
    "log.noun.packet": N_("Informe de una agencia"),
    "log.verb.announce": N_("Anunció"),
    "log.verb.check": N_("Revisó un punto"),
    "log.verb.publish_outside": N_("Publicó, a propuesta del programa"),
    "log.verb.tell_pay": N_("Anotó un salario"),
    "proposal.field.number": N_("Vacante"),
    "proposal.kind.programme_order": N_("Publicar una vacante del programa del Ministerio"),
}

PROBLEMS: dict[str, str] = {
    "outside_unit_missing": N_(
        "Para esta vacante recluta el programa del Ministerio. La publica la Inspección de Trabajo, a propuesta suya."
    ),
    "employer_not_looked_at": N_(
        "Falta revisar algo obligatorio de la empresa. Anote abajo qué encontró en cada punto."
    ),
    "employer_problem": N_(
        "Un punto de la revisión tiene un problema. Así no se puede verificar la empresa."
    ),
    "drive_too_soon": N_(
        "Anúnciela con al menos %(days)s días hábiles, para que la gente la pueda comprobar."
    ),
    "drive_after_start": N_("Ese día el trabajo ya empezó. Elija un día antes del inicio."),
    "drive_is_over": N_("Esa jornada ya pasó."),
    "place_unknown": N_("Elija un municipio de la lista."),
    "not_placed": N_("Esta persona todavía no está colocada en el trabajo."),
    "vacancy_of_another_agency": N_("Esa vacante no es de esta agencia. Elija otra o ninguna."),
    "amount_unreadable": N_("Escriba una cantidad mayor que cero, por ejemplo 12.50."),
}
