"""How many people one firm, or one officer, may open in a day (trust.md T1, T3, 2.3.2).

Counted in the log, where every reading stands anyway: by organisation, not by account, since midnight in Guatemala,
each person once. What was opened today may be opened again. Who comes near the ceiling is noted for the supervisor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import and_, func, or_, select
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
# Whole files, printed for whom they are about or handed to an authority: one at a counter, not a list.
MOST_COPIES = 20
# From here on the supervisor is told.
_NOTED_OF_A_FIRM = 30
_NOTED_OF_AN_OFFICER = 50
NOTED_FOR = timedelta(days=7)
VERB = "open_many"
Verbs = Mapping[str, tuple[str, ...]]
_OF_A_FIRM: Verbs = {"referral": ("disclose",)}
# What puts a person before an officer who did not have them there. Papers and files are only shown after one of these.
_OF_AN_OFFICER: Verbs = {
    "candidate": ("identify", "correct", "read_sealed", "print_message"),
    "protection": ("read_protection",),
}


def check_firm(session: Session, actor: Actor, record_id: str) -> None:
    """Before an employer or agency opens the contact of a referral. Raises NotPossible("contacts_enough")."""
    table, key = (Employer, actor.employer_id) if actor.role is Role.EMPLOYER else (Agency, actor.agency_id)
    # One after the other: two accounts of a firm must not open the last place together.
    firm = session.execute(select(table.public_id).where(table.id == key).with_for_update()).scalar_one()
    mine = Account.employer_id == key if actor.role is Role.EMPLOYER else Account.agency_id == key
    people = [f"{actor.role}:{one}" for one in session.scalars(select(Account.public_id).where(mine))]
    opened = _opened_today(session, people, _OF_A_FIRM)
    if record_id in opened:
        return
    if len(opened) >= MOST_OF_A_FIRM:
        raise NotPossible("contacts_enough", most=MOST_OF_A_FIRM)
    if len(opened) + 1 >= _NOTED_OF_A_FIRM:
        _note_once(session, actor, str(actor.role), firm, len(opened) + 1)


def check_officer(session: Session, actor: Actor, record_id: str) -> None:
    """Before staff open who somebody is, what they told under seal, or a message to print. `record_id`: of the record
    that the event will name. Raises NotPossible("readings_enough")."""
    # One after the other, as in a firm. The row's key stays free: other acts of this account only refer to it.
    session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update(key_share=True))
    opened = _opened_today(session, [actor.pseudonym], _OF_AN_OFFICER)
    if record_id in opened:
        return
    if len(opened) >= MOST_OF_AN_OFFICER:
        raise NotPossible("readings_enough", most=MOST_OF_AN_OFFICER)
    if len(opened) + 1 >= _NOTED_OF_AN_OFFICER:
        _note_once(session, actor, "account", actor.public_id, len(opened) + 1)


def check_copy(session: Session, actor: Actor, record_id: str) -> None:
    """Before staff take out all that is held on a person. Raises NotPossible("copies_enough")."""
    session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update(key_share=True))
    taken = _opened_today(session, [actor.pseudonym], {"candidate": ("hand_over",)})
    if record_id not in taken and len(taken) >= MOST_COPIES:
        raise NotPossible("copies_enough", most=MOST_COPIES)


def _midnight() -> datetime:
    return datetime.combine(clock.today(), time.min, tzinfo=clock.GUATEMALA)


def _opened_today(session: Session, people: list[str], verbs: Verbs) -> set[str]:
    """The records that these actors opened since midnight. `verbs`: of each noun."""
    counted = [and_(Event.noun == noun, Event.verb.in_(some)) for noun, some in verbs.items()]
    query = select(Event.record_id).where(Event.actor.in_(people), Event.at >= _midnight(), or_(*counted))
    return set(session.scalars(query))


def _note_once(session: Session, actor: Actor, noun: str, record_id: str, people: int) -> None:
    """The supervisor is told once a day of one firm or officer."""
    query = select(Event.id).where(
        Event.noun == noun, Event.record_id == record_id, Event.verb == VERB, Event.at >= _midnight()
    )
    if session.scalar(query.limit(1)) is None:
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
