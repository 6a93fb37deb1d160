"""Write down what was looked at about an employer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.employer_files.checks import OUTCOMES, newest
from registry.employer_files.models import EmployerCheck
from registry.errors import Invalid, NotAllowed, NotFound
from registry.organisations.models import Employer

NOTE_SHORTEST, NOTE_LONGEST = 5, 1000


def look(session: Session, actor: Actor, employer: Employer, code: str, *, outcome: str, note: str) -> None:
    """What somebody found about one thing on the list, and where. Raises NotAllowed, NotFound,
    Invalid("outcome_unknown") on outcome, ("note_missing") on note."""
    if not may(actor, Permission.EMPLOYER_CHECK) or actor.account_id is None:
        raise NotAllowed()
    checks = newest()
    if checks.find(code) is None:
        raise NotFound()
    if outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", field="outcome")
    note = note.strip()
    if not NOTE_SHORTEST <= len(note) <= NOTE_LONGEST:
        raise Invalid("note_missing", field="note")
    session.add(
        EmployerCheck(
            employer_id=employer.id,
            version=checks.version,
            code=code,
            outcome=outcome,
            note=note,
            by_id=actor.account_id,
            looked_at=clock.now(),
        )
    )
    session.flush()
    data = {"check": code, "outcome": outcome}
    events.record(session, actor, "employer", employer.public_id, "check", data=data)
