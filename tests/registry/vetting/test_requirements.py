"""The requirements are configuration: versions side by side, and a file that is not plainly right is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.schemes.strict import LawError
from registry.vetting import requirements

SHIPPED = (requirements.FOLDER / "requirements-1.yaml").read_text(encoding="utf-8")


def test_shipped_sets() -> None:
    files = list(requirements.FOLDER.glob("*.yaml"))
    assert files
    for path in files:
        found = requirements.load(path)
        assert found.requirements
        assert all(one.title["en"] and one.help["en"] for one in found.requirements)
        assert {one.code for one in found.for_kind("company")} > {"deed", "zero_fee", "bond"}
    assert requirements.newest().licence_years.value == 3
    assert requirements.newest().licence_years.confidence == "verified"


def test_an_individual_is_not_asked_for_a_company_deed() -> None:
    assert "deed" not in {one.code for one in requirements.newest().for_kind("individual")}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("mandatory: true", "mandatory: true\n    mandatory: false", "written twice"),
        ("mandatory: true", "mandatory: maybe", "kind bool"),
        ("    accepts: [document]", "    accepts: [paper]", "accepts must list some of"),
        ("    accepts: [document]", "    acepts: [document]", "accepts is missing"),
        ("    dated: issued", "    dated: sometimes", "dated is sometimes"),
        ("    validity_months: 12", "", "validity_months goes with"),
        ("  - code: identity", "  - code: application", "used twice"),
        ("  - code: identity", "  - code: Identity", "small letters"),
        ('version: "1"', 'version: "7"', "not the one in the file's name"),
        ("    value: 3", "    value: 0", "1 or more"),
        ("confidence: verified", "confidence: surely", "must be one of"),
        ("clocks:", "clocks:\n  surprise: {value: 1}", "not known here"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in SHIPPED
    path = tmp_path / "requirements-1.yaml"
    path.write_text(SHIPPED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError, match=says) as refusal:
        requirements.load(path)
    assert refusal.value.line >= 1


def test_an_unknown_version_is_an_error() -> None:
    for version in ("99", "../1", "", "1x"):
        with pytest.raises(KeyError):
            requirements.of_version(version)
