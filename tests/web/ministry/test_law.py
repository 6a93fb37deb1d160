"""The Ministry keeps the law: a value and a table proposed, seen before, approved by another, and what follows."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.testclient import TestClient

from app import jobs
from app.ministry import law_forms
from registry.access import Role
from registry.law import queries, rechecks
from registry.law.models import LawProposal
from registry.schemes.loader import ruleset
from registry.vacancies import checks
from tests.conftest import QueryBudget
from tests.registry.law.values import MONTHLY, approved, proposed, value
from tests.registry.vacancies.offers import officer, published
from tests.web.conftest import AsRole

pytestmark = pytest.mark.usefixtures("frozen_now")

LAW = "/ministerio/leyes"
ONE = f"{LAW}/{MONTHLY}/proponer/valor"
TABLE = f"{LAW}/{MONTHLY}/proponer/tabla"
TYPED: dict[str, Any] = {
    "key_zone": "CE2",
    "key_activity": "agricola",
    "starts_on_day": "1",
    "starts_on_month": "5",
    "starts_on_year": "2026",
    "value": "3900.00",
    "reference": "Acuerdo inventado 1-2026",
    "confidence": "verified",
    "why": "Salió en el diario",
}
ROWS = (
    "zone;activity;starts_on;value;confidence;reference;href;note\r\n"
    "CE2;agricola;2026-05-01;3900,00;verified;Acuerdo inventado 1-2026;;\r\n"
)


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found, "no preview"
    return found[1]


def newest(session: Session) -> LawProposal:
    (proposal,) = queries.waiting(session)
    return proposal


def test_the_list_says_what_holds_since_when_and_what_is_due(
    as_role: AsRole, query_budget: QueryBudget
) -> None:
    desk = as_role(Role.OFFICER)
    with query_budget(9):
        page = desk.get(LAW)
    assert page.status_code == 200
    for parameter in ruleset().parameters.values():
        assert f'href="{LAW}/{parameter.id}"' in page.text
    minimum = ruleset().parameters["gt-daily-minimum"]
    loaded = sum(value.amount is not None for values in minimum.series.values() for value in values)
    assert f"{len(minimum.series)} series, {loaded} valores" in page.text
    assert ruleset().hash[:12] in page.text


def test_a_value_is_previewed_proposed_and_approved_by_another(as_role: AsRole, session: Session) -> None:
    poor, _actor, _by = published(session)
    decision = checks.latest(session, poor)
    first, second = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    page = first.post(f"{ONE}/preview", data=TYPED)
    assert page.status_code == 200
    for shown in (
        "1 de 1 vacantes pasaría a no cumplir",
        "1 valor nuevo, 0 corregidos, 0 sin cambio",
        poor.number,
        "GT-01",
        "3900",
    ):
        assert shown in page.text
    assert queries.waiting(session) == [], "a preview keeps nothing"
    sent = first.post(f"{ONE}/propose", data=TYPED | {"seen": seen(page.text)})
    proposal = newest(session)
    address = f"{LAW}/propuestas/{proposal.public_id}"
    assert (sent.status_code, sent.headers["location"]) == (303, address)
    own = first.get(address).text
    assert "Retirar la propuesta" in own and "Aprobar</button>" not in own
    assert first.post(f"{address}/approve").status_code == 422
    shown_page = second.get(address).text
    assert "1 de 1 vacantes pasaría a no cumplir" in shown_page
    unseen = second.post(f"{address}/approve", data={"seen": "0" * 64})
    assert unseen.status_code == 422 and "Mire el efecto otra vez" in unseen.text
    assert second.post(f"{address}/approve", data={"seen": seen(shown_page)}).status_code == 303
    after = second.get(address).text
    assert "1 de 1 vacantes pasó a no cumplir" in after and poor.number in after
    assert decision is not None and checks.all_of(session, poor)[0].id == checks.all_of(session, poor)[0].id
    history = second.get(f"{LAW}/{MONTHLY}?key=CE2").text
    assert "Acuerdo inventado 1-2026" in history and "Aprobado el" in history


def test_what_was_not_previewed_is_not_proposed(as_role: AsRole, session: Session) -> None:
    desk = as_role(Role.OFFICER)
    mark = seen(desk.post(f"{ONE}/preview", data=TYPED).text)
    other = desk.post(f"{ONE}/propose", data=TYPED | {"value": "4900.00", "seen": mark})
    assert other.status_code == 422 and "cambiaron después de ver el efecto" in other.text
    assert "4900.00" in other.text
    assert queries.waiting(session) == []


@pytest.mark.parametrize(
    ("field", "given", "told"),
    [
        ("key_zone", "CE9", "CE1, CE2"),
        ("value", "3,900", "no es una cifra"),
        ("value", "", "la palabra fin"),
        ("starts_on_day", "", "Falta una parte de la fecha"),
        ("starts_on_day", "31", None),
        ("reference", "", "Escriba o elija"),
        ("href", "ftp://x", "no es un enlace"),
        ("confidence", "", "Escriba o elija"),
        ("why", "", "Escriba o elija"),
    ],
)
def test_what_is_wrong_is_told_and_everything_typed_stays(
    as_role: AsRole, field: str, given: str, told: str | None
) -> None:
    answer = as_role(Role.OFFICER).post(f"{ONE}/preview", data=TYPED | {field: given})
    if told is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422 and told in answer.text
    kept = [text for name, text in TYPED.items() if name != field and name in ("value", "reference", "why")]
    assert all(text in answer.text for text in kept)


def test_a_table_from_a_spreadsheet(as_role: AsRole, session: Session) -> None:
    published(session)
    desk = as_role(Role.OFFICER)
    assert desk.get(TABLE).status_code == 200
    upload = {"file": ("salarios.csv", ROWS.encode("utf-8-sig"), "text/csv")}
    page = desk.post(f"{TABLE}/preview", data={"why": "Tabla nueva"}, files=upload)
    assert page.status_code == 200, page.text
    assert "1 de 1 vacantes pasaría a no cumplir" in page.text
    assert "CE2;agricola;2026-05-01;3900,00" in page.text, "the file is there to be corrected"
    data = {"why": "Tabla nueva", "table": ROWS, "file_name": "salarios.csv", "seen": seen(page.text)}
    assert desk.post(f"{TABLE}/propose", data=data).status_code == 303
    assert newest(session).file_name == "salarios.csv"


def test_a_bad_table_is_answered_row_by_row_and_stays(as_role: AsRole, session: Session) -> None:
    bad = ROWS + "CE7;agricola;05/06/2026;Q4,000;seguro;;;\r\n"
    upload = {"file": ("salarios.csv", bad.encode("cp1252"), "text/csv")}
    page = as_role(Role.OFFICER).post(f"{TABLE}/preview", data={"why": "Tabla nueva"}, files=upload)
    assert page.status_code == 422
    assert "La tabla tiene 5 problemas" in page.text
    for told in ("Circunscripción", "se puede leer de dos maneras", "no es una cifra", "Falta la referencia"):
        assert told in page.text
    assert "CE7;agricola;05/06/2026;Q4,000" in page.text
    assert 'name="seen"' not in page.text


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04" + bytes(range(256)), b"a" * 1_000_001]
)
def test_files_that_are_no_table(as_role: AsRole, content: bytes) -> None:
    upload = {"file": ("x.csv", content, "text/csv")}
    page = as_role(Role.OFFICER).post(f"{TABLE}/preview", data={"why": "Tabla nueva"}, files=upload)
    assert page.status_code == 422 and "Hay un problema" in page.text


def test_the_template_is_what_can_be_loaded(as_role: AsRole) -> None:
    desk = as_role(Role.AUDITOR)
    answer = desk.get(f"{LAW}/{MONTHLY}/plantilla.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeffzone,activity,starts_on,value,confidence,reference,href,note,unit")
    upload = {"file": ("p.csv", answer.content, "text/csv")}
    page = as_role(Role.OFFICER).post(f"{TABLE}/preview", data={"why": "Igual"}, files=upload)
    assert page.status_code == 200 and "No hay nada que proponer" in page.text


def test_a_correction_names_period_and_vacancies(as_role: AsRole, session: Session) -> None:
    vacancy, _actor, _by = published(session)
    there = ruleset().parameters[MONTHLY].series["CE2", "agricola"][-1]
    day = there.starts_on
    typed = TYPED | {
        "value": "3640.00", "starts_on_day": str(day.day), "starts_on_month": str(day.month),
        "starts_on_year": str(day.year),
    }  # fmt: skip
    page = as_role(Role.OFFICER).post(f"{ONE}/preview", data=typed).text
    assert "0 valores nuevos, 1 corregido" in page
    assert "Corrige valores que ya estaban en la ley" in page
    assert f"{there.amount} → 3640.00" in page
    assert "1 vacante se revisó con un valor anterior" in page and vacancy.number in page


def test_refused_with_a_reason_that_the_proposer_reads(as_role: AsRole, session: Session) -> None:
    proposal = proposed(session, officer(session))
    address = f"{LAW}/propuestas/{proposal.public_id}"
    desk = as_role(Role.OFFICER)
    assert desk.post(f"{address}/refuse", data={"reason": ""}).status_code == 422
    assert desk.post(f"{address}/refuse", data={"reason": "Es de otra zona"}).status_code == 303
    assert "Es de otra zona" in desk.get(address).text


def test_confirmed_unchanged_by_name_and_day(as_role: AsRole) -> None:
    desk = as_role(Role.OFFICER)
    address = f"{LAW}/{MONTHLY}"
    assert desk.post(f"{address}/confirm", data={"note": ""}).status_code == 422
    assert desk.post(f"{address}/confirm", data={"note": "Diario Oficial de hoy"}).status_code == 303


def test_progress_while_the_clock_works(
    as_role: AsRole, session: Session, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(session)
    monkeypatch.setattr(rechecks, "AT_ONCE", 0)
    proposal = approved(session)
    address = f"{LAW}/propuestas/{proposal.public_id}"
    desk = as_role(Role.OFFICER)
    waiting = desk.get(address).text
    assert "0 de 1" in waiting and 'hx-trigger="every 2s"' in waiting
    session.commit()
    jobs.tick(app.state.settings, app.state.database)
    done = desk.get(address).text
    assert "every 2s" not in done and "pasó a no cumplir" in done


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SUPERVISOR])
def test_who_reads_only_is_offered_nothing_to_propose(as_role: AsRole, role: Role) -> None:
    browser = as_role(role)
    page = browser.get(f"{LAW}/{MONTHLY}").text
    assert "Proponer un valor" not in page and "/confirm" not in page
    for address in (f"{ONE}/preview", f"{TABLE}/propose", f"{LAW}/{MONTHLY}/confirm"):
        assert browser.post(address, data=TYPED).status_code == 404
    assert browser.get(ONE).status_code == 404


def test_what_does_not_exist(as_role: AsRole) -> None:
    desk: TestClient = as_role(Role.OFFICER)
    for address in (
        f"{LAW}/nada",
        f"{LAW}/nada/plantilla.csv",
        f"{LAW}/propuestas/nada",
        f"{LAW}/nada/proponer/valor",
    ):
        assert desk.get(address).status_code == 404
    assert desk.get(f"{LAW}/{MONTHLY}/proponer/otra").status_code in (404, 422)


def test_english(as_role: AsRole, session: Session) -> None:
    proposal = proposed(session, officer(session), value())
    desk = as_role(Role.OFFICER)
    for address in (LAW, f"{LAW}/{MONTHLY}", ONE, TABLE, f"{LAW}/propuestas/{proposal.public_id}"):
        assert desk.get(f"{address}?lang=en").status_code == 200


def test_a_strange_file_name_is_cleaned() -> None:
    upload = UploadFile(io.BytesIO(ROWS.encode()), filename="sala\x00rios.csv")
    parameter = ruleset().parameters[MONTHLY]
    sent = law_forms.read(parameter, law_forms.Way.TABLE, FormData([("file", upload), ("why", "Nueva")]))
    assert sent.file_name == "salarios.csv"


def test_a_table_that_could_not_be_sent_again_is_refused_at_once(as_role: AsRole) -> None:
    """Windows letters take two bytes on their way back, and a form's part has room for 1 MiB."""
    desk = as_role(Role.OFFICER)
    too_much = {"file": ("x.csv", ("é" * 400 + "\n").encode("cp1252") * 1_500, "text/csv")}
    page = desk.post(f"{TABLE}/preview", data={"why": "Tabla nueva", "table": "mi tabla"}, files=too_much)
    assert page.status_code == 422 and "Una tabla ocupa menos de 900 KB." in page.text
    assert "mi tabla" in page.text and "Tabla nueva" in page.text
    fits = ("é" * 400 + "\n") * 1_100
    upload = {"file": ("x.csv", fits.encode("cp1252"), "text/csv")}
    assert desk.post(f"{TABLE}/preview", data={"why": "Tabla nueva"}, files=upload).status_code == 422
    again = desk.post(
        f"{TABLE}/preview",
        data={"why": "Tabla nueva", "table": fits.replace("\n", "\r\n")},
        files={"file": ("", b"", "text/csv")},
    )
    assert again.status_code == 422 and "Una tabla ocupa" not in again.text
