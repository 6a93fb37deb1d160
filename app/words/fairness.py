"""Words of how lists treat groups: the policy, its fields, and what can go wrong with them."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "fairness.mode.off": N_("Apagado: sin cifras en las listas"),
    "fairness.mode.report": N_("Solo informar"),
    "fairness.mode.order": N_("Orden justo"),
    "proposal.kind.fairness_policy": N_("Política de trato a los grupos"),
    "proposal.field.scheme": N_("Programa"),
    "proposal.field.mode": N_("Qué se hace"),
    "proposal.field.traits": N_("Qué datos cuentan"),
    "proposal.field.share": N_("Parte mínima"),
    "proposal.field.alpha": N_("Margen del azar"),
    "proposal.field.starts_on": N_("Vale desde"),
    "proposal.field.order_method": N_("Método"),
}

PROBLEMS: dict[str, str] = {
    "mode_unknown": N_("Marque qué se hace."),
    "traits_missing": N_("Marque por lo menos un dato."),
    "traits_unknown": N_("Marque cada dato una sola vez."),
    "share_out_of_range": N_("Escriba un número de 0.05 a 1, por ejemplo 0.8."),
    "order_method_unknown": N_(
        "Esta lista se ordenó de una manera que esta versión no conoce; no se puede repetir."
    ),
    "archive_changed": N_("Lo archivado con esta lista ya no es lo que se guardó; no se puede repetir."),
    "alpha_out_of_range": N_("Escriba un número de 0.001 a 0.5, por ejemplo 0.1."),
    "starts_in_the_past": N_("Ponga hoy o una fecha que viene."),
    "fairness_waiting": N_("Ya hay una propuesta para este programa que espera a otra persona."),
    "fairness_same": N_("Eso es lo que ya vale para este programa."),
    "weights_range": N_("Un peso no puede ser menos de 0."),
    "weights_sum": N_("Los pesos suman %(total)s. Tienen que sumar 100."),
}
