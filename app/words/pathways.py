"""Words of pathways: the answers of each country, what goes wrong with what a person tells of earlier seasons.

Everything a worker reads stays at INFLESZ 70 and 15 words a sentence (tests/web/test_reading_level.py).
"""

from app.i18n import N_

WORDS: dict[str, str] = {
    # The one answer of a country.
    "pathway.eligible": N_("Sí le puede considerar"),
    "pathway.missing_document": N_("Sí, pero falta un papel"),
    "pathway.unknown": N_("Puede ser. Falta saber algo"),
    "pathway.needs_adviser": N_("Hable con un asesor"),
    "pathway.not_before": N_("Todavía no"),
    "pathway.country.US": N_("Estados Unidos"),
    "pathway.country.CA": N_("Canadá"),
    "pathway.country.ES": N_("España"),
    "pathway.country.GT": N_("Guatemala"),
    "pathway.works.H2A": N_("Campo (visa H-2A)"),
    "pathway.works.H2B": N_("Otros trabajos (visa H-2B)"),
    "pathway.works.CA_AG": N_("Campo"),
    "pathway.works.CA_LOW": N_("Otros trabajos"),
    "pathway.works.ES_GECCO": N_("Trabajo de temporada"),
    "pathway.works.GT_SNE": N_("Trabajo cerca de casa"),
    # What was said to an adviser, for the adviser alone.
    "sealed.said.yes": N_("Sí"),
    "sealed.said.no": N_("No"),
    "sealed.said.rather_not": N_("Prefiere no decir"),
    "sealed.question.US": N_(
        "¿Lo deportaron de Estados Unidos, se quedó más tiempo del permitido, o tiene un caso pendiente allá?"
    ),
    "sealed.question.CA": N_(
        "¿Trabajó o estudió sin permiso en Canadá, o rompió una condición de su permiso?"
    ),
    "sealed.question.ES": N_(
        "¿Dejó antes de tiempo un trabajo en España, trabajó sin permiso, o firmó un retorno voluntario?"
    ),
    "reading.tell": N_("Escribió lo que usted contó de viajes y papeles"),
    "reading.ask_sealed": N_("Habló con usted de su caso"),
    "reading.read_sealed": N_("Leyó lo que usted contó de su caso"),
    "paper.criminal_record": N_("Antecedentes penales"),
    "paper.medical_certificate": N_("Certificado médico"),
}

PROBLEMS: dict[str, str] = {
    "passport_until_missing": N_("Ponga hasta cuándo vale su pasaporte."),
    "stay_future": N_("Esa fecha todavía no llega. Revise el año."),
    "stay_reversed": N_("La salida va antes que la llegada. Revise las dos fechas."),
    "stay_too_old": N_("Revise el año. Es de hace mucho tiempo."),
    "stay_left_missing": N_("Ponga la fecha en que salió. Si sigue allá, marque la casilla."),
    "no_match": N_("Esto se pregunta cuando ya hay un trabajo. Todavía no hay."),
    "nothing_to_ask": N_("Para este programa no se pregunta nada de eso."),
    "person_not_before": N_(
        "La persona en el lugar %(place)s de la lista no puede ir a este trabajo antes del %(day)s."
    ),
    "person_not_free": N_(
        "La persona en el lugar %(place)s de la lista no está libre hasta el fin del trabajo. Haga otra lista."
    ),
}
