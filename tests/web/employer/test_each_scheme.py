"""A vacancy of each scheme through the pages: written, stopped by the law with its source, corrected, sent, written by
an agency with the employer's permission, copied for another season."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.employer.steps import FORMS, question_count
from registry import clock
from registry.access import Role
from registry.organisations.models import Agency, Employer, Mandate
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks, queries
from registry.vacancies.models import Vacancy
from tests.web.conftest import AsRole
from tests.web.employer.filled import FILLED, begin, fill

pytestmark = pytest.mark.usefixtures("frozen_now")

SCHEMES = sorted(FORMS)


def vacancy_at(session: Session, address: str) -> Vacancy:
    return queries.find(session, address.rsplit("/", 1)[1])


def facts_at(session: Session, address: str) -> VacancyFacts:
    return checks.facts_of(vacancy_at(session, address))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_lawful_vacancy_is_written_read_and_sent(
    browser: TestClient, employer: Employer, session: Session, scheme: str
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, FILLED[scheme])
    written = facts_at(session, address)
    fill(browser, address, FILLED[scheme])
    assert facts_at(session, address) == written
    for language in ("es", "en"):
        for step in FORMS[scheme]:
            answer = browser.get(f"{address}/{step.slug}?lang={language}")
            assert answer.status_code == 200 and f'lang="{language}"' in answer.text
        review = browser.get(f"{address}/revisar?lang={language}")
        assert review.status_code == 200
    browser.get(f"{address}?lang=es")
    assert "Ninguna regla impide publicarla" in browser.get(f"{address}/revisar").text
    assert browser.post(f"{address}/submit").status_code == 303
    assert vacancy_at(session, address).state == "in_review"
    # What was answered is read in words, in the order of the form.
    read = browser.get(address).text
    assert written.title is not None and written.title in read
    assert (
        read.index("Tareas</dt>") < read.index("Personas que se necesitan</dt>") < read.index("Salario</dt>")
    )


VIOLATIONS = [
    ("H2A", "vivienda", {"housing_cost_worker": "40"}, "H2A-10", "655.122(d)"),
    ("H2B", "salario", {"wage": "18.00"}, "H2B-01", "19.02 USD por hora"),
    ("H2B", "promesas", {"guarantee_fraction": "false"}, "H2B-04", "655.20(f)"),
    ("CA_AG", "salario", {"wage": "17.00"}, "CA-01", "17.95 CAD por hora"),
    ("CA_AG", "vivienda", {"housing_capacity": "9"}, "CA-09", "9"),
    ("CA_AG", "puesto", {"commodity": "none"}, "CA-03", "315.2"),
    ("CA_LOW", "salario", {"wage": "40"}, "CA-02", "CAD por hora"),
    ("CA_LOW", "solicitud", {"workforce_share": "35"}, "CA-07", "0.2"),
    ("CA_LOW", "promesas", {"contract_copy_by": "later"}, "CA-14", "203(1)(g)"),
    ("ES_GECCO", "puesto", {"posts_pooled": "0"}, "ES-10", "121.4"),
    ("ES_GECCO", "promesas", {"contract_type": "temporal"}, "ES-02", "102.1.b"),
    ("ES_GECCO", "solicitud", {"temporary_agency": "true"}, "ES-06", "121.2"),
    ("GT_SNE", "salario", {"wage": "3600"}, "GT-01", "3625.89"),
]


@pytest.mark.parametrize(("scheme", "slug", "changes", "rule", "said"), VIOLATIONS)
def test_a_violation_is_said_with_its_source_beside_the_form(
    browser: TestClient,
    employer: Employer,
    scheme: str,
    slug: str,
    changes: dict[str, str],
    rule: str,
    said: str,
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, FILLED[scheme] | {slug: FILLED[scheme][slug] | changes})
    wrong = FILLED[scheme][slug] | changes
    beside = browser.post(f"{address}/{slug}/check", data=wrong, headers={"HX-Request": "true"}).text
    assert "1 regla impide publicar" in beside or "2 reglas impiden publicar" in beside
    assert rule in beside and said in beside
    review = browser.get(f"{address}/revisar").text
    assert rule in review and f'href="{address}/{slug}"' in review
    assert browser.post(f"{address}/submit").status_code == 422
    browser.post(f"{address}/{slug}/write", data=FILLED[scheme][slug])
    assert browser.post(f"{address}/submit").status_code == 303


@pytest.mark.parametrize(
    ("scheme", "slug", "changes", "kept", "said"),
    [
        ("H2A", "puesto", {"crop3_wage": "20"}, "20", "Escriba el cultivo"),
        ("H2B", "lugares", {"site2_city": "Aurora"}, "Aurora", "Elija el estado"),
        ("H2B", "puesto", {"nature_of_need": "permanent"}, "Podar arbustos.", "Elija una de las opciones."),
        ("CA_AG", "vivienda", {"housing_inspected_on_day": "31"}, "31", "Esa fecha no existe."),
        ("CA_AG", "puesto", {"commodity": "gold"}, "Cortar tomate.", "Elija una de las opciones."),
        (
            "CA_LOW",
            "solicitud",
            {"workforce_share": "101"},
            "101",
            "El número más alto que se acepta es 100.",
        ),
        ("CA_LOW", "lugares", {"in_metro": "true"}, "Lockeport", "Escriba o elija una respuesta."),
        ("CA_LOW", "requisitos", {"language2_level": "2"}, "La cuadrilla", "Elija el idioma"),
        ("ES_GECCO", "lugares", {"segment1_employer": ""}, "Moguer", "Escriba la otra empresa"),
        (
            "ES_GECCO",
            "lugares",
            {"segment2_employer": "Huerta Tercera"},
            "Tercera",
            "Escriba la otra empresa",
        ),
        ("ES_GECCO", "lugares", {"segment1_end_year": "2026"}, "2026", "La segunda fecha va antes"),
        ("ES_GECCO", "salario", {"payments_per_year": "13"}, "1500", "Elija una de las opciones."),
        ("ES_GECCO", "salario", {"wage": "mil"}, "mil", "Escriba una cantidad"),
    ],
)
def test_bad_input_is_said_and_kept(
    browser: TestClient,
    employer: Employer,
    session: Session,
    scheme: str,
    slug: str,
    changes: dict[str, str],
    kept: str,
    said: str,
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, FILLED[scheme])
    before = vacancy_at(session, address).version
    answer = browser.post(f"{address}/{slug}/write", data=FILLED[scheme][slug] | changes)
    assert answer.status_code == 422
    assert "Hay un problema" in answer.text and said in answer.text and kept in answer.text
    assert vacancy_at(session, address).version == before


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_cost_is_on_the_employer_or_it_is_not_published(
    browser: TestClient, employer: Employer, session: Session, scheme: str
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, FILLED[scheme])
    fees = facts_at(session, address).fees_worker or ()
    assert fees and {fee.payer for fee in fees} == {"employer"} and all(fee.code for fee in fees)
    page = browser.get(f"{address}/promesas").text
    for box in re.findall(r'name="(cost_\w+)"', page):
        carried = FILLED[scheme]["promesas"] | {"costs": "some", box: "25"}
        beside = browser.post(f"{address}/promesas/check", data=carried, headers={"HX-Request": "true"}).text
        # The law of Canada leaves its permit to the worker: a warning. That of the United States leaves the passport.
        rule = "CA-13" if box == "cost_permit" else "ALL-03"
        if (scheme[:2], box) != ("H2", "cost_passport"):
            assert rule in beside, box


NAMED = {
    "H2B": ("Visa",),
    "CA_AG": ("LMIA", "biométricos"),
    "CA_LOW": ("LMIA", "biométricos"),
    "ES_GECCO": ("NIE", "Visa", "Tasa de la autorización"),
}


@pytest.mark.parametrize("scheme", sorted(NAMED))
def test_costs_are_those_of_the_country(browser: TestClient, employer: Employer, scheme: str) -> None:
    address = begin(browser, scheme, employer.public_id)
    page = browser.get(f"{address}/promesas").text
    assert all(name in page for name in NAMED[scheme])


@pytest.fixture
def agency(session: Session) -> Agency:
    made = Agency(
        legal_name="Agencia Prueba, S.A.", nit="5550001", applied_at=clock.now(), state="registered",
        registry_no="R-0001", valid_from=clock.today(), is_fictitious=True,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_agency_writes_only_with_the_employers_permission(
    as_role: AsRole, agency: Agency, employer: Employer, session: Session, scheme: str
) -> None:
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    form = {"scheme": scheme, "employer": employer.public_id}
    assert browser.post("/empleador/vacantes/start", data=form).status_code == 404
    session.add(
        Mandate(
            agency_id=agency.id, employer_id=employer.id, statement="Nos autoriza a escribir sus vacantes.",
            given_by="Ann Peach, dueña", given_on=clock.today(), recorded_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    address = begin(browser, scheme, employer.public_id)
    recruits = {
        "recruits": "true", "recruiter1_name": "Agencia Prueba, S.A.", "recruiter1_registration_no": "R-0001",
        "recruiter1_contract_forbids_fees": "true",
    }  # fmt: skip
    steps: dict[str, Any] = FILLED[scheme]
    fill(browser, address, steps | {"promesas": steps["promesas"] | recruits})
    assert browser.post(f"{address}/submit").status_code == 303
    sent = vacancy_at(session, address)
    assert (sent.state, sent.agency_id, sent.employer_id) == ("in_review", agency.id, employer.id)


ASKED_ANEW = (
    "start_date", "end_date", "official_ref", "official_status", "lmia_received_on", "lmia_valid_to",
    "application_filed_on", "application_route",
)  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_last_season_again_asks_for_its_new_dates(
    browser: TestClient, employer: Employer, session: Session, scheme: str
) -> None:
    address = begin(browser, scheme, employer.public_id)
    fill(browser, address, FILLED[scheme])
    copied = str(browser.post(f"{address}/copy").headers["location"])
    before, after = facts_at(session, address), facts_at(session, copied)
    assert {name for name in ASKED_ANEW if getattr(after, name) is not None} == set()
    assert after.housing is None or after.housing.inspected_on is None
    assert not after.chain and (before.chain is None) <= (after.chain is None)
    assert after.wage == before.wage and after.title == before.title and after.worksites == before.worksites
    page = browser.get(copied).text
    assert "Fechas y lugares" in page or "Temporada y lugar" in page
    assert browser.post(f"{copied}/submit").status_code == 422


def test_the_sawp_says_why_not_and_what_instead(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    assert "Canadá: SAWP" in browser.get("/empleador/vacantes/nueva").text
    answer = browser.post(
        "/empleador/vacantes/start", data={"scheme": "SAWP", "employer": employer.public_id}
    )
    assert answer.status_code == 422
    assert "Guatemala no está en él" in answer.text and "Canadá: trabajo agrícola" in answer.text
    assert session.query(Vacancy).count() == 0


@pytest.mark.parametrize(
    ("scheme", "slug", "prefix", "title"),
    [
        ("H2A", "puesto", "crop", "Cultivo 3"),
        ("CA_AG", "lugares", "site", "Lugar de trabajo 3"),
        ("CA_LOW", "requisitos", "language", "Idioma 2"),
    ],
)
def test_one_more_of_them_is_one_button_away(
    browser: TestClient, employer: Employer, scheme: str, slug: str, prefix: str, title: str
) -> None:
    address = begin(browser, scheme, employer.public_id)
    assert title not in browser.get(f"{address}/{slug}").text
    more = FILLED[scheme][slug] | {"then": f"more-{prefix}"}
    answer = browser.post(f"{address}/{slug}/write", data=more)
    assert answer.headers["location"] == f"{address}/{slug}?mas={prefix}"
    assert title in browser.get(answer.headers["location"]).text


def test_crops_have_their_own_pay_and_a_spanish_name(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    address = begin(browser, "H2A", employer.public_id)
    fill(browser, address, FILLED["H2A"])
    crops = facts_at(session, address).crops or ()
    assert [(crop.crop, crop.activity, str(crop.wage), crop.unit) for crop in crops] == [
        ("manzana", "cosecha", "None", None),
        ("apples", None, "18.00", "hour"),
    ]
    review = browser.get(f"{address}/revisar").text
    assert "Manzana, cosecha" in review and "apples" not in review and "USD\xa018.00 por hora" in review


# Measured: what everybody is asked, with the boxes of one place, one crop and seven days.
QUESTIONS = {"H2A": 81, "H2B": 65, "CA_AG": 80, "CA_LOW": 76, "ES_GECCO": 87, "GT_SNE": 44}


def test_the_page_says_how_much_each_form_asks(browser: TestClient) -> None:
    assert "Todavía no hay vacantes." in browser.get("/empleador").text
    page = browser.get("/empleador/vacantes/nueva").text
    for scheme, number in QUESTIONS.items():
        assert question_count(scheme) == number, scheme
        assert f"{len(FORMS[scheme]) + 2} pasos, unas {number} preguntas." in page
