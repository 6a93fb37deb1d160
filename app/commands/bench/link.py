"""bench link: words to codes on texts and labels nobody here wrote, beside what one would use instead.

The rows are the table of the specification (matching.md section 1), each with its goal. Every engine gets the same
labels; ties count against it. Without an imported taxonomy ours is the lexical half alone, and the table says so.
The titles of US applications are asked in three parts, each with the other two parts as labels.
"""

from __future__ import annotations

import csv
import gzip
import json
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from app.commands.bench.measure import AsJson
from app.commands.running import CommandFailed
from app.config import ROOT, Settings
from matching.taxonomy import installed
from matching.taxonomy.labels import SURE, LabelIndex
from matching.taxonomy.linker import target_index
from matching.text import fold, stem, tokens

Scores = NDArray[np.float32]
Targets = Sequence[tuple[str, str]]
_DATA = ROOT.parent / "shared" / "data"
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """`prepare(targets, language)` gives a function from queries to scores of targets and of labels."""

    name: str
    prepare: Callable[[Targets, str], Callable[[Sequence[str]], tuple[Scores, Scores]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a figure per engine, what is aimed at, and whether ours reaches it."""

    measure: str
    figures: dict[str, float]
    goal: float
    stretch: float
    lower_is_better: bool = False

    @property
    def is_met(self) -> bool:
        ours = round(self.figures["sendero"], 3)
        return ours <= self.goal if self.lower_is_better else ours >= self.goal


def bench_link(
    data: Annotated[Path, typer.Option(help="The folder with matching/ and taxonomy/.")] = _DATA,
    as_json: AsJson = False,
) -> None:
    """Every row of the linking table: Spanish and English titles to ESCO, ISCO-08 and SOC, with the goals."""
    if not (data / "matching" / "melo_es_dev.tsv").exists():
        raise CommandFailed(f"the development data is not in {data}; say where with --data")
    installed.use(Settings().taxonomy_dir)
    imported = installed.installed()
    lines = _Bench(data).lines()
    ours = f"encoder {imported.card.checksum[:12]}" if imported else "no taxonomy imported: lexical only"
    if as_json:
        rows = [asdict(line) | {"met": line.is_met} for line in lines]
        print(json.dumps({"bench": "link", "sendero": ours, "lines": rows}))
        return
    names = list(lines[-1].figures)
    table = Table("measure", *names, "goal", "stretch", "met", title=f"link ({ours})")
    for line in lines:
        shown = [f"{line.figures[name]:.3f}" if name in line.figures else "" for name in names]
        table.add_row(
            line.measure, *shown, f"{line.goal:g}", f"{line.stretch:g}", "yes" if line.is_met else "NO"
        )
    Console(width=150).print(table)
    print(f"{sum(line.is_met for line in lines)} of {len(lines)} goals met")


class _Bench:
    """The development data and the measures over it."""

    def __init__(self, data: Path) -> None:
        self.matching = data / "matching"
        self.taxonomy = data / "taxonomy"
        self.spain = _table(self.matching / "melo_es_dev.tsv")
        self.soc = _table(self.matching / "soc_es_dev.tsv")

    def lines(self) -> list[Line]:
        of_engines = [self._figures(engine) for engine in ENGINES]
        found = []
        for measure, goal, stretch, lower in _GOALS:
            figures = {e.name: f[measure] for e, f in zip(ENGINES, of_engines, strict=True)}
            found.append(Line(measure, figures, goal, stretch, lower))
        return found

    def _figures(self, engine: Engine) -> dict[str, float]:
        return self._spanish(engine) | self._groups(engine) | self._english(engine) | self._titles(engine)

    def _spanish(self, engine: Engine) -> dict[str, float]:
        """MELO es->es: concepts, labels, noise, gender, and the time of one query."""
        corpus = _corpus(self.matching / "melo_corpus_es.tsv.gz")
        targets = [(row["esco_id"], row["text"]) for row in corpus]
        ask = engine.prepare(targets, "es")
        gold = [{row["gold_esco_id"]} for row in self.spain]
        queries = [row["query"] for row in self.spain]
        ids = list(dict.fromkeys(ident for ident, _ in targets))
        of_targets, of_labels = ask(queries)
        places = _places(of_targets, ids, gold)
        noisy = _places(ask([row["query_noisy"] for row in self.spain])[0], ids, gold)
        once = []
        for query in queries[:40]:
            began = time.perf_counter_ns()
            ask([query])
            once.append((time.perf_counter_ns() - began) / 1e6)
        return {
            "MELO es->es concept MRR": _mrr(places),
            "MELO es->es MAP over labels": _map(of_labels, [i for i, _ in targets], gold),
            "MELO es->es acc@5": float((places <= 5).mean()),
            "loss of MRR under spelling noise": max(0.0, 1 - _mrr(noisy) / _mrr(places)),
            "cocinera/cocinero, overlap@10": self._gender(ask, ids),
            "one query, ms": median(once),
        }

    def _gender(self, ask: Callable[[Sequence[str]], tuple[Scores, Scores]], ids: list[str]) -> float:
        """The first ten of a title in the feminine among those of the masculine, over titles of ESCO."""
        rows = _table(self.taxonomy / "esco_occupations.csv.gz", ",")
        both = [row["label_es"].split("/") for row in rows if row["label_es"].count("/") == 1][::15]
        men, _ = ask([man for man, _ in both])
        women, _ = ask([woman for _, woman in both])
        first = (np.argsort(-scores, axis=1, kind="stable")[:, :10] for scores in (men, women))
        return float(np.mean([len(set(m) & set(w)) / 10 for m, w in zip(*first, strict=True)]))

    def _groups(self, engine: Engine) -> dict[str, float]:
        """ISCO-08 unit groups by all their Spanish labels."""
        corpus = _corpus(self.matching / "melo_corpus_es.tsv.gz")
        targets = [(row["isco"], row["text"]) for row in corpus if len(row["isco"]) == 4]
        ids = list(dict.fromkeys(ident for ident, _ in targets))
        ask = engine.prepare(targets, "es")
        of_spain = _places(
            ask([r["query"] for r in self.spain])[0], ids, [{r["gold_isco"]} for r in self.spain]
        )
        gold = [set(row["gold_isco"].split("|")) for row in self.soc]
        of_soc = _places(ask([row["query"] for row in self.soc])[0], ids, gold)
        return {
            "ISCO unit group acc@1": float((of_spain == 1).mean()),
            "SOC in Spanish -> ISCO acc@1": float((of_soc == 1).mean()),
        }

    def _english(self, engine: Engine) -> dict[str, float]:
        targets = [(row["esco_id"], row["text"]) for row in _corpus(self.matching / "melo_corpus_en.tsv.gz")]
        ids = list(dict.fromkeys(ident for ident, _ in targets))
        scores = engine.prepare(targets, "en")([row["query"] for row in self.spain])[0]
        return {"MELO es->en MRR": _mrr(_places(scores, ids, [{r["gold_esco_id"]} for r in self.spain]))}

    def _titles(self, engine: Engine) -> dict[str, float]:
        titles = [
            (row["job_title"], row["gold_soc2010"]) for row in _table(self.matching / "h2_titles_dev.tsv")
        ]
        official = [(row["soc2010"], row["title_en"]) for row in _table(self.matching / "soc2010.tsv")]
        ids = [code for code, _ in official]
        right = 0
        for part in range(_PARTS):
            asked = [one for one in titles if zlib.crc32(one[0].encode()) % _PARTS == part]
            others = [(code, title) for title, code in titles if zlib.crc32(title.encode()) % _PARTS != part]
            scores = engine.prepare(official + others, "en")([title for title, _ in asked])[0]
            known = set(ids)
            gold = [{code} & known for _, code in asked]
            right += int((_places(scores, _ids(official + others), gold) == 1).sum())
        return {"H-2 title -> SOC acc@1": right / len(titles)}


_GOALS = (
    ("MELO es->es concept MRR", 0.54, 0.60, False),
    ("MELO es->es MAP over labels", 0.45, 0.48, False),
    ("MELO es->es acc@5", 0.72, 0.80, False),
    ("ISCO unit group acc@1", 0.62, 0.68, False),
    ("loss of MRR under spelling noise", 0.08, 0.05, True),
    ("MELO es->en MRR", 0.50, 0.55, False),
    ("SOC in Spanish -> ISCO acc@1", 0.52, 0.60, False),
    ("H-2 title -> SOC acc@1", 0.68, 0.75, False),
    ("cocinera/cocinero, overlap@10", 0.98, 1.0, False),
    ("one query, ms", 15, 5, True),
)


def _ids(targets: Targets) -> list[str]:
    return list(dict.fromkeys(ident for ident, _ in targets))


def _places(scores: Scores, ids: Sequence[str], gold: Sequence[set[str]]) -> NDArray[np.int64]:
    """The place of the best right target of each query; ties count against it, nothing found is the last place."""
    position = {ident: i for i, ident in enumerate(ids)}
    found = []
    for row, right in zip(scores, gold, strict=True):
        best = max((row[position[one]] for one in right if one in position), default=-np.inf)
        found.append(int((row >= best).sum()) if best > 0 else len(ids))
    return np.array(found)


def _mrr(places: NDArray[np.int64]) -> float:
    return float((1 / places).mean())


def _map(of_labels: Scores, owners: Sequence[str], gold: Sequence[set[str]]) -> float:
    """Mean average precision over all labels; every label of the right concept is relevant."""
    owned = np.array(owners)
    found = []
    for row, right in zip(of_labels, gold, strict=True):
        relevant = owned == next(iter(right))
        # A label that scores the same as a wrong one stands behind it.
        order = np.lexsort((relevant, -row))
        places = np.flatnonzero(relevant[order]) + 1
        found.append(float((np.arange(1, len(places) + 1) / places).mean()) if len(places) else 0.0)
    return float(np.mean(found))


def _table(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@cache
def _corpus(path: Path) -> list[dict[str, str]]:
    return _table(path)


def _by_label(score: Callable[[Sequence[str]], Scores], targets: Targets) -> Any:
    """An engine that knows labels alone: a target is worth its best one."""
    position = {ident: i for i, ident in enumerate(_ids(targets))}
    owners = np.array([position[ident] for ident, _ in targets])
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(len(position)))

    def ask(queries: Sequence[str]) -> tuple[Scores, Scores]:
        of_labels = score(queries)
        best: Scores = np.maximum.reduceat(of_labels[:, order], starts, axis=1)
        return best, of_labels

    return ask


def _token_set(targets: Targets, _lang: str) -> Any:
    from rapidfuzz import fuzz, process

    labels = [fold(text) for _, text in targets]

    def score(queries: Sequence[str]) -> Scores:
        asked = [fold(query) for query in queries]
        found: Scores = process.cdist(
            asked, labels, scorer=fuzz.token_set_ratio, processor=None, dtype=np.float32
        )
        return found

    return _by_label(score, targets)


def _tfidf(targets: Targets, **options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(preprocessor=fold, dtype=np.float32, **options)
    labels = vectorizer.fit_transform([text for _, text in targets]).T.tocsr()
    return _by_label(lambda queries: (vectorizer.transform(queries) @ labels).toarray(), targets)


def _bm25(targets: Targets, lang: str) -> Any:
    """BM25 (k1 1.2, b .75) over stems, without repair of unknown words."""
    from scipy.sparse import csr_array, diags_array
    from sklearn.feature_extraction.text import CountVectorizer

    read = (lambda text: [stem(word) for word in tokens(text)]) if lang == "es" else tokens
    counter = CountVectorizer(analyzer=read, dtype=np.float32)
    counts = csr_array(counter.fit_transform([text for _, text in targets]))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((counts.shape[0] - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    norm = np.repeat(1.2 * (0.25 + 0.75 * lengths / lengths.mean()), np.diff(counts.indptr))
    counts.data = counts.data * 2.2 / (counts.data + norm.astype(np.float32))
    labels = (counts @ diags_array(idf)).T.tocsr()
    return _by_label(lambda queries: np.asarray((counter.transform(queries) @ labels).todense()), targets)


def _sendero(targets: Targets, lang: str) -> Any:
    """Ours; for the label list, a label speaks for itself and for its concept."""
    index = target_index(targets, lang)
    back = _order_of(index, targets)

    def ask(queries: Sequence[str]) -> tuple[Scores, Scores]:
        of_targets, of_labels = index.weigh(queries)
        both = np.minimum(of_labels, 1) + of_targets[:, index.owners] + (of_labels >= SURE)
        return of_targets, both[:, back]

    return ask


def _order_of(index: LabelIndex, targets: Targets) -> NDArray[np.int64]:
    """Where the index keeps each label, in the order given."""
    kept: dict[tuple[str, str], list[int]] = {}
    for at in range(len(index.labels) - 1, -1, -1):
        kept.setdefault((index.ids[index.owners[at]], index.labels[at]), []).append(at)
    return np.array([kept[target].pop() for target in targets])


ENGINES = (
    Engine("token_set_ratio", _token_set),
    Engine("word TF-IDF", lambda targets, _lang: _tfidf(targets)),
    Engine("BM25 stems", _bm25),
    Engine("char 2-5 TF-IDF", lambda targets, _lang: _tfidf(targets, analyzer="char_wb", ngram_range=(2, 5))),
    Engine("sendero", _sendero),
)
