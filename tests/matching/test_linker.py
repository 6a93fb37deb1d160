"""From people's words to codes: titles, slips, work histories, duties, denials and months."""

import csv
import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.taxonomy import (
    Finding,
    lexicon,
    link,
    rank_targets,
    rank_taxonomy,
    read_experience_months,
    read_skills,
    read_work,
)
from matching.taxonomy.linker import WEAK

DEV = Path(__file__).parents[3] / "shared" / "data" / "matching"


def codes(found: list[Finding], negated: bool = False) -> set[str]:
    return {f.code.removeprefix("skill:") for f in found if f.negated is negated}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cosechador de manzana", "occ:apple-picker"),
        ("cosehador de manzana", "occ:apple-picker"),
        ("cosechador de mansana", "occ:apple-picker"),
        ("cosechador de manzna", "occ:apple-picker"),
        ("COSECHADORAS DE MANZANAS", "occ:apple-picker"),
        ("plomero", "occ:plumber"),
        ("pastor de obejas", "occ:range-herder"),
        ("alvañil", "occ:mason"),
        ("landscape laborer", "occ:landscaper"),
        ("Farmworkers and Laborers, Crop", "occ:farm-labourer"),
        ("ouvrier agricole", "occ:farm-labourer"),
        ("corté caña 3 zafras en Escuintla", "occ:cane-cutter"),
        ("trabajé en el tabaco en Carolina del Norte", "occ:tobacco-worker"),
        ("cuido a mis hijos", "occ:childminder"),
        ("recogiendo fresa en Huelva", "occ:berry-picker"),
        ("crab picker", "occ:crab-picker"),
    ],
)
def test_a_title_or_ones_own_words_link_to_the_occupation(text: str, code: str) -> None:
    assert link(text)[0].code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("limpié cuartos de hotel", "occ:room-cleaner"),
        ("limpieza de hoteles", "occ:room-cleaner"),
        ("supervisora de cuartos de hotel", "occ:housekeeping-supervisor"),
        ("gefa de cuartos", "occ:housekeeping-supervisor"),
        ("corté caña en cuadrilla", "occ:cane-cutter"),
        ("caporal de cuadrilla de caña", "occ:farm-supervisor"),
    ],
)
def test_who_led_others_stands_first_only_where_the_words_say_so(text: str, code: str) -> None:
    assert link(text)[0].code == code


def test_every_name_of_the_lexicon_links_to_its_own_entry_with_full_score() -> None:
    for kind in ("occupation", "skill"):
        for name in random.Random(3).sample(list(lexicon().labels(kind)), 150):
            found = link(name.text, kind, top=5)
            mine = [proposal for proposal in found if proposal.code == name.code]
            assert mine, name
            assert mine[0].score == 1.0, name


def test_one_slip_in_a_preferred_name_keeps_it_among_the_five() -> None:
    chance = random.Random(11)
    kept = 0
    occupations = chance.sample(list(lexicon().occupations.values()), 120)
    for occupation in occupations:
        parts = occupation.es.lower().split()
        at = max(range(len(parts)), key=lambda i: len(parts[i]))
        where = chance.randrange(1, len(parts[at]) - 1)
        parts[at] = parts[at][:where] + parts[at][where + 1 :]
        kept += occupation.code in {proposal.code for proposal in link(" ".join(parts))}
    assert kept >= 0.97 * len(occupations)


def test_women_and_men_get_the_same_list() -> None:
    for occupation in lexicon().occupations.values():
        if occupation.es_feminine and " " not in occupation.es:
            his = [proposal.code for proposal in link(occupation.es, top=10)]
            hers = [proposal.code for proposal in link(occupation.es_feminine, top=10)]
            assert his[0] == hers[0]
    assert [p.code for p in link("cocinera", top=10)] == [p.code for p in link("cocinero", top=10)]


@pytest.mark.parametrize("text", ["", "   ", "xyz qwerty", "🌽", "de la", "0000"])
def test_words_that_are_no_work_link_to_nothing(text: str) -> None:
    assert link(text) == []


def test_scores_fall_stay_in_range_and_language_narrows_the_names() -> None:
    found = link("cortador de fruta", top=10)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert all(WEAK <= p.score <= 1 for p in found)
    assert link("apple picker", lang="en")[0].score == 1.0
    assert link("apple picker", lang="fr") == [] or link("apple picker", lang="fr")[0].score < 1


def test_a_work_history_is_read_job_by_job() -> None:
    cane, building = read_work("corté caña 3 zafras en Escuintla | albañil en Houston 2 años")
    assert (cane.occupations[0].code, cane.months) == ("occ:cane-cutter", 18)
    assert {"skill:cut-cane", "skill:sugarcane"} <= {f.code for f in cane.skills}
    assert (building.occupations[0].code, building.months) == ("occ:mason", 24)
    assert read_work("") == read_work(" | ;\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harvest apples, pears and cherries", {"pick-apples", "apple", "pear", "cherry"}),
        (
            "Prune trees, operate tractor and forklift; ATV",
            {"prune", "drive-tractor", "tractor", "forklift", "atv"},
        ),
        ("tapiscar maís, chapiar y cortar cafe", {"tapiscar", "corn", "chapear", "pick-coffee", "coffee"}),
        ("Sé podar manzanos y manejar montacargas", {"prune", "apple", "forklift"}),
        ("hablo q’eqchi’, kaqchikel y algo de inglés", {"qeqchi", "kaqchikel", "english"}),
        ("landscaping, roofing y drywall en Nueva Jersey", {"roof", "hang-drywall"}),
        ("Workers will rake and bale pine straw", {"rake-pine-straw", "pine-straw"}),
    ],
)
def test_skills_are_found_in_duties_and_in_own_words(text: str, expected: set[str]) -> None:
    assert expected <= codes(read_skills(text))


@pytest.mark.parametrize(
    ("text", "denied", "affirmed"),
    [
        ("Sin licencia, manejo tractor", {"licence-any-driving"}, {"drive-tractor"}),
        ("No hablo inglés pero sé podar", {"english"}, {"prune"}),
        ("No CDL needed. Must lift 50 pounds", {"heavy-truck-licence"}, {"lift-heavy"}),
        ("CDL accepted but not required", {"heavy-truck-licence"}, set()),
        ("No se requiere licencia de conducir", {"licence-any-driving"}, set()),
        ("Not only prune but also thin apples", set(), {"prune", "thin"}),
        ("No fear of bees", set(), {"bees"}),
        ("No tractor in winter. Tractor in summer", set(), {"tractor"}),
    ],
)
def test_what_is_denied_is_said_to_be_denied(text: str, denied: set[str], affirmed: set[str]) -> None:
    found = read_skills(text)
    assert denied <= codes(found, negated=True)
    assert affirmed <= codes(found)
    assert not denied & codes(found)


@pytest.mark.parametrize(
    ("text", "trap"),
    [
        ("cuidé a mi papá", "potato"),
        ("hay trabajo", "hay"),
        ("more hours per week", "blackberry"),
        ("nursery plants", "plant-by-hand"),
        ("a cargo de la caja", "load-unload"),
        ("maquila de ropa", "rope-cattle"),
        ("work under close supervision", "lead-crew"),
    ],
)
def test_words_that_only_look_like_a_skill_are_left_alone(text: str, trap: str) -> None:
    found = read_skills(text)
    assert trap not in codes(found) | codes(found, negated=True)


def test_months_stand_beside_what_they_were_said_of() -> None:
    found = {f.code: f.months for f in read_skills("corté caña 3 zafras; podé café 8 meses. Manejo tractor")}
    assert found["skill:cut-cane"] == 18
    assert found["skill:coffee"] == 8
    assert found["skill:drive-tractor"] == 0


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Three months of prior greenhouse experience within the last 24 months", 3),
        ("Six (6) months recent and verifiable experience required", 6),
        ("Minimum of (3) months experience required", 3),
        ("3 months' experience", 3),
        ("Mínimo 2 a 3 años de experiencia", 24),
        ("un año y medio de albañil", 18),
        ("tengo 3 años de experiencia", 36),
        ("2018-2021 en invernadero", 36),
        ("desde hace 2 años", 24),
        ("2 temporadas en tabaco", 12),
        ("No experience required", 0),
        ("experience not required", 0),
        ("no se requiere experiencia", 0),
        ("Sin experiencia", 0),
        ("tengo 25 años", None),
        ("mayor de 18 años", None),
        ("hace dos años", None),
        ("5 days per week", None),
        ("Driver's license in 30 days", None),
        ("", None),
    ],
)
def test_experience_is_read_as_months(text: str, months: int | None) -> None:
    assert read_experience_months(text) == months


def test_experience_that_is_only_preferred_is_not_asked() -> None:
    assert read_experience_months("6 months experience preferred. 3 months experience required.") == 3


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader_and_spans_are_true(text: str) -> None:
    for found in read_skills(text):
        assert text[found.start : found.end] == found.matched
        assert found.code in lexicon().skills
        assert 0 < found.score <= 1
    read_experience_months(text)
    read_work(text)


def test_targets_are_ranked_with_their_best_text_and_the_same_way_twice() -> None:
    targets = [("a", "Plomeros"), ("a", "Fontaneros"), ("b", "Cocineros"), ("c", "Albañiles")]
    queries = [("q1", "fontanera"), ("q2", "cosinero"), ("q3", "zzz")]
    ranked = rank_targets(queries, targets, 2)
    assert ranked == rank_targets(queries, targets, 2)
    assert [row[:3] for row in ranked if row[1] == 1] == [("q1", 1, "a"), ("q2", 1, "b")]
    assert ranked[0][3] == 1.0
    assert rank_targets([], targets, 5) == rank_targets(queries, [], 5) == []


def test_the_installed_taxonomy_answers_with_official_codes() -> None:
    [first, *_] = rank_taxonomy([("q", "cortador de café")], "occupation", 5)
    assert first == ("q", 1, "9211", 1.0)
    [skill, *_] = rank_taxonomy([("q", "podar")], "skill", 5)
    assert skill == ("q", 1, "skill:prune", 1.0)
    groups = [row[2] for row in rank_taxonomy([("q", "trabajador agrícola")], "occupation", 10)]
    assert len(groups) == len(set(groups))


def test_formal_titles_from_spain_are_ranked_as_well_as_measured() -> None:
    if not DEV.is_dir():
        pytest.skip(f"the development data is not at {DEV}")
    with (DEV / "melo_es_dev.tsv").open(encoding="utf-8", newline="") as file:
        queries = list(csv.DictReader(file, delimiter="\t"))
    with gzip.open(DEV / "melo_corpus_es.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        targets = [(row["esco_id"], row["text"]) for row in csv.DictReader(file, delimiter="\t")]
    ranked = rank_targets([(q["q_id"], q["query"]) for q in queries], targets, 50)
    place = {(query, target): rank for query, rank, target, _ in ranked}
    found = [1 / place[key] for q in queries if (key := (q["q_id"], q["gold_esco_id"])) in place]
    assert sum(found) / len(queries) >= 0.47
