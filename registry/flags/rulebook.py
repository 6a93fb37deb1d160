"""The red flags as data: weights, words and what an officer should check, by version (data/flags-<version>.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
CODES = (
    "PHX1", "PHX2", "PHX3", "PHX4", "PHX5", "PHX6", "FEE1", "FEE2", "FEE3", "JOB1", "JOB2", "JOB3", "JOB4", "JOB5",
    "EMP1", "OPS1", "OPS2", "OPS3", "OPS4", "COI1", "SCAM1",
)  # fmt: skip
_KEYS = {"weight", "cap", "confidence", "title", "check"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `levels`: share of the weight by how alike two facts are; `more`: what only this rule needs."""

    code: str
    weight: int
    cap: int
    confidence: str
    title: Mapping[str, str]
    check: Mapping[str, str]
    levels: Mapping[str, float]
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of one version. `standing`: how much a link to a firm of that standing counts.
    `shown_from`: two firms whose links weigh less together are left alone."""

    version: str
    source: str
    standing: Mapping[str, float]
    shown_from: int
    rules: Mapping[str, Rule]

    def __getitem__(self, code: str) -> Rule:
        return self.rules[code]


@cache
def newest() -> Rulebook:
    """The version in use: the file with the highest number."""
    return read(max(_DATA.glob("flags-*.yaml"), key=lambda path: int(path.stem.partition("-")[2])))


def read(path: Path) -> Rulebook:
    """Read a file of rules. Raises ValueError that names what is missing, unknown or out of range."""
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = {code: _rule(code, row) for code, row in text["rules"].items()}
    if set(rules) != set(CODES):
        raise ValueError(f"{path.name}: rules {sorted(set(rules) ^ set(CODES))} are missing or unknown")
    return Rulebook(str(text["version"]), text["source"], text["standing"], text["shown_from"], rules)


def _rule(code: str, row: dict[str, Any]) -> Rule:
    if missing := _KEYS - row.keys():
        raise ValueError(f"{code}: {sorted(missing)} missing")
    for words in (row["title"], row["check"]):
        if set(words) != {"es", "en"} or not all(words.values()):
            raise ValueError(f"{code}: title and check need es and en")
    levels = row.get("levels", {})
    if not 0 < row["weight"] <= row["cap"] or any(not 0 < share <= 1 for share in levels.values()):
        raise ValueError(f"{code}: weight, cap or a share is out of range")
    more = {key: value for key, value in row.items() if key not in _KEYS and key != "levels"}
    return Rule(code, row["weight"], row["cap"], row["confidence"], row["title"], row["check"], levels, more)
