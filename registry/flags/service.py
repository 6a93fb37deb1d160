"""The verbs of red flags: look again, explain, set aside, confirm; and, by two people, accept or dismiss."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.organisations.models import Agency


def refresh(session: Session, agency: Agency) -> None:
    """Look at the facts of an agency again and raise what holds now; what was answered stays answered."""
