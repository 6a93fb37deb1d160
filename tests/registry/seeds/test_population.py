"""An invented Guatemala is the same for the same seed, looks like the country, and can ring nobody."""

import time
from collections import Counter
from datetime import date
from itertools import islice

import phonenumbers
import pytest

from matching.taxonomy.lexicon import lexicon
from registry.candidates.dpi import DpiOutcome, check_dpi
from registry.organisations.states import AgencyState
from registry.schemes.facts import VacancyFacts
from registry.seeds.draw import code_of, invented
from registry.seeds.market import FICTITIOUS, InventedAgency, InventedEmployer, InventedVacancy, market
from registry.seeds.people import InventedCandidate, people
from registry.seeds.population import population
from registry.seeds.reference import languages, municipalities, regions

AS_OF = date(2026, 11, 21)


@pytest.fixture(scope="module")
def crowd() -> list[InventedCandidate]:
    return list(people(7, 3000, as_of=AS_OF))


@pytest.fixture(scope="module")
def firms() -> list[InventedAgency | InventedEmployer | InventedVacancy]:
    return list(market(7, 240, 40, as_of=AS_OF))


def test_the_same_seed_gives_the_same_country_and_another_seed_another() -> None:
    once = list(population(7, 50, 8, 4, as_of=AS_OF))
    assert once == list(population(7, 50, 8, 4, as_of=AS_OF))
    assert once != list(population(8, 50, 8, 4, as_of=AS_OF))
    assert Counter(type(one).__name__ for one in once) == {
        "InventedAgency": 4, "InventedEmployer": 2, "InventedVacancy": 8, "InventedCandidate": 50,
    }  # fmt: skip


def test_a_small_run_is_the_beginning_of_a_large_one(crowd: list[InventedCandidate]) -> None:
    assert list(people(7, 40, as_of=AS_OF)) == crowd[:40]


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        list(population(7, -1, 0, 0, as_of=AS_OF))


def test_nobody_can_be_rung(
    crowd: list[InventedCandidate], firms: list[InventedAgency | InventedEmployer | InventedVacancy]
) -> None:
    phones = [one.phone for one in crowd if one.phone]
    phones += [one.contact_phone for one in firms if isinstance(one, InventedEmployer)]
    for agency in (one for one in firms if isinstance(one, InventedAgency)):
        phones += [value for kind, value in agency.contacts if kind in ("phone", "whatsapp")]
    assert len(phones) > 2500
    for phone in phones:
        assert phone.startswith("+5020")
        assert not phonenumbers.is_valid_number(phonenumbers.parse(phone))


def test_a_shared_phone_is_the_neighbours_and_every_other_is_ones_own(crowd: list[InventedCandidate]) -> None:
    own = [one.phone for one in crowd if one.phone and not one.is_phone_shared]
    assert len(own) == len(set(own))
    shared = [one for one in crowd if one.phone and one.is_phone_shared]
    assert 100 < len(shared) < 350
    pairs = [(crowd[one.number - 1], one) for one in shared if not crowd[one.number - 1].is_phone_shared]
    assert all(before.phone in (None, one.phone) for before, one in pairs)


def test_documents_are_well_formed_unique_and_below_any_serial_in_use(crowd: list[InventedCandidate]) -> None:
    numbers = [one.dpi for one in crowd if one.dpi]
    assert len(numbers) == len(set(numbers))
    assert all(number.startswith("0") for number in numbers)
    outcomes = Counter(check_dpi(number).outcome for number in numbers)
    assert outcomes[DpiOutcome.OK] > 0.97 * len(numbers)
    assert outcomes[DpiOutcome.FAIL] > 5  # typing errors, on purpose
    assert 0.03 < 1 - len(numbers) / len(crowd) < 0.1


def test_ages_sexes_and_places_look_like_the_country(crowd: list[InventedCandidate]) -> None:
    ages = [(AS_OF - one.birth_date).days / 365.25 for one in crowd]
    assert min(ages) > 18
    assert max(ages) < 60.1
    assert 0.25 < sum(one.sex == "F" for one in crowd) / len(crowd) < 0.35
    departments = Counter(one.municipality[:2] for one in crowd)
    assert len(departments) == 22
    assert departments.most_common(1)[0][0] in ("13", "12", "14", "16")
    assert all(one.municipality in municipalities() for one in crowd)


def test_mayan_languages_and_surnames_are_where_they_are_spoken(crowd: list[InventedCandidate]) -> None:
    spoken = {code for one in crowd for code, _ in one.languages}
    assert spoken <= set(languages())
    assert {"quc", "kek", "cak", "mam", "kjb", "poh", "acr", "ixl", "tzj", "es", "en"} <= spoken
    qeqchi = [one for one in crowd if ("kek", 5) in one.languages]
    assert sum(one.municipality[:2] == "16" for one in qeqchi) > 0.7 * len(qeqchi)
    names = {row["name"] for row in invented("names.csv") if row["people"] == "kek"}
    assert sum(bool(names & set(one.surnames.split())) for one in qeqchi) > 0.8 * len(qeqchi)
    assert all(dict(one.languages).get("es") for one in crowd)
    assert all(1 <= level <= 5 for one in crowd for _, level in one.languages)


def test_work_lives_are_told_in_words_and_linked_to_the_lexicon(crowd: list[InventedCandidate]) -> None:
    work = [job for one in crowd for job in one.work]
    assert all(one.work for one in crowd)
    assert not any(mark in job.words for job in work for mark in "{}")
    assert all(job.occupation is None or job.occupation in lexicon().occupations for job in work)
    assert all(skill.code is None or skill.code in lexicon().skills for one in crowd for skill in one.skills)
    assert all(0 < job.months <= 240 for job in work)
    assert {job.country for job in work} == {"GT", "US", "CA", "ES", "MX"}
    assert sum(job.occupation is not None for job in work) > 0.9 * len(work)
    assert len({job.occupation for job in work}) > 0.8 * len(lexicon().occupations)


def test_every_occupation_and_skill_of_our_lists_is_in_the_lexicon() -> None:
    rows = invented("work_lives.csv") + invented("jobs.csv")
    assert len(rows) > 80
    assert [row["occupation"] for row in rows if not code_of("occupation", row["occupation"])] == []
    skills = {name for row in rows for name in row["skills"].split("|") if name}
    skills |= {row["name"] for row in invented("papers.csv")}
    assert sorted(name for name in skills if not code_of("skill", name)) == []


def test_firms_say_that_they_are_fictitious_and_cannot_be_written_to(
    firms: list[InventedAgency | InventedEmployer | InventedVacancy],
) -> None:
    agencies = [one for one in firms if isinstance(one, InventedAgency)]
    employers = [one for one in firms if isinstance(one, InventedEmployer)]
    assert {one.state for one in agencies} <= set(AgencyState)
    assert len({one.state for one in agencies}) >= 5
    names = [agency.legal_name for agency in agencies] + [employer.legal_name for employer in employers]
    assert all(name.endswith(FICTITIOUS) for name in names)
    assert len(set(names)) == len(names)
    assert all(one.contact_email.endswith(".example") for one in employers)
    # The state, the number and the dates of an agency tell one story.
    for agency in agencies:
        assert agency.is_numbered == (agency.state not in ("applied", "refused"))
        if agency.state in ("registered", "conditional"):
            assert agency.valid_to is not None
            assert agency.valid_to > AS_OF
        if agency.state == "expired":
            assert agency.valid_to == agency.since


def test_vacancies_are_facts_the_law_can_read_and_needs_a_ranking_can_use(
    firms: list[InventedAgency | InventedEmployer | InventedVacancy],
) -> None:
    vacancies = [one for one in firms if isinstance(one, InventedVacancy)]
    states = {one.number: one.state for one in firms if isinstance(one, InventedAgency)}
    assert Counter(one.facts["scheme"] for one in vacancies).keys() == {"H2A", "GT_SNE"}
    for one in vacancies:
        facts = VacancyFacts.model_validate(one.facts)
        assert facts.title
        assert facts.start_date is not None
        assert facts.start_date > AS_OF
        assert facts.hours_by_day is not None
        assert sum(facts.hours_by_day) == facts.hours_week
        assert one.agency is None or states[one.agency] in ("registered", "conditional")
        assert one.needs.country in ("US", "GT")
        assert one.needs.country == "GT" or one.needs.region in regions()
    assert any(one.agency is not None for one in vacancies)


@pytest.mark.benchmark
def test_ten_thousand_candidates_are_ready_before_anybody_waits() -> None:
    list(islice(people(1, 10, as_of=AS_OF), 10))  # lists read, lexicon loaded
    started = time.process_time()
    assert sum(1 for _ in people(1, 10_000, as_of=AS_OF)) == 10_000
    assert time.process_time() - started < 3
