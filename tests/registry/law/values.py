"""Invented values of a real parameter, and two officers. No figure here is law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor
from registry.law import service
from registry.law.models import LawProposal
from registry.law.queries import in_force
from registry.schemes.law import Reference
from registry.schemes.loader import ExtraValue
from tests.registry.vacancies.offers import officer

MONTHLY = "gt-monthly-minimum"
INVENTED = Reference("Acuerdo inventado 1-2026 (solo para pruebas)")
# The day in force for an offer of tests.registry.vacancies.offers: from May 2026 on.
START = date(2026, 5, 1)


def value(amount: str | None = "3900.00", **changes: Any) -> ExtraValue:
    """The monthly minimum of agriculture outside the capital, raised above what the offer of the tests pays."""
    given: dict[str, Any] = {
        "parameter": MONTHLY,
        "key": ("CE2", "agricola"),
        "starts_on": START,
        "amount": None if amount is None else Decimal(amount),
        "confidence": "verified",
        "reference": INVENTED,
    }
    return ExtraValue(**given | changes)


def proposed(session: Session, actor: Actor, *values: ExtraValue) -> LawProposal:
    listed = values or (value(),)
    parameter = in_force(session).parameters[listed[0].parameter]
    return service.propose(session, actor, parameter, listed, why="Salió el acuerdo nuevo")


def approved(session: Session, *values: ExtraValue) -> LawProposal:
    """Proposed by one officer, approved by another."""
    proposal = proposed(session, officer(session), *values)
    service.approve(session, officer(session), proposal)
    return proposal
