"""assign, learn: all open vacancies at once, and weights learned from outcomes; printed, nothing stored."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app import i18n, words
from app.commands.running import CommandFailed, everybody, opened
from matching.weights import PARTS
from registry.errors import NotPossible
from registry.learning import service as learning
from registry.plans import service as plans


def add_to(app: typer.Typer) -> None:
    app.command()(assign)
    app.command()(learn)


def assign(
    scheme: Annotated[str | None, typer.Option(help="Only this scheme, for example H2A.")] = None,
    country: Annotated[str | None, typer.Option(help="Only work in this country, for example US.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Fill all open vacancies at once and compare with other ways. Nothing is stored, nobody is referred."""
    with opened(write=False) as session, everybody() as pool:
        try:
            computed = plans.compute(session, pool, scheme=scheme, country=country)
        except NotPossible as error:
            raise CommandFailed(f"{error}: no open vacancy with that scheme and country") from error
        figures = computed.figures | {"milliseconds": computed.microseconds / 1000}
        market, place = computed.filled.market, computed.filled.place
    if as_json:
        answer = figures | {
            "people": {
                market.people[at]: market.vacancies[vacancy]
                for at, vacancy in enumerate(place.tolist())
                if vacancy >= 0
            }
        }
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    _show_plan(figures)


def _show_plan(figures: dict[str, Any]) -> None:
    title = f"{figures['vacancies']} vacancies, {figures['places']} places, {figures['pairs']} eligible pairs"
    table = Table("", "this plan", "best pair first", title=title)
    for name in ("points", "placed", "full", "empty"):
        table.add_row(name, *(f"{figures[way][name]:,}" for way in ("plan", "greedy")))
    Console(width=100).print(table)
    alone = figures["separate"]
    print(
        f"by separate lists: {alone['people']} people for {alone['places']} places; one person on"
        f" {alone['most_lists']} lists, first of {alone['topped']}"
    )
    print(
        f"no plan can be more than {figures['gap']:.4%} better; {figures['left_out']} pairs left out could add"
        f" {figures['could_gain']:.1f} points at most; {figures['milliseconds']:.0f} ms"
    )


def learn(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Learn weights from recorded outcomes and print their card. Nothing is stored, nothing ranks with them."""
    i18n.use_language("en")
    with opened(write=False) as session:
        try:
            found = learning.compute(session)
        except NotPossible as error:
            raise CommandFailed(words.problem(error)) from error
        card = learning.card(found)
    if as_json:
        print(json.dumps({"card": card, "weights": found.weights}, ensure_ascii=False, indent=2))
        return
    _show_card(card)


def _show_card(card: dict[str, Any]) -> None:
    table = Table("part", "points today", "learned", title=f"learned from {card['trained']} outcomes")
    for name in PARTS:
        table.add_row(
            words.word(name, "part"), f"{card['points_before'][name]:.1f}", f"{card['points'][name]:.1f}"
        )
    Console(width=100).print(table)
    table = Table("measure", "points today", "learned", title=f"judged on {card['judged']} later outcomes")
    for name in ("ndcg", "average_precision", "error"):
        table.add_row(name, f"{card['before'][name]:.3f}", f"{card['after'][name]:.3f}")
    for one in card["slices"]:
        label = f"impact ratio {one['trait']} {one['group']} ({one['people']})"
        table.add_row(
            label, f"{one['before']:.2f}", f"{one['after']:.2f}{' worse' if one['is_worse'] else ''}"
        )
    Console(width=100).print(table)
    print(
        f"gain of nDCG {card['gain']:.3f}, 95 of 100 between {card['gain_low']:.3f} and {card['gain_high']:.3f}"
    )
    print(
        f"only {card['outcomes']} of {card['referred']} referrals have an outcome; of nobody else is anything known"
    )
    print("offered" if card["is_offered"] else "not offered: not surely better, or worse for a group")
