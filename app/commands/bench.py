"""bench rank, link, rules, verify, web: measured against what one would pick instead, in the same run, as ratios.

Times are of this machine on this day; only the ratios travel. Each row says whether its answers agree with ours
("-" where an engine computes other scores on purpose).
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import timeit
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from starlette.responses import HTMLResponse

from app.commands.bench_verify import bench_verify
from app.config import Settings, prepare
from app.main import create_app
from app.pages import environment
from matching import explain
from matching.asked import ask, asked_codes
from matching.index import CandidateIndex
from matching.ranking import Lottery, rank, rarity_of
from matching.taxonomy import lexicon, link
from matching.types import CandidateFacts, Skill, VacancyNeeds, Verdict, Work
from matching.weights import load_weights
from registry import clock, migrations
from registry.candidates.registration import adult_on
from registry.db import Database
from registry.schemes.evaluate import evaluate
from registry.schemes.facts import VacancyFacts
from registry.schemes.loader import ruleset
from registry.seeds import bulk
from registry.seeds.market import InventedVacancy
from registry.seeds.people import InventedCandidate
from registry.seeds.population import population
from registry.shortlists.pool import vocabulary
from registry.vacancies.cells import RowRefused
from registry.vacancies.files import read_table
from registry.vacancies.rows import read_row

bench_app = typer.Typer(no_args_is_help=True, help="Measure against peers in the same run.")
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def add_to(app: typer.Typer) -> None:
    bench_app.command("verify")(bench_verify)
    app.add_typer(bench_app, name="bench")


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians and 95th percentiles in milliseconds; `agrees` None: other scores on purpose."""

    engine: str
    version: str
    p50_ms: float
    p95_ms: float
    agrees: bool | None


def timed(engine: str, release: str, acts: list[Callable[[], Any]], agrees: bool | None) -> Measured:
    """Run each act once and take the percentiles."""
    times = []
    for act in acts:
        began = time.perf_counter_ns()
        act()
        times.append((time.perf_counter_ns() - began) / 1e6)
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return Measured(engine, release, round(cuts[9], 3), round(cuts[18], 3), agrees)


def show(title: str, rows: list[Measured], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"bench": title, "engines": [asdict(row) for row in rows]}))
        return
    own = next(row for row in rows if row.engine == "sendero")
    table = Table("engine", "version", "p50 ms", "p95 ms", "times sendero", "same answer", title=title)
    for row in rows:
        same = "-" if row.agrees is None else "yes" if row.agrees else "NO"
        ratio = f"{row.p50_ms / own.p50_ms:.1f}"
        table.add_row(row.engine, row.version, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", ratio, same)
    Console(width=120).print(table)


@bench_app.command("rank")
def bench_rank(
    candidates: Annotated[int, typer.Option(min=100, help="How many candidates.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Top 50 of all candidates, eligible, scored and explained; beside a plain loop over the same rules."""
    today = clock.today()
    facts: list[CandidateFacts] = []
    needs: list[VacancyNeeds] = []
    for one in population(1, candidates, 40, 4, as_of=today):
        if isinstance(one, InventedCandidate):
            facts.append(_facts(one))
        elif isinstance(one, InventedVacancy):
            needs.append(one.needs)
    weights = load_weights()
    index = CandidateIndex.build(facts, vocabulary())

    def ours(asked: VacancyNeeds) -> list[str]:
        found = rank(index, asked, weights=weights, draw="bench", as_of=today, top=50)
        return [person.candidate for person in found.ranked]

    def loop(asked_needs: VacancyNeeds) -> list[str]:
        rarity = rarity_of(index, asked_codes(asked_needs), weights=weights)
        asked = ask(asked_needs, weights=weights, vocabulary=index.vocabulary, rarity=rarity, as_of=today)
        lottery = Lottery("bench")
        scored = [
            (-explain.score(explain.parts(asked, person)), lottery.of(person.id), person.id)
            for person in facts
            if Verdict.NOT_MET not in explain.verdicts(asked, person).values()
        ]
        return [ident for _score, _draw, ident in sorted(scored)[:50]]

    few = needs[:5]
    same = all(ours(asked) == loop(asked) for asked in few)
    rows = [
        timed("sendero", version("sendero"), [partial(ours, asked) for asked in needs], True),
        timed("plain Python loop", "", [partial(loop, asked) for asked in few], same),
        _tfidf(facts, needs),
    ]
    show(f"rank: top 50 of {candidates}", rows, as_json=as_json)


def _facts(one: InventedCandidate) -> CandidateFacts:
    return CandidateFacts(
        id=one.public_id,
        work=tuple(Work(job.occupation, job.months) for job in one.work if job.occupation),
        skills=tuple(Skill(skill.code, skill.months) for skill in one.skills if skill.code),
        languages=one.languages,
        adult_on=adult_on(one.birth_date),
        available_from=one.available_from,
        available_to=one.available_to,
        countries=frozenset(one.countries),
        occupations_wanted=frozenset(one.occupations_wanted),
        avoid=frozenset(one.avoid),
        max_months_away=one.max_months_away,
        licences_answered=True,
    )


def _tfidf(facts: list[CandidateFacts], needs: list[VacancyNeeds]) -> Measured:
    """scikit-learn's TF-IDF over the same codes with a dense product: no hard rules, no reasons, other scores."""
    import sklearn
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    vectors = TfidfVectorizer(analyzer=str.split)
    people = vectors.fit_transform(
        " ".join([*(s.code for s in person.skills), *(w.occupation for w in person.work)]) for person in facts
    )

    def best(asked: VacancyNeeds) -> Any:
        words = " ".join([*(s.code for s in asked.skills), asked.occupation or ""])
        return linear_kernel(vectors.transform([words]), people)[0].argsort()[::-1][:50]

    return timed("scikit-learn TF-IDF", sklearn.__version__, [partial(best, a) for a in needs], None)


@bench_app.command("link")
def bench_link(as_json: AsJson = False) -> None:
    """One title typed by a person to its five best occupations, beside rapidfuzz over the same names."""
    import rapidfuzz
    from rapidfuzz import fuzz, process

    names = {label.text: label.code for label in lexicon().labels("occupation")}
    typed = [entry.es.replace("b", "v", 1) for entry in lexicon().occupations.values()]
    link("calentar")

    def fuzzy(text: str) -> list[str]:
        found = process.extract(text, list(names), scorer=fuzz.token_set_ratio, processor=None, limit=5)
        return [names[name] for name, _score, _place in found]

    rows = [
        timed("sendero", version("sendero"), [partial(link, t) for t in typed], True),
        timed("rapidfuzz token_set_ratio", rapidfuzz.__version__, [partial(fuzzy, t) for t in typed], None),
    ]
    show("link: a misspelt title to occupations", rows, as_json=as_json)


@bench_app.command("rules")
def bench_rules(
    orders: Annotated[
        Path | None, typer.Argument(help="A CSV or XLSX of job orders; else invented vacancies.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """One vacancy against every rule of its scheme, beside reading its facts; vacancies per second on one core."""
    import pydantic

    today = clock.today()
    facts = _ordered(orders) if orders else _invented(1000, today)
    law = ruleset()
    asked = sum(len(evaluate(law, one, today)) for one in facts)
    acts: list[Callable[[], Any]] = [partial(evaluate, law, one, today) for one in facts]
    each = _least(acts) / len(facts)
    sent = [one.model_dump(mode="json") for one in facts]
    rows = [
        timed("sendero", version("sendero"), acts, True),
        timed(
            "pydantic, the facts alone",
            pydantic.VERSION,
            [partial(VacancyFacts.model_validate, one) for one in sent],
            None,
        ),
    ]
    show("rules: one vacancy against its scheme", rows, as_json=as_json)
    if not as_json:
        pace = f"{1 / each:.0f} vacancies per second on one core, {each * 1e6:.0f} microseconds per vacancy"
        print(f"{len(facts)} vacancies, {asked} answers: {pace}")


def _least(acts: list[Callable[[], Any]]) -> float:
    """Seconds for all of them, each the least of five passes: what else the machine was doing does not count."""
    passes: list[list[float]] = [[timeit.timeit(act, number=1) for act in acts] for _ in range(5)]
    least: list[float] = [min(times) for times in zip(*passes, strict=True)]
    return sum(least)


def _ordered(path: Path) -> list[VacancyFacts]:
    """The facts of the orders in a file, those that cannot be read left out."""
    facts = []
    for cells in read_table(path):
        with suppress(RowRefused):
            facts.append(read_row(cells).facts)
    return facts


def _invented(count: int, today: date) -> list[VacancyFacts]:
    made = population(1, 0, count, 4, as_of=today)
    return [VacancyFacts.model_validate(one.facts) for one in made if isinstance(one, InventedVacancy)]


@bench_app.command("web")
def bench_web(as_json: AsJson = False) -> None:
    """Pages over loopback, one after another, beside a bare FastAPI + Jinja page of the same run."""
    import fastapi

    bare = FastAPI()
    template = environment().from_string("<!doctype html><title>x</title><p>{{ words }}</p>")

    @bare.get("/")
    def nothing() -> HTMLResponse:
        return HTMLResponse(template.render(words="hola"))

    rows = []
    with TemporaryDirectory() as folder:
        whole = create_app(_filled(Path(folder)))
        for name, release, application, path in (
            ("sendero", version("sendero"), whole, "/vacantes"),
            ("sendero, home page", version("sendero"), whole, "/"),
            ("bare FastAPI + Jinja page", fastapi.__version__, bare, "/"),
        ):
            with _Served(application) as served:
                served.get(path)
                rows.append(timed(name, release, [partial(served.get, path)] * 300, None))
    show("web: one page after another", rows, as_json=as_json)


def _filled(folder: Path) -> Settings:
    """Settings of a throw-away demo database with forty vacancies."""
    settings = prepare(Settings(env="demo", data_dir=folder, database_url=f"sqlite:///{folder}/bench.db"))
    database = Database(settings.database_url)
    migrations.upgrade(database)
    with database.session(write=True) as session:
        bulk.seed(session, population(1, 0, 40, 4, as_of=clock.today()))
        session.commit()
    database.dispose()
    return settings


class _Served:
    """An application on a free loopback port, in a thread of this process."""

    def __init__(self, application: FastAPI) -> None:
        config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> _Served:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        return self

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path)
        return self.connection.getresponse().read()

    def __exit__(self, *_problem: object) -> None:
        self.connection.close()
        self.server.should_exit = True
        self.thread.join()
