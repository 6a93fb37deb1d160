"""The same firm, or only a name like it."""

from __future__ import annotations

from datetime import date

import pytest

from registry.lists.compare import Firm, Listed, alike, same_place
from registry.lists.reading import keys_of


def listed(name: str, place: str | None = "Lyons", region: str | None = "GA") -> Listed:
    key, other = keys_of(name)
    return Listed(name, key, other, place, region, None, None)


ORCHARDS = listed("Invented Orchards, LLC", "Vidalia")
FARMS = listed("Fictional Farms Inc. d/b/a Make-Believe Melons")
OTHERS = [
    listed(name) for name in ("Miller Brothers Farms", "Smith Landscaping Inc", "Global Harvesting Ltd.")
]


def found(name: str, city: str | None = "Vidalia", region: str | None = "GA") -> list[tuple[str, bool]]:
    firm = Firm((name,), city, region)
    return [(one.listed.name, one.is_certain) for one in alike(firm, [ORCHARDS, FARMS, *OTHERS])]


@pytest.mark.parametrize(
    ("name", "city", "region", "expected"),
    [
        ("INVENTED ORCHARDS, L.L.C.", "Vidalia", "US-GA", [("Invented Orchards, LLC", True)]),
        ("Invented Orchards", "VIDALIA", None, [("Invented Orchards, LLC", True)]),
        ("Invented Orchards", "Macon", "GA", [("Invented Orchards, LLC", False)]),
        ("Invented Orchards", "Vidalia", "LA", [("Invented Orchards, LLC", False)]),
        ("Invented Orchards", None, None, [("Invented Orchards, LLC", False)]),
        ("Invnted Orchards LLC", "Vidalia", "GA", [("Invented Orchards, LLC", False)]),
        ("Orchards Invented", "Vidalia", "GA", [("Invented Orchards, LLC", False)]),
        ("Make Believe Melons", "Lyons", "GA", [(FARMS.name, True)]),
        ("Müller Brothers Farms", "Lyons", "GA", [("Miller Brothers Farms", False)]),
    ],
)
def test_who_is_meant(
    name: str, city: str | None, region: str | None, expected: list[tuple[str, bool]]
) -> None:
    assert found(name, city, region) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Pine Valley Farms", "Taylor Brothers Orchards", "Green Landscaping Services", "Valley Harvesting LLC",
        "Real Orchards", "Invented Nursery", "Jones Farms", "Melon King", "Global Foods",
    ],
)  # fmt: skip
def test_who_only_shares_a_word_of_the_trade_is_left_alone(name: str) -> None:
    assert found(name) == []


def test_a_place_in_an_address() -> None:
    address = listed("X", "12 Fiction Road, Leamington, Ontario", None)
    assert same_place(Firm(("X",), "Leamington", "ON"), address)
    assert not same_place(Firm(("X",), "Leam", "ON"), address)
    assert same_place(Firm(("X",), "St. John's", None), listed("X", "St. John's, NL A1B 3M7", None))


def test_a_sanction_holds_on_its_days_both_counted() -> None:
    one = Listed("X", "x", None, None, None, date(2025, 6, 1), date(2027, 5, 31))
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2027, 5, 31), date(2027, 6, 1)]
    assert [one.holds_on(day) for day in days] == [False, True, True, False]
    assert Listed("X", "x", None, None, None, None, None).holds_on(date(2026, 1, 1))
