"""Files of strangers: each refused with a word that says what to do, or made harmless; honest ones are all taken."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import words
from app.config import Settings
from app.downloads import download, files_folder
from registry import clock
from registry.errors import Invalid
from registry.files import ahead, service
from registry.files.checks import check
from registry.files.legible import doubt, look_ahead
from registry.files.models import StoredFile
from registry.vacancies.files import grid
from tests.registry.files import corpus

_HEADER = re.compile(r"attachment; filename=\"[\x20-\x7e]+\"; filename\*=UTF-8''[\w.%()~-]+")


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_hostile_files_are_refused_or_made_harmless(name: str) -> None:
    make, code = corpus.HOSTILE[name]
    if code is None:
        _assert_is_only_a_picture(check(make()).data)
        return
    with pytest.raises(Invalid) as refusal:
        check(make())
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert words.problem(refusal.value) != words.text_of("unknown_problem")


@pytest.mark.parametrize("name", corpus.OFFICE_HOSTILE)
def test_hostile_documents_are_refused(name: str) -> None:
    make, code = corpus.OFFICE_HOSTILE[name]
    with pytest.raises(Invalid, match=code):
        check(make(), takes_office=True)


@pytest.mark.parametrize("name", [*corpus.HONEST, *corpus.OFFICE_HONEST])
def test_honest_files_are_taken_and_nobody_doubts_them(name: str) -> None:
    data = (corpus.HONEST | corpus.OFFICE_HONEST)[name]()
    checked = check(data, takes_office=name in corpus.OFFICE_HONEST)
    assert doubt(checked) is None
    if checked.media_type.startswith("image/"):
        _assert_is_only_a_picture(checked.data)
        with Image.open(BytesIO(checked.data)) as kept:
            # Paper is light and ink is dark, however many bits and colours it was written in.
            light = np.asarray(kept.convert("RGBA").convert("L"))
        assert np.percentile(light, 90) > 200 > 90 > np.percentile(light, 1)
    else:
        assert checked.data == data


def _assert_is_only_a_picture(data: bytes) -> None:
    for hidden in (corpus.SCRIPT, corpus.SECRET, b"Exif", b"xmpmeta", b"PK\x03\x04", b"MPF"):
        assert hidden not in data
    with Image.open(BytesIO(data)) as kept:
        assert not kept.getexif()
        assert getattr(kept, "n_frames", 1) == 1
        assert kept.info.get("icc_profile") is None
        assert max(kept.size) <= 2600


def test_a_telephone_picture_stands_upright() -> None:
    with Image.open(BytesIO(check(corpus.jpeg(exif=corpus.exif())).data)) as kept:
        assert kept.size == (900, 700)


@pytest.mark.parametrize("name", corpus.NAMES)
def test_no_name_reaches_a_header_or_the_disk(name: str, settings: Settings) -> None:
    folder = files_folder(settings)
    stored = StoredFile(
        public_id="a" * 20,
        sha256=check(corpus.pdf()).sha256,
        media_type="application/pdf",
        size_bytes=1,
        shown_name=service.shown_name(name, "pdf"),
        stored_at=clock.now(),
    )
    assert len(stored.shown_name) <= 104
    assert Path(stored.shown_name).name == stored.shown_name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / stored.public_id).write_bytes(corpus.pdf())
    answer = download(settings, stored)
    (folder / stored.public_id).unlink()
    assert _HEADER.fullmatch(answer.headers["content-disposition"]), answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].endswith("pdf")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.media_type == "application/pdf"


def test_a_name_with_letters_of_ours_comes_back_as_it_was() -> None:
    assert service.shown_name("Contraloría de ñandú.pdf", "pdf") == "Contraloría de ñandú.pdf"


def test_what_was_looked_at_before_is_the_same_and_is_forgotten() -> None:
    data = corpus.jpeg()
    plain = check(data)
    look_ahead([data, b"no picture", corpus.png_saying(50_000, 50_000)])
    found = ahead.get(data)
    assert found == plain
    assert check(data) is found
    assert ahead.doubt_of(plain) == (None,)
    ahead.forget([data])
    assert ahead.get(data) is None
    assert ahead.doubt_of(plain) is None


def test_what_was_looked_at_before_keeps_the_ceiling_of_who_asks_and_stays_for_the_other_request() -> None:
    data = corpus.jpeg()
    look_ahead([data])
    look_ahead([data])
    with pytest.raises(Invalid, match="picture_too_large"):
        check(data, most_pixels=check(data).pixels - 1)
    ahead.forget([data])
    assert ahead.get(data) is not None, "somebody else sends the same file"
    ahead.forget([data])
    assert ahead.get(data) is None


@pytest.mark.parametrize("entities", [corpus.ENTITIES, corpus.LAUGHS])
def test_a_list_with_entities_is_not_read_and_an_honest_one_is(entities: bytes) -> None:
    honest = corpus.xlsx()
    assert grid("lista.xlsx", honest) == [["Nombre", "Plazas"], ["Fresas del Sur", 12]]
    for member in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        with pytest.raises(Invalid, match="file_unreadable"):
            grid("lista.xlsx", corpus.changed(honest, member, entities + b"<a/>"))
