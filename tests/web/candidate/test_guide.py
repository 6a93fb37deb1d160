"""What was done in a job, asked by its kind: one question a page, saved after each, and lists profit from it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app import assets
from matching.taxonomy import lexicon
from registry.access import PUBLIC, Role
from registry.candidates import guides, queries
from registry.candidates.facts import facts_of
from registry.candidates.registration import Job, KnownSkill, Registration
from registry.candidates.service import register
from registry.errors import Invalid
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import send, walk

JOB = "/registro/trabajos/1"


def test_every_kind_of_work_has_its_questions() -> None:
    """Every occupation of the taxonomy, and none at all, leads to questions of four to six choices and no more."""
    for code in [None, *lexicon().occupations]:
        asked = guides.questions_about(Job(words="x", occupation=code))
        assert 2 <= len(asked) <= 3 and all(4 <= len(one.choices) <= 6 and one.es and one.en for one in asked)
    mason, picker = (
        guides.questions_about(Job(words="x", occupation=code)) for code in ("occ:mason", "occ:apple-picker")
    )
    assert mason != picker


def test_no_picture_stands_for_two_choices_of_one_question() -> None:
    """Who does not read tells the choices apart by their pictures: the same one twice says nothing, and misleads."""
    drawn = (assets.STATIC / "work-icons.txt").read_text().split()
    for name, (_groups, questions) in guides.families().items():
        for asked in questions:
            pictures = [picture for _code, picture in asked.choices if picture is not None]
            assert len(set(pictures)) == len(pictures), (name, asked.id)
            assert set(pictures) <= set(drawn), (name, asked.id)


def mason_abroad(client) -> None:
    walk(client, until="/registro/trabajos")
    send(client, "/registro/trabajos/nuevo", {"words": "fui albañil"})
    send(client, f"{JOB}/oficio", {"occupation": "occ:mason"})
    told = {"amount": "2", "unit": "years", "country": "CA", "is_paid": "yes"}
    assert send(client, f"{JOB}/tiempo", told).headers["location"] == f"{JOB}/guia/1"


def test_from_tools_to_language_one_page_after_another(client, session: Session) -> None:
    mason_abroad(client)
    first = client.get(f"{JOB}/guia/1").text
    assert "¿Qué hacía en la obra?" in first and first.count('type="checkbox"') == 6
    assert "Trabajo" in first and f'href="{JOB}/tiempo"' in first, "the job is repeated, and Back is there"
    done = send(client, f"{JOB}/guia/1", {"skills": ["skill:lay-block", "skill:plaster"]})
    assert done.headers["location"] == f"{JOB}/guia/2"
    assert re.search(r'value="skill:plaster" checked', client.get(f"{JOB}/guia/1").text), (
        "saved, and shown again"
    )
    assert send(client, f"{JOB}/guia/2", {}).headers["location"] == f"{JOB}/guia/3"
    assert send(client, f"{JOB}/guia/3", {"skills": ["skill:trowel"]}).headers["location"] == f"{JOB}/idioma"
    assert send(client, f"{JOB}/idioma", {"language": "en"}).headers["location"] == "/registro/trabajos"
    for path in ("/registro/trabajos", "/registro/habilidades"):
        send(client, path, {})
    held = re.findall(r'value="(skill:[\w-]+)" checked', client.get("/registro/elegir").text)
    assert {"skill:lay-block", "skill:trowel"} <= set(held)


def test_another_in_ones_own_words_is_linked_when_they_say_so(client) -> None:
    mason_abroad(client)
    asked = send(client, f"{JOB}/guia/1", {"skills": ["skill:plaster"], "other": "ponía azulejo"})
    assert asked.headers["location"] == f"{JOB}/guia/1/otro", "nothing of what was said is in the address"
    page = client.get(f"{JOB}/guia/1/otro").text
    assert "ponía azulejo" in page and "Ninguno de estos" in page and 'value="skill:tile-floors"' in page
    assert send(client, f"{JOB}/guia/1/otro", {}).status_code == 422
    assert send(client, f"{JOB}/guia/1/otro", {"skill": "skill:apple"}).status_code == 422
    done = send(client, f"{JOB}/guia/1/otro", {"skill": "skill:tile-floors"})
    assert done.headers["location"] == f"{JOB}/guia/2"
    assert re.search(r'value="skill:tile-floors" checked', client.get(f"{JOB}/guia/1").text)


@pytest.mark.parametrize("bad", [{"skills": ["skill:apple"]}, {"skills": ["x" * 500]}, {"other": "z" * 201}])
def test_bad_answers_are_refused_and_nothing_is_kept(client, bad) -> None:
    mason_abroad(client)
    assert send(client, f"{JOB}/guia/1", bad).status_code == 422
    assert "checked" not in client.get(f"{JOB}/guia/1").text
    for nowhere in ("/guia/0", "/guia/9", "/guia/9/otro"):
        assert client.get(JOB + nowhere).status_code == 404
    assert send(client, f"{JOB}/idioma", {"another": "xx"}).status_code == 422
    assert client.get("/registro/trabajos/7/guia/1").status_code == 404


def test_a_registered_person_answers_on_their_own_pages_and_lists_know(as_role, session: Session) -> None:
    person = register(session, PUBLIC, registration())[0]
    own = as_role(Role.CANDIDATE, candidate=person)
    here = "/mi/datos/trabajos/1"
    sent = {"skills": ["skill:plant-by-hand", "skill:harvest-by-hand"]}
    assert send(own, f"{here}/guia/2", sent).headers["location"] == f"{here}/guia/3"
    send(own, f"{here}/idioma", {"language": "kek"})
    whole = queries.own(session, person.actor())
    months = {one.code: one.months for one in facts_of(whole).skills}
    assert months["skill:plant-by-hand"] == 60, "for as long as the job lasted"
    assert months["skill:machete"] == 60, "what was told before stays"
    assert whole.work[0].language == "kek"
    send(own, f"{here}/guia/2", {"skills": ["skill:plant-by-hand"]})
    left = {one.skill for one in queries.own(session, person.actor()).skills}
    assert "skill:harvest-by-hand" not in left


def test_the_registration_keeps_it(client, session: Session) -> None:
    mason_abroad(client)
    send(client, f"{JOB}/guia/1", {"skills": ["skill:lay-block"]})
    send(client, f"{JOB}/idioma", {"another": "fr"})
    again = client.get(f"{JOB}/idioma").text
    assert re.search(r'value="fr" selected', again)
    send(client, f"{JOB}/idioma", {"another": "fr", "language": "es"})
    again = client.get(f"{JOB}/idioma").text
    assert "selected" not in again.partition('value="fr"')[2][:12], "who taps a language after that means it"
    assert re.search(r'value="es"[^>]* checked', again)
    send(client, f"{JOB}/idioma", {"another": "fr", "language": "es"})
    assert re.search(r'value="fr" selected', client.get(f"{JOB}/idioma").text)


def test_the_language_of_work_abroad_is_hidden_with_the_country(as_role, session: Session) -> None:
    abroad = Job(words="block in Houston", occupation="occ:mason", months=24, country="US", language="en")
    person = register(session, PUBLIC, registration(work=[abroad]))[0]
    own = as_role(Role.CANDIDATE, candidate=person)
    assert "English" not in own.get("/mi/perfil/hoja?trabajo=1").text.partition("sd-sheet")[2]
    assert "English" in own.get("/mi/perfil/hoja?trabajo=1&paises=1").text.partition("sd-sheet")[2]


def test_a_full_list_says_so() -> None:
    job = Job(words="x", occupation="occ:mason", months=12)
    facts = Registration(work=[job], skills=[KnownSkill(words=f"w{n}") for n in range(guides.MOST_SKILLS)])
    with pytest.raises(Invalid, match="too_many_answers"):
        guides.answer(facts, job, guides.questions_about(job)[0], ["skill:lay-block"])
    assert len(facts.skills) == guides.MOST_SKILLS
