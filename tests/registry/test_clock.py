"""The clock shows the present, except to the story of the demo, whose people need a past."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import registry
from registry import clock

THEN = datetime(2024, 5, 1, 3, 30, tzinfo=UTC)


def test_inside_it_is_the_past_and_afterwards_the_present_again() -> None:
    with clock.at(THEN):
        assert clock.now() == THEN
        # Half past three in the morning of Greenwich is the evening before in Guatemala.
        assert clock.today().isoformat() == "2024-04-30"
    assert datetime.now(UTC) - clock.now() < timedelta(minutes=1)


def test_an_error_inside_does_not_leave_the_clock_in_the_past() -> None:
    with pytest.raises(KeyError), clock.at(THEN):
        raise KeyError
    assert clock.now() > THEN


@pytest.mark.parametrize("moment", [datetime(2024, 5, 1), datetime(2999, 1, 1, tzinfo=UTC)])
def test_neither_a_time_without_a_zone_nor_one_to_come_can_be_told(moment: datetime) -> None:
    with pytest.raises(ValueError, match="no moment of the past"), clock.at(moment):
        pass


def test_only_the_seeds_turn_the_clock_back() -> None:
    root = Path(registry.__file__).parents[1]
    using = {
        path.relative_to(root).as_posix()
        for package in ("app", "registry")
        for path in (root / package).rglob("*.py")
        if re.search(r"\bclock\.at\(", path.read_text(encoding="utf-8"))
    }
    assert using
    assert all(path.startswith("registry/seeds/") for path in using), using
