"""The standard is data: versions side by side, and wrong files are refused with their place and what is wrong."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from registry.schemes.strict import LawError
from registry.standard import loader, queries

SHIPPED = sorted(one.name for one in loader.DATA.iterdir() if one.is_dir())


def test_shipped_versions() -> None:
    assert SHIPPED == ["1", "2"]
    for version, standard in queries.shipped().items():
        assert standard.version == version
        assert standard.requirements
        assert all(one.title["en"] and one.help["en"] for one in standard.requirements)
        asked = standard.asked_of("company", ["US"], date(2026, 11, 22))
        assert {one.code for one in asked} > {"deed", "zero_fee", "bond"}
        assert "deed" not in {one.code for one in standard.asked_of("individual", [], date(2026, 11, 22))}
        assert standard.clocks["licence_years"].value == 3
        assert standard.clocks["licence_years"].confidence == "verified"


def test_the_first_version_has_no_criteria() -> None:
    first = queries.shipped()["1"]
    assert (first.criteria, first.grades, first.fees, first.demerits) == ((), (), (), {})
    assert len(first.requirements) == 14


def test_the_second_version_is_the_whole_standard() -> None:
    standard = queries.shipped()["2"]
    assert Counter(one.principle for one in standard.criteria) == {
        "A": 5, "B": 4, "1": 4, "2": 2, "3": 4, "4": 2, "5": 3,
    }  # fmt: skip
    assert Counter(one.severity for one in standard.criteria) == {"critical": 13, "major": 9, "minor": 2}
    assert [one.code for one in standard.elements] == ["POL", "COM", "TRN", "MON", "GOV"]
    assert standard.points == {"critical": 30, "major": 8, "minor": 3, "observation": 0, "good_practice": 0}
    assert standard.demerits["critical"] == 12
    assert standard.demerits["late_report"] == 1
    codes = [one.code for one in standard.fees]
    assert codes == [
        *(f"F{n}" for n in range(1, 5)),
        *(f"C{n}" for n in range(1, 8)),
        *(f"X{n}" for n in range(1, 7)),
    ]
    assert {one.worker_share for one in standard.fees} == {0}
    assert standard.clocks["warning_days"].values == (120, 60, 30, 7)
    assert standard.clocks["appeal_working_days"].confidence == "unconfirmed"


def test_only_what_was_read_counts_as_official() -> None:
    """ethical-recruitment.md 1.3: the numbers and wording of A.1 to A.3 were seen, nothing below."""
    standard = queries.shipped()["2"]
    official = {one.code for one in standard.criteria if one.official_ref}
    assert official == {"A.1", "A.2", "A.3"}
    assert {one.code for one in standard.criteria if not one.provisional} == official
    assert {one.confidence for one in standard.fees} == {"unconfirmed", "proposed"}


def test_what_was_asked_stays_asked() -> None:
    """Every requirement of the first version is in the second, with the same words."""
    first, second = queries.shipped()["1"], queries.shipped()["2"]
    for one in first.requirements:
        again = second.requirement(one.code)
        assert again is not None
        assert (again.title, again.declaration, again.is_mandatory) == (
            one.title,
            one.declaration,
            one.is_mandatory,
        )


def test_of_whom_and_when_it_is_asked() -> None:
    standard = queries.shipped()["2"]
    provincial = standard.requirement("provincial_licence")
    assert provincial is not None
    day = date(2026, 11, 22)
    assert provincial.is_asked("company", ["CA", "US"], day)
    assert not provincial.is_asked("company", ["US"], day)
    licence = standard.requirement("destination_licence")
    assert licence is not None
    assert not licence.is_asked("company", ["CA"], day)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the second version that a test may spoil."""
    return Path(shutil.copytree(loader.DATA / "2", tmp_path / "norma"))


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("requirements", "mandatory: true", "mandatory: true\n    mandatory: false", "written twice"),
        ("requirements", "mandatory: true", "mandatory: maybe", "kind bool"),
        ("requirements", "    accepts: [document]", "    accepts: [paper]", "accepts must list some of"),
        ("requirements", "    accepts: [document]", "    acepts: [document]", "accepts is missing"),
        ("requirements", "    accepts: [document]", "    accepts: [[document]]", "accepts must list some of"),
        ("requirements", "file_types: [pdf, jpeg, png]", "file_types: [exe]", "file_types must list some of"),
        ("requirements", "    dated: issued", "    dated: sometimes", "dated is sometimes"),
        ("requirements", "    validity_months: 12", "", "validity_months goes with"),
        ("requirements", "  - code: identity", "  - code: application", "used twice"),
        ("requirements", "  - code: identity", "  - code: people", "used twice"),
        ("requirements", "  - code: identity", "  - code: Identity", "small letters"),
        ("requirements", "    corridor: CA", "    corridor: Canada", "two capital letters"),
        (
            "requirements",
            "    dated: expires",
            "    dated: expires\n    effective_from: 2027-01-01\n    effective_to: 2026-01-01",
            "before effective_from",
        ),
        ("index", 'version: "2"', "version: 2", "version must be of kind str"),
        ("index", 'version: "2"', 'version: "2.1"', "whole number"),
        ("index", "checked_on: 2026-11-22", "checked_on: ayer", "checked_on must be of kind date"),
        ("clocks", "  value: 60", "  value: 0", "1 or more"),
        ("clocks", "  value: [120, 60, 30, 7]", "  value: [120, sixty]", "1 or more"),
        ("clocks", "confidence: verified", "confidence: surely", "must be one of"),
        ("clocks", "  unit: years", "  unit: moons", "unit is moons"),
        ("clocks", "answer_days:", "reply_days:", "answer_days is missing"),
        ("criteria", "official_ref: IRIS 1.2, A.1\n    ", "", "official_ref that was read"),
        (
            "criteria",
            "    provisional: true",
            "    official_ref: x\n    provisional: true",
            "official_ref that",
        ),
        ("criteria", "  - code: A.2", "  - code: A.1", "used twice"),
        ("criteria", "  - code: A.2", "  - code: a2", "like A.1"),
        ("criteria", '    principle: "A"', '    principle: "Z"', "principle is Z"),
        ("criteria", "    severity: critical", "    severity: dreadful", "severity is dreadful"),
        ("severities", "points: 8", "points: 80", "graver finding"),
        ("severities", "points: 8", "points: -8", "0 or more"),
        ("severities", "  - {code: observation", "  - {code: minor", "used twice"),
        ("severities", "  refuse_at_points:", "  refuse_at:", "refuse_at_points is missing"),
        ("severities", "limits:", "limits:\n  surprise: {value: 1}", "not known here"),
        ("fees", "    group: related", "    group: gift", "group is gift"),
        ("fees", "worker_share_percent: 0", "worker_share_percent: 101", "100 or less"),
        ("fees", "  - code: F2", "  - code: fee", "a capital letter"),
        ("fees", "fees:", "fees: []\nmore:", "fees is empty"),
        ("fees", "    group: fee", "  group: fee", "expected"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    folder: Path, file: str, before: str, after: str, says: str
) -> None:
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError, match=says) as refusal:
        loader.load(folder)
    assert refusal.value.path == path
    assert refusal.value.line >= 1


def test_a_part_that_is_missing_or_strange(folder: Path, tmp_path: Path) -> None:
    (folder / "severities.yaml").rename(tmp_path / "severities.yaml")
    with pytest.raises(LawError, match="criteria and severities go together"):
        loader.load(folder)
    (folder / "clocks.yaml").rename(tmp_path / "clocks.yaml")
    with pytest.raises(LawError, match="the part clocks is missing"):
        loader.load(folder)
    (folder / "extra.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(LawError, match="none of index"):
        loader.load(folder)
    with pytest.raises(LawError, match="no file of a standard"):
        loader.load(_made(tmp_path / "empty"))
    with pytest.raises(LawError, match="cannot be read"):
        loader.load(tmp_path / "absent.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xff\xfe\xf1")
    with pytest.raises(LawError, match="UTF-8"):
        loader.load(tmp_path / "latin.yaml")
    (tmp_path / "blank.yaml").write_text("", encoding="utf-8")
    with pytest.raises(LawError, match="expected keys"):
        loader.load(tmp_path / "blank.yaml")


def _made(path: Path) -> Path:
    path.mkdir()
    return path


def test_one_file_says_the_same_as_a_folder(folder: Path, tmp_path: Path) -> None:
    parts = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")}
    single = tmp_path / "norma-2.yaml"
    single.write_text(yaml.safe_dump(parts, allow_unicode=True, sort_keys=False), encoding="utf-8")
    from_file, from_folder = loader.load(single), loader.load(folder)
    assert from_file.criteria == from_folder.criteria
    assert from_file.requirements == from_folder.requirements
    assert from_file.clocks == from_folder.clocks
    assert from_file.digest != from_folder.digest
    assert loader.load(folder).digest == from_folder.digest
