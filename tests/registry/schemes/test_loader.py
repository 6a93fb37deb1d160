"""The loader refuses what is not plainly right, and says in which file and line."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.schemes.law import Reference
from registry.schemes.loader import DATA, ExtraValue, load, ruleset
from registry.schemes.strict import LawError

FEDERAL = "us/all/parameters/us-federal-minimum.yaml"
NCL = "canada/agricultural/parameters/ca-ncl-wage.yaml"
RULES = "us/h2a/requirements.yaml"
INDEX = "us/h2a/index.yaml"
PEOPLE = "international/all/candidates.yaml"
TABLE = "us/all/tables/state_minimum.csv"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    copy = tmp_path / "law"
    shutil.copytree(DATA, copy)
    return copy


def change(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; returns the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    "file, old, new, problem",
    [
        (FEDERAL, "unit: usd-per-hour", "unit: usd-per-hour\ncolour: red", "colour is not known"),
        (FEDERAL, "unit: usd-per-hour", "unit: usd-per-hour\nunit: usd", "unit is written twice"),
        (FEDERAL, "unit: usd-per-hour", "unit: furlongs", "unit is furlongs"),
        (FEDERAL, "  2009-07-24:", "  always:", "always is not a date"),
        (FEDERAL, "  2009-07-24:", "  2009-07-34:", "2009-07-34 is not a date"),
        (FEDERAL, "    value: 7.25\n", "", "value is missing"),
        (FEDERAL, "checked_on: 2026-11-21", "checked_on: soon", "checked_on must be of kind date"),
        (FEDERAL, "confidence: verified", "confidence: certain", "confidence is certain"),
        (FEDERAL, "checked_on", "  2009-07-24: {}\nchecked_on", "the key 2009-07-24 is written twice"),
        (FEDERAL, "    value: 7.25", "    value: yes", "value must be of kind Decimal or int or list"),
        (FEDERAL, "    value: 7.25", "    value: 7.2.5", "value must be of kind Decimal or int or list"),
        (FEDERAL, "    value: 7.25", "    value: 7.25\n    until: 2010-01-01", "until is not known"),
        (FEDERAL, "    reference: {title", "    referred: {title", "the key reference is missing"),
        (FEDERAL, '{title: "Fair', '{named: "Fair', "the key title is missing"),
        (FEDERAL, '  es: "Salario mínimo federal por hora"', '  es: ""', "es is empty"),
        (FEDERAL, '  es: "Salario', '  fr: "Salario', "the key es is missing"),
        (FEDERAL, "asked_on: every", "asked_on: almost_every", "asked_on is almost_every"),
        (FEDERAL, "checked_on: 2026-11-21", "checked_on: 2026-11-31", "2026-11-31 is not a date"),
        (NCL, "  skill: [", "  skills: [", "skills is not a key of this parameter"),
        (RULES, "check: h2a_wage", "check: h2a_wages", "no check called h2a_wages"),
        (RULES, "severity: blocks", "severity: forbids", "severity is forbids"),
        (RULES, "aewr: us-h2a-aewr", "aewr: us-h2a-awer", "no parameter called us-h2a-awer"),
        (RULES, "- id: H2A-02", "- id: H2A-01", "H2A-01 is written twice"),
        (RULES, "Faltan {short} USD.", "Faltan {much} USD.", "names much, which is not given"),
        (RULES, "  severity: blocks", "  severity: blocks\n  colour: red", "colour is not known"),
        (RULES, "  severity: blocks", "  severity: blocks\n  severity: warns", "severity is written twice"),
        (
            RULES,
            "  check: h2a_wage",
            "  check: h2a_wage\n  not_checked: {es: a, en: b}",
            "has a check, or says",
        ),
        (PEOPLE, "check: adult_at_start", "check: adult", "no check about people called adult"),
        (PEOPLE, "CA_LOW, ES_GECCO, GT_SNE]", "CA_LOW, SAWP]", "no scheme called SAWP"),
        (PEOPLE, "- id: CD-02", "- id: CD-01", "CD-01 is written twice"),
        (PEOPLE, "severity: hard", "severity: harsh", "severity is harsh"),
        (PEOPLE, "ranking: never", "ranking: much", "ranking is much"),
        (PEOPLE, "otherwise: not_before", "otherwise: refused", "otherwise is refused"),
        (PEOPLE, "Es el {date}.", "Es el {day}.", "names day, which is not given"),
        (INDEX, "status: in_force", "status: valid", "status is valid"),
        (INDEX, "status: in_force", "status: in_force\ncolour: red", "colour is not known"),
        (INDEX, "verified_from: 2026-11-21", "verified_from: 2026-13-21", "2026-13-21 is not a date"),
        (INDEX, "verified_from: 2026-11-21", "verified_from: 2026-11-21 10:00:00", "is not a date"),
        (INDEX, "certified: ['Det", "certified: ['(Det", "is not a pattern"),
    ],
)
def test_refuses_with_file_and_line(law, file, old, new, problem):
    line = change(law / file, old, new)
    with pytest.raises(LawError) as refusal:
        load(law)
    assert problem in str(refusal.value)
    assert refusal.value.path == law / file
    assert abs(refusal.value.line - line) <= 3
    assert str(refusal.value).startswith(f"{law / file}:{refusal.value.line}: ")


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("FL,2025-09-30,14.00", "FL,30/09/2025,14.00", "not a date"),
        ("FL,2025-09-30,14.00", "FL,2025-09-30,14 dollars", "not a number"),
        ("14.00,unverified", "14.00,maybe", "confidence is 'maybe'"),
        ("FL,2025-09-30", "CT,2026-01-01", "CT already has a value from 2026-01-01"),
        (
            "14.00,unverified,Real job orders of winter 2025-26 (registry of the US Department of Labor)",
            "14.00,unverified,",
            "the reference is missing",
        ),
    ],
)
def test_refuses_a_row_of_a_table_with_its_line(law, old, new, problem):
    line = change(law / TABLE, old, new)
    with pytest.raises(LawError, match=r"state_minimum\.csv") as refusal:
        load(law)
    assert problem in str(refusal.value)
    assert refusal.value.line == line


def test_refuses_a_missing_reference(law):
    change(law / FEDERAL, '    reference: {title: "Fair Labor Standards Act, 29 U.S.C. 206(a)(1)"}\n', "")
    with pytest.raises(LawError, match="reference is missing"):
        load(law)


def test_refuses_a_rule_without_citation(law):
    change(law / RULES, "  citation: ", "  cited: ")
    with pytest.raises(LawError, match=r"requirements\.yaml:\d+: the key citation is missing"):
        load(law)


def test_refuses_a_row_with_too_few_cells(law):
    line = change(law / TABLE, "FL,2025-09-30,14.00", "FL,14.00")
    with pytest.raises(LawError, match=rf"state_minimum\.csv:{line}: this row has too many or too few cells"):
        load(law)


def test_refuses_a_table_that_is_not_there(law):
    (law / TABLE).unlink()
    with pytest.raises(
        LawError, match=r"us-state-minimum\.yaml:\d+: the table state_minimum\.csv does not exist"
    ):
        load(law)


def test_refuses_a_parameter_set_in_two_files(law):
    shutil.copy(law / FEDERAL, law / "us/h2a/parameters/again.yaml")
    with pytest.raises(LawError, match="us-federal-minimum is already set in another file"):
        load(law)


def test_refuses_a_scheme_with_two_folders(law):
    shutil.copytree(law / "us/all", law / "us/again")
    for file in (law / "us/again/parameters").iterdir():
        file.unlink()
    with pytest.raises(LawError, match="the scheme US has two folders"):
        load(law)


def test_refuses_a_folder_without_law(tmp_path):
    with pytest.raises(LawError, match=r"no \*/\*/index\.yaml"):
        load(tmp_path)


def test_refuses_a_table_with_other_columns(law):
    change(law / TABLE, "state,starts_on", "estado,starts_on")
    with pytest.raises(LawError, match=r"state_minimum\.csv:1: the columns must be state, starts_on"):
        load(law)


def test_refuses_a_rule_without_check_and_without_reason(law):
    change(law / RULES, "  check: h2a_wage\n", "")
    with pytest.raises(LawError, match="says under not_checked why"):
        load(law)


def test_refuses_broken_yaml(law):
    change(law / INDEX, "id: H2A", "id: [H2A")
    with pytest.raises(LawError, match=r"index\.yaml:\d+: "):
        load(law)


def test_same_content_has_the_same_hash_and_any_change_another(law):
    assert load(law).hash == load(DATA).hash == ruleset().hash
    change(law / FEDERAL, "value: 7.25", "value: 7.26")
    assert load(law).hash != ruleset().hash


def test_an_added_value_joins_under_the_hash_and_ends_the_one_before():
    july = ExtraValue(
        parameter="us-h2a-aewr",
        key=("GA", "field_livestock", "I"),
        starts_on=date(2026, 7, 1),
        amount=Decimal("12.80"),
        confidence="verified",
        reference=Reference("Notice of July 2026"),
    )
    law = load(DATA, (july,))
    aewr = law.parameters["us-h2a-aewr"]
    before, after = (
        aewr.on(day, "GA", "field_livestock", "I") for day in (date(2026, 6, 30), date(2026, 7, 1))
    )
    assert before is not None
    assert after is not None
    assert (before.amount, after.amount) == (Decimal("12.27"), Decimal("12.80"))
    assert not after.overdue(date(2026, 8, 1))
    assert law.hash != ruleset().hash
    assert "Notice of July 2026" in law.text
    assert ruleset((july,)).text == law.text, "put in without reading the files again: the same law"


def test_an_added_value_that_fits_no_parameter_is_refused():
    stray = ExtraValue("us-h2a-aewr", ("GA",), date(2026, 7, 1), Decimal(1), "verified", Reference("x"))
    with pytest.raises(LawError, match="does not fit"):
        load(DATA, (stray,))


def test_a_dated_null_ends_a_series():
    aewr = ruleset().parameters["us-h2a-aewr"]
    assert aewr.on(date(2025, 10, 1), "FL", "field_livestock", "I") is not None
    assert aewr.on(date(2025, 10, 2), "FL", "field_livestock", "I") is None
    found = aewr.during(date(2025, 9, 1), date(2025, 12, 1), "FL", "field_livestock", "I")
    assert found.missing
    assert len(found.values) == 1


def test_survey_rates_end_everywhere_on_the_first_of_october():
    aewr = ruleset().parameters["us-h2a-aewr"]
    assert len(aewr.series) >= 98
    for values in aewr.series.values():
        starts = [value.starts_on for value in values]
        assert date(2025, 10, 2) in starts
        assert starts == sorted(set(starts))


def test_a_renewal_comes_with_how_often_it_comes_again(law):
    file = law / "us/h2a/parameters/us-h2a-aewr.yaml"
    change(file, "renewal_every: 12 months", "renewal_every: yearly")
    with pytest.raises(LawError, match="'yearly' is not a number of months or weeks"):
        load(law)
    change(file, "renewal_every: yearly\n", "")
    with pytest.raises(LawError, match="the key renewal_every is missing"):
        load(law)


def test_the_renewal_of_a_row_lies_after_its_start(law):
    change(
        law / TABLE, "start date from own knowledge,2026-09-30", "start date from own knowledge,2025-09-30"
    )
    with pytest.raises(LawError, match="not after the start of the value"):
        load(law)
