"""How well the rules tell firms that came back from firms that did not, on pairs whose truth is known.

`plain` reads the rules PHX1 to PHX5 by the letter, for equality alone: what one would write in an afternoon.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from matching.firms import Firm
from matching.text import company_name, fold
from registry.flags import files, rulebook
from registry.flags.states import EXPLAIN_FROM, HARD_STOP_FROM

# Applicant, firm of the register, weight of one rule.
Weighed = Iterable[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1. `flagged`: reborn that an officer must answer for; `stopped`: hard stops among the reborn
    whose links left allow one; `false_*`: the same of firms that are nobody's successor. `seconds` for all pairs."""

    engine: str
    flagged: float
    stopped: float
    false_flagged: float
    false_stopped: float
    reborn: int
    stoppable: int
    unrelated: int
    seconds: float

    def row(self) -> dict[str, Any]:
        return asdict(self)


def ours(register: list[Firm], applicants: list[Firm], *, asof: date) -> Weighed:
    for applicant, registered, finding in files.flags(register, applicants, rulebook.newest(), asof=asof):
        yield applicant, registered, finding.weight


def plain(register: list[Firm], applicants: list[Firm], *, asof: date) -> Weighed:
    """The rules by the letter, with the specification's weights."""
    for a in applicants:
        for b in register:
            documents = {p.document for p in a.people if p.document} & {
                p.document for p in b.people if p.document
            }
            nits = {p.nit for p in a.people if p.nit} & {p.nit for p in b.people if p.nit}
            after = (a.founded_on - b.status_since).days if a.founded_on and b.status_since else -1
            alike = any(
                fuzz.token_set_ratio(company_name(x), company_name(y)) >= 90 for x in a.names for y in b.names
            )
            there = {fold(place.text) for place in a.places} & {fold(place.text) for place in b.places}
            yield a.id, b.id, 100 * bool(documents or nits)
            yield a.id, b.id, 60 * bool(set(a.account_keys) & set(b.account_keys))
            yield a.id, b.id, 50 * bool(set(a.lines) & set(b.lines) or set(a.domains) & set(b.domains))
            yield a.id, b.id, 40 * bool(there)
            yield a.id, b.id, (30 + 20 * (0 <= after < 365)) * alike


def measure(
    engine: str,
    weigh: Callable[..., Weighed],
    pairs: Any,
    *,
    asof: date = date(2026, 1, 1),
) -> Figures:
    """`pairs`: a register, applicants and their truth (registry/seeds/reborn.py). The score of an applicant is that of
    the firm it is most alike to."""
    register = [files.firm(row, fallback="") for row in pairs.register]
    applicants = [files.firm(row, fallback="") for row in pairs.applicants]
    began = time.perf_counter()
    scores: dict[tuple[str, str], int] = {}
    for applicant, registered, weight in weigh(register, applicants, asof=asof):
        scores[applicant, registered] = scores.get((applicant, registered), 0) + weight
    seconds = time.perf_counter() - began
    best: dict[str, int] = {}
    for (applicant, _registered), score in scores.items():
        best[applicant] = max(best.get(applicant, 0), score)
    reborn = list(pairs.truth)
    stoppable = [one for one in reborn if pairs.allows_hard_stop(one)]
    others = [firm.id for firm in applicants if firm.id not in pairs.truth]
    return Figures(
        engine,
        flagged=_share(reborn, best, EXPLAIN_FROM),
        stopped=_share(stoppable, best, HARD_STOP_FROM),
        false_flagged=_share(others, best, EXPLAIN_FROM),
        false_stopped=_share(others, best, HARD_STOP_FROM),
        reborn=len(reborn),
        stoppable=len(stoppable),
        unrelated=len(others),
        seconds=round(seconds, 2),
    )


def _share(ids: list[str], best: dict[str, int], least: int) -> float:
    return round(sum(best.get(one, 0) >= least for one in ids) / max(len(ids), 1), 4)
