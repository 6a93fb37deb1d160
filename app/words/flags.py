"""Words of red flags: their life, and what the evidence of each says. For the Ministry's staff only.

Titles and what an officer should check stand with the rules themselves (registry/flags/data), in both languages.
"""

from app.i18n import N_

WORDS: dict[str, str] = {
    "flag.state.open": N_("Por responder"),
    "flag.state.explained": N_("Explicada"),
    "flag.state.confirmed": N_("Confirmada"),
    "flag.state.false": N_("Falsa"),
    "flag.verb.explain": N_("Dar por explicada"),
    "flag.verb.set_aside": N_("Descartar"),
    "flag.verb.confirm": N_("Confirmar"),
    "flag.outcome.explained": N_("Está explicada"),
    "flag.outcome.false": N_("Es falsa"),
    "flag.weighs.hard_stop": N_("Alto: lo resuelven dos personas"),
    "flag.weighs.explain": N_("Hay que responder"),
    "flag.weighs.shown": N_("Para ver"),
    "flag.weighs.none": N_("Sin banderas"),
    "flag.level.nit": N_("El mismo NIT de la firma"),
    "flag.level.same_document": N_("La misma persona, por su documento"),
    "flag.level.document_slip": N_("El mismo nombre y un documento con un dígito distinto"),
    "flag.level.same_name": N_("El mismo nombre completo"),
    "flag.level.recruiter": N_("Recluta o reclutó para las dos"),
    "flag.level.short_name": N_("El mismo nombre, sin todos los apellidos"),
    "flag.level.kin_rare": N_("Los mismos dos apellidos, poco comunes"),
    "flag.level.kin_pair": N_("Los mismos dos apellidos"),
    "flag.level.kin": N_("Un apellido poco común en las dos"),
    "flag.level.namesake": N_("El mismo nombre con otro documento"),
    "flag.level.account": N_("La misma cuenta bancaria"),
    "flag.level.account_slip": N_("Una cuenta con un dígito distinto"),
    "flag.level.guarantor_document": N_("El mismo fiador, por su documento"),
    "flag.level.guarantor_name": N_("Un fiador con el mismo nombre"),
    "flag.level.phone": N_("El mismo teléfono"),
    "flag.level.phone_near": N_("Un teléfono con un dígito distinto"),
    "flag.level.phone_block": N_("Un teléfono de la misma serie, común a varias"),
    "flag.level.phone_crowd": N_("Un teléfono que usan varias agencias"),
    "flag.level.mail": N_("El mismo correo"),
    "flag.level.mail_domain": N_("El mismo dominio de correo o sitio"),
    "flag.level.mail_crowd": N_("Un dominio que usan varias agencias"),
    "flag.level.mail_alike": N_("Casi el mismo nombre de correo"),
    "flag.level.place": N_("La misma dirección"),
    "flag.level.place_next_door": N_("La puerta de al lado"),
    "flag.level.place_next_office": N_("La oficina de al lado"),
    "flag.level.place_building": N_("Otra oficina del mismo edificio"),
    "flag.level.place_crowd": N_("Un edificio con varias agencias"),
    "flag.level.name": N_("El mismo nombre, o traducido"),
    "flag.level.name_near": N_("Un nombre casi igual"),
    "flag.level.name_part": N_("La misma palabra distintiva en el nombre"),
    "flag.level.name_common": N_("Un nombre igual, de palabras que usan otras"),
    "flag.level.name_usual": N_("Un nombre parecido, de palabras muy comunes"),
    "flag.level.founded_after": N_("Fundada en los 12 meses después de la sanción"),
    "flag.seen.PHX6": N_("Cambios de dueños: %(changes)s."),
    "flag.seen.FEE1": N_("Reportes de cobro independientes: %(reports)s. Conceptos: %(codes)s."),
    "flag.seen.FEE2": N_("Vacante %(vacancy)s. Sumas en el texto: %(sums)s."),
    "flag.seen.FEE3": N_("Pagos a personas que no están en su lista: %(reports)s."),
    "flag.seen.JOB1": N_("Fianza entre exposición: %(ratio)s. Exposición en quetzales: %(exposure)s."),
    "flag.seen.JOB2": N_("Vacante %(vacancy)s."),
    "flag.seen.JOB3": N_("Vacante %(vacancy)s, caso %(case)s. Lista leída el %(read_on)s."),
    "flag.seen.JOB4": N_(
        "Vacante %(vacancy)s. Reglas: %(rules)s. Personas con menos de lo prometido: %(people)s."
    ),
    "flag.seen.JOB5": N_("Vacante %(vacancy)s. También: %(others)s."),
    "flag.seen.EMP1": N_("%(employer)s está en: %(lists)s."),
    "flag.seen.OPS1": N_("Hasta el %(until)s: contadas %(counted)s, declaradas %(declared)s."),
    "flag.seen.OPS2": N_(
        "Visitas con la oficina cerrada: %(closed)s. Llamadas sin respuesta: %(calls)s. Días: %(days)s."
    ),
    "flag.seen.OPS3": N_("Documentos iguales a los de otra agencia: %(copies)s. Vencidos: %(expired)s."),
    "flag.seen.OPS4": N_("Informes tarde: %(days)s."),
    "flag.seen.COI1": N_(
        "Cargos anotados: %(posts)s. Nombres iguales a los de personal del Ministerio: %(names)s."
    ),
    "flag.noted.placements_declared": N_("Personas colocadas según la agencia"),
    "flag.noted.placements_counted": N_("Personas colocadas según migración o trabajadores"),
    "flag.noted.report_late": N_("Informe obligatorio tarde"),
    "flag.noted.official_post": N_("Cargo público de alguien de la agencia"),
    "proposal.field.outcome": N_("Resultado"),
}

PROBLEMS: dict[str, str] = {
    "flag_needs_two": N_("Esta bandera la resuelven dos personas. Propóngalo y otra persona lo aprueba."),
    "flag_takes_one": N_("Esta bandera la puede responder usted, sin otra persona."),
    "noted_kind": N_("Elija qué anota."),
    "number_missing": N_("Escriba cuántas personas."),
    "noted_source_missing": N_("Escriba de dónde viene el dato."),
}


def colour(level: str) -> str:
    """The colour of a level of weight or of a state."""
    return {
        "hard_stop": "red", "explain": "orange", "shown": "grey", "none": "green",
        "open": "orange", "explained": "green", "confirmed": "red", "false": "grey",
    }[level]  # fmt: skip
