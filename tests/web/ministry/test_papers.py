"""What an officer asks of issuers, and the changes that a case decides, in a browser."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from registry import clock
from registry.access import SYSTEM, Role
from registry.organisations import importing, papers, variation
from registry.organisations import service as organisations
from registry.organisations.models import Agency, Bond, Certificate
from registry.vetting import desk, requirements, service
from registry.vetting.models import Case
from tests.registry.vetting.agencies import answer, applied, decided, person_of
from tests.web.conftest import AsRole


@pytest.fixture
def agency(session: Session) -> Agency:
    """A new agency with a bond and a certificate as it states them."""
    made, _case, actor = applied(session)
    start, end = clock.today() - timedelta(days=5), clock.today() + timedelta(days=360)
    bond = papers.BondTerms("Afianzadora Maya (ficticia)", "F-77", Decimal(150_000), "GTQ", start, end)
    papers.add_bond(session, actor, made, bond)
    iris = papers.Certified("iris", "I-12", "OIM (ficticia)", start, end)
    papers.add_certificate(session, actor, made, iris)
    session.commit()
    return made


def sent(paper: Bond | Certificate, days_ago: int) -> dict[str, str]:
    day = clock.today() - timedelta(days=days_ago)
    return {
        "paper": str(paper.id),
        "checked_on_day": str(day.day),
        "checked_on_month": str(day.month),
        "checked_on_year": str(day.year),
    }


def test_the_issuers_word_is_kept_with_its_day(session: Session, as_role: AsRole, agency: Agency) -> None:
    here = f"/ministerio/agencias/{agency.public_id}"
    officer = as_role(Role.OFFICER)
    before = officer.get(here).text
    assert "Nadie preguntó todavía" in before
    assert "Confirmar una fianza" in before
    bond, certificate = session.scalars(select(Bond)).one(), session.scalars(select(Certificate)).one()
    assert "F-77" in officer.get(f"{here}?act=verify_bond").text
    assert "I-12" in officer.get(f"{here}?act=check_certificate").text
    assert officer.post(f"{here}/verify-bond", data=sent(bond, 1)).status_code == 303
    assert officer.post(f"{here}/check-certificate", data=sent(certificate, 0)).status_code == 303
    assert "Nadie preguntó todavía" not in officer.get(here).text
    bond, certificate = session.scalars(select(Bond)).one(), session.scalars(select(Certificate)).one()
    assert bond.verified_with_issuer_on == clock.today() - timedelta(days=1)
    assert certificate.last_checked == clock.today()
    assert bond.verified_by_id is not None


def test_what_cannot_be_is_said_beside_its_field(session: Session, as_role: AsRole, agency: Agency) -> None:
    here = f"/ministerio/agencias/{agency.public_id}"
    officer = as_role(Role.OFFICER)
    bond = session.scalars(select(Bond)).one()
    tomorrow = officer.post(f"{here}/verify-bond", data=sent(bond, -1))
    assert tomorrow.status_code == 422
    assert 'href="#checked_on"' in tomorrow.text
    unchosen = officer.post(f"{here}/verify-bond", data=sent(bond, 0) | {"paper": ""})
    assert unchosen.status_code == 422
    assert 'href="#paper"' in unchosen.text
    other = sent(bond, 0) | {"paper": str(bond.id + 99)}
    assert officer.post(f"{here}/verify-bond", data=other).status_code == 404
    assert session.scalars(select(Bond.verified_with_issuer_on)).one() is None


def test_only_an_officer_confirms(session: Session, as_role: AsRole, agency: Agency) -> None:
    here = f"/ministerio/agencias/{agency.public_id}"
    bond = session.scalars(select(Bond)).one()
    for role in (Role.SUPERVISOR, Role.INSPECTOR, Role.DIRECTOR, Role.AUDITOR):
        browser = as_role(role)
        assert "Confirmar una fianza" not in browser.get(here).text
        assert browser.post(f"{here}/verify-bond", data=sent(bond, 0)).status_code == 404


def test_a_case_shows_what_it_changes(session: Session, as_role: AsRole, settings: Settings) -> None:
    folder = settings.data_dir / "files"
    agency, _case, _actor = decided(session, folder)
    person = person_of(session, agency)
    organisations.add_party(session, person, agency, name="Luis Tzoc", role="legal_representative")
    variation.propose_office(session, person, agency, municipality="0105", address="4 calle 9-99, zona 2")
    case = session.scalars(select(Case).where(Case.kind == "variation")).one()
    for one in requirements.of_case(session, case):
        if one.is_mandatory:
            answer(session, person, case, one, folder)
    service.submit(session, person, case)
    here = f"/ministerio/expedientes/{case.public_id}"
    officer = as_role(Role.OFFICER)
    officer.post("/ministerio/mi-declaracion", data={"surnames": "Ajcip Sicán"})
    officer.post(f"{here}/declare", data=dict.fromkeys(desk.TOPICS, "no"))
    shown = officer.get(here).text
    assert "Cambios que decide este expediente" in shown
    table = shown.partition("Cambios que decide")[2].partition("</table>")[0]
    for words in ("Luis Tzoc", "Tomás Cuc", "4 calle 9-99", "6 avenida 10-20"):
        assert words in table
    assert "Confirmar una fianza" not in officer.get(f"{here}?ver=fianza").text


def test_what_a_file_claimed_is_for_officers_only(session: Session, as_role: AsRole) -> None:
    row = {
        "legal_name": "Brisa Ficticia, S.A.",
        "status": "registered",
        "status_since": "2024-05-02",
        "registry_no": "MT-77",
        "contacts": [{"type": "phone", "value": "2232 0101"}],
    }
    (done,) = importing.import_rows(session, SYSTEM, [row], source="a.json")
    assert done.outcome == "imported"
    session.commit()
    imported = session.scalars(select(Agency).where(Agency.legal_name == "Brisa Ficticia, S.A.")).one()
    assert imported.state == "applied"
    claim = "El archivo importado dice: Inscrita vigente, 2024-05-02, MT-77, a.json."
    assert claim in as_role(Role.OFFICER).get(f"/ministerio/agencias/{imported.public_id}").text
    public = as_role(Role.PUBLIC).get("/verificar?q=Brisa+Ficticia").text
    assert "MT-77" not in public
    assert "Inscrita vigente" not in public
