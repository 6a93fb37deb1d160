"""The screens of reports: from the list to the end, each act by its own person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import events
from registry.access import Role
from registry.accounts.models import Account
from registry.complaints import service
from registry.complaints.models import AgencyAnswer, Complaint, ComplaintMessage, Remedy
from registry.complaints.told import Payment
from registry.proposals.models import Proposal
from tests.conftest import QueryBudget
from tests.registry.complaints.reports import STORIES, agency_named, given, judged, sent
from tests.registry.vetting.agencies import decided
from tests.web.conftest import AsRole

LIST = "/ministerio/denuncias"
WHY = {"reason": "Primera lectura."}
QUESTION = "¿Cómo se asegura su agencia de que nadie cobre a las personas que recluta?"
LOOK = {
    "is_credible": "yes",
    "kind": "fee",
    "evidence": "detail",
    "triage_note": "Coincide con lo que se vio.",
    "agency": "R-0901",
}


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: Any) -> None:
    """Monday, 2 March 2026."""


def newest(session: Session, role: Role) -> Account:
    return session.scalars(select(Account).where(Account.role == role).order_by(Account.id.desc())).first()  # type: ignore[return-value]


def handled(session: Session, as_role: AsRole, **more: Any) -> tuple[Complaint, Any, str]:
    """A report in the hands of an officer: the report, the officer's browser, its address."""
    agency = agency_named(session)
    complaint = sent(session, agency, **more)
    browser = as_role(Role.OFFICER)
    given(session, complaint, newest(session, Role.OFFICER).actor())
    return complaint, browser, f"{LIST}/{complaint.public_id}"


def test_from_the_list_to_the_agency_s_answer_and_the_money(session: Session, as_role: AsRole) -> None:
    agency = agency_named(session)
    complaint = sent(session, agency, payments=(Payment(cost_code="F1", amount="5000"),))
    here = f"{LIST}/{complaint.public_id}"
    supervisor, officer = as_role(Role.SUPERVISOR), as_role(Role.OFFICER)
    agent = as_role(Role.AGENCY, agency_id=agency.id)
    listed = supervisor.get(LIST).text
    assert complaint.number in listed
    assert "Caminos del Norte" in listed
    assert "nadie" in listed
    assert officer.get(here).status_code == 404
    handler = newest(session, Role.OFFICER).public_id
    assert supervisor.post(f"{here}/assign", data={"handler": handler}).status_code == 303
    assert complaint.number in officer.get(LIST).text
    assert officer.post(f"{here}/triage", data=LOOK).status_code == 303
    assert "Leída" in officer.get(here).text
    asked = officer.post(f"{here}/ask-agency", data={"question": QUESTION, "codes": ["fee"]})
    assert asked.status_code == 303
    page = agent.get("/agencia/preguntas").text
    assert QUESTION in page
    assert complaint.number not in page
    row = session.scalars(select(AgencyAnswer)).one()
    short = agent.post(f"/agencia/preguntas/{row.public_id}/answer", data={"answer": "No."})
    assert short.status_code == 422
    long = {"answer": "Despedimos a quien cobró y devolvemos el dinero esta semana."}
    assert agent.post(f"/agencia/preguntas/{row.public_id}/answer", data=long).status_code == 303
    assert "hay novedad" in officer.get(LIST).text
    assert "Despedimos a quien cobró" in officer.post(f"{here}/open-sealed", data=WHY).text
    money = {
        "cost_code": "F1",
        "amount": "5000",
        "currency": "GTQ",
        "liable": "employer",
        "basis": "Lo dicho.",
    }
    assert officer.post(f"{here}/plan-remedy", data=money).status_code == 303
    key = session.scalars(select(Remedy.id)).one()
    assert officer.post(f"{here}/pagos/{key}/claim-paid", data={"proof": "Boleta 123."}).status_code == 303
    done = {"close_outcome": "repaid", "close_reason": "Mostraron la boleta."}
    refused = officer.post(f"{here}/close", data=done)
    assert refused.status_code == 422
    assert "Falta que la persona confirme" in refused.text
    service.tell_repaid(
        session, complaint, session.get_one(Remedy, key), is_repaid=True, amount=None, text=""
    )
    assert officer.post(f"{here}/close", data=done).status_code == 303
    session.expire_all()
    assert session.get_one(Complaint, complaint.id).state == "closed"
    assert "Probada y el dinero fue devuelto" in supervisor.get(here).text


def test_the_words_open_in_one_answer_and_leave_a_line(session: Session, as_role: AsRole) -> None:
    complaint, officer, here = handled(session, as_role, contact="4477 8899")
    assert STORIES[0] not in officer.get(here).text
    assert officer.post(f"{here}/open-sealed", data={"reason": ""}).status_code == 422
    opened = officer.post(f"{here}/open-sealed", data=WHY)
    assert opened.status_code == 200
    assert STORIES[0] in opened.text
    assert "4477 8899" in opened.text
    assert 'value="R-0901"' in opened.text, "the other forms show what the record says"
    again = officer.get(here).text
    assert STORIES[0] not in again
    assert "Primera lectura." in again
    assert "Leyó lo denunciado" in again
    line = session.scalars(select(events.Event).where(events.Event.verb == "open_sealed")).one()
    assert line.record_id == complaint.public_id
    assert line.data == {}


def test_a_supervisor_gives_and_takes_away_and_never_reads(session: Session, as_role: AsRole) -> None:
    complaint, officer, here = handled(session, as_role)
    supervisor = as_role(Role.SUPERVISOR)
    page = supervisor.get(here).text
    assert "Lo denunciado solo lo lee quien la atiende." in page
    assert "/open-sealed" not in page
    assert "Lugar" not in page, "the place narrows down who reported"
    assert supervisor.post(f"{here}/open-sealed", data=WHY).status_code == 404
    away = {"away": newest(session, Role.OFFICER).public_id, "away_reason": "Cambia de oficina."}
    short = supervisor.post(f"{here}/take-away", data=away | {"away_reason": "x"})
    assert (
        short.status_code == 422 and 'name="away_reason" type="text" maxlength="500" value="x"' in short.text
    )
    nobody = supervisor.post(f"{here}/take-away", data=away | {"away": "Z" * 99})
    assert nobody.status_code == 422 and "Cambia de oficina." in nobody.text
    assert supervisor.post(f"{here}/take-away", data=away).status_code == 303
    assert officer.get(here).status_code == 404
    assert complaint.number not in officer.get(LIST).text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DIRECTOR])
def test_who_only_counts_sees_no_report(session: Session, as_role: AsRole, role: Role) -> None:
    complaint = sent(session)
    page = as_role(role).get(LIST)
    assert page.status_code == 200
    assert complaint.number not in page.text
    assert "menos de 5" in page.text


def test_what_identifies_is_warned_of_before_it_goes_out(session: Session, as_role: AsRole) -> None:
    _complaint, officer, here = handled(session, as_role)
    assert officer.post(f"{here}/triage", data=LOOK).status_code == 303
    quoted = {"question": "¿Es verdad que le pidió cinco mil quetzales por anotarme en la lista de Canadá?"}
    warned = officer.post(f"{here}/ask-agency", data=quoted)
    assert warned.status_code == 422
    assert "La pregunta puede decir quién denunció" in warned.text
    assert quoted["question"] in warned.text
    assert officer.post(f"{here}/ask-agency", data=quoted | {"is_sure": "1"}).status_code == 303


def test_a_same_day_report_shows_no_form_to_ask_the_agency(session: Session, as_role: AsRole) -> None:
    _complaint, officer, here = handled(session, as_role, kinds=("papers_held",))
    assert officer.post(f"{here}/triage", data=LOOK | {"signs": ["papers_held"]}).status_code == 303
    page = officer.get(here).text
    assert "La agencia no debe saber nada todavía." in page
    assert "/ask-agency" not in page
    assert officer.post(f"{here}/ask-agency", data={"question": QUESTION}).status_code == 422
    assert officer.post(f"{here}/refer", data={"body": "mp", "reference": "MP001"}).status_code == 303
    supervisor = as_role(Role.SUPERVISOR)
    freed = supervisor.post(f"{here}/release", data={"release_reason": "La fiscalía está de acuerdo."})
    assert freed.status_code == 303
    assert "/ask-agency" in officer.get(here).text


def test_a_dismissal_takes_two_people(session: Session, as_role: AsRole) -> None:
    complaint, officer, here = handled(session, as_role)
    supervisor = as_role(Role.SUPERVISOR)
    officer.post(f"{here}/triage", data=LOOK | {"is_credible": "no"})
    assert "espera a otra persona" in officer.get(here).text
    assert supervisor.post(f"{here}/agree").status_code == 303
    proposed = {"dismiss_outcome": "other_matter", "dismiss_reason": "Es un asunto de tránsito."}
    assert officer.post(f"{here}/propose-dismissal", data=proposed).status_code == 303
    assert "espera a otra persona" in officer.get(here).text
    assert officer.post(f"{here}/agree").status_code == 422
    assert as_role(Role.OFFICER).post(f"{here}/agree").status_code == 404
    assert "Es un asunto de tránsito." in supervisor.get(here).text
    refused = {"refuse_reason": "Sí es de la agencia."}
    assert supervisor.post(f"{here}/refuse", data=refused).status_code == 303
    assert officer.post(f"{here}/propose-dismissal", data=proposed).status_code == 303
    assert supervisor.post(f"{here}/agree").status_code == 303
    session.expire_all()
    assert session.get_one(Complaint, complaint.id).state == "dismissed"


def test_the_reporter_is_written_to(session: Session, as_role: AsRole) -> None:
    complaint, officer, here = handled(session, as_role)
    assert officer.post(f"{here}/write", data={"message": ""}).status_code == 422
    asked = {"message": "¿Recuerda en qué mes pagó?", "is_question": "1"}
    assert officer.post(f"{here}/write", data=asked).status_code == 303
    told = session.scalars(
        select(ComplaintMessage).where(ComplaintMessage.complaint_id == complaint.id)
    ).one()
    assert (told.kind, told.author) == ("question", "office")


def test_the_case_that_reports_open_tells_its_officer_nothing_of_them(
    session: Session, as_role: AsRole
) -> None:
    complaint, officer, here = handled(session, as_role)
    officer.post(f"{here}/triage", data=LOOK | {"evidence": "document"})
    colleague = as_role(Role.OFFICER)
    queue = colleague.get("/ministerio/expedientes").text
    (address,) = set(re.findall(r"/ministerio/expedientes/[a-z0-9]{20}", queue))
    page = colleague.get(address)
    for text in (queue, page.text):
        assert complaint.number not in text
        assert STORIES[0] not in text
    assert colleague.get(here).status_code == 404


def test_another_authority_s_suspension_is_written_down(session: Session, as_role: AsRole) -> None:
    agency_named(session)
    supervisor = as_role(Role.SUPERVISOR)
    wrong = {"outside_agency": "R-9999", "authority": "iris", "outside_reason": "Aviso público."}
    assert supervisor.post(f"{LIST}/avisos", data=wrong).status_code == 422
    assert supervisor.post(f"{LIST}/avisos", data=wrong | {"outside_agency": "R-0901"}).status_code == 303


def test_the_list_asks_the_database_the_same_however_long_it_is(
    session: Session, as_role: AsRole, query_budget: QueryBudget
) -> None:
    agency = agency_named(session)
    for story in STORIES:
        sent(session, agency, text=story)
    supervisor = as_role(Role.SUPERVISOR)
    with query_budget(30):
        assert supervisor.get(LIST).status_code == 200


def test_the_indicator_says_nothing_of_fewer_than_five(session: Session, as_role: AsRole) -> None:
    paid = (Payment(cost_code="F1", amount="5000", paid_on="2026-01-01"),)

    def told(text: str) -> None:
        sent(session, text=text, payments=paid, first_pay="2500", first_pay_currency="GTQ", corridor="US")

    for story in STORIES[:4]:
        told(story)
    auditor = as_role(Role.AUDITOR)
    assert "Todavía no se puede decir." in auditor.get("/ministerio/indicadores").text
    told(STORIES[4])
    page = auditor.get("/ministerio/indicadores").text
    assert "No se sabe cuánto duraba" in page
    assert "2.00" in page


def test_a_hearing_is_proposed_with_public_words_and_approved(
    session: Session, settings: Settings, as_role: AsRole
) -> None:
    agency, _case, _by = decided(session, settings.data_dir / "files")
    officer, supervisor = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    handler = newest(session, Role.OFFICER).actor()
    complaints = []
    for story in STORIES[:5]:
        complaints.append(sent(session, text=story))
        judged(session, complaints[-1], handler, agency)
    here = f"{LIST}/{complaints[-1].public_id}"
    assert 'name="public_reason"' in officer.get(here).text
    why = {"hearing_reason": "Cinco denuncias de personas distintas."}
    assert officer.post(f"{here}/propose-hearing", data=why).status_code == 422
    said = why | {"public_reason": "Se investigan denuncias de cobros."}
    assert officer.post(f"{here}/propose-hearing", data=said).status_code == 303
    assert "/propose-hearing" not in officer.get(here).text
    one = session.scalars(select(Proposal).where(Proposal.kind == "agency_suspend")).one()
    place = f"/ministerio/aprobaciones/{one.public_id}"
    assert "Se investigan denuncias de cobros." in supervisor.get(place).text
    assert supervisor.post(f"{place}/approve", data={"reason": "De acuerdo."}).status_code == 303
    session.expire_all()
    assert agency.state == "suspended"
    assert "/propose-hearing" not in officer.get(here).text


def test_a_reason_that_is_too_short_comes_back_beside_its_own_repayment(
    session: Session, as_role: AsRole
) -> None:
    complaint, officer, here = handled(session, as_role)
    officer.post(f"{here}/triage", data=LOOK)
    money = {"cost_code": "F1", "currency": "GTQ", "liable": "employer", "basis": "Lo dicho."}
    for amount in ("5000", "700"):
        assert officer.post(f"{here}/plan-remedy", data=money | {"amount": amount}).status_code == 303
    first, second = session.scalars(select(Remedy.id).order_by(Remedy.id))
    for key in (first, second):
        row = session.get_one(Remedy, key)
        service.tell_repaid(session, complaint, row, is_repaid=False, amount=None, text="")

    def comes_back(browser: TestClient, act: str, name: str) -> None:
        sent = browser.post(f"{here}/pagos/{second}/{act}", data={name: "ya"})
        assert sent.status_code == 422
        folds = [fold for fold in re.findall(r"<details.*?</details>", sent.text, re.DOTALL) if act in fold]
        closed, opened = sorted(folds, key=lambda fold: f"/pagos/{second}/" in fold)
        assert '<details class="govuk-details" open' in opened and "open>" not in closed
        assert f'id="{name}" name="{name}" value="ya"' in opened and f'id="{name}-error"' in opened
        assert f'id="{name}-{first}" name="{name}" value=""' in closed and "-error" not in closed
        assert f'<a href="#{name}">' in sent.text

    comes_back(officer, "claim-paid", "proof")
    comes_back(officer, "give-up", "give_up_reason")
    for key in (first, second):
        why = {"give_up_reason": "La empresa ya no existe y otra paga."}
        assert officer.post(f"{here}/pagos/{key}/give-up", data=why).status_code == 303
    comes_back(as_role(Role.SUPERVISOR), "refuse-give-up", "keep_owed_reason")


def test_what_the_worker_disputes_is_taken_off_by_two(session: Session, as_role: AsRole) -> None:
    complaint, officer, here = handled(session, as_role)
    officer.post(f"{here}/triage", data=LOOK)
    money = {
        "cost_code": "F1",
        "amount": "5000",
        "currency": "GTQ",
        "liable": "employer",
        "basis": "Lo dicho.",
    }
    assert officer.post(f"{here}/plan-remedy", data=money).status_code == 303
    key = session.scalars(select(Remedy.id)).one()
    service.tell_repaid(
        session, complaint, session.get_one(Remedy, key), is_repaid=False, amount=None, text=""
    )
    session.flush()
    why = {"give_up_reason": "La empresa ya no existe y otra paga."}
    assert officer.post(f"{here}/pagos/{key}/give-up", data=why).status_code == 303
    assert "Otra persona debe estar de acuerdo para quitar" in officer.get(here).text
    assert officer.post(f"{here}/pagos/{key}/agree-give-up").status_code == 422
    supervisor = as_role(Role.SUPERVISOR)
    assert why["give_up_reason"] in supervisor.get(here).text
    assert supervisor.post(f"{here}/pagos/{key}/refuse-give-up").status_code == 422
    refused = {"keep_owed_reason": "Nadie anotó la otra."}
    assert supervisor.post(f"{here}/pagos/{key}/refuse-give-up", data=refused).status_code == 303
    assert refused["keep_owed_reason"] in officer.get(here).text
    officer.post(f"{here}/pagos/{key}/give-up", data=why)
    assert supervisor.post(f"{here}/pagos/{key}/agree-give-up").status_code == 303
    assert "Se quitó" in officer.get(here).text
