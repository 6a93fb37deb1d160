"""The officer's screens of an assessment: matrix, criterion, finding, conditions; and the standard to read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import clock
from registry.access import Role
from registry.accounts.models import Account
from registry.standard import queries, score
from registry.vetting import interviews, steps
from registry.vetting.models import Case
from tests.registry.vetting.agencies import reviewed
from tests.registry.vetting.test_fieldwork import told
from tests.web.conftest import AsRole
from tests.web.ministry.test_cases import declares


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


@pytest.fixture
def desk(session: Session, as_role: AsRole, folder: Path) -> tuple[TestClient, Case, str]:
    """An officer in a browser who holds a case that is in the field."""
    _agency, case, first = reviewed(session, folder)
    browser = as_role(Role.OFFICER)
    here = f"/ministerio/expedientes/{case.public_id}"
    declares(browser, here)
    steps.begin_fieldwork(session, first, case)
    case.officer_id = session.scalar(select(func.max(Account.id)).where(Account.role == Role.OFFICER))
    session.commit()
    return browser, case, here


EVIDENCE = {
    "element": "MON", "kind": "interview", "text": "Ceiba contó que pagó Q1,600 por el trámite.", "strength": "2",
    "confidentiality": "restricted",
}  # fmt: skip


def test_what_a_worker_answered_is_taken_with_one_button(
    session: Session, desk: tuple[TestClient, Case, str]
) -> None:
    browser, case, here = desk
    officer = session.get_one(Account, case.officer_id).actor()
    interviews.record(session, officer, case, told(session, case))
    session.commit()
    page = browser.get(f"{here}/norma/1.1").text
    source = re.search(r'name="source" value="(interview:[^"]+)"', page)
    assert source
    assert browser.post(f"{here}/norma/1.1/take-evidence", data={"source": "visit:x"}).status_code == 404
    sent = {"source": source.group(1)}
    assert browser.post(f"{here}/norma/1.1/take-evidence", data=sent).status_code == 303
    page = browser.get(f"{here}/norma/1.1").text
    assert source.group(0) not in page
    assert "¿Pagó algo a alguien" in page
    assert [one.kind for one in queries.evidence(session, case)] == ["interview"]


def test_a_criterion_from_evidence_to_finding(
    session: Session, desk: tuple[TestClient, Case, str], as_role: AsRole
) -> None:
    browser, case, here = desk
    page = browser.get(f"{here}/norma")
    assert "A.1 Cumplir la ley" in page.text
    assert "No se puede inscribir" in page.text
    at = f"{here}/norma/1.1"
    assert "Cero cobros" in browser.get(at).text
    assert browser.post(f"{at}/assess", data={"result": "not_met"}).status_code == 422
    assert browser.post(f"{at}/add-evidence", data=EVIDENCE).status_code == 303
    assert browser.post(f"{at}/assess", data={"result": "not_met", "note": "Cobra."}).status_code == 303
    (proof,) = queries.evidence(session, case)
    sent = {"grade": "critical", "statement": "La agencia cobra por el trámite.", "evidence": proof.public_id}
    refused = browser.post(f"{at}/raise", data=sent)
    assert refused.status_code == 422
    assert "Diga hasta cuándo debe corregirse." in refused.text
    assert "La agencia cobra por el trámite." in refused.text
    due = boxes("due_on", clock.today() + timedelta(days=30))
    assert browser.post(f"{at}/raise", data=sent | due).status_code == 303
    session.expire_all()
    (finding,) = queries.findings(session, case)
    assert finding.state == "raised"
    assert "1 / 2" in browser.get(f"{here}/norma").text.replace("\u202f", " ").replace("&#8239;", " ")
    this = f"{here}/hallazgos/{finding.public_id}"
    assert browser.post(f"{this}/confirm").status_code == 404
    supervisor = as_role(Role.SUPERVISOR)
    declares(supervisor, here)
    assert "Confirmar el hallazgo crítico" in supervisor.get(this).text
    assert supervisor.post(f"{this}/confirm").status_code == 303
    lower = {"new_grade": "major", "downgrade_reason": "Fue un solo caso y se devolvió."}
    assert browser.post(f"{this}/propose-downgrade", data=lower).status_code == 303
    assert "Bajar el grado de un hallazgo" in browser.get(this).text
    session.expire_all()
    assert score.of_case(session, case).open_critical == 1


def test_restricted_evidence_is_read_by_the_people_of_the_case_alone(
    desk: tuple[TestClient, Case, str], as_role: AsRole
) -> None:
    browser, _case, here = desk
    at = f"{here}/norma/1.1"
    assert browser.post(f"{at}/add-evidence", data=EVIDENCE).status_code == 303
    assert "Q1,600" in browser.get(at).text
    other = as_role(Role.OFFICER)
    declares(other, here)
    seen = other.get(at)
    assert "Q1,600" not in seen.text
    assert "Su contenido es reservado." in seen.text
    assert "Guardar la prueba" not in seen.text
    assert other.post(f"{at}/add-evidence", data=EVIDENCE).status_code == 422
    assert "Q1,600" not in as_role(Role.AUDITOR).get(at).text


def test_conditions_and_mistakes(session: Session, desk: tuple[TestClient, Case, str]) -> None:
    browser, case, here = desk
    at = f"{here}/norma/5.1"
    assert browser.post(f"{at}/add-evidence", data=EVIDENCE | {"strength": "7"}).status_code == 422
    assert browser.post(f"{at}/add-evidence", data=EVIDENCE | {"element": "XYZ"}).status_code == 422
    assert browser.get(f"{here}/norma/9.9").status_code == 404
    assert browser.post(f"{at}/add-evidence", data=EVIDENCE).status_code == 303
    (proof,) = queries.evidence(session, case)
    assert browser.post(f"{at}/pruebas/{proof.public_id}/put-aside").status_code == 303
    assert "Todavía no hay pruebas" in browser.get(at).text
    sent = {"condition": "Abrir un canal de quejas.", "consequence": "surveillance"}
    assert browser.post(f"{here}/norma/set-condition", data=sent).status_code == 422
    due = boxes("condition_due", clock.today() + timedelta(days=60))
    assert browser.post(f"{here}/norma/set-condition", data=sent | due).status_code == 303
    assert "Se abre un expediente de vigilancia" in browser.get(f"{here}/norma").text


def test_the_standard_is_read_by_staff_and_by_everybody(client: TestClient, as_role: AsRole) -> None:
    page = as_role(Role.OFFICER).get("/ministerio/norma")
    assert page.text.count("provisional</strong>") == 21
    assert "IRIS 1.2, A.1" in page.text
    assert "Por confirmar" in page.text
    first = as_role(Role.OFFICER).get("/ministerio/norma?version=1")
    assert "Norma de vetado: versión 1" in first.text
    assert as_role(Role.OFFICER).get("/ministerio/norma?version=9").status_code == 404
    public = client.get("/norma")
    assert "La persona que busca trabajo no paga nada." in public.text
    assert "Pago por un trabajo que no existe" in public.text
    assert "What an agency must meet" in client.get("/norma?lang=en").text
