"""Words that belong to no single noun: form errors, HTTP problems, accounts and roles."""

from app.i18n import N_

FORM_ERRORS = {
    "missing": N_("Escriba o elija una respuesta."),
    "string_too_short": N_("El texto es muy corto. Escriba al menos %(min_length)s letras."),
    "string_too_long": N_("El texto es muy largo. Use %(max_length)s letras o menos."),
    "string_pattern_mismatch": N_("Revise cómo está escrito."),
    "int_parsing": N_("Escriba un número entero, sin letras."),
    "int_from_float": N_("Escriba un número entero, sin decimales."),
    "decimal_parsing": N_("Escriba una cantidad, por ejemplo 14.50."),
    "decimal_max_places": N_("Use como máximo %(decimal_places)s decimales."),
    "greater_than": N_("El número debe ser mayor que %(gt)s."),
    "greater_than_equal": N_("El número más bajo que se acepta es %(ge)s."),
    "less_than": N_("El número debe ser menor que %(lt)s."),
    "less_than_equal": N_("El número más alto que se acepta es %(le)s."),
    "date_from_datetime_parsing": N_("Esa fecha no existe. Revise el día, el mes y el año."),
    "date_parsing": N_("Esa fecha no existe. Revise el día, el mes y el año."),
    "date_incomplete": N_("Falta una parte de la fecha. Ponga el día, el mes y el año."),
    "date_future": N_("La fecha no puede ser futura."),
    "enum": N_("Elija una de las opciones."),
    "literal_error": N_("Elija una de las opciones."),
    "bool_parsing": N_("Elija sí o no."),
    "email": N_("Escriba el correo completo, por ejemplo nombre@empresa.com."),
    "other": N_("Revise esta respuesta."),
}

HTTP = {
    400: N_("No entendimos lo que se envió. Regrese y pruebe otra vez."),
    401: N_("Para ver esto tiene que entrar con su cuenta."),
    403: N_("La página se envió desde otro sitio y no se guardó nada. Abra Sendero y pruebe otra vez."),
    404: N_("No encontramos esa página. Puede que no exista o que usted no la pueda ver."),
    405: N_("Esa dirección no acepta lo que se envió."),
    413: N_(
        "Lo que envió es muy grande y no se guardó. Vuelva atrás: lo que escribió sigue ahí. Escriba menos o use un "
        "archivo más pequeño."
    ),
    422: N_("Falta algo o algo no está bien escrito."),
    429: N_("Hubo muchos intentos seguidos. Espere un minuto y pruebe otra vez."),
    503: N_(
        "Sendero no alcanza en este momento el lugar donde guarda los datos. No se guardó nada de esta vez. Lo que ya "
        "estaba guardado sigue guardado. Espere un minuto y envíelo otra vez."
    ),
    507: N_(
        "Ya no hay espacio para guardar. No se guardó nada de esta vez. Lo que ya estaba guardado sigue guardado y se "
        "puede leer. Envíelo otra vez en unos minutos, o avise al centro o al Ministerio."
    ),
    500: N_(
        "Algo falló en Sendero. Lo que ya estaba guardado sigue guardado. Pruebe otra vez en un momento."
    ),
}

PROBLEMS = {
    "unknown_problem": N_("No se pudo hacer. Regrese, revise y pruebe otra vez."),
    "not_found": HTTP[404],
    "changed_meanwhile": N_(
        "Otra persona cambió esto mientras usted lo veía. Ábralo de nuevo y revise antes de seguir."
    ),
    "changed_by_another": N_(
        "Otra persona guardó cambios mientras usted escribía. Lo suyo todavía no está guardado, y no se perdió. "
        "Junto a cada respuesta distinta está lo que guardó la otra persona. Decida qué queda y guarde otra vez."
    ),
    "role_not_staff": N_(
        "Elija una función del personal. Las empresas y las agencias entran con su propia solicitud."
    ),
    "wrong_state": N_("Esto ya no se puede hacer ahora. Abra la página de nuevo para ver cómo está."),
    "reason_missing": N_("Escriba el motivo. Otra persona lo va a leer."),
    "sign_in_failed": N_(
        "El correo, la contraseña o el código no coinciden. Revise los tres y pruebe otra vez."
    ),
    "sign_in_slowed": N_(
        "Hubo muchos intentos fallidos con esta cuenta. Espere 15 minutos y pruebe otra vez."
    ),
    "candidate_sign_in_failed": N_(
        "El código y el teléfono no coinciden. Revise su hoja. Si no puede, vaya a un centro."
    ),
    "password_short": N_("La contraseña debe tener 12 letras o más."),
    "password_common": N_(
        "Esa contraseña es muy fácil de adivinar. Piense otra, por ejemplo cuatro palabras juntas."
    ),
    "passwords_differ": N_("Las dos contraseñas no son iguales."),
    "code_wrong": N_("El código de la aplicación no es correcto. Espere el siguiente y escríbalo."),
    "square_lapsed": N_("Pasó demasiado tiempo. Lea el cuadro otra vez y escriba el código nuevo."),
    "link_used_up": N_("Este enlace ya se usó o venció. Pida uno nuevo a quien lo invitó."),
    "email_taken": N_("Ya hay una cuenta con ese correo."),
    "same_person": N_("Lo tiene que hacer otra persona. Quien propone no puede aprobar."),
    "key_refused": N_("La clave de acceso no es válida. Pida una nueva con: sendero token."),
    "scope_missing": N_("La clave de acceso no alcanza para esto. Pida una con el permiso que falta."),
    "cursor_unknown": N_("El cursor no es válido. Empiece la lista desde el principio."),
    "already_seeded": N_("Esa población ficticia ya está en la base de datos."),
    "cooling_down": N_("Todavía no pasó el día de espera."),
    "change_altered": N_(
        "Este cambio ya no es el que se propuso. Avise a quien revisa el registro de actos."
    ),
    "change_open_already": N_("Ya hay un cambio igual que espera para esta cuenta."),
    "second_factor_wrong": N_(
        "Ese código o esa llave no sirve. Espere el código siguiente y pruebe otra vez."
    ),
    "passkey_refused": N_("Esa llave no se pudo comprobar. Pruebe otra vez."),
    "passkey_elsewhere": N_("Con esta dirección no se puede. Abra Sendero con la que dice Mi cuenta."),
    "passkey_known": N_("Esa llave ya está guardada."),
    "passkey_enough": N_("Ya tiene diez llaves. Quite una que no use."),
}

WORDS = {
    "role.candidate": N_("Persona candidata"),
    "role.counsellor": N_("Consejera o consejero de centro"),
    "role.employer": N_("Empresa"),
    "role.agency": N_("Agencia"),
    "role.officer": N_("Oficial"),
    "role.supervisor": N_("Supervisión"),
    "role.inspector": N_("Inspección de trabajo"),
    "role.director": N_("Dirección del Ministerio"),
    "role.admin": N_("Administración"),
    "role.auditor": N_("Auditoría"),
    "scope.candidates:read": N_("Ver el registro de una persona"),
    "scope.candidates:write": N_("Registrar personas"),
    "scope.vacancies:write": N_("Crear y enviar vacantes"),
    "scope.shortlists:read": N_("Ver las listas de personas de una vacante"),
    "account.state.invited": N_("Invitada"),
    "account.state.active": N_("Activa"),
    "account.state.disabled": N_("Desactivada"),
    "account.verb.disable": N_("Desactivar"),
    "account.verb.enable": N_("Volver a invitar"),
    "account_change.kind.account": N_("Cuenta nueva"),
    "account_change.kind.role": N_("Otra función"),
    "account_change.kind.renewal": N_("Abrir la cuenta otra vez"),
    "account_change.state.proposed": N_("Falta otra persona"),
    "account_change.state.cooling": N_("Espera un día"),
    "account_change.state.done": N_("Hecho"),
    "account_change.state.stopped": N_("Detenido"),
}
