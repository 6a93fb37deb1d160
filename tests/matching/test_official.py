"""Reading the files of ESCO and ISCO: both forms, and what is refused with file and line."""

import gzip
from pathlib import Path

import pytest

from matching.taxonomy.official import TaxonomyFileError, read_folder
from tests.matching.taxonomies import OCCUPATIONS, downloaded, tidy


@pytest.mark.parametrize("form", [tidy, downloaded])
def test_both_forms_give_the_same_concepts(tmp_path: Path, form: object) -> None:
    read = read_folder(form(tmp_path / "esco"))  # type: ignore[operator]
    assert len(read.of("occupation")) == len(OCCUPATIONS)
    plumber = read.entries["occupation/o-plumber"]
    assert plumber.isco08 == "7126"
    assert plumber.names["es"] == ["fontanero", "fontanera"]
    assert plumber.names["en"][:2] == ["plumber", "pipe fitter"]
    assert plumber.described["es"] == "instalan y reparan tuberías de agua"
    assert read.needs == [("occupation/o-plumber", "skill/s-pipes"), ("occupation/o-baker", "skill/s-bread")]
    assert [group.isco08 for group in read.of("isco")] == ["7126"]


def test_files_may_be_compressed_and_others_are_left_alone(tmp_path: Path) -> None:
    folder = tidy(tmp_path)
    plain = folder / "esco_occupations.csv"
    (folder / "esco_occupations.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    (folder / "noc2021.csv").write_text("code,title_en,definition_en\n00010,Legislators,x\n")
    (folder / "README.md").write_text("nothing")
    read = read_folder(folder)
    assert "noc2021.csv" not in read.files
    assert read.files["esco_occupations.csv.gz"] == len(OCCUPATIONS)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("esco_occupations.csv", "o-cook,,5120", "o-cook,,512", "esco_occupations.csv line 3: isco08 '512'"),
        ("esco_occupations.csv", "o-cook,", "o-plumber,", "line 3: occupation/o-plumber stands twice"),
        (
            "esco_occupations.csv",
            "o-cook,,5120,cook,cocinero/cocinera",
            "o-cook,,5120,,",
            "line 3: label_en and",
        ),
        ("esco_occupations.csv", "o-cook,,", "o-cook,", "line 3: 9 fields expected"),
        ("occupation_skill.csv", "s-bread,e", "s-bread,x", "occupation_skill.csv line 3: relation 'x'"),
        ("isco08.csv", "7126,4", "71x6,4", "isco08.csv line 2: code '71x6'"),
        ("esco_skills.csv", "s-pipes", "", "esco_skills.csv line 2: id ''"),
    ],
)
def test_a_row_that_cannot_be_right_is_named(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    file = tidy(tmp_path) / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TaxonomyFileError) as refused:
        read_folder(tmp_path)
    assert said in str(refused.value)


def test_text_that_is_no_utf8_a_damaged_archive_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyFileError, match="no file here holds ESCO occupations"):
        read_folder(tmp_path)
    file = tidy(tmp_path) / "esco_occupations.csv"
    whole = file.read_bytes()
    file.write_bytes(whole.replace("albañil".encode(), "albañil".encode("latin-1")))
    with pytest.raises(TaxonomyFileError, match=r"esco_occupations\.csv line"):
        read_folder(tmp_path)
    file.unlink()
    (tmp_path / "esco_occupations.csv.gz").write_bytes(gzip.compress(whole)[:-20])
    with pytest.raises(TaxonomyFileError, match="damaged"):
        read_folder(tmp_path)


def test_a_download_must_say_its_language_in_its_name(tmp_path: Path) -> None:
    folder = downloaded(tmp_path)
    (folder / "occupations_es.csv").rename(folder / "occupations.csv")
    with pytest.raises(TaxonomyFileError, match=r"occupations\.csv: its name does not end in _es\.csv"):
        read_folder(folder)
