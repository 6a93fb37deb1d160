"""Words of messages to candidates: ways, codes, what became of them, calls, and what is wrong with a text."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "message.channel.sms": N_("Mensaje de texto"),
    "message.channel.whatsapp": N_("WhatsApp"),
    "message.channel.email": N_("Correo"),
    "message.channel.paper": N_("En papel"),
    "message.delivery.waiting": N_("Espera"),
    "message.delivery.sent": N_("Enviado"),
    "message.delivery.delivered": N_("Entregado"),
    "message.delivery.failed": N_("No llegó"),
    "message.delivery.cancelled": N_("Cancelado"),
    "message.delivery.to_print": N_("Por imprimir"),
    "message.delivery.printed": N_("Impreso"),
    "message.word.status": N_("ESTADO"),
    "message.word.verify": N_("VERIFICAR"),
    "message.word.stop": N_("BAJA"),
    "message.word.help": N_("AYUDA"),
    "message.word.yes": N_("SI"),
    "message.word.no": N_("NO"),
    "message.word.unknown": N_("Otra cosa"),
    "message.answer.yes": N_("Sí"),
    "message.answer.no": N_("No"),
    "message.answer.none": N_("No contestó"),
    "message.answer.open": N_("Por contestar"),
    "message.code.news": N_("Hay una novedad"),
    "message.code.stage_registered": N_("Etapa: registrado"),
    "message.code.stage_searching": N_("Etapa: en búsqueda"),
    "message.code.stage_offered": N_("Etapa: tiene una oferta"),
    "message.code.offer_waiting": N_("La oferta espera respuesta"),
    "message.code.stage_proposed": N_("Etapa: propuesto a una empresa"),
    "message.code.stage_interview": N_("Etapa: entrevista"),
    "message.code.interview_day": N_("Día y lugar de una entrevista"),
    "message.code.stage_selected": N_("Etapa: seleccionado"),
    "message.code.stage_documents": N_("Etapa: documentos y visa"),
    "message.code.stage_not_this_time": N_("Etapa: no seguimos esta vez"),
    "message.code.stage_paused": N_("Etapa: en pausa"),
    "message.code.stage_unconfirmed": N_("Etapa: en pausa, sin confirmar"),
    "message.code.appointment": N_("Cita"),
    "message.code.shared_appointment": N_("Cita, en teléfono compartido"),
    "message.code.appointment_off": N_("Cita cancelada"),
    "message.code.fair_invitation": N_("Invitación a una feria"),
    "message.code.fair_off": N_("Feria cancelada"),
    "message.code.certificate_ready": N_("Constancia lista"),
    "message.code.reconfirm": N_("¿Sigue buscando?"),
    "message.code.answer_goes_on": N_("Respuesta: sigue en la lista"),
    "message.code.answer_pauses": N_("Respuesta: queda en pausa"),
    "message.code.answer_stop": N_("Respuesta a BAJA"),
    "message.code.answer_help": N_("Respuesta a AYUDA"),
    "message.code.answer_status": N_("Respuesta a ESTADO"),
    "message.code.answer_no_code": N_("Respuesta a ESTADO con un código que no está"),
    "message.code.verify_good": N_("Respuesta a VERIFICAR: autorizada"),
    "message.code.verify_bad": N_("Respuesta a VERIFICAR: no autorizada"),
    "message.code.verify_card": N_("Respuesta a VERIFICAR: carné"),
    "message.code.verify_vacancy": N_("Respuesta a VERIFICAR: vacante abierta"),
    "message.code.verify_vacancy_closed": N_("Respuesta a VERIFICAR: vacante cerrada"),
    "message.code.verify_similar": N_("Respuesta a VERIFICAR: parecidos"),
    "message.code.verify_unknown": N_("Respuesta a VERIFICAR: no está"),
    "message.code.verify_warning": N_("Respuesta a VERIFICAR: hay un aviso de engaño"),
    "message.code.verify_nothing": N_("Respuesta a VERIFICAR: falta el número"),
    "call.state.open": N_("Por llamar"),
    "call.state.done": N_("Hecha"),
    "call.state.dropped": N_("Ya no hace falta"),
    "call.why.unreached": N_("No le llegó un aviso"),
    "call.why.reconfirm": N_("Falta saber si sigue buscando"),
    "call.say.unreached": N_(
        "Que hay una novedad en su registro, y que la vea con su código o venga al centro."
    ),
    "call.say.reconfirm": N_(
        "Si sigue buscando trabajo. Si no, queda en pausa y puede volver cuando quiera."
    ),
    "call.outcome.reached": N_("Habló con la persona"),
    "call.outcome.goes_on": N_("Sigue buscando"),
    "call.outcome.pauses": N_("No por ahora: queda en pausa"),
    "call.outcome.no_messages": N_("No quiere más avisos"),
    "call.outcome.wrong_number": N_("El número es de otra persona"),
    "call.outcome.no_answer": N_("Nadie contestó"),
    "proposal.kind.message_texts": N_("Textos de mensajes"),
    "proposal.field.texts": N_("Textos"),
}

PROBLEMS: dict[str, str] = {
    "message_placeholders": N_("Use cada dato de la lista una vez y termine con {complaints}."),
    "message_never": N_(
        "Un mensaje no habla de denuncias, retorno, enfermedad ni protección. Otros lo pueden leer."
    ),
    "message_link": N_("Un mensaje no lleva enlaces. Dígalo completo en el texto."),
    "message_alphabet": N_("Un mensaje de texto no puede llevar á, í, ó, ú ni otros signos especiales."),
    "message_text_long": N_(
        "El texto es muy largo. Un mensaje de texto tiene 160 signos con los datos más largos."
    ),
    "translator_missing": N_("Escriba quién tradujo. Sin ese nombre no se manda en otro idioma."),
    "nothing_to_propose": N_("No hay textos nuevos que proponer."),
    "call_outcome": N_("Elija qué pasó en la llamada."),
}
