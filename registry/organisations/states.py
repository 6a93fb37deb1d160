"""The lives of employers and of agencies, and what an agency may do in each standing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.organisations.models import Agency, Employer


class EmployerState(StrEnum):
    APPLIED = "applied"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"


def another_person_than_who_suspended(session: Session, actor: Actor, firm: Agency | Employer) -> str | None:
    """The same four eyes as for a registration (ethical-recruitment.md 6.5): also after a change of role."""
    from registry.organisations import queries

    suspended = queries.last_event(session, firm, "suspend")
    return (
        "same_person" if suspended is not None and suspended.actor.endswith(f":{actor.public_id}") else None
    )


def looked_at(session: Session, actor: Actor, employer: Employer) -> str | None:
    from registry.employer_files import queries

    return queries.obstacle(session, employer.id)


E = EmployerState

EMPLOYER = Machine(
    "employer",
    EmployerState,
    E.APPLIED,
    [
        Transition(
            "verify", one_of(E.APPLIED), E.VERIFIED, Permission.EMPLOYER_VERIFY, needs_reason=True,
            guards=(looked_at,), stamps="verified_at",
        ),
        Transition(
            "reinstate", one_of(E.SUSPENDED), E.VERIFIED, Permission.EMPLOYER_REINSTATE, needs_reason=True,
            guards=(another_person_than_who_suspended,),
        ),
        Transition("refuse", one_of(E.APPLIED), E.REFUSED, Permission.EMPLOYER_REFUSE, needs_reason=True),
        Transition("suspend", one_of(E.VERIFIED), E.SUSPENDED, Permission.EMPLOYER_SUSPEND, needs_reason=True),
    ],
)  # fmt: skip


class AgencyState(StrEnum):
    APPLIED = "applied"
    REGISTERED = "registered"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


A = AgencyState

# One table says what standing allows: only these may have vacancies published or ranked (issue text, house.md polar).
IN_GOOD_STANDING = one_of(A.REGISTERED, A.CONDITIONAL)


AGENCY = Machine(
    "agency",
    AgencyState,
    A.APPLIED,
    [
        # The decision of a vetting case moves the agency: the permission is the decider's.
        Transition(
            "register", one_of(A.APPLIED, A.EXPIRED, A.REFUSED, A.REGISTERED, A.CONDITIONAL), A.REGISTERED,
            Permission.CASE_DECIDE, needs_reason=True,
        ),
        Transition(
            "condition", one_of(A.APPLIED, A.EXPIRED, A.REFUSED, A.REGISTERED, A.CONDITIONAL), A.CONDITIONAL,
            Permission.CASE_DECIDE, needs_reason=True,
        ),
        Transition("refuse", one_of(A.APPLIED, A.EXPIRED), A.REFUSED, Permission.CASE_DECIDE, needs_reason=True),
        Transition(
            "suspend", IN_GOOD_STANDING, A.SUSPENDED, Permission.AGENCY_SUSPEND, needs_reason=True
        ),
        Transition(
            "reinstate", one_of(A.SUSPENDED), A.REGISTERED, Permission.AGENCY_REINSTATE, needs_reason=True,
            guards=(another_person_than_who_suspended,),
        ),
        Transition(
            "reinstate_with_conditions", one_of(A.SUSPENDED), A.CONDITIONAL, Permission.AGENCY_REINSTATE,
            needs_reason=True, guards=(another_person_than_who_suspended,),
        ),
        # A director in an emergency; what nobody ratifies ends by itself, and the agency stands as it stood.
        Transition("stop", IN_GOOD_STANDING, A.SUSPENDED, Permission.AGENCY_STOP, needs_reason=True),
        Transition("end_emergency", one_of(A.SUSPENDED), A.REGISTERED, Permission.SYSTEM_EXPIRE),
        Transition("end_emergency_with_conditions", one_of(A.SUSPENDED), A.CONDITIONAL, Permission.SYSTEM_EXPIRE),
        # An appeal that is upheld.
        Transition(
            "uphold", one_of(A.REFUSED, A.SUSPENDED, A.REVOKED), A.REGISTERED, Permission.CASE_DECIDE,
            needs_reason=True,
        ),
        Transition(
            "uphold_with_conditions", one_of(A.REFUSED, A.SUSPENDED, A.REVOKED), A.CONDITIONAL,
            Permission.CASE_DECIDE, needs_reason=True,
        ),
        # Everything that was asked of it is done.
        Transition(
            "end_conditions", one_of(A.CONDITIONAL), A.REGISTERED, Permission.AGENCY_REINSTATE, needs_reason=True
        ),
        Transition("revoke", one_of(A.SUSPENDED), A.REVOKED, Permission.AGENCY_REVOKE, needs_reason=True),
        Transition("expire", IN_GOOD_STANDING, A.EXPIRED, Permission.SYSTEM_EXPIRE),
    ],
)  # fmt: skip
