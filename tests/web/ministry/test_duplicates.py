"""/ministerio/duplicados in a browser without scripts: masked, opened with a reason, three answers, undone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import PUBLIC, Role
from registry.candidates.models import Candidate
from registry.candidates.service import register
from registry.same_person.models import LikelyPair
from tests.registry.candidates.people import registration
from tests.web.conftest import AsRole

PAGE = "/ministerio/duplicados"
DPI = "2508347660115"
WHY = {"reason": "Trajo su DPI al mostrador."}


@pytest.fixture
def pair(session: Session) -> str:
    register(session, PUBLIC, registration(dpi=DPI))
    register(session, PUBLIC, registration(dpi=DPI, surnames="Pop Caal", phone="5151 2222"))
    return f"{PAGE}/{session.scalars(select(LikelyPair.public_id)).one()}"


def test_the_list_and_the_page_tell_no_name_and_no_number(as_role: AsRole, pair: str) -> None:
    desk = as_role(Role.OFFICER)
    for address in (PAGE, pair):
        page = desk.get(address).text
        assert "M. " in page and "El mismo número".lower() in page.lower()
        for closed in (DPI, "María", "Caal", "5555", "5151", "1994"):
            assert closed not in page


def test_a_reason_opens_both_sides(as_role: AsRole, pair: str) -> None:
    desk = as_role(Role.OFFICER)
    assert desk.post(f"{pair}/identify", data={"reason": " "}).status_code == 422
    assert desk.post(f"{pair}/identify", data=WHY).status_code == 303
    page = desk.get(pair).text
    assert DPI in page and "Pop Caal" in page and "5151 2222" in page
    assert "En otro orden" in page


def test_three_answers_each_with_a_reason(as_role: AsRole, pair: str) -> None:
    desk = as_role(Role.OFFICER)
    assert desk.post(f"{pair}/say_unsure", data={"reason": ""}).status_code == 422
    assert desk.post(f"{pair}/say_unsure", data=WHY).status_code == 303
    assert "No se sabe todavía" in desk.get(PAGE).text
    assert desk.post(f"{pair}/say_two", data=WHY).status_code == 303
    assert "No hay registros parecidos" in desk.get(PAGE).text
    assert "Dos personas" in desk.get(f"{PAGE}?vista=resueltos").text
    assert desk.post(f"{pair}/say_same", data=WHY).status_code == 422


def test_one_proposes_another_approves_and_it_can_be_undone(
    as_role: AsRole, pair: str, session: Session
) -> None:
    desk, chief = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    desk.post(f"{pair}/say_same", data={"reason": "Trajo su DPI.\n\nY su foto."})
    page = desk.get(pair).text
    assert "Otra persona decide" in page
    assert re.search(r"<li><strong>[^<]+</strong>, [^<]+<br>Trajo su DPI\.\s+Y su foto\.</li>", page)
    proposal = page.split('href="/ministerio/aprobaciones/')[1].split('"')[0]
    assert desk.post(f"/ministerio/aprobaciones/{proposal}/approve", data=WHY).status_code == 422
    assert "Unir dos registros de una persona" in chief.get("/ministerio/aprobaciones").text
    page = chief.get(f"/ministerio/aprobaciones/{proposal}").text
    assert pair in page and "Y su foto." in page
    assert "Queda con este par, sellado." in page and "Queda en el registro de actos." not in page
    for address in ("/ministerio/aprobaciones", f"/ministerio/aprobaciones/{proposal}"):
        watched = as_role(Role.AUDITOR).get(address).text
        assert "Sellado con el par" in watched and "Trajo su DPI." not in watched
    assert chief.post(f"/ministerio/aprobaciones/{proposal}/approve", data=WHY).status_code == 303
    assert "Unidos" in desk.get(pair).text
    assert desk.post(f"{pair}/separate", data=WHY).status_code == 303
    session.expire_all()
    assert {str(one) for one in session.scalars(select(Candidate.state))} == {"registered"}


def test_counsellors_and_directors_find_no_such_page(as_role: AsRole, pair: str) -> None:
    for role in (Role.COUNSELLOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
        assert as_role(role).get(pair).status_code == 404
