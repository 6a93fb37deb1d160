"""Names with a slip in them are found, and strangers are not: this is where LIKELY comes from."""

import random

import pytest

from matching.linkage import LIKELY, search_names

FIRMS = [
    ("f1", "Servicios Laborales El Quetzal, S.A."),
    ("f2", "Agencia Tikal Internacional"),
    ("f3", "Reclutadora Río Verde, S.A."),
    ("f4", "Manos de Maíz, Sociedad Anónima"),
    ("f5", "Trabajos del Sur, S.A."),
    ("f6", "Puente Migrante y Cía. Ltda."),
    ("f7", "Cosechas del Altiplano"),
    ("f8", "Horizonte Chapín"),
    ("f9", "Volcán Empleos"),
    ("f10", "Ceiba Global Staffing"),
    ("f11", "Rutas Seguras Guatemala"),
    ("f12", "La Ceibita Servicios"),
]
PEOPLE = [
    ("p1", "Juan Choc Caal"),
    ("p2", "María Guarcax Xol"),
    ("p3", "José Hernández Tzoc"),
    ("p4", "Ana Pop Ical"),
]
STRANGERS = [
    "Banco Industrial",
    "Panadería San José",
    "Ministerio",
    "Zapatos Rápidos",
    "Óptica Luna",
    "qwerty",
]


def slip(word: str, chance: random.Random) -> str:
    """One letter lost, doubled, swapped with the next or replaced, as fingers do."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("aeiorsnt") + word[at + 1 :],
        )
    )


def test_a_slip_in_a_name_still_finds_it_first() -> None:
    chance = random.Random(7)
    first = above = 0
    for round_ in range(600):
        key, name = FIRMS[round_ % len(FIRMS)]
        parts = name.split()
        at = chance.choice([i for i, part in enumerate(parts) if len(part) >= 5])
        parts[at] = slip(parts[at], chance)
        found = search_names(" ".join(parts).lower(), FIRMS)
        first += bool(found) and found[0].id == key
        above += any(hit.id == key for hit in found)
    assert above == 600
    assert first >= 598


@pytest.mark.parametrize("query", STRANGERS)
def test_strangers_stay_below_the_threshold(query: str) -> None:
    assert search_names(query, FIRMS) == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("el quetsal", "f1"),
        ("QUETZAL SOCIEDAD ANONIMA", "f1"),
        ("agencia tical", "f2"),
        ("rioverde", "f3"),
        ("rio verde", "f3"),
        ("manos de mais", "f4"),
        ("Tabajos del sur", "f5"),
        ("puente migr", "f6"),
        ("altiplano cosechas", "f7"),
        ("orisonte chapin", "f8"),
        ("bolcan", "f9"),
        ("Juan Chok", "p1"),
        ("huarcax maria", "p2"),
        ("jose ernandes", "p3"),
    ],
)
def test_the_words_people_type_find_the_name(query: str, meant: str) -> None:
    found = search_names(query, FIRMS + PEOPLE)
    assert found[0].id == meant
    assert LIKELY <= found[0].score < 1


def test_the_name_itself_scores_one_and_comes_first() -> None:
    for key, name in FIRMS + PEOPLE:
        best = search_names(name.upper(), FIRMS + PEOPLE)[0]
        assert (best.id, best.score) == (key, 1.0)


def test_nothing_asked_finds_nothing() -> None:
    assert search_names("", FIRMS) == []
    assert search_names(" - ", FIRMS) == []
    assert search_names("quetzal", []) == []
