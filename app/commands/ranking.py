"""rank, link: the shortlist of a vacancy, the vacancies of a candidate, and linking texts to codes."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from app import i18n, words
from app.commands.running import CommandFailed, everybody, opened
from app.config import Settings
from matching.taxonomy import installed, rank_targets, rank_taxonomy
from matching.types import Part, Ranked, RankedVacancy, Reason
from registry import clock
from registry.access import Actor, Role
from registry.candidates import queries as candidates
from registry.errors import NotFound
from registry.law.queries import in_force
from registry.shortlists import service, stored
from registry.shortlists.pool import Pool
from registry.vacancies import queries as vacancies
from registry.vacancies.checks import asked_on

# Who has the machine sees what an officer sees.
_OPERATOR = Actor(Role.OFFICER, name="sendero rank")
_ENTRIES: dict[str, Literal["occupation", "skill"]] = {"occupations": "occupation", "skills": "skill"}


def add_to(app: typer.Typer) -> None:
    app.command()(rank)
    app.command()(link)


def rank(
    vacancy: Annotated[str | None, typer.Argument(help="A vacancy's id, number or case number.")] = None,
    candidate: Annotated[
        str | None, typer.Option(help="A candidate's id: the open vacancies that fit.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 50,
    asof: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked about.")] = None,
    strict: Annotated[
        bool, typer.Option(help="Only people known to meet everything; else unknown facts keep them listed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """The shortlist of a vacancy, or with --candidate the vacancies of a person. Nothing is stored."""
    if (vacancy is None) == (candidate is None):
        raise typer.BadParameter("give a vacancy, or --candidate ID")
    if strict and vacancy is None:
        raise typer.BadParameter("--strict is for the list of a vacancy")
    day = asof.date() if asof else None
    with opened(write=False) as session, everybody() as pool:
        if vacancy is not None:
            answer, title = _candidates_of(session, pool, vacancy, top, day, strict)
        else:
            answer, title = _vacancies_of(session, pool, str(candidate), top, day)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _show(answer, title)


def _candidates_of(
    session: Session, pool: Pool, key: str, top: int, day: date | None, is_strict: bool
) -> tuple[dict[str, Any], str]:
    try:
        vacancy = vacancies.find(session, key)
    except NotFound as error:
        raise CommandFailed(f"there is no vacancy {key} (see: sendero list vacancies)") from error
    computed = service.compute(
        session, vacancy, pool, as_of=day or asked_on(vacancy), top=top, is_strict=is_strict
    )
    found = computed.ranking
    _say(
        f"{len(found.ranked)} of {found.counts['all']} candidates, ranked in {computed.microseconds / 1000:.1f} ms"
    )
    if "failed_agency" in found.counts:
        _say("nobody is ranked: the agency of this vacancy is not in good standing")
    answer = {
        "vacancy": vacancy.public_id,
        "model": found.weights_version,
        "ruleset": in_force(session).hash,
        "mode": "strict" if is_strict else "wide",
        "counts": found.counts,
        "fairness": stored.fairness_to_json(computed.fairness),
        "candidates": [{"candidate": one.candidate} | _fit(one) for one in found.ranked],
    }
    return answer, f"{vacancy.number} {vacancy.title}"


def _vacancies_of(
    session: Session, pool: Pool, key: str, top: int, day: date | None
) -> tuple[dict[str, Any], str]:
    try:
        person = candidates.load(session, _OPERATOR, key)
    except NotFound as error:
        raise CommandFailed(f"there is no candidate {key} (see: sendero list candidates)") from error
    found = service.vacancies_for(session, person.actor(), person, pool, as_of=day, top=top)
    answer = {
        "candidate": found.candidate,
        "model": found.weights_version,
        "ruleset": in_force(session).hash,
        "counts": found.counts,
        "vacancies": [{"vacancy": one.vacancy} | _fit(one) for one in found.ranked],
    }
    return answer, person.public_id


def _fit(one: Ranked | RankedVacancy) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "score": one.score,
        "parts": [_part(part) for part in one.parts],
        "reasons": _reasons(reason for part in one.parts for reason in part.reasons),
        "missing": _reasons(one.missing),
    }


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "weight": part.weight, "value": part.value, "points": part.points}


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "args": reason.args} for reason in reasons]


def _show(answer: dict[str, Any], title: str) -> None:
    """The list as a table for people: place, score, points of each part, what is missing in words."""
    i18n.use_language("en")
    rows = answer.get("candidates", answer.get("vacancies", []))
    names = [part["name"] for part in rows[0]["parts"]] if rows else []
    table = Table("#", "id", "score", *(words.word(name, "part") for name in names), "missing", title=title)
    for row in rows:
        points = (f"{part['points']:.2f}" for part in row["parts"])
        missing = "; ".join(words.reason(reason) for reason in row["missing"])
        key = row.get("candidate") or row["vacancy"]
        table.add_row(str(row["rank"]), key, f"{row['score']:.4f}", *points, missing)
    Console(width=200).print(table)
    counts = ", ".join(f"{name} {number}" for name, number in answer["counts"].items())
    print(f"model {answer['model']}, ruleset {answer['ruleset'][:12]}, {clock.today()}\ncounts: {counts}")


def link(
    queries: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="id<TAB>text, one per line.")],
    targets: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="id<TAB>text to rank.")
    ] = None,
    taxonomy: Annotated[str | None, typer.Option(help="occupations or skills, instead of --targets.")] = None,
    top: Annotated[int, typer.Option(min=1, help="How many targets per query.")] = 10,
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the screen.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the texts: es, en or fr.")] = None,
) -> None:
    """Rank targets for each query: query_id, rank, target_id, score (tab-separated, with a header)."""
    if (targets is None) == (taxonomy is None):
        raise typer.BadParameter("give --targets FILE, or --taxonomy occupations or skills")
    if taxonomy is not None and taxonomy not in _ENTRIES:
        raise typer.BadParameter("--taxonomy is occupations or skills")
    asked = _pairs(queries)
    installed.use(Settings().taxonomy_dir)
    if targets is not None:
        rows = rank_targets(asked, _pairs(targets), top, lang)
    else:
        rows = rank_taxonomy(asked, _ENTRIES[str(taxonomy)], top, lang)
    if out is None:
        _write(sys.stdout, rows)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        _write(file, rows)
    _say(f"{len(asked)} queries, {len(rows)} rows: {out}")


def _pairs(path: Path) -> list[tuple[str, str]]:
    """(id, text) of each line; empty lines and a header "id, text" are passed over. CommandFailed without a tab."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        key, tab, text = line.partition("\t")
        if not tab:
            raise CommandFailed(f"{path.name} line {number}: no tab between id and text")
        pairs.append((key.strip(), text.strip()))
    return pairs[1:] if pairs[:1] == [("id", "text")] else pairs


def _write(file: Any, rows: list[tuple[str, int, str, float]]) -> None:
    writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    writer.writerow(("query_id", "rank", "target_id", "score"))
    writer.writerows((query, place, target, f"{score:.4f}") for query, place, target, score in rows)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
