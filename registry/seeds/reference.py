"""Public reference tables, read once from reference/*.csv: places, languages, countries, regions.

Places: the 22 departments and 340 municipalities with INE codes, the numbering that the DPI uses too. Checked
against the SEGEPLAN 2026 catalogue, a table of birthplaces for identity documents and the COD-AB of OCHA.
`pcode` is the COD-AB's: it swaps Sansare and Sanarate, so a P-code is not always "GT" plus the INE code.
Populations: census of 2018. Country names follow CLDR. Chalchiteko has no ISO 639-3 code; `qch` is from the
range kept for local use.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matching.text import fold

FOLDER = Path(__file__).parent / "reference"

# Municipalities in force per department, 01 to 22. Tables that count 334 or 338 are out of date:
# Decrees 04-2015 and 06-2015 made Sipacate (05-14) and Petatán (13-33).
MUNICIPALITIES_IN_FORCE = (17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17)
MAYAN_LANGUAGES = 22


class BadReferenceError(ValueError):
    """A reference file is not what it must be. Says which file, and which row or count."""


@dataclass(frozen=True, slots=True)
class Department:
    """`code` "01" to "22" (INE)."""

    code: str
    name: str
    iso_3166_2: str
    population_2018: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """`code` is the INE code, department and municipality: "0514" is Sipacate. `aliases`: other names."""

    code: str
    department: str
    name: str
    aliases: tuple[str, ...]
    pcode: str | None


@dataclass(frozen=True, slots=True)
class Language:
    """`code`: ISO 639-1 where there is one, otherwise ISO 639-3. `own_name`: what its speakers call it."""

    code: str
    own_name: str
    es: str
    en: str
    is_mayan: bool
    is_world: bool


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166-1 alpha-2."""

    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Region:
    """A state, province or autonomous community where a scheme places people. ISO 3166-2 ("US-GA")."""

    code: str
    country: str
    es: str
    en: str


@cache
def departments() -> dict[str, Department]:
    """The 22 departments by INE code, in order."""
    found = {
        row["code"]: Department(row["code"], row["name"], row["iso_3166_2"], int(row["population_2018"]))
        for row in rows("departments.csv", ("code", "name", "iso_3166_2", "population_2018"))
    }
    if list(found) != [f"{n:02d}" for n in range(1, 23)]:
        raise BadReferenceError("departments.csv: not the codes 01 to 22 in order")
    return found


@cache
def municipalities() -> dict[str, Municipality]:
    """The 340 municipalities by INE code, in order."""
    found = {
        row["code"]: Municipality(
            row["code"],
            row["department"],
            row["name"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
            row["pcode"] or None,
        )
        for row in rows("municipalities.csv", ("code", "department", "name", "aliases", "pcode"), optional=2)
    }
    expected = [
        f"{department}{n:02d}"
        for department, count in zip(departments(), MUNICIPALITIES_IN_FORCE, strict=True)
        for n in range(1, count + 1)
    ]
    if list(found) != expected:
        wrong = set(found) ^ set(expected)
        raise BadReferenceError(f"municipalities.csv: missing, unknown or out of order: {sorted(wrong)}")
    for one in found.values():
        if one.department != one.code[:2] or (one.pcode and not re.fullmatch(r"GT\d{4}", one.pcode)):
            raise BadReferenceError(f"municipalities.csv: {one.code}: department or pcode is wrong")
    return found


def municipality(code: str) -> Municipality:
    """One municipality by INE code. KeyError when there is none."""
    return municipalities()[code]


def municipalities_named(text: str) -> list[Municipality]:
    """Municipalities that a text may mean: an INE code, a name or another name in use, however it is spelt.

    "San Pedro Sacatepéquez" is two places; "San Pedro Sacatepéquez, San Marcos" is one.
    """
    name, _, department = (part.strip() for part in text.partition(","))
    if name in municipalities():
        return [municipalities()[name]]
    found = _by_name().get(fold(name), ())
    wanted = fold(department)
    return [one for one in found if not wanted or fold(departments()[one.department].name) == wanted]


@cache
def _by_name() -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for one in municipalities().values():
        for name in (one.name, *one.aliases):
            found[fold(name)] = (*found.get(fold(name), ()), one)
    return found


@cache
def home_places() -> dict[str, str]:
    """Places at home that people may avoid: "GT-13" a department, "GT-1301" a municipality, to their names."""
    places: list[Department | Municipality] = [*departments().values(), *municipalities().values()]
    return {f"GT-{one.code}": one.name for one in places}


@cache
def languages() -> dict[str, Language]:
    """Spanish, English, French, the 22 Mayan languages, Garífuna and Xinka, by code."""
    found = {
        row["code"]: Language(
            row["code"], row["own_name"], row["es"], row["en"], _flag(row["is_mayan"]), _flag(row["is_world"])
        )
        for row in rows(
            "languages.csv", ("code", "own_name", "es", "en", "is_mayan", "is_world", "note"), optional=1
        )
    }
    if sum(one.is_mayan for one in found.values()) != MAYAN_LANGUAGES:
        raise BadReferenceError(f"languages.csv: not {MAYAN_LANGUAGES} Mayan languages")
    for code in found:
        if not re.fullmatch(r"[a-z]{2,3}", code):
            raise BadReferenceError(f"languages.csv: {code}: not an ISO 639 code")
    return found


@cache
def countries() -> dict[str, Country]:
    """All countries of ISO 3166-1, by code."""
    found = {
        row["code"]: Country(row["code"], row["es"], row["en"])
        for row in rows("countries.csv", ("code", "es", "en"))
    }
    for code in found:
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise BadReferenceError(f"countries.csv: {code}: not an ISO 3166-1 code")
    return found


@cache
def regions() -> dict[str, Region]:
    """States of the US, provinces of Canada and autonomous communities of Spain, by ISO 3166-2 code."""
    found = {
        row["code"]: Region(row["code"], row["country"], row["es"], row["en"])
        for row in rows("regions.csv", ("code", "country", "es", "en"))
    }
    for one in found.values():
        if one.country not in countries() or not re.fullmatch(rf"{one.country}-[A-Z]{{2}}", one.code):
            raise BadReferenceError(f"regions.csv: {one.code}: country or code is wrong")
    return found


def rows(name: str, columns: tuple[str, ...], *, optional: int = 0) -> Iterator[dict[str, str]]:
    """Rows of a reference file: exactly these columns, first cell unique, the last `optional` may be empty.

    Raises BadReferenceError with file and line.
    """
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise BadReferenceError(f"{name}: columns are {reader.fieldnames}, not {list(columns)}")
        required = columns[: len(columns) - optional]
        seen: set[str] = set()
        for row in reader:
            if None in row or None in row.values() or not all(row[column].strip() for column in required):
                raise BadReferenceError(f"{name}:{reader.line_num}: a cell is missing or one too many")
            if row[columns[0]] in seen:
                raise BadReferenceError(f"{name}:{reader.line_num}: {row[columns[0]]} stands twice")
            seen.add(row[columns[0]])
            yield row


def _flag(text: str) -> bool:
    return {"yes": True, "no": False}[text]
