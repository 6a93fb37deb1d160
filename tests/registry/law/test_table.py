"""A table as spreadsheets save it: read when it can be understood in one way, else told by row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.law import problem_text
from registry.law import effect
from registry.law.table import Reading, decode, read_table, template
from registry.schemes.loader import ruleset
from tests.registry.law.values import MONTHLY

LAW = ruleset()
PARAMETER = LAW.parameters[MONTHLY]
HEADER = "zone,activity,starts_on,value,confidence,reference,href,note"
GOOD = 'CE2,agricola,2027-01-01,3900.00,verified,"Acuerdo inventado, 1-2026",https://example.org/a,'


def read(*rows: str, header: str = HEADER, order: str | None = None) -> Reading:
    return read_table(PARAMETER, "\n".join([header, *rows]), order=order)


def told(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    assert reading.values == ()
    for problem in reading.problems:
        assert "%(" not in problem_text(problem)
    return [(problem.row, problem.column, problem.code) for problem in reading.problems]


def test_a_good_row():
    (value,) = read(GOOD).values
    assert (value.key, value.starts_on, value.amount) == (
        ("CE2", "agricola"),
        date(2027, 1, 1),
        Decimal("3900.00"),
    )
    assert (value.reference.title, value.reference.href) == (
        "Acuerdo inventado, 1-2026",
        "https://example.org/a",
    )


def test_as_a_spreadsheet_saves_it():
    """Byte-order mark, semicolons, a decimal comma, dates with slashes, empty lines at the end, another encoding."""
    text = (
        "zone;activity;starts_on;value;confidence;reference;href;note;unit\r\n"
        "CE2;agricola;31/01/2027;3900,5;verificado;Resolución inventada;;;gtq-per-month\r\n"
        "CE1;agricola;01/02/2027;fin;Sin verificar;Resolución inventada;;;\r\n"
        ";;;;;;;;\r\n\r\n"
    )
    for content in (text.encode("utf-8-sig"), text.encode("cp1252")):
        first, second = read_table(PARAMETER, decode(content)).values
        assert (first.starts_on, first.amount, first.confidence) == (
            date(2027, 1, 31),
            Decimal("3900.5"),
            "verified",
        )
        assert (second.starts_on, second.amount, second.confidence) == (date(2027, 2, 1), None, "unverified")
        assert first.reference.title == "Resolución inventada"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (GOOD.replace("CE2", "CE3"), "zone", "law_key_unknown"),
        (GOOD.replace("CE2", ""), "zone", "law_key_unknown"),
        (GOOD.replace("2027-01-01", ""), "starts_on", "law_date_missing"),
        (GOOD.replace("2027-01-01", "2027-02-30"), "starts_on", "law_date_unread"),
        (GOOD.replace("2027-01-01", "20270101"), "starts_on", "law_date_unread"),
        (GOOD.replace("2027-01-01", "1-1-27"), "starts_on", "law_date_unread"),
        (GOOD.replace("2027-01-01", "0027-01-01"), "starts_on", "law_date_unread"),
        (GOOD.replace("2027-01-01", "02/01/2027"), "starts_on", "law_date_two_ways"),
        (GOOD.replace("2027-01-01", "13/13/2027"), "starts_on", "law_date_unread"),
        (GOOD.replace("3900.00", ""), "value", "law_value_missing"),
        (GOOD.replace("3900.00", "39OO"), "value", "law_value_unread"),
        (GOOD.replace("3900.00", '"3,900"'), "value", "law_value_unread"),
        (GOOD.replace("3900.00", '"3.900,00"'), "value", "law_value_unread"),
        (GOOD.replace("3900.00", "Q3900"), "value", "law_value_unread"),
        (GOOD.replace("3900.00", "-1"), "value", "law_value_unread"),
        (GOOD.replace("3900.00", "NaN"), "value", "law_value_unread"),
        (GOOD.replace("3900.00", "1e3"), "value", "law_value_unread"),
        (GOOD.replace(",verified,", ",sure,"), "confidence", "law_confidence"),
        (GOOD.replace('"Acuerdo inventado, 1-2026"', ""), "reference", "law_reference_missing"),
        (GOOD.replace("https://example.org/a", "javascript:alert(1)"), "href", "law_href"),
        (GOOD + "x" * 501, "note", "law_text_long"),
    ],
)
def test_what_is_wrong_with_a_cell(row: str, column: str, code: str):
    assert told(read("CE1,agricola,2027-01-01,1,verified,Ley,,", row)) == [(3, column, code)]


def test_every_problem_is_told_at_once():
    found = told(read("CE9,agricola,x,y,verified,Ley,,", "CE1,agricola", GOOD, GOOD))
    assert found == [
        (3, None, "law_cells"),
        (2, "zone", "law_key_unknown"),
        (2, "starts_on", "law_date_unread"),
        (2, "value", "law_value_unread"),
        (5, "starts_on", "law_row_twice"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "law_no_rows"),
        (HEADER, "law_no_rows"),
        (HEADER.replace("zone,", "") + "\n" + GOOD, "law_columns_missing"),
        (HEADER.replace("note", "notes") + "\n" + GOOD, "law_columns_strange"),
        (HEADER.replace("note", "href") + "\n" + GOOD, "law_columns_twice"),
        (HEADER + '\nCE2,"agri', "law_unreadable"),
    ],
)
def test_what_is_wrong_with_the_table(text: str, code: str):
    assert told(read_table(PARAMETER, text)) == [(None, None, code)]


def test_the_wrong_table_is_known_by_its_unit():
    row = GOOD + ",gtq-per-day"
    assert told(read(row, header=HEADER + ",unit")) == [(2, "unit", "law_unit")]


def test_dates_with_slashes_are_read_when_their_order_is_told_by_a_row_or_a_person():
    first, second = (
        GOOD.replace("2027-01-01", "02/01/2027"),
        GOOD.replace("CE2", "CE1").replace("2027-01-01", "13/01/2027"),
    )
    assert [value.starts_on for value in read(first, second).values] == [date(2027, 1, 2), date(2027, 1, 13)]
    assert read(first, order="mdy").values[0].starts_on == date(2027, 2, 1)
    assert told(read(first, second.replace("13/01", "01/13"), GOOD.replace("2027-01-01", "14/01/2027"))) == [
        (2, "starts_on", "law_date_two_ways"),
        (3, "starts_on", "law_date_unread"),
    ]


@pytest.mark.parametrize("parameter", LAW.parameters.values(), ids=lambda one: one.id)
def test_every_template_reads_as_the_present_values(parameter):
    reading = read_table(parameter, template(parameter))
    assert len(reading.values) == sum(len(values) for values in parameter.series.values())
    assert [one.code for one in reading.problems] == ([] if reading.values else ["law_no_rows"])
    assert {change.kind for change in effect.changes(LAW, reading.values)} <= {"unchanged"}


def test_a_table_that_the_files_leave_empty_names_its_keys_itself():
    empty = replace(LAW.parameters["ca-unemployment"], keys=("harbour",), series={}, key_values={})
    row = "CMA-Prueba,2026-10-01,5.5,verified,Boletín inventado,,"
    header = "harbour,starts_on,value,confidence,reference,href,note"
    (value,) = read_table(empty, f"{header}\n{row}").values
    assert value.key == ("CMA-Prueba",)
    assert [one.kind for one in effect.changes(LAW, [value])] == ["new"]
    missing = read_table(empty, f"{header}\n{row.replace('CMA-Prueba', '')}")
    assert {one.code for one in missing.problems} == {"law_key_missing"}


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_be_answered(text: str):
    for content in (text, HEADER + "\n" + text):
        reading = read_table(PARAMETER, content)
        assert not reading.values or not reading.problems
        for problem in reading.problems:
            assert problem_text(problem)


@given(st.decimals(min_value=0, max_value=99999, places=2))
def test_every_amount_of_money_is_read_as_written(amount: Decimal):
    for text in (str(amount), f'"{str(amount).replace(".", ",")}"'):
        (value,) = read(GOOD.replace("3900.00", text)).values
        assert value.amount == amount
