"""The Ministry's pages from the list to the placement."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import clock, events
from registry.access import Role
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.drives.models import Drive
from registry.organisations.states import AgencyState
from registry.placements import queries, service
from registry.placements.models import Referral
from registry.shortlists.models import Shortlist
from registry.vacancies.models import Vacancy
from tests.conftest import QueryBudget
from tests.registry.placements.market import Market, new_agency, new_market, new_person, new_vacancy
from tests.web.conftest import AsRole

Plain = dict[str, str | list[str]]


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def officer(as_role: AsRole) -> TestClient:
    return as_role(Role.OFFICER)


def list_page(market: Market) -> str:
    return f"/ministerio/vacantes/{market.vacancy.public_id}/lista"


def ranked(officer: TestClient, market: Market) -> str:
    answer = officer.post(f"/ministerio/vacantes/{market.vacancy.public_id}/rank")
    assert answer.status_code == 303
    return officer.get(answer.headers["location"]).text


def refer(officer: TestClient, session: Session, market: Market, *numbers: int, **more: str) -> Response:
    newest = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    form: Plain = {"candidate": [market.people[number].public_id for number in numbers], **more}
    return officer.post(f"{list_page(market)}/{newest}/refer", data=form)


def selected(session: Session, market: Market) -> str:
    person = market.people[0]
    (referral,) = market.refer(session, person)
    public_id = referral.public_id
    mine = queries.load(session, person.actor(), public_id)
    service.consent(session, person.actor(), mine, candidates.own(session, person.actor()), how=How.SCREEN)
    service.change(session, market.buyer.actor(), mine, "select")
    return public_id


def test_an_empty_page_says_what_a_list_is(officer: TestClient, market: Market) -> None:
    page = officer.get(list_page(market)).text
    assert "Todavía no hay lista" in page and "Hacer lista" in page


def test_the_list_shows_points_reasons_and_what_is_missing(officer: TestClient, market: Market) -> None:
    page = ranked(officer, market)
    assert page.count('class="sd-person"') == 4
    assert "Cortador de café, 3 años" in page
    assert "ya trabajó en esto" in page and "no contó si sabe: Machete" in page
    assert "tiene 1 año" in page or "tiene 12 meses" in page
    assert "Trato a los grupos" in page and "Razón de selección" in page
    for made_with in ("Pesos", "Vocabulario", "Reglas de ley", "Sorteo", "milisegundos"):
        assert made_with in page


def test_the_points_of_each_person_add_up_to_the_score_of_the_list(
    officer: TestClient, market: Market
) -> None:
    page = ranked(officer, market)
    addresses = re.findall(r'href="([^"]+/personas/\d+)" hx-get', page)
    scores = re.findall(r"<strong>([\d.]+)</strong> de 100", page)
    assert len(addresses) == len(scores) == 4
    for address, score in zip(addresses, scores, strict=True):
        table = officer.get(address).text.partition("<table")[2].partition("</table>")[0]
        points = re.findall(r'scope="row".*?numeric">([\d.]+)<', table.partition("<tfoot>")[0], re.DOTALL)
        total = re.search(r"<strong>([\d.]+)</strong>", table)
        assert total and points and round(sum(map(float, points)), 4) == float(total[1])
        assert f"{float(total[1]):.1f}" == score


def test_a_place_that_the_list_does_not_have_is_not_found(officer: TestClient, market: Market) -> None:
    address = re.findall(r'href="([^"]+/personas/)4" hx-get', ranked(officer, market))[0]
    assert officer.get(f"{address}4").status_code == 200
    assert officer.get(f"{address}5").status_code == 404


def test_no_name_no_telephone_no_document_on_the_list(officer: TestClient, market: Market) -> None:
    page = ranked(officer, market)
    for person in market.people:
        assert person.given_names not in page.replace("Primeras", "") and "5555" not in page


def test_whom_the_newest_plan_places_is_marked(officer: TestClient, session: Session, market: Market) -> None:
    assert "le da un lugar" not in ranked(officer, market)
    other = new_vacancy(session, market.employer, seats=2)
    officer.post("/ministerio/asignaciones/make", data={"scheme": "H2A", "country": ""})
    page = ranked(officer, market)
    assert page.count("le da un lugar en esta vacante") == 2
    assert page.count(f"le da un lugar en otra: {other.number}") == 2


def test_why_the_list_is_short(officer: TestClient, session: Session, market: Market) -> None:
    new_person(session, "Otra", countries=["CA"])
    new_person(session, "Lejos", places_to_avoid=["US-GA"])
    page = ranked(officer, market)
    assert "Querer trabajar en ese país" in page and "Que no sea un lugar que la persona evita" in page
    assert "<strong>+1</strong>" in page


def test_a_list_nobody_is_on_says_which_requirement_empties_it(
    officer: TestClient, session: Session, market: Market
) -> None:
    empty = new_vacancy(session, market.employer, licences=("skill:licence-a",), country="ES", region=None)
    answer = officer.post(f"/ministerio/vacantes/{empty.public_id}/rank")
    page = officer.get(answer.headers["location"]).text
    assert "Nadie cumple lo que pide la vacante" in page and "Querer trabajar en ese país" in page


def test_replaying_says_the_list_is_the_same(officer: TestClient, session: Session, market: Market) -> None:
    ranked(officer, market)
    newest = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    assert "la lista sale igual" in officer.get(f"{list_page(market)}/{newest}/replay").text


def test_an_old_list_stays_readable_but_proposes_nobody(
    officer: TestClient, session: Session, market: Market
) -> None:
    ranked(officer, market)
    old = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    ranked(officer, market)
    page = officer.get(f"{list_page(market)}/{old}").text
    assert "Esta lista es anterior" in page and 'type="checkbox"' not in page
    refused = officer.post(f"{list_page(market)}/{old}/refer", data={"candidate": market.people[0].public_id})
    assert refused.status_code == 422 and "Hay una lista más nueva" in refused.text


def test_proposing_out_of_order_asks_why_and_keeps_what_was_typed(
    officer: TestClient, session: Session, market: Market
) -> None:
    ranked(officer, market)
    refused = refer(officer, session, market, 2)
    assert refused.status_code == 422
    page = refused.text
    assert '<a href="#departure_reason">' in page and 'id="departure_reason-error"' in page
    assert re.search(rf'value="{market.people[2].public_id}" checked', page)
    assert refer(officer, session, market, 2, departure_reason="No contestan.").status_code == 303
    assert session.scalars(select(Referral.departure_reason)).all() == ["No contestan."]


def test_proposing_nobody_is_refused_beside_the_list(
    officer: TestClient, session: Session, market: Market
) -> None:
    ranked(officer, market)
    refused = refer(officer, session, market)
    assert refused.status_code == 422 and 'href="#candidate"' in refused.text


def test_the_same_form_sent_twice_proposes_once(
    officer: TestClient, session: Session, market: Market
) -> None:
    page = ranked(officer, market)
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[-1]
    for _ in range(2):
        assert refer(officer, session, market, 0, form_token=token).status_code == 303
    assert len(session.scalars(select(Referral.id)).all()) == 1


def test_an_agency_out_of_standing_gets_no_list(officer: TestClient, session: Session) -> None:
    market = new_market(session, agency=new_agency(session, AgencyState.REVOKED))
    refused = officer.post(f"/ministerio/vacantes/{market.vacancy.public_id}/rank")
    assert refused.status_code == 422 and "no está autorizada hoy" in refused.text


def test_an_address_of_another_vacancy_s_list_is_not_found(
    officer: TestClient, session: Session, market: Market
) -> None:
    ranked(officer, market)
    newest = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    other = new_vacancy(session, market.employer)
    assert officer.get(f"/ministerio/vacantes/{other.public_id}/lista/{newest}").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EMPLOYER, Role.COUNSELLOR, Role.ADMIN])
def test_the_list_is_not_found_by_others(as_role: AsRole, market: Market, role: Role) -> None:
    scope = {"employer_id": market.employer.id} if role is Role.EMPLOYER else {}
    assert as_role(role, **scope).get(list_page(market)).status_code == 404


def test_a_supervisor_reads_and_presses_nothing(as_role: AsRole, officer: TestClient, market: Market) -> None:
    ranked(officer, market)
    page = as_role(Role.SUPERVISOR).get(list_page(market)).text
    assert "Persona 1" in page and 'type="checkbox"' not in page and "Hacer la lista" not in page


def test_the_list_costs_few_queries(officer: TestClient, market: Market, query_budget: QueryBudget) -> None:
    """However many people are on it: vacancy, list with people, lists, open, referrals, and who is asking."""
    ranked(officer, market)
    with query_budget(12):
        officer.get(list_page(market))


def test_placing_takes_a_seat_once(officer: TestClient, session: Session, market: Market) -> None:
    public_id = selected(session, market)
    page = officer.get(f"/ministerio/propuestas/{public_id}").text
    assert "Confirmar la colocación" in page and "2 de 2 lugares libres" in page
    token = re.search(r'action="[^"]*/place".*?name="form_token" value="([^"]+)"', page, re.DOTALL)
    assert token
    for _ in range(2):
        answer = officer.post(f"/ministerio/propuestas/{public_id}/place", data={"form_token": token[1]})
        assert answer.status_code == 303
    assert officer.post(f"/ministerio/propuestas/{public_id}/place").status_code == 422, (
        "another form: too late"
    )
    session.expire_all()
    assert session.get_one(Vacancy, market.vacancy.id).seats_filled == 1
    assert "1 de 2 lugares libres" in officer.get(f"/ministerio/propuestas/{public_id}").text


def test_withdrawing_needs_a_reason(officer: TestClient, session: Session, market: Market) -> None:
    public_id = selected(session, market)
    refused = officer.post(f"/ministerio/propuestas/{public_id}/withdraw", data={"reason": ""})
    assert refused.status_code == 422 and 'href="#reason"' in refused.text
    sent = {"reason": "Ya no puede viajar."}
    assert officer.post(f"/ministerio/propuestas/{public_id}/withdraw", data=sent).status_code == 303
    page = officer.get(f"/ministerio/propuestas/{public_id}").text
    assert "Retirada por el Ministerio" in page and "Ya no puede viajar." in page


def test_the_proposals_by_state_with_what_is_next(
    officer: TestClient, session: Session, market: Market
) -> None:
    selected(session, market)
    page = officer.get("/ministerio/propuestas?estado=selected").text
    assert "Corte de café" in page and "El Ministerio confirma la colocación" in page
    assert "Corte de café" not in officer.get("/ministerio/propuestas?estado=placed").text
    assert officer.get("/ministerio/propuestas?estado=volando").status_code == 404


def test_who_somebody_is_opens_with_a_reason_and_leaves_a_trace(
    officer: TestClient, session: Session, market: Market
) -> None:
    person = market.people[0]
    public_id = person.public_id
    card = officer.get(f"/ministerio/personas/{public_id}")
    assert card.status_code == 200
    assert "Primera" not in card.text and "5555 0199" not in card.text
    assert "Cortador de café, 3 años" in card.text
    assert officer.post(f"/ministerio/personas/{public_id}/identify", data={"reason": " "}).status_code == 422
    sent = {"reason": "Avisarle de la entrevista"}
    assert officer.post(f"/ministerio/personas/{public_id}/identify", data=sent).status_code == 303
    page = officer.get(f"/ministerio/personas/{public_id}").text
    assert "Primera Ficticia Prueba" in page and "5555 0199" in page
    told = events.of_record(session, "candidate", public_id)[-1]
    assert (told.verb, told.reason) == ("identify", "Avisarle de la entrevista")


def test_the_pages_before_lead_here(
    as_role: AsRole, officer: TestClient, session: Session, market: Market
) -> None:
    selected(session, market)
    assert f'href="{list_page(market)}"' in officer.get(list_page(market).removesuffix("/lista")).text
    inbox = officer.get("/ministerio").text
    assert "Colocaciones por confirmar" in inbox and "/ministerio/propuestas?estado=selected" in inbox
    assert "Colocaciones por confirmar" not in as_role(Role.AUDITOR).get("/ministerio").text
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    own = f"/empleador/vacantes/{market.vacancy.public_id}"
    assert f'href="{own}/personas"' in buyer.get(own).text


def test_a_strict_list_leaves_out_whom_something_is_unknown_of(
    officer: TestClient, session: Session, market: Market
) -> None:
    """The choice stays with the list: the next one is made the same way unless somebody chooses."""
    new_person(session, "Sinfecha", birth_date=None)
    wide = ranked(officer, market)
    assert wide.count('class="sd-person"') == 5 and "falta su fecha de nacimiento" in wide
    answer = officer.post(f"/ministerio/vacantes/{market.vacancy.public_id}/rank", data={"mode": "strict"})
    strict = officer.get(answer.headers["location"]).text
    assert strict.count('class="sd-person"') == 4 and "Lista estricta" in strict
    assert re.search(r'value="strict" checked', strict) and "lista amplia" in strict
    newest = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    assert "la lista sale igual" in officer.get(f"{list_page(market)}/{newest}/replay").text


def test_a_mode_that_does_not_exist_makes_no_list(
    officer: TestClient, session: Session, market: Market
) -> None:
    refused = officer.post(f"/ministerio/vacantes/{market.vacancy.public_id}/rank", data={"mode": "all"})
    assert refused.status_code == 422 and session.scalars(select(Shortlist.id)).all() == []


def test_two_requirements_that_empty_a_list_together(
    officer: TestClient, session: Session, market: Market
) -> None:
    for name in ("Una", "Otra"):
        new_person(session, name, countries=["CA"], licences_answered=True)
    drivers = new_vacancy(session, market.employer, licences=("skill:licence-a",))
    page = officer.get(
        officer.post(f"/ministerio/vacantes/{drivers.public_id}/rank").headers["location"]
    ).text
    assert re.search(r"Querer trabajar en ese país \+ Tener: Licencia[^<]*: <strong>\+2</strong>", page)
    assert "Lo decide cada persona. No se le insiste." in page
    assert "Pregunte a la empresa si el trabajo la necesita de verdad" in page


def test_where_people_would_travel_from_is_told_and_does_not_order(
    officer: TestClient, session: Session
) -> None:
    """Without a drive there is no meeting point; with one, straight lines between capitals and no hours."""
    market = new_market(session, agency=new_agency(session))
    new_person(session, "Delapeten", municipality="1701", months=36)
    page = ranked(officer, market)
    assert "no hay punto de encuentro" in page and "Kilómetros" not in page
    drive = Drive(
        agency_id=market.vacancy.agency_id,
        vacancy_id=market.vacancy.id,
        municipality="1601",
        place="Salón municipal",
        starts_on=clock.today() + timedelta(9),
        starts_at_time=time(9),
        announced_at=clock.now(),
    )
    session.add(drive)
    session.flush()
    page = officer.get(list_page(market)).text
    assert "Salón municipal, Cobán" in page and "Kilómetros en línea recta a Cobán" in page
    assert re.search(r"Alta Verapaz</th>\s*<td[^>]*>4</td>\s*<td[^>]*>mismo departamento", page)
    assert re.search(r"Petén</th>\s*<td[^>]*>1</td>\s*<td[^>]*>169<", page)
    assert "hora" not in page.partition('id="viaje"')[2].partition('id="equidad"')[0].replace(
        "horas de viaje no se", ""
    )
