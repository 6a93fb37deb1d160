"""Screens of who watches over the log: the list and its copy, the week, whom an account opened, legal requests."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import words
from app.ministry import audit
from registry import clock, events
from registry.access import PUBLIC, SYSTEM, Role
from registry.accounts.models import Account
from registry.candidates import identity, service
from registry.candidates.models import Candidate
from registry.events import Event
from registry.legal_requests.models import LegalRequest
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.web.conftest import AsRole

WHY = "Lo pide la auditoría"
ORDER: dict[str, Any] = {
    "authority": "Juzgado inventado", "reference": "C-0101-2026", "parts": ["person", "work"],
    "reason": "Pide quién es y en qué trabajó", "notice": "told", "notice_note": "Oficio 12 del 1 de marzo",
}  # fmt: skip


@pytest.fixture
def person(session: Session) -> Candidate:
    return service.register(session, PUBLIC, registration())[0]


@pytest.fixture
def counsellor(session: Session, person: Candidate) -> Account:
    account = new_account(session, Role.COUNSELLOR, centre="Centro Norte")
    identity.identify(session, account.actor(), person, reason="Para llamarle")
    return account


def verbs(session: Session, noun: str) -> list[str]:
    return list(session.scalars(select(Event.verb).where(Event.noun == noun).order_by(Event.id)))


def test_the_log_is_narrowed_to_an_account_and_days(
    session: Session, as_role: AsRole, counsellor: Account, person: Candidate
) -> None:
    auditor = as_role(Role.AUDITOR)
    today = clock.today()
    found = auditor.get(
        f"/ministerio/registro-de-actos?cuenta={counsellor.public_id}&desde={today}&hasta={today}"
    )
    assert found.status_code == 200 and person.public_id in found.text
    for query in (
        f"cuenta={person.public_id}",
        f"noun=candidate&hasta={today - timedelta(days=1)}",
        f"desde={today + timedelta(days=1)}",
    ):
        assert "Para llamarle" not in auditor.get(f"/ministerio/registro-de-actos?{query}").text
    assert auditor.get("/ministerio/registro-de-actos?desde=x&hasta=9999-12-31").status_code == 200


def test_a_copy_takes_a_reason_and_says_on_each_line_who_took_it_out(
    session: Session, as_role: AsRole, counsellor: Account
) -> None:
    auditor = as_role(Role.AUDITOR)
    refused = auditor.post("/ministerio/registro-de-actos/export", data={"reason": ""})
    assert refused.status_code == 422 and "export_log" not in verbs(session, "log")
    events.record(session, counsellor.actor(), "case", "x", "note", reason="=HYPERLINK(1)")
    sent = {"reason": WHY, "noun": "case"}
    copy = auditor.post("/ministerio/registro-de-actos/export", data=sent)
    assert copy.status_code == 200 and copy.headers["content-disposition"].startswith("attachment")
    lines = copy.text.splitlines()
    assert len(lines) == 2 and "'=HYPERLINK" in lines[1]
    (told,) = csv.DictReader(lines)
    assert [told[name] for name in ("noun", "noun_word", "verb_word", "actor_word")] == [
        "case",
        words.WORDS["log.noun.case"],
        words.WORDS["log.verb.note"],
        words.WORDS["role.counsellor"],
    ]
    assert told["reason_word"] == told["reason"]
    holder = session.scalars(select(Account).where(Account.role == Role.AUDITOR)).one()
    assert holder.public_id in lines[1] and holder.name in lines[1]
    assert verbs(session, "log") == ["export_log"]


def test_a_copy_says_the_reason_of_the_clock_in_words_beside_its_code(
    session: Session, as_role: AsRole
) -> None:
    events.record(session, SYSTEM, "case", "x", "open", reason="points_hearing:12")
    sent = {"reason": WHY, "noun": "case"}
    copy = as_role(Role.AUDITOR).post("/ministerio/registro-de-actos/export?lang=en", data=sent)
    (told,) = csv.DictReader(copy.text.splitlines())
    assert told["reason"] == "points_hearing:12"
    assert told["reason_word"] == "Sus puntos de falta llegaron a 12: toca una audiencia de suspensión."


def test_a_copy_is_read_in_portions_of_plain_rows(
    session: Session, as_role: AsRole, counsellor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 3)
    monkeypatch.setattr(audit, "MOST_EXPORTED", 8)
    portions: list[int] = []
    read = events.lines

    def counted(session: Session, **wanted: Any) -> list[events.Line]:
        found = read(session, **wanted)
        assert not [one for one in session.identity_map.values() if isinstance(one, Event)]
        portions.append(len(found))
        return found

    monkeypatch.setattr(events, "lines", counted)
    auditor = as_role(Role.AUDITOR)

    def numbers(noun: str) -> list[int]:
        portions.clear()
        copy = auditor.post("/ministerio/registro-de-actos/export", data={"reason": WHY, "noun": noun})
        return [int(one["number"]) for one in csv.DictReader(copy.text.removeprefix("\ufeff").splitlines())]

    for number in range(7):
        events.record(session, counsellor.actor(), "case", f"x{number}", "note")
    made = session.scalars(select(Event.id).where(Event.noun == "case").order_by(Event.id.desc())).all()
    assert numbers("case") == list(made) and portions == [3, 3, 1]
    for number in range(5):
        events.record(session, counsellor.actor(), "case", f"y{number}", "note")
    assert len(numbers("case")) == 8 and portions == [3, 3, 2], "no more than was said on the page"
    assert numbers("nothing") == [] and portions == [0]


def test_the_chain_is_walked_once_for_many_clicks(
    as_role: AsRole, counsellor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[int] = []
    walk = events.breaks

    def counted(session: Session) -> Iterator[tuple[int, str]]:
        walks.append(1)
        return walk(session)

    monkeypatch.setattr(events, "breaks", counted)
    # Another day than that of any other test with this server.
    with time_machine.travel(clock.now() + timedelta(days=40)) as moment:
        auditor = as_role(Role.AUDITOR)
        for _click in range(3):
            assert "La cadena está entera" in auditor.get("/ministerio/registro-de-actos/cadena").text
        assert len(walks) == 1
        moment.shift(timedelta(minutes=11))
        auditor.get("/ministerio/registro-de-actos/cadena")
        assert len(walks) == 2


def test_the_breach_drill_from_the_question_to_the_list(
    session: Session, as_role: AsRole, counsellor: Account, person: Candidate
) -> None:
    today = clock.today()
    days = {
        f"{end}_day_{part}": str(getattr(today, part))
        for end in ("from", "until")
        for part in ("day", "month", "year")
    }
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        browser = as_role(role)
        sent = {"account": counsellor.public_id, "reason": WHY, **days}
        assert browser.get("/ministerio/registro-de-actos/abierto").status_code == 200
        answer = browser.post("/ministerio/registro-de-actos/abierto/look_up", data=sent)
        assert answer.status_code == 303
        shown = browser.get(answer.headers["location"]).text
        assert person.public_id in shown and person.surnames not in shown and "5555" not in shown
        for wrong in (
            {"account": "nadie"},
            {"reason": ""},
            {"from_day_year": str(today.year + 1)},
            {"from_time": "25:00"},
            {"from_day_day": "40"},
        ):
            bad = browser.post("/ministerio/registro-de-actos/abierto/look_up", data=sent | wrong)
            assert bad.status_code == 422, wrong


def test_the_week_shows_accounts_and_tried_doors_but_no_few_people(
    session: Session, as_role: AsRole, counsellor: Account, person: Candidate
) -> None:
    curious = as_role(Role.COUNSELLOR, centre="Centro Sur")
    for _again in range(2):
        assert curious.get("/ministerio/denuncias").status_code == 404
    assert curious.get("/ministerio/leyes").status_code == 404
    assert verbs(session, "account").count("refused") == 2, "once a day for each page"
    shown = as_role(Role.AUDITOR).get("/ministerio/registro-de-actos/vigilancia").text
    assert counsellor.name in shown and "menos de 5" in shown and person.public_id not in shown
    for query in ("desde=0001-01-01", "desde=9999-12-31&hasta=0001-01-01", "desde=x"):
        page = as_role(Role.AUDITOR).get(f"/ministerio/registro-de-actos/vigilancia?{query}")
        assert page.status_code == 200, query


def test_reporters_pages_and_visitors_leave_no_refusal(
    session: Session, as_role: AsRole, client: TestClient
) -> None:
    officer = as_role(Role.OFFICER)
    before = verbs(session, "account")
    assert officer.get("/denuncia/seguimiento/nada").status_code == 404
    assert client.get("/ministerio/nada").status_code == 404
    assert verbs(session, "account") == before


def test_the_heads_are_for_everybody(session: Session, client: TestClient) -> None:
    assert client.get("/datos/huellas").status_code == 200
    assert client.get("/datos/huellas.jsonl").status_code == 200


def request_made(session: Session, browser: TestClient, person: Candidate, **changes: Any) -> LegalRequest:
    answer = browser.post(
        "/ministerio/pedidos-legales/propose", data={"person": person.public_id, **ORDER, **changes}
    )
    assert answer.status_code == 303, answer.text
    return session.scalars(select(LegalRequest).order_by(LegalRequest.id.desc())).first()  # type: ignore[return-value]


def test_two_people_and_a_copy_for_an_order_about_one_person(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    first, second, third = (as_role(Role.SUPERVISOR) for _ in range(3))
    made = request_made(session, first, person)
    here = f"/ministerio/pedidos-legales/{made.public_id}"
    assert first.post(f"{here}/approve", data={"reason": WHY}).status_code == 422, "not by who proposed"
    assert first.post(f"{here}/hand_over").status_code == 422, "not before it is approved"
    empty = second.post(f"{here}/refuse", data={"reason": ""}).text
    assert empty.count('id="reason"') == 1 and empty.index('id="reason-approve"') < empty.index('id="reason"')
    assert second.post(f"{here}/approve", data={"reason": WHY}).status_code == 303
    assert second.post(f"{here}/hand_over").status_code == 422, "only by who proposed"
    sheet = first.post(f"{here}/hand_over", data={"kind": "sheet"})
    assert sheet.status_code == 200 and "Caal Pop" in sheet.text and ORDER["reference"] in sheet.text
    assert "Sus permisos" not in sheet.text and "Lo que busca" not in sheet.text, "what the order names alone"
    copy = first.post(f"{here}/hand_over", data={"kind": "data"})
    held = json.loads(copy.text)
    assert copy.headers["content-disposition"].startswith("attachment")
    mark = held["watermark"]
    assert (mark["authority"], mark["reference"]) == (ORDER["authority"], ORDER["reference"])
    assert mark["taken_out_by"] and mark["approved_by"] and mark["at"]
    assert "Caal Pop" in copy.text and "corté café" in copy.text
    assert set(held["tables"]) <= {
        "work_history",
        "candidate_skill",
        "candidate_language",
        "skill_certificate",
    }
    assert "places_to_avoid" not in held["person"][0] and held["person"][0]["given_names"]
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        first.post(f"{here}/hand_over", data={"kind": "data"})
    assert third.get(here).status_code == 200
    assert verbs(session, "legal_request") == ["propose", "approve", "hand_over", "hand_over_again"]
    seen = {one.verb for one in identity.readings(session, person)}
    assert "hand_over" in seen, "the person sees it"
    text = " ".join(json.dumps(one.data) + (one.reason or "") for one in session.scalars(select(Event)))
    assert "Caal" not in text and ORDER["reference"] not in text


def test_the_ombudsman_is_asked_for_until_told(session: Session, as_role: AsRole, person: Candidate) -> None:
    browser = as_role(Role.SUPERVISOR)
    made = request_made(session, browser, person, notice="will_be_told")
    here = f"/ministerio/pedidos-legales/{made.public_id}"
    assert "Pedidos legales sin aviso a la PDH" in browser.get("/ministerio").text
    assert browser.post(f"{here}/notice", data={"note": ""}).status_code == 422
    assert browser.post(f"{here}/notice", data={"note": "Oficio 14, en persona"}).status_code == 303
    assert "Oficio 14" in browser.get(here).text
    assert "Pedidos legales sin aviso a la PDH" not in browser.get("/ministerio").text
    assert browser.post(f"{here}/notice", data={"note": "Otra vez"}).status_code == 422


def test_an_old_session_gives_its_second_factor_again(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    first, second = as_role(Role.SUPERVISOR), as_role(Role.SUPERVISOR)
    made = request_made(session, first, person)
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        second.post(f"/ministerio/pedidos-legales/{made.public_id}/approve", data={"reason": WHY})
    session.refresh(made)
    assert made.state == "proposed"


def test_a_request_names_one_person_an_authority_and_an_order(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    browser = as_role(Role.SUPERVISOR)
    wrongs: tuple[dict[str, object], ...] = (
        {"person": ""},
        {"person": "nadie"},
        {"person": f"{person.public_id} {person.public_id}"},
        {"authority": ""},
        {"reference": ""},
        {"parts": []},
        {"parts": ["protection_note"]},
        {"notice": "quizás"},
        {"notice_note": ""},
    )
    for wrong in wrongs:
        sent = {"person": person.public_id} | ORDER | wrong
        answer = browser.post("/ministerio/pedidos-legales/propose", data=sent)
        assert answer.status_code == 422, wrong
    assert session.scalar(select(func.count(LegalRequest.id))) == 0


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_staff_print_what_is_held_for_the_person_with_a_reason(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    for role, base in ((Role.COUNSELLOR, "/centro"), (Role.OFFICER, "/ministerio")):
        browser = as_role(role, **({"centre": "Centro Norte"} if role is Role.COUNSELLOR else {}))
        here = f"{base}/personas/{person.public_id}"
        assert browser.post(f"{here}/hand_over").status_code == 404
        assert browser.post(f"{here}/identify", data={"reason": "Pide su archivo"}).status_code == 303
        before = verbs(session, "candidate").count("hand_over")
        with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
            asked = browser.post(f"{here}/hand_over")
            assert asked.status_code == 422 and "Confirme que es usted" in asked.text
            assert "Caal Pop" not in asked.text
        printed = browser.post(f"{here}/hand_over")
        words = _Words()
        words.feed(printed.text)
        assert printed.status_code == 200 and "Caal Pop" in words.text
        assert not re.search(r'href="/mi/', printed.text)
        assert verbs(session, "candidate").count("hand_over") == before + 1
