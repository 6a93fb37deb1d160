"""The Ministry's side of a case, and of an agency's standing: each act by its own person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import words
from app.config import Settings
from registry.access import SYSTEM, Role
from registry.accounts.models import Account
from registry.complaints import triggers
from registry.files.models import StoredFile
from registry.organisations.models import Agency
from registry.vetting import desk, service
from registry.vetting.models import Answer, Case
from tests.conftest import QueryBudget
from tests.registry.vetting.agencies import applied, assessed, decided, recommended, reviewed, submitted
from tests.web.conftest import AsRole

QUEUE = "/ministerio/expedientes"
DECISION = {"decide_reason": "Conforme con lo revisado.", "public_reason": "Cumple los requisitos."}


NO_LINK = dict.fromkeys(desk.TOPICS, "no")


def declares(browser: TestClient, here: str) -> None:
    """What is asked before a case is opened."""
    assert browser.post("/ministerio/mi-declaracion", data={"surnames": "Ajcip Sicán"}).status_code == 303
    assert browser.post(f"{here}/declare", data=NO_LINK).status_code == 303


def test_what_the_clock_opens_says_why_in_words(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    case = service.begin_official(session, SYSTEM, agency, "complaint", reason=triggers.WHY)
    officer, here = as_role(Role.OFFICER), f"{QUEUE}/{case.public_id}"
    declares(officer, here)
    for page in (officer.get(here), as_role(Role.AUDITOR).get("/ministerio/registro-de-actos")):
        assert "Denuncias creíbles sobre un criterio crítico." in page.text
        assert triggers.WHY not in page.text
    assert "Credible reports on a critical criterion." in officer.get(f"{here}?lang=en").text
    assert "llegaron a 12: toca" in words.why("points_hearing:12")
    assert words.why("La agencia lo pidió: así fue.") == "La agencia lo pidió: así fue."


def to_findings(session: Session, browser: TestClient, case: Case) -> None:
    """From the queue to the findings, of which there are none, in the browser of one officer who has declared."""
    here = f"{QUEUE}/{case.public_id}"
    assert browser.post(f"{here}/review").status_code == 303
    for code in session.scalars(select(Answer.requirement).where(Answer.case_id == case.id)).all():
        assert browser.post(f"{here}/respuestas/{code}/accept").status_code == 303
    assert browser.post(f"{here}/begin-fieldwork").status_code == 303
    for what, why in (("visit", "not_reached"), ("interviews", "no_placements")):
        sent = {"what": what, "why": why, "gap_reason": "Es nueva y la carretera está cortada."}
        assert browser.post(f"{here}/explain-gap", data=sent).status_code == 303
    officer = session.get_one(Account, case.officer_id)
    assessed(session, officer.actor(), case)
    assert browser.post(f"{here}/send-findings").status_code == 303


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def test_from_the_queue_to_the_register(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, case, _actor = submitted(session, folder)
    here = f"{QUEUE}/{case.public_id}"
    officer, supervisor = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    declares(officer, here)
    declares(supervisor, here)
    assert case.number in officer.get(QUEUE).text
    assert "Por tomar" in officer.get("/ministerio").text
    to_findings(session, officer, case)
    sent = {"outcome": "register", "recommend_reason": "Todo en orden."}
    assert officer.post(f"{here}/recommend", data=sent).status_code == 303
    text = supervisor.get(here).text
    assert "Recomendación: Inscribir" in text
    assert "Todo en orden." in text
    assert supervisor.post(f"{here}/decide", data=DECISION).status_code == 303
    session.expire_all()
    assert session.get_one(Agency, agency.id).registry_no == "R-0001"
    assert "Inscrita vigente" in officer.get("/verificar/R-0001").text


def test_the_officer_who_recommended_does_not_see_the_button(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    _agency, case, _officer = recommended(session, folder)
    officer = as_role(Role.OFFICER)
    declares(officer, f"{QUEUE}/{case.public_id}")
    assert "/decide" not in officer.get(f"{QUEUE}/{case.public_id}").text
    assert officer.post(f"{QUEUE}/{case.public_id}/decide", data=DECISION).status_code == 404
    assert session.scalars(select(Case.state)).one() == "recommended"


def test_return_with_a_note_on_an_answer(session: Session, as_role: AsRole, folder: Path) -> None:
    _agency, case, _actor = submitted(session, folder)
    here = f"{QUEUE}/{case.public_id}"
    officer = as_role(Role.OFFICER)
    declares(officer, here)
    officer.post(f"{here}/review")
    empty = officer.post(f"{here}/respuestas/bond/question", data={"note_bond": " "})
    assert empty.status_code == 422
    assert "Escriba qué falta o qué hay que corregir." in empty.text
    note = {"note_bond": "Falta la firma."}
    assert officer.post(f"{here}/respuestas/bond/question", data=note).status_code == 303
    assert officer.post(f"{here}/return", data={"return_reason": ""}).status_code == 422
    assert officer.post(f"{here}/return", data={"return_reason": "Corrija la fianza."}).status_code == 303
    assert session.scalars(select(Case.state)).one() == "returned"


def test_send_back(session: Session, as_role: AsRole, folder: Path) -> None:
    _agency, case, _officer = recommended(session, folder)
    supervisor = as_role(Role.SUPERVISOR)
    declares(supervisor, f"{QUEUE}/{case.public_id}")
    sent = {"send_back_reason": "Falta ver la oficina."}
    assert supervisor.post(f"{QUEUE}/{case.public_id}/send-back", data=sent).status_code == 303
    assert session.scalars(select(Case.state)).one() == "field_review"


@pytest.mark.parametrize(
    ("act", "sent", "kept"),
    [
        ("recommend", {"outcome": "", "recommend_reason": "Un motivo largo."}, "Un motivo largo."),
        ("recommend", {"outcome": "condition", "recommend_reason": "Sin decir cuáles."}, "Sin decir cuáles."),
        ("recommend", {"outcome": "register", "recommend_reason": ""}, "checked"),
    ],
)
def test_a_recommendation_without_its_parts(
    session: Session, as_role: AsRole, folder: Path, act: str, sent: dict[str, str], kept: str
) -> None:
    _agency, case, _actor = submitted(session, folder)
    here = f"{QUEUE}/{case.public_id}"
    officer = as_role(Role.OFFICER)
    declares(officer, here)
    to_findings(session, officer, case)
    answer = officer.post(f"{here}/{act}", data=sent)
    assert answer.status_code == 422
    assert kept in answer.text
    assert session.scalars(select(Case.state)).one() == "findings_sent"


def test_a_decision_needs_its_public_sentence(session: Session, as_role: AsRole, folder: Path) -> None:
    _agency, case, _officer = recommended(session, folder)
    supervisor = as_role(Role.SUPERVISOR)
    declares(supervisor, f"{QUEUE}/{case.public_id}")
    answer = supervisor.post(
        f"{QUEUE}/{case.public_id}/decide", data={"decide_reason": "Motivo escrito.", "public_reason": ""}
    )
    assert answer.status_code == 422
    assert "Motivo escrito." in answer.text


def test_a_draft_is_the_agency_s_own(session: Session, as_role: AsRole) -> None:
    _agency, case, _actor = applied(session)
    assert as_role(Role.OFFICER).get(f"{QUEUE}/{case.public_id}").status_code == 404


def test_auditors_read_and_press_nothing(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, case, _actor = submitted(session, folder)
    auditor = as_role(Role.AUDITOR)
    text = auditor.get(f"{QUEUE}/{case.public_id}").text
    assert "Tomar este expediente" not in text
    assert auditor.post(f"{QUEUE}/{case.public_id}/review").status_code == 404
    assert auditor.post(f"/ministerio/agencias/{agency.public_id}/suspend").status_code == 404


def test_files_of_a_case_and_of_no_other(session: Session, as_role: AsRole, folder: Path) -> None:
    _agency, case, _actor = submitted(session, folder)
    _other, second, _actor = submitted(session, folder, email="b@b.example", nit="1234-7")
    stored = session.scalars(
        select(StoredFile).join(Answer, Answer.file_id == StoredFile.id).where(Answer.case_id == case.id)
    ).first()
    assert stored is not None
    officer = as_role(Role.OFFICER)
    here = f"{QUEUE}/{case.public_id}"
    assert officer.get(f"{here}/archivos/{stored.public_id}").status_code == 404, "before the declaration"
    declares(officer, here)
    declares(officer, f"{QUEUE}/{second.public_id}")
    assert officer.get(f"{QUEUE}/{case.public_id}/archivos/{stored.public_id}").status_code == 200
    assert officer.get(f"{QUEUE}/{second.public_id}/archivos/{stored.public_id}").status_code == 404
    assert (
        as_role(Role.COUNSELLOR).get(f"{QUEUE}/{case.public_id}/archivos/{stored.public_id}").status_code
        == 404
    )


def test_the_queue_is_ordered_by_what_is_due(
    session: Session, as_role: AsRole, folder: Path, query_budget: QueryBudget
) -> None:
    numbers = []
    for n in range(3):
        _agency, case, _actor = submitted(session, folder, email=f"a{n}@a.example", nit=f"{n}2345-{n}")
        assert case.due_on is not None
        case.due_on -= timedelta(days=10 * n)
        numbers.append(case.number)
    session.flush()
    officer = as_role(Role.OFFICER)
    with query_budget(8):
        text = officer.get(QUEUE).text
    assert [text.index(number) for number in reversed(numbers)] == sorted(
        text.index(number) for number in numbers
    )
    assert "Nada con este filtro" in officer.get(f"{QUEUE}?whose=mine").text
    assert "Nada con este filtro" in officer.get(f"{QUEUE}?state=recommended").text
    assert "Nada con este filtro" in officer.get(f"{QUEUE}?kind=renewal").text
    for nonsense in ("state=nonsense&whose=x&kind=y", "pagina=-1", "pagina=9999", "pagina=x", "state=draft"):
        assert officer.get(f"{QUEUE}?{nonsense}").status_code == 200


def test_another_agency_that_looks_the_same_is_pointed_at(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    decided(session, folder, email="b@b.example")
    _agency, case, _officer = reviewed(session, folder)
    officer = as_role(Role.OFFICER)
    declares(officer, f"{QUEUE}/{case.public_id}")
    text = officer.get(f"{QUEUE}/{case.public_id}").text
    assert "Se parece a otra agencia" in text
    assert "el mismo NIT" in text


@pytest.mark.parametrize("address", ["%00", "a%00b", "..%2f..%2fetc", "'--", "x" * 4000])
def test_no_address_breaks_it(as_role: AsRole, address: str) -> None:
    officer = as_role(Role.OFFICER)
    for path in (f"{QUEUE}/{address}", f"/ministerio/agencias/{address}"):
        assert officer.get(path).status_code == 404
