"""What the red flags find on generated pairs, against the aims and against the rules by the letter."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.commands.all import app
from app.commands.running import CommandFailed
from matching.firms import Crowd
from registry.flags import files, links, measuring, rulebook
from registry.seeds.reborn import pairs
from tests.registry.flags.held_out import Maker

OLD: dict[str, Any] = {
    "id": "R1", "legal_name": "X Services", "status": "suspended", "status_since": "2017-05-01",
    "contacts": [{"type": "address", "value": "10 Anson Road #10-11"}],
    "parties": [{"name": "Tan Wei Ming", "dpi": "2345 67890 0101", "role": "owner"}],
}  # fmt: skip
NEW = {
    "id": "N1", "legal_name": "X Pte Ltd", "contacts": [{"type": "address", "value": "10 Anson Rd, #10-11"}],
}  # fmt: skip


def score(old: dict[str, Any], new: dict[str, Any]) -> dict[str, int]:
    known, asking = [files.firm(old, fallback="1")], [files.firm(new, fallback="2")]
    found = files.flags(known, asking, rulebook.newest(), asof=date(2026, 3, 2))
    return {finding.rule: finding.weight for _ours, _theirs, finding in found}


@pytest.mark.parametrize(
    "made", [pairs(500), Maker(501).pairs()], ids=["words it was set on", "words nobody set it on"]
)
def test_the_aims_are_reached(made: Any) -> None:
    ours = measuring.measure("sendero", measuring.ours, made)
    assert (ours.reborn, ours.unrelated) == (50, 500)
    assert (
        ours.flagged >= 0.94
    )  # one firm of fifty more or less; the aim is 95 % over several sets (docs/red-flags.md)
    assert ours.stopped >= 0.75
    assert ours.false_stopped <= 0.01
    assert ours.false_flagged <= 0.08


def test_better_than_the_rules_by_the_letter() -> None:
    made = Maker(502).pairs(unrelated=100)
    ours = measuring.measure("sendero", measuring.ours, made)
    plain = measuring.measure("by the letter", measuring.plain, made)
    assert ours.flagged > plain.flagged
    assert ours.stopped > plain.stopped


def test_the_case_of_singapore() -> None:
    assert sum(score(OLD, NEW).values()) >= 40
    with_owner = NEW | {"parties": [{"name": "Tan Wei Ming", "dpi": "2345678900101", "role": "director"}]}
    assert sum(score(OLD, with_owner).values()) >= 100


def test_one_applicant_against_five_hundred_takes_under_a_second() -> None:
    made = pairs(3, reborn=20, unrelated=480)
    known = [files.firm(row, fallback="") for row in made.applicants]
    ours = files.firm(made.register[0], fallback="")
    crowd = Crowd([*known, ours])
    began = time.process_time()
    links.worth_a_look(ours, known, crowd, rulebook.newest(), asof=date(2026, 3, 2))
    assert time.process_time() - began < 1


def test_a_firm_in_good_standing_is_imitated_not_reborn() -> None:
    good = OLD | {"status": "registered", "parties": []}
    assert score(good, NEW | {"contacts": []})["SCAM1"] == 60
    with_owner = {**NEW, "contacts": [], "parties": OLD["parties"]}
    assert "SCAM1" not in score(OLD | {"status": "registered"}, with_owner)


def test_a_role_that_ended_long_ago_does_not_count() -> None:
    left = [{**OLD["parties"][0], "to": "2010-01-01"}]
    assert "PHX1" not in score(OLD | {"parties": left}, NEW | {"parties": OLD["parties"]})


def test_coworking_weighs_less_than_an_address() -> None:
    tower = "Diagonal 6 10-50 zona 10, oficina {}"
    old = OLD | {
        "contacts": [{"type": "address", "value": tower.format(301)}],
        "legal_name": "Uno",
        "parties": [],
    }
    new = {"id": "N", "legal_name": "Dos", "contacts": [{"type": "address", "value": tower.format(905)}]}
    assert score(old, new) == {"PHX4": 15}


# ---------------------------------------------------------------- the command


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def run(register: Path, applicants: Path) -> str:
    done = CliRunner().invoke(app, ["flags", "--register", str(register), "--applicants", str(applicants)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_files_in_lines_out(tmp_path: Path) -> None:
    new = NEW | {"parties": OLD["parties"]}
    out = run(write(tmp_path, "a.json", [OLD, {}]), write(tmp_path, "b.json", [new, {"id": "empty"}, {}]))
    lines = [json.loads(line) for line in out.splitlines()]
    assert {"PHX1", "PHX4", "PHX5"} == {line["rule"] for line in lines}
    assert all(set(line) == {"applicant", "registered", "rule", "weight", "evidence"} for line in lines)
    assert {(line["applicant"], line["registered"]) for line in lines} == {("N1", "R1")}
    assert "2345" not in out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "not JSON"),
        ("{}", "an array"),
        ([1], "agency 1: expected an object"),
        ([{"parties": "x"}], "parties: expected an array"),
        ([{"parties": ["x"]}], "parties: expected objects"),
        ([{"founded_on": "soon"}], "founded_on"),
        ([{"status": "great"}], "status"),
        ([{"legal_name": ["a"]}], "legal_name: expected text"),
        ([{"id": "a"}, {"id": "a"}], "there twice"),
    ],
)
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, content: Any, told: str) -> None:
    good = write(tmp_path, "good.json", [NEW])
    with pytest.raises(CommandFailed, match=told) as failure:
        run(write(tmp_path, "bad.json", content), good)
    assert "\n" not in str(failure.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="No such file"):
        run(tmp_path / "none.json", write(tmp_path, "good.json", [NEW]))


# ---------------------------------------------------------------- the rules as data


def test_all_21_rules_have_weight_and_words() -> None:
    book = rulebook.newest()
    assert len(book.rules) == 21
    assert book["PHX1"].weight == 100
    assert book["FEE1"].cap == 120


@pytest.mark.parametrize("broken", ["weight: 100\n    cap: 90", "weight: 100\n    title: {es: a}"])
def test_a_broken_rulebook_is_refused(tmp_path: Path, broken: str) -> None:
    text = (Path(rulebook.__file__).parent / "data" / "flags-1.yaml").read_text(encoding="utf-8")
    path = write(tmp_path, "flags-9.yaml", text.replace("weight: 100\n    cap: 100", broken, 1))
    with pytest.raises(ValueError, match="PHX1"):
        rulebook.read(path)
