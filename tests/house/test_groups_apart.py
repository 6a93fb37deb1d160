"""Groups of people are read by fairness alone: no score, no reason, no compiled loop, no page of employers knows them.

`index.trait` and `index.traits_of` are the only doors to sex, department, language and returnee status.
"""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

from app.config import ROOT
from matching.types import CandidateFacts, VacancyNeeds
from registry.fairness.policy import TRAITS

# Everything between what is asked and a score with its reasons.
SCORES = (
    "asked.py", "ranking.py", "explain.py", "levels.py", "weights.py", "engine.py", "plain.py", "plan.py",
    "compiled.py", "marks.py", "types.py", "what_if.py",
)  # fmt: skip
# Who may open a door to the groups: the fair list, and the shares that a plan for all vacancies keeps.
MAY_READ_GROUPS = {"matching/fair_ranking.py", "registry/plans/gathering.py"}
# Not every "fair": job fairs are events.
FAIR_LISTS = ("fairness", "fair_order", "fair_ranking", "fair_list", "plain_rank")
GROUP_WORDS = ("trait", "returnee", "fairness", "fair_order", "group_scan")


def _names(path: Path) -> set[str]:
    """Every identifier, attribute, import and text constant that is no docstring."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= {node.name, node.asname or ""}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            found.add(node.value)
    return found


def test_no_score_reads_a_group() -> None:
    for name in SCORES:
        names = _names(ROOT / "matching" / name)
        assert names, name
        told = {
            one
            for one in names
            if any(word in one.lower() for word in GROUP_WORDS) or one in ("sex", "department")
        }
        assert not told, f"matching/{name} names {sorted(told)}"


def test_the_facts_of_a_ranking_have_no_group() -> None:
    for kind in (CandidateFacts, VacancyNeeds):
        assert not {field.name for field in fields(kind)} & ({*TRAITS} - {"language"})


def test_only_the_fair_list_opens_the_doors_to_groups() -> None:
    looked_at, found = 0, set()
    for package in ("matching", "registry", "app"):
        for path in (ROOT / package).rglob("*.py"):
            looked_at += 1
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if any(
                isinstance(node, ast.Attribute) and node.attr in ("trait", "traits_of")
                and isinstance(node.value, ast.Name) and node.value.id == "index"
                for node in ast.walk(tree)
            ):  # fmt: skip
                found.add(path.relative_to(ROOT).as_posix())
    assert looked_at > 100
    assert {"matching/fair_ranking.py"} <= found <= MAY_READ_GROUPS | {"app/commands/bench/rank.py"}


def test_employers_agencies_and_candidates_import_nothing_of_it() -> None:
    looked_at = 0
    for folder in ("employer", "agency", "candidate", "centre", "public"):
        for path in (ROOT / "app" / folder).rglob("*.py"):
            looked_at += 1
            told = {one for one in _names(path) if any(word in one for word in FAIR_LISTS)}
            assert not told, f"{path.relative_to(ROOT)}: {sorted(told)}"
        for path in (ROOT / "templates" / folder).rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert not any(word in text for word in ("fairness", "equidad", "plain_rank", "orden justo")), (
                path
            )
    assert looked_at > 40
