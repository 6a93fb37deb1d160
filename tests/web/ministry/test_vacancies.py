"""The officer's desk: what waits, the working of each rule, and the decision."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import mail
from registry import clock, events
from registry.access import SYSTEM, Role
from registry.accounts.models import Account
from registry.employer_files import checks as checks_of_employers
from registry.messages import recipients
from registry.organisations.models import Bond, Employer
from registry.vacancies import checks, queries, questions, service
from registry.vacancies.importing import import_rows
from registry.vacancies.models import Vacancy
from registry.vetting import exposure
from tests.conftest import QueryBudget
from tests.registry.law.values import approved, value
from tests.registry.placements.market import new_agency, new_employer, new_vacancy
from tests.registry.vacancies.offers import draft, employer_of, facts, officer, published, verified
from tests.registry.vacancies.test_import import row
from tests.web.conftest import AsRole

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.fixture
def waiting(session: Session) -> Vacancy:
    """A vacancy in review, its employer verified."""
    vacancy, actor = draft(session)
    verified(session, officer(session), session.get_one(Employer, vacancy.employer_id))
    service.submit(session, actor, vacancy)
    return vacancy


def test_the_officer_sees_the_working_answers_and_publishes(
    as_role: AsRole, session: Session, waiting: Vacancy
) -> None:
    desk = as_role(Role.OFFICER)
    assert "Corte de caña" in desk.get("/ministerio/vacantes").text
    address = f"/ministerio/vacantes/{waiting.public_id}"
    page = desk.get(address).text
    for shown in ("GT-01", "3625.89", "Q por mes", "desde el 2026-01-01", "Reglas archivadas", "ALL-12"):
        assert shown in page
    assert "Publicar</button>" not in page
    early = desk.post(f"{address}/publish")
    assert early.status_code == 422 and "no se pudieron comprobar" in early.text
    check = checks.latest(session, waiting)
    assert check is not None
    for outcome in checks.unread_unknown(check):
        answer = desk.post(f"{address}/answer-unknown", data={"rule": outcome.rule, "note": "Consultado"})
        assert answer.status_code == 303
    assert "Publicar</button>" in desk.get(address).text
    assert desk.post(f"{address}/publish").status_code == 303
    assert waiting.state == "published"


def test_an_answer_without_words_is_refused_beside_its_rule(as_role: AsRole, waiting: Vacancy) -> None:
    desk = as_role(Role.OFFICER)
    address = f"/ministerio/vacantes/{waiting.public_id}/answer-unknown"
    empty = desk.post(address, data={"rule": "ALL-12", "note": ""})
    assert empty.status_code == 422 and 'href="#note"' in empty.text and 'id="note"' in empty.text
    assert desk.post(address, data={"rule": "ALL-99", "note": "Consultado"}).status_code == 422


def test_returned_with_the_reason_kept_when_it_is_too_short(
    as_role: AsRole, session: Session, waiting: Vacancy
) -> None:
    desk = as_role(Role.OFFICER)
    address = f"/ministerio/vacantes/{waiting.public_id}"
    assert desk.post(f"{address}/return", data={"reason": "x"}).status_code == 422
    assert desk.post(f"{address}/return", data={"reason": "Falta quién recluta"}).status_code == 303
    browser = as_role(Role.EMPLOYER, employer_id=waiting.employer_id)
    assert "Falta quién recluta" in browser.get(f"/empleador/vacantes/{waiting.public_id}").text
    assert "Falta quién recluta" in desk.get(address).text


def test_suspended_and_closed_by_who_may(as_role: AsRole, session: Session) -> None:
    vacancy, _actor, _by = published(session)
    address = f"/ministerio/vacantes/{vacancy.public_id}"
    supervisor, auditor = as_role(Role.SUPERVISOR), as_role(Role.AUDITOR)
    assert auditor.get(address).status_code == 200
    assert auditor.post(f"{address}/suspend", data={"reason": "Prueba"}).status_code == 404
    assert supervisor.post(f"{address}/suspend", data={"reason": "Se investiga"}).status_code == 303
    assert vacancy.state == "suspended"
    assert as_role(Role.OFFICER).post(f"{address}/recheck").status_code == 303
    assert as_role(Role.OFFICER).post(f"{address}/close", data={"reason": "Terminó"}).status_code == 303
    assert vacancy.state == "closed"


def test_drafts_are_nobodys_business(as_role: AsRole, session: Session) -> None:
    vacancy, _actor = draft(session)
    desk = as_role(Role.OFFICER)
    assert desk.get(f"/ministerio/vacantes/{vacancy.public_id}").status_code == 404
    assert vacancy.number not in desk.get("/ministerio/vacantes?state=").text


def test_a_historical_order_shows_where_it_comes_from(as_role: AsRole, session: Session) -> None:
    list(import_rows(session, SYSTEM, [row(experience_months="72")], source="orders.csv"))
    vacancy = queries.find(session, "H-300-25309-377594")
    desk = as_role(Role.OFFICER)
    page = desk.get(f"/ministerio/vacantes/{vacancy.public_id}").text
    for shown in ("orders.csv", "V0015", "no puede ser cierto", "Orden histórica", "12.27"):
        assert shown in page
    assert vacancy.number in desk.get("/ministerio/vacantes?state=historical").text
    assert vacancy.number not in desk.get("/ministerio/vacantes?state=").text


def test_the_queue_asks_the_database_a_fixed_number_of_times(
    as_role: AsRole, session: Session, query_budget: QueryBudget
) -> None:
    employer, account = employer_of(session)
    actor = account.actor()
    for _ in range(12):
        service.submit(session, actor, service.start(session, actor, employer, facts()))
    desk = as_role(Role.OFFICER)
    with query_budget(10):
        assert desk.get("/ministerio/vacantes").status_code == 200


def test_an_employer_is_verified_or_refused_with_reasons(as_role: AsRole, session: Session) -> None:
    employer, _account = employer_of(session)
    other, _ = employer_of(session, 2)
    desk = as_role(Role.OFFICER)
    assert employer.legal_name in desk.get("/ministerio/empleadores?state=applied").text
    address = f"/ministerio/empleadores/{employer.public_id}"
    assert "900001-1" in desk.get(address).text
    unseen = desk.post(f"{address}/verify", data={"reason": "NIT y llamada"})
    assert unseen.status_code == 422 and "Falta revisar algo obligatorio" in unseen.text
    short = desk.post(f"{address}/revisiones/call/check", data={"outcome": "ok", "check_note": "sí"})
    assert short.status_code == 422 and "sí" in short.text
    for check in checks_of_employers.newest().checks:
        data = {"outcome": "ok", "check_note": "Visto en el registro mercantil."}
        assert desk.post(f"{address}/revisiones/{check.code}/check", data=data).status_code == 303
    assert "Visto en el registro mercantil." in desk.get(address).text
    assert desk.post(f"{address}/verify", data={"reason": ""}).status_code == 422
    assert desk.post(f"{address}/verify", data={"reason": "NIT y llamada"}).status_code == 303
    assert employer.state == "verified"
    assert desk.post(f"{address}/verify", data={"reason": "otra vez"}).status_code == 422
    refused = desk.post(f"/ministerio/empleadores/{other.public_id}/refuse", data={"reason": "No existe"})
    assert refused.status_code == 303 and other.state == "refused"
    assert as_role(Role.SUPERVISOR).post(f"{address}/suspend", data={"reason": "Denuncia"}).status_code == 303
    assert as_role(Role.EMPLOYER, employer_id=employer.id).get(address).status_code == 404


def test_an_officer_asks_and_the_employer_answers_while_it_stays_in_review(
    as_role: AsRole, session: Session, waiting: Vacancy
) -> None:
    desk, browser = as_role(Role.OFFICER), as_role(Role.EMPLOYER, employer_id=waiting.employer_id)
    address, own = f"/ministerio/vacantes/{waiting.public_id}", f"/empleador/vacantes/{waiting.public_id}"
    empty = desk.post(f"{address}/ask", data={"question": ""})
    assert empty.status_code == 422 and 'href="#question"' in empty.text
    assert desk.post(f"{address}/ask", data={"question": "¿Quién paga el bus?"}).status_code == 303
    assert waiting.state == "in_review"
    assert "Espera respuesta" in desk.get("/ministerio/vacantes").text
    (asked,) = questions.of_vacancy(session, waiting)
    page = browser.get(own).text
    assert "¿Quién paga el bus?" in page and 'name="answer"' in page
    short = browser.post(f"{own}/answer", data={"question": asked.public_id, "answer": ""})
    assert short.status_code == 422 and "¿Quién paga el bus?" in short.text
    told = {"question": asked.public_id, "answer": "Lo paga la empresa, ida y vuelta."}
    assert browser.post(f"{own}/answer", data=told).status_code == 303
    assert browser.post(f"{own}/answer", data=told).status_code == 404, "answered once"
    assert waiting.state == "in_review"
    read = desk.get(address).text
    assert "Lo paga la empresa, ida y vuelta." in read and "Un oficial pidió información" in read
    assert "Respondió" in desk.get("/ministerio/vacantes").text
    in_log = [event.reason for event in events.of_record(session, "vacancy", waiting.public_id)]
    assert "Lo paga la empresa, ida y vuelta." not in in_log, "an employer's words are not in the log"


def test_the_question_is_written_to_the_employer_and_its_answer_to_who_asked(
    session: Session, waiting: Vacancy
) -> None:
    by = officer(session)
    mine = session.scalars(
        select(Account).where(Account.employer_id == waiting.employer_id, Account.state == "active")
    ).one()
    asked = questions.ask(session, by, waiting, question="¿Quién paga el bus?")
    questions.answer(session, mine.actor(), waiting, asked.public_id, text="La empresa")
    said, answered = events.of_record(session, "vacancy", waiting.public_id)[-2:]
    assert [one.address for one in recipients.of(session, said)] == [mine.email]
    (officer_told,) = recipients.of(session, answered)
    assert session.get_one(Account, by.account_id).email == officer_told.address
    assert mail.has_template("vacancy", said.verb) and mail.has_template("vacancy", answered.verb)


def test_another_employer_answers_nothing(as_role: AsRole, session: Session, waiting: Vacancy) -> None:
    asked = questions.ask(session, officer(session), waiting, question="¿Quién paga el bus?")
    told = {"question": asked.public_id, "answer": "Nosotros"}
    other = as_role(Role.EMPLOYER).post(f"/empleador/vacantes/{waiting.public_id}/answer", data=told)
    assert other.status_code == 404


def main_of(page: str) -> str:
    """What the page says, without its frame, which names the request."""
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_published_one_that_no_longer_complies_waits_at_the_desk_with_its_reason_written(
    as_role: AsRole, session: Session
) -> None:
    vacancy, _actor, _by = published(session)
    before = checks.latest(session, vacancy)
    assert before is not None
    desk = as_role(Role.OFFICER)
    address = f"/ministerio/vacantes/{vacancy.public_id}"
    decided = desk.get(f"{address}/revisiones/2").text
    approved(session)
    assert vacancy.state == "published"
    queue = desk.get("/ministerio/vacantes").text
    assert "1 vacante publicada ya no cumple" in queue
    assert vacancy.number in desk.get("/ministerio/vacantes?state=blocked").text
    assert "Vacantes publicadas que ya no cumplen" in desk.get("/ministerio").text
    page = desk.get(address).text
    assert "Está publicada y ya no cumple" in page
    assert "La vacante ya no cumple la ley que rige ahora:\nGT-01:" in html.unescape(page)
    assert main_of(desk.get(f"{address}/revisiones/2").text) == main_of(decided)
    assert desk.get(f"{address}/revisiones/9").status_code == 404
    assert desk.get(f"{address}/revisiones/0").status_code in (404, 422)
    assert desk.post(f"{address}/suspend", data={"reason": "GT-01: paga menos"}).status_code == 303
    assert desk.get("/ministerio/vacantes?state=blocked").text.count(vacancy.number) == 0


def test_those_checked_under_earlier_rules_are_found_and_checked_again_together(
    as_role: AsRole, session: Session
) -> None:
    vacancy, _actor, _by = published(session)
    approved(session, value("1.00", parameter="us-federal-minimum", key=()))
    desk = as_role(Role.OFFICER)
    older = "/ministerio/vacantes?state=older"
    assert vacancy.number in desk.get(older).text
    assert vacancy.number not in desk.get(f"{older}&scheme=H2A").text
    assert "Reglas anteriores" in desk.get(f"/ministerio/vacantes/{vacancy.public_id}").text
    assert as_role(Role.SUPERVISOR).post("/ministerio/vacantes/recheck-older").status_code == 404
    assert desk.post("/ministerio/vacantes/recheck-older").status_code == 303
    assert vacancy.number not in desk.get(older).text


@pytest.mark.parametrize(("share", "shown"), [("0.5", "Fianza corta"), ("1.1", "Fianza justa"), ("2", None)])
def test_the_officer_sees_how_far_the_bond_goes(
    as_role: AsRole, session: Session, share: str, shown: str | None
) -> None:
    agency = new_agency(session)
    vacancy = new_vacancy(session, new_employer(session), agency=agency)
    vacancy.facts = vacancy.facts | {"hours_week": "40"}
    session.flush()
    total = exposure.of_agency(session, agency).total
    assert total is not None
    today = clock.today()
    session.add(
        Bond(
            agency_id=agency.id,
            issuer="Afianzadora Maya (ficticia)",
            number="F-1",
            amount=total * Decimal(share),
            currency="GTQ",
            valid_from=today,
            valid_to=today,
            verified_with_issuer_on=today,
            given_at=clock.now(),
        )
    )
    text = as_role(Role.OFFICER).get(f"/ministerio/vacantes/{vacancy.public_id}").text
    assert [words for words in ("Fianza corta", "Fianza justa") if words in text] == (
        [shown] if shown else []
    )
