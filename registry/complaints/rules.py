"""What reports lead to: data/triggers-<version>.yaml, read strictly; by when, the clocks of the standard in force.

A new version of the triggers is a new file; what was set off keeps the version it was set off by. The days are changed
as every other clock is: with a new version of the standard, by two people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from registry.schemes.strict import LawError, Node, read_yaml
from registry.standard import queries as standards
from registry.standard.model import Clock

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days of Guatemala where the name says so, else days of the calendar."""

    triage_working_days: int
    agency_answer_working_days: int
    closure_working_days: int
    remedy_days: int
    remedy_group_months: int
    keep_years_after_closing: int


# Each of Clocks and the code of the standard's clock that says it.
_CODES = {
    "triage_working_days": "complaint_triage_working_days",
    "agency_answer_working_days": "complaint_answer_working_days",
    "closure_working_days": "complaint_close_working_days",
    "remedy_days": "remediation_days",
    "remedy_group_months": "remediation_group_months",
    "keep_years_after_closing": "complaint_kept_years",
}


@dataclass(frozen=True, slots=True)
class SourceRules:
    """`alike_over`: texts more alike than this (0-100) are one source. A burst: so many reports in so many days."""

    alike_over: int
    burst_reports: int
    burst_days: int


@dataclass(frozen=True, slots=True)
class CaseTrigger:
    with_proof: int
    independent: int
    within_days: int
    only_critical: bool


@dataclass(frozen=True, slots=True)
class HearingTrigger:
    independent: int
    within_days: int
    municipalities_on_one_order: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of report is about. `criterion` is None for one that names no rule of the standard."""

    criterion: str | None
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Rules:
    version: str
    source: str
    confidence: str
    clocks: Clocks
    sources: SourceRules
    case: CaseTrigger
    hearing: HearingTrigger
    kinds: dict[str, Kind]

    def kind(self, code: str) -> Kind:
        return self.kinds.get(code, Kind(None, is_critical=False))


def in_force(session: Session) -> Rules:
    """The newest triggers with the clocks of the standard in force. One that came before all its clocks were asked for
    takes those of the program: reports are taken whatever it says."""
    return by({**standards.newest_shipped().clocks, **standards.in_force(session).clocks})


def by(clocks: Mapping[str, Clock]) -> Rules:
    """The newest triggers with these clocks. Raises LawError when their file is not plainly right."""
    return read(_newest(), clocks)


def _newest() -> Path:
    return max(FOLDER.glob("triggers-*.yaml"), key=_number)


@cache
def _yaml(path: Path) -> Any:
    return read_yaml(path)


def _number(path: Path) -> int:
    match = re.fullmatch(r"triggers-(\d+)\.yaml", path.name)
    if match is None:
        raise LawError(path, 1, "the name must end in its version")
    return int(match[1])


def read(path: Path, clocks: Mapping[str, Clock]) -> Rules:
    node = Node(path, _yaml(path))
    sources = node.node("sources")
    triggers = node.node("triggers")
    case, hearing = triggers.node("case"), triggers.node("hearing")
    rules = Rules(
        version=node.take("version", str),
        source=node.take("source", str),
        confidence=node.take("confidence", str),
        clocks=Clocks(**{name: clocks[code].value for name, code in _CODES.items()}),
        sources=SourceRules(**{name: _positive(sources, name) for name in SourceRules.__slots__}),
        case=CaseTrigger(
            with_proof=_positive(case, "with_proof"),
            independent=_positive(case, "independent"),
            within_days=clocks["complaint_pair_days"].value,
            only_critical=case.take("only_critical", bool),
        ),
        hearing=HearingTrigger(
            independent=_positive(hearing, "independent"),
            within_days=clocks["complaint_many_days"].value,
            municipalities_on_one_order=_positive(hearing, "municipalities_on_one_order"),
        ),
        kinds=_kinds(node),
    )
    for each in (sources, case, hearing, triggers, node):
        each.done()
    return rules


def _positive(node: Node, name: str) -> int:
    value = node.take(name, int)
    if value < 1:
        raise node.refuse(f"{name} must be 1 or more", name)
    return value


def _kinds(node: Node) -> dict[str, Kind]:
    listed = node.node("kinds")
    found = {}
    for code in list(listed.data):
        one = listed.node(code)
        found[code] = Kind(one.maybe("criterion", str), one.take("critical", bool))
        one.done()
    listed.done()
    return found
