"""The words we know: occupations and skills with their Guatemalan, English and French names and official
codes.

Two CSV files beside this module, written by us; `source` says per row where a fact comes from. The loader
refuses a file with an unknown column, a duplicate, an empty name, a badly formed code or a reference to
nothing, and says file and line, so that a mistake stops the build and not a candidate.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from matching.text import fold

Kind = Literal["occupation", "skill"]
# A paper (passport, police record) is asked for at the document stage and is never a reason to rank somebody.
SKILL_KINDS = frozenset({"skill", "crop", "task", "tool", "machine", "licence", "language_skill", "paper"})

_HERE = Path(__file__).parent
_SKILL_COLUMNS = ("code", "kind", "es", "synonyms_es", "en", "synonyms_en", "fr", "source")
_OCCUPATION_COLUMNS = (
    "code", "es", "es_feminine", "synonyms_es", "en", "synonyms_en", "fr",
    "isco08", "soc2018", "noc2021", "cno11", "essential_skills", "source",
)  # fmt: skip
_CODE_SHAPES = {
    "isco08": re.compile(r"\d{4}"),
    "soc2018": re.compile(r"\d\d-\d{4}"),
    "noc2021": re.compile(r"\d{5}"),
    "cno11": re.compile(r"\d{4}"),
}


class LexiconError(ValueError):
    """A row of the lexicon that cannot be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, crop, task, tool, machine, licence or language. `code` is `skill:<slug>` and never changes."""

    code: str
    kind: str
    es: str
    synonyms_es: tuple[str, ...]
    en: str
    synonyms_en: tuple[str, ...]
    fr: str
    source: str


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation. `code` is `occ:<slug>` and never changes; official codes are empty where we are not
    sure.
    """

    code: str
    es: str
    es_feminine: str
    synonyms_es: tuple[str, ...]
    en: str
    synonyms_en: tuple[str, ...]
    fr: str
    isco08: str
    soc2018: str
    noc2021: str
    cno11: str
    essential_skills: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Label:
    """One name of an entry, with its language (es, en, fr)."""

    code: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    occupations: dict[str, Occupation]
    skills: dict[str, Skill]

    def entry(self, code: str) -> Occupation | Skill:
        """The entry of a code; KeyError when there is none."""
        return self.occupations[code] if code.startswith("occ:") else self.skills[code]

    def labels(self, kind: Kind) -> Iterator[Label]:
        """Every name of every entry of a kind, preferred names first within an entry."""
        entries = self.occupations if kind == "occupation" else self.skills
        for entry in entries.values():
            yield Label(entry.code, "es", entry.es)
            if isinstance(entry, Occupation) and entry.es_feminine:
                yield Label(entry.code, "es", entry.es_feminine)
            yield from (Label(entry.code, "es", text) for text in entry.synonyms_es)
            yield Label(entry.code, "en", entry.en)
            yield from (Label(entry.code, "en", text) for text in entry.synonyms_en)
            if entry.fr:
                yield Label(entry.code, "fr", entry.fr)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that ships with Sendero, read once."""
    return load(_HERE / "occupations.csv", _HERE / "skills.csv")


def load(occupations_csv: Path, skills_csv: Path) -> Lexicon:
    """Read both files (UTF-8 CSV with header, several values in a field separated by `|`).

    Raises LexiconError on the first row that breaks a rule.
    """
    skills: dict[str, Skill] = {}
    seen: dict[tuple[str, str], str] = {}
    for where, row in _rows(skills_csv, _SKILL_COLUMNS, "skill"):
        if row["kind"] not in SKILL_KINDS:
            raise LexiconError(f"{where}: kind {row['kind']!r} is none of {', '.join(sorted(SKILL_KINDS))}")
        skill = Skill(
            row["code"], row["kind"], row["es"], _values(where, row["synonyms_es"]),
            row["en"], _values(where, row["synonyms_en"]), row["fr"], row["source"],
        )  # fmt: skip
        _refuse_repeats(where, skill.code, skills, seen, ("es", (skill.es, *skill.synonyms_es)),
                        ("en", (skill.en, *skill.synonyms_en)))  # fmt: skip
        skills[skill.code] = skill
    return Lexicon(_occupations(occupations_csv, skills), skills)


def _occupations(path: Path, skills: dict[str, Skill]) -> dict[str, Occupation]:
    occupations: dict[str, Occupation] = {}
    seen: dict[tuple[str, str], str] = {}
    for where, row in _rows(path, _OCCUPATION_COLUMNS, "occ"):
        for column, shape in _CODE_SHAPES.items():
            if row[column] and not shape.fullmatch(row[column]):
                raise LexiconError(f"{where}: {column} {row[column]!r} is not a code of that classification")
        essential = _values(where, row["essential_skills"])
        for code in essential:
            if code not in skills:
                raise LexiconError(f"{where}: essential skill {code!r} is not in the skills file")
        occupation = Occupation(
            row["code"], row["es"], row["es_feminine"], _values(where, row["synonyms_es"]), row["en"],
            _values(where, row["synonyms_en"]), row["fr"], row["isco08"], row["soc2018"], row["noc2021"],
            row["cno11"], essential, row["source"],
        )  # fmt: skip
        names = (occupation.es, *occupation.synonyms_es, *filter(None, (occupation.es_feminine,)))
        _refuse_repeats(where, occupation.code, occupations, seen, ("es", names),
                        ("en", (occupation.en, *occupation.synonyms_en)))  # fmt: skip
        occupations[occupation.code] = occupation
    return occupations


def _rows(path: Path, columns: tuple[str, ...], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows with their place ("skills.csv line 7"), shape checked; a row has exactly the columns of the
    header.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise LexiconError(
                f"{path.name} line 1: columns are {reader.fieldnames}, expected {list(columns)}"
            )
        for row in reader:
            where = f"{path.name} line {reader.line_num}"
            if None in row or None in row.values():
                raise LexiconError(f"{where}: {len(columns)} fields expected")
            if not re.fullmatch(rf"{prefix}:[a-z0-9]+(?:-[a-z0-9]+)*", row["code"]):
                raise LexiconError(f"{where}: code {row['code']!r} is not {prefix}:lower-case-words")
            for column in ("es", "en", "source"):
                if not row[column]:
                    raise LexiconError(f"{where}: {column} is empty")
            if any(value != value.strip() for value in row.values()):
                raise LexiconError(f"{where}: a field begins or ends with a space")
            yield where, row


def _values(where: str, field: str) -> tuple[str, ...]:
    values = tuple(field.split("|")) if field else ()
    if any(not value or value != value.strip() for value in values):
        raise LexiconError(f"{where}: an empty value between two | in {field!r}")
    return values


def _refuse_repeats(
    where: str,
    code: str,
    known: dict[str, Skill] | dict[str, Occupation],
    seen: dict[tuple[str, str], str],
    *names_by_language: tuple[str, tuple[str, ...]],
) -> None:
    """A code stands once, and a name leads to one entry only: two would make the link a coin toss."""
    if code in known:
        raise LexiconError(f"{where}: {code} stands twice")
    for lang, names in names_by_language:
        for name in names:
            other = seen.setdefault((lang, fold(name)), code)
            if other != code or names.count(name) > 1:
                raise LexiconError(f"{where}: {name!r} ({lang}) of {code} is already a name of {other}")
