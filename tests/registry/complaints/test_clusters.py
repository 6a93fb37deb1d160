"""One source or several: copies count once, honest reports stay apart, and the order of arrival changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.complaints import clusters
from registry.complaints.clusters import Told
from tests.registry.complaints.reports import STORIES

DAY = date(2026, 3, 2)
WORDS = st.sampled_from(
    [
        "agencia",
        "dinero",
        "finca",
        "papel",
        "visa",
        "lista",
        "banco",
        "hotel",
        "curso",
        "garantía",
        "sueldo",
        "patrón",
        "viaje",
    ]
)
TEXTS = st.one_of(st.none(), st.sampled_from(STORIES), st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
REPORTS = st.lists(
    st.tuples(TEXTS, st.one_of(st.none(), st.sampled_from("abc"))), min_size=1, max_size=9
).map(lambda rows: [Told(key, text, contact, DAY) for key, (text, contact) in enumerate(rows, start=1)])


def sources(told: list[Told]) -> dict[int, int]:
    return clusters.sources(told, alike_over=95)


@given(REPORTS, st.randoms())
def test_the_order_of_arrival_changes_nothing(told: list[Told], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sources(shuffled) == sources(told)


@given(REPORTS)
def test_sources_part_the_reports(told: list[Told]) -> None:
    """Each report has one source, which is a report of that source, and the first of it."""
    found = sources(told)
    assert set(found) == {one.key for one in told}
    assert all(found[source] == source and source <= key for key, source in found.items())


@given(REPORTS, st.integers(min_value=2, max_value=30))
def test_a_flood_of_copies_is_one_source(told: list[Told], copies: int) -> None:
    """However often one report is sent again, the number of sources stays what it was."""
    again = [Told(100 + number, told[0].text, told[0].contact, DAY) for number in range(copies)]
    if not told[0].text and told[0].contact is None:
        # Voice notes alone: nothing to compare, so they stay apart and a person listens.
        assert len(set(sources([*told, *again]).values())) == len(set(sources(told).values())) + copies
    else:
        assert len(set(sources([*told, *again]).values())) == len(set(sources(told).values()))


@given(REPORTS)
def test_one_more_report_is_at_most_one_more_source(told: list[Told]) -> None:
    assert len(set(sources(told).values())) - len(set(sources(told[:-1]).values())) <= 1


@given(REPORTS)
def test_the_same_contact_is_one_source(told: list[Told]) -> None:
    found = sources(told)
    by_contact: dict[str, set[int]] = {}
    for one in told:
        if one.contact:
            by_contact.setdefault(one.contact, set()).add(found[one.key])
    assert all(len(keys) == 1 for keys in by_contact.values())


def test_seven_honest_stories_are_seven_sources() -> None:
    told = [Told(key, text, None, DAY) for key, text in enumerate(STORIES)]
    assert len(set(sources(told).values())) == len(STORIES)


def test_a_copy_with_its_words_moved_and_accents_lost_is_the_same_source() -> None:
    moved = "no me dio papel el señor de la oficina me pidio CINCO MIL quetzales por anotarme en la lista de Canada y"
    assert clusters.likeness(STORIES[0], moved) > 95


def test_a_short_report_is_not_swallowed_by_a_long_one() -> None:
    """Its words stand in the long one too: on the token-set ratio alone they would be one source."""
    assert clusters.likeness("Me pidió quetzales", STORIES[0]) < 95
    assert clusters.likeness("Me cobraron dinero", "me cobraron DINERO.") > 95


def test_a_burst_is_marked_and_what_came_apart_is_not() -> None:
    burst = [Told(key, None, None, DAY) for key in range(5)]
    apart = [Told(10 + week, None, None, DAY + timedelta(weeks=week)) for week in range(1, 8)]
    assert clusters.in_bursts([*apart, *burst], reports=5, days=2) == {0, 1, 2, 3, 4}
    assert clusters.in_bursts(apart, reports=5, days=2) == set()
