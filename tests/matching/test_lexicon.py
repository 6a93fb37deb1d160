"""The lexicon that ships is whole, and a spoilt one is refused with file, line and reason."""

import re
from pathlib import Path

import pytest

from matching.taxonomy import lexicon
from matching.taxonomy.lexicon import SKILL_KINDS, Kind, LexiconError, load
from matching.text import fold

SKILL_HEADER = "code,kind,es,synonyms_es,en,synonyms_en,fr,synonyms_fr,broader,source\n"
OCCUPATION_HEADER = (
    "code,es,es_feminine,synonyms_es,en,synonyms_en,fr,synonyms_fr,"
    "isco08,soc2018,noc2021,cno11,essential_skills,source\n"
)
SKILLS = SKILL_HEADER + "skill:apple,crop,Manzana,manzano,apple,,pomme,,,authored\n"
OCCUPATIONS = (
    OCCUPATION_HEADER
    + "occ:apple-picker,Cosechador,Cosechadora,,apple picker,,,,9211,45-2092,85101,9511,skill:apple,authored\n"
)


def written(folder: Path, occupations: str = OCCUPATIONS, skills: str = SKILLS) -> tuple[Path, Path]:
    (folder / "occupations.csv").write_text(occupations, encoding="utf-8")
    (folder / "skills.csv").write_text(skills, encoding="utf-8")
    return folder / "occupations.csv", folder / "skills.csv"


def test_a_name_of_two_entries_passes_only_where_it_is_listed(tmp_path: Path) -> None:
    skills = SKILLS + "skill:pear,crop,Pera,manzano,pear,,,,,authored\n"
    occupations_csv, skills_csv = written(tmp_path, skills=skills)
    listed = tmp_path / "ambiguous.csv"
    head = "kind,lang,name,codes,why\n"
    listed.write_text(head + "skill,es,manzano,skill:pear|skill:apple,a tree\n", encoding="utf-8")
    assert load(occupations_csv, skills_csv, listed).ambiguous == {
        ("skill", "es", "manzano"): ("skill:pear", "skill:apple")
    }
    with pytest.raises(LexiconError, match="'manzano'"):
        load(occupations_csv, skills_csv)
    listed.write_text(head + "skill,es,peral,skill:pear|skill:apple,nobody's\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"peral|manzano"):
        load(occupations_csv, skills_csv, listed)


def test_two_sound_files_load(tmp_path: Path) -> None:
    loaded = load(*written(tmp_path))
    assert loaded.entry("occ:apple-picker").en == "apple picker"
    assert loaded.occupations["occ:apple-picker"].essential_skills == ("skill:apple",)
    assert [name.text for name in loaded.labels("skill")] == ["Manzana", "manzano", "apple", "pomme"]


@pytest.mark.parametrize(
    ("occupations", "skills", "complaint"),
    [
        (OCCUPATIONS, SKILLS.replace("kind", "sort", 1), r"skills.csv line 1: columns"),
        (OCCUPATIONS, SKILLS + SKILLS.splitlines()[1] + "\n", r"skills.csv line 3: skill:apple stands twice"),
        (OCCUPATIONS, SKILLS + "skill:pear,crop,manzano,,pear,,,,,authored\n", r"line 3: 'manzano' \(es\)"),
        (OCCUPATIONS, SKILLS + "skill:pear,crop,Pera,,Apple,,,,,authored\n", r"line 3: 'Apple' \(en\)"),
        (OCCUPATIONS, SKILLS.replace(",crop,", ",fruit,"), r"kind 'fruit'"),
        (OCCUPATIONS, SKILLS.replace("skill:apple,crop", "Apple,crop"), r"code 'Apple'"),
        (OCCUPATIONS, SKILLS.replace("Manzana", ""), r"es is empty"),
        (OCCUPATIONS, SKILLS.replace(",authored", ","), r"source is empty"),
        (OCCUPATIONS, SKILLS.replace("manzano", "manzano|"), r"empty value"),
        (OCCUPATIONS, SKILLS.replace("manzano", " manzano"), r"begins or ends with a space"),
        (
            OCCUPATIONS,
            SKILLS.replace(",,authored", ",skill:fruit,authored"),
            r"cannot be a kind of 'skill:fruit'",
        ),
        (OCCUPATIONS, SKILLS.replace(",authored", ",authored,more"), r"10 fields expected"),
        (
            OCCUPATIONS.replace("skill:apple", "skill:pear"),
            SKILLS,
            r"occupations.csv line 2: essential skill",
        ),
        (OCCUPATIONS.replace("9211", "92110"), SKILLS, r"isco08 '92110'"),
        (OCCUPATIONS.replace("45-2092", "452092"), SKILLS, r"soc2018 '452092'"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_place(
    tmp_path: Path, occupations: str, skills: str, complaint: str
) -> None:
    with pytest.raises(LexiconError, match=complaint):
        load(*written(tmp_path, occupations, skills))


def test_what_ships_covers_the_work_of_the_schemes() -> None:
    shipped = lexicon()
    assert len(shipped.occupations) >= 250
    assert len(shipped.skills) >= 1200
    assert {skill.kind for skill in shipped.skills.values()} == SKILL_KINDS
    assert all(occupation.essential_skills for occupation in shipped.occupations.values())
    coded = [o for o in shipped.occupations.values() if o.isco08]
    assert len(coded) > 0.95 * len(shipped.occupations)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("plomero", "occ:plumber"),
        ("piloto", "occ:truck-driver"),
        ("caporal", "occ:farm-supervisor"),
        ("jornalero", "occ:farm-labourer"),
        ("mesero", "occ:waiter"),
        ("guardián", "occ:watchman"),
        ("mucama", "occ:room-cleaner"),
        ("niñera", "occ:childminder"),
        ("albañil", "occ:mason"),
        ("ayudante de albañil", "occ:mason-helper"),
        ("tractorista", "occ:tractor-driver"),
        ("empacador", "occ:packer-produce"),
        ("venta en el mercado", "occ:market-vendor"),
        ("cuidado de niños", "occ:childminder"),
        ("cuidado de ancianos", "occ:elder-carer"),
        ("chapear", "skill:chapear"),
        ("tapiscar", "skill:tapiscar"),
        ("zafra", "skill:cut-cane"),
        ("macheteo", "skill:chapear"),
        ("milpa", "skill:milpa"),
    ],
)
def test_guatemalan_words_are_names_of_the_right_entry(word: str, code: str) -> None:
    kind: Kind = "occupation" if code.startswith("occ:") else "skill"
    assert code in {name.code for name in lexicon().labels(kind) if fold(name.text) == fold(word)}


def test_every_mayan_language_of_guatemala_and_garifuna_and_xinka_have_an_entry() -> None:
    languages = [s for s in lexicon().skills.values() if s.kind == "language_skill"]
    others_text = """
    spanish english french sign-language portuguese german italian mandarin-chinese korean catalan haitian-creole
    bilingual mayan-any
    """
    others = {f"skill:{slug}" for slug in others_text.split()}
    assert len({s.code for s in languages} - others) == 24  # 22 Mayan languages by law, Garífuna and Xinka


def test_names_are_plain_text_a_person_can_read() -> None:
    names = [*lexicon().labels("occupation"), *lexicon().labels("skill")]
    assert len(names) > 5000
    for name in names:
        assert not re.search(r"[;<>_{}]|\d{3}", name.text), name
        assert len(name.text) <= 60, name
