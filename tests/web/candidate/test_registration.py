"""A person registers alone, question by question, with nothing but forms."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.candidate.work_pages import months_in
from matching.taxonomy import read_experience_months
from registry import clock
from registry.access import PUBLIC, Role
from registry.candidates import drafts, queries
from registry.candidates.models import Candidate, RegistrationDraft
from registry.candidates.service import facts_held
from registry.pairs.models import ConfirmedPair
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import ANSWERS, register, register_here, send, token_in, walk, words_of


def people(session) -> int:
    return session.scalar(select(func.count(Candidate.id)))


def registered(session) -> Candidate:
    """The one registered person, whole."""
    candidate = session.scalars(select(Candidate)).one()
    return queries.load(session, candidate.actor(), candidate.public_id)


def test_from_the_first_page_to_the_slip(client, session) -> None:
    code = register(client)
    slip = client.get("/registro/hoja?papel=a4").text
    assert code in slip and "María Elena Caal Pop" in slip and "<svg" in slip
    assert "5555" not in slip and "Cobán" not in slip
    status = client.get(f"/estado/{code}").text
    assert "Registrado" in status and "María" not in words_of(status)

    held = registered(session)
    assert held.helper_id is None and held.is_fictitious
    facts = facts_held(held)
    assert (facts.given_names, facts.surnames, facts.sex) == ("María Elena", "Caal Pop", "F")
    assert (facts.phone, facts.is_phone_shared, facts.municipality) == ("5555 0101", True, "1601")
    assert [(one.language, one.level) for one in facts.languages] == [("es", 3), ("kek", 5)]
    assert (facts.countries, facts.places_to_avoid, facts.max_months_away) == (["CA", "US"], ["US-FL"], 6)
    assert facts.licences_answered and "occ:fruit-picker" in facts.occupations_wanted
    assert "skill:machete" in [one.skill for one in facts.skills]
    assert {one.purpose: one.is_given for one in held.consents} == {
        "register": True, "share_profile": True, "messages": False, "messages_whatsapp": False,
    }, "one answer to the page about messages answers both ways"  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "by_text", "by_whatsapp"),
    [("yes", True, False), ("whatsapp", False, True), ("both", True, True), ("no", False, False)],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_way_to_write_is_a_permission_of_its_own(
    client, session, chosen: str, by_text: bool, by_whatsapp: bool
) -> None:
    walk(client)
    assert send(client, "/registro/permiso-mensajes", {"is_given": chosen}).status_code == 303
    register_here(client)
    given = {one.purpose: one.is_given for one in registered(session).consents}
    assert (given["messages"], given["messages_whatsapp"]) == (by_text, by_whatsapp)
    assert "messages_email" not in given


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_places_to_avoid_are_kept_added_to_and_taken_away_on_their_page(client) -> None:
    walk(client)
    page = client.get("/registro/evitar").text
    assert 'value="US-FL" checked' in re.sub(r"\s+", " ", page)
    send(client, "/registro/evitar", {"places": ["US-FL"], "add": "US-TX", "more": "1"})
    both = re.sub(r"\s+", " ", client.get("/registro/evitar").text)
    assert 'value="US-FL" checked' in both and 'value="US-TX" checked' in both
    assert send(client, "/registro/evitar", {"places": ["US-TX"]}).status_code == 303
    assert "US-FL" not in re.sub(r"<option[^>]*>", "", client.get("/registro/evitar").text)


def test_before_the_consent_nothing_is_kept(client, session) -> None:
    assert client.get("/registro").status_code == 200
    assert client.get("/registro/nombres").headers["location"] == "/registro?sin-respuestas=1"
    assert "No encontramos sus respuestas" in client.get("/registro?sin-respuestas=1").text
    assert session.scalar(select(func.count(RegistrationDraft.id))) == 0


def test_who_comes_back_goes_on_where_they_were(client) -> None:
    walk(client, until="/registro/telefono")
    page = client.get("/registro").text
    assert "Hola, María Elena" in page and 'href="/registro/telefono"' in page
    assert 'value="Caal Pop"' in client.get("/registro/apellidos").text


def test_the_next_person_at_this_telephone_starts_anew(client, session) -> None:
    walk(client, until="/registro/telefono")
    closed = send(client, "/registro", to="/registro/forget").headers["location"]
    assert "No se mandó nada. Lo que escribió ya no está aquí." in client.get(closed).text
    assert "María" not in client.get("/registro").text
    assert session.scalar(select(func.count(RegistrationDraft.id))) == 0


def test_whoever_is_registered_hears_so_when_the_telephone_is_cleared(client, session) -> None:
    register(client)
    closed = send(client, "/registro/listo", to="/registro/forget").headers["location"]
    said = client.get(closed).text
    assert "Usted ya está registrado. Su código sigue valiendo. En este teléfono no queda nada." in said
    assert "No se mandó nada" not in said
    assert people(session) == 1
    nothing = client.post("/registro/forget").headers["location"]
    assert "mandó nada" not in client.get(nothing).text


def test_a_second_click_registers_once(client, session) -> None:
    walk(client)
    page = client.get("/registro/revisar").text
    data = {"form_token": token_in(page)}
    first = client.post("/registro/register", data=data)
    second = client.post("/registro/register", data=data)
    assert first.headers["location"] == second.headers["location"] == "/registro/listo"
    assert people(session) == 1


def test_the_form_that_begins_is_no_key_to_what_is_answered(client, new_client, session) -> None:
    """Whoever was at the device before may have read its token in the page they left open."""
    begins = {"form_token": token_in(client.get("/registro").text)}
    file = {"file": ("a.txt", b"Hola", "text/plain")}
    before = [new_client(), new_client()]
    for browser, files in zip(before, (None, file), strict=True):
        browser.post("/registro", data=begins, files=files)
    assert client.post("/registro", data=begins).headers["location"] == "/registro/nombres"
    for browser in before:
        told = browser.post("/registro/otro-telefono", data={})
        assert told.headers["location"] == "/registro?sin-respuestas=1", (
            "no lasting key to what is not there yet"
        )
    assert send(client, "/registro/nombres", {"given_names": "María"}).status_code == 303
    after = [new_client(), new_client()]
    for browser, files in zip(after, (None, file), strict=True):
        browser.post("/registro", data=begins, files=files)
    for browser in (*before, *after):
        assert "María" not in browser.get("/registro").text
        assert "María" not in browser.get("/registro/nombres").text
    assert "María" in client.get("/registro").text


def test_a_second_tap_begins_as_the_first_and_keeps_nothing_twice(client, session) -> None:
    begins = {"form_token": token_in(client.get("/registro").text)}
    for _tap in range(2):
        assert client.post("/registro", data=begins).headers["location"] == "/registro/nombres"
    assert session.scalar(select(func.count(RegistrationDraft.id))) == 0
    said = {"form_token": token_in(client.get("/registro/nombres").text), "given_names": "María"}
    for _tap in range(2):
        assert client.post("/registro/nombres", data=said).headers["location"] == "/registro/apellidos"
    assert session.scalar(select(func.count(RegistrationDraft.id))) == 1
    assert client.post("/registro", data=begins).headers["location"] == "/registro/apellidos"
    assert "María" in client.get("/registro").text


def test_who_goes_back_and_corrects_an_answer_is_heard(client) -> None:
    """A browser may show the page again as it was left, with the token that was sent."""
    send(client, "/registro")
    said = {"form_token": token_in(client.get("/registro/nombres").text)}
    for names in ("Maria", "Marta"):
        client.post("/registro/nombres", data=said | {"given_names": names})
    assert "Marta" in client.get("/registro").text


def test_what_was_begun_and_not_answered_ends_within_the_hour(client) -> None:
    send(client, "/registro")
    assert client.get("/registro/nombres").status_code == 200
    with time_machine.travel(clock.now() + drafts.BEGUN_FOR, tick=False):
        assert client.get("/registro/nombres").headers["location"] == "/registro?sin-respuestas=1"


def test_the_token_of_a_form_does_not_tell_a_code(client, new_client) -> None:
    code = register(client)
    asks = {"form_token": "x" * 20, "code": code}
    first = new_client().post("/estado", data=asks)
    assert code in first.headers["location"]
    assert new_client().post("/estado", data=asks).headers["location"] == first.headers["location"]
    for typed in ("", "x", "7777-8888-K"):
        told = new_client().post("/estado", data=asks | {"code": typed})
        assert told.status_code in (404, 422)
        assert code not in told.text


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("nombres", {"given_names": ""}, "Escriba su nombre."),
    ("nombres", {"given_names": "1234"}, "Revise cómo está escrito."),
    ("nombres", {"given_names": "x" * 300}, "El texto es muy largo"),
    ("apellidos", {"surnames": "  "}, "Escriba sus apellidos."),
    (
        "nacimiento",
        {"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1990"},
        "Esa fecha no existe",
    ),
    (
        "nacimiento",
        {"birth_date_day": "3", "birth_date_month": "", "birth_date_year": "1990"},
        "Falta una parte",
    ),
    (
        "nacimiento",
        {"birth_date_day": "3", "birth_date_month": "2", "birth_date_year": "1890"},
        "más de 100 años",
    ),
    (
        "nacimiento",
        {"birth_date_day": "3", "birth_date_month": "2", "birth_date_year": "2199"},
        "todavía no llega",
    ),
    ("dpi", {"dpi": ""}, "No tengo DPI"),
    ("telefono", {"owner": "own", "phone": ""}, "Escriba el número."),
    ("telefono", {"owner": "own", "phone": "123"}, "8 números"),
    ("telefono", {"phone": "5555 0101"}, "Diga si tiene teléfono."),
    ("departamento", {"department": "99"}, "Elija una de las opciones."),
    ("municipio", {"municipality": ""}, "elija dónde vive"),
    ("idiomas", {}, "Elija por lo menos un idioma."),
    ("idiomas", {"languages": ["xx"]}, "Elija una de las opciones."),
    ("niveles", {"level_es": "3"}, "Diga cuánto habla cada idioma."),
    ("niveles", {"level_es": "3", "level_kek": "7"}, "Elija una de las opciones."),
    ("paises", {}, "Elija una respuesta."),
    ("deseos", {"kinds": ["nada"]}, "Elija una de las opciones."),
    ("desde", {"when": "later"}, "Ponga la fecha"),
    ("tiempo", {}, "Diga cuánto tiempo"),
    ("evitar", {"add": "US-ZZ"}, "Elija una de las opciones."),
    ("permiso-perfil", {}, "Las dos respuestas valen."),
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_bad_answers_are_told_beside_the_field_and_stay(client) -> None:
    tried = 0
    send(client, "/registro")
    for path, good in ANSWERS:
        for slug, data, words in BAD:
            if path.endswith(f"/{slug}"):
                response = send(client, path, data)
                page = response.text
                assert response.status_code == 422, (slug, data)
                assert page.count(words) >= 2 and "Hay un problema" in page and "<title>Error:" in page, (
                    slug,
                    data,
                )
                for typed in data.values():
                    if (
                        isinstance(typed, str)
                        and typed.strip()
                        and not typed.startswith(("99", "US-ZZ", "7"))
                    ):
                        assert typed in page, (slug, typed)
                tried += 1
        assert send(client, path, good).status_code == 303
    assert tried == len(BAD)


def test_a_child_is_told_when_to_come_and_is_not_registered(client, session) -> None:
    walk(client, until="/registro/nacimiento")
    child = {"birth_date_day": "5", "birth_date_month": "6", "birth_date_year": "2015"}
    assert send(client, "/registro/nacimiento", child).headers["location"] == "/registro/menor"
    assert "5 de junio de 2033" in client.get("/registro/menor").text
    for path, data in ANSWERS[4:]:
        send(client, path, data)
    refused = send(client, "/registro/revisar", to="/registro/register")
    assert refused.status_code == 422 and "18 años" in refused.text
    assert people(session) == 0


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("2508 34762 0115", "un número cambiado"), ("25083", "más o hay menos"), ("no sé", "algo más")],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_strange_dpi_is_asked_about_once_and_kept(client, session, typed: str, reason: str) -> None:
    walk(client, until="/registro/dpi")
    assert send(client, "/registro/dpi", {"dpi": typed}).headers["location"] == "/registro/dpi/revise"
    page = client.get("/registro/dpi/revise").text
    assert reason in page and typed in page and 'href="/registro/telefono"' in page
    for path, data in ANSWERS[5:]:
        send(client, path, data)
    register_here(client)
    assert registered(session).dpi_check == "fail"


def test_a_right_dpi_is_not_asked_about(client) -> None:
    walk(client, until="/registro/dpi")
    assert (
        send(client, "/registro/dpi", {"dpi": "2508 34766 0115"}).headers["location"] == "/registro/telefono"
    )


def test_change_leads_back_to_the_check_page(client) -> None:
    walk(client)
    assert "/registro/apellidos?cambiar=1" in client.get("/registro/revisar").text
    changed = send(client, "/registro/apellidos?cambiar=1", {"surnames": "Caal Tzul"})
    assert changed.headers["location"] == "/registro/revisar"
    assert "Caal Tzul" in client.get("/registro/revisar").text


def test_a_changed_department_asks_for_its_municipality(client) -> None:
    walk(client)
    follow = send(client, "/registro/departamento?cambiar=1", {"department": "13"})
    assert follow.headers["location"] == "/registro/municipio?cambiar=1"
    assert "Petatán" in client.get("/registro/municipio?cambiar=1").text
    done = send(client, "/registro/municipio?cambiar=1", {"municipality": "1333"})
    assert done.headers["location"] == "/registro/revisar"


def test_a_job_in_ones_own_words(client, session) -> None:
    walk(client, until="/registro/trabajos")
    words = send(client, "/registro/trabajos/nuevo", {"words": "fui albañil tres años en casas"})
    assert words.headers["location"] == "/registro/trabajos/1/oficio"
    offers = client.get("/registro/trabajos/1/oficio").text
    assert "Albañil" in offers and "Ninguno de estos" in offers and offers.count('type="radio"') <= 6
    assert send(client, "/registro/trabajos/1/oficio", {}).status_code == 422
    assert send(client, "/registro/trabajos/1/oficio", {"occupation": "occ:cook"}).status_code == 422
    assert send(client, "/registro/trabajos/1/oficio", {"occupation": "occ:mason"}).status_code == 303
    time = client.get("/registro/trabajos/1/tiempo").text
    assert 'value="3"' in time, "the length was said already"
    bad = send(client, "/registro/trabajos/1/tiempo", {"amount": "mucho", "unit": "years", "is_paid": "yes"})
    assert bad.status_code == 422 and 'value="mucho"' in bad.text
    send(
        client,
        "/registro/trabajos/1/tiempo",
        {"amount": "2", "unit": "seasons", "country": "US", "is_paid": "no"},
    )
    assert "1 año, Estados Unidos, sin pago" in client.get("/registro/trabajos").text
    harvests = {"amount": "3", "unit": "harvests", "country": "US", "is_paid": "no"}
    assert "cuenta como 6 meses. Una cosecha, como 4." in client.get("/registro/trabajos/1/tiempo").text
    assert send(client, "/registro/trabajos/1/tiempo", harvests).status_code == 303
    assert "1 año, Estados Unidos, sin pago" in client.get("/registro/trabajos").text, "three harvests"
    pair = session.scalars(select(ConfirmedPair)).one()
    assert (pair.words, pair.code, pair.lang, pair.times) == (
        "fui albañil tres años en casas", "occ:mason", "es", 1,
    )  # fmt: skip


def test_a_length_counts_the_same_in_a_form_and_in_ones_own_words() -> None:
    said = {"months": "meses", "harvests": "cosechas", "seasons": "zafras", "years": "años"}
    for unit, word in said.items():
        assert months_in(2, unit) == read_experience_months(f"trabajé 2 {word}"), unit


def test_a_job_by_picture_and_none_of_these(client, session) -> None:
    walk(client, until="/registro/trabajos")
    picture = send(client, "/registro/trabajos/nuevo", {"kind": "building", "words": ""})
    address = picture.headers["location"]
    assert "tipo=building" in address
    send(client, address, {"occupation": "none"})
    send(client, "/registro/trabajos/1/tiempo", {"amount": "1", "unit": "years", "is_paid": "yes"})
    assert "Construcción, 1 año" in client.get("/registro/trabajos").text
    assert send(client, "/registro/trabajos/1", to="/registro/trabajos/1/remove").status_code == 303
    assert "Todavía no he trabajado" in client.get("/registro/trabajos").text
    assert client.get("/registro/trabajos/1").status_code == 404


def test_neither_words_nor_picture(client) -> None:
    walk(client, until="/registro/trabajos")
    assert "Toque un dibujo" in send(client, "/registro/trabajos/nuevo", {"words": " "}).text


def test_somebody_already_registered_is_never_told(client, session) -> None:
    from registry.candidates.service import register as register_service

    register_service(session, PUBLIC, registration(is_phone_shared=False))
    walk(client)
    response = send(client, "/registro/revisar", to="/registro/register")
    assert response.headers["location"] == "/registro/listo"
    assert people(session) == 2


def test_another_browser_sees_nothing_of_it(client, new_client) -> None:
    register(client)
    other = new_client()
    for path in ("/registro/listo", "/registro/hoja", "/registro/revisar", "/registro/nombres"):
        assert other.get(path).headers["location"] == "/registro?sin-respuestas=1"


def test_a_helper_at_the_public_page_is_named(as_role, session) -> None:
    register(as_role(Role.COUNSELLOR, centre="CAPMiR Cobán"))
    assert registered(session).centre == "CAPMiR Cobán"


def test_unknown_questions_do_not_exist(client) -> None:
    walk(client, until="/registro/dpi")
    assert client.get("/registro/secreto").status_code == 404
    assert client.post("/registro/secreto", data={}).status_code == 404


def typed(client, path: str, said: str, **more: str):
    """What a script asks for while somebody types."""
    data = {"words": said, "form_token": token_in(client.get(path).text), **more}
    return client.post("/registro/trabajos/parecidos", data=data, headers={"HX-Request": "true"})


def test_occupations_are_offered_while_typing_and_one_chosen_there_is_not_asked_again(
    client, session
) -> None:
    walk(client, until="/registro/trabajos")
    part = typed(client, "/registro/trabajos/nuevo", "cortador de café en la finca").text
    assert "<html" not in part and "de café" in part and "Ninguno de estos" in part
    assert part.count('type="radio"') == 6
    assert typed(client, "/registro/trabajos/nuevo", " ").text.strip() == ""
    chosen = {"words": "cortador de café en la finca", "occupation": "occ:coffee-picker"}
    done = send(client, "/registro/trabajos/nuevo", chosen)
    assert done.headers["location"] == "/registro/trabajos/1/tiempo"
    pair = session.scalars(select(ConfirmedPair)).one()
    assert (pair.words, pair.code, len(pair.offered)) == (
        "cortador de café en la finca",
        "occ:coffee-picker",
        5,
    )


def test_an_occupation_of_other_words_is_asked_for_on_its_page(client) -> None:
    walk(client, until="/registro/trabajos")
    sent = send(client, "/registro/trabajos/nuevo", {"words": "corté café", "occupation": "occ:hairdresser"})
    assert sent.headers["location"] == "/registro/trabajos/1/oficio"


def test_skills_ticked_and_not_ticked_are_kept_as_pairs(client, session) -> None:
    walk(client, until="/registro/habilidades")
    send(client, "/registro/habilidades", {"skill_words": "podar y ordeñar"})
    send(client, "/registro/elegir", {"skills": ["skill:prune"]})
    kept = {
        (pair.words, pair.code) for pair in session.scalars(select(ConfirmedPair)) if pair.kind == "skill"
    }
    assert {("podar", "skill:prune"), ("ordeñar", None)} <= kept
