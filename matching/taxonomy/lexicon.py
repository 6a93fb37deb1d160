"""The words we know: occupations and skills with their Guatemalan, English and French names and official
codes.

Three CSV files beside this module, written by us; `source` says per row where a fact comes from. The loader
refuses a file with an unknown column, a duplicate, an empty name, a badly formed code or a reference to
nothing, and says file and line, so that a mistake stops the build and not a candidate. A name belongs to one
entry, or stands in ambiguous.csv with all of its entries, the usual Guatemalan meaning first.
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
_SKILL_COLUMNS = (
    "code",
    "kind",
    "es",
    "synonyms_es",
    "en",
    "synonyms_en",
    "fr",
    "synonyms_fr",
    "broader",
    "source",
)
_OCCUPATION_COLUMNS = (
    "code", "es", "es_feminine", "synonyms_es", "en", "synonyms_en", "fr", "synonyms_fr",
    "isco08", "soc2018", "noc2021", "cno11", "essential_skills", "source",
)  # fmt: skip
_AMBIGUOUS_COLUMNS = ("kind", "lang", "name", "codes", "why")
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
    """A skill, crop, task, tool, machine, licence or language. `code` is `skill:<slug>` and never changes.

    broader: the more general entries it is a kind of (apple: fruit), which earn some credit in a ranking.
    """

    code: str
    kind: str
    es: str
    synonyms_es: tuple[str, ...]
    en: str
    synonyms_en: tuple[str, ...]
    fr: str
    synonyms_fr: tuple[str, ...]
    broader: tuple[str, ...]
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
    synonyms_fr: tuple[str, ...]
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
    """All entries by code. ambiguous: (kind, language, folded name) -> the entries that share it, likeliest first."""

    occupations: dict[str, Occupation]
    skills: dict[str, Skill]
    ambiguous: dict[tuple[Kind, str, str], tuple[str, ...]]

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
            yield from (Label(entry.code, "fr", text) for text in entry.synonyms_fr)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that ships with Sendero, read once."""
    return load(_HERE / "occupations.csv", _HERE / "skills.csv", _HERE / "ambiguous.csv")


def load(occupations_csv: Path, skills_csv: Path, ambiguous_csv: Path | None = None) -> Lexicon:
    """Read the files (UTF-8 CSV with header, several values in a field separated by `|`).

    Raises LexiconError on the first row that breaks a rule.
    """
    ambiguous = _ambiguous(ambiguous_csv) if ambiguous_csv else {}
    skills = _skills(skills_csv, ambiguous)
    occupations = _occupations(occupations_csv, skills, ambiguous)
    found = Lexicon(occupations, skills, ambiguous)
    _check_shared(found)
    return found


def _check_shared(found: Lexicon) -> None:
    """Every name that is listed as shared must be a name of exactly the entries it is listed with."""
    holders: dict[tuple[Kind, str, str], set[str]] = {}
    kinds: tuple[Kind, ...] = ("occupation", "skill")
    for kind in kinds if found.ambiguous else ():
        for label in found.labels(kind):
            holders.setdefault((kind, label.lang, fold(label.text)), set()).add(label.code)
    for key, codes in found.ambiguous.items():
        if holders.get(key, set()) != set(codes):
            raise LexiconError(
                f"{key[2]!r} ({key[1]}) is a name of {holders.get(key)}, ambiguous.csv says {codes}"
            )


def _ambiguous(path: Path) -> dict[tuple[Kind, str, str], tuple[str, ...]]:
    shared: dict[tuple[Kind, str, str], tuple[str, ...]] = {}
    for where, row in _fields(path, _AMBIGUOUS_COLUMNS):
        if row["kind"] not in ("occupation", "skill") or row["lang"] not in ("es", "en", "fr"):
            raise LexiconError(f"{where}: kind or language is unknown")
        kind: Kind = "occupation" if row["kind"] == "occupation" else "skill"
        shared[kind, row["lang"], fold(row["name"])] = _values(where, row["codes"])
    return shared


def _skills(path: Path, ambiguous: dict[tuple[Kind, str, str], tuple[str, ...]]) -> dict[str, Skill]:
    skills: dict[str, Skill] = {}
    names = _Names("skill", ambiguous)
    for where, row in _rows(path, _SKILL_COLUMNS, "skill"):
        if row["kind"] not in SKILL_KINDS:
            raise LexiconError(f"{where}: kind {row['kind']!r} is none of {', '.join(sorted(SKILL_KINDS))}")
        skill = Skill(
            row["code"], row["kind"], row["es"], _values(where, row["synonyms_es"]),
            row["en"], _values(where, row["synonyms_en"]), row["fr"], _values(where, row["synonyms_fr"]),
            _values(where, row["broader"]), row["source"],
        )  # fmt: skip
        names.add(where, skill.code, ("es", (skill.es, *skill.synonyms_es)),
                  ("en", (skill.en, *skill.synonyms_en)), ("fr", _french(skill)))  # fmt: skip
        skills[skill.code] = skill
    for skill in skills.values():
        for code in skill.broader:
            if code not in skills or code == skill.code:
                raise LexiconError(f"{path.name}: {skill.code} cannot be a kind of {code!r}")
    return skills


def _occupations(
    path: Path, skills: dict[str, Skill], ambiguous: dict[tuple[Kind, str, str], tuple[str, ...]]
) -> dict[str, Occupation]:
    occupations: dict[str, Occupation] = {}
    names = _Names("occupation", ambiguous)
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
            _values(where, row["synonyms_en"]), row["fr"], _values(where, row["synonyms_fr"]), row["isco08"],
            row["soc2018"], row["noc2021"], row["cno11"], essential, row["source"],
        )  # fmt: skip
        spanish = (occupation.es, *occupation.synonyms_es, *filter(None, (occupation.es_feminine,)))
        names.add(where, occupation.code, ("es", spanish),
                  ("en", (occupation.en, *occupation.synonyms_en)), ("fr", _french(occupation)))  # fmt: skip
        occupations[occupation.code] = occupation
    return occupations


def _french(entry: Skill | Occupation) -> tuple[str, ...]:
    return (entry.fr, *entry.synonyms_fr) if entry.fr else entry.synonyms_fr


def _rows(path: Path, columns: tuple[str, ...], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Entries with their place, names and code present."""
    for where, row in _fields(path, columns):
        if not re.fullmatch(rf"{prefix}:[a-z0-9]+(?:-[a-z0-9]+)*", row["code"]):
            raise LexiconError(f"{where}: code {row['code']!r} is not {prefix}:lower-case-words")
        for column in ("es", "en", "source"):
            if not row[column]:
                raise LexiconError(f"{where}: {column} is empty")
        yield where, row


def _fields(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
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
            if any(value != value.strip() for value in row.values()):
                raise LexiconError(f"{where}: a field begins or ends with a space")
            yield where, row


def _values(where: str, field: str) -> tuple[str, ...]:
    values = tuple(field.split("|")) if field else ()
    if any(not value or value != value.strip() for value in values):
        raise LexiconError(f"{where}: an empty value between two | in {field!r}")
    return values


class _Names:
    """A code stands once, and a name leads to one entry only: two would make the link a coin toss. Names that
    have two meanings on purpose are listed, and pass.
    """

    def __init__(self, kind: Kind, ambiguous: dict[tuple[Kind, str, str], tuple[str, ...]]) -> None:
        self._kind: Kind = kind
        self._ambiguous = ambiguous
        self._codes: set[str] = set()
        self._holders: dict[tuple[str, str], str] = {}

    def add(self, where: str, code: str, *names_by_language: tuple[str, tuple[str, ...]]) -> None:
        """Raises LexiconError for a code or a name that stands already."""
        if code in self._codes:
            raise LexiconError(f"{where}: {code} stands twice")
        self._codes.add(code)
        for lang, names in names_by_language:
            folded = [fold(name) for name in names]
            for name, key in zip(names, folded, strict=True):
                other = self._holders.setdefault((lang, key), code)
                is_shared = code in self._ambiguous.get((self._kind, lang, key), ())
                if (other != code and not is_shared) or folded.count(key) > 1:
                    raise LexiconError(f"{where}: {name!r} ({lang}) of {code} is already a name of {other}")
