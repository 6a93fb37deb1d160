"""What an agency keeps about itself over time: who may write it and when, and what ends instead of being deleted.

Before its first file is handed in an agency simply corrects what it typed. From then on nothing disappears: a person,
a telephone or an office ends on a day, and each change is an event. Once it is in the register, a new owner, a new
representative or a new office waits for the decision of a case (variation.py).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations import identifiers
from registry.organisations.models import (
    Agency,
    AgencyContact,
    AgencyParty,
    Bond,
    Branch,
    Certificate,
    Recruiter,
)
from registry.organisations.states import AgencyState
from registry.vetting import queries as vetting

MOST_ROWS = 40
# Its data stand in the register.
ON_SHOW = frozenset({AgencyState.REGISTERED, AgencyState.CONDITIONAL, AgencyState.SUSPENDED})

Part = (
    type[AgencyContact] | type[AgencyParty] | type[Recruiter] | type[Branch] | type[Bond] | type[Certificate]
)


def is_on_show(agency: Agency) -> bool:
    return agency.state in ON_SHOW


def facts_are_open(session: Session, agency: Agency) -> bool:
    """May a line be added to its lists now? While it prepares a file or answers findings; or while it is in the
    register and nobody at the Ministry is deciding on it: what is being decided stands still."""
    if is_on_show(agency):
        return not vetting.is_with_the_ministry(session, agency.id)
    return agency.state != AgencyState.REVOKED and vetting.is_with_the_agency(session, agency.id)


def check_open(session: Session, actor: Actor, agency: Agency) -> None:
    """Raises NotAllowed, NotPossible("agency_data_closed")."""
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    if not facts_are_open(session, agency):
        raise NotPossible("agency_data_closed")


def papers_are_open(session: Session, agency: Agency) -> bool:
    """May a bond or certificate be added now? While it is in the register always: what replaces one that ends cannot
    wait for a decision. It counts once somebody asked its issuer."""
    return is_on_show(agency) or facts_are_open(session, agency)


def check_papers_open(session: Session, actor: Actor, agency: Agency) -> None:
    """Raises NotAllowed, NotPossible("agency_data_closed")."""
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    if not papers_are_open(session, agency):
        raise NotPossible("agency_data_closed")


def check_room(there: int, field: str) -> None:
    if there >= MOST_ROWS:
        raise Invalid("list_full", field=field, most=MOST_ROWS)


def note(session: Session, actor: Actor, agency: Agency, verb: str, **data: Any) -> None:
    """An event of the agency: what kind of thing changed, never whose name or number."""
    session.flush()
    events.record(session, actor, "agency", agency.public_id, verb, data=data)


def remove(session: Session, actor: Actor, agency: Agency, part: Part, key: int) -> None:
    """End a line of this agency today; before its first file was handed in, take it out.

    Somebody who left can be ended at any time while the agency is in the register, also while a case is decided.
    Raises NotFound for anybody else's, NotAllowed, NotPossible("agency_data_closed", "last_of_role").
    """
    found = session.scalar(select(part).where(part.id == key, part.agency_id == agency.id))
    if found is None:
        raise NotFound()
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    if not (is_on_show(agency) or facts_are_open(session, agency)):
        raise NotPossible("agency_data_closed")
    if _is_only_typed(session, agency, found):
        session.delete(found)
    else:
        _end(session, agency, found)
    note(session, actor, agency, "remove", part=part.__tablename__)


def _is_only_typed(session: Session, agency: Agency, found: Any) -> bool:
    """Nobody at the Ministry has seen it: before the first submission, or a proposed change not handed in."""
    pending = getattr(found, "variation_id", None)
    if pending is not None:
        return vetting.is_being_prepared(session, agency.id)
    return not vetting.was_ever_submitted(session, agency.id)


def _end(session: Session, agency: Agency, found: Any) -> None:
    today = clock.today()
    if isinstance(found, AgencyParty) and is_on_show(agency):
        _keep_one(session, agency, found)
    if isinstance(found, (Bond, Certificate)):
        found.withdrawn_on = found.withdrawn_on or today
    else:
        found.until = found.until or today


def _keep_one(session: Session, agency: Agency, leaving: AgencyParty) -> None:
    """A registered agency always has an owner and somebody who answers for it: the new one comes first."""
    needed = {"owner"} if agency.kind == "individual" else {"owner", "legal_representative"}
    others = session.scalars(
        select(AgencyParty.id).where(
            AgencyParty.agency_id == agency.id,
            AgencyParty.role == leaving.role,
            AgencyParty.id != leaving.id,
            AgencyParty.until.is_(None),
        )
    ).first()
    if leaving.role in needed and others is None:
        raise NotPossible("last_of_role")


# ---------------------------------------------------------------- bank accounts


def add_account(session: Session, actor: Actor, agency: Agency, *, bank: str, number: str) -> AgencyContact:
    """A bank account the agency uses. Kept: the bank, the last four digits, and a keyed hash to compare with.

    Raises Invalid: account_unreadable, contact_twice, list_full.
    """
    check_open(session, actor, agency)
    digits = identifiers.read_account(number)
    if digits is None:
        raise Invalid("account_unreadable", field="account")
    hashed = account_hash(digits)
    mine = select(AgencyContact).where(AgencyContact.agency_id == agency.id, AgencyContact.until.is_(None))
    there = list(session.scalars(mine))
    if any((one.kind, one.normalised) == ("bank_account", hashed) for one in there):
        raise Invalid("contact_twice", field="account")
    check_room(len(there), "account")
    account = AgencyContact(
        agency_id=agency.id,
        kind="bank_account",
        value=f"{bank.strip()} ···{digits[-4:]}",
        normalised=hashed,
        is_public=False,
        since=clock.today(),
    )
    session.add(account)
    note(session, actor, agency, "add_contact", kind="bank_account")
    return account


def account_hash(digits: str) -> str:
    """What a bank account is compared by. `digits` as `identifiers.read_account` gives them."""
    return crypto.keyed_hash("bank_account", digits)
