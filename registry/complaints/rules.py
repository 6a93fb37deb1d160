"""By when somebody must act on a report, and what reports lead to: data/triggers-<version>.yaml, read strictly.

A new version is a new file; what was set off keeps the version it was set off by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.schemes.strict import LawError, Node, read_yaml

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days of Guatemala where the name says so, else days of the calendar."""

    triage_working_days: int
    agency_answer_working_days: int
    closure_working_days: int
    remedy_days_one: int
    remedy_days_group: int
    keep_years_after_closing: int


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


@cache
def in_force() -> Rules:
    """The newest version. Raises LawError when its file is not plainly right."""
    found = sorted(FOLDER.glob("triggers-*.yaml"), key=_number)
    return read(found[-1])


def _number(path: Path) -> int:
    match = re.fullmatch(r"triggers-(\d+)\.yaml", path.name)
    if match is None:
        raise LawError(path, 1, "the name must end in its version")
    return int(match[1])


def read(path: Path) -> Rules:
    node = Node(path, read_yaml(path))
    clocks, sources = node.node("clocks"), node.node("sources")
    triggers = node.node("triggers")
    case, hearing = triggers.node("case"), triggers.node("hearing")
    rules = Rules(
        version=node.take("version", str),
        source=node.take("source", str),
        confidence=node.take("confidence", str),
        clocks=Clocks(**{name: _positive(clocks, name) for name in Clocks.__slots__}),
        sources=SourceRules(**{name: _positive(sources, name) for name in SourceRules.__slots__}),
        case=CaseTrigger(
            with_proof=_positive(case, "with_proof"),
            independent=_positive(case, "independent"),
            within_days=_positive(case, "within_days"),
            only_critical=case.take("only_critical", bool),
        ),
        hearing=HearingTrigger(**{name: _positive(hearing, name) for name in HearingTrigger.__slots__}),
        kinds=_kinds(node),
    )
    for each in (clocks, sources, case, hearing, triggers, node):
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
