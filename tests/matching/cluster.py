"""A cluster of two worker processes ranks twelve vacancies over a snapshot, before and after one of them is killed.

Run as a program by test_everybody.py: what workers run has to be importable by its name.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

import typer
from distributed import Client, LocalCluster

from matching import snapshot
from matching.everybody import on_workers
from matching.index import CandidateIndex
from matching.types import Skill, SkillNeed
from tests.matching.invented import VOCABULARY, candidate, vacancy
from tests.matching.test_everybody import alone, told, wanted

SKILLS = ("skill:apples", "skill:pears", "skill:pruning")


def unchanged(sealed: bytes) -> bytes:
    return sealed


def crowd() -> CandidateIndex:
    facts = [
        candidate(
            f"p{at:05}",
            skills=tuple(Skill(code, at % (7 + n)) for n, code in enumerate(SKILLS) if at % (n + 2) == 0),
            adult_on=date(2010 + at % 18, 5, 5),
        )
        for at in range(5_000)
    ]
    return CandidateIndex.build(facts, VOCABULARY)


def main(folder: Path) -> None:
    index, path = crowd(), folder / "people.snapshot"
    snapshot.write(path, snapshot.Snapshot(index.base, index.items, index.labels, {}), seal=unchanged)
    pruning = SkillNeed("skill:pruning", required=False)
    asked = [vacancy(f"v{at}", skills=(SkillNeed("skill:apples", months=at), pruning)) for at in range(12)]
    expected = alone(index, asked, 40)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(folder)
        ) as cluster,
        Client(cluster) as client,
    ):

        def night() -> str:
            found = on_workers(
                client, path, wanted(index, asked), people=len(index), unseal=unchanged, top=40, parts=6
            )
            return "the same" if told(found) == expected else "other lists"

        typer.echo(night())
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        typer.echo("one killed")
        typer.echo(night())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
