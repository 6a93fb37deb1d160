"""An employer writes a vacancy: step by step, checked while it is written, sent when the law allows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import Role
from registry.organisations.models import Employer
from registry.pairs.models import ConfirmedPair
from registry.vacancies import checks, queries
from registry.vacancies.models import Vacancy
from tests.registry.vacancies.offers import employer_of, published
from tests.web.conftest import AsRole
from tests.web.employer.filled import GT_SNE, H2A, begin, fill

pytestmark = pytest.mark.usefixtures("frozen_now")


def vacancy_at(session: Session, address: str) -> Vacancy:
    return queries.find(session, address.rsplit("/", 1)[1])


@pytest.mark.parametrize(("scheme", "steps"), [("H2A", H2A), ("GT_SNE", GT_SNE)])
def test_what_is_typed_comes_back_and_is_sent(
    browser: TestClient, employer: Employer, session: Session, scheme: str, steps: dict[str, Any]
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, steps)
    before = checks.facts_of(vacancy_at(session, address))
    # What stands in the boxes now says the same when it is sent again.
    fill(browser, address, steps)
    assert checks.facts_of(vacancy_at(session, address)) == before
    for slug in steps:
        assert browser.get(f"{address}/{slug}").status_code == 200
    skills = browser.get(f"{address}/destrezas").text
    assert "Ninguno de estos" in skills
    chosen = "occ:apple-picker" if scheme == "H2A" else "occ:cane-cutter"
    answer = browser.post(
        f"{address}/destrezas/confirm", data={"occupation": chosen, "skills": ["skill:apple"]}
    )
    assert answer.headers["location"] == f"{address}/revisar"
    review = browser.get(f"{address}/revisar").text
    assert "Ninguna regla impide publicarla" in review
    sent = browser.post(f"{address}/submit")
    assert sent.status_code == 303
    assert vacancy_at(session, address).state == "in_review"
    assert "En revisión" in browser.get(address).text


def test_the_law_speaks_while_one_types_and_nothing_is_saved(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A)
    low = H2A["salario"] | {"wage": "12.00"}
    part = browser.post(f"{address}/salario/check", data=low, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.text
    assert "12.27 USD por hora" in part.text and "1 regla impide publicar" in part.text
    whole = browser.post(f"{address}/salario/check", data=low)
    assert whole.status_code == 200 and 'value="12.00"' in whole.text and "12.27" in whole.text
    assert str(checks.facts_of(vacancy_at(session, address)).wage) == "17.50"


def test_what_cannot_be_read_yet_does_not_silence_the_law(browser: TestClient, employer: Employer) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A)
    typing = H2A["salario"] | {"wage": "12.00", "overtime_rate": "mucho"}
    part = browser.post(f"{address}/salario/check", data=typing, headers={"HX-Request": "true"})
    assert "12.27 USD por hora" in part.text


def test_below_the_floor_it_is_not_sent_and_says_why(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    address = begin(browser, "GT_SNE", employer.public_id)
    fill(browser, address, GT_SNE | {"salario": GT_SNE["salario"] | {"wage": "3600"}})
    review = browser.get(f"{address}/revisar").text
    assert "1 regla impide publicarla" in review and "3625.89" in review and "Acuerdo Gubernativo" in review
    assert "Enviar a revisión" not in review
    refused = browser.post(f"{address}/submit")
    assert refused.status_code == 422 and "Corrija lo que está marcado" in refused.text
    assert vacancy_at(session, address).state == "draft"


@pytest.mark.parametrize(
    ("slug", "changes", "kept", "said"),
    [
        ("puesto", {"title": ""}, "Podar árboles.", "Escriba o elija una respuesta."),
        ("puesto", {"workers_total": "cero"}, "cero", "Escriba un número entero"),
        ("puesto", {"workers_total": "0"}, "Podar árboles.", "El número más bajo que se acepta es 1."),
        ("puesto", {"nature_of_need": "forever"}, "Podar árboles.", "Elija una de las opciones."),
        ("lugares", {"end_date_year": "2025"}, "2025", "La segunda fecha va antes que la primera."),
        ("lugares", {"start_date_day": "31"}, "31", "Esa fecha no existe."),
        ("lugares", {"start_date_year": ""}, "Vidalia", "Falta una parte de la fecha."),
        ("lugares", {"start_date_year": "3025", "end_date_year": "3026"}, "3025", "2099"),
        ("salario", {"wage": "quince"}, "quince", "Escriba una cantidad"),
        ("salario", {"wage": "-4"}, "-4", "El número más bajo que se acepta es 0."),
        ("salario", {"wage": "NaN"}, "NaN", "Escriba una cantidad"),
        ("salario", {"hours_mon": "25"}, "25", "El número más alto que se acepta es 24."),
        ("salario", {"shift_start": "99:99"}, "99:99", "Revise esta respuesta."),
        ("salario", {"deduction1_amount": "5"}, "17.50", "Escriba qué se descuenta"),
        ("requisitos", {"experience_months": "72"}, "72", "El número más alto que se acepta es 36."),
        ("promesas", {"costs": "some"}, "some", "Escriba cuánto paga la persona"),
        ("promesas", {"recruits": "true"}, "true", "Escriba quién recluta"),
    ],
)
def test_bad_input_is_said_and_kept(
    browser: TestClient,
    employer: Employer,
    session: Session,
    slug: str,
    changes: dict[str, str],
    kept: str,
    said: str,
) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A)
    before = vacancy_at(session, address).version
    answer = browser.post(f"{address}/{slug}/write", data=H2A[slug] | changes)
    assert answer.status_code == 422
    assert "Hay un problema" in answer.text and said in answer.text and kept in answer.text
    assert vacancy_at(session, address).version == before


def test_costs_on_the_worker_block(browser: TestClient, employer: Employer) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A | {"promesas": H2A["promesas"] | {"costs": "some", "cost_visa": "190"}})
    review = browser.get(f"{address}/revisar").text
    assert "Visa y trámite en el consulado" in review and "ALL-03" in review and "H2A-20" in review


def test_another_place_is_one_button_away(browser: TestClient, employer: Employer) -> None:
    address = begin(browser, "H2A", employer.public_id)
    answer = browser.post(f"{address}/lugares/write", data=H2A["lugares"] | {"then": "more-site"})
    assert answer.headers["location"] == f"{address}/lugares?mas=site"
    assert "Lugar de trabajo 2" in browser.get(answer.headers["location"]).text


def test_a_second_click_changes_nothing(browser: TestClient, employer: Employer, session: Session) -> None:
    form = {"scheme": "H2A", "employer": employer.public_id, "form_token": "t" * 24}
    first = browser.post("/empleador/vacantes/start", data=form)
    second = browser.post("/empleador/vacantes/start", data=form)
    assert first.headers["location"] == second.headers["location"]
    assert session.query(Vacancy).count() == 1


def test_no_employer_writes_for_another(browser: TestClient, session: Session, as_role: AsRole) -> None:
    other, _account = employer_of(session, 2)
    answer = browser.post("/empleador/vacantes/start", data={"scheme": "H2A", "employer": other.public_id})
    assert answer.status_code == 404
    stranger = as_role(Role.EMPLOYER, employer_id=other.id)
    address = begin(stranger, "H2A", other.public_id)
    for path in ("", "/puesto", "/revisar", "/destrezas"):
        assert browser.get(address + path).status_code == 404
    assert browser.post(f"{address}/puesto/write", data=H2A["puesto"]).status_code == 404
    assert browser.post(f"{address}/submit").status_code == 404
    assert browser.post(f"{address}/copy").status_code == 404


def test_a_sent_vacancy_has_no_steps_and_can_be_copied(session: Session, as_role: AsRole) -> None:
    vacancy, actor, _by = published(session)
    browser = as_role(Role.EMPLOYER, employer_id=actor.employer_id)
    address = f"/empleador/vacantes/{vacancy.public_id}"
    assert browser.get(f"{address}/puesto").status_code == 404
    assert browser.get(f"{address}/vivienda").status_code == 404
    read = browser.get(address).text
    assert "Publicada" in read and "Ver la página pública" in read
    copied = browser.post(f"{address}/copy").headers["location"]
    assert "Corte de caña" in browser.get(copied).text
    assert "Corte de caña" in browser.get("/empleador/vacantes/nueva").text
    assert browser.post(f"{address}/close", data={"reason": ""}).status_code == 422
    assert browser.post(f"{address}/close", data={"reason": "Ya contratamos"}).status_code == 303
    assert "Cerrada" in browser.get(address).text


def test_every_page_reads_in_english(browser: TestClient, employer: Employer) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A)
    for slug in [*H2A, "destrezas", "revisar"]:
        assert 'lang="en"' in browser.get(f"{address}/{slug}?lang=en").text
    assert "What the law says" in browser.get(f"{address}/salario").text


def test_a_skill_in_ones_own_words_is_found_with_a_script_and_without(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, H2A)
    near = f"{address}/destrezas/parecidas"
    part = browser.post(near, data={"more": "usar motosierra"}, headers={"HX-Request": "true"}).text
    assert "<html" not in part and 'value="skill:operate-chainsaw"' in part and "Ninguno de estos" in part
    ticked = {"occupation": "occ:apple-picker", "skills": ["skill:apple"], "more": "usar motosierra"}
    whole = browser.post(near, data=ticked).text
    assert (
        "<html" in whole and 'value="skill:operate-chainsaw"' in whole and 'value="usar motosierra"' in whole
    )
    saved = browser.post(
        f"{address}/destrezas/confirm",
        data=ticked | {"more_skills": ["skill:operate-chainsaw", "skill:okra"]},
    )
    assert saved.status_code == 303
    asked = vacancy_at(session, address).needs
    assert {code for code, *_ in asked["skills"]} == {"skill:apple", "skill:operate-chainsaw"}
    pairs = {(pair.kind, pair.words): pair.code for pair in session.scalars(select(ConfirmedPair))}
    assert pairs["occupation", "Cosecha de manzana"] == "occ:apple-picker"
    assert pairs["skill", "usar motosierra"] == "skill:operate-chainsaw"
    # Confirmed skills stand ticked when the page is opened again.
    again = browser.get(f"{address}/destrezas").text.split('value="skill:operate-chainsaw"')[1]
    assert again.lstrip().startswith("checked")
