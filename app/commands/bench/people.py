"""bench people: three hundred at once, on the embedded database, with the limits on, sharing the machine with us.

Each opens a page, reads for some seconds, opens the next: the home page, a vacancy list, what things cost, the box that
verifies, the first pages of the registration, the sign-in. A second round asks all of them in the same moment, which no
centre does.
"""

from __future__ import annotations

import asyncio
import time
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.commands.bench.measure import AsJson, Measured, show
from app.commands.bench.web import Served, filled
from app.commands.running import CommandFailed

_PAGES = (
    "/",
    "/vacantes",
    "/informacion",
    "/verificar",
    "/registro",
    "/entrar",
    "/estado",
    "/jornadas",
    "/norma",
)
_LONGEST_MS = 3_000


def bench_people(
    people: Annotated[int, typer.Option(min=1, help="How many at once.")] = 300,
    seconds: Annotated[int, typer.Option(min=5, help="For how long.")] = 60,
    reading: Annotated[
        float, typer.Option(min=0.5, help="Seconds that one reads a page, on average.")
    ] = 15.0,
    as_json: AsJson = False,
) -> None:
    """So many people reading at once. Fails when a page is refused, or one in twenty waits over three seconds."""
    # Here, because to read the web takes seconds and most commands never ask for it.
    from app.main import create_app

    with TemporaryDirectory() as folder, Served(create_app(filled(Path(folder)))) as served:
        port = int(served.connection.port)
        for path in _PAGES:
            served.get(path)
        browsing = asyncio.run(_browse(port, people, seconds, reading))
        burst = asyncio.run(_all_at_once(port, people))
    rows = [_row("sendero", browsing), _row("all in one moment", burst)]
    show(f"people: {people} at once for {seconds} s, {len(browsing)} pages", rows, as_json=as_json)
    refused = sum(status != 200 for status, _ms in browsing + burst)
    if refused or rows[0].p95_ms > _LONGEST_MS:
        raise CommandFailed(f"{refused} pages refused, p95 {rows[0].p95_ms:.0f} ms")


def _row(name: str, answers: list[tuple[int, float]]) -> Measured:
    cuts = quantiles([ms for _status, ms in answers], n=20)
    return Measured(name, version("sendero"), round(cuts[9], 1), round(cuts[18], 1), None)


async def _browse(port: int, people: int, seconds: int, reading: float) -> list[tuple[int, float]]:
    end = time.monotonic() + seconds

    async def one(number: int) -> list[tuple[int, float]]:
        dice, answers = Random(number), []  # noqa: S311 - how long somebody reads # nosec B311
        await asyncio.sleep(dice.uniform(0, reading))
        while time.monotonic() < end:
            answers.append(await _ask(port, dice.choice(_PAGES)))
            await asyncio.sleep(dice.uniform(0.5, 2 * reading))
        return answers

    return [answer for each in await asyncio.gather(*map(one, range(people))) for answer in each]


async def _all_at_once(port: int, people: int) -> list[tuple[int, float]]:
    return list(await asyncio.gather(*(_ask(port, _PAGES[n % len(_PAGES)]) for n in range(people))))


async def _ask(port: int, path: str) -> tuple[int, float]:
    """Status, and milliseconds from the connection to the last byte."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read(-1)
    writer.close()
    return int(answer.split(b" ", 2)[1]), (time.perf_counter() - began) * 1e3
