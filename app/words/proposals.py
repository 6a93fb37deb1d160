"""Words of what waits for a second person, and of the sanctions of agencies."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "proposal.state.open": N_("Espera a otra persona"),
    "proposal.state.approved": N_("Aprobada"),
    "proposal.state.rejected": N_("Rechazada"),
    "proposal.state.withdrawn": N_("Retirada"),
    "proposal.state.fell": N_("Cayó: nadie decidió a tiempo"),
    "proposal.verb.approve": N_("Aprobar"),
    "proposal.verb.reject": N_("Rechazar"),
    "proposal.verb.withdraw": N_("Retirar"),
    "proposal.kind.agency_suspend": N_("Suspender a la agencia"),
    "proposal.kind.agency_emergency": N_("Suspensión de emergencia"),
    "proposal.kind.agency_reinstate": N_("Levantar la suspensión"),
    "proposal.kind.agency_revoke": N_("Cancelar la inscripción"),
}

PROBLEMS: dict[str, str] = {
    "proposal_open_already": N_("Ya hay una propuesta igual que espera a otra persona."),
    "proposal_not_yours": N_("Esta propuesta la decide otra persona, según su cargo."),
    "proposal_of_another_person": N_("Solo quien hizo la propuesta puede retirarla."),
    "proposal_kind_unknown": N_("Este tipo de propuesta no se conoce. Avise a quien cuida el sistema."),
    "proposal_acts_already": N_(
        "Esta propuesta ya tiene efecto. Otra persona la confirma o la termina; no se retira."
    ),
    "changed_since_proposed": N_("Algo cambió después de la propuesta. Rechácela y proponga otra vez."),
}
