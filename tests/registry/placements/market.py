"""A small labour market for the tests of ranking and referring: one vacancy, people who fit it in a known order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matching.types import SkillNeed, VacancyNeeds
from registry import clock
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.candidates.consents import AT_REGISTRATION, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import Job, KnownSkill
from registry.candidates.service import register
from registry.db import new_public_id
from registry.organisations.models import Agency, Employer
from registry.organisations.states import AgencyState, EmployerState
from registry.placements import service
from registry.placements.models import Referral
from registry.shortlists import queries as shortlists
from registry.shortlists import service as ranking
from registry.shortlists.models import Shortlist
from registry.shortlists.pool import Pool
from registry.vacancies import needs
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.candidates.people import registration

START, END = date(2099, 3, 1), date(2099, 8, 31)
"""Far ahead, so that no test depends on the day it runs."""


def new_employer(session: Session, name: str = "Rancho Verde LLC (ficticia)") -> Employer:
    employer = Employer(legal_name=name, country="US", state=EmployerState.VERIFIED, applied_at=clock.now())
    session.add(employer)
    session.flush()
    return employer


def new_agency(session: Session, state: AgencyState = AgencyState.REGISTERED) -> Agency:
    number = f"R-9{new_public_id()[:4]}"
    agency = Agency(
        legal_name="Agencia Sol, S.A. (ficticia)",
        registry_no=number,
        state=state,
        applied_at=clock.now(),
        is_fictitious=True,
    )
    session.add(agency)
    session.flush()
    return agency


def new_vacancy(
    session: Session,
    employer: Employer,
    *,
    agency: Agency | None = None,
    seats: int = 2,
    state: VacancyState = VacancyState.PUBLISHED,
    **asked: Any,
) -> Vacancy:
    """A published vacancy for coffee pickers with a machete in Georgia; `asked` replaces what it asks."""
    public_id = new_public_id()
    wanted: dict[str, Any] = {
        "occupation": "occ:coffee-picker",
        "country": "US",
        "region": "US-GA",
        "start_on": START,
        "end_on": END,
        "skills": (SkillNeed("skill:machete"),),
    }
    found = VacancyNeeds(id=public_id, scheme="H2A", **(wanted | asked))
    vacancy = Vacancy(
        public_id=public_id,
        number=f"V-2099-{public_id[:5]}",
        scheme="H2A",
        employer_id=employer.id,
        agency_id=agency.id if agency else None,
        title="Corte de café",
        country="US",
        region="US-GA",
        start_on=found.start_on,
        end_on=found.end_on,
        facts={
            "scheme": "H2A",
            "title": "Corte de café",
            "wage": "14.50",
            "wage_unit": "hour",
            "currency": "USD",
        },
        needs=needs.to_json(found),
        seats_total=seats,
        state=state,
        created_at=clock.now(),
    )
    session.add(vacancy)
    session.flush()
    return vacancy


def new_person(
    session: Session, names: str, *, months: int = 0, machete: bool = True, **changes: Any
) -> Candidate:
    """Somebody free all year who would go to the United States. More `months` of coffee: nearer to the top."""
    facts: dict[str, Any] = {
        "given_names": names,
        "surnames": "Ficticia Prueba",
        "phone": "5555 0199",
        "countries": ["US"],
        "available_from": date(2026, 1, 1),
        "work": [Job(words="corté café", occupation="occ:coffee-picker", country="GT", months=months)]
        if months
        else [],
        "skills": [KnownSkill(words="machete", skill="skill:machete", months=12)] if machete else [],
    }
    agrees_to = changes.pop("agrees_to", AT_REGISTRATION)
    person, _code = register(
        session, Actor(Role.PUBLIC), registration(agrees_to=agrees_to, **(facts | changes))
    )
    return person


@dataclass
class Market:
    """What most stories need. `people`: best first."""

    officer: Account
    employer: Employer
    buyer: Account
    vacancy: Vacancy
    people: list[Candidate]
    pool: Pool

    def assistant(self, session: Session) -> Account:
        """Who presses the employer's buttons: somebody of the agency where one acts."""
        if self.vacancy.agency_id is None:
            return self.buyer
        return new_account(session, Role.AGENCY, agency_id=self.vacancy.agency_id)

    def ranked(self, session: Session) -> Shortlist:
        """A new stored list, loaded as a screen would load it."""
        made = ranking.rank(session, self.officer.actor(), self.vacancy, self.pool)
        public_id = made.public_id
        session.expire_all()
        return shortlists.load(session, self.officer.actor(), public_id)

    def refer(self, session: Session, *people: Candidate, reason: str | None = None) -> list[Referral]:
        ids = [person.public_id for person in people]
        return service.refer(
            session, self.officer.actor(), self.ranked(session), ids, departure_reason=reason
        )


def new_market(session: Session, *, seats: int = 2, agency: Agency | None = None) -> Market:
    """An employer with one vacancy and four people who fit it: the first best, the last asked no skill at all."""
    employer = new_employer(session)
    vacancy = new_vacancy(session, employer, agency=agency, seats=seats, experience_months=24)
    people = [
        new_person(session, "Primera", months=36),
        new_person(session, "Segunda", months=12, agrees_to=(Purpose.REGISTER,)),
        new_person(session, "Tercera"),
        new_person(session, "Cuarta", machete=False),
    ]
    return Market(
        officer=new_account(session, Role.OFFICER),
        employer=employer,
        buyer=new_account(session, Role.EMPLOYER, employer_id=employer.id),
        vacancy=vacancy,
        people=people,
        pool=Pool(),
    )
