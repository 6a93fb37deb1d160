"""Points by hand, and what must hold of every score: findings only raise it, nothing averages a critical away."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.standard import queries, score
from registry.standard.score import Inputs, compute, sample_size

STANDARD = queries.shipped()["2"]
CODES = [one.code for one in STANDARD.criteria]
CRITICAL = [one.code for one in STANDARD.criteria if one.severity == "critical"]
GRADES = [one.code for one in STANDARD.grades]


def inputs(
    results: dict[str, str] | None = None,
    findings: tuple[tuple[str, str, str], ...] = (),
    evidence: tuple[tuple[str, str], ...] = (),
    interviews: int = 0,
    version: str = "2",
) -> Inputs:
    given_results = dict.fromkeys(CODES, "met") if results is None else results
    return Inputs(version, "company", given_results, findings, evidence, interviews)


def test_a_case_worked_by_hand() -> None:
    """Two majors and one minor open, one major closed: 8 + 8 + 3 = 19 points, so conditions. 22 of 23 applicable
    criteria assessed: 95 %. Documents on 4 of them and a bare declaration on a fifth: 4 of 23, 17 %."""
    results = dict.fromkeys(CODES, "met") | {
        "3.4": "n/a",
        "5.3": "not_assessed",
        "5.1": "not_met",
        "3.1": "partly",
    }
    found = compute(
        STANDARD,
        inputs(
            results,
            (
                ("5.1", "major", "open"),
                ("3.1", "major", "open"),
                ("4.2", "minor", "open"),
                ("4.1", "major", "closed"),
                ("A.4", "critical", "withdrawn"),
                ("5.1", "observation", "open"),
                ("A.5", "good_practice", "open"),
            ),
            (
                ("A.1", "document"), ("A.1", "external_register"), ("5.1", "site_visit"), ("3.1", "interview"),
                ("4.2", "document"), ("B.1", "self_declaration"), ("3.4", "document"),
            ),
            interviews=6,
        ),
    )  # fmt: skip
    assert found.points == 19
    assert found.open_findings == {
        "critical": 0,
        "major": 2,
        "minor": 1,
        "observation": 1,
        "good_practice": 1,
    }
    assert (found.coverage, found.evidence_strength, found.interviews) == (95, 17, 6)
    assert (found.verdict, found.blocks, found.not_assessed_critical) == ("conditional", (), ())


@pytest.mark.parametrize(
    ("grades", "points", "verdict"),
    [
        ([], 0, "clear"),
        (["observation"] * 9, 0, "clear"),
        (["minor"], 3, "conditional"),
        (["minor"] * 9, 27, "conditional"),
        (["major"] * 3 + ["minor"], 27, "conditional"),
        (["minor"] * 10, 30, "blocked"),
        (["major"] * 4, 32, "blocked"),
        (["critical"], 30, "blocked"),
    ],
)
def test_what_the_points_allow(grades: list[str], points: int, verdict: str) -> None:
    found = compute(STANDARD, inputs(findings=tuple(("4.2", grade, "open") for grade in grades)))
    assert (found.points, found.verdict) == (points, verdict)


def test_a_critical_finding_that_waits_for_its_second_person_counts() -> None:
    found = compute(STANDARD, inputs(findings=(("1.1", "critical", "raised"),)))
    assert found.open_critical == 1
    assert found.blocks == ("critical_open", "points")


@pytest.mark.parametrize("code", CRITICAL)
def test_a_critical_criterion_left_out_blocks(code: str) -> None:
    results = dict.fromkeys(CODES, "met")
    for left_out in (results | {code: "not_assessed"}, {key: "met" for key in CODES if key != code}):
        found = compute(STANDARD, inputs(left_out))
        assert found.not_assessed_critical == (code,)
        assert found.verdict == "blocked"
    assert compute(STANDARD, inputs(results | {code: "n/a"})).verdict == "clear"


def test_a_version_without_criteria_has_nothing_to_block() -> None:
    found = compute(queries.shipped()["1"], inputs({}, version="1"))
    assert (found.points, found.blocks, found.coverage, found.verdict) == (0, (), None, "clear")


FINDING = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from(GRADES),
    st.sampled_from(["raised", "open", "closed", "withdrawn"]),
)
ANY = st.builds(
    inputs,
    results=st.dictionaries(
        st.sampled_from(CODES), st.sampled_from(["met", "partly", "not_met", "not_assessed", "n/a"])
    ),
    findings=st.lists(FINDING, max_size=12).map(tuple),
    evidence=st.lists(
        st.tuples(st.sampled_from(CODES), st.sampled_from(["document", "interview", "self_declaration"])),
        max_size=20,
    ).map(tuple),
    interviews=st.integers(0, 40),
)


@given(given_inputs=ANY, more=FINDING)
def test_one_more_finding_never_lowers_the_points(given_inputs: Inputs, more: tuple[str, str, str]) -> None:
    before = compute(STANDARD, given_inputs)
    after = compute(STANDARD, replace(given_inputs, findings=(*given_inputs.findings, more)))
    assert after.points >= before.points
    assert set(after.blocks) >= set(before.blocks)


@given(given_inputs=ANY, seed=st.integers())
def test_the_order_of_entering_means_nothing(given_inputs: Inputs, seed: int) -> None:
    mixed = random.Random(seed)
    findings, evidence = list(given_inputs.findings), list(given_inputs.evidence)
    results = list(given_inputs.results.items())
    for one in (findings, evidence, results):
        mixed.shuffle(one)
    other = replace(given_inputs, findings=tuple(findings), evidence=tuple(evidence), results=dict(results))
    assert compute(STANDARD, other) == compute(STANDARD, given_inputs)


@given(given_inputs=ANY, code=st.sampled_from(CODES), praise=st.integers(0, 30))
def test_nothing_averages_a_critical_away(given_inputs: Inputs, code: str, praise: int) -> None:
    """Everything met, all evidence, any praise: one open critical finding still blocks."""
    spotless = replace(
        given_inputs,
        results=dict.fromkeys(CODES, "met"),
        evidence=tuple((one, "document") for one in CODES),
        findings=((code, "critical", "open"), *(((code, "good_practice", "open"),) * praise)),
    )
    found = compute(STANDARD, spotless)
    assert found.verdict == "blocked"
    assert found.points == 30


@given(given_inputs=ANY)
def test_points_are_the_sum_and_figures_are_shares(given_inputs: Inputs) -> None:
    found = compute(STANDARD, given_inputs)
    assert found.points == sum(
        {"critical": 30, "major": 8, "minor": 3}.get(grade, 0)
        for _code, grade, state in given_inputs.findings
        if state in {"raised", "open"}
    )
    for share in (found.coverage, found.evidence_strength):
        assert share is None or 0 <= share <= 100
    assert compute(STANDARD, Inputs.from_json(given_inputs.as_json())) == found


@pytest.mark.parametrize(
    ("placements", "size"),
    [(0, 0), (3, 3), (5, 5), (40, 5), (50, 5), (51, 6), (100, 10), (291, 30), (300, 30), (5000, 30)],
)
def test_how_many_to_interview(placements: int, size: int) -> None:
    assert sample_size(STANDARD, placements) == size


def test_the_scale_comes_from_the_file() -> None:
    assert (
        score.compute(STANDARD, inputs(findings=(("4.2", "major", "open"),))).points
        == STANDARD.points["major"]
    )
