"""The adviser's page: the same answers, what the person tells, and what is asked and read under seal after a match."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.candidates.models import Candidate
from registry.pathways import queries
from registry.pathways.models import SealedAnswer
from tests.registry.placements.market import Market, new_market, new_vacancy
from tests.web.candidate.walk import send, words_of

SECRET = "me sacaron en el 2019 por Laredo"
WHY = {"reason": "La atiendo hoy en el centro"}


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def person(market: Market) -> Candidate:
    return market.people[0]


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def base(person: Candidate) -> str:
    return f"/centro/personas/{person.public_id}"


def open_person(browser, person: Candidate) -> None:
    assert send(browser, base(person), WHY, to=f"{base(person)}/identify").status_code == 303


def seal(browser, person: Candidate, said: str = "yes", words: str = SECRET):
    page = f"{base(person)}/caminos"
    return send(browser, page, {"said": said, "words": words}, to=f"{page}/H2A/ask")


def test_it_opens_with_a_reason_like_the_persons_data(counsellor, person: Candidate) -> None:
    page = f"{base(person)}/caminos"
    for path in (page, f"{page}/pasaporte", f"{page}/h2", f"{page}/h2/nueva", f"{page}/papeles"):
        assert counsellor.get(path).status_code == 404
    open_person(counsellor, person)
    assert f'href="{page}"' in counsellor.get(base(person)).text
    read = words_of(counsellor.get(page).text)
    assert "Canadá: Sí le puede considerar" in read
    assert "Ficticia" not in read, "masked, as everywhere"


def test_the_counsellor_writes_what_the_person_tells(counsellor, session: Session, person: Candidate) -> None:
    open_person(counsellor, person)
    page = f"{base(person)}/caminos"
    assert send(counsellor, f"{page}/pasaporte", {"has": "no"}).headers["location"] == page
    send(counsellor, f"{page}/h2", {}, to=f"{page}/h2/never")
    assert "Le falta el pasaporte." in words_of(counsellor.get(page).text)
    assert queries.told_by(session, person).h2_stays == ()


def test_the_person_sees_who_wrote_what_they_told(counsellor, as_role, person: Candidate) -> None:
    open_person(counsellor, person)
    send(counsellor, f"{base(person)}/caminos/pasaporte", {"has": "no"})
    said = "Escribió lo que usted contó de viajes y papeles"
    own = as_role(Role.CANDIDATE, candidate=person)
    assert own.get("/mi/datos").text.count(said) == 1
    send(own, "/mi/caminos/pasaporte", {"has": "no"})
    assert own.get("/mi/datos").text.count(said) == 1, "what they wrote themselves is no reading"


def test_nothing_is_asked_under_seal_before_a_match(counsellor, session: Session, person: Candidate) -> None:
    open_person(counsellor, person)
    assert "Bajo sello" not in counsellor.get(f"{base(person)}/caminos").text
    refused = seal(counsellor, person)
    assert refused.status_code == 422
    assert session.scalar(select(SealedAnswer.id)) is None


def test_after_the_match_it_is_sealed_and_not_shown_again(
    counsellor, session: Session, market: Market, person: Candidate
) -> None:
    market.refer(session, person)
    open_person(counsellor, person)
    page = counsellor.get(f"{base(person)}/caminos").text
    assert "¿Lo deportaron de Estados Unidos" in page
    assert seal(counsellor, person).headers["location"] == f"{base(person)}/caminos"
    after = counsellor.get(f"{base(person)}/caminos").text
    assert SECRET not in after
    assert "Estados Unidos: Hable con un asesor" not in words_of(after), "only with a reason"


def test_an_answer_must_be_chosen_and_what_was_written_stays(
    counsellor, session: Session, market: Market, person: Candidate
) -> None:
    market.refer(session, person)
    open_person(counsellor, person)
    refused = seal(counsellor, person, said="")
    assert refused.status_code == 422
    assert "Elija una respuesta." in words_of(refused.text)
    assert SECRET in refused.text


def test_reading_takes_a_reason_each_time_and_the_person_sees_it(
    counsellor, as_role, session: Session, market: Market, person: Candidate
) -> None:
    market.refer(session, person)
    open_person(counsellor, person)
    seal(counsellor, person)
    page = f"{base(person)}/caminos"
    without = send(counsellor, page, {"reason": ""}, to=f"{page}/H2A/read")
    assert without.status_code == 422
    assert SECRET not in without.text
    read = send(counsellor, page, WHY, to=f"{page}/H2A/read")
    assert read.status_code == 200
    assert SECRET in read.text
    assert "Estados Unidos: Hable con un asesor" in words_of(read.text)
    assert "Esto no es un no" in read.text
    assert SECRET not in counsellor.get(page).text, "closed again"
    verbs = [one.verb for one in events.of_record(session, "candidate", person.public_id)]
    assert verbs.count("read_sealed") == 1
    own = as_role(Role.CANDIDATE, candidate=person)
    assert "Leyó lo que usted contó de su caso" in own.get("/mi/datos").text


def test_the_person_sees_the_answer_and_the_other_countries_but_not_the_words(
    counsellor, as_role, session: Session, market: Market, person: Candidate
) -> None:
    market.refer(session, person)
    open_person(counsellor, person)
    seal(counsellor, person)
    own = as_role(Role.CANDIDATE, candidate=person)
    page = own.get("/mi/caminos").text
    read = words_of(page)
    assert SECRET not in page
    assert "Estados Unidos: Hable con un asesor" in read
    assert "No es un no." in read
    for country in ("Canadá", "España", "Guatemala"):
        assert f"{country}: " in read
    assert "Está sellado." in read
    assert send(own, "/mi/caminos", {}, to="/mi/caminos/H2A/forget").status_code == 303
    assert session.scalar(select(SealedAnswer.id)) is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.EMPLOYER, Role.AGENCY, Role.AUDITOR])
def test_nobody_else_finds_it(
    counsellor, as_role, session: Session, market: Market, person: Candidate, role: Role
) -> None:
    (referral,) = market.refer(session, person)
    open_person(counsellor, person)
    seal(counsellor, person)
    scope = {Role.EMPLOYER: {"employer_id": market.employer.id}}.get(role, {})
    browser = as_role(role, **scope)
    assert browser.get(f"{base(person)}/caminos").status_code == 404
    assert browser.post(f"{base(person)}/caminos/H2A/read", data=WHY).status_code == 404
    for path in (
        f"/ministerio/propuestas/{referral.public_id}",
        f"/ministerio/personas/{person.public_id}",
        f"/ministerio/vacantes/{market.vacancy.public_id}/lista",
        f"/empleador/vacantes/{market.vacancy.public_id}/personas",
    ):
        page = browser.get(path).text
        for mark in (SECRET, "asesor", "sellad", "needs_adviser"):
            assert mark not in page, path


def test_an_officer_reads_what_paper_is_missing(
    as_role, session: Session, market: Market, person: Candidate
) -> None:
    (referral,) = market.refer(session, person)
    own = as_role(Role.CANDIDATE, candidate=person)
    send(own, "/mi/caminos/pasaporte", {"has": "no"})
    page = words_of(as_role(Role.OFFICER).get(f"/ministerio/propuestas/{referral.public_id}").text)
    assert "Qué falta para viajar: Pasaporte para Estados Unidos" in page
    assert "Le falta el pasaporte." in words_of(own.get(f"/mi/ofertas/{referral.public_id}").text)


def test_opening_one_sealed_answer_opens_no_other(
    counsellor, session: Session, market: Market, person: Candidate
) -> None:
    elsewhere = new_vacancy(session, market.employer, experience_months=24)
    market.refer(session, person)
    replace(market, vacancy=elsewhere).refer(session, person)
    elsewhere.scheme = "CA_AG"
    session.flush()
    open_person(counsellor, person)
    page = f"{base(person)}/caminos"
    seal(counsellor, person, said="no", words="")
    send(counsellor, page, {"said": "yes", "words": SECRET}, to=f"{page}/CA_AG/ask")
    opened = words_of(send(counsellor, page, WHY, to=f"{page}/H2A/read").text)
    assert "Canadá: Hable con un asesor" not in opened
    both = words_of(send(counsellor, page, WHY, to=f"{page}/CA_AG/read").text)
    assert "Canadá: Hable con un asesor" in both
