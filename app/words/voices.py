"""Words of recordings, for the Ministry's staff. Workers read only what stands in components/sound.html."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    # Pages by their address, for who records.
    "voice.page./": N_("Inicio"),
    "voice.page./registro": N_("Registro: inicio"),
    "voice.page./registro/nombres": N_("Registro: nombres"),
    "voice.page./registro/apellidos": N_("Registro: apellidos"),
    "voice.page./registro/sexo": N_("Registro: sexo"),
    "voice.page./registro/nacimiento": N_("Registro: nacimiento"),
    "voice.page./registro/dpi": N_("Registro: DPI"),
    "voice.page./registro/telefono": N_("Registro: teléfono"),
    "voice.page./registro/departamento": N_("Registro: departamento"),
    "voice.page./registro/municipio": N_("Registro: municipio"),
    "voice.page./registro/idiomas": N_("Registro: idiomas"),
    "voice.page./registro/niveles": N_("Registro: cuánto habla"),
    "voice.page./registro/trabajos": N_("Registro: trabajos"),
    "voice.page./registro/habilidades": N_("Registro: qué sabe hacer"),
    "voice.page./registro/licencias": N_("Registro: licencias"),
    "voice.page./registro/paises": N_("Registro: países"),
    "voice.page./registro/deseos": N_("Registro: qué trabajo busca"),
    "voice.page./registro/desde": N_("Registro: desde cuándo"),
    "voice.page./registro/tiempo": N_("Registro: cuánto tiempo"),
    "voice.page./registro/evitar": N_("Registro: lugares a evitar"),
    "voice.page./registro/permiso-perfil": N_("Registro: permiso de mostrar su experiencia"),
    "voice.page./registro/permiso-mensajes": N_("Registro: permiso de mensajes"),
    "voice.page./registro/revisar": N_("Registro: revisar"),
    "voice.page./registro/trabajos/guia": N_("Registro: preguntas de cada trabajo"),
    "voice.page./estado": N_("Estado"),
    "voice.page./mi/entrar": N_("Entrar a su página"),
    "voice.page./mi": N_("Su página"),
    "voice.page./mi/mas": N_("Sus datos y permisos"),
    "voice.page./mi/ofertas": N_("Ofertas y permiso por empresa"),
    "voice.page./mi/citas": N_("Sus citas"),
    "voice.page./mi/avisos": N_("Sus avisos"),
    "voice.page./centros": N_("Centros de atención"),
    "voice.page./ferias": N_("Ferias de empleo"),
    "voice.page./informacion": N_("Información: inicio"),
    "voice.page./informacion/enganos": N_("Información: engaños"),
    "voice.page./informacion/caminos": N_("Información: caminos legales"),
    "voice.page./informacion/costos": N_("Información: quién paga qué"),
    "voice.page./informacion/derechos": N_("Información: derechos"),
    "voice.page./informacion/en-guatemala": N_("Información: trabajar en Guatemala"),
    "voice.page./privacidad": N_("Sus datos"),
    "voice.page./verificar": N_("Verificar"),
    "voice.page./denuncia": N_("Denuncia: inicio"),
    "voice.page./denuncia/que-paso": N_("Denuncia: qué pasó"),
    "voice.page./denuncia/peligro": N_("Denuncia: peligro"),
    "voice.page./denuncia/quien": N_("Denuncia: quién fue"),
    "voice.page./denuncia/pagos/1": N_("Denuncia: dinero"),
    "voice.page./denuncia/cuente": N_("Denuncia: cuente"),
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
