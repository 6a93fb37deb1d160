"""The state tables: every state reachable, nothing leads nowhere by accident, one door for changes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from app.config import ROOT
from app.words import WORDS
from registry import models
from registry.access import ROLES, Permission
from registry.moves import Machine

# Sorted: the mappers are a set, and two workers must find the tests in the same order.
MACHINES: list[tuple[type, Machine]] = sorted(
    (
        (mapper.class_, mapper.class_.machine)
        for mapper in models.Base.registry.mappers
        if hasattr(mapper.class_, "machine")
    ),
    key=lambda pair: pair[1].noun,
)
# A vacancy becomes historical by being imported, never by a move.
BORN_IN = {"vacancy": {"historical"}}


def ids(pair: tuple[type, Machine]) -> str:
    return pair[1].noun


def test_there_are_machines() -> None:
    assert {machine.noun for _cls, machine in MACHINES} >= {
        "account",
        "agency",
        "candidate",
        "case",
        "referral",
    }


@pytest.mark.parametrize("pair", MACHINES, ids=ids)
def test_every_state_is_reachable(pair: tuple[type, Machine]) -> None:
    machine = pair[1]
    reached = {str(machine.initial)} | BORN_IN.get(machine.noun, set())
    for _ in machine.states:
        reached |= {row.target for row in machine.transitions if row.sources & reached}
    assert reached == {str(state) for state in machine.states}


@pytest.mark.parametrize("pair", MACHINES, ids=ids)
def test_the_database_knows_the_same_states(pair: tuple[type, Machine]) -> None:
    cls, machine = pair
    texts = [str(c.sqltext) for c in cls.__table__.constraints if isinstance(c, CheckConstraint)]  # type: ignore[attr-defined]
    # Whole: others begin with some of the states and say more.
    (listed,) = (match[1] for text in texts if (match := re.fullmatch(r"state IN \(([^()]*)\)", text)))
    assert {word.strip("' ") for word in listed.split(",")} == {str(s) for s in machine.states}


@pytest.mark.parametrize("pair", MACHINES, ids=ids)
def test_every_move_can_be_made_by_somebody(pair: tuple[type, Machine]) -> None:
    for row in pair[1].transitions:
        assert any(row.permission in grants for grants in ROLES.values()), row.verb


@pytest.mark.parametrize("pair", MACHINES, ids=ids)
def test_every_state_has_words(pair: tuple[type, Machine]) -> None:
    machine = pair[1]
    for state in machine.states:
        assert f"{machine.noun}.state.{state}" in WORDS


def test_every_permission_is_held_by_somebody() -> None:
    for permission in Permission:
        assert any(permission in grants for grants in ROLES.values()), permission


def assignments_of_state(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text())):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield target.lineno
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "setattr"
            and "'state'" in ast.unparse(node)
        ):
            yield node.lineno


def test_state_is_assigned_only_in_moves() -> None:
    files = [path for folder in ("app", "registry") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 80
    found = {
        str(path.relative_to(ROOT)): lines for path in files if (lines := list(assignments_of_state(path)))
    }
    # No machines, for nobody chooses between verbs: an officer accepts an answer or sends it back, a condition is met
    # or its day passes, a visit that was planned is called off, a second person agrees about a report.
    others = {
        "registry/vetting/review.py", "registry/standard/service.py", "registry/vetting/visits.py",
        "registry/complaints/second.py",
    }  # fmt: skip
    assert set(found) <= {"registry/moves.py"} | others
    assert "registry/moves.py" in found


def _recorded() -> Iterator[tuple[str, str]]:
    """("noun" or "verb", code) of every act that the code records by name."""
    for path in [*(ROOT / "registry").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record":
                for kind, given in (("noun", node.args[2]), ("verb", node.args[4])):
                    if isinstance(given, ast.Constant):
                        yield kind, str(given.value)


def test_an_auditor_reads_every_act_in_words() -> None:
    moves = {("verb", row.verb) for _cls, machine in MACHINES for row in machine.transitions}
    told = moves | {("noun", machine.noun) for _cls, machine in MACHINES} | set(_recorded())
    assert ("verb", "sign_in") in told
    assert [f"log.{kind}.{code}" for kind, code in sorted(told) if f"log.{kind}.{code}" not in WORDS] == []
