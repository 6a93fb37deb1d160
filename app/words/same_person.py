"""Words of "same person?": what two registrations have in common, the life of a pair, and what stands in the way."""

from __future__ import annotations

from app.i18n import N_

_NAME = {
    "missing": N_("Falta"),
    "same": N_("Iguales"),
    "sound": N_("Suenan igual"),
    "turned": N_("En otro orden"),
    "slip": N_("Cambia una letra"),
    "part": N_("Uno tiene menos palabras"),
    "part_slip": N_("Menos palabras y una letra distinta"),
    "one": N_("Coincide una parte"),
    "moved": N_("Nombres y apellidos al revés"),
    "initial": N_("Solo la inicial"),
    "different": N_("Distintos"),
}

WORDS: dict[str, str] = {
    **{f"compare.given_names.{code}": text for code, text in _NAME.items()},
    **{f"compare.surnames.{code}": text for code, text in _NAME.items()},
    "compare.field.given_names": N_("Nombres"),
    "compare.field.surnames": N_("Apellidos"),
    "compare.field.birth_date": N_("Nacimiento"),
    "compare.field.document": N_("DPI"),
    "compare.field.phone": N_("Teléfono"),
    "compare.field.place": N_("Municipio"),
    "compare.birth_date.missing": N_("Falta"),
    "compare.birth_date.same": N_("La misma fecha"),
    "compare.birth_date.turned": N_("Día y mes al revés"),
    "compare.birth_date.digit": N_("Cambia una cifra"),
    "compare.birth_date.part": N_("Cambia el día, el mes o el año"),
    "compare.birth_date.year": N_("Solo el mismo año"),
    "compare.birth_date.different": N_("Otra fecha"),
    "compare.document.missing": N_("Falta"),
    "compare.document.same": N_("El mismo número"),
    "compare.document.slip": N_("Cambia una cifra"),
    "compare.document.near": N_("Cambian dos cifras"),
    "compare.document.different": N_("Otro número"),
    "compare.phone.missing": N_("Falta"),
    "compare.phone.same": N_("El mismo"),
    "compare.phone.shared": N_("El mismo, y es compartido"),
    "compare.phone.slip": N_("Cambia una cifra"),
    "compare.phone.different": N_("Otro"),
    "compare.place.missing": N_("Falta"),
    "compare.place.same": N_("El mismo"),
    "compare.place.region": N_("El mismo departamento"),
    "compare.place.different": N_("Otro"),
    "compare.verdict.agrees": N_("Coincide"),
    "compare.verdict.differs": N_("No coincide"),
    "compare.verdict.missing": N_("Falta"),
    "compare.kin.siblings": N_("Así se ven dos hermanos o hermanas. Mire bien antes de unir."),
    "compare.kin.twins": N_("Así se ven dos gemelos o gemelas. Mire bien antes de unir."),
    "compare.kin.parent": N_("Así se ven padre e hijo, o madre e hija, con el mismo nombre."),
    "compare.kin.namesakes": N_("Mismo nombre y otra fecha: pueden ser tocayos."),
    "likely_pair.state.open": N_("Por revisar"),
    "likely_pair.state.unsure": N_("No se sabe todavía"),
    "likely_pair.state.proposed": N_("Espera a otra persona"),
    "likely_pair.state.merged": N_("Unidos"),
    "likely_pair.state.two_people": N_("Dos personas"),
    "likely_pair.verb.say_same": N_("Es la misma persona"),
    "likely_pair.verb.say_two": N_("Son dos personas"),
    "likely_pair.verb.say_unsure": N_("No se sabe todavía"),
    "likely_pair.verb.separate": N_("Separar otra vez"),
    "likely_pair.found_by.batch": N_("al comparar a todos"),
    "likely_pair.found_by.registration": N_("al registrarse"),
    "candidate.state.merged": N_("Unido a otro registro"),
    "proposal.kind.people_same": N_("Unir dos registros de una persona"),
    "log.verb.compare": N_("Registró a alguien parecido"),
    "log.noun.likely_pair": N_("Registros parecidos"),
}

PROBLEMS: dict[str, str] = {
    "both_referred": N_(
        "Los dos registros tienen una propuesta de la misma vacante. Retire antes la que está abierta."
    ),
    "both_careful": N_("Los dos registros tienen palabra secreta. La persona quita antes una de las dos."),
    "merged_further": N_("Este registro se unió después a otro. Separe primero el último."),
    "merge_sealed": N_("La persona se fue del registro. Ya no se puede separar."),
}
