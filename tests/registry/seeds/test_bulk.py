"""The bulk path writes what registrations one by one would have written, with one event, and never twice."""

from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import SYSTEM
from registry.candidates.code import code_hash, read_code
from registry.candidates.models import Candidate, Consent
from registry.candidates.queries import dpi_hash, phone_hash
from registry.candidates.service import register
from registry.errors import NotPossible
from registry.organisations.models import Agency, Employer
from registry.organisations.states import IN_GOOD_STANDING, EmployerState
from registry.schemes.evaluate import Outcome
from registry.seeds.bulk import seed
from registry.seeds.people import people
from registry.seeds.population import population
from registry.vacancies.models import ArchivedRuleset, Vacancy, VacancyCheck
from registry.vacancies.states import VacancyState

AS_OF = date(2026, 3, 2)  # the frozen day


@pytest.fixture
def seeded(session: Session, frozen_now: datetime) -> dict[str, int]:
    return seed(session, population(3, 60, 24, 12, as_of=AS_OF))


def test_everything_invented_is_written_and_counted(session: Session, seeded: dict[str, int]) -> None:
    assert seeded == {"agency": 12, "employer": 6, "vacancy": 24, "candidate": 60}
    for noun, model in (
        ("agency", Agency),
        ("employer", Employer),
        ("vacancy", Vacancy),
        ("candidate", Candidate),
    ):
        assert session.scalar(select(func.count()).select_from(model)) == seeded[noun]


def test_one_event_stands_for_all_and_names_nobody(session: Session, seeded: dict[str, int]) -> None:
    (event,) = session.scalars(select(events.Event))
    assert (event.noun, event.verb, event.data) == ("population", "seed", seeded)
    assert list(events.breaks(session)) == []


def test_a_person_reads_back_as_invented_and_is_found_by_code_phone_and_document(
    session: Session, seeded: dict[str, int]
) -> None:
    invented = {one.public_id: one for one in people(3, 60, as_of=AS_OF)}
    loaded = session.scalars(
        select(Candidate).options(
            selectinload(Candidate.work), selectinload(Candidate.skills), selectinload(Candidate.languages)
        )
    )
    for found in loaded:
        one = invented.pop(found.public_id)
        assert found.is_fictitious
        assert (found.given_names, found.surnames, found.dpi, found.phone) == (
            one.given_names, one.surnames, one.dpi, one.phone,
        )  # fmt: skip
        assert [job.words for job in found.work] == [job.words for job in one.work]
        assert [skill.skill for skill in found.skills] == [skill.code for skill in one.skills]
        assert [(spoken.language, spoken.level) for spoken in found.languages] == list(one.languages)
        assert read_code(found.code) == found.code
        assert found.code_hash == code_hash(found.code)
        assert found.phone_hash == phone_hash(one.phone)
        assert found.dpi_hash == dpi_hash(one.dpi)
    assert invented == {}


def test_documents_phones_and_codes_cannot_be_read_in_the_table(
    session: Session, seeded: dict[str, int]
) -> None:
    rows = session.execute(text("SELECT code, dpi, phone FROM candidate")).all()
    known = {value.encode() for one in people(3, 60, as_of=AS_OF) for value in (one.dpi, one.phone) if value}
    for row in rows:
        for cell in row:
            assert cell is None or not any(value in bytes(cell) for value in known)


def test_every_consent_was_asked_and_some_were_refused(session: Session, seeded: dict[str, int]) -> None:
    consents = list(session.scalars(select(Consent)))
    per_person = Counter(one.candidate_id for one in consents)
    assert len(per_person) == 60
    assert len(set(per_person.values())) == 1
    assert {one.is_given for one in consents} == {True, False}


def test_the_standing_of_an_agency_is_the_last_line_of_its_history(
    session: Session, seeded: dict[str, int]
) -> None:
    for agency in session.scalars(select(Agency).options(selectinload(Agency.standings))):
        days = [line.since for line in agency.standings]
        assert days == sorted(days)
        assert (agency.standings[-1].state if agency.standings else "applied") == agency.state
        assert agency.registry_no is not None or agency.state not in IN_GOOD_STANDING


def test_published_vacancies_break_no_rule_and_come_from_firms_in_good_standing(
    session: Session, seeded: dict[str, int]
) -> None:
    query = select(Vacancy).options(selectinload(Vacancy.agency), selectinload(Vacancy.employer))
    vacancies = {one.id: one for one in session.scalars(query)}
    checks = {one.vacancy_id: one for one in session.scalars(select(VacancyCheck))}
    assert checks.keys() == vacancies.keys()
    assert {one.state for one in vacancies.values()} == {VacancyState.PUBLISHED, VacancyState.DRAFT}
    for key, vacancy in vacancies.items():
        assert vacancy.is_fictitious
        assert checks[key].is_blocked == (vacancy.state == VacancyState.DRAFT)
        assert checks[key].outcomes
        assert all(
            Outcome.from_json(item).ruleset == checks[key].ruleset_hash for item in checks[key].outcomes
        )
        assert vacancy.employer.state == EmployerState.VERIFIED
        assert vacancy.agency is None or vacancy.agency.state in IN_GOOD_STANDING
    assert session.scalar(select(func.count()).select_from(ArchivedRuleset)) == 1


def test_the_same_seed_is_refused_and_another_is_added(session: Session, seeded: dict[str, int]) -> None:
    with pytest.raises(NotPossible, match="already_seeded"):
        seed(session, population(3, 5, 0, 0, as_of=AS_OF))
    told: list[int] = []
    seed(session, population(4, 60, 24, 12, as_of=AS_OF), told.append)
    assert sum(told) == 60 + 24 + 6 + 12
    assert session.scalar(select(func.count()).select_from(Candidate)) == 120
    assert list(events.breaks(session)) == []


def test_a_person_written_in_bulk_is_the_person_a_registration_writes(
    session: Session, seeded: dict[str, int]
) -> None:
    one = next(people(3, 1, as_of=AS_OF))
    bulk = session.scalar(select(Candidate).where(Candidate.public_id == one.public_id))
    registered, _code = register(session, SYSTEM, one.registration(), is_fictitious=True)
    own = {"id", "public_id", "code", "code_hash", "registered_at"}
    for column in {one.key for one in Candidate.__table__.columns} - own:
        assert getattr(bulk, column) == getattr(registered, column), column


def test_rows_written_later_get_keys_of_their_own(session: Session, seeded: dict[str, int]) -> None:
    employer = Employer(legal_name="Otra", country="GT", state=EmployerState.APPLIED, applied_at=clock.now())
    session.add(employer)
    session.flush()
    assert employer.id > 6
