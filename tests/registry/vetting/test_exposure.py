"""What a bond must cover: the sum, and that what is not known is never zero."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

import pytest
from sqlalchemy.orm import Session

from registry import clock
from registry.access import PUBLIC
from registry.organisations.holds import open_holds
from registry.organisations.models import Agency, Bond
from registry.organisations.standing import Act, allows
from registry.schemes.strict import LawError
from registry.vacancies import service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState, bond_covers
from registry.vetting import clocks, exposure
from tests.registry.placements.market import new_agency, new_employer, new_vacancy

PAY = {"wage": "14.50", "wage_unit": "hour", "currency": "USD", "hours_week": "40"}


def vacancy(session: Session, agency: Agency, *, seats: int = 10, **facts: object) -> Vacancy:
    made = new_vacancy(session, new_employer(session), agency=agency, seats=seats)
    made.facts = made.facts | PAY | facts
    session.flush()
    return made


def bond(session: Session, agency: Agency, amount: int, **changes: object) -> None:
    today = clock.today()
    facts: dict[str, object] = {
        "agency_id": agency.id,
        "issuer": "Afianzadora Maya (ficticia)",
        "number": "F-1",
        "amount": Decimal(amount),
        "currency": "GTQ",
        "valid_from": today - timedelta(days=10),
        "valid_to": today + timedelta(days=10),
        "verified_with_issuer_on": today,
        "given_at": clock.now(),
    }
    session.add(Bond(**(facts | changes)))
    session.flush()


def test_the_sum(session: Session) -> None:
    agency = new_agency(session)
    vacancy(session, agency)
    found = exposure.of_agency(session, agency)
    given = exposure.parameters()
    corridor = given.corridors["US"]
    assert corridor.return_fare is not None
    assert corridor.fee_refund is not None
    month = Decimal("14.50") * 40 * Decimal(52) / 12 * given.rates["USD"]
    each = (corridor.return_fare + month / 2 + corridor.fee_refund).quantize(Decimal("0.01"))
    assert found.total == 10 * each
    assert (found.bond, found.ratio, found.level) == (None, None, "blocks")


@pytest.mark.parametrize(
    ("share", "level"), [("0.5", "blocks"), ("0.99", "blocks"), ("1.1", "warns"), ("1.3", "covered")]
)
def test_the_bond_beside_it(session: Session, share: str, level: str) -> None:
    agency = new_agency(session)
    vacancy(session, agency)
    total = exposure.of_agency(session, agency).total
    assert total is not None
    bond(session, agency, int(total * Decimal(share)) + 1)
    assert exposure.of_agency(session, agency).level == level


class Unclear(TypedDict, total=False):
    """Facts of a vacancy that leave its wage open."""

    wage: None
    hours_week: None
    currency: str
    wage_unit: str


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({"wage": None}, "wage"),
        ({"hours_week": None}, "wage"),
        ({"currency": "MXN"}, "wage"),
        ({"wage_unit": "piece"}, "wage"),
    ],
)
def test_what_is_not_known_is_not_zero(session: Session, facts: Unclear, unknown: str) -> None:
    agency = new_agency(session)
    vacancy(session, agency)
    vacancy(session, agency, **facts)
    found = exposure.of_agency(session, agency)
    assert (found.total, found.level) == (None, "unknown")
    assert [part.unknown for part in found.parts].count(unknown) == 1


def test_a_country_without_values(session: Session) -> None:
    agency = new_agency(session)
    vacancy(session, agency).country = "DE"
    session.flush()
    found = exposure.of_agency(session, agency)
    assert (found.parts[0].unknown, found.total, found.level) == ("corridor", None, "unknown")


def test_what_does_not_count(session: Session) -> None:
    agency = new_agency(session)
    vacancy(session, agency).state = VacancyState.CLOSED
    for changes in (
        {"valid_to": clock.today() - timedelta(days=1)},
        {"verified_with_issuer_on": None},
        {"withdrawn_on": clock.today()},
        {"valid_from": clock.today() + timedelta(days=1)},
    ):
        bond(session, agency, 1_000_000, **changes)
    found = exposure.of_agency(session, agency)
    assert (found.parts, found.total, found.bond, found.level) == ((), Decimal(0), None, "none")
    bond(session, agency, 100, currency="USD")
    assert exposure.of_agency(session, agency).bond == 100 * exposure.parameters().rates["USD"]


@pytest.mark.parametrize(
    ("unit", "wage", "month"),
    [("month", 3000, 3000), ("year", 36000, 3000), ("biweek", 1200, 2600), ("week", 600, 2600)],
)
def test_a_month_of_pay(session: Session, unit: str, wage: int, month: int) -> None:
    made = vacancy(session, new_agency(session), wage=str(wage), wage_unit=unit, currency="GTQ")
    found = exposure.month_wage(made)
    assert found is not None
    assert round(found) == month


def test_a_corridor_without_a_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "exposure-9.yaml"
    whole = exposure.PATH.read_text(encoding="utf-8")
    path.write_text(
        whole.replace("{return_fare: 4000, fee_refund: 8000}", "{fee_refund: 8000}"), encoding="utf-8"
    )
    assert exposure.parameters(path).corridors["US"].return_fare is None
    path.write_text(whole.replace("wage_months: 0.5", "wage_months: mucho"), encoding="utf-8")
    exposure.parameters.cache_clear()
    with pytest.raises(LawError, match="wage_months"):
        exposure.parameters(path)
    exposure.parameters.cache_clear()


# ---------------------------------------------------------------- what follows


def covering(session: Session, agency: Agency, share: str) -> None:
    total = exposure.of_agency(session, agency).total
    assert total is not None
    bond(session, agency, int(total * Decimal(share)) + 1)


def held(session: Session, agency: Agency) -> list[str]:
    return [one.cause for one in open_holds(session, agency.id)]


def test_an_agency_whose_bond_is_too_small_is_held_until_it_covers(session: Session) -> None:
    agency = new_agency(session)
    vacancy(session, agency)
    covering(session, agency, "0.6")
    assert (clocks.keep_exposure_holds(session), held(session, agency)) == (1, ["exposure"])
    assert (clocks.keep_exposure_holds(session), clocks.free_covered(session)) == (0, 0)
    refused = allows(session, agency.id, Act.PUBLISH)
    assert refused is not None
    assert refused.code == "agency_on_hold"
    covering(session, agency, "0.5")
    assert (clocks.free_covered(session), held(session, agency)) == (1, [])
    assert (clocks.keep_exposure_holds(session), clocks.free_covered(session)) == (0, 0)


def test_what_is_not_known_holds_nobody_and_frees_nobody(session: Session) -> None:
    without_bond, unknown = new_agency(session), new_agency(session)
    vacancy(session, without_bond)
    bond(session, unknown, 10)
    made = vacancy(session, unknown, wage=None)
    assert clocks.keep_exposure_holds(session) == 0
    made.facts = made.facts | PAY
    session.flush()
    assert clocks.keep_exposure_holds(session) == 1
    made.facts = made.facts | {"wage": None}
    session.flush()
    assert (clocks.free_covered(session), held(session, unknown)) == (0, ["exposure"])
    made.state = VacancyState.CLOSED
    session.flush()
    assert (clocks.free_covered(session), held(session, unknown)) == (1, [])
    assert held(session, without_bond) == []


@pytest.mark.parametrize(
    ("share", "refused"), [("1.9", "bond_too_small"), ("2.1", None), ("1000", None), (None, None)]
)
def test_a_vacancy_that_the_bond_does_not_cover_is_not_published(
    session: Session, share: str | None, refused: str | None
) -> None:
    """`share`: of what the vacancy that is out could cost; the one in review could cost the same."""
    agency = new_agency(session)
    vacancy(session, agency)
    if share:
        covering(session, agency, share)
    waits = vacancy(session, agency)
    waits.state = VacancyState.IN_REVIEW
    session.flush()
    assert bond_covers(session, PUBLIC, waits) == refused
    assert ("bond_too_small" in service.obstacles_to_publish(session, PUBLIC, waits)) == bool(refused)


def test_a_vacancy_that_says_no_wage_is_not_refused_for_the_bond(session: Session) -> None:
    agency = new_agency(session)
    vacancy(session, agency)
    covering(session, agency, "1.5")
    waits = vacancy(session, agency, wage=None)
    waits.state = VacancyState.IN_REVIEW
    session.flush()
    assert bond_covers(session, PUBLIC, waits) is None
