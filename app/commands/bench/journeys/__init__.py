"""bench journeys: what candidates and the staff of centres do from beginning to end, in Chromium at 360 px.

Each journey of experience.md 2.13 that is theirs is told with scripts, without, and on a line of 400 kbit/s and 400 ms.
Prints what it cost: pages, seconds of waiting, kilobytes as sent. Fails when a journey could not be finished or a page
is over what experience.md 2.7 allows it. One file a person's journeys; visit.py measures, staff.py signs in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.commands.bench.browsing import Portal, a_browser, a_portal
from app.commands.bench.journeys.centre import act_for_somebody, compare_doubles
from app.commands.bench.journeys.fair import register_at_a_fair
from app.commands.bench.journeys.kiosk import leave_nothing_behind
from app.commands.bench.journeys.registering import register_alone
from app.commands.bench.journeys.reporting import check_an_offer, report_and_answer
from app.commands.bench.journeys.staff import Desk, SignIns
from app.commands.bench.journeys.visit import MODES, Mode, NotFinished, Opened, Visit, picture_folder
from app.commands.bench.measure import AsJson
from app.commands.running import CommandFailed


@dataclass(frozen=True, slots=True)
class Journey:
    """`number`: of experience.md 2.13. `needs_scripts`: by its nature, as what works without a line."""

    number: int
    title: str
    tell: Callable[..., None]
    needs_scripts: bool = False


# The kiosk last: it ends the session of whoever turns it on.
_ALONE = (
    Journey(2, "registers alone, corrects, asks by code", register_alone),
    Journey(3, "offer in hand: name, telephone, vacancy", check_an_offer),
)
_AT_DESK = (Journey(4, "reports, comes back, answers a question", report_and_answer),)
_SIGNED_IN = (
    Journey(9, "adviser acts for a person", act_for_somebody),
    Journey(8, "adviser compares doubles", compare_doubles),
    Journey(1, "woman at a fair, offline", register_at_a_fair, needs_scripts=True),
    Journey(10, "kiosk: the next one finds nothing", leave_nothing_behind),
)
JOURNEYS = (*_ALONE, *_AT_DESK, *_SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Told:
    """One journey in one mode. `problem`: why it could not be finished."""

    journey: Journey
    mode: Mode
    opened: list[Opened]
    problem: str | None

    @property
    def over(self) -> list[Opened]:
        return [page for page in self.opened if page.over]


def bench_journeys(
    as_json: AsJson = False,
    pages: Annotated[bool, typer.Option(help="Also a row for each page of each journey.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(help="Folder for a picture of each page at 360 px (mode js).")
    ] = None,
    only: Annotated[list[int] | None, typer.Option(help="Only the journey of this number.")] = None,
    mode: Annotated[
        list[str] | None, typer.Option(help="Only this mode: js, plain, slow, slow-plain.")
    ] = None,
) -> None:
    """The journeys of candidates and centres with scripts, without, and on a slow line: seconds and kilobytes."""
    folder = picture_folder(pictures)
    with a_portal() as portal, a_browser() as browser:
        told = list(_tell(portal, browser, folder, only or [], mode or []))
    if as_json:
        print(json.dumps([_as_row(one) for one in told], ensure_ascii=False))
    else:
        _show(told)
        if pages:
            _show_pages(told)
    unfinished = [one for one in told if one.problem]
    over = [page for one in told for page in one.over]
    if unfinished or over:
        raise CommandFailed(f"{len(unfinished)} of {len(told)} journeys unfinished, {len(over)} pages over")


def _tell(
    portal: Portal, browser: Any, folder: Path | None, only: list[int], modes: list[str]
) -> Iterator[Told]:
    sign_ins = SignIns(portal)
    with _desk(portal, browser, sign_ins) as desk:
        for mode in MODES:
            for journey in JOURNEYS:
                if (only and journey.number not in only) or (modes and mode.name not in modes):
                    continue
                if journey.needs_scripts and not mode.scripts:
                    continue
                with_them = {_AT_DESK: (desk,), _SIGNED_IN: (sign_ins,)}
                extra = next((them for group, them in with_them.items() if journey in group), ())
                yield _tell_one(portal, browser, journey, mode, folder if mode.name == "js" else None, extra)
            sign_ins.forget("counsellor")


def _tell_one(
    portal: Portal, browser: Any, journey: Journey, mode: Mode, folder: Path | None, extra: tuple[Any, ...]
) -> Told:
    visit = Visit(browser, portal, mode, f"{journey.number:02}", folder)
    problem = None
    try:
        journey.tell(visit, *extra)
    except NotFinished as reason:
        problem = str(reason)
    except visit.fails as reason:
        problem = f"{visit.path}: {str(reason).splitlines()[0]}"
    finally:
        visit.close()
    return Told(journey, mode, visit.opened, problem)


@contextmanager
def _desk(portal: Portal, browser: Any, sign_ins: SignIns) -> Iterator[Desk]:
    """Two people of the Ministry with browsers of their own, signed in once."""
    visits = [Visit(browser, portal, MODES[0], role) for role in ("supervisor", "inspector")]
    for visit in visits:
        sign_ins.sign_in(visit, visit.name)
    yield Desk(*visits)
    for visit in visits:
        visit.close()


def _as_row(told: Told) -> dict[str, Any]:
    return {
        "journey": told.journey.number,
        "title": told.journey.title,
        "mode": told.mode.name,
        "done": told.problem is None,
        "problem": told.problem,
        "seconds": round(sum(page.seconds for page in told.opened), 2),
        "kb": round(sum(page.kb for page in told.opened), 1),
        "pages": [
            {"path": page.path, "seconds": round(page.seconds, 2), "kb": round(page.kb, 1), "over": page.over}
            for page in told.opened
        ],
    }


def _show(told: list[Told]) -> None:
    table = Table(
        "journey", "", "mode", "pages", "s in all", "slowest s", "KB in all", "heaviest KB", "over", "done",
        title="journeys of candidates and centres: 360 px; slow is 400 kbit/s, 400 ms",
    )  # fmt: skip
    for one in told:
        slowest = max(one.opened, key=lambda page: page.seconds)
        heaviest = max(one.opened, key=lambda page: page.bytes)
        table.add_row(
            str(one.journey.number), one.journey.title, one.mode.name, str(len(one.opened)),
            f"{sum(page.seconds for page in one.opened):.1f}", f"{slowest.seconds:.1f} {slowest.path}",
            f"{sum(page.kb for page in one.opened):.0f}", f"{heaviest.kb:.1f} {heaviest.path}",
            str(len(one.over)), "yes" if one.problem is None else "NO",
        )  # fmt: skip
    Console(width=200).print(table)
    for one in told:
        if one.problem is not None:
            print(f"{one.journey.number} {one.mode.name}: {one.problem}")
        for page in one.over:
            print(f"{one.journey.number} {one.mode.name}: {page.path} over: {', '.join(page.over)}")


def _show_pages(told: list[Told]) -> None:
    table = Table("journey", "mode", "page", "s", "KB", "over", title="each page")
    for one in told:
        for page in one.opened:
            table.add_row(
                str(one.journey.number), one.mode.name, page.path, f"{page.seconds:.2f}", f"{page.kb:.1f}",
                ", ".join(page.over),
            )  # fmt: skip
    Console(width=140).print(table)
