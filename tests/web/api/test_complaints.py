"""Complaints through the API: sent without a key, followed with the receipt, nothing kept of who sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.api import complaints as endpoints
from registry.complaints import receipts, service
from registry.complaints.models import Complaint, FeeReport

BODY: dict[str, Any] = {
    "kinds": ["fee"],
    "who": {"words": "Chepe, 5555 1234"},
    "payments": [{"cost_code": "F1", "amount": "1500", "paid_to": "sub_agent"}],
    "text": "Me cobraron.",
}


def test_a_report_and_its_way(client: TestClient, session: Session) -> None:
    sent = client.post("/api/v1/complaints", json=BODY)
    assert sent.status_code == 201
    kept = sent.json()
    assert set(kept) == {"receipt", "day", "triage_by"}
    complaint = service.by_receipt(session, kept["receipt"].replace(" ", ""))
    assert complaint is not None
    service.write(session, service.whole(session, complaint.id), "Una cosa más")
    followed = client.get(f"/api/v1/complaints/{kept['receipt']}").json()
    assert (followed["status"], followed["day"]) == ("received", kept["day"])
    assert [message["text"] for message in followed["messages"]] == ["Una cosa más"]
    assert session.scalar(select(FeeReport.paid_to)) == "sub_agent"


def test_the_same_key_gets_the_same_receipt_and_keeps_one_report(
    client: TestClient, session: Session
) -> None:
    headers = {"Idempotency-Key": "5f0c4f6e-5d1b-4f6e-9a3c-2b7d1c0e8f4a"}
    one, two = (client.post("/api/v1/complaints", json=BODY, headers=headers).json() for _ in range(2))
    other = client.post("/api/v1/complaints", json=BODY | {"text": "Otra"}, headers=headers).json()
    assert one == two
    assert other["receipt"] != one["receipt"]
    assert session.scalar(select(func.count()).select_from(Complaint)) == 2


@pytest.mark.parametrize("receipt", ["0000000000000000", "123", "1' OR 1=1", "%00" * 4, "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"])
def test_a_wrong_receipt_is_not_found(client: TestClient, receipt: str) -> None:
    assert client.get(f"/api/v1/complaints/{receipt}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kinds": []},
        BODY | {"reporter": "María"},
        BODY | {"payments": [{"cost_code": "Z9"}]},
        BODY | {"payments": [{"cost_code": "F1", "amount": "-1"}]},
        BODY | {"payments": [{"cost_code": "F1"}] * 11},
        BODY | {"text": "a" * 4001},
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(client: TestClient, body: dict[str, Any]) -> None:
    refused = client.post("/api/v1/complaints", json=body)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


def test_guessing_is_braked_for_everybody_together(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "_GUESSES", "2/minute")
    right = client.post("/api/v1/complaints", json=BODY).json()["receipt"]
    codes = [client.get(f"/api/v1/complaints/{number:016d}").status_code for number in range(4)]
    assert codes == [404, 404, 429, 429]
    # The wrong ones of others shut nobody out.
    assert client.get(f"/api/v1/complaints/{right}").status_code == 200
    assert client.post("/api/v1/complaints/follow", json={"receipt": right}).status_code == 200
    assert client.post("/api/v1/complaints/follow", json={"receipt": "0" * 16}).status_code == 429


def test_a_short_key_is_refused_in_words(client: TestClient, session: Session) -> None:
    refused = client.post("/api/v1/complaints", json=BODY, headers={"Idempotency-Key": "1" * 31})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_short")
    assert "32" in refused.json()["detail"]
    assert session.scalar(select(func.count()).select_from(Complaint)) == 0


def test_a_key_opens_nothing_after_midnight() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 15, 0, tzinfo=UTC), tick=False) as now:
        receipt = receipts.repeatable("k" * 32, "{}")
        assert receipts.repeatable("k" * 32, "{}") == receipt
        now.shift(timedelta(days=1))
        assert receipts.repeatable("k" * 32, "{}") != receipt
