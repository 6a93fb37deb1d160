"""Who holds the database file and the files folder, but not the keys, reads nothing a reporter said."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import LargeBinary, inspect, select, text
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import attachments, service, visits
from registry.complaints.kinds import Kind
from registry.complaints.models import ComplaintFile, Visit
from registry.complaints.told import Contact, Payment, Told, Who
from registry.complaints.visits import Page
from registry.errors import NotFound, NotPossible
from tests.registry.complaints import sounds

MARK = "MARCA-Jacinta-5588"


def everything() -> Told:
    return Told(
        kinds=[Kind.FEE],
        who=Who(words=f"{MARK} quien"),
        text=f"{MARK} texto",
        payments=[Payment(cost_code="F1", paid_to_name=f"{MARK} a quien")],
        contact=Contact(
            way="whatsapp", value=f"{MARK} 5555 1234", when=f"{MARK} cuando", care=f"{MARK} cuidado"
        ),
    )


def raw(session: Session) -> str:
    """Every value of every table of complaints, as it lies in the database."""
    session.flush()
    found = []
    for name in inspect(session.connection()).get_table_names():
        if name.startswith(("complaint", "fee_report", "event", "form_token")):
            for row in session.execute(text(f"SELECT * FROM {name}")):
                found += [
                    bytes(one).decode("latin-1") if isinstance(one, memoryview | bytes) else str(one)
                    for one in row
                ]
    return "\n".join(found)


def test_nothing_told_lies_open_in_the_database(session: Session, tmp_path: Path) -> None:
    visit, token = visits.start(session, Page(told=everything(), who_shown=MARK, place_words=MARK))
    attachments.add(session, tmp_path, sounds.ogg(), visit_id=visit.id)
    complaint, digits = service.send(session, everything(), language="es", channel="web", visit=visit)
    service.write(session, complaint, f"{MARK} mensaje")
    service.tell_threat(session, complaint, f"{MARK} amenaza")
    content = raw(session)
    for secret in (MARK, "5555 1234", "55551234", digits, token, "OpusHead"):
        assert secret not in content
    whole = service.whole(session, complaint.id)
    assert whole.text == f"{MARK} texto"
    assert whole.fees[0].paid_to_name == f"{MARK} a quien"


def test_files_lie_sealed_under_a_drawn_name_at_midnight(session: Session, tmp_path: Path) -> None:
    complaint, _ = service.send(session, everything(), language="es", channel="web")
    file = attachments.add(session, tmp_path, sounds.ogg(), complaint_id=complaint.id)
    path = tmp_path / "complaints" / file.public_id
    stored = path.read_bytes()
    assert sounds.SOUND[:50] not in stored
    assert b"OpusHead" not in stored
    midnight = datetime.combine(clock.today(), time.min, clock.GUATEMALA).timestamp()
    assert path.stat().st_mtime == midnight
    assert path.parent.stat().st_mtime == midnight
    assert path.stat().st_mode & 0o777 == 0o600
    assert attachments.read(tmp_path, file).startswith(b"OggS")


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(session: Session, tmp_path: Path) -> None:
    complaint, _ = service.send(session, everything(), language="es", channel="web")
    file = attachments.add(session, tmp_path, sounds.wav(), complaint_id=complaint.id)
    path = tmp_path / "complaints" / file.public_id
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(NotFound):
        attachments.read(tmp_path, file)


def test_the_words_of_a_report_are_not_read_with_its_row(session: Session) -> None:
    """A list of complaints opens none: the sealed columns are asked for by name."""
    from sqlalchemy.exc import InvalidRequestError

    from registry.complaints.models import Complaint

    complaint, _ = service.send(session, everything(), language="es", channel="web")
    session.expunge_all()
    found = session.scalars(select(Complaint).where(Complaint.id == complaint.id)).one()
    with pytest.raises(InvalidRequestError):
        _ = found.text


def test_what_was_not_sent_is_deleted_with_its_files(session: Session, tmp_path: Path) -> None:
    visit, token = visits.start(session, Page(told=everything()))
    file = attachments.add(session, tmp_path, sounds.amr(), visit_id=visit.id)
    assert visits.find(session, token) is not None
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=41), tick=False):
        assert visits.find(session, token) is None
        assert visits.forget_due(session, tmp_path) == 1
    assert session.scalar(select(Visit).where(Visit.id == visit.id)) is None
    assert session.scalar(select(ComplaintFile).where(ComplaintFile.public_id == file.public_id)) is None
    assert os.listdir(tmp_path / "complaints") == []


def test_the_end_of_a_visit_tells_no_minute(session: Session, frozen_now: datetime) -> None:
    with time_machine.travel(frozen_now + timedelta(minutes=3, seconds=17), tick=False):
        visit, _ = visits.start(session, Page())
    assert (visit.ends_at.minute % 10, visit.ends_at.second, visit.ends_at.microsecond) == (0, 0, 0)
    assert timedelta(minutes=30) <= visit.ends_at - frozen_now <= timedelta(minutes=45)


def test_columns_that_hold_words_are_sealed() -> None:
    """Whoever adds a text to these tables seals it, or says here that it is a code."""
    from registry.complaints.models import Complaint, ComplaintMessage, FeeReport

    sealed = {
        f"{table}.{column.name}"
        for table in (Complaint.__table__, ComplaintMessage.__table__, FeeReport.__table__, Visit.__table__)
        for column in table.columns
        if isinstance(getattr(column.type, "impl_instance", None), LargeBinary)
    }
    assert sealed >= {
        "complaint.who", "complaint.text", "complaint.contact", "complaint_message.text", "fee_report.paid_to_name",
        "fee_report.promised_service", "complaint_visit.content",
    }  # fmt: skip


def test_files_that_nobody_sends_take_no_room_of_the_reports(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(attachments.clean(sounds.ogg())[1].data)
    monkeypatch.setattr(attachments, "MOST_BYTES_UNSENT", 3 * size)
    monkeypatch.setattr(attachments, "MOST_BYTES_A_VISIT", 2 * size)
    one, two = (visits.start(session, Page())[0] for _each in range(2))
    for visit in (one, one, two):
        attachments.add(session, tmp_path, sounds.ogg(), visit_id=visit.id)
    with pytest.raises(NotPossible, match="files_enough"):
        attachments.add(session, tmp_path, sounds.ogg(), visit_id=one.id)
    with pytest.raises(NotPossible, match="files_full_today"):
        attachments.add(session, tmp_path, sounds.ogg(), visit_id=two.id)
    # Who follows a report that was sent still finds room.
    complaint, _ = service.send(session, everything(), language="es", channel="web")
    attachments.add(session, tmp_path, sounds.ogg(), complaint_id=complaint.id)
