"""Words of the public register: what a message names, what in it warns, warnings about operators, corrections, files.

Workers read most of them: plain words, and never "verified" or "safe".
"""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    # What stood in a message, and what the register knows of it.
    "verify.by.card": N_("Carné"),
    "verify.by.vacancy": N_("Vacante"),
    "verify.outcome.known": N_("está en el registro, es de"),
    "verify.outcome.open": N_("está en el registro"),
    "verify.outcome.near": N_("no está en el registro; se parece al de"),
    "verify.outcome.unknown": N_("no está en el registro"),
    # What warns (registry/offers/signs.py and registry/organisations/message.py).
    "sign.alert": N_("Hay un aviso de engaño sobre quien escribe"),
    "sign.agency_not_good": N_("Hoy esta agencia no puede reclutar"),
    "sign.like_not_good": N_("Se parece a una agencia que no puede reclutar"),
    "sign.unknown_agency": N_("Esta agencia no está en el registro"),
    "sign.asks_money": N_("Le pide dinero"),
    "sign.unknown_card": N_("Este carné no está en el registro"),
    "sign.card_dead": N_("Este carné ya no vale"),
    "sign.unknown_phone": N_("Ninguna agencia del registro usa este teléfono"),
    "sign.unknown_address": N_("Ninguna agencia del registro usa esta página o correo"),
    "sign.unknown_recruiter": N_("Esta persona no está en el registro"),
    "sign.unknown_registry_no": N_("Este número de registro no existe"),
    "sign.unknown_nit": N_("Este NIT no está en el registro"),
    "sign.unknown_vacancy": N_("Esta vacante no está publicada"),
    "sign.vacancy_closed": N_("Esta vacante ya no está abierta"),
    "sign.mixed": N_("Los datos son de agencias distintas"),
    "sign.private_account": N_("Pide pagar a una cuenta"),
    "sign.papers_kept": N_("Quiere quedarse con sus papeles"),
    "sign.visa_promised": N_("Promete una visa. Nadie puede prometerla"),
    "sign.below_floor": N_("Paga menos que lo que manda la ley"),
    "sign.secret": N_("Le pide no contarlo"),
    "sign.hurry": N_("Le mete prisa"),
    # Certificates of others.
    # Warnings about operators, for staff.
    "operator_alert.state.draft": N_("Borrador"),
    "operator_alert.state.published": N_("Publicada"),
    "operator_alert.state.withdrawn": N_("Retirada"),
    "proposal.kind.alert_publish": N_("Publicar un aviso de engaño"),
    "proposal.kind.alert_withdraw": N_("Retirar un aviso de engaño"),
    "proposal.kind.standing_correct": N_("Corregir la historia pública"),
    "proposal.field.brand": N_("Nombre que usa"),
    "proposal.field.phones": N_("Teléfonos"),
    "proposal.field.hosts": N_("Páginas"),
    "proposal.field.method": N_("Cómo engaña"),
    "proposal.field.standing": N_("Línea de la historia"),
    "proposal.field.known_since": N_("Se sabe desde"),
    "log.noun.operator_alert": N_("Aviso de engaño"),
    "log.noun.register_dump": N_("Archivo del registro"),
}

PROBLEMS: dict[str, str] = {
    "alert_brand_twice": N_("Ya hay un aviso con ese nombre."),
    "alert_phone_registered": N_("El teléfono %(phone)s es de una agencia del registro. Quítelo."),
    "alert_person": N_("Marque la casilla: el aviso no nombra a una persona sin acusación formal."),
    "alert_is_public": N_("El aviso ya está publicado."),
    "alert_not_public": N_("El aviso no está publicado."),
    "card_not_given": N_("Este reclutador todavía no tiene número de carné."),
    "card_dead": N_("Este carné no vale hoy. No se puede imprimir."),
    "correction_line": N_("Elija la línea que tiene el error."),
    "correction_text": N_("Escriba qué estaba mal y qué es lo correcto."),
}

_COLOURS = {"draft": "grey", "published": "red", "withdrawn": "blue"}


def colour(state: str) -> str:
    """The colour of a warning's tag. The word beside it says the same."""
    return _COLOURS[str(state)]
