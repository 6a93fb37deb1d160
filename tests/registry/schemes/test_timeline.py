"""The clocks on real dates: known days, what is missing, and what holds for any dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.schemes.clocks import read_clocks
from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts
from registry.schemes.loader import ruleset
from registry.schemes.strict import LawError
from registry.schemes.timeline import Dates, Due, DueState, by_urgency, shown_by_facts, timeline

LAW = ruleset()
S = DueState
# From April to the end of October: 214 days.
SEASON = Dates(first_day=date(2027, 4, 1), last_day=date(2027, 10, 31), calendar="US-GA")


def steps(scheme: str, dates: Dates, today: date, subject: str = "vacancy") -> dict[str, Due]:
    return {due.id: due for due in timeline(LAW, scheme, dates, today, subject=subject)}


def with_done(dates: Dates, **done: date | None) -> Dates:
    return Dates(dates.first_day, dates.last_day, done, dates.calendar)


# ------------------------------------------------------------------ known days


def test_the_job_order_of_h2a_goes_in_75_to_60_days_before() -> None:
    order = steps("H2A", SEASON, date(2027, 1, 20))["job_order"]
    assert (order.since, order.until) == (date(2027, 1, 16), date(2027, 1, 31))
    assert (order.state, order.who) == (S.NOW, "employer")
    # A Sunday: the office is closed, and the page says so.
    assert order.is_rest_day


@pytest.mark.parametrize(
    ("today", "state", "is_pressing"),
    [
        (date(2027, 1, 10), S.LATER, False),
        (date(2027, 1, 16), S.NOW, False),
        (date(2027, 1, 24), S.NOW, True),
        (date(2027, 1, 31), S.NOW, True),
        (date(2027, 2, 1), S.OVERDUE, True),
    ],
)
def test_the_states_of_one_step_as_days_go_by(today: date, state: DueState, is_pressing: bool) -> None:
    order = steps("H2A", SEASON, today)["job_order"]
    assert (order.state, order.is_pressing(today)) == (state, is_pressing)


def test_half_of_the_contract() -> None:
    refund = steps("H2A", SEASON, date(2027, 5, 1), "placement")["journey_refund"]
    assert refund.until == date(2027, 7, 16)
    assert (refund.until - date(2027, 4, 1)).days + 1 == 107
    ten_days = Dates(date(2027, 4, 1), date(2027, 4, 10))
    assert steps("H2A", ten_days, date(2027, 4, 1), "placement")["journey_refund"].until == date(2027, 4, 5)
    nine_days = Dates(date(2027, 4, 1), date(2027, 4, 9))
    assert steps("H2A", nine_days, date(2027, 4, 1), "placement")["journey_refund"].until == date(2027, 4, 5)


@pytest.mark.parametrize(
    ("first_day", "until"),
    [
        (date(2027, 5, 31), date(2027, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2027, 3, 1), date(2026, 12, 1)),
    ],
)
def test_spain_is_asked_three_calendar_months_before(first_day: date, until: date) -> None:
    assert steps("ES_GECCO", Dates(first_day), date(2026, 6, 1))["application"].until == until


def test_two_working_days_step_over_a_holiday_and_a_weekend() -> None:
    thanksgiving = with_done(SEASON, early_end=date(2027, 11, 24))
    notice = steps("H2A", thanksgiving, date(2027, 11, 25), "placement")["early_end_notice"]
    assert notice.until == date(2027, 11, 29)
    assert notice.state == S.NOW


def test_five_working_days_of_spain_over_the_bridge_of_december() -> None:
    filed = with_done(SEASON, visas_filed=date(2026, 12, 3))
    assert steps("ES_GECCO", filed, date(2026, 12, 3))["visas_issued"].until == date(2026, 12, 11)


def test_a_housing_inspection_is_good_for_eight_months_before_the_application() -> None:
    inspection = steps("CA_AG", with_done(SEASON, application=date(2026, 10, 31)), date(2026, 9, 1))
    assert inspection["housing_inspection"].since == date(2026, 2, 28)
    assert inspection["housing_inspection"].until == date(2026, 10, 31)


def test_what_comes_before_an_application_is_counted_from_its_latest_day() -> None:
    """H-2B is applied for 75 days before at the latest, and the wage asked 60 days before that."""
    request = steps("H2B", SEASON, date(2026, 11, 1))["wage_request"]
    assert (request.until, request.state, request.missing) == (date(2026, 11, 17), S.NOW, ())
    assert steps("H2B", SEASON, date(2026, 11, 18))["wage_request"].state == S.OVERDUE
    applied = with_done(SEASON, application=date(2027, 1, 10))
    assert steps("H2B", applied, date(2027, 1, 10))["wage_request"].state == S.OVER


@pytest.mark.parametrize("step", ["advertising", "housing_inspection"])
def test_an_application_without_a_day_in_the_law_is_prepared_from_the_start(step: str) -> None:
    found = steps("CA_AG", SEASON, date(2026, 9, 1))[step]
    assert (found.state, found.since, found.until, found.missing) == (S.NOW, None, None, ())
    applied = with_done(SEASON, application=date(2026, 10, 31))
    assert steps("CA_AG", applied, date(2026, 11, 1))[step].state == S.OVER


def test_what_a_worker_is_owed_before_arriving_stays_overdue() -> None:
    waiting = steps("CA_AG", SEASON, date(2027, 3, 1), "placement")["health_insurance"]
    assert (waiting.until, waiting.state) == (SEASON.first_day, S.NOW)
    arrived = with_done(SEASON, arrival=date(2027, 3, 30))
    assert steps("CA_AG", arrived, date(2027, 4, 2), "placement")["health_insurance"].state == S.OVERDUE


@pytest.mark.parametrize(
    ("scheme", "step", "dates", "closed"),
    [
        # Family Day: in Ontario, not in Quebec.
        ("CA_AG", "housing_inspection", Dates(None, None, {"application": date(2027, 2, 15)}, "CA-ON"), True),
        (
            "CA_AG",
            "housing_inspection",
            Dates(None, None, {"application": date(2027, 2, 15)}, "CA-QC"),
            False,
        ),
        # The day of Andalusia, a Friday.
        ("ES_GECCO", "application", Dates(date(2025, 5, 28), None, {}, "ES-AN"), True),
        ("ES_GECCO", "application", Dates(date(2025, 5, 28), None, {}, "ES-MD"), False),
        # Guatemala's Ministry keeps Guatemala's holidays.
        ("GT_SNE", "matching", Dates(date(2027, 9, 15), None, {}, "GT"), True),
        # A person's step is no office's business.
        ("H2A", "arrival", Dates(date(2027, 7, 4), None, {}, "US-GA"), False),
    ],
)
def test_a_last_day_on_which_offices_are_closed(scheme: str, step: str, dates: Dates, closed: bool) -> None:
    subject = "placement" if step == "arrival" else "vacancy"
    assert steps(scheme, dates, date(2025, 1, 1), subject)[step].is_rest_day == closed


# ------------------------------------------------------------------ what is missing, what is shown, what depends


def test_what_is_not_known_is_named() -> None:
    without_dates = steps("H2A", Dates(), date(2027, 1, 1))
    assert without_dates["job_order"].state == S.UNKNOWN
    assert without_dates["job_order"].missing == ("first_day",)
    waiting = steps("H2A", SEASON, date(2027, 1, 1))
    assert waiting["petition"].missing == ("certification",)
    assert waiting["petition"].state == S.UNKNOWN
    refund = steps("H2A", Dates(SEASON.first_day), date(2027, 1, 1), "placement")["journey_refund"]
    assert refund.missing == ("last_day",)


def test_a_certified_order_shows_the_steps_before_it() -> None:
    scheme = LAW.scheme("H2A")
    assert scheme is not None
    facts = VacancyFacts(scheme="H2A", official_status="Determination Issued - Certification")
    done = shown_by_facts(scheme, facts)
    assert set(done) == {"job_order", "application", "acceptance", "certification"}
    found = steps("H2A", Dates(SEASON.first_day, SEASON.last_day, done), date(2027, 2, 20))
    assert found["job_order"].state == S.DONE
    # Nobody wrote down the day of the certification, and the petition waits for nothing else.
    assert (found["petition"].state, found["petition"].missing) == (S.NOW, ())
    returned = VacancyFacts(scheme="H2A", official_status="Determination Issued - Certification (Returned)")
    assert shown_by_facts(scheme, returned) == {}


def test_a_dated_fact_is_the_day_of_its_step() -> None:
    scheme = LAW.scheme("ES_GECCO")
    assert scheme is not None
    facts = VacancyFacts(scheme="ES_GECCO", application_filed_on=date(2026, 12, 1))
    assert shown_by_facts(scheme, facts) == {"application": date(2026, 12, 1)}


def test_what_is_asked_only_in_a_case_is_never_overdue_before_the_case() -> None:
    today = date(2027, 8, 1)
    idle = steps("H2A", SEASON, today, "placement")
    assert idle["early_end_notice"].state == S.UNKNOWN
    assert steps("ES_GECCO", SEASON, today)["call"].state == S.UNKNOWN
    ended = steps("H2A", with_done(SEASON, early_end=date(2027, 7, 1)), today, "placement")
    assert ended["early_end_notice"].state == S.OVERDUE
    assert ended["early_end_grace"].state == S.NOW


def test_a_duty_holds_between_its_days_and_presses_nobody() -> None:
    assert steps("H2B", SEASON, date(2026, 12, 1))["no_layoff"].state == S.LATER
    held = steps("H2B", SEASON, date(2027, 10, 30))["no_layoff"]
    assert (held.state, held.is_pressing(date(2027, 10, 30))) == (S.NOW, False)
    assert steps("H2B", SEASON, date(2027, 11, 1))["no_layoff"].state == S.OVER


# ------------------------------------------------------------------ for any dates

_days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
_subjects = st.sampled_from(("vacancy", "placement"))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, str, Dates, date]:
    scheme = draw(st.sampled_from(MODELLED_SCHEMES))
    first = draw(st.none() | _days)
    last = first + timedelta(days=draw(st.integers(0, 400))) if first and draw(st.booleans()) else None
    law = LAW.scheme(scheme)
    assert law is not None
    ids = [clock.id for clock in law.clocks]
    done = draw(st.dictionaries(st.sampled_from(ids), st.none() | _days, max_size=4))
    return (
        scheme,
        draw(_subjects),
        Dates(first, last, done, draw(st.sampled_from((None, "US-GA", "ES")))),
        draw(_days),
    )


@pytest.mark.parametrize("scheme", MODELLED_SCHEMES)
@pytest.mark.parametrize("subject", ["vacancy", "placement"])
@given(first=_days, length=st.integers(14, 270), lead=st.integers(95, 200))
def test_no_step_of_a_season_ends_before_it_begins(
    scheme: str, subject: str, first: date, length: int, lead: int
) -> None:
    """Applied for in time, decided before the first day: what people who keep the law find in their list."""
    done = {
        "application": first - timedelta(days=lead),
        "acceptance": first - timedelta(days=60),
        "arrival": first,
    }
    dates = Dates(first, first + timedelta(days=length), done)
    for due in timeline(LAW, scheme, dates, first, subject=subject):
        assert due.since is None or due.until is None or due.since <= due.until, due.id


@given(cases())
def test_states_agree_with_their_days(case: tuple[str, str, Dates, date]) -> None:
    scheme, subject, dates, today = case
    found = timeline(LAW, scheme, dates, today, subject=subject)
    for due in found:
        assert (due.state == S.DONE) == (due.id in dates.done)
        if due.state == S.OVERDUE:
            assert due.until is not None and due.until < today
        if due.state == S.LATER:
            assert due.since is not None and today < due.since
        if due.state == S.NOW:
            assert not due.missing and (due.until is None or today <= due.until)
        if due.state == S.UNKNOWN:
            assert due.missing or due.only_if
    ordered = by_urgency(found)
    assert sorted(due.id for due in ordered) == sorted(due.id for due in found)
    places = [list(DueState).index(due.state) for due in ordered]
    assert places == sorted(places)


@given(cases(), st.integers(1, 200))
def test_time_only_moves_a_step_forward(case: tuple[str, str, Dates, date], later: int) -> None:
    """Nothing that was overdue becomes early again, and a step that nobody ticked is never done."""
    scheme, subject, dates, today = case
    order = {S.LATER: 0, S.NOW: 1, S.OVERDUE: 2, S.OVER: 2}
    before = timeline(LAW, scheme, dates, today, subject=subject)
    after = timeline(LAW, scheme, dates, today + timedelta(days=later), subject=subject)
    for one, other in zip(before, after, strict=True):
        assert (one.since, one.until) == (other.since, other.until)
        if one.state in order and other.state in order:
            assert order[one.state] <= order[other.state]


# ------------------------------------------------------------------ the file is read strictly

GOOD = """\
- id: one
  for: vacancy
  who: employer
  text: {es: "Haga esto.", en: "Do this."}
  until: {anchor: first_day, days: -3}
  reference: {title: "Ley"}
  confidence: verified
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("who: employer", "who: boss", 3, "it must be one of"),
        ("for: vacancy", "for: nobody", 2, "it must be one of"),
        ("  confidence: verified", "  confidence: verified\n  color: red", 8, "is not known"),
        ("anchor: first_day, days: -3", "anchor: first_day, days: soon", 5, "must be of kind"),
        ("anchor: first_day, days: -3", "anchor: first_day", 5, "a moment has"),
        ("anchor: first_day, days: -3", "step: other, days: 3", 5, "it must be one of"),
        ("anchor: first_day, days: -3", "step: one, days: 3", 1, "cannot wait for itself"),
        ("anchor: first_day, days: -3", "anchor: first_day, percent: 50", 5, "a share of the contract"),
        ("anchor: first_day, days: -3", "anchor: contract, percent: 120", 5, "is no share"),
        ("anchor: first_day, days: -3", "anchor: last_day, working_days: 2", 5, "need a calendar"),
        ("  reference", "  shown_by: no_such_fact\n  reference", 6, "there is no fact"),
        ("  reference", "  duty: true\n  reference", 6, "a duty holds"),
        ("  reference: {title: \"Ley\"}\n", "", 1, "reference is missing"),
        ("- id: one", "- id: one\n  id: two", 2, "written twice"),
    ],
)  # fmt: skip
def test_refusals_name_file_and_line(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    file = tmp_path / "clocks.yaml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError, match=problem) as raised:
        read_clocks(file)
    assert (raised.value.path, raised.value.line) == (file, line)


def test_every_scheme_has_clocks_and_they_count_under_the_hash() -> None:
    for name in MODELLED_SCHEMES:
        scheme = LAW.scheme(name)
        assert scheme is not None
        assert {clock.subject for clock in scheme.clocks} == {"vacancy", "placement"}, name
    assert "20 CFR 655.121" in LAW.text
