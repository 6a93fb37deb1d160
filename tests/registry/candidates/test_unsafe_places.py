"""Places at home where somebody cannot work: nobody sees them, and nobody is proposed there."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.access import Role
from registry.candidates import safety
from registry.errors import Invalid, NotAllowed
from registry.schemes.facts import VacancyFacts
from registry.shortlists import openings
from registry.shortlists import service as ranking
from registry.vacancies import needs
from tests.factories import new_account
from tests.registry.placements.market import Market, new_market, new_person, new_vacancy


@pytest.fixture
def market(session: Session) -> Market:
    made = new_market(session)
    made.vacancy = new_vacancy(
        session, made.employer, country="GT", region=None, also_at=("GT-13", "GT-1301")
    )
    made.people = [new_person(session, name, countries=["GT"], months=36) for name in ("Una", "Otra")]
    return made


def listed(session: Session, market: Market) -> set[str]:
    assert market.vacancy.start_on is not None
    made = ranking.compute(session, market.vacancy, market.pool, as_of=market.vacancy.start_on, top=50)
    return {one.candidate for one in made.ranking.ranked}


@pytest.mark.parametrize("place", ["GT-13", "GT-1301"])
def test_who_cannot_work_there_is_on_no_list_there(session: Session, market: Market, place: str) -> None:
    person, other = market.people
    assert {person.public_id, other.public_id} <= listed(session, market)
    safety.keep_places(session, person.actor(), person, [place])
    assert person.public_id not in listed(session, market) and other.public_id in listed(session, market)
    own = ranking.vacancies_for(session, person.actor(), person, market.pool)
    assert market.vacancy.public_id not in [one.vacancy for one in own.ranked]
    safety.keep_places(session, person.actor(), person, ["GT-14", "GT-1302"])
    assert person.public_id in listed(session, market)


def test_a_vacancy_kept_before_places_were_read_is_asked_with_its_own(
    session: Session, market: Market
) -> None:
    """Its facts say where it is, whatever its needs say."""
    vacancy, (person, other) = market.vacancy, market.people
    vacancy.needs = {name: value for name, value in vacancy.needs.items() if name != "also_at"}
    vacancy.facts = vacancy.facts | {"scheme": "GT_SNE", "department": "Huehuetenango"}
    safety.keep_places(session, person.actor(), person, ["GT-13"])
    assert person.public_id not in listed(session, market) and other.public_id in listed(session, market)
    for one, sees in ((person, False), (other, True)):
        own = ranking.vacancies_for(session, one.actor(), one, market.pool)
        assert (vacancy.public_id in [line.vacancy for line in own.ranked]) is sees
        found = openings.openings_for(session, one.actor(), one, market.pool)
        assert found is not None and found.on_list == sees


def test_it_is_sealed_in_the_record_and_the_log_names_no_place(session: Session, market: Market) -> None:
    person = market.people[0]
    safety.keep_places(session, person.actor(), person, ["GT-13"])
    raw = session.scalar(text("SELECT places FROM safety WHERE candidate_id = :id"), {"id": person.id})
    assert b"GT-13" not in bytes(raw)
    logged = session.scalars(text("SELECT CAST(data AS TEXT) FROM event WHERE verb = 'keep_safety'")).all()
    assert logged and not any("13" in one for one in logged)


def test_only_the_person_names_them(session: Session, market: Market) -> None:
    person, other = market.people
    for actor in (other.actor(), new_account(session, Role.COUNSELLOR).actor(), market.officer.actor()):
        with pytest.raises(NotAllowed):
            safety.keep_places(session, actor, person, ["GT-13"])
    with pytest.raises(Invalid):
        safety.keep_places(session, person.actor(), person, ["GT-99"])
    with pytest.raises(Invalid):
        safety.keep_places(session, person.actor(), person, ["US-GA"])


@pytest.mark.parametrize(
    ("department", "municipality", "codes"),
    [
        ("Huehuetenango", "Huehuetenango", ("GT-13", "GT-1301")),
        ("huehuetenango", None, ("GT-13",)),
        ("San Marcos", "San Pedro Sacatepéquez", ("GT-12", "GT-1202")),
        (None, "San Pedro Sacatepéquez", ()),
        ("Atlántida", "Nowhere", ()),
        (None, None, ()),
    ],
)
def test_where_a_job_at_home_is(
    department: str | None, municipality: str | None, codes: tuple[str, ...]
) -> None:
    facts = VacancyFacts(scheme="GT_SNE", department=department, municipality=municipality)
    asked = needs.needs_of("v", facts, "occ:mason", [])
    assert asked.also_at == codes
    assert needs.from_json(needs.to_json(asked)) == asked


def test_a_job_abroad_has_no_place_at_home() -> None:
    assert needs.needs_of("v", VacancyFacts(scheme="H2A"), "occ:mason", []).also_at == ()
