"""The same exact scoring by other engines: one vacancy as terms of numbers, people and their items as tables.

What each computes: the hard rules, all six parts in the same whole numbers, and everybody who reaches the score of the
50th. Not: counts per requirement, the draw among equals, parts with reasons; those are in our own time only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.asked import DAYS_A_MONTH, Asked
from matching.index import NOT_SAID, CandidateIndex, Kind
from matching.segment import ANSWERED, ANY_COUNTRY, ANY_OCCUPATION, NAMED
from matching.weights import FULL_CREDIT, WHOLE

TOP = 50
Best = set[tuple[int, int]]  # rows and scores of all who reach the score of the 50th


class Term(NamedTuple):
    """What an item earns: share * (nearness * (floor + (1000 - floor) * least(value, months) / months) / 1000), or
    share * nearness where months is 0. Of a group the best term counts; group -1 adds value * nearness instead."""

    token: int
    group: int
    part: str
    nearness: int
    months: int
    floor: int
    share: int


@dataclass(frozen=True)
class Query:
    """A vacancy for an engine. must: per rule tokens of which one is needed (with the least value), and the flag that
    excuses; never: tokens that nobody may have."""

    asked: Asked
    terms: list[Term]
    must: list[tuple[int, int, str]]
    never: list[int]


def query(index: CandidateIndex, asked: Asked) -> Query:
    terms = list(_terms(index, asked))
    needs = asked.needs
    must = [(index.token(Kind.COUNTRY, needs.country), 0, "any_country")]
    must += [(index.token(Kind.SKILL, code), 0, "not_answered") for code in dict.fromkeys(needs.licences)]
    must += [(index.token(Kind.LANGUAGE, code), level, "not_named") for code, level, _ in asked.languages]
    never = [index.token(Kind.AVOID, code) for code in asked.places]
    return Query(asked, terms, must, [token for token in never if token >= 0])


def _terms(index: CandidateIndex, asked: Asked) -> Iterator[Term]:
    group = 0
    floor = asked.weights.without_months
    for part, skills in asked.skills.items():
        for skill in skills:
            group += 1
            for code, (_, nearness) in skill.near.items():
                token = index.token(Kind.SKILL, code)
                if token >= 0:
                    yield Term(token, group, part, nearness, max(skill.months, 0), floor, skill.share)
    for code, level, share in asked.languages:
        group += 1
        if (token := index.token(Kind.LANGUAGE, code)) >= 0:
            yield Term(token, group, "languages", FULL_CREDIT, level, 0, share)
    for kind, part, share in (
        (Kind.WORK, "occupation", WHOLE),
        (Kind.WANTED, "wishes", asked.wishes.get("occupation", 0)),
    ):
        group += 1
        for code, (_, credit) in asked.occupations.items():
            if (token := index.token(kind, code)) >= 0 and share:
                yield Term(token, group, part, credit, 0, 0, share)
    yield from _experience(index, asked)


def _experience(index: CandidateIndex, asked: Asked) -> Iterator[Term]:
    if asked.needs.experience_months <= 0:
        return
    credits = {code: credit for code, (_, credit) in asked.occupations.items()}
    if not asked.needs.occupation:
        credits = dict.fromkeys(index.codes(Kind.WORK), FULL_CREDIT)
    for code, credit in credits.items():
        if (token := index.token(Kind.WORK, code)) >= 0:
            yield Term(token, -1, "experience", credit, 0, 0, 1)


class Tables(NamedTuple):
    """The index as two tables: people by row, items by token."""

    people: dict[str, NDArray[Any]]
    items: dict[str, NDArray[Any]]


def tables(index: CandidateIndex) -> Tables:
    base = index.base
    flags = base.columns["flags"]
    people = {name: base.columns[name].astype(np.int32) for name in base.columns if name != "flags"}
    people = {"row": np.arange(len(base), dtype=np.int32)} | people
    people |= {
        "not_answered": (flags & ANSWERED) == 0, "not_named": (flags & NAMED) == 0,
        "any_country": (flags & ANY_COUNTRY) != 0, "any_occupation": (flags & ANY_OCCUPATION) != 0,
    }  # fmt: skip
    items: dict[str, list[NDArray[Any]]] = {"token": [], "row": [], "value": []}
    for part in (base.items, base.sealed):
        items["token"].append(
            np.repeat(np.arange(len(part.posting_ends) - 1, dtype=np.int32), np.diff(part.posting_ends))
        )
        items["row"].append(part.posting_rows)
        items["value"].append(part.posting_values.astype(np.int32))
    found = {name: np.concatenate(arrays) for name, arrays in items.items()}
    order = np.argsort(found["token"], kind="stable")
    return Tables(people, {name: array[order] for name, array in found.items()})


# SQL: one text for DuckDB, PostgreSQL and SQLite; whole-number division is `//` in the first, `/` in the others.


def sql(wanted: Query, div: str) -> str:
    asked = wanted.asked
    earned = (
        f"CASE WHEN t.grp = -1 THEN i.value * t.nearness WHEN t.months = 0 THEN t.share * t.nearness ELSE t.share * "
        f"(t.nearness * (t.low + ({FULL_CREDIT} - t.low) * CASE WHEN i.value < t.months THEN i.value ELSE t.months END "
        f"{div} t.months) {div} {FULL_CREDIT}) END"
    )
    rows = (
        ",".join(
            f"({one.token},{one.group},{_PARTS.index(one.part)},{one.nearness},{one.months},{one.floor},{one.share})"
            for one in wanted.terms
        )
        or "(-1,0,0,0,0,0,0)"
    )
    sums = ", ".join(
        f"CAST(SUM(CASE WHEN part = {at} THEN earned ELSE 0 END) AS BIGINT) AS p{at}"
        for at in range(len(_PARTS))
    )
    return f"""
WITH t(token, grp, part, nearness, months, low, share) AS (VALUES {rows}),
g AS (SELECT i.row AS row, t.part AS part, CASE WHEN t.grp = -1 THEN SUM({earned}) ELSE MAX({earned}) END AS earned
      FROM item i JOIN t ON i.token = t.token GROUP BY i.row, t.grp, t.part),
s AS (SELECT row, {sums} FROM g GROUP BY row),
scored AS (SELECT p.row AS row, {_score(asked, div)} AS score FROM person p LEFT JOIN s ON s.row = p.row
           WHERE {_rules(wanted)})
SELECT row, score FROM scored
WHERE score >= COALESCE((SELECT score FROM scored ORDER BY score DESC LIMIT 1 OFFSET {TOP - 1}), 0)"""  # nosec B608 # numbers and our own names


_PARTS = ("skills_required", "skills_desired", "occupation", "experience", "languages", "wishes")


def _score(asked: Asked, div: str) -> str:
    parts = []
    for name, weight in asked.points.items():
        value = f"COALESCE(s.p{_PARTS.index(name)}, 0)"
        if name == "experience":
            most = asked.needs.experience_months
            value = (
                f"(CASE WHEN {value} < {most * FULL_CREDIT} THEN {value} ELSE {most * FULL_CREDIT} END "
                f"* {WHOLE // FULL_CREDIT} {div} {most})"
            )
        elif name == "wishes":
            value = f"(({value} + {_wishes(asked, div)}) {div} {FULL_CREDIT})"
        else:
            value = f"({value} {div} {FULL_CREDIT})"
        parts.append(f"(({weight} * CAST({value} AS BIGINT) + {WHOLE // 2}) {div} {WHOLE})")
    return " + ".join(parts) or "0"


def _wishes(asked: Asked, div: str) -> str:
    any_work = f"CASE WHEN p.any_occupation THEN {asked.wishes.get('occupation', 0) * FULL_CREDIT} ELSE 0 END"
    share = asked.wishes.get("length", 0)
    if not share or not asked.days:
        return any_work
    days = f"p.max_months_away * {DAYS_A_MONTH}"
    capped = f"CASE WHEN {days} < {asked.days} THEN {days} ELSE {asked.days} END"
    fits = f"{FULL_CREDIT} * {capped} {div} {asked.days}"
    credit = f"CASE WHEN p.max_months_away = {NOT_SAID} THEN {FULL_CREDIT} ELSE {fits} END"
    return f"{any_work} + {share} * ({credit})"


def _rules(wanted: Query) -> str:
    asked = wanted.asked
    rules = [f"p.adult_on <= {asked.adult_by.toordinal()}"]
    if asked.free is not None:
        first, last = (day.toordinal() for day in asked.free)
        rules.append(f"p.available_from <= {first} AND p.available_to >= {last}")
    for token, least, excuse in wanted.must:
        has = f"p.row IN (SELECT row FROM item WHERE token = {token} AND value >= {least})"  # nosec B608 # numbers and our own names
        rules.append(f"(p.{excuse} OR {has})")
    for token in wanted.never:
        rules.append(f"p.row NOT IN (SELECT row FROM item WHERE token = {token})")  # nosec B608 # numbers and our own names
    return " AND ".join(rules)


class Peer(NamedTuple):
    """An engine with its data loaded."""

    name: str
    version: str
    best: Callable[[Query], Best]


def installed(name: str) -> Any | None:
    try:
        return import_module(name)
    except ImportError:
        print(f"{name}: not installed")
        return None


@contextmanager
def duckdb_peer(data: Tables) -> Iterator[Peer | None]:
    duckdb: Any = installed("duckdb")
    if duckdb is None:
        yield None
        return
    with duckdb.connect(":memory:") as connection:
        for name, columns in (("person", data.people), ("item", data.items)):
            connection.register("arriving", columns)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")  # nosec B608 # numbers and our own names
            connection.unregister("arriving")
        yield Peer(
            "DuckDB", duckdb.__version__, lambda one: set(connection.execute(sql(one, "//")).fetchall())
        )


@contextmanager
def sqlite_peer(data: Tables) -> Iterator[Peer]:
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        for name, columns, key in (("person", data.people, "row"), ("item", data.items, "token, row")):
            names = ", ".join(f"{column} INTEGER" for column in columns)
            connection.execute(f"CREATE TABLE {name} ({names}, PRIMARY KEY ({key})) WITHOUT ROWID")
            marks = ",".join("?" * len(columns))
            rows = zip(*(column.tolist() for column in columns.values()), strict=True)
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # nosec B608 # numbers and our own names
        connection.execute("ANALYZE")
        yield Peer(
            "SQLite", sqlite3.sqlite_version, lambda one: set(connection.execute(sql(one, "/")).fetchall())
        )


@contextmanager
def postgresql_peer(data: Tables, url: str) -> Iterator[Peer]:
    """In temporary tables of that server, gone with the connection."""
    import psycopg

    with psycopg.connect(url) as connection:
        for name, columns, key in (("person", data.people, "row"), ("item", data.items, "token, row")):
            kinds = {"b": "boolean", "i": "integer"}
            names = ", ".join(f"{column} {kinds[array.dtype.kind]}" for column, array in columns.items())
            connection.execute(f"CREATE TEMP TABLE {name} ({names})")
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in zip(*(column.tolist() for column in columns.values()), strict=True):
                    copy.write_row(row)
            connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({key})")
            connection.execute(f"ANALYZE {name}")
        connection.execute("SET jit = off")
        version = connection.execute("SHOW server_version").fetchone()
        yield Peer(
            "PostgreSQL",
            str(version[0]).split()[0] if version else "",
            lambda one: set(connection.execute(sql(one, "/")).fetchall()),
        )


@contextmanager
def polars_peer(data: Tables) -> Iterator[Peer | None]:
    polars: Any = installed("polars")
    if polars is None:
        yield None
        return
    people, items = polars.DataFrame(data.people), polars.DataFrame(data.items).drop("token")
    ends = np.searchsorted(data.items["token"], np.arange(int(data.items["token"].max()) + 2))
    yield Peer("polars", polars.__version__, lambda one: _polars_best(polars, people, items, ends, one))


def _polars_best(pl: Any, people: Any, items: Any, ends: NDArray[Any], one: Query) -> Best:
    """Posting lists as slices of one frame; everything else one lazy query."""

    def posting(token: int) -> Any:
        return (
            items.slice(int(ends[token]), int(ends[token + 1] - ends[token])) if token >= 0 else items.clear()
        )

    asked = one.asked
    keep = pl.col("adult_on") <= asked.adult_by.toordinal()
    if asked.free is not None:
        first, last = (day.toordinal() for day in asked.free)
        keep &= (pl.col("available_from") <= first) & (pl.col("available_to") >= last)
    found = people.lazy().filter(keep)
    for token, least, excuse in one.must:
        having = posting(token).lazy().filter(pl.col("value") >= least).select("row", has=pl.lit(True))
        found = found.join(having, on="row", how="left").filter(pl.col(excuse) | pl.col("has").is_not_null())
        found = found.drop("has")
    for token in one.never:
        found = found.join(posting(token).lazy(), on="row", how="anti")
    groups: dict[tuple[int, str], list[Any]] = {}
    for term in one.terms:
        value = pl.col("value").cast(pl.Int64)
        if term.group == -1:
            earned = value * term.nearness
        elif term.months == 0:
            earned = pl.lit(term.share * term.nearness, pl.Int64)
        else:
            by_months = (
                term.floor + (FULL_CREDIT - term.floor) * pl.min_horizontal(value, term.months) // term.months
            )
            earned = term.share * (term.nearness * by_months // FULL_CREDIT)
        groups.setdefault((term.group, term.part), []).append(
            posting(term.token).lazy().select("row", e=earned)
        )
    columns: dict[str, list[str]] = {}
    for (group, part), frames in groups.items():
        name = f"g{group}"
        together = pl.concat(frames)
        if len(frames) > 1:
            best = pl.col("e").sum() if group == -1 else pl.col("e").max()
            together = together.group_by("row").agg(best)
        found = found.join(together.rename({"e": name}), on="row", how="left")
        columns.setdefault(part, []).append(name)
    scored = found.select("row", score=_polars_score(pl, asked, columns)).collect()
    if scored.height > TOP:
        bar = scored.get_column("score").top_k(TOP).min()
        scored = scored.filter(pl.col("score") >= bar)
    return set(scored.rows())


def _polars_score(pl: Any, asked: Asked, columns: dict[str, list[str]]) -> Any:
    total = pl.lit(0, pl.Int64)
    for name, weight in asked.points.items():
        value = pl.sum_horizontal(
            [pl.col(one).fill_null(0) for one in columns.get(name, [])] or [pl.lit(0, pl.Int64)]
        )
        if name == "experience":
            most = asked.needs.experience_months
            value = pl.min_horizontal(value, pl.lit(most * FULL_CREDIT)) * (WHOLE // FULL_CREDIT) // most
        elif name == "wishes":
            value = (value + _polars_wishes(pl, asked)) // FULL_CREDIT
        else:
            value = value // FULL_CREDIT
        total = total + (weight * value + WHOLE // 2) // WHOLE
    return total


def _polars_wishes(pl: Any, asked: Asked) -> Any:
    any_work = (
        pl.when(pl.col("any_occupation")).then(asked.wishes.get("occupation", 0) * FULL_CREDIT).otherwise(0)
    )
    share = asked.wishes.get("length", 0)
    if not share or not asked.days:
        return any_work
    away = pl.col("max_months_away").cast(pl.Int64)
    credit = FULL_CREDIT * pl.min_horizontal(away * DAYS_A_MONTH, pl.lit(asked.days)) // asked.days
    return any_work + share * pl.when(away == NOT_SAID).then(FULL_CREDIT).otherwise(credit)
