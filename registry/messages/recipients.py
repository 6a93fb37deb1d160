"""Who is written to about an event: the accounts of the organisation the record belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints.models import AgencyAnswer
from registry.events import Event
from registry.fairs.models import FairStand
from registry.organisations.models import Agency, Employer
from registry.placements.models import Referral
from registry.vacancies.models import Vacancy, VacancyQuestion
from registry.vetting import told
from registry.vetting.models import Case


@dataclass(frozen=True, slots=True)
class Recipient:
    """An e-mail address, the name to greet and the language to write in."""

    address: str
    name: str
    language: str


# What brings a link that opens an account.
OPENING = frozenset({"invite", "invite_again", "enable"})
# What happened to a case that its officer is told of, not the agency.
_TOLD_TO_OFFICER = frozenset({"assign", "agency_message"})


def of(session: Session, event: Event) -> list[Recipient]:
    """The active accounts of the employer or agency concerned; the holder of an account; the officer whose question was
    answered; nobody for the rest."""
    if event.noun == "account":
        holder = account_of(session, event)
        return [Recipient(holder.email, holder.name, holder.language)] if holder else []
    if (event.noun, event.verb) == ("vacancy", "answer"):
        return _who_asked(session, event)
    if event.noun in ("complaint", "question"):
        return _about_a_report(session, event)
    if event.noun in ("log", "log_head"):
        return _auditors(session)
    if event.noun == "case" and event.verb in _TOLD_TO_OFFICER:
        return _who_holds(session, event)
    employer_id, agency_id = _organisation(session, event)
    if employer_id is None and agency_id is None:
        return []
    mine = Account.agency_id == agency_id if agency_id is not None else Account.employer_id == employer_id
    accounts = session.scalars(
        select(Account).where(mine, Account.state == AccountState.ACTIVE).order_by(Account.id)
    )
    return [Recipient(account.email, account.name, account.language) for account in accounts]


def _auditors(session: Session) -> list[Recipient]:
    """Who watches over the log keeps its heads elsewhere."""
    query = select(Account).where(Account.role == Role.AUDITOR, Account.state == AccountState.ACTIVE)
    return [
        Recipient(one.email, one.name, one.language) for one in session.scalars(query.order_by(Account.id))
    ]


def _who_holds(session: Session, event: Event) -> list[Recipient]:
    """The officer who has the case; nobody of the agency hears who that is."""
    holder = select(Case.officer_id).where(Case.public_id == event.record_id)
    account = session.scalar(
        select(Account).where(Account.id.in_(holder), Account.state == AccountState.ACTIVE)
    )
    return [Recipient(account.email, account.name, account.language)] if account else []


def _who_asked(session: Session, event: Event) -> list[Recipient]:
    """The officer whose question was answered."""
    asked = select(VacancyQuestion.asked_by_id).where(VacancyQuestion.public_id == event.data["question"])
    account = session.scalar(
        select(Account).where(Account.id.in_(asked), Account.state == AccountState.ACTIVE)
    )
    return [Recipient(account.email, account.name, account.language)] if account else []


def _about_a_report(session: Session, event: Event) -> list[Recipient]:
    """Of a report: whoever must act today, or the one it was given to. Of a question: the agency that is asked, then
    who asked. The reporter is never written to."""
    query = select(Account).where(Account.state == AccountState.ACTIVE).order_by(Account.id)
    if event.verb == "alert":
        query = query.where(Account.role.in_((Role.DIRECTOR, Role.SUPERVISOR)))
    elif event.verb == "assign":
        query = query.where(Account.public_id == event.data["handler"])
    else:
        about = select(AgencyAnswer).where(AgencyAnswer.public_id == event.record_id)
        asked = session.scalar(about)
        if asked is None:
            return []
        mine = (
            Account.agency_id == asked.agency_id if event.verb == "ask" else Account.id == asked.asked_by_id
        )
        query = query.where(mine)
    return [Recipient(one.email, one.name, one.language) for one in session.scalars(query)]


def account_of(session: Session, event: Event) -> Account | None:
    """The account an event is about, while it matters: an invitation only until it was used."""
    account = session.scalar(select(Account).where(Account.public_id == event.record_id))
    wanted = AccountState.INVITED if event.verb in OPENING else AccountState.ACTIVE
    return account if account is not None and account.state == wanted else None


def _organisation(session: Session, event: Event) -> tuple[int | None, int | None]:
    """(employer, agency) of the record; the agency is written to where it acts for the employer."""
    key = event.record_id
    if event.noun == "case":
        # Of a case that the Ministry keeps to itself no agency is written to, whatever happens in it.
        case = session.scalar(select(Case).where(Case.public_id == key))
        return None, case.agency_id if case is not None and told.is_told(session, case) else None
    if event.noun == "agency":
        return None, session.scalar(select(Agency.id).where(Agency.public_id == key))
    if event.noun == "employer":
        return session.scalar(select(Employer.id).where(Employer.public_id == key)), None
    query = select(Vacancy.employer_id, Vacancy.agency_id)
    if event.noun == "vacancy":
        query = query.where(Vacancy.public_id == key)
    elif event.noun == "referral":
        query = query.join(Referral, Referral.vacancy_id == Vacancy.id).where(Referral.public_id == key)
    elif event.noun == "fair_stand":
        query = query.join(FairStand, FairStand.vacancy_id == Vacancy.id).where(FairStand.public_id == key)
    else:
        return None, None
    row = session.execute(query).first()
    return (row[0], row[1]) if row else (None, None)
