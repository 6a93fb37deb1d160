"""What fair mode delivers: each record once, whatever came in between; refused with the reason of the field."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.fair_mode import arrivals
from app.fair_mode.record import consent_versions
from registry.access import Role
from registry.candidates.code import grouped
from registry.candidates.models import Candidate, Consent, WorkHistory
from registry.deliveries.models import FairDelivery, FairDevice
from tests.web.conftest import AsRole

ANSWERS = {
    "consent_versions": consent_versions(),
    "how": "read_aloud",
    "consent_register": "1",
    "consent_share_profile": "yes",
    "consent_messages": "no",
    "given_names": "Rosalinda",
    "surnames": "Ixcot Pérez",
    "birth_date_day": "3",
    "birth_date_month": "2",
    "birth_date_year": "1990",
    "phone": "5555 0119",
    "municipality": "0901",
    "language_1": "quc",
    "level_1": "5",
    "work_1_words": "Cortadora de caña",
    "work_1_amount": "3",
    "work_1_unit": "seasons",
    "confirmed_on": "screen",
}


@pytest.fixture
def counsellor(as_role: AsRole) -> TestClient:
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def prepared(browser: TestClient) -> dict[str, str]:
    got: dict[str, str] = browser.post("/feria/llave").json()
    return got


def sent(browser: TestClient, device: dict[str, str], record_id: str, /, **changes: Any) -> Any:
    envelope = {
        "device": device["device"],
        "record_id": record_id,
        "local_number": f"{device['prefix']}-001",
        "typed_at": "2026-03-02T14:00:00.000Z",
    }
    data = {name: value for name, value in (ANSWERS | envelope | changes).items() if value is not None}
    return browser.post("/feria/entregas", data=data)


def people(session: Session) -> int:
    return session.scalar(select(func.count(Candidate.id))) or 0


def test_a_record_that_comes_again_is_answered_as_the_first_time(
    counsellor: TestClient, session: Session
) -> None:
    device, record = prepared(counsellor), str(uuid4())
    first, again = sent(counsellor, device, record), sent(counsellor, device, record, given_names="Otra")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json() == {"outcome": "accepted"}, "no code and no address of a person lies on the device"
    assert people(session) == 1
    person = session.scalars(select(Candidate)).one()
    assert (person.given_names, person.centre, person.confirmed_on) == (
        "Rosalinda", "CAPMiR Quetzaltenango", "screen",
    )  # fmt: skip
    assert person.helper_id is not None
    given = {one.purpose: (one.is_given, one.how, one.helper_id) for one in session.scalars(select(Consent))}
    assert given["register"] == (True, "read_aloud", person.helper_id)
    assert given["messages"][0] is False
    # Picked from the list word for word.
    assert session.scalars(select(WorkHistory.occupation)).one() == "occ:cane-cutter"
    assert grouped(person.code) in counsellor.get("/feria/hojas/imprimir").text


def test_whoever_is_likely_there_already_is_registered_and_said_to_be_a_double(
    counsellor: TestClient, session: Session
) -> None:
    device = prepared(counsellor)
    assert sent(counsellor, device, str(uuid4())).json()["outcome"] == "accepted"
    second = sent(counsellor, device, str(uuid4()), local_number=f"{device['prefix']}-002").json()
    assert second["outcome"] == "duplicate"
    assert people(session) == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("surnames", {"surnames": None}),
        ("birth_date", {"birth_date_year": "2020"}),
        ("phone", {"phone": "12"}),
        ("municipality", {"municipality": "9999"}),
        ("consent_register", {"consent_register": None}),
        ("consent_register", {"consent_versions": "0 0 0"}),
        ("confirmed_on", {"confirmed_on": None}),
        ("level_1", {"level_1": None}),
    ],
)
def test_a_refusal_says_which_field_and_the_corrected_record_is_taken(
    counsellor: TestClient, session: Session, field: str, changes: dict[str, Any]
) -> None:
    device, record = prepared(counsellor), str(uuid4())
    refused = sent(counsellor, device, record, **changes).json()
    assert refused["outcome"] == "refused"
    assert [one["field"] for one in refused["errors"]] == [field]
    assert all(one["message"] for one in refused["errors"])
    assert people(session) == 0
    assert sent(counsellor, device, record).json()["outcome"] == "accepted"


def test_another_accounts_device_and_records_do_not_exist(
    counsellor: TestClient, as_role: AsRole, client: TestClient, session: Session
) -> None:
    device, record = prepared(counsellor), str(uuid4())
    assert sent(counsellor, device, record).json() == {"outcome": "accepted"}
    code = grouped(session.scalars(select(Candidate)).one().code)
    other = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    assert sent(other, device, record).status_code == 404
    assert other.post("/feria/llave", data={"device": device["device"]}).status_code == 404
    assert code not in other.get("/feria/hojas/imprimir").text
    assert code in counsellor.get("/feria/hojas/imprimir").text
    # Signed out: to the door, and the record stays where it is.
    assert sent(client, device, str(uuid4())).status_code == 303
    assert people(session) == 1


@pytest.mark.parametrize("wrong", [{"record_id": "1 OR 1"}, {"typed_at": "ayer"}, {"local_number": "<b>"}])
def test_an_envelope_that_cannot_be_read_is_refused_whole(
    counsellor: TestClient, wrong: dict[str, str]
) -> None:
    device = prepared(counsellor)
    assert sent(counsellor, device, str(uuid4()), **wrong).status_code == 422


def a_copy(device: dict[str, str], *records: tuple[str, dict[str, str]]) -> dict[str, Any]:
    """As static/js/fair-queue.js writes it."""
    seal = AESGCM(base64.b64decode(device["key"]))
    rows = []
    for number, (record, answers) in enumerate(records, start=1):
        iv = b"twelve bytes"
        data = seal.encrypt(iv, json.dumps(list(answers.items())).encode(), record.encode())
        rows.append(
            {
                "id": record,
                "local_number": f"{device['prefix']}-{number:03}",
                "typed_at": "2026-03-02T14:00:00.000Z",
                "iv": base64.b64encode(iv).decode(),
                "data": base64.b64encode(data).decode(),
            }
        )
    return {"format": "sendero-feria/1", "device": device["device"], "records": rows}


def brought(browser: TestClient, content: bytes) -> Any:
    return browser.post("/feria/copia", files={"file": ("feria.json", content, "application/json")})


def test_a_saved_copy_brings_what_had_not_arrived(counsellor: TestClient, session: Session) -> None:
    device, arrived, waiting, wrong = prepared(counsellor), str(uuid4()), str(uuid4()), str(uuid4())
    sent(counsellor, device, arrived)
    copy = a_copy(
        device,
        (arrived, ANSWERS),
        (waiting, ANSWERS | {"given_names": "Berta"}),
        (wrong, ANSWERS | {"phone": "1"}),
    )
    page = brought(counsellor, json.dumps(copy).encode())
    assert page.status_code == 200
    assert people(session) == 2
    assert "No se pudo registrar." in page.text
    assert set(session.scalars(select(FairDelivery.came_by))) == {"network", "copy"}
    brought(counsellor, json.dumps(copy).encode())
    assert people(session) == 2


def test_a_saved_copy_is_stored_in_steps_and_what_failed_can_be_brought_again(
    counsellor: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine fails in the second step: the first one is stored, and the file brought again does the rest."""
    device = prepared(counsellor)
    monkeypatch.setattr(arrivals, "_AT_ONCE", 2)
    fictitious = [
        (str(uuid4()), ANSWERS | {"given_names": name}) for name in ("Ana", "Berta", "Carla", "Dora")
    ]
    copy = a_copy(device, *fictitious)
    content = json.dumps(copy).encode()
    refuses_dora = "CREATE TRIGGER full BEFORE INSERT ON fair_delivery WHEN NEW.local_number LIKE '%-004'"
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"{refuses_dora} BEGIN SELECT RAISE(ABORT, 'full'); END"))
        assert brought(counsellor, content).status_code == 409
        session.execute(text("DROP TRIGGER full"))
        assert sorted(session.scalars(select(Candidate.given_names))) == ["Ana", "Berta"]
    assert brought(counsellor, content).status_code == 200
    assert people(session) == 4


def test_a_copy_that_was_changed_or_is_anothers_is_refused(
    counsellor: TestClient, as_role: AsRole, session: Session
) -> None:
    device = prepared(counsellor)
    copy = a_copy(device, (str(uuid4()), ANSWERS))
    moved = json.loads(json.dumps(copy))
    moved["records"][0]["id"] = str(uuid4())  # a record under another id: no longer the sealed one
    for content in (b"", b"{}", b"\xff\x00", json.dumps(moved).encode()):
        assert brought(counsellor, content).status_code == 422
    assert counsellor.post("/feria/copia").status_code == 422
    assert brought(as_role(Role.COUNSELLOR), json.dumps(copy).encode()).status_code == 422
    assert people(session) == 0


def test_the_key_lies_sealed_and_comes_back_to_its_account(counsellor: TestClient, session: Session) -> None:
    device = prepared(counsellor)
    assert len(base64.b64decode(device["key"])) == 32
    assert counsellor.post("/feria/llave", data={"device": device["device"]}).json() == device
    assert session.scalar(select(func.count(FairDevice.id))) == 1


def test_the_kept_page_tells_nothing_of_who_asked(as_role: AsRole) -> None:
    """It is kept by the browser for whoever comes: the same bytes for everybody, and no way to write to the server."""
    pages = [as_role(Role.COUNSELLOR, centre=name).get("/feria").text for name in ("Uno", "Dos")]
    assert pages[0] == pages[1]
    assert 'method="post"' not in pages[0]
    workers = [as_role(Role.COUNSELLOR).get("/feria/sw.js") for _ in range(2)]
    assert workers[0].text == workers[1].text
    assert workers[0].headers["service-worker-allowed"] == "/feria"


def test_leaving_never_wipes_a_device_that_holds_a_queue(counsellor: TestClient) -> None:
    """Clear-Site-Data would take IndexedDB with it; a browser that never was in fair mode is wiped."""
    assert counsellor.post("/salir").headers["clear-site-data"] == '"cache", "storage"'


def test_a_device_in_fair_mode_keeps_its_storage_when_its_owner_signs_out(counsellor: TestClient) -> None:
    prepared(counsellor)
    assert counsellor.post("/salir").headers["clear-site-data"] == '"cache"'
