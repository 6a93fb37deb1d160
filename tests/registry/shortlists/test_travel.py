"""Travel to a meeting point: straight lines between capitals, and nothing made up."""

from __future__ import annotations

from itertools import product

import pytest

from registry.seeds.reference import departments, municipalities
from registry.shortlists.travel import (
    From,
    capitals,
    nearest_to_all,
    people_by_department,
    straight_kilometres,
)


def test_every_department_has_a_capital_that_is_one_of_its_municipalities() -> None:
    for code, capital in capitals().items():
        assert capital.name in {one.name for one in municipalities().values() if one.department == code}


@pytest.mark.parametrize(
    "start, end, kilometres",
    [("01", "03", 25), ("01", "09", 110), ("01", "13", 128), ("01", "17", 262), ("09", "13", 55)],
)
def test_known_distances(start: str, end: str, kilometres: int) -> None:
    """As measured on a map, to a few kilometres."""
    assert straight_kilometres(start, end) == pytest.approx(kilometres, abs=5)


def test_there_is_as_far_as_back() -> None:
    for start, end in product(departments(), repeat=2):
        assert straight_kilometres(start, end) == straight_kilometres(end, start)
        assert (straight_kilometres(start, end) == 0) == (start == end)


def test_people_are_grouped_and_nothing_is_made_up() -> None:
    homes = ["1301", "1302", "0901", None]
    assert people_by_department(homes, "13") == [From("13", 2, 0), From("09", 1, 55), From(None, 1, None)]
    assert {one.kilometres for one in people_by_department(homes, None)} == {None}


def test_the_place_nearest_to_everybody() -> None:
    assert nearest_to_all(["1301", "1302", "1303", "0901"]) == "13"
    assert nearest_to_all([None]) is None
