"""Words of a person's own pages after registering: why not, who saw what, deletion, safety, work at home."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    # What an employer chooses, and what the person reads of it.
    "why_not.employer.filled": N_("Los lugares se llenaron con otras personas"),
    "why_not.employer.experience": N_("Busca más experiencia en este trabajo"),
    "why_not.employer.language": N_("Busca a quien hable mejor un idioma"),
    "why_not.employer.dates": N_("Las fechas no van con la persona"),
    "why_not.employer.not_reached": N_("No se pudo hablar con la persona"),
    "why_not.employer.fewer_places": N_("Al final hay menos lugares"),
    "why_not.filled": N_("La empresa eligió a otras personas. Los lugares se llenaron."),
    "why_not.experience": N_("La empresa busca más tiempo en este trabajo."),
    "why_not.language": N_("La empresa busca a quien hable mejor otro idioma."),
    "why_not.dates": N_("Las fechas de la empresa no van con las suyas."),
    "why_not.not_reached": N_("La empresa no pudo hablar con usted."),
    "why_not.fewer_places": N_("Al final la empresa tiene menos lugares."),
    "why_not.None": N_("La empresa no dijo por qué. Puede preguntar en su centro."),
    # What could change it.
    "why_not.change.filled": N_("No fue por usted. Su registro vale para otros trabajos."),
    "why_not.change.experience": N_("¿Trabajó más tiempo en eso? Cuéntelo en sus datos."),
    "why_not.change.language": N_("¿Habla otro idioma? Cuéntelo en sus datos. También puede aprender más."),
    "why_not.change.dates": N_("¿Puede en más fechas? Cámbielo en sus datos."),
    "why_not.change.not_reached": N_("Revise si su teléfono está bien en sus datos."),
    "why_not.change.fewer_places": N_("No fue por usted. Su registro vale para otros trabajos."),
    "why_not.change.None": N_("Su registro vale para otros trabajos."),
    "reading.hand_over": N_("Le dio una copia de su archivo"),
    "reading.role.candidate": N_("Usted"),
    "reading.role.inspector": N_("Inspección de Trabajo"),
    "reading.role.director": N_("Dirección del Ministerio"),
    "reading.role.admin": N_("Administración del sistema"),
    "reading.role.auditor": N_("Auditoría"),
    "training.cost.free": N_("Gratis"),
    "training.cost.paid": N_("Se paga"),
    "training.cost.unknown": N_("No se sabe. Pregunte antes."),
    "log.noun.training": N_("Curso"),
    "log.verb.retire": N_("Retiró"),
    # What else a person's file holds, by table.
    "holding.stored_file": N_("Documentos"),
    "holding.person_paper": N_("Papeles que mandó"),
    "holding.skill_certificate": N_("Certificados"),
    "holding.pathway_facts": N_("Lo que contó de viajes y papeles"),
    "holding.sealed_answer": N_("Respuestas que dio a un asesor"),
    "holding.outgoing_message": N_("Mensajes que le mandamos"),
    "holding.call_task": N_("Llamadas por hacer"),
    "holding.safety": N_("Cómo cuidar su cuenta"),
    "holding.plan_place": N_("Planes donde estuvo"),
    "holding.support_referral": N_("Servicios donde lo mandamos"),
    "holding.protection_note": N_("Notas de protección"),
    "log.verb.ask_erasure": N_("Pidió borrar sus datos"),
    "log.verb.come_back": N_("Volvió antes de que se borraran sus datos"),
    "log.verb.erase": N_("Borró los datos de una persona"),
    "log.verb.hand_over": N_("Entregó una copia del archivo de una persona"),
    "log.verb.keep_safety": N_("Cambió cómo cuidar una cuenta"),
    "candidate.verb.come_back": N_("Volver al registro"),
}

PROBLEMS: dict[str, str] = {
    "source_in_future": N_("Esa fecha todavía no llega. Ponga el día en que se supo."),
    "word_short": N_("La palabra es muy corta. Use cuatro letras o más."),
    "erase_code_wrong": N_("Ese no es su código. Cópielo como está en su hoja."),
    "come_back_failed": N_("El código y el teléfono no coinciden, o ya no hay nada que recuperar."),
    "nothing_to_undo": N_("Ya no hay nada que recuperar. Puede registrarse otra vez."),
}
