"""Words of official lists of other countries: which there are, what became of a file, what to do with an old one."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "list.kind.us-debarred": N_("Estados Unidos: empleadores vetados (OFLC)"),
    "list.kind.ca-ineligible": N_("Canadá: empleadores no elegibles (IRCC)"),
    "list.kind.us-recruiters": N_("Estados Unidos: reclutadores declarados (OFLC)"),
    "list.kind.ca-lmia": N_("Canadá: empleadores con LMIA positiva (ESDC)"),
    "list.use.us-debarred": N_("Decide la regla ALL-12 de las vacantes de Estados Unidos."),
    "list.use.ca-ineligible": N_("Decide la regla ALL-12 de las vacantes de Canadá."),
    "list.use.us-recruiters": N_("Informa en la página de cada agencia y empresa."),
    "list.use.ca-lmia": N_("Informa en la página de cada empresa."),
    "list.outcome.loaded": N_("Lista nueva cargada."),
    "list.outcome.confirmed": N_("El contenido es el mismo que ya se tenía. Solo cambió su fecha."),
    "list.outcome.same": N_("Este archivo ya estaba cargado. No cambió nada."),
    "list.event.import": N_("Cargada"),
    "list.event.confirm": N_("Vista otra vez sin cambios"),
    "list.answer.same": N_("Es la misma empresa"),
    "list.answer.different": N_("No es la misma empresa"),
    "proposal.kind.list_match_different": N_("Decir que un nombre de una lista no es la empresa"),
}

PROBLEMS: dict[str, str] = {
    "read_in_future": N_("La fecha en que se descargó no puede ser futura."),
    "list_without_names": N_(
        "No se encuentran las columnas de esa lista en %(file)s. Revise que sea la lista que eligió."
    ),
    "list_without_rows": N_(
        "En %(file)s no hay ningún nombre que se pueda leer. La lista anterior sigue valiendo."
    ),
    "list_too_large": N_("El archivo pesa más de 12 MB. Revise que sea la lista que eligió."),
    "match_not_answered": N_("Ese nombre ya tiene esa respuesta. Cargue la página otra vez."),
    "match_not_open": N_("Esa coincidencia ya no espera respuesta."),
    "match_open": N_("Primero diga si los nombres parecidos son la misma empresa."),
}
