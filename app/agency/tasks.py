"""The task list of an agency: what is to do, started, missing, done, or being looked at."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import i18n, words
from app.i18n import gettext as _
from registry import clock
from registry.organisations import half_typed
from registry.organisations.models import Agency
from registry.standard.model import Requirement
from registry.vetting import carry, requirements
from registry.vetting.models import Answer, Case
from registry.vetting.queries import WAITING

_PAGES = {
    "company": "/agencia/datos",
    "contacts": "/agencia/contactos",
    "people": "/agencia/personas",
    "recruiters": "/agencia/reclutadores",
    "branches": "/agencia/sucursales",
    "accounts": "/agencia/cuentas",
    "bonds": "/agencia/fianza",
    "certificates": "/agencia/certificados",
}


def sections(session: Session, agency: Agency, case: Case | None) -> list[dict[str, Any]]:
    """The parts about the agency itself. Without a case they are pages to keep, and carry no state."""
    missing = requirements.missing_sections(session, case) if case is not None else []
    begun = half_typed.pages(session, agency)
    hints = _hints()
    looked_at = case is not None and case.state in WAITING
    return [
        {
            "label": words.word(section, "section"),
            "href": href,
            "state": "review" if looked_at else _section_state(agency, section, missing, href in begun),
            "hint": hints.get(section),
        }
        for section, href in _PAGES.items()
    ]


def _section_state(agency: Agency, section: str, missing: list[str], is_begun: bool) -> str:
    has_rows = _has_rows(agency)[section]
    if is_begun or (section in missing and has_rows):
        return "started"
    return "todo" if section in missing or not has_rows else "done"


def _has_rows(agency: Agency) -> dict[str, bool]:
    today = clock.today()
    kinds = {one.kind for one in agency.contacts if one.until is None}
    return {
        "company": True,
        "contacts": bool(kinds - {"bank_account", "address"}),
        "people": any(one.until is None for one in agency.parties),
        "recruiters": any(one.until is None for one in agency.recruiters),
        "branches": any(one.until is None for one in agency.branches),
        "accounts": "bank_account" in kinds,
        "bonds": any(one.withdrawn_on is None and one.valid_to >= today for one in agency.bonds),
        "certificates": any(
            one.withdrawn_on is None and one.valid_to >= today for one in agency.certificates
        ),
    }


def _hints() -> dict[str, str]:
    return {
        "people": _("Por lo menos un dueño y un representante legal."),
        "recruiters": _("Si otras personas reclutan para usted. Cada una recibe un carné."),
        "branches": _("Si tiene más de una oficina."),
        "accounts": _("Las cuentas de banco de la agencia. No se publican."),
        "bonds": _("Aseguradora, número, monto y fechas. El documento se sube abajo."),
        "certificates": _("Licencias de otros países o certificado IRIS, si tiene."),
    }


def documents(session: Session, agency: Agency, case: Case) -> list[dict[str, Any]]:
    """One task per requirement of the case's version."""
    given = {answer.requirement: answer for answer in case.answers}
    begun = half_typed.pages(session, agency)
    return [_document(case, one, given.get(one.code), begun) for one in requirements.of_case(session, case)]


def _document(case: Case, one: Requirement, answer: Answer | None, begun: set[str]) -> dict[str, Any]:
    href = f"/agencia/requisitos/{one.code}"
    hint = None
    if answer is not None and carry.is_carried(case, answer) and case.state not in WAITING:
        hint = _("Ya lo dio antes y todavía sirve. Revíselo.")
    return {
        "label": one.title[i18n.language()] + ("" if one.is_mandatory else " " + _("(si tiene)")),
        "href": href,
        "state": _state(case, answer, href in begun),
        "hint": hint,
    }


def _state(case: Case, answer: Answer | None, is_begun: bool) -> str:
    if case.state in WAITING:
        return "review" if answer is not None else "todo"
    if is_begun:
        return "started"
    if answer is None:
        return "todo"
    return "missing" if answer.state == "needs_work" or _has_expired(answer) else "done"


def _has_expired(answer: Answer) -> bool:
    return answer.expires_on is not None and answer.expires_on < clock.today()
