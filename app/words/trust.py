"""Words of what watches over the records: the chain, the breach drill, legal requests."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "log.broken.does_not_follow": N_("no sigue al acto anterior"),
    "log.broken.content_changed": N_("lo escrito cambió"),
    "log.broken.log_cut_short": N_("falta: estaba en una huella que se entregó"),
    "log.broken.log_rewritten": N_("no es el que estaba en una huella que se entregó"),
    "log.broken.head_not_signed": N_("la huella que se entregó no tiene la firma de aquí"),
    "opened.kind.identity": N_("nombre, documento y teléfono"),
    "opened.kind.compared": N_("nombre, al comparar dos registros"),
    "opened.kind.contact": N_("nombre y teléfono"),
    "opened.kind.sealed": N_("respuesta reservada"),
    "opened.kind.papers": N_("papeles"),
    "opened.kind.file": N_("archivo entero"),
    "opened.kind.message": N_("aviso impreso"),
    "opened.kind.seasons": N_("temporadas y permisos de antes"),
    "opened.kind.data": N_("otros datos"),
    "opened.kind.protection": N_("nota reservada"),
    "opened.kind.referral": N_("propuesta para una vacante"),
    "opened.kind.appointment": N_("cita y su nota"),
    "opened.kind.service": N_("remisión a un servicio"),
    "opened.kind.certificate": N_("certificado de habilidad"),
    "opened.kind.interview": N_("entrevista de una feria"),
    "opened.kind.report": N_("denuncia"),
    "legal_request.state.proposed": N_("Espera a otra persona"),
    "legal_request.state.approved": N_("Aprobado, por entregar"),
    "legal_request.state.refused": N_("No aprobado"),
    "legal_request.state.withdrawn": N_("Retirado"),
    "legal_request.state.handed_over": N_("Entregado"),
    "legal_request.part.person": N_("Quién es y su contacto"),
    "legal_request.part.work": N_("Lo que sabe hacer"),
    "legal_request.part.permissions": N_("Sus permisos"),
    "legal_request.part.offers": N_("Ofertas y listas"),
    "legal_request.part.visits": N_("Citas y ferias"),
    "legal_request.notice.told": N_("Ya se avisó"),
    "legal_request.notice.will_be_told": N_("Se avisará"),
    "legal_request.notice.forbidden": N_("Una orden lo prohíbe"),
}
PROBLEMS: dict[str, str] = {
    "account_unknown": N_("No hay una cuenta así. Elija una de la lista."),
    "ends_before_it_begins": N_("El final tiene que ser después del comienzo."),
    "person_unknown": N_("No hay una persona con esa clave. Cópiela de la dirección de su página."),
    "parts_missing": N_("Marque qué pide la orden."),
}
