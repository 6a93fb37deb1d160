"""What others may know: counts from five on, SDG 10.7.1 of groups of five, and no invented exchange rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from time_machine import TimeMachineFixture

from registry.access import Actor, Role
from registry.complaints import aggregates, ending, indicator, rates
from registry.complaints.indicator import Payment, Person
from registry.complaints.kinds import FEWEST
from registry.complaints.queries import fee_reports_about
from registry.complaints.rates import Rate
from registry.complaints.told import Payment as Paid
from registry.organisations.models import Agency
from tests.registry.complaints.reports import STORIES, agency_named, judged, person, sent

USD = Rate("USD", date(2026, 1, 15), Decimal("7.70"), "Tipo de cambio inventado para la prueba")


def somebody(cost: str, pay: str, **changes: object) -> Person:
    facts: dict[str, object] = {
        "payments": (Payment(Decimal(cost), "GTQ", date(2026, 1, 1), Decimal(0)),),
        "first_pay": Decimal(pay),
        "pay_currency": "GTQ",
        "group": "seasonal",
        "corridor": "US",
    }
    return Person(**(facts | changes))  # type: ignore[arg-type]


# ---------------------------------------------------------------- one agency


def credible(session: Session, agency: Agency, officer: Actor, stories: Sequence[str], **more: Any) -> None:
    for story in stories:
        judged(session, sent(session, agency, text=story, **more), officer, agency)


def test_nothing_is_told_under_five(session: Session, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 15, tzinfo=UTC))
    agency, officer = agency_named(session), person(session, Role.OFFICER)
    credible(session, agency, officer, STORIES[:4])
    time_machine.move_to(datetime(2026, 4, 1, 15, tzinfo=UTC))
    assert aggregates.of_agency(session, agency.id) is None
    credible(session, agency, officer, STORIES[4:])
    assert aggregates.of_agency(session, agency.id) is None, "told only when the quarter is over"
    time_machine.move_to(datetime(2026, 7, 1, 15, tzinfo=UTC))
    found = aggregates.of_agency(session, agency.id)
    assert found is not None
    assert (found.received, found.closed, found.substantiated, found.repaid) == (5, None, None, None)
    assert found.as_of == date(2026, 6, 30)


def test_decoys_lift_no_count(session: Session, time_machine: TimeMachineFixture) -> None:
    """Copies are one source; what nobody read, what was not credible and what was dismissed counts for nothing."""
    time_machine.move_to(datetime(2026, 3, 2, 15, tzinfo=UTC))
    agency, officer = agency_named(session), person(session, Role.OFFICER)
    credible(session, agency, officer, STORIES[:3])
    credible(session, agency, officer, [f"{STORIES[0]} {number}" for number in range(4)])
    sent(session, agency, text=STORIES[3])
    judged(session, sent(session, agency, text=STORIES[4]), officer, agency, is_credible=False)
    dismissed = sent(session, agency, text=STORIES[5])
    judged(session, dismissed, officer, agency)
    ending.propose_dismissal(session, officer, dismissed, outcome="test", reason="Era una prueba.")
    ending.agree(session, person(session, Role.SUPERVISOR), dismissed)
    time_machine.move_to(datetime(2026, 4, 1, 15, tzinfo=UTC))
    assert aggregates.of_agency(session, agency.id) is None


def test_a_count_is_rounded_down_to_fives(session: Session, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 15, tzinfo=UTC))
    agency, officer = agency_named(session), person(session, Role.OFFICER)
    for number, story in enumerate(STORIES):
        complaint = sent(session, agency, text=story, payments=(Paid(cost_code="F1", amount=Decimal(9)),))
        judged(session, complaint, officer, agency)
        if number < 3:
            ending.close(session, officer, complaint, outcome="substantiated", reason="Se probó.")
    time_machine.move_to(datetime(2026, 4, 1, 15, tzinfo=UTC))
    found = aggregates.of_agency(session, agency.id)
    assert found is not None
    assert (found.received, found.fee_reports) == (5, 5), "seven told"
    assert found.closed is None, "three: somebody could be counted out"
    assert [row[0].id for row in aggregates.with_reports(session)] == [agency.id]


def test_red_flags_hear_codes_and_counts(session: Session) -> None:
    agency = agency_named(session)
    paid = (Paid(cost_code="F1", amount=Decimal(5000)), Paid(cost_code="X2"))
    complaint = sent(session, agency, payments=paid)
    assert fee_reports_about(session, agency.id).reports == 0, "nobody has read it yet"
    judged(session, complaint, person(session, Role.OFFICER), agency)
    found = fee_reports_about(session, agency.id)
    assert (found.reports, found.codes) == (1, {"F1": 1, "X2": 1})


# ---------------------------------------------------------------- SDG 10.7.1


def test_the_ratio_is_cost_over_monthly_pay_of_the_same_person() -> None:
    assert indicator.ratio(somebody("5000", "2500")) == 2
    given_back = (Payment(Decimal(5000), "GTQ", None, Decimal(4000)),)
    assert indicator.ratio(somebody("0", "2500", payments=given_back)) == Decimal("0.4")


def test_a_pay_in_dollars_needs_a_dated_rate() -> None:
    one = somebody("7700", "1000", pay_currency="USD")
    assert indicator.ratio(one) is None, "no rate is invented"
    assert indicator.ratio(one, [USD]) == 1
    assert indicator.ratio(somebody("100", "1000", pay_currency="EUR"), [USD]) is None
    dollars = (Payment(Decimal(500), "USD", None, Decimal(0)),)
    assert indicator.ratio(somebody("0", "1000", payments=dollars, pay_currency="USD")) == Decimal("0.5")


def test_four_persons_are_no_figure_and_five_are() -> None:
    four = [somebody(str(1000 * number), "1000") for number in range(1, 5)]
    assert indicator.figures(four) == []
    (whole, corridor) = indicator.figures([*four, somebody("5000", "1000")])
    assert (whole.group, whole.persons, whole.mean, whole.median) == ("seasonal", 5, Decimal(3), Decimal(3))
    assert corridor.corridor == "US"


def test_seasonal_and_official_stand_apart() -> None:
    seasonal = [somebody("1000", "1000") for _ in range(5)]
    official = [somebody("4000", "1000", group="official", corridor="CA") for _ in range(5)]
    found = {(one.group, one.corridor): one.median for one in indicator.figures([*seasonal, *official])}
    assert found["official", None] == 4
    assert found["seasonal", None] == 1


def test_no_difference_between_two_figures_tells_of_a_few() -> None:
    """Eight in all, five of one country: the other three could be reckoned from both."""
    people = [somebody("1000", "1000")] * 5 + [somebody("9000", "1000", corridor="CA")] * 3
    assert [(one.corridor, one.persons) for one in indicator.figures(people)] == [(None, 8)]


@given(st.lists(st.tuples(st.integers(1, 9000), st.sampled_from(["US", "CA", "ES"])), max_size=20))
def test_every_figure_is_of_five_or_more(rows: list[tuple[int, str]]) -> None:
    found = indicator.figures([somebody(str(cost), "1000", corridor=where) for cost, where in rows])
    assert all(one.persons >= FEWEST for one in found)
    assert all(one.mean >= 0 for one in found)


def test_copies_and_work_at_home_are_not_persons_of_the_indicator(session: Session) -> None:
    paid = (Paid(cost_code="F1", amount=Decimal(2000)),)
    agency = agency_named(session)

    def told(text: str, corridor: str) -> None:
        sent(
            session, agency, text=text, payments=paid, corridor=corridor,
            first_pay=Decimal(1000), first_pay_currency="GTQ",
        )  # fmt: skip

    for number in range(6):
        told(f"{STORIES[0]} {number}", "US")
    for story in STORIES[1:]:
        told(story, "GT")
    assert indicator.told_of_pay(session) == 1
    assert indicator.current(session) == []


# ---------------------------------------------------------------- exchange rates


def test_the_file_holds_no_rate_without_a_source(tmp_path: Path) -> None:
    assert all(one.source and one.gtq_per_unit > 0 for one in rates.known())
    bad = tmp_path / "rates.csv"
    bad.write_text("currency,on,gtq_per_unit,source\nUSD,2026-01-15,7.7,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="source"):
        rates.read(bad)


@pytest.mark.parametrize(
    ("currency", "on", "expected"),
    [
        ("GTQ", None, Decimal(10)),
        ("USD", date(2026, 1, 20), Decimal("77.00")),
        ("USD", date(2026, 2, 15), Decimal("77.00")),
        ("USD", date(2026, 3, 1), None),
        ("USD", None, None),
        ("MXN", date(2026, 1, 15), None),
    ],
)
def test_a_rate_is_good_for_a_month_around_its_day(
    currency: str, on: date | None, expected: Decimal | None
) -> None:
    assert rates.in_gtq(Decimal(10), currency, on, [USD]) == expected
