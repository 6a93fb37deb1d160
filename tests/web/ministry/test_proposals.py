"""What needs two people, on its screen: begun on the page of an agency, read and decided by somebody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import ROOT, Settings
from app.words import WORDS
from registry.access import Role
from registry.organisations import corrections
from registry.organisations.models import Agency
from registry.proposals import every, kinds
from registry.proposals.models import Proposal
from registry.standard import second_person
from registry.vetting.models import Case
from tests.factories import new_account
from tests.registry.standard.cases import finding, in_the_field
from tests.registry.vetting.agencies import decided
from tests.web.conftest import AsRole

ALL = "/ministerio/aprobaciones"
SENT = {"reason": "Denuncia de cobro.", "public_reason": "Hay una denuncia en investigación."}


@pytest.fixture
def agency(session: Session, settings: Settings) -> Agency:
    found, _case, _actor = decided(session, settings.data_dir / "files")
    return found


def page_of(agency: Agency) -> str:
    return f"/ministerio/agencias/{agency.public_id}"


def proposal_of(session: Session, kind: str) -> str:
    query = select(Proposal.public_id).where(Proposal.kind == kind).order_by(Proposal.id.desc())
    return f"{ALL}/{session.scalars(query).first()}"


def test_every_kind_has_words() -> None:
    """The screen knows them all, whoever else was imported (registry/proposals/every.py)."""
    homes = {path for path in (ROOT / "registry").rglob("*.py") if "\n@kind(" in path.read_text("utf-8")}
    assert {
        Path(str(module.__file__)) for module in vars(every).values() if hasattr(module, "__file__")
    } == homes
    assert {kind.code for kind in kinds.every()} >= {"agency_suspend", "finding_withdraw", "alert_publish"}
    assert [kind.code for kind in kinds.every() if f"proposal.kind.{kind.code}" not in WORDS] == []


def test_suspended_lifted_and_cancelled_by_two_people_each(
    session: Session, as_role: AsRole, agency: Agency
) -> None:
    officer, first, second = as_role(Role.OFFICER), as_role(Role.SUPERVISOR), as_role(Role.SUPERVISOR)
    here = page_of(agency)
    assert "act=suspend" in officer.get(here).text
    assert 'name="public_reason"' in officer.get(f"{here}?act=suspend").text
    assert officer.post(f"{here}/suspend", data=SENT | {"public_reason": ""}).status_code == 422
    assert officer.post(f"{here}/suspend", data=SENT).status_code == 303
    assert "Espera a otra persona" in officer.get(here).text
    assert "Inscrita vigente" in officer.get("/verificar/R-0001").text
    one = proposal_of(session, "agency_suspend")
    assert agency.legal_name in first.get(ALL).text
    assert "Hay una denuncia en investigación." in first.get(one).text
    # Who proposed it sees it, and cannot approve it.
    assert "/approve" not in officer.get(one).text
    assert officer.post(f"{one}/approve", data={"reason": "Porque sí."}).status_code == 422
    assert first.post(f"{one}/approve", data={"reason": ""}).status_code == 422
    assert first.post(f"{one}/approve", data={"reason": "Consta el recibo."}).status_code == 303
    assert "Suspendida" in officer.get("/verificar/R-0001").text

    assert officer.post(f"{here}/reinstate", data=SENT | {"conditions": "Informar."}).status_code == 303
    one = proposal_of(session, "agency_reinstate")
    # Who suspended does not lift it.
    assert first.post(f"{one}/approve", data={"reason": "De acuerdo."}).status_code == 422
    assert second.post(f"{one}/approve", data={"reason": "De acuerdo."}).status_code == 303
    assert "Inscrita con condiciones" in officer.get("/verificar/R-0001").text
    assert officer.post(f"{here}/revoke", data=SENT).status_code == 422


def test_a_director_stops_and_another_person_ends_it(
    session: Session, as_role: AsRole, agency: Agency
) -> None:
    director, supervisor = as_role(Role.DIRECTOR), as_role(Role.SUPERVISOR)
    here = page_of(agency)
    assert "act=stop" in director.get(here).text
    assert "act=suspend" not in director.get(here).text
    assert director.post(f"{here}/stop", data=SENT).status_code == 303
    assert "Suspendida" in director.get("/verificar/R-0001").text
    assert "Cae sola" in supervisor.get(here).text
    one = proposal_of(session, "agency_emergency")
    assert "/withdraw" not in director.get(one).text
    assert supervisor.post(f"{one}/reject", data={"reason": "No hay prueba."}).status_code == 303
    assert "Inscrita vigente" in director.get("/verificar/R-0001").text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.DIRECTOR])
def test_others_do_not_propose(session: Session, as_role: AsRole, agency: Agency, role: Role) -> None:
    browser = as_role(role)
    assert "act=suspend" not in browser.get(page_of(agency)).text
    assert browser.post(f"{page_of(agency)}/suspend", data=SENT).status_code == 404


def test_who_proposed_withdraws(session: Session, as_role: AsRole, agency: Agency) -> None:
    officer, other = as_role(Role.OFFICER), as_role(Role.OFFICER)
    officer.post(f"{page_of(agency)}/suspend", data=SENT)
    one = proposal_of(session, "agency_suspend")
    assert "/withdraw" not in other.get(one).text
    assert other.post(f"{one}/withdraw").status_code != 303
    assert officer.post(f"{one}/withdraw").status_code == 303
    assert "Retirada" in other.get(ALL).text


def test_what_changed_since_cannot_be_approved(session: Session, as_role: AsRole, agency: Agency) -> None:
    as_role(Role.OFFICER).post(f"{page_of(agency)}/suspend", data=SENT)
    one = proposal_of(session, "agency_suspend")
    session.get_one(Agency, agency.id).conditions = "Informar cada mes."
    session.flush()
    supervisor = as_role(Role.SUPERVISOR)
    text = supervisor.get(one).text
    assert "Algo cambió después de la propuesta." in text
    assert not re.search(r'action="[^"]*/approve"', text)
    assert supervisor.post(f"{one}/approve", data={"reason": "De acuerdo."}).status_code == 422


def test_a_case_of_the_ministry_is_not_told_to_the_agency(
    session: Session, as_role: AsRole, agency: Agency, tmp_path: Path
) -> None:
    officer = as_role(Role.OFFICER)
    sent = {"kind": "surveillance", "reason": "Doce puntos en dos años."}
    assert officer.post(f"{page_of(agency)}/open-case", data=sent).status_code == 303
    case = session.scalars(select(Case).where(Case.kind == "surveillance")).one()
    assert case.number in officer.get("/ministerio/expedientes").text
    assert case.number not in as_role(Role.AGENCY, agency_id=agency.id).get("/agencia").text


def test_a_lower_grade_is_read_in_words_with_its_finding(
    session: Session, as_role: AsRole, tmp_path: Path
) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    raised = finding(session, officer, case, "2.1", "major")
    second_person.propose_downgrade(session, officer, raised, grade="minor", reason="Fue una sola vez.")
    text = as_role(Role.SUPERVISOR).get(proposal_of(session, "finding_downgrade")).text
    for shown in ("No hay registro de las quejas recibidas.", "Gravedad propuesta", "Mayor", "Menor", "2.1"):
        assert shown in text
    for raw in ("major", "minor"):
        assert not re.search(rf">\s*{raw}\s*<", text)


def test_a_correction_says_which_line_it_corrects(session: Session, as_role: AsRole, agency: Agency) -> None:
    session.refresh(agency, ["standings"])
    line = agency.standings[0]
    corrections.propose(
        session,
        new_account(session, Role.OFFICER).actor(),
        agency,
        line.id,
        text="Fue otro día.",
        since=None,
        reason="Error.",
    )
    text = as_role(Role.SUPERVISOR).get(proposal_of(session, "standing_correct")).text
    assert "Inscrita" in text.split("Línea de la historia")[1][:200]
