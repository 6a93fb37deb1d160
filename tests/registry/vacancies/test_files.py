"""Files that arrive damaged, or that unpack to more than anybody could read: refused in words, never an error."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from registry.errors import Invalid
from registry.vacancies.files import grid

Change = Callable[[bytes], bytes]


def workbook(*rows: list[str]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def zipped(content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", content)
    return kept.getvalue()


def with_part(data: bytes, name: str, change: Change) -> bytes:
    """The same workbook with one part of it changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(kept, "w") as made:
        for part in source.namelist():
            made.writestr(part, change(source.read(part)) if part == name else source.read(part))
    return kept.getvalue()


GOOD = workbook(["title", "scheme"], ["Peon", "GT_SNE"])
PARTS = zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
SHEET = "xl/worksheets/sheet1.xml"
DAMAGE: tuple[Change, ...] = (
    lambda part: part[: len(part) // 2],
    lambda part: b"",
    lambda part: b"\xff\x00" + part,
    lambda part: part.replace(b"<v>", b"<v>x"),
    lambda part: part.replace(b"<v>0", b"<v>7777"),
    lambda part: part.replace(b't="s"', b't="s" s="9999"'),
    lambda part: part.replace(b'r="A1"', b'r="?"'),
    lambda part: part.replace(b'r="1"', b'r="one"'),
)


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks(part: str) -> None:
    for change in DAMAGE:
        with contextlib.suppress(Invalid):
            grid("damaged.xlsx", with_part(GOOD, part, change))


def test_a_sheet_cut_in_the_middle_is_refused() -> None:
    with pytest.raises(Invalid, match="file_unreadable"):
        grid("cut.xlsx", with_part(GOOD, SHEET, DAMAGE[0]))


def test_bytes_changed_on_the_way_are_refused() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(GOOD)).getinfo(SHEET).header_offset + 30 + len(SHEET)
    packed = zipped(b"title\nPeon\n" * 200)
    for name, data, at in (("a.xlsx", GOOD, sheet), ("a.zip", packed, 30 + len("orders.csv"))):
        changed = data[: at + 5] + b"\xaa" * 10 + data[at + 15 :]
        with pytest.raises(Invalid, match="file_unreadable"):
            grid(name, changed)


def test_what_unpacks_to_too_much_is_refused() -> None:
    far = with_part(GOOD, SHEET, lambda part: part.replace(b'r="2"', b'r="100000000"'))
    wide = workbook(["title"] * 201, ["Peon"] * 201)
    for name, data in {"far.xlsx": far, "wide.xlsx": wide, "bomb.zip": zipped(b"a" * 51_000_000)}.items():
        with pytest.raises(Invalid, match="file_too_large"):
            grid(name, data)
