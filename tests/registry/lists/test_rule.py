"""Rule ALL-12 from the lists: yes, no, or for an officer; what the officer says stays with the firm."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.lists import queries
from registry.lists.kinds import ListKind
from registry.lists.models import ListAnswer
from registry.organisations.models import Employer
from registry.proposals import service as proposing
from registry.schemes.evaluate import Outcome
from registry.vacancies import checks, matches, service
from registry.vacancies import queries as vacancies
from registry.vacancies.importing import import_rows
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.registry.lists.files import DEBARRED, INELIGIBLE, load
from tests.registry.vacancies.offers import employer_of, facts, officer, published
from tests.registry.vacancies.test_import import row

pytestmark = pytest.mark.usefixtures("frozen_now")
US = ListKind.US_DEBARRED


def offer(session: Session, scheme: str = "H2A", number: int = 1, **employer: Any) -> tuple[Vacancy, Actor]:
    """A vacancy abroad of an employer with these data, and the employer's actor."""
    who, account = employer_of(session, number, country="US", **employer)
    country = {"H2A": "US", "CA_AG": "CA"}.get(scheme, "GT")
    sites = [{"city": "Somewhere", "country": country}]
    actor = account.actor()
    return service.start(session, actor, who, facts(scheme=scheme, worksites=sites)), actor


def rule(session: Session, vacancy: Vacancy) -> Outcome:
    return next(one for one in checks.preview(session, vacancy) if one.rule == matches.RULE)


def test_a_list_never_read_is_unknown(session: Session) -> None:
    vacancy, _actor = offer(session, legal_name="Clean Farms LLC")
    found = rule(session, vacancy)
    assert (found.outcome, found.severity) == ("unknown", "blocks")
    assert "No se ha cargado la lista de empleadores vetados de Estados Unidos" in found.message_es
    load(session, ListKind.CA_INELIGIBLE)
    assert rule(session, vacancy).outcome == "unknown", "another country's list says nothing here"


def test_a_fresh_list_without_the_name_is_met_and_says_its_day(session: Session) -> None:
    official = load(session, US).official
    vacancy, _actor = offer(session, legal_name="Clean Farms LLC", city="Vidalia", region="GA")
    found = rule(session, vacancy)
    assert (found.outcome, found.value, found.unit) == ("met", "92", "days")
    [looked_into] = found.facts["circumstances.lists"]
    assert (looked_into["read_on"], looked_into["reading"]) == ("2026-02-01", official.public_id)
    assert found.facts["circumstances.debarred"] == "no"


@pytest.mark.parametrize(
    ("read_on", "outcome"), [(date(2025, 11, 30), "met"), (date(2025, 11, 29), "unknown")]
)
def test_a_list_counts_for_ninety_two_days(session: Session, read_on: date, outcome: str) -> None:
    load(session, US, read_on=read_on)
    vacancy, _actor = offer(session, legal_name="Clean Farms LLC")
    found = rule(session, vacancy)
    assert found.outcome == outcome
    if outcome == "unknown":
        assert "29-nov-2025" in found.message_es and "92 días" in found.message_es


def test_the_same_name_in_the_same_place_blocks(session: Session) -> None:
    load(session, US)
    vacancy, actor = offer(session, legal_name="INVENTED ORCHARDS L.L.C.", city="Vidalia", region="GA")
    found = rule(session, vacancy)
    assert (found.outcome, found.severity) == ("not_met", "blocks")
    assert "«Invented Orchards, LLC, Vidalia, GA» (lista del 1-feb-2026)" in found.message_es
    with pytest.raises(NotPossible):
        service.submit(session, actor, vacancy)


def test_a_sanction_that_is_over_does_not_count(session: Session) -> None:
    load(session, US)
    vacancy, _actor = offer(session, legal_name="Make-Believe Melons", city="Lyons", region="GA")
    assert rule(session, vacancy).outcome == "met", "until 28 February 2025"


def test_an_old_list_still_blocks_whom_it_names(session: Session) -> None:
    load(session, US, read_on=date(2025, 7, 1))
    vacancy, _actor = offer(session, legal_name="Invented Orchards LLC", city="Vidalia", region="GA")
    assert rule(session, vacancy).outcome == "not_met"


def test_canada_reads_the_status(session: Session) -> None:
    load(session, ListKind.CA_INELIGIBLE, INELIGIBLE)
    barred, _a = offer(session, "CA_AG", legal_name="Invented Berries", city="Leamington")
    assert rule(session, barred).outcome == "not_met"
    cleared, _b = offer(session, "CA_AG", 2, legal_name="Fictional Greenhouse Inc.", city="Abbotsford")
    assert rule(session, cleared).outcome == "met", "it paid: the list says Eligible"


def test_a_country_without_a_list_stays_with_the_officer(session: Session) -> None:
    vacancy, _actor = offer(session, "GT_SNE", legal_name="Ingenio")
    assert "no lee ninguna lista" in rule(session, vacancy).message_es


# ------------------------------------------------------------------ names alike


@pytest.fixture
def doubtful(session: Session) -> tuple[Vacancy, Actor]:
    """A vacancy whose employer has the listed name in another town."""
    load(session, US)
    vacancy, _actor = offer(session, legal_name="Invented Orchards", city="Macon", region="GA")
    return vacancy, officer(session)


LISTED = matches.Named(US, "Invented Orchards, LLC", "Vidalia, GA")


def test_a_name_alike_goes_to_an_officer_with_both_names(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    vacancy, _by = doubtful
    found = rule(session, vacancy)
    assert found.outcome == "unknown"
    assert "Posible coincidencia: Invented Orchards se parece a «Invented Orchards, LLC, Vidalia, GA»" in (
        found.message_es
    )
    [(reading, name)] = matches.open_names(session, vacancy)
    assert (reading.kind, name.ours, name.listed) == (US, "Invented Orchards", LISTED.name)


def test_not_the_same_is_kept_for_later_vacancies_and_later_lists(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    vacancy, by = doubtful
    matches.answer(
        session, by, vacancy, LISTED, is_same=False, note="Otro dueño, según el registro del estado"
    )
    assert rule(session, vacancy).outcome == "met"
    load(session, US, DEBARRED.replace("Nowhere", "Somewhere"), read_on=date(2026, 3, 1))
    assert rule(session, vacancy).outcome == "met"
    employer = session.get_one(Employer, vacancy.employer_id)
    last = events.of_record(session, "employer", employer.public_id)[-1]
    assert (last.verb, last.reason) == ("answer_match", "Otro dueño, según el registro del estado")
    with pytest.raises(NotPossible):
        matches.answer(session, by, vacancy, LISTED, is_same=True, note="otra vez")


def test_the_same_firm_blocks_from_then_on(session: Session, doubtful: tuple[Vacancy, Actor]) -> None:
    vacancy, by = doubtful
    check = matches.answer(session, by, vacancy, LISTED, is_same=True, note="Mismo número oficial")
    assert check.is_blocked and rule(session, vacancy).outcome == "not_met"


def test_a_wrong_answer_is_corrected_and_both_stay(session: Session, doubtful: tuple[Vacancy, Actor]) -> None:
    vacancy, by = doubtful
    vacancy.state = VacancyState.IN_REVIEW
    with pytest.raises(NotPossible, match="match_not_answered"):
        matches.correct(session, by, vacancy, LISTED, is_same=True, note="Nadie respondió.")
    matches.answer(session, by, vacancy, LISTED, is_same=False, note="Otro dueño")
    with pytest.raises(NotPossible, match="match_not_answered"):
        matches.correct(session, by, vacancy, LISTED, is_same=False, note="Otro dueño")
    with pytest.raises(Invalid):
        matches.correct(session, by, vacancy, LISTED, is_same=True, note=" ")
    _who, account = employer_of(session, 7)
    with pytest.raises(NotAllowed):
        matches.correct(session, account.actor(), vacancy, LISTED, is_same=True, note="No somos")
    matches.correct(session, by, vacancy, LISTED, is_same=True, note="Mismo número oficial")
    last = checks.latest(session, vacancy)
    assert last is not None and last.is_blocked and rule(session, vacancy).outcome == "not_met"
    assert [one.is_same for one in matches.answered(session, vacancy)] == [True]
    assert session.scalars(select(ListAnswer.note).order_by(ListAnswer.id)).all() == [
        "Otro dueño",
        "Mismo número oficial",
    ]
    employer = session.get_one(Employer, vacancy.employer_id)
    told = events.of_record(session, "employer", employer.public_id)[-2:]
    assert [(one.verb, one.reason) for one in told] == [
        ("answer_match", "Otro dueño"),
        ("correct_match", "Mismo número oficial"),
    ]


def test_it_takes_two_people_to_take_a_firm_off_a_list(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    """A bought officer frees nobody alone (trust.md T5)."""
    vacancy, by = doubtful
    vacancy.state = VacancyState.IN_REVIEW
    matches.answer(session, by, vacancy, LISTED, is_same=True, note="Mismo número oficial")
    matches.correct(session, by, vacancy, LISTED, is_same=False, note="El número era de otra")
    assert rule(session, vacancy).outcome == "not_met", "proposed only"
    [last] = matches.answered(session, vacancy)
    proposal = matches.waiting(session, last)
    assert proposal is not None and "Orchards" not in str(proposal.content), "it may be a person's"
    with pytest.raises(NotPossible, match="same_person"):
        proposing.approve(session, by, proposal, reason="Yo mismo.")
    with pytest.raises(NotPossible, match="proposal_open_already"):
        matches.correct(session, by, vacancy, LISTED, is_same=False, note="Otra vez")
    proposing.approve(session, officer(session), proposal, reason="Llamé al registro.")
    assert rule(session, vacancy).outcome == "met"
    [last] = matches.answered(session, vacancy)
    assert (last.is_same, last.note) == (False, "El número era de otra")


def test_what_was_answered_anew_meanwhile_is_not_taken_off(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    vacancy, by = doubtful
    vacancy.state = VacancyState.IN_REVIEW
    matches.answer(session, by, vacancy, LISTED, is_same=True, note="Mismo número oficial")
    matches.correct(session, by, vacancy, LISTED, is_same=False, note="El número era de otra")
    [last] = matches.answered(session, vacancy)
    proposal = matches.waiting(session, last)
    assert proposal is not None
    for is_same in (False, True):
        session.add(
            ListAnswer(
                employer_id=vacancy.employer_id, kind=US, listed_name=LISTED.name, listed_place=LISTED.place,
                is_same=is_same, note="Nuevo", by="Otra", at=clock.now(),
            )
        )  # fmt: skip
    session.flush()
    with pytest.raises(NotPossible, match="changed_since_proposed"):
        proposing.approve(session, officer(session), proposal, reason="Llamé al registro.")


def test_nothing_is_corrected_where_the_list_bars_nobody(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    vacancy, by = doubtful
    matches.answer(session, by, vacancy, LISTED, is_same=False, note="Otro dueño")
    for state, country in ((VacancyState.CLOSED, "US"), (VacancyState.IN_REVIEW, "CA")):
        vacancy.state, vacancy.country = state, country
        with pytest.raises(NotPossible, match="match_not_open"):
            matches.correct(session, by, vacancy, LISTED, is_same=True, note="Mismo número oficial")


def test_only_an_officer_answers_with_words_about_a_name_that_is_there(
    session: Session, doubtful: tuple[Vacancy, Actor]
) -> None:
    vacancy, by = doubtful
    _who, account = employer_of(session, 7)
    with pytest.raises(NotAllowed):
        matches.answer(session, account.actor(), vacancy, LISTED, is_same=False, note="No somos")
    with pytest.raises(Invalid):
        matches.answer(session, by, vacancy, LISTED, is_same=False, note="  ")
    other = matches.Named(US, "Nobody", None)
    with pytest.raises(NotPossible):
        matches.answer(session, by, vacancy, other, is_same=False, note="No es")


def test_names_are_answered_before_the_rule_is(session: Session, doubtful: tuple[Vacancy, Actor]) -> None:
    vacancy, by = doubtful
    checks.run(session, vacancy)
    with pytest.raises(NotPossible) as refused:
        service.answer_unknown(session, by, vacancy, matches.RULE, note="Todo bien")
    assert refused.value.code == "match_open"


def test_a_list_loaded_later_shows_the_vacancies_it_touches(session: Session) -> None:
    rows = [row(begin_date="2026-09-01", end_date="2026-12-01", employer_name="Invented Orchards, LLC")]
    list(import_rows(session, SYSTEM, rows, source="orders.csv"))
    assert matches.touched(session, "US") == []
    load(session, US)
    [(vacancy, names)] = matches.touched(session, "US")
    assert vacancy.official_ref == "H-300-25309-377594" and names[0].certain


def test_a_published_vacancy_of_a_listed_firm_is_checked_again_and_stays_for_an_officer(
    session: Session,
) -> None:
    vacancy, _actor, by = published(session)
    employer = session.get_one(Employer, vacancy.employer_id)
    vacancy.country, employer.legal_name, employer.city = "US", "Invented Orchards LLC", "Vidalia"
    other, _by = offer(session, number=2, legal_name="Clean Farms LLC")
    load(session, US)
    assert matches.recheck_touched(session, by, US) == 1
    assert vacancy.state == "published" and vacancy in vacancies.published_but_blocked(session)
    assert events.of_record(session, "vacancy", vacancy.public_id)[-1].data["list"] == "us-debarred"
    assert checks.latest(session, other) is None
    assert matches.recheck_touched(session, by, ListKind.CA_LMIA) == 0, "it accuses nobody"


def test_who_left_the_list_is_checked_again(session: Session) -> None:
    vacancy, _actor, by = published(session)
    employer = session.get_one(Employer, vacancy.employer_id)
    vacancy.country, employer.legal_name, employer.city = "US", "Invented Orchards LLC", "Vidalia"
    load(session, US)
    matches.recheck_touched(session, by, US)
    assert vacancy in vacancies.published_but_blocked(session)
    load(session, US, DEBARRED.replace("Invented Orchards", "Another Firm"), read_on=date(2026, 3, 1))
    assert matches.recheck_touched(session, by, US) == 1
    assert rule(session, vacancy).outcome == "met"
    last = checks.latest(session, vacancy)
    assert last is not None
    assert next(one for one in last.outcomes if one["rule"] == matches.RULE)["outcome"] == "met"


def test_lists_that_inform_are_for_the_page_only(session: Session) -> None:
    load(session, ListKind.CA_LMIA)
    who, _account = employer_of(session, country="CA", legal_name="INVENTED BERRIES INC.", city="Leamington")
    [lmia], barring = queries.about(session, who, ["CA"])
    assert (lmia.kind, len(lmia.parties), lmia.official.seen_on) == (ListKind.CA_LMIA, 2, date(2026, 2, 1))
    assert [one.read_on for one in barring] == [None]
