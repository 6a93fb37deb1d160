"""DOCX and XLSX as they come from Word, Excel and LibreOffice: looked through without being unpacked to the disk.

Kept as they are and only handed out as a download. Refused: macros, what is loaded from elsewhere when it is opened,
objects of other programs, entities in their XML, archives that unfold without end. Holds no database.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat  # nosec B407 # entities are refused before and in it

from registry.errors import Invalid

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {DOCX: ("docx", "word/document.xml"), XLSX: ("xlsx", "xl/workbook.xml")}

_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 50_000_000
# XML of real documents packs down to a thirtieth, empty sheets to a hundredth.
_MOST_FOLDED = 400
_TYPES = "[Content_Types].xml"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)
_PROGRAM = re.compile(r"(?:^|/)(?:vbaProject|vbaData|activeX|embeddings|macrosheets)", re.IGNORECASE)
_MACRO = re.compile(r"macroEnabled|vbaProject|vbaData|oleObject|activeX", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Links to read; everything else that lies elsewhere would be fetched at the opening.
_HARMLESS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink",
}


def looks_like(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and _TYPES.encode() in data


def check(data: bytes) -> str:
    """The media type. Raises Invalid on "file": upload_type, upload_unreadable, upload_active, upload_unfolds."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_size(members)
            names = {one.filename for one in members}
            found = next((kind for kind, (_ending, body) in KINDS.items() if body in names), None)
            if found is None or _TYPES not in names:
                raise Invalid("upload_type", field="file")
            for one in members:
                _check_member(archive, one)
    except _DAMAGED as error:
        raise Invalid("upload_unreadable", field="file") from error
    return found


def _check_size(members: list[zipfile.ZipInfo]) -> None:
    together = sum(one.file_size for one in members)
    folded = max(
        (one.file_size / max(one.compress_size, 1) for one in members if one.file_size > 100_000), default=0
    )
    if len(members) > _MOST_MEMBERS or together > _MOST_UNPACKED or folded > _MOST_FOLDED:
        raise Invalid("upload_unfolds", field="file")


def has_entities(archive: zipfile.ZipFile) -> bool:
    """Whether any XML in it names entities: no spreadsheet of ours does, and a parser would unfold them."""
    return any(
        _ENTITIES.search(_plain(archive, one))
        for one in archive.infolist()
        if one.filename.lower().endswith((".xml", ".rels"))
    )


def _plain(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """A member's bytes, in whatever encoding, as far as its size was said: that was checked."""
    with archive.open(one) as opened:
        return opened.read(one.file_size + 1).replace(b"\x00", b"")


def _check_member(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    name = one.filename
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name or one.flag_bits & 1:
        raise Invalid("upload_unreadable", field="file")
    if _PROGRAM.search(name):
        raise Invalid("upload_active", field="file")
    if not name.lower().endswith((".xml", ".rels")):
        return
    if _ENTITIES.search(_plain(archive, one)):
        raise Invalid("upload_active", field="file")
    if name.lower() == _TYPES.lower() or name.lower().endswith(".rels"):
        _check_elements(archive.read(one))


def _check_elements(data: bytes) -> None:
    """What the parts are and where they lie, as an office program reads it: local names, references resolved.
    Raises Invalid on "file": upload_unreadable, upload_active."""

    def started(_name: str, attributes: dict[str, str]) -> None:
        _check_attributes([(name.rpartition(":")[2], value.strip()) for name, value in attributes.items()])

    def refused(*_declared: object) -> None:
        raise Invalid("upload_active", field="file")

    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Invalid("upload_unreadable", field="file") from error


def _check_attributes(attributes: list[tuple[str, str]]) -> None:
    """Raises Invalid("upload_active")."""
    is_elsewhere = any(name == "TargetMode" and value != "Internal" for name, value in attributes)
    is_link = any(name == "Type" and value in _HARMLESS for name, value in attributes)
    if (is_elsewhere and not is_link) or any(
        _MACRO.search(value) for name, value in attributes if name != "Target"
    ):
        raise Invalid("upload_active", field="file")
