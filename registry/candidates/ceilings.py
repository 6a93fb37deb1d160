"""How many people one firm, or one officer, may open in a day (trust.md T1, T3, 2.3.2).

Counted in the log, where every reading stands anyway: by organisation, not by account, since midnight in Guatemala,
each person once. What was opened today may be opened again. Who comes near the ceiling is noted for the supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.errors import NotPossible
from registry.events import Event
from registry.organisations.models import Agency, Employer

# A season of one employer in one day; whoever needs more has somebody to ask.
MOST_OF_A_FIRM = 40
# A fair is registered by its counsellors without opening anybody (`register` is not counted).
MOST_OF_AN_OFFICER = 150
# From here on the supervisor is told.
_NOTED_OF_A_FIRM = 30
_NOTED_OF_AN_OFFICER = 50
NOTED_FOR = timedelta(days=7)
VERB = "open_many"


def check_firm(session: Session, actor: Actor, record_id: str) -> None:
    """Before an employer or agency opens the contact of a referral. Raises NotPossible("contacts_enough")."""
    table, key = (Employer, actor.employer_id) if actor.role is Role.EMPLOYER else (Agency, actor.agency_id)
    # One after the other: two accounts of a firm must not open the last place together.
    firm = session.execute(select(table.public_id).where(table.id == key).with_for_update()).scalar_one()
    mine = Account.employer_id == key if actor.role is Role.EMPLOYER else Account.agency_id == key
    people = [f"{actor.role}:{one}" for one in session.scalars(select(Account.public_id).where(mine))]
    opened = _opened_today(session, people, "referral", "disclose")
    if record_id in opened:
        return
    if len(opened) >= MOST_OF_A_FIRM:
        raise NotPossible("contacts_enough", most=MOST_OF_A_FIRM)
    if len(opened) + 1 == _NOTED_OF_A_FIRM:
        _note(session, actor, str(actor.role), firm, _NOTED_OF_A_FIRM)


def check_officer(session: Session, actor: Actor, record_id: str) -> None:
    """Before staff open who somebody is. Raises NotPossible("readings_enough")."""
    opened = _opened_today(session, [actor.pseudonym], "candidate", "identify")
    if record_id in opened:
        return
    if len(opened) >= MOST_OF_AN_OFFICER:
        raise NotPossible("readings_enough", most=MOST_OF_AN_OFFICER)
    if len(opened) + 1 == _NOTED_OF_AN_OFFICER:
        _note(session, actor, "account", actor.public_id, _NOTED_OF_AN_OFFICER)


def _opened_today(session: Session, people: list[str], noun: str, verb: str) -> set[str]:
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.GUATEMALA)
    query = select(Event.record_id).where(
        Event.actor.in_(people), Event.at >= midnight, Event.noun == noun, Event.verb == verb
    )
    return set(session.scalars(query))


def _note(session: Session, actor: Actor, noun: str, record_id: str, people: int) -> None:
    events.record(session, actor, noun, record_id, VERB, data={"people": people})


@dataclass(frozen=True, slots=True)
class Noted:
    """Who opened many in one day: the name of a firm, or of an officer."""

    at: datetime
    who: str
    people: int


def noted(session: Session, actor: Actor) -> list[Noted]:
    """What supervisors look at: the last week's, newest first; nothing for others."""
    if actor.role is not Role.SUPERVISOR:
        return []
    name = func.coalesce(Employer.legal_name, Agency.legal_name, Account.name)
    query = (
        select(Event.at, name, Event.data)
        .outerjoin(Employer, (Event.noun == "employer") & (Employer.public_id == Event.record_id))
        .outerjoin(Agency, (Event.noun == "agency") & (Agency.public_id == Event.record_id))
        .outerjoin(Account, (Event.noun == "account") & (Account.public_id == Event.record_id))
        .where(Event.at >= clock.now() - NOTED_FOR, Event.verb == VERB)
        .order_by(Event.id.desc())
    )
    return [Noted(at, who or "", int(data["people"])) for at, who, data in session.execute(query)]
