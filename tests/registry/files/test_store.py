"""Uploads: told by content, pictures stripped, names of our own, nothing executable comes back."""

from __future__ import annotations

import contextlib
import os
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy.orm import Session

from registry.access import Role
from registry.errors import Invalid, NotFound
from registry.files import queries, service
from registry.files.checks import MAX_BYTES, check
from tests.registry.vetting.agencies import PDF, applied, picture, staff

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload_empty"),
        (HTML, "upload_type"),
        (SVG, "upload_type"),
        (b"PK\x03\x04" + b"0" * 400, "upload_archive"),
        (b"MZ" + b"0" * 400, "upload_type"),
        (b"GIF89a" + b"0" * 400, "upload_type"),
        (b"%PDF-1.4\n" + b"0" * 4000, "upload_unreadable"),
        (PDF.replace(b"startxref", b"/Encrypt 5 0 R\nstartxref"), "upload_locked"),
        (picture()[:300], "upload_unreadable"),
        (picture("PNG")[:300], "upload_unreadable"),
        (picture(size=(120, 90)), "picture_too_small"),
        (b"%PDF-" + b"0" * MAX_BYTES, "upload_too_large"),
        (b"RIFF\x00\x00\x00\x00AVI LIST" + b"0" * 400, "upload_type"),
    ],
)
def test_what_cannot_be_a_document_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check(data)
    assert (refusal.value.code, refusal.value.field) == (code, "file")


def test_a_picture_that_would_unfold_into_gigabytes_is_not_unfolded() -> None:
    written = BytesIO()
    Image.new("1", (9000, 9000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    with pytest.raises(Invalid, match="picture_too_large"):
        check(written.getvalue())


@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_everything_but_the_picture(encoder: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camara de Rosa"
    exif[0x0112] = 6  # lying on its side
    checked = check(picture(encoder, exif=exif.tobytes()))
    assert b"Camara" not in checked.data
    with Image.open(BytesIO(checked.data)) as kept:
        assert not kept.getexif()
        assert kept.size == (400, 600)


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    assert HTML not in check(picture() + HTML).data


def test_large_photographs_are_made_smaller() -> None:
    with Image.open(BytesIO(check(picture(size=(5000, 4000))).data)) as kept:
        assert max(kept.size) == 2600


@given(st.binary(max_size=2000))
def test_no_bytes_crash_it(data: bytes) -> None:
    for start in (b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"):
        with contextlib.suppress(Invalid):
            check(start + data)


@given(st.text(max_size=300))
def test_shown_names_are_harmless(name: str) -> None:
    shown = service.shown_name(name, "pdf")
    assert shown.endswith(".pdf")
    assert len(shown) <= 120
    assert not set(shown) & set("/\\\"'\r\n\t;<>&%\x00")
    assert not shown.startswith(".")


def test_stored_under_our_own_name_for_its_owner(session: Session, tmp_path: Path) -> None:
    agency, _case, actor = applied(session)
    _other, _case, stranger = applied(session, email="b@b.example", nit="1234-7")
    stored = service.store(session, tmp_path / "files", PDF, name="../../etc/passwd", agency_id=agency.id)
    path = tmp_path / "files" / stored.public_id
    assert PDF[:20] not in path.read_bytes(), "sealed"
    assert service.read(tmp_path / "files", stored) == PDF
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert stored.shown_name == "passwd.pdf"
    assert queries.load(session, actor, stored.public_id) is stored
    assert queries.load(session, staff(session, Role.OFFICER), stored.public_id) is stored
    for role in (Role.COUNSELLOR, Role.ADMIN):
        with pytest.raises(NotFound):
            queries.load(session, staff(session, role), stored.public_id)
    with pytest.raises(NotFound):
        queries.load(session, stranger, stored.public_id)


def test_a_file_that_was_changed_on_the_disk_is_not_handed_out(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = applied(session)
    stored = service.store(session, tmp_path, PDF, name="a.pdf", agency_id=agency.id)
    assert service.read(tmp_path, stored) == PDF
    (tmp_path / stored.public_id).write_bytes(PDF + b"more")
    with pytest.raises(NotFound):
        service.read(tmp_path, stored)
    (tmp_path / stored.public_id).unlink()
    with pytest.raises(NotFound):
        service.read(tmp_path, stored)
