"""What was looked at about an employer, and what is still to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.employer_files.checks import Check, newest
from registry.employer_files.models import EmployerCheck


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing on the list and the last look at it; None when nobody looked. `by`: who, for staff only."""

    check: Check
    last: EmployerCheck | None
    by: str | None
    times: int


def of_employer(session: Session, employer_id: int) -> list[Looked]:
    """The whole list, in its order."""
    query = (
        select(EmployerCheck, Account.name)
        .join(Account, Account.id == EmployerCheck.by_id)
        .where(EmployerCheck.employer_id == employer_id)
        .order_by(EmployerCheck.id)
    )
    found: dict[str, list[tuple[EmployerCheck, str]]] = {}
    for look, name in session.execute(query):
        found.setdefault(look.code, []).append((look, name))
    return [
        Looked(check, *(found[check.code][-1]), times=len(found[check.code]))
        if check.code in found
        else Looked(check, None, None, 0)
        for check in newest().checks
    ]


def obstacle(session: Session, employer_id: int) -> str | None:
    """What keeps the employer from being verified: employer_not_looked_at, employer_problem; None when nothing."""
    looked = of_employer(session, employer_id)
    if any(one.last is None for one in looked if one.check.mandatory):
        return "employer_not_looked_at"
    if any(one.last is not None and one.last.outcome == "problem" for one in looked):
        return "employer_problem"
    return None
