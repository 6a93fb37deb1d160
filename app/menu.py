"""The sections each role sees in the frame. A menu is a convenience, never a guard."""

from __future__ import annotations

from typing import Any

from app.i18n import N_
from app.i18n import gettext as _
from registry.access import Actor, Role

_SECTIONS: dict[Role, list[tuple[str, str]]] = {
    Role.PUBLIC: [
        ("/verificar", N_("Verificar")),
        ("/vacantes", N_("Vacantes")),
        ("/registro", N_("Registrarme")),
        ("/estado", N_("Mi estado")),
        ("/esquemas", N_("Programas")),
        ("/informacion", N_("Información")),
    ],
    Role.CANDIDATE: [
        ("/mi", N_("Mi página")),
        ("/mi/ofertas", N_("Ofertas")),
        ("/mi/vacantes", N_("Vacantes para mí")),
        ("/mi/datos", N_("Mis datos")),
    ],
    Role.COUNSELLOR: [
        ("/centro", N_("Inicio")),
        ("/centro/personas/nueva", N_("Registrar persona")),
        ("/centro/personas", N_("Personas")),
        ("/centro/llamadas", N_("Llamadas")),
        ("/centro/citas", N_("Citas")),
        ("/centro/lotes", N_("Lotes")),
        ("/centro/servicios", N_("Servicios")),
        ("/centro/ferias", N_("Ferias")),
        ("/feria", N_("Modo feria")),
        ("/centro/kioscos", N_("Kioscos")),
    ],
    Role.EMPLOYER: [
        ("/empleador", N_("Inicio")),
        ("/empleador/vacantes", N_("Vacantes")),
        ("/empleador/ferias", N_("Ferias")),
        ("/empleador/informes", N_("Informes de agencias")),
        ("/empleador/empresa", N_("Empresa")),
    ],
    Role.AGENCY: [
        ("/agencia", N_("Inicio")),
        ("/agencia/expediente", N_("Expediente")),
        ("/agencia/preguntas", N_("Preguntas")),
        ("/empleador/vacantes", N_("Vacantes")),
        ("/empleador/ferias", N_("Ferias")),
        ("/agencia/jornadas", N_("Jornadas")),
    ],
    Role.OFFICER: [
        ("/ministerio", N_("Bandeja")),
        ("/ministerio/expedientes", N_("Expedientes")),
        ("/ministerio/agencias", N_("Agencias")),
        ("/ministerio/banderas", N_("Banderas")),
        ("/ministerio/empleadores", N_("Empresas")),
        ("/ministerio/vacantes", N_("Vacantes")),
        ("/ministerio/asignaciones", N_("Asignaciones")),
        ("/ministerio/propuestas", N_("Propuestas")),
        ("/ministerio/duplicados", N_("Parecidos")),
        ("/ministerio/certificados", N_("Certificados")),
        ("/ministerio/aprobaciones", N_("Por aprobar")),
        ("/ministerio/denuncias", N_("Denuncias")),
        ("/ministerio/jornadas", N_("Jornadas")),
        ("/ministerio/leyes", N_("Ley")),
        ("/ministerio/equidad", N_("Equidad")),
        ("/ministerio/listas", N_("Listas")),
        ("/ministerio/avisos", N_("Avisos de engaño")),
        ("/ministerio/mensajes", N_("Mensajes")),
        ("/ministerio/modelo", N_("Modelo de puntos")),
        ("/ministerio/voces", N_("Voces")),
    ],
    Role.AUDITOR: [
        ("/ministerio/registro-de-actos", N_("Registro de actos")),
        ("/ministerio/aprobaciones", N_("Por aprobar")),
        ("/ministerio/expedientes", N_("Expedientes")),
        ("/ministerio/agencias", N_("Agencias")),
        ("/ministerio/banderas", N_("Banderas")),
        ("/ministerio/vacantes", N_("Vacantes")),
        ("/ministerio/denuncias", N_("Denuncias")),
        ("/ministerio/jornadas", N_("Jornadas")),
        ("/ministerio/leyes", N_("Ley")),
        ("/ministerio/equidad", N_("Equidad")),
        ("/ministerio/avisos", N_("Avisos de engaño")),
        ("/ministerio/mensajes", N_("Mensajes")),
        ("/ministerio/listas", N_("Listas")),
        ("/ministerio/modelo", N_("Modelo de puntos")),
        ("/ministerio/voces", N_("Voces")),
        ("/admin/cuentas", N_("Cuentas")),
    ],
    Role.ADMIN: [("/admin/cuentas", N_("Cuentas"))],
}
# No person's referral, no red flag; warnings to the public are the employment service's, with its head.
_NOT_OF_DIRECTOR = {
    "/ministerio/asignaciones",
    "/ministerio/banderas",
    "/ministerio/propuestas",
    "/ministerio/duplicados",
    "/ministerio/certificados",
}
_SECTIONS[Role.DIRECTOR] = [one for one in _SECTIONS[Role.OFFICER] if one[0] not in _NOT_OF_DIRECTOR]
_NOT_OF_INSPECTOR = {
    "/ministerio/avisos",
    "/ministerio/mensajes",
    "/ministerio/equidad",
    "/ministerio/modelo",
    "/ministerio/voces",
}
_SECTIONS[Role.INSPECTOR] = [one for one in _SECTIONS[Role.DIRECTOR] if one[0] not in _NOT_OF_INSPECTOR]
_SECTIONS[Role.DIRECTOR].append(("/ministerio/enlaces", N_("Enlaces de protección")))
_SECTIONS[Role.SUPERVISOR] = [
    *_SECTIONS[Role.OFFICER],
    ("/ministerio/centros", N_("Centros")),
    ("/ministerio/enlaces", N_("Enlaces de protección")),
    ("/ministerio/pedidos-legales", N_("Pedidos legales")),
    ("/ministerio/registro-de-actos/abierto", N_("Datos abiertos por una cuenta")),
    ("/admin/cuentas", N_("Cuentas")),
]


def items(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Links of the frame: href, label, and whether the page lies in that section."""
    sections = _SECTIONS.get(actor.role, [])
    inside = [href for href, _label in sections if path == href or path.startswith(href + "/")]
    here = max(inside, key=len, default=None)
    return [{"href": href, "label": _(label), "current": href == here} for href, label in sections]


def home_of(actor: Actor) -> str:
    """Where somebody lands after signing in."""
    sections = _SECTIONS.get(actor.role)
    return sections[0][0] if sections and actor.role is not Role.PUBLIC else "/"
