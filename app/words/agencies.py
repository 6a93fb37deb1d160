"""Words of agencies: public status (ethical-recruitment.md 6.3), cases, answers, files, the verify box.

The public words are the Ministry's: never "verified", never "safe".
"""

from collections.abc import Mapping

from app import i18n
from app.i18n import N_
from registry.seeds.reference import countries

WORDS: dict[str, str] = {
    # What everybody sees.
    "agency.public.registered": N_("Inscrita vigente"),
    "agency.public.conditional": N_("Inscrita con condiciones"),
    "agency.public.in_process": N_("En proceso (no puede reclutar)"),
    "agency.public.suspended": N_("Suspendida"),
    "agency.public.cancelled": N_("Cancelada"),
    "agency.public.expired": N_("Vencida"),
    "agency.public.not_registered": N_("No inscrita: no podemos confirmarla"),
    "agency.meaning.registered": N_("Puede reclutar. Compare sus datos con los que le dieron."),
    "agency.meaning.conditional": N_(
        "Puede reclutar si cumple las condiciones. Compare sus datos con los que le dieron."
    ),
    "agency.meaning.in_process": N_("Pidió inscribirse. Todavía no puede reclutar a nadie."),
    "agency.meaning.suspended": N_("Hoy no puede reclutar. No entregue papeles ni dinero."),
    "agency.meaning.cancelled": N_("Ya no puede reclutar. No entregue papeles ni dinero."),
    "agency.meaning.expired": N_("Su permiso terminó. Hoy no puede reclutar."),
    "agency.meaning.not_registered": N_("No tiene permiso para reclutar. No entregue papeles ni dinero."),
    # For staff and for the agency itself.
    "agency.state.applied": N_("Solicitud en proceso"),
    "agency.state.registered": N_("Inscrita vigente"),
    "agency.state.conditional": N_("Inscrita con condiciones"),
    "agency.state.refused": N_("No inscrita"),
    "agency.state.suspended": N_("Suspendida"),
    "agency.state.revoked": N_("Cancelada"),
    "agency.state.expired": N_("Vencida"),
    "hold.cause.bond_lapse": N_("Sin vacantes nuevas: ninguna fianza confirmada la cubre hoy"),
    "hold.cause.complaint": N_("Sin vacantes nuevas: se ve una denuncia"),
    "hold.cause.condition": N_("Sin vacantes nuevas: no cumplió una condición a tiempo"),
    "hold.cause.exposure": N_("Todo detenido: la fianza no alcanza"),
    "hold.cause.finding": N_("Todo detenido: tiene un hallazgo crítico abierto"),
    "hold.cause.emergency": N_("Todo detenido por una emergencia"),
    "agency.verb.suspend": N_("Suspender"),
    "agency.verb.reinstate": N_("Levantar la suspensión"),
    "agency.verb.reinstate_with_conditions": N_("Levantar la suspensión con condiciones"),
    "agency.verb.verify_bond": N_("Confirmar una fianza"),
    "agency.verb.check_certificate": N_("Comprobar una licencia o un certificado"),
    "agency.verb.end_conditions": N_("Condiciones cumplidas"),
    "agency.verb.revoke": N_("Cancelar la inscripción"),
    "agency.kind.company": N_("Sociedad o empresa"),
    "agency.kind.individual": N_("Persona individual"),
    "agency.kind.foreign": N_("Empresa extranjera con sede en Guatemala"),
    "agency.shared.nit": N_("el mismo NIT"),
    "agency.shared.phone": N_("un teléfono igual"),
    "agency.shared.name": N_("casi el mismo nombre"),
    "contact.kind.phone": N_("Teléfono"),
    "contact.kind.whatsapp": N_("WhatsApp"),
    "contact.kind.email": N_("Correo"),
    "contact.kind.web": N_("Página web"),
    "party.role.owner": N_("Dueña o dueño"),
    "party.role.legal_representative": N_("Representante legal"),
    "party.role.director": N_("Directora o director"),
    "party.role.manager": N_("Gerente"),
    "party.role.guarantor": N_("Fiadora o fiador"),
    # Cases.
    "case.kind.initial": N_("Primera inscripción"),
    "case.kind.renewal": N_("Renovación"),
    "case.kind.variation": N_("Cambio de datos"),
    "case.kind.appeal": N_("Recurso"),
    "case.kind.surveillance": N_("Vigilancia"),
    "case.kind.complaint": N_("Investigación por denuncia"),
    "case.state.draft": N_("Sin enviar"),
    "case.state.submitted": N_("Por tomar"),
    "case.state.returned": N_("Devuelto a la agencia"),
    "case.state.desk_review": N_("En revisión"),
    "case.state.field_review": N_("En visita y entrevistas"),
    "case.state.findings_sent": N_("Hallazgos con la agencia"),
    "case.state.corrective": N_("La agencia corrige"),
    "case.state.recommended": N_("Por decidir"),
    "case.state.decided": N_("Decidido"),
    "case.state.lapsed": N_("Archivado sin respuesta"),
    # The same for the agency (experience.md 2.9).
    "case.told.draft": N_("Sin enviar"),
    "case.told.submitted": N_("Solicitud enviada"),
    "case.told.returned": N_("Falta información"),
    "case.told.desk_review": N_("En revisión"),
    "case.told.field_review": N_("En revisión"),
    "case.told.findings_sent": N_("Hay hallazgos por responder"),
    "case.told.corrective": N_("Corrección en curso"),
    "case.told.recommended": N_("En revisión"),
    "case.told.decided": N_("Con decisión"),
    "case.told.lapsed": N_("Archivada sin respuesta"),
    "case.verb.submit": N_("Enviar al Ministerio"),
    "case.verb.review": N_("Tomar este expediente"),
    "case.verb.return": N_("Devolver a la agencia"),
    "case.verb.begin_fieldwork": N_("Pasar a visita y entrevistas"),
    "case.verb.send_findings": N_("Enviar los hallazgos"),
    "case.verb.begin_correction": N_("Enviar el plan de corrección"),
    "case.verb.recommend": N_("Recomendar"),
    "case.verb.decide": N_("Confirmar y decidir"),
    "case.verb.send_back": N_("Regresar al oficial"),
    "case.happened.open": N_("Se abrió el expediente"),
    "case.happened.answer": N_("La agencia respondió"),
    "case.happened.submit": N_("La agencia lo envió"),
    "case.happened.review": N_("Se empezó a revisar"),
    "case.happened.accept": N_("Respuesta aceptada"),
    "case.happened.question": N_("Respuesta por corregir"),
    "case.happened.return": N_("Devuelto a la agencia"),
    "case.happened.begin_fieldwork": N_("Empezaron la visita y las entrevistas"),
    "case.happened.send_findings": N_("Se enviaron los hallazgos"),
    "case.happened.begin_correction": N_("La agencia envió su plan de corrección"),
    "case.happened.recommend": N_("Recomendación"),
    "case.happened.send_back": N_("Regresado al oficial"),
    "case.happened.decide": N_("Decisión"),
    "case.happened.lapse": N_("Archivado por falta de respuesta"),
    "case.outcome.register": N_("Inscribir"),
    "case.outcome.condition": N_("Inscribir con condiciones"),
    "case.outcome.refuse": N_("No inscribir"),
    "answer.state.given": N_("Por revisar"),
    "answer.state.accepted": N_("Aceptada"),
    "answer.state.needs_work": N_("Por corregir"),
    "requirement.confidence.verified": N_("Confirmado"),
    "requirement.confidence.reported": N_("Según fuentes públicas"),
    "requirement.confidence.unconfirmed": N_("Por confirmar"),
    "section.company": N_("Datos de la agencia"),
    "section.contacts": N_("Teléfonos y otros contactos"),
    "section.people": N_("Personas detrás de la agencia"),
    "section.recruiters": N_("Reclutadores"),
    "role.system": N_("Sendero"),
    "role.public": N_("La agencia"),
    # What somebody typed into the verify box.
    "verify.by.registry_no": N_("Número de registro"),
    "verify.by.nit": N_("NIT"),
    "verify.by.phone": N_("Teléfono"),
    "verify.by.email": N_("Correo"),
    "verify.by.web": N_("Página web"),
}

PROBLEMS: dict[str, str] = {
    "nit_unreadable": N_("Escriba el NIT con sus números y, si tiene, la K. Por ejemplo 576937-K."),
    "phone_unreadable": N_(
        "Escriba un teléfono con 8 números. Si es de otro país, empiece con + y el código."
    ),
    "email_unreadable": N_("Escriba el correo completo, por ejemplo nombre@empresa.com."),
    "web_unreadable": N_("Escriba la dirección de la página, por ejemplo www.agencia.com."),
    "contact_twice": N_("Ese contacto ya está en la lista."),
    "person_twice": N_("Esa persona ya está en la lista."),
    "list_full": N_("La lista está llena: caben %(most)s. Quite uno antes de agregar otro."),
    "dpi_unreadable": N_("El DPI tiene 13 números. Revise y escríbalos todos."),
    "agency_data_closed": N_(
        "Estos datos no se pueden cambiar ahora: un oficial los está revisando o ya están en el registro público."
    ),
    "public_reason_missing": N_("Escriba el motivo público. Cualquier persona lo va a leer en el registro."),
    "standing_forbids_case": N_("Con la inscripción cancelada no se puede abrir un expediente."),
    "case_already_open": N_("Ya hay un expediente abierto. Termine ese primero."),
    "case_kind_unknown": N_("El Ministerio abre expedientes de vigilancia o de denuncia, no de otro tipo."),
    "case_of_the_ministry": N_("Este expediente lo abrió el Ministerio: no se devuelve a la agencia."),
    "appeal_not_returned": N_("Un recurso no se devuelve. Pregunte a la agencia en el hilo del expediente."),
    "case_not_open": N_("El expediente ya se envió. Podrá cambiarlo si se lo devuelven."),
    "date_missing": N_("Ponga la fecha que dice el documento."),
    "date_future": N_("La fecha no puede ser futura."),
    "document_expired": N_("Ese documento ya venció. Suba uno vigente."),
    "statement_short": N_("La respuesta es muy corta. Escriba al menos %(letters)s letras."),
    "statement_long": N_("La respuesta es muy larga. Use %(letters)s letras o menos."),
    "declarer_missing": N_("Escriba el nombre completo de quien declara."),
    "declaration_unticked": N_("Marque la casilla para declarar."),
    "nothing_given": N_("Elija un archivo o escriba su respuesta."),
    "note_missing": N_("Escriba qué falta o qué hay que corregir. La agencia lo va a leer."),
    "outcome_unknown": N_("Elija qué recomienda."),
    "conditions_missing": N_("Escriba las condiciones. Van a estar en el registro público."),
    "answers_not_accepted": N_(
        "Para recomendar la inscripción, las respuestas obligatorias deben estar aceptadas."
    ),
    "answers_not_reviewed": N_(
        "Faltan respuestas por revisar. Acepte o devuelva cada una antes de recomendar."
    ),
    "requirements_missing": N_("Falta algo. Vea la lista: lo que falta dice «Sin empezar» o «Falta algo»."),
    "case_of_another_officer": N_("Este expediente lo lleva otra persona. Solo ella lo puede mover."),
    "changed_since_recommended": N_(
        "Algo cambió después de la recomendación. Regréselo al oficial para que lo revise otra vez."
    ),
    "upload_missing": N_("Elija el archivo."),
    "upload_empty": N_("El archivo está vacío. Elija otro."),
    "upload_too_large": N_(
        "El archivo pesa mucho. El límite es %(megabytes)s MB. Pruebe con una foto más pequeña."
    ),
    "upload_type": N_("Ese tipo de archivo no sirve. Suba un PDF o una foto (JPG, PNG o WebP)."),
    "upload_heic": N_(
        "Esa foto es HEIC y no la podemos leer. Tómele una foto de pantalla o guárdela como JPG."
    ),
    "upload_office": N_(
        "Los documentos de Word o Excel no sirven aquí. Guárdelo como PDF y súbalo otra vez."
    ),
    "upload_archive": N_(
        "Los archivos comprimidos no sirven. Suba cada documento por aparte, en PDF o foto."
    ),
    "upload_active": N_(
        "El documento trae adentro un programa u otro archivo. Imprímalo como PDF y suba el que resulte."
    ),
    "upload_two_kinds": N_("El archivo tiene otro archivo pegado. Imprímalo como PDF y suba el que resulte."),
    "upload_unfolds": N_("El documento es demasiado grande por dentro. Guárdelo como PDF y súbalo otra vez."),
    "upload_unreadable": N_("El archivo está dañado o incompleto. Ábralo para revisar y súbalo otra vez."),
    "upload_locked": N_(
        "El PDF tiene contraseña y no se puede leer. Guárdelo sin contraseña y súbalo otra vez."
    ),
    "upload_gone": N_("Ese archivo no está. Avise al Ministerio con el número de esta página."),
    "picture_too_large": N_("La foto es demasiado grande. El límite es %(megapixels)s megapíxeles."),
    "picture_too_small": N_("La foto es muy pequeña y no se puede leer. Tome otra más de cerca."),
}

_COLOURS = {
    "registered": "green", "conditional": "yellow", "in_process": "blue", "suspended": "red", "cancelled": "red",
    "expired": "orange", "not_registered": "grey", "applied": "blue", "refused": "grey", "revoked": "red",
    "draft": "grey", "submitted": "blue", "returned": "orange", "desk_review": "teal", "recommended": "purple",
    "field_review": "teal", "findings_sent": "orange", "corrective": "orange",
    "decided": "green", "lapsed": "grey", "given": "blue", "accepted": "green", "needs_work": "orange",
}  # fmt: skip


IMPORT_NOTES: dict[str, str] = {
    "agency_begins": N_(
        "Empieza como solicitud. El archivo dice «%(status)s»: lo ven los oficiales, no el público."
    ),
    "agency_left_out": N_("No se pudo guardar: %(parts)s."),
    "agency_known": N_("Ya está guardada: %(agency)s."),
    "agency_nameless": N_("No dice el nombre legal."),
    "agency_name_long": N_("El nombre legal tiene más de %(most)s letras."),
    "agency_nit_unreadable": N_("El NIT no se entiende."),
    "agency_kind_unknown": N_("Qué es la agencia: escriba uno de %(kinds)s."),
    "agency_unreadable": N_("La fila no se entiende: %(why)s."),
}


def import_note(code: str, args: Mapping[str, str]) -> str:
    """What was noticed about an agency of a file, in words."""
    return i18n.gettext(IMPORT_NOTES[code]) % dict(args)


def claim(data: Mapping[str, str]) -> list[str]:
    """What an imported file claimed of an agency, for officers: standing, since when, number, file."""
    status = data.get("status", "")
    shown = i18n.gettext(WORDS[f"agency.state.{status}"]) if f"agency.state.{status}" in WORDS else status
    told = (shown, data.get("status_since", ""), data.get("registry_no", ""), data.get("file", ""))
    return [one for one in told if one]


def colour(code: str) -> str:
    """The colour of a state's tag. The word beside it says the same."""
    return _COLOURS[str(code)]


def country_name(code: str) -> str:
    """A country in the reader's language; the code itself for one nobody knows."""
    found = countries().get(code)
    return code if found is None else found.en if i18n.language() == "en" else found.es
