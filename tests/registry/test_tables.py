"""Tables: no cell that leaves is a formula, and every table that comes is read however it was saved."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import ROOT
from registry.law.table import decode
from registry.tables import Writer, harmless, plain
from registry.vacancies.files import grid

# Files for programs, whose ids must come back as they were given; no name of a person or a firm is in them.
_FOR_PROGRAMS = {"app/commands/ranking.py", "app/commands/same_person.py"}
FORMULA = '=HYPERLINK("http://e.example","ver")'


@pytest.mark.parametrize(
    "cell",
    [
        FORMULA, "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "\u00a0=1", "\ufeff=1",
        "\u200b@a", "\uff1d1+1", "-@a", "|a", "+", "-", "+502--1", "+a5",
    ],
)  # fmt: skip
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert plain(harmless(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["", "Caminos", "-5", "-3.25", "+502 5555-0101", "'ja", "12", "a=b", "María-José"]
)
def test_what_is_no_formula_stays(cell: str) -> None:
    assert harmless(cell) == plain(harmless(cell)) == cell


@given(st.text(max_size=30))
def test_no_cell_of_any_text_begins_like_a_formula(text: str) -> None:
    out = io.StringIO()
    Writer(out).row([text, None, 5])
    if "\x00" not in text:
        cell = next(csv.reader(io.StringIO(out.getvalue(), newline="")))[0]
        assert not cell.lstrip().startswith(("=", "@"))
        assert not re.match(r"\s*[+-](?![\d ()\-;+.,]*$)", cell)


def test_every_table_that_leaves_is_written_there() -> None:
    """Nobody writes a CSV or a workbook beside it."""
    found = set()
    for folder in ("app", "registry"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if re.search(r"csv\.(?:writer|DictWriter)\(|\bWorkbook\(|to_excel|to_csv", text):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == {"registry/tables.py"} | _FOR_PROGRAMS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_table_is_read_however_it_was_saved(encoding: str) -> None:
    text = "name,place\nPeña & Hijos,Cobán\nMaría José,Petén\nFincas Ñ,Jalapa\n"
    assert grid("a.csv", text.encode(encoding))[1] == ["Peña & Hijos", "Cobán"]
    assert "Peña" in decode(text.encode(encoding))
