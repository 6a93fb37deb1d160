"""Words of recordings, for the Ministry's staff. Workers read only what stands in components/sound.html."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "recording.state.waiting": N_("Por aprobar"),
    "recording.state.approved": N_("Se oye"),
    "recording.state.refused": N_("Rechazada"),
    "recording.state.replaced": N_("Reemplazada"),
    "recording.state.withdrawn": N_("Retirada"),
    "voice.state.current": N_("Voz de persona"),
    "voice.state.stale": N_("El texto cambió"),
    "voice.state.waiting": N_("Por aprobar"),
    "voice.state.machine": N_("Voz de máquina"),
    "voice.state.none": N_("Sin voz"),
}

PROBLEMS: dict[str, str] = {
    "voice_large": N_("El archivo pesa más de %(megabytes)s MB. Grabe de nuevo, más corto."),
    "voice_long": N_("La grabación dura más de %(seconds)s segundos. Grabe de nuevo, más corto."),
    "voice_short": N_("La grabación no dura ni medio segundo. Grabe de nuevo."),
    "voice_heavy": N_(
        "La grabación pesa más de %(kilobytes)s KB y aquí no se puede hacer más pequeña. Grabe aquí mismo, o envíe un "
        "archivo WAV o M4A más corto."
    ),
    "voice_unplayable": N_("Muchos teléfonos no pueden tocar ese archivo. Envíe M4A, MP3, OGG o WAV."),
    "voice_speaker": N_("Escriba el nombre de la persona que habla."),
    "voice_agreed": N_("Pregunte a la persona si está de acuerdo, y marque la casilla."),
    "voice_stale": N_("El texto cambió después de esta grabación. Hay que grabarlo de nuevo."),
    "voice_own": N_("La aprueba otra persona, no quien la subió."),
}

_COLOURS = {
    "approved": "green",
    "current": "green",
    "waiting": "yellow",
    "stale": "orange",
    "machine": "blue",
    "refused": "red",
}


def colour(state: str) -> str:
    """The colour of a state's tag."""
    return _COLOURS.get(state, "grey")
