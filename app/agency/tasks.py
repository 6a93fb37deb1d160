"""The task list of an agency: what is to do, started, missing, done, or being looked at."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import i18n, words
from app.i18n import gettext as _
from registry.organisations.models import Agency
from registry.vetting import requirements
from registry.vetting.models import Answer, Case
from registry.vetting.queries import WAITING
from registry.vetting.requirements import Requirement

_PAGES = {
    "company": "/agencia/datos",
    "contacts": "/agencia/contactos",
    "people": "/agencia/personas",
    "recruiters": "/agencia/reclutadores",
}


def sections(session: Session, agency: Agency, case: Case) -> list[dict[str, Any]]:
    """The four parts about the agency itself."""
    missing = requirements.missing_sections(session, case)
    states = {
        "company": "started" if "company" in missing else "done",
        "contacts": "todo" if "contacts" in missing else "done",
        "people": "done" if "people" not in missing else "started" if agency.parties else "todo",
        "recruiters": "done" if agency.recruiters else "todo",
    }
    hints = {
        "people": _("Por lo menos un dueño y un representante legal."),
        "recruiters": _("Solo si otras personas reclutan para usted. Cada una recibe un carné."),
    }
    looked_at = case.state in WAITING
    return [
        {
            "label": words.word(section, "section"),
            "href": href,
            "state": "review" if looked_at else states[section],
            "hint": hints.get(section),
        }
        for section, href in _PAGES.items()
    ]


def documents(session: Session, case: Case) -> list[dict[str, Any]]:
    """One task per requirement of the case's version."""
    given = {answer.requirement: answer for answer in case.answers}
    return [
        {
            "label": one.title[i18n.language()] + ("" if one.is_mandatory else " " + _("(si tiene)")),
            "href": f"/agencia/requisitos/{one.code}",
            "state": _state(case, one, given.get(one.code)),
            "hint": None,
        }
        for one in requirements.of_case(session, case)
    ]


def _state(case: Case, requirement: Requirement, answer: Answer | None) -> str:
    if answer is None:
        return "todo"
    if case.state in WAITING:
        return "review"
    return "missing" if answer.state == "needs_work" else "done"
