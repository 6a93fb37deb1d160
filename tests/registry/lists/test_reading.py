"""Files of official lists: the header found, each row a party or refused with a reason, nothing guessed."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from registry.errors import Invalid
from registry.lists.kinds import ListKind
from registry.lists.reading import Party, Reading, keys_of, read
from tests.registry.lists.files import INELIGIBLE, LMIA, OF_KIND


def of(kind: ListKind, content: str | None = None) -> Reading:
    return read(kind, "list.csv", (OF_KIND[kind] if content is None else content).encode())


def test_debarred_employers() -> None:
    found = of(ListKind.US_DEBARRED)
    orchards, farms, nowhere = found.parties
    assert (orchards.name, orchards.name_key, orchards.place, orchards.region) == (
        "Invented Orchards, LLC",
        "invented orchards",
        "Vidalia",
        "GA",
    )
    assert (orchards.since, orchards.until) == (date(2025, 6, 1), date(2027, 5, 31))
    assert (farms.name_key, farms.other_key) == ("fictional farms", "make believe melons"), "both its names"
    assert (nowhere.place, nowhere.is_barred, nowhere.row) == (None, True, 3)
    assert found.refused == [] and found.unknown_columns == ()


def test_ineligible_employers_by_their_status() -> None:
    """Standing on this list is not yet being barred: the status says."""
    berries, greenhouse, orchard = of(ListKind.CA_INELIGIBLE).parties
    assert (berries.is_barred, berries.until) == (True, date(2027, 8, 1))
    assert (berries.name_key, berries.other_key) == ("1234567 invented", "invented berries")
    assert berries.name == "1234567 Invented Ltd. (Invented Berries)"
    assert not greenhouse.is_barred
    assert (orchard.is_barred, orchard.until) == (True, None), "until it pays, whenever that is"


def test_the_feed_of_ineligible_employers_is_json() -> None:
    records = {
        "list": [
            {"bn_operating": "A&amp;B Invented", "bn_legal": "", "address": "Guelph, Ontario", "date": "2025-08-01",
             "penalty_en": "$750", "status_en": "Ineligible until 2027-08-01", "reason": "9"},
            {"bn_operating": "", "bn_legal": None},
            "text",
        ]
    }  # fmt: skip
    found = read(ListKind.CA_INELIGIBLE, "non_compliant.json", json.dumps(records).encode())
    [party] = found.parties
    assert (party.name, party.until, party.place) == ("A&B Invented", date(2027, 8, 1), "Guelph, Ontario")
    assert [one.row for one in found.refused] == [2, 3]


def test_positive_lmias_below_a_title_with_cells_left_empty_for_same_as_above() -> None:
    found = of(ListKind.CA_LMIA)
    assert [(one.name, one.place, one.region, one.reference) for one in found.parties] == [
        ("Invented Berries", "Leamington, ON N8H 3V5", "Ontario", "Primary Agriculture"),
        ("Invented Berries", "Leamington, ON N8H 3V5", "Ontario", "Primary Agriculture"),
        ("Fictional Foods Inc.", "Guelph, ON N1H 1A1", "Ontario", "Low Wage"),
    ]
    assert not any(one.is_barred for one in found.parties), "this list accuses nobody"
    assert [(one.row, one.note.code) for one in found.refused] == [(4, "list_no_name")]


def test_recruiters() -> None:
    [party] = of(ListKind.US_RECRUITERS).parties
    assert (party.name, party.place, party.region) == (
        "Reclutadora Inventada, S.A.",
        "Ciudad de Guatemala",
        "GUATEMALA",
    )


def test_a_workbook_with_real_dates() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Program Debarments"])
    sheet.append(["Employer Name", "City", "State", "Start Date", "End Date"])
    sheet.append(["Invented Orchards, LLC", "Vidalia", "GA", datetime(2025, 6, 1), datetime(2027, 5, 31)])
    packed = io.BytesIO()
    book.save(packed)
    [party] = read(ListKind.US_DEBARRED, "list.xlsx", packed.getvalue()).parties
    assert (party.name_key, party.since, party.row) == ("invented orchards", date(2025, 6, 1), 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("H-2A,,Vidalia,GA,2025-06-01,2027-05-31", "list_no_name"),
        ("H-2A,A Farm,Vidalia,GA,June,2027-05-31", "list_bad_day"),
        ("H-2A,A Farm,Vidalia,GA,2027-06-01,2025-05-31", "list_days_reversed"),
        (",,,,,", "import_empty_row"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_rest_goes_on(row: str, code: str) -> None:
    content = OF_KIND[ListKind.US_DEBARRED] + row + "\nH-2A,Another Farm,Lyons,GA,,\n"
    found = of(ListKind.US_DEBARRED, content)
    assert [(one.row, one.note.code) for one in found.refused] == [(4, code)]
    assert found.parties[-1].name == "Another Farm" and found.parties[-1].until is None


def test_columns_nobody_has_seen_are_told() -> None:
    content = INELIGIBLE.replace("Reason(s)", "Colour")
    assert of(ListKind.CA_INELIGIBLE, content).unknown_columns == ("Colour",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("A,B\n1,2\n", "list_without_names"),
        ("", "list_without_names"),
        ("Program,Entity Debarred\n", "list_without_names"),
        ("Program,Entity Debarred,Start Date\n", "file_empty"),
        ('{"list": [{"colour": "red"}]}', "list_without_names"),
        (LMIA, "list_without_names"),
        (INELIGIBLE, "list_without_names"),
    ],
)
def test_another_file_is_not_taken_for_a_list(content: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        of(ListKind.US_DEBARRED, content)
    assert refused.value.code == code


def test_no_list_is_taken_for_another() -> None:
    for kind in ListKind:
        for other, content in OF_KIND.items():
            if other is not kind:
                with pytest.raises(Invalid):
                    of(kind, content)


def test_the_names_a_firm_is_known_by() -> None:
    assert keys_of("W.J. Invented & Sons Inc. o/a Aulac Stop") == ("w j invented sons", "aulac stop")
    assert keys_of("Ana Inventada DBA Val's Construction") == ("ana inventada", "vals construction")
    assert keys_of("Invented Orchards, L.L.C.") == keys_of("INVENTED ORCHARDS LLC")


_CELL = st.text(max_size=20) | st.sampled_from(
    ["", "Eligible", "2025-06-01", "until X", "N/A", "Ineligible until"]
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(ListKind)), st.lists(st.lists(_CELL, max_size=9), max_size=6))
def test_every_row_is_told_and_none_breaks_the_reader(kind: ListKind, rows: list[list[str]]) -> None:
    header = next(
        line for line in csv.reader(io.StringIO(OF_KIND[kind])) if sum(bool(cell) for cell in line) > 1
    )
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    with contextlib.suppress(Invalid):
        found = read(kind, "list.csv", out.getvalue().encode())
        numbers = [one.row for one in found.rows]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(one.name_key for one in found.rows if isinstance(one, Party))
