"""Reading the published taxonomies that an installation imports: ESCO, ISCO-08 and what ESCO relates.

Two forms are understood and told apart by their columns: the files of the ESCO download (occupations_es.csv,
skills_en.csv, ISCOGroups_es.csv, occupationSkillRelations_en.csv) and the tidied CSVs with both languages in a row.
A file may be gzipped. Files that are neither are left alone. A row that cannot be right stops the reading with file
and line. "This service uses the ESCO classification of the European Commission."
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CREDIT = "This service uses the ESCO classification of the European Commission."

_UNIT_GROUP = re.compile(r"\d{4}")
_ANY_GROUP = re.compile(r"\d{1,4}")
_ID = re.compile(r"[0-9a-zA-Z][0-9a-zA-Z.-]*")
_LANGUAGE = re.compile(r"_(es|en)\.csv(?:\.gz)?$")
_ESSENTIAL = {"e": True, "essential": True, "o": False, "optional": False}
csv.field_size_limit(1 << 24)


class TaxonomyFileError(ValueError):
    """A file that cannot be used; the message names file, line and reason."""


@dataclass(slots=True)
class Entry:
    """One concept. id: `occupation/<uuid>`, `isco/C9211` or `skill/<uuid>`; isco08: "" for a skill."""

    id: str
    isco08: str = ""
    names: dict[str, list[str]] = field(default_factory=lambda: {"es": [], "en": []})
    described: dict[str, str] = field(default_factory=dict)

    def add(self, lang: str, names: list[str], description: str = "") -> None:
        known = self.names[lang]
        known.extend(name for name in dict.fromkeys(names) if name not in known)
        if description:
            self.described[lang] = description


@dataclass(slots=True)
class Official:
    """What was read. needs: (occupation id, skill id), essential ones only; files: name -> rows used."""

    entries: dict[str, Entry] = field(default_factory=dict)
    needs: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    def entry(self, ident: str, isco08: str = "") -> Entry:
        return self.entries.setdefault(ident, Entry(ident, isco08))

    def of(self, kind: str) -> list[Entry]:
        """Entries of a kind ("occupation", "isco", "skill") in the order read."""
        return [entry for entry in self.entries.values() if entry.id.startswith(f"{kind}/")]


def read_folder(folder: Path, progress: Callable[[str], None] = lambda _name: None) -> Official:
    """Every file of a folder that is understood, in the order of their names. `progress` is told each file's name.

    Raises TaxonomyFileError for a row that cannot be right, and where there is no occupation with a name.
    """
    official = Official()
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    for path in paths:
        progress(path.name)
        _read(path, official)
    occupations = official.of("occupation")
    if not occupations:
        raise TaxonomyFileError(f"{folder}: no file here holds ESCO occupations")
    for entry in official.entries.values():
        if not any(entry.names.values()):
            raise TaxonomyFileError(f"{folder}: {entry.id} has no name in any file")
    official.needs = [(o, s) for o, s in official.needs if o in official.entries and s in official.entries]
    return official


@dataclass(frozen=True, slots=True)
class _Row:
    """A row and where it stands; every refusal goes through here."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, reason: str) -> TaxonomyFileError:
        return TaxonomyFileError(f"{self.where}: {reason}")

    def required(self, column: str, shape: re.Pattern[str]) -> str:
        value = self.cells[column].strip()
        if not shape.fullmatch(value):
            raise self.refuse(f"{column} {value!r} cannot be right")
        return value

    def last_of_uri(self, column: str) -> str:
        value = self.cells[column].strip().rstrip("/").rpartition("/")[2]
        if not _ID.fullmatch(value):
            raise self.refuse(f"{column} {self.cells[column]!r} is not an address of ESCO")
        return value

    def values(self, column: str, between: str = "|") -> list[str]:
        return [value.strip() for value in self.cells[column].split(between) if value.strip()]


_Reader = Callable[[_Row, str, Official], None]


def _read(path: Path, official: Official) -> None:
    """One file into `official`; a file with other columns is left alone."""
    opener = gzip.open if path.suffix == ".gz" else open
    line = 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            form = next((form for form in _FORMS if form.fits(set(reader.fieldnames or ()))), None)
            if form is None:
                return
            language = _LANGUAGE.search(path.name)
            if form.by_language and not language:
                raise TaxonomyFileError(f"{path.name}: its name does not end in _es.csv or _en.csv")
            rows = 0
            for row in _rows(reader, path.name):
                form.read(row, language.group(1) if language else "", official)
                rows += 1
                line = reader.line_num
            official.files[path.name] = rows
    except (UnicodeDecodeError, csv.Error) as error:
        raise TaxonomyFileError(f"{path.name} line {line + 1}: {error}") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise TaxonomyFileError(f"{path.name}: the compressed file is damaged: {error}") from error


def _rows(reader: csv.DictReader[str], name: str) -> Iterator[_Row]:
    for row in reader:
        where = f"{name} line {reader.line_num}"
        if None in row or None in row.values():
            raise TaxonomyFileError(f"{where}: {len(reader.fieldnames or ())} fields expected")
        yield _Row(where, row)


def _fresh(row: _Row, ident: str, lang: str, official: Official) -> Entry:
    """The entry to fill; refuses one that has names in this language already."""
    entry = official.entry(ident)
    if entry.names[lang]:
        raise row.refuse(f"{ident} stands twice")
    return entry


def _tidy_occupation(row: _Row, _lang: str, official: Official) -> None:
    entry = _fresh(row, f"occupation/{row.required('id', _ID)}", "en", official)
    entry.isco08 = row.required("isco08", _UNIT_GROUP)
    if not row["label_en"].strip() and not row["label_es"].strip():
        raise row.refuse("label_en and label_es are empty")
    entry.add("en", [*row.values("label_en", "\0"), *row.values("alt_labels_en")], row["description_en"])
    entry.add("es", [*row.values("label_es", "/"), *row.values("alt_labels_es")], row["description_es"])


def _tidy_skill(row: _Row, _lang: str, official: Official) -> None:
    entry = _fresh(row, f"skill/{row.required('id', _ID)}", "en", official)
    if not row["label_en"].strip() and not row["label_es"].strip():
        raise row.refuse("label_en and label_es are empty")
    entry.add("en", [*row.values("label_en", "\0"), *row.values("alt_labels_en")], row["description_en"])
    entry.add("es", [*row.values("label_es", "\0"), *row.values("alt_labels_es")])


def _tidy_group(row: _Row, _lang: str, official: Official) -> None:
    code = row.required("code", _ANY_GROUP)
    entry = _fresh(row, f"isco/C{code}", "en", official)
    entry.isco08 = code
    entry.add("en", row.values("title_en", "\0"))
    entry.add("es", row.values("title_es", "\0"))


def _tidy_definition(row: _Row, _lang: str, official: Official) -> None:
    code = row.required("code", _ANY_GROUP)
    official.entry(f"isco/C{code}", code).described["en"] = row["definition_en"]


def _tidy_need(row: _Row, _lang: str, official: Official) -> None:
    _need(row, row.required("occupation_id", _ID), row.required("skill_id", _ID), row["relation"], official)


def _need(row: _Row, occupation: str, skill: str, relation: str, official: Official) -> None:
    if relation not in _ESSENTIAL:
        raise row.refuse(f"relation {relation!r} is neither essential nor optional")
    if _ESSENTIAL[relation]:
        official.needs.append((f"occupation/{occupation}", f"skill/{skill}"))


def _download_occupation(row: _Row, lang: str, official: Official) -> None:
    entry = _fresh(row, f"occupation/{row.last_of_uri('conceptUri')}", lang, official)
    entry.isco08 = row.required("iscoGroup", _UNIT_GROUP)
    entry.add(lang, _download_names(row), row["description"])


def _download_skill(row: _Row, lang: str, official: Official) -> None:
    entry = _fresh(row, f"skill/{row.last_of_uri('conceptUri')}", lang, official)
    entry.add(lang, _download_names(row), row["description"])


def _download_group(row: _Row, lang: str, official: Official) -> None:
    code = row.required("code", _ANY_GROUP)
    entry = _fresh(row, f"isco/C{code}", lang, official)
    entry.isco08 = code
    entry.add(lang, row.values("preferredLabel", "\0"), row["description"])


def _download_names(row: _Row) -> list[str]:
    """Preferred name first; "director técnico/directora técnica" are two names."""
    preferred = row.values("preferredLabel", "/")
    if not preferred:
        raise row.refuse("preferredLabel is empty")
    return [*preferred, *row.values("altLabels", "\n")]


def _download_need(row: _Row, _lang: str, official: Official) -> None:
    occupation, skill = row.last_of_uri("occupationUri"), row.last_of_uri("skillUri")
    _need(row, occupation, skill, row["relationType"], official)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is told by its columns: at least these, or exactly these; by_language: its name ends in _es or _en."""

    columns: frozenset[str]
    read: _Reader
    exactly: bool = False
    by_language: bool = False

    def fits(self, header: set[str]) -> bool:
        return header == self.columns if self.exactly else header >= self.columns


_BOTH = {"label_en", "label_es", "alt_labels_en", "alt_labels_es", "description_en"}
_NAMED = {"conceptUri", "preferredLabel", "description"}
_FORMS = (
    _Form(frozenset(_BOTH | {"id", "isco08", "description_es"}), _tidy_occupation),
    _Form(frozenset(_BOTH | {"id", "reuse_level"}), _tidy_skill),
    _Form(frozenset({"code", "level", "title_en", "title_es"}), _tidy_group),
    _Form(frozenset({"code", "definition_en"}), _tidy_definition, exactly=True),
    _Form(frozenset({"occupation_id", "skill_id", "relation"}), _tidy_need),
    _Form(frozenset(_NAMED | {"iscoGroup", "altLabels"}), _download_occupation, by_language=True),
    _Form(frozenset(_NAMED | {"skillType", "altLabels"}), _download_skill, by_language=True),
    _Form(frozenset(_NAMED | {"code"}), _download_group, by_language=True),
    _Form(frozenset({"occupationUri", "relationType", "skillUri"}), _download_need),
)
