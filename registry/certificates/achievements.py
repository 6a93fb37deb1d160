"""What can be tested, from achievements.yaml: name, criteria, the occupation and the skills it proves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from matching.taxonomy import lexicon
from registry.errors import NotFound

_FILE = Path(__file__).parent / "achievements.yaml"


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """`version`: of the file; a certificate keeps the one it was tested by. `isco`: ISCO-08, four digits."""

    id: str
    version: str
    occupation: str
    isco: str
    skills: tuple[str, ...]
    names: dict[str, str]
    descriptions: dict[str, str]
    criteria: tuple[Criterion, ...]

    def name(self, language: str) -> str:
        return self.names["en" if language == "en" else "es"]

    def description(self, language: str) -> str:
        return self.descriptions["en" if language == "en" else "es"]


@cache
def every() -> dict[str, Achievement]:
    """By id, in the order of the file. Raises ValueError for a code the taxonomy does not know, KeyError for a gap."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {row["id"]: _read(row, told["version"]) for row in told["achievements"]}


def _read(row: dict[str, Any], version: str) -> Achievement:
    known = lexicon()
    unknown = [code for code in (row["occupation"], *row["skills"]) if known.entry(code) is None]
    if unknown or not row["criteria"]:
        raise ValueError(f"{_FILE.name}: {row['id']}: {unknown or 'no criteria'}")
    return Achievement(
        id=row["id"],
        version=version,
        occupation=row["occupation"],
        isco=known.occupations[row["occupation"]].isco08,
        skills=tuple(row["skills"]),
        names={language: row[language]["name"] for language in ("es", "en")},
        descriptions={language: row[language]["description"] for language in ("es", "en")},
        criteria=tuple(Criterion(one["id"], one["es"], one["en"]) for one in row["criteria"]),
    )


def find(code: str) -> Achievement:
    """Raises NotFound."""
    try:
        return every()[code]
    except KeyError:
        raise NotFound() from None
