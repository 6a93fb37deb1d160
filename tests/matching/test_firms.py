"""Names, people and places as they are written in life: what is one, what is near, what only looks alike."""

from __future__ import annotations

import pytest

from matching import addresses, firm_names, people
from matching.firms import Crowd, Firm, Person, compare

NAMES, PEOPLE = firm_names.Rarity(), people.Rarity()


@pytest.mark.parametrize(
    ("one", "other", "levels"),
    [
        ("Servicios Laborales El Quetzal, S.A.", "Quetzal Services Pte Ltd", {"same"}),
        ("Puente Travel, S.A.", "Viajes El Puente y Cía.", {"same"}),
        ("Agencia Río Verde", "Rioverde Staffing Intl.", {"same"}),
        ("Tikal Empleos", "Tical Serv. de Empleo", {"same"}),
        ("Q'anil Personal", "Kanil Staffing LLC", {"same", "near"}),
        ("Cosecha Dorada", "Golden Harvest Staffing", {"same"}),
        ("Agencia Ixchel, S.A.", "Ixchel Jobs", {"same", "near"}),
        ("Global Staffing Solutions", "Soluciones Globales de Personal, S.A.", {"usual"}),
        ("Servicios Laborales del Norte", "Servicios Laborales del Sur", {""}),
        ("Agencia de Empleo Balam", "Agencia de Empleo Nawal", {""}),
    ],
)
def test_names_of_firms(one: str, other: str, levels: set[str]) -> None:
    for a, b in ((one, other), (other, one)):
        assert firm_names.likeness(firm_names.read(a), firm_names.read(b), NAMES).level in levels


def test_a_word_that_many_firms_carry_links_none() -> None:
    many = firm_names.Rarity([(f"Quetzal {n}",) for n in range(40)] + [(f"Otra {n}x",) for n in range(60)])
    found = firm_names.likeness(firm_names.read("Quetzal Jobs"), firm_names.read("Quetzal Empleos"), many)
    assert found.level == "usual"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Juan Carlos Choc Caal", "Choc Caal, Juan Carlos", "same_name"),
        ("Roberto Monzón Arriola", "Roberto Monson Ariola", "same_name"),
        ("María Guarcax Xol", "MARIA HUARCAX SHOL", "same_name"),
        ("Juan Choc", "Juan Carlos Choc Caal", "short_name"),
        ("J. C. Guarcax Xol", "Juan Carlos Huarcax Shol", "short_name"),
        ("María Elena Barahona Recinos", "Pedro Barahona Recinos", "kin_rare"),
        ("María Elena Guarcax Tzoc", "Pedro Guarcax Tzoc", "kin_rare"),
        ("Juan Pérez López", "Pedro Pérez López", "kin_pair"),
        ("Luis Sandoval Pivaral", "Marta Sandoval Ruano", "kin"),
        ("Juan Pérez", "Ana Pérez", ""),
        ("Juan Choc", "Pedro Batz", ""),
    ],
)
def test_names_of_people(one: str, other: str, level: str) -> None:
    found = people.likeness(people.read(one), people.read(other), PEOPLE).level
    assert found == level or {found, level} == {"kin_rare", "kin_pair"}


HERE = "6a avenida 3-45 zona 1"


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("Av. 6 3-45 Z.1", "same"),
        ("Sexta Avenida No. 3-45, zona uno, local 4", "same"),
        ("6ª. Ave. 3-45, Z-1", "same"),
        ("6av 3-45 z1", "same"),
        ("6 avenida 3-61 zona 1", "next_door"),
        ("6 avenida 3-45 A zona 1", "next_door"),
        ("6 avenida 3-99 zona 1", ""),
        ("6 avenida 3-45 zona 2", ""),
        ("6 calle 3-45 zona 1", ""),
        ("7 avenida 3-45 zona 1", ""),
    ],
)
def test_addresses(other: str, level: str) -> None:
    for a, b in ((HERE, other), (other, HERE)):
        assert addresses.nearness(addresses.read(a), addresses.read(b)).level == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("12 calle 4-33 zona 10, oficina 501", "12 Calle 4-33, Z.10, Of. 501", "same"),
        ("12 calle 4-33 zona 10, oficina 501", "12 calle 4-33 zona 10, oficina 502", "next_office"),
        ("12 calle 4-33 zona 10, oficina 501", "12 calle 4-33 zona 10, oficina 903", "building"),
        ("Km 18.5 carretera a El Salvador", "Kilómetro 18.6, Carr. a El Salvador", "next_door"),
        ("Km 18.5 carretera a El Salvador", "Km 18.5 carretera al Pacífico", ""),
        (
            "Barrio El Calvario, frente al parque, Sololá",
            "Frente al parque, barrio El Calvario, Sololá",
            "same",
        ),
        ("10 Anson Road #10-11", "10 Anson Rd, #10-11", "same"),
        ("10 Anson Road #10-11", "12 Anson Rd, #10-11", ""),
        ("Guatemala", "Guatemala", ""),
        ("", "", ""),
    ],
)
def test_other_ways_to_write_an_address(one: str, other: str, level: str) -> None:
    assert addresses.nearness(addresses.read(one), addresses.read(other)).level == level


def test_the_same_numbers_in_another_town_are_another_place() -> None:
    a, b = addresses.read(HERE, "0101"), addresses.read(HERE, "0901")
    assert addresses.nearness(a, b) == addresses.APART
    near = addresses.read("frente al mercado", "", 14.6349, -90.5069)
    beside = addresses.read("a la par de la farmacia", "", 14.63505, -90.5069)
    assert addresses.nearness(near, beside).level == "next_door"


def levels(ours: Firm, theirs: Firm, *others: Firm) -> set[tuple[str, str]]:
    return {(link.kind, link.level) for link in compare(ours, theirs, Crowd([ours, theirs, *others]))}


def firm(key: str, **facts: object) -> Firm:
    return Firm(key, (key * 7,), **facts)  # type: ignore[arg-type]


def test_lines_mail_and_accounts() -> None:
    a = firm("a", phones=("2251 7788",), emails=("info@one.example",), accounts=("Banrural 3-123-45678-9",))
    b = firm("b", phones=("+502 2251-7798",), webs=("https://www.one.example/x",), accounts=("3 123 456789",))
    assert levels(a, b) == {("phone", "near"), ("mail", "domain"), ("account", "same")}
    free = firm("c", emails=("uno@gmail.com",))
    assert levels(free, firm("d", emails=("dos@gmail.com",))) == set()


def test_what_many_share_links_nobody() -> None:
    many = [firm(chr(100 + n), phones=("2251 7788",)) for n in range(6)]
    assert levels(many[0], many[1], *many[2:]) == {("phone", "crowd")}


def test_documents_are_compared_and_never_shown() -> None:
    a = firm("a", people=(Person("Ana Recinos Urízar", "1234567890101", role="owner"),))
    b = firm("b", people=(Person("Ana R. Urízar", "1234567890101", role="director"),))
    slip = firm("c", people=(Person("Ana Recinos Urízar", "1234567890102", role="owner"),))
    namesake = firm("d", people=(Person("Ana Recinos Urízar", "9876543210101", role="owner"),))
    assert levels(a, b) == {("person", "same_document")}
    assert levels(a, slip) == {("person", "document_slip")}
    assert levels(a, namesake) == {("person", "namesake")}
    assert "1234567890101" not in str(compare(a, b, Crowd([a, b])))


def test_a_shared_insurer_is_no_shared_guarantor() -> None:
    insurer = (Person("Aseguradora Ejemplo, S.A.", nit="1234", role="guarantor"),)
    private = (Person("Carlos Recinos Urízar", role="guarantor"),)
    assert levels(firm("a", people=insurer), firm("b", people=insurer)) == set()
    assert levels(firm("a", people=private), firm("b", people=private)) == {("guarantor", "same_name")}
