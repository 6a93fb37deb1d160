"""/ministerio/banderas in a browser without scripts: what was compared, and who may answer how."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.flags.models import RedFlag
from registry.vetting.models import Case
from tests.registry.flags.test_refresh import DPI, looked_at
from tests.registry.vetting.agencies import decided
from tests.web.conftest import AsRole

PAGE = "/ministerio/banderas"


def of(found: dict[str, RedFlag], rule: str) -> str:
    return f"{PAGE}/{found[rule].public_id}"


def test_the_list_has_the_agency_and_what_it_must_answer(
    as_role: AsRole, session: Session, tmp_path: Path
) -> None:
    agency, _found = looked_at(session, tmp_path, "owner", "name")
    page = as_role(Role.OFFICER).get(PAGE).text
    assert agency.legal_name in page
    assert "Persona de una agencia sancionada" in page and "dos personas" in page


def test_a_flag_shows_both_sides_and_no_document(as_role: AsRole, session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path, "owner", "next_door")
    desk = as_role(Role.OFFICER)
    person, place = desk.get(of(found, "PHX1")).text, desk.get(of(found, "PHX4")).text
    assert "Byron Estuardo Recinos" in person and DPI not in person
    assert "12 calle 4-33 zona 10" in place and "12a. Calle 4-45" in place
    assert "Qué revisar" in place


def test_an_answer_with_its_reason(as_role: AsRole, session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path, "phone")
    desk, where = as_role(Role.OFFICER), of(found, "PHX3")
    assert desk.post(f"{where}/explain", data={"reason": " "}).status_code == 422
    assert desk.post(f"{where}/set-aside", data={"reason": "No es la línea."}).status_code == 422
    assert desk.post(f"{where}/explain", data={"reason": "Compró la línea en 2019."}).status_code == 303
    page = desk.get(where).text
    assert "Explicada" in page and "Compró la línea en 2019." in page


def test_a_hard_stop_is_proposed_by_one_and_approved_by_another(
    as_role: AsRole, session: Session, tmp_path: Path
) -> None:
    _agency, found = looked_at(session, tmp_path, "owner")
    desk, where = as_role(Role.OFFICER), of(found, "PHX1")
    page = desk.get(where).text
    assert "/explain" not in page and "/propose" in page
    sent = {"outcome": "false", "propose_reason": "El documento se anotó mal."}
    assert desk.post(f"{where}/propose", data=sent).status_code == 303
    again = desk.get(where).text
    assert "Ver la propuesta" in again and "/propose" not in again
    proposal = again.split("/ministerio/aprobaciones/")[1].split('"')[0]
    second = as_role(Role.SUPERVISOR)
    asked = second.get(f"/ministerio/aprobaciones/{proposal}").text
    assert "El documento se anotó mal." in asked
    assert "Es falsa" in asked and ">false<" not in asked
    assert "Persona de una agencia sancionada" in asked and "Byron Estuardo Recinos" in asked
    answer = second.post(f"/ministerio/aprobaciones/{proposal}/approve", data={"reason": "Vi la constancia."})
    assert answer.status_code == 303
    assert "Falsa" in desk.get(where).text


def test_a_fact_from_outside_raises_its_rule(as_role: AsRole, session: Session, tmp_path: Path) -> None:
    agency, _found = looked_at(session, tmp_path)
    desk, where = as_role(Role.OFFICER), f"{PAGE}/agencia/{agency.public_id}"
    day = {"dated_on_day": "30", "dated_on_month": "6", "dated_on_year": "2026"}
    wrong = desk.post(f"{where}/note", data={"kind": "placements_counted", "source": "IGM, oficio 12", **day})
    assert wrong.status_code == 422 and "cuántas personas" in wrong.text
    for kind, number in (("placements_declared", "10"), ("placements_counted", "12")):
        sent = {"kind": kind, "number": number, "source": "IGM, oficio 12", **day}
        assert desk.post(f"{where}/note", data=sent).status_code == 303
    assert "Más personas colocadas" in desk.get(where).text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMIN, Role.DIRECTOR])
def test_others_of_the_staff_do_not_read_them(
    as_role: AsRole, session: Session, tmp_path: Path, role: Role
) -> None:
    agency, found = looked_at(session, tmp_path, "phone")
    desk = as_role(role)
    for address in (PAGE, of(found, "PHX3"), f"{PAGE}/agencia/{agency.public_id}"):
        assert desk.get(address).status_code == 404


def test_in_english(as_role: AsRole, session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path, "phone")
    page = as_role(Role.OFFICER).get(of(found, "PHX3") + "?lang=en").text
    assert "What to check" in page and "The same telephone" in page


def test_a_confirmed_heavy_flag_of_a_registered_agency_leads_to_a_case(
    as_role: AsRole, session: Session, tmp_path: Path
) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    row = RedFlag(rule="FEE1", rules_version="1", agency_id=agency.id, weight=60, raised_at=clock.now(),
                  evidence={"reports": 1, "codes": ["F1"]})  # fmt: skip
    session.add(row)
    session.flush()
    desk, where = as_role(Role.OFFICER), f"{PAGE}/{row.public_id}"
    assert "/open-case" not in desk.get(where).text
    assert desk.post(f"{where}/confirm", data={"reason": "Lo vimos en dos visitas."}).status_code == 303
    page = desk.get(where).text
    assert f"/ministerio/agencias/{agency.public_id}/open-case" in page
    assert "Bandera confirmada: Cobros reportados" in page
    sent = {"kind": "surveillance", "reason": "Bandera confirmada."}
    opened = desk.post(f"/ministerio/agencias/{agency.public_id}/open-case", data=sent)
    assert opened.status_code == 303
    assert session.scalars(select(Case.kind).where(Case.kind == "surveillance")).one()
    assert "/open-case" not in desk.get(where).text
