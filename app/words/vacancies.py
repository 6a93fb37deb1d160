"""Words of vacancies, of the employers who offer them, and of rows read from files."""

from __future__ import annotations

from collections.abc import Mapping

from app import i18n
from app.i18n import N_
from app.i18n import gettext as _
from matching.taxonomy import lexicon

WORDS: dict[str, str] = {
    "vacancy.state.draft": N_("Borrador"),
    "vacancy.state.in_review": N_("En revisión"),
    "vacancy.state.returned": N_("Devuelta para corregir"),
    "vacancy.state.published": N_("Publicada"),
    "vacancy.state.suspended": N_("Suspendida"),
    "vacancy.state.filled": N_("Sin lugares libres"),
    "vacancy.state.closed": N_("Cerrada"),
    "vacancy.state.historical": N_("Histórica"),
    "vacancy.verb.submit": N_("Enviar a revisión"),
    "vacancy.verb.return": N_("Devolver con motivo"),
    "vacancy.verb.ask": N_("Pedir información"),
    "vacancy.verb.answer": N_("Responder"),
    "vacancy.verb.publish": N_("Publicar"),
    "vacancy.verb.suspend": N_("Suspender"),
    "vacancy.verb.close": N_("Cerrar"),
    "vacancy.verb.fill": N_("Marcar sin lugares"),
    "vacancy.event.start": N_("Borrador empezado"),
    "vacancy.event.write": N_("Datos cambiados"),
    "vacancy.event.submit": N_("Enviada a revisión"),
    "vacancy.event.return": N_("Devuelta para corregir"),
    "vacancy.event.ask": N_("Un oficial pidió información"),
    "vacancy.event.answer": N_("Respondieron la pregunta"),
    "vacancy.event.publish": N_("Publicada"),
    "vacancy.event.suspend": N_("Suspendida"),
    "vacancy.event.close": N_("Cerrada"),
    "vacancy.event.fill": N_("Se ocupó el último lugar"),
    "vacancy.event.import": N_("Importada de un archivo"),
    "vacancy.event.update_status": N_("La autoridad decidió: estado oficial cambiado"),
    "vacancy.event.recheck": N_("Revisada otra vez con la ley"),
    "vacancy.event.correct_match": N_("Un oficial corrigió si un nombre de una lista es la misma empresa"),
    "vacancy.event.answer_match": N_(
        "Un oficial dijo si un nombre parecido de una lista es la misma empresa"
    ),
    "vacancy.event.answer_unknown": N_("Un oficial respondió algo que no se sabía"),
    "employer.state.applied": N_("Por verificar"),
    "employer.state.verified": N_("Verificada"),
    "employer.state.refused": N_("Rechazada"),
    "employer.state.suspended": N_("Suspendida"),
    "employer.verb.verify": N_("Verificar"),
    "employer.verb.refuse": N_("Rechazar"),
    "employer.verb.suspend": N_("Suspender"),
    "employer.verb.reinstate": N_("Levantar la suspensión"),
    "employer.event.apply": N_("Solicitud enviada"),
    "employer.event.introduce": N_("Presentada por una agencia"),
    "employer.event.keep": N_("Datos cambiados"),
    "employer.event.verify": N_("Verificada"),
    "employer.event.refuse": N_("Rechazada"),
    "employer.event.reinstate": N_("Suspensión levantada"),
    "employer.event.suspend": N_("Suspendida"),
    "employer.event.correct_match": N_("Un oficial corrigió si un nombre de una lista es la misma empresa"),
    "employer.event.answer_match": N_(
        "Un oficial dijo si un nombre parecido de una lista es la misma empresa"
    ),
    "scheme.H2A": N_("H-2A: trabajo agrícola en Estados Unidos"),
    "scheme.H2B": N_("H-2B: trabajo no agrícola en Estados Unidos"),
    "scheme.CA_AG": N_("Canadá: trabajo agrícola"),
    "scheme.CA_LOW": N_("Canadá: otros trabajos"),
    "scheme.ES_GECCO": N_("España: trabajo de temporada"),
    "scheme.GT_SNE": N_("Guatemala: empleo nacional"),
    "scheme.SAWP": N_("Canadá: SAWP"),
}

PROBLEMS: dict[str, str] = {
    "rule_blocks": N_(
        "La vacante todavía no cumple una regla. Corrija lo que está marcado y envíela otra vez."
    ),
    "vacancy_incomplete": N_(
        "Faltan respuestas sin las que nadie puede revisarla. Complete los pasos marcados."
    ),
    "unknown_not_answered": N_(
        "Hay reglas que no se pudieron comprobar. Responda cada una con lo que encontró."
    ),
    "employer_not_verified": N_("La empresa todavía no está verificada. Verifíquela antes de publicar."),
    "agency_not_in_good_standing": N_(
        "La agencia no está al día en el registro. Su vacante no se puede publicar."
    ),
    "agency_on_hold": N_(
        "La agencia tiene algo pendiente con el Ministerio. Mientras tanto no puede presentar vacantes nuevas."
    ),
    "bond_too_small": N_(
        "La fianza de la agencia no alcanza para esta vacante y las que ya tiene. Necesita una fianza mayor."
    ),
    "vacancy_not_open": N_("Esta vacante no recibe personas ahora."),
    "no_seat_left": N_("Ya no hay lugares libres en esta vacante."),
    "seats_free": N_("Todavía hay lugares libres en esta vacante."),
    "seats_below_filled": N_("Ya hay más personas colocadas que ese número de lugares."),
    "scheme_unknown": N_("Ese programa no existe aquí, o no recibe a personas de Guatemala."),
    "employer_unnamed": N_("Diga para qué empresa es la vacante."),
    "sawp": N_(
        "El SAWP es un acuerdo de Canadá con México y países del Caribe: Guatemala no está en él. Para traer a "
        "personas de Guatemala al campo, elija «Canadá: trabajo agrícola». Ahí la empresa paga el viaje completo "
        "y el seguro médico, y no los recupera."
    ),
    "crop_unnamed": N_("Escriba el cultivo, o borre lo demás de ese cultivo."),
    "site_without_region": N_("Elija el estado, la provincia o la comunidad de este lugar."),
    "language_unnamed": N_("Elija el idioma, o borre el nivel."),
    "segment_unnamed": N_("Escriba la otra empresa con sus fechas, o marque que no hay otra."),
    "scheme_differs": N_("El programa no se puede cambiar. Empiece otra vacante con el programa correcto."),
    "official_ref_taken": N_("Otra vacante ya lleva ese número de caso. Revíselo."),
    "no_mandate": N_("No hay un permiso registrado de esa empresa para su agencia. Regístrelo primero."),
    "employer_identity_fixed": N_("Ese dato ya se verificó. Para cambiarlo, escriba al Ministerio."),
    "permission_in_future": N_("El permiso no puede tener una fecha futura."),
    "deduction_unnamed": N_("Escriba qué se descuenta, o borre el monto."),
    "costs_unsaid": N_(
        "Escriba cuánto paga la persona por cada costo, o marque que la empresa los paga todos."
    ),
    "recruiter_unnamed": N_("Escriba quién recluta, o marque que nadie lo hace."),
    "answer_not_needed": N_("Esa regla ya no espera respuesta."),
    "file_missing": N_("No existe el archivo %(file)s."),
    "file_unreadable": N_("No se puede leer %(file)s. Debe ser CSV, XLSX o JSON."),
    "file_too_large": N_(
        "%(file)s es muy grande. Se leen hasta %(rows)s filas y %(columns)s columnas, también las vacías: bórrelas, "
        "o mándelo como CSV."
    ),
    "file_empty": N_("El archivo %(file)s no tiene filas."),
}

NOTES: dict[str, str] = {
    "import_historical": N_("Empezó el %(start)s: se guarda como histórica y no se ofrece."),
    "import_no_start": N_("No dice cuándo empieza: se guarda como histórica y no se ofrece."),
    "import_in_review": N_("Empieza el %(start)s: espera la revisión de un oficial."),
    "import_duplicate": N_("El caso %(ref)s ya está guardado como %(number)s."),
    "import_too_many_cells": N_("La fila tiene más columnas que el encabezado."),
    "import_empty_row": N_("La fila está vacía."),
    "import_no_title": N_("No dice el puesto."),
    "import_no_scheme": N_("No dice el programa y el número de caso no lo muestra."),
    "import_unknown_scheme": N_("El programa «%(scheme)s» no existe aquí."),
    "import_sawp": N_("El programa SAWP de Canadá no recibe a personas de Guatemala."),
    "import_disclosed": N_(
        "Viene de un archivo de casos decididos (%(status)s): se guarda como histórica y no se ofrece."
    ),
    "import_status_updated": N_(
        "El caso %(ref)s ya está guardado como %(number)s. Su estado oficial cambió de «%(before)s» a «%(after)s»."
    ),
    "import_no_case": N_("No dice el número de caso."),
    "import_not_a_record": N_("No es una orden de trabajo: se esperaba un registro con campos."),
    "list_no_name": N_("No dice ningún nombre."),
    "list_bad_day": N_("La fecha «%(value)s» no se entiende. Una sanción sin sus fechas sería otra."),
    "list_days_reversed": N_("Termina el %(until)s, antes de empezar el %(since)s."),
    "list_known": N_("Ya estaba en la lista del %(day)s."),
    "import_left_out": N_("No se usó %(field)s = «%(value)s»: no puede ser cierto."),
    "import_unreadable": N_("No se usó %(field)s = «%(value)s»: no se entiende."),
}


def note(code: str, args: Mapping[str, str]) -> str:
    """What was noticed about a row of a file, in words."""
    return _(NOTES[code]) % dict(args)


_COLOURS = {
    "draft": "grey", "in_review": "blue", "returned": "orange", "published": "green", "suspended": "red",
    "filled": "teal", "closed": "grey", "historical": "grey", "applied": "yellow", "verified": "green",
    "refused": "red",
}  # fmt: skip


def colour(state: str) -> str:
    """The colour of the tag that says the state of a vacancy or of an employer."""
    return _COLOURS[state]


def occupation(code: str | None) -> str | None:
    """The name of an occupation of the lexicon in the reader's language."""
    found = lexicon().occupations.get(code or "")
    return None if found is None else found.en if i18n.language() == "en" else found.es


def skill(code: str) -> str:
    found = lexicon().skills.get(code)
    return code if found is None else found.en if i18n.language() == "en" else found.es
