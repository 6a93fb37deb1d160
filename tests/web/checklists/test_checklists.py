"""The checklist on the screens of the employer, the Ministry, the person and the centre."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from registry import clock
from registry.access import Role
from registry.candidates import queries as candidates
from registry.candidates import service as people
from registry.candidates.consents import How, Purpose
from registry.placements import service as placements
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.schemes.loader import ruleset
from registry.timelines import service
from registry.timelines.models import Tick
from tests.registry.placements.market import Market, new_employer, new_market, new_vacancy
from tests.web.conftest import AsRole
from tests.web.test_reading_level import on_one_engine

TODAY = {"done_on_day": "1", "done_on_month": "2", "done_on_year": "2026"}


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def chosen(session: Session, market: Market) -> Referral:
    person = market.people[0]
    (referral,) = market.refer(session, person, reason="prueba")
    mine = candidates.own(session, person.actor())
    placements.consent(session, person.actor(), referral, mine, how=How.SCREEN)
    placements.change(session, market.buyer.actor(), referral, "select")
    return referral


@pytest.fixture
def employer(as_role: AsRole, market: Market) -> TestClient:
    return as_role(Role.EMPLOYER, employer_id=market.employer.id)


def test_the_employer_reads_ticks_and_takes_back(employer: TestClient, market: Market) -> None:
    base = f"/empleador/vacantes/{market.vacancy.public_id}/plazos"
    own = employer.get(base.removesuffix("/plazos")).text
    assert f'href="{base}"' in own and f'href="{base}/application"' in own
    page = employer.get(base).text
    # Work begins on 1 March 2099.
    assert "Del 16 de diciembre de 2098 al 31 de diciembre de 2098" in page
    assert "Primero: El Departamento de Trabajo da la certificación." in page
    step = employer.get(f"{base}/job_order").text
    assert "20 CFR 655.121" in step and "Marcar como hecho" in step
    done = employer.post(f"{base}/job_order/tick", data=TODAY)
    assert (done.status_code, done.headers["location"]) == (303, base)
    assert "Hecho el 1 de febrero de 2026" in employer.get(base).text
    wrong = employer.post(f"{base}/job_order/take-back", data={"reason": ""})
    assert wrong.status_code == 422 and "Hay un problema" in wrong.text
    assert employer.post(f"{base}/job_order/take-back", data={"reason": "otra orden"}).status_code == 303
    assert "Hecho el" not in employer.get(base).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Hay un problema"),
        (TODAY | {"done_on_year": "2098"}, "Ponga un día que ya pasó, o el de hoy."),
        (TODAY | {"done_on_day": "31"}, "Hay un problema"),
        (TODAY | {"done_on_year": "1999"}, "Ese año está muy lejos"),
    ],
)
def test_a_wrong_day_is_told_and_stays_typed(
    employer: TestClient, market: Market, typed: dict[str, str], said: str
) -> None:
    base = f"/empleador/vacantes/{market.vacancy.public_id}/plazos"
    answer = employer.post(f"{base}/job_order/tick", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'value="{value}"' in answer.text for value in typed.values())


def test_no_button_for_who_need_not_act(
    as_role: AsRole, session: Session, employer: TestClient, market: Market
) -> None:
    officer = as_role(Role.OFFICER)
    theirs = f"/ministerio/vacantes/{market.vacancy.public_id}/plazos"
    assert f'href="{theirs}/job_order"' in officer.get(theirs.removesuffix("/plazos")).text
    assert "Marcar como hecho" not in officer.get(f"{theirs}/job_order").text
    assert officer.post(f"{theirs}/job_order/tick", data=TODAY).status_code == 404
    assert "Marcar como hecho" in officer.get(f"{theirs}/certification").text
    assert officer.get(f"{theirs}/no_such_step").status_code == 404
    other = new_vacancy(session, new_employer(session, "Otra (ficticia)"))
    assert employer.get(f"/empleador/vacantes/{other.public_id}/plazos").status_code == 404


def test_the_person_sees_plain_steps_and_says_what_they_did(
    as_role: AsRole, session: Session, market: Market, chosen: Referral
) -> None:
    me = as_role(Role.CANDIDATE, candidate=market.people[0])
    base = f"/mi/ofertas/{chosen.public_id}/pasos"
    assert base in me.get(f"/mi/ofertas/{chosen.public_id}").text
    page = me.get(base).text
    assert "Llene la solicitud de visa (DS-160)." in page and "No pague a nadie" in page
    assert "Ya lo hice" in me.get(f"{base}/visa_application").text
    assert "Este paso no le toca a usted." in me.get(f"{base}/journey_refund").text
    assert me.post(f"{base}/visa_application/tick", data=TODAY).status_code == 303
    (tick,) = session.query(Tick).all()
    assert (tick.by, tick.referral_id) == ("candidate", chosen.id)
    assert as_role(Role.CANDIDATE, candidate=market.people[1]).get(base).status_code == 404


def test_the_centre_helps_with_the_person_s_own_steps(
    as_role: AsRole, market: Market, chosen: Referral
) -> None:
    adviser = as_role(Role.COUNSELLOR, centre="Quetzaltenango")
    base = f"/centro/colocaciones/{chosen.public_id}/pasos"
    assert base in adviser.get(f"/centro/personas/{market.people[0].public_id}").text
    assert adviser.post(f"{base}/arrival/tick", data=TODAY).status_code == 303
    page = adviser.get(base).text
    assert "Hecho el 1 de febrero de 2026" in page
    assert market.people[0].surnames not in page
    assert f'href="/centro/personas/{market.people[0].public_id}"' in page


def test_the_employer_knows_the_person_by_their_number(
    employer: TestClient, market: Market, chosen: Referral
) -> None:
    people = employer.get(f"/empleador/vacantes/{market.vacancy.public_id}/personas").text
    base = f"/empleador/personas/{chosen.public_id}/plazos"
    assert f'href="{base}"' in people
    page = employer.get(base).text
    assert "Persona 1" in page and market.people[0].surnames not in page
    assert employer.post(f"{base}/journey_refund/tick", data=TODAY).status_code == 303
    assert "Hecho el 1 de febrero de 2026" in employer.get(base).text


def test_the_link_goes_with_the_person_s_permission(
    employer: TestClient, session: Session, market: Market, chosen: Referral
) -> None:
    chosen.state = ReferralState.PLACED
    me = candidates.own(session, market.people[0].actor())
    people.withdraw_consent(
        session, me.actor(), me, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=chosen.vacancy_id
    )
    page = employer.get(f"/empleador/vacantes/{market.vacancy.public_id}/personas").text
    steps = f"/empleador/personas/{chosen.public_id}/plazos"
    assert f'href="{steps}"' not in page
    assert "Usted ya no ve sus datos ni sus pasos." in page
    assert employer.get(steps).status_code == 404
    assert employer.post(f"{steps}/journey_refund/tick", data=TODAY).status_code == 404


def test_what_presses_stands_on_the_first_page(
    as_role: AsRole, session: Session, employer: TestClient, market: Market
) -> None:
    officer = as_role(Role.OFFICER)
    assert "Plazos que apuran" not in officer.get("/ministerio").text
    assert "Nada vence" in officer.get("/ministerio/plazos").text
    start = clock.today() + timedelta(days=40)
    late = new_vacancy(session, market.employer, start_on=start, end_on=start + timedelta(days=100))
    for browser, path in (
        (officer, "/ministerio"),
        (officer, "/ministerio/plazos"),
        (employer, "/empleador"),
    ):
        page = browser.get(path).text
        assert late.number in page and "Atrasado" in page
    # Who has done it is pressed no more.
    for step in ("job_order", "application"):
        service.tick(session, market.buyer.actor(), late, step, done_on=clock.today())
    assert "Atrasado" not in employer.get("/empleador").text


@on_one_engine
@pytest.mark.parametrize("scheme", ["H2A", "H2B", "CA_AG", "CA_LOW", "ES_GECCO", "GT_SNE"])
def test_the_person_s_steps_are_easy_to_read(
    as_role: AsRole, session: Session, market: Market, chosen: Referral, scheme: str
) -> None:
    market.vacancy.scheme = scheme
    market.vacancy.facts = {"scheme": scheme}
    me = as_role(Role.CANDIDATE, candidate=market.people[0])
    base = f"/mi/ofertas/{chosen.public_id}/pasos"
    law = ruleset().scheme(scheme)
    assert law is not None
    own = [clock.id for clock in law.clocks if clock.subject == "placement"]
    for path in (base, *(f"{base}/{step}" for step in own)):
        page = me.get(path).text
        assert inflesz(page) >= EASY, f"{path}: {inflesz(page):.0f}"
        for words in sentences(page):
            assert len(words) <= LONGEST_SENTENCE, f"{path}: {' '.join(words)}"
            assert not BANNED.search(" ".join(words)), f"{path}: {' '.join(words)}"
