"""Red flags on the page of a case."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.ministry import flags as screens
from registry.access import Actor, Permission, may
from registry.flags import queries as flags
from registry.organisations.models import Agency
from registry.vetting.models import Case


def progress(session: Session, case: Case) -> list[tuple[str, bool, int, str]]:
    """(code, is done, how many are left, section) for the list of what is done."""
    left = flags.undisposed(session, case.agency_id)
    return [("flags", left == 0, left, "banderas")]


def section(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    return {
        "may_read_flags": may(actor, Permission.FLAG_READ),
        "red": screens.of_agency(session, actor, agency.id),
    }
