"""From where the people of a list would travel to a meeting point: information for planning, never part of a score.

All that is known of a person's home is the municipality; all that is known of roads is nothing. So distances are
straight lines between the capitals of departments (reference/capitals.csv: GeoNames, two decimals, about a kilometre),
said to be straight lines wherever they are shown, and never turned into hours: the road is longer, in the mountains
far longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from registry.seeds.reference import BadReferenceError, departments, rows

_EARTH_KM = 6_371.0
_FILE = "capitals.csv"


@dataclass(frozen=True, slots=True)
class Capital:
    """The capital of a department; degrees north and east."""

    department: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class From:
    """People of a list from one department. kilometres: straight line to the meeting point's department; None where
    there is no meeting point, or the person did not say where they live; 0 is the same department."""

    department: str | None
    people: int
    kilometres: int | None


@cache
def capitals() -> dict[str, Capital]:
    """The 22 capitals by department. Raises BadReferenceError."""
    found = {
        row["department"]: Capital(
            row["department"], row["capital"], float(row["latitude"]), float(row["longitude"])
        )
        for row in rows(_FILE, ("department", "capital", "latitude", "longitude"))
    }
    if list(found) != list(departments()):
        raise BadReferenceError(f"{_FILE}: not one capital for each department, in order")
    return found


def straight_kilometres(start: str, end: str) -> int:
    """Great-circle distance between the capitals of two departments, in whole kilometres."""
    one, two = capitals()[start], capitals()[end]
    north, east = radians(two.latitude - one.latitude), radians(two.longitude - one.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(two.latitude)) * sin(east / 2) ** 2
    return round(2 * _EARTH_KM * asin(sqrt(chord)))


def people_by_department(municipalities: Iterable[str | None], meeting_point: str | None) -> list[From]:
    """The municipalities of a list's people by department, most people first. meeting_point: a department or None."""
    counts = Counter(code[:2] if code else None for code in municipalities)
    found = [
        From(code, number, straight_kilometres(code, meeting_point) if code and meeting_point else None)
        for code, number in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.people, one.department or "99"))


def nearest_to_all(municipalities: Iterable[str | None]) -> str | None:
    """The department whose capital is nearest to everybody together, in straight lines; None if nobody said where
    they live. A first idea for a fair, no more."""
    homes = Counter(code[:2] for code in municipalities if code)
    if not homes:
        return None
    return min(
        capitals(),
        key=lambda there: (sum(straight_kilometres(home, there) * n for home, n in homes.items()), there),
    )
