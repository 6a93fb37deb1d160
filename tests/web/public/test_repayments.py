"""Each repayment has its own question; wrong receipts of others queue nobody's thread."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import EASY, LONGEST_SENTENCE, inflesz, sentences
from registry import clock
from registry.access import Role
from registry.complaints import receipts
from registry.complaints.models import Complaint, ComplaintMessage, Remedy
from registry.errors import NotPossible
from tests.registry.complaints.reports import person
from tests.web.conftest import NewClient
from tests.web.public.reporting import finish, report, send


def owed(session: Session, *amounts: int) -> list[Remedy]:
    complaint, officer = session.scalars(select(Complaint)).one(), person(session, Role.OFFICER)
    rows = [
        Remedy(
            complaint_id=complaint.id,
            liable="agency",
            cost_code="F1",
            amount=Decimal(amount),
            currency="GTQ",
            basis="Lo dicho.",
            due_on=date(2026, 6, 1),
            planned_by_id=officer.account_id,
            planned_at=clock.now(),
        )
        for amount in amounts
    ]
    session.add_all(rows)
    session.flush()
    return rows


def test_a_yes_to_one_is_no_yes_to_the_others(client: TestClient, session: Session) -> None:
    report(client)
    finish(client)
    rows = owed(session, 1000, 500, 300)
    page = client.get("/denuncia/hilo").text
    assert [f"/denuncia/hilo/devolvieron/{place}" in page for place in (1, 2, 3, 4)] == [
        True,
        True,
        True,
        False,
    ]
    assert client.get("/denuncia/hilo/devolvieron").headers["location"] == "/denuncia/hilo"
    asked = client.get("/denuncia/hilo/devolvieron/2").text
    assert "500.00" in asked
    assert "1,000.00" not in asked
    for html in (page, asked):
        assert inflesz(html) >= EASY
        assert all(len(one) <= LONGEST_SENTENCE for one in sentences(html))
    send(client, "/denuncia/hilo/devolvieron/2", {"answer": "yes"})
    send(client, "/denuncia/hilo/devolvieron/3", {"answer": "part", "amount": "100"})
    for row in rows:
        session.refresh(row)
    assert [row.state for row in rows] == ["planned", "confirmed", "disputed"]
    assert [row.confirmed_amount for row in rows] == [None, Decimal(500), Decimal(100)]
    page = client.get("/denuncia/hilo").text
    assert "Usted dijo que le llegó." in page
    assert "/devolvieron/2" not in page
    for path in ("/denuncia/hilo/devolvieron/2", "/denuncia/hilo/devolvieron/9"):
        assert client.get(path).headers["location"] == "/denuncia/hilo"
    said = select(ComplaintMessage.kind).where(ComplaintMessage.author == "reporter")
    assert sorted(session.scalars(said)) == ["not_repaid", "repaid"]


def test_who_comes_on_top_is_told_to_come_back(
    client: TestClient, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(client)
    digits = finish(client)
    room = receipts.Room(at_once=1, waiting=0)
    monkeypatch.setattr(receipts, "LOOKING_UP", room)
    elsewhere = new_client()
    with room.enter():
        with pytest.raises(NotPossible, match="receipts_busy"), room.enter():
            pass
        told = send(elsewhere, "/denuncia/volver", {"receipt": digits})
        assert "Espere 20 segundos" in told.text
        assert elsewhere.post("/api/v1/complaints/follow", json={"receipt": digits}).status_code == 429
    opened = send(elsewhere, "/denuncia/volver", {"receipt": digits})
    assert opened.headers["location"] == "/denuncia/hilo"


def test_who_waits_before_the_questions_is_not_told_to_send(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.public.report import start

    monkeypatch.setattr(start, "_UNUSUAL", "1/10 minutes")
    assert client.post("/denuncia").headers["location"] == "/denuncia/peligro"
    assert client.post("/denuncia").headers["location"] == "/denuncia/espere"
    page = client.get("/denuncia/espere").text
    assert "Luego toque Seguir." in page
    assert "/denuncia/send" not in page
    assert "Lo que contó" not in page
