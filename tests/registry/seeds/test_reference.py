"""The tables that everything else leans on: all places, all languages, each exactly once."""

from pathlib import Path

import pytest

from registry.seeds import reference


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reference files of this test's own."""
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    return tmp_path


def test_340_municipalities_in_22_departments_with_the_two_youngest() -> None:
    assert len(reference.departments()) == 22
    assert len(reference.municipalities()) == 340
    assert reference.municipality("0514").name == "Sipacate"
    assert reference.municipality("1333").name == "Petatán"
    assert reference.departments()[reference.municipality("1327").department].name == "Huehuetenango"


def test_population_is_the_census_total() -> None:
    assert sum(one.population_2018 for one in reference.departments().values()) == 14_901_286


def test_pcodes_are_complete_and_unique_though_two_differ_from_the_ine_code() -> None:
    pcodes = {code: one.pcode for code, one in reference.municipalities().items()}
    assert len(set(pcodes.values())) == 340
    assert {code for code, pcode in pcodes.items() if pcode != f"GT{code}"} == {"0206", "0207"}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("1333", ["1333"]),
        ("petatan", ["1333"]),
        ("SANTA CRUZ BARILLAS", ["1326"]),
        ("Barillas", ["1326"]),
        ("San Pedro Sacatepequez", ["0109", "1202"]),
        ("San Pedro Sacatepéquez, San Marcos", ["1202"]),
        ("Macondo", []),
        ("", []),
    ],
)
def test_a_place_is_found_by_code_or_by_name_as_people_write_it(typed: str, codes: list[str]) -> None:
    assert [one.code for one in reference.municipalities_named(typed)] == codes


def test_languages_are_named_as_their_speakers_name_them() -> None:
    found = reference.languages()
    assert {found[code].own_name for code in ("quc", "kek", "kjb")} == {"Kʼicheʼ", "Qʼeqchiʼ", "Qʼanjobʼal"}
    # One glyph for the glottal mark, U+02BC, in everything that we write ourselves.
    assert not any(mark in one.own_name for one in found.values() for mark in "'’´`ꞌ")


def test_regions_cover_the_places_that_the_schemes_name() -> None:
    found = reference.regions()
    assert {"US-GA", "US-PR", "US-GU", "CA-QC", "ES-AN"} <= set(found)
    assert found["US-NC"].es == "Carolina del Norte"
    assert reference.countries()["GT"].es == "Guatemala"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("code,es\nGT,Guatemala\n", "columns"),
        ("code,es,en\nGT,,Guatemala\n", ":2: a cell"),
        ("code,es,en\nGT,Guatemala\n", ":2: a cell"),
        ("code,es,en\nGT,a,a\nGT,b,b\n", ":3: GT stands twice"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_line(folder: Path, content: str, complaint: str) -> None:
    (folder / "countries.csv").write_text(content, encoding="utf-8")
    with pytest.raises(reference.BadReferenceError, match=complaint):
        list(reference.rows("countries.csv", ("code", "es", "en")))
