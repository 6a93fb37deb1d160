"""Words of fair mode and of kiosks."""

from app.i18n import N_

WORDS: dict[str, str] = {
    "delivery.accepted": N_("Registrada"),
    "delivery.duplicate": N_("Registrada. Se parece a otra persona: se revisa en el Ministerio"),
    "delivery.refused": N_("No se pudo registrar."),
    "kiosk.state.on": N_("Encendido"),
    "kiosk.state.off": N_("Apagado"),
    "kiosk.verb.revoke": N_("Apagar"),
    "paper.58mm": N_("Rollo de 58 mm"),
    "paper.a6": N_("Hoja A6"),
    "paper.a4": N_("Hoja A4"),
}
PROBLEMS: dict[str, str] = {
    "copy_missing": N_("Elija el archivo de la copia."),
    "copy_unreadable": N_(
        "Ese archivo no es una copia de la feria, o alguien lo cambió. Guarde otra copia en el aparato."
    ),
    "copy_of_another": N_("Esa copia es de un aparato de otra cuenta. La trae la cuenta que lo preparó."),
    "consent_text_changed": N_(
        "El texto de un permiso cambió. Recargue la página y pregunte otra vez a la persona."
    ),
    "centre_missing": N_("Su cuenta no tiene centro. Pida que se lo pongan."),
    "device_of_fair": N_("Este aparato está en modo feria. Use otro aparato como kiosco."),
    "paper_unknown": N_("Elija el papel de la impresora."),
}
