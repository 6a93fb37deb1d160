"""Files as strangers send them, written by code: hostile ones, each with what must be said of it, and honest ones.

`HOSTILE`: name -> (bytes, code of the refusal, or None where it is made harmless). `HONEST`: name -> bytes of what must
be taken. Everything here is made when it is asked for, a few are large.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO

import numpy as np
from PIL import Image

MEGABYTE = 1024 * 1024
SCRIPT = b"<script>alert(1)</script>"
SECRET = b"Camara de Rosa"
PROGRAM = b"2 0 << /S /JavaScript /JS (app.alert(1)) >>"
GPS = 0x8825
Made = Callable[[], bytes]


# ---------------------------------------------------------------- pictures


def page_picture(size: tuple[int, int] = (700, 900), mode: str = "RGB") -> Image.Image:
    """A sheet with lines of writing, so that nobody doubts that it can be read."""
    width, height = size
    sheet = np.full((height, width), 235, dtype=np.uint8)
    for row in range(40, height - 40, 22):
        sheet[row : row + 9, 40 : width - 40 : 7] = 20
        sheet[row : row + 9, 43 : width - 40 : 14] = 60
    return Image.fromarray(sheet).convert(mode)


def written(image: Image.Image, encoder: str = "JPEG", **how: object) -> bytes:
    out = BytesIO()
    image.save(out, encoder, **how)
    return out.getvalue()


def exif() -> bytes:
    """Device, place and a thumbnail's marker, lying on its side."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0112] = SECRET.decode(), 6
    tags.get_ifd(GPS)[1] = "N"
    tags.get_ifd(GPS)[2] = (14.0, 38.0, 5.0)
    return tags.tobytes()


def jpeg(**how: object) -> bytes:
    return written(page_picture(), "JPEG", **how)


def png_saying(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*one) for one in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(kind: bytes, data: bytes) -> bytes:
    """A sound PNG with one more chunk before its pixels."""
    plain = written(page_picture(), "PNG")
    place = plain.index(b"IDAT") - 4
    return plain[:place] + _chunk(kind, data) + plain[place:]


def webp_saying(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + canvas
    frame = canvas[:0] + b"ANIM" + struct.pack("<I", 6) + b"\x00" * 6
    return b"RIFF" + struct.pack("<I", len(body + frame)) + body + frame


def many_frames(encoder: str, count: int = 80) -> bytes:
    frames = [Image.new("RGB", (300, 300), (n % 255, 0, 0)) for n in range(count)]
    out = BytesIO()
    frames[0].save(out, encoder, save_all=True, append_images=frames[1:])
    return out.getvalue()


def jpeg_with_comment(text: bytes) -> bytes:
    plain = jpeg()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + plain[2:]


def two_pictures_in_one() -> bytes:
    """As telephones write it: a large picture, and a small one behind it (MPO)."""
    out = BytesIO()
    page_picture().save(out, "MPO", save_all=True, append_images=[page_picture((320, 400))])
    return out.getvalue()


def sixteen_bit_grey() -> bytes:
    grey = np.asarray(page_picture(mode="L"), dtype=np.uint16) * 257
    return written(Image.fromarray(grey), "PNG")


# ---------------------------------------------------------------- PDF


def pdf(
    version: str = "1.4",
    *,
    catalog: bytes = b"",
    more: bytes = b"",
    content: bytes = b"BT (Hola) Tj ET",
    tail: bytes = b"",
) -> bytes:
    """One page with words on it. `catalog`: beside the pages; `more`: further objects."""
    packed = zlib.compress(content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    out = b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode()
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    out += more
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start + tail


def packed_objects(
    inner: bytes, *, filters: bytes = b"/FlateDecode", more: bytes = b"", cut: int | None = None
) -> bytes:
    """`more`: in the dictionary, behind all others; `cut`: how many bytes of what was packed are there."""
    packed = zlib.compress(inner)[:cut]
    head = b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter %s %s>>" % (len(packed), filters, more)
    return b"9 0 obj\n" + head + b"\nstream\n" + packed + b"\nendstream\nendobj\n"


def scanned_pdf(version: str) -> bytes:
    """A page that is one JPEG, as machines for scanning write it."""
    picture = jpeg()
    head = b"<< /Type /XObject /Subtype /Image /Width 700 /Height 900 /Filter /DCTDecode /Length %d >>" % len(
        picture
    )
    return pdf(
        version,
        more=b"5 0 obj\n" + head + b"\nstream\n" + picture + b"\nendstream\nendobj\n",
        content=b" /Im Do ",
    )


def signed_pdf() -> bytes:
    """A file, and what a signature adds behind it."""
    first = pdf("1.6")
    seal = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 9 9 9] /Contents <"
    seal += b"30820a" * 900 + b"> /Reason (Conforme) >>"
    return (
        first
        + b"7 0 obj\n"
        + seal
        + b"\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 8 /Prev 9 >>\nstartxref\n%d\n%%%%EOF\n"
        % len(first)
    )


def many_streams_that_unfold() -> bytes:
    """Under 5 MB, and unfolded 5 GB."""
    packed = zlib.compress(b" " * (4 * MEGABYTE), 9)
    one = b"<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\n"
    return pdf(more=one * (4 * MEGABYTE // len(one)), content=b"   ")


def objects_that_unfold() -> bytes:
    one = packed_objects(b" " * (4 * MEGABYTE))
    return pdf("1.5", more=one * (4 * MEGABYTE // len(one)))


def words_without_end() -> bytes:
    """Half a million streams that never end: what is searched in squares takes hours."""
    return pdf(more=b"1 0 obj<</ObjStm>>stream\n" * 180_000)


def dictionaries_without_end() -> bytes:
    """A million dictionaries, each of which holds all that follow."""
    return pdf(more=b"obj<<%a\r/First(\\" * 280_000)


# ---------------------------------------------------------------- archives and documents


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
_DOCX_TYPE = (
    b'<Override PartName="/word/document.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
)
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"%s</Relationships>"
)
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


_TEMPLATE = b'Type="%sattachedTemplate" Target="http://e.example/a.dotm"' % _OFFICE


def docx(
    body: bytes = b"", *, types: bytes = _DOCX_TYPE, links: bytes = b"", more: dict[str, bytes] | None = None
) -> bytes:
    text = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        + body
        + b"<w:document><w:body><w:p>Contrato</w:p></w:body></w:document>"
    )
    hyperlink = (
        b'<Relationship Id="r1" Type="%shyperlink" Target="https://mintrabajo.gob.gt" TargetMode="External"/>'
        % _OFFICE
    )
    members = {
        "[Content_Types].xml": _TYPES % types,
        "_rels/.rels": _RELS % b"",
        "word/document.xml": text,
        "word/_rels/document.xml.rels": _RELS % (hyperlink + links),
        "docProps/app.xml": b"<Properties/>",
    }
    return zipped(members | (more or {}))


def xlsx(rows: list[list[object]] | None = None) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows or [["Nombre", "Plazas"], ["Fresas del Sur", 12]]:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def changed(archive: bytes, member: str, data: bytes) -> bytes:
    """The same archive with one member put in place of its own."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    return zipped(members | {member: data})


# ---------------------------------------------------------------- the corpus

HOSTILE: dict[str, tuple[Made, str | None]] = {
    "empty": (lambda: b"", "upload_empty"),
    "5 MB and one byte": (lambda: b"%PDF-" + b"0" * (5 * MEGABYTE), "upload_too_large"),
    "GIF that is a script": (lambda: b"GIF89a=1;" + SCRIPT + b"\x00" * 400, "upload_type"),
    "page": (lambda: b"<!DOCTYPE html><html>" + SCRIPT + b"</html>", "upload_type"),
    "SVG with a script": (
        lambda: b'<?xml version="1.0"?><svg onload="alert(1)">' + SCRIPT + b"</svg>",
        "upload_type",
    ),
    "SVG with an entity": (lambda: ENTITIES + b"<svg>&a;</svg>", "upload_type"),
    "program of Windows": (lambda: b"MZ\x90\x00" + b"\x00" * 600, "upload_type"),
    "program of Linux": (lambda: b"\x7fELF" + b"\x00" * 600, "upload_type"),
    "shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "upload_type"),
    "PHP": (lambda: b"<?php system($_GET['c']); ?>", "upload_type"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "upload_office"),
    "Word where only papers go": (docx, "upload_office"),
    "archive": (lambda: zipped({"a.txt": b"a"}), "upload_archive"),
    "archive that unfolds": (lambda: zipped({"a": b"\x00" * (30 * MEGABYTE)}), "upload_archive"),
    "RAR": (lambda: b"Rar!\x1a\x07\x00" + b"\x00" * 100, "upload_archive"),
    "gzip": (lambda: b"\x1f\x8b\x08\x00" + b"\x00" * 100, "upload_archive"),
    "sound as picture": (lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 200, "upload_type"),
    "HEIC": (lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 600, "upload_heic"),
    "HTML in a JPEG's comment": (lambda: jpeg_with_comment(SCRIPT), None),
    "JPEG with a script behind": (lambda: jpeg() + SCRIPT, None),
    "JPEG with an archive behind": (lambda: jpeg() + zipped({"a.php": SCRIPT}), None),
    "PHP in a PNG": (lambda: png_with(b"tEXt", b"Comment\x00" + SCRIPT), None),
    "page in a PNG's iTXt": (
        lambda: png_with(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + SCRIPT),
        None,
    ),
    "JPEG with place, device, side": (lambda: jpeg(exif=exif()), None),
    "JPEG with XMP": (lambda: jpeg(xmp=b"<x:xmpmeta>" + SCRIPT + SECRET + b"</x:xmpmeta>"), None),
    "JPEG with ICC": (lambda: jpeg(icc_profile=SCRIPT * 40), None),
    "PNG with EXIF": (lambda: written(page_picture(), "PNG", exif=exif()), None),
    "WEBP with EXIF": (lambda: written(page_picture(), "WEBP", exif=exif(), xmp=SECRET), None),
    "PNG of 50,000 x 50,000": (lambda: png_saying(50_000, 50_000), "picture_too_large"),
    "PNG of a million x one": (lambda: png_saying(1_000_000, 41), "picture_too_large"),
    "PNG that unfolds": (lambda: written(Image.new("1", (9000, 9000)), "PNG"), "picture_too_large"),
    "WEBP of 16,383 x 16,383": (lambda: webp_saying(16_383, 16_383), "picture_too_large"),
    "PNG with words that unfold": (
        lambda: png_with(b"zTXt", b"a\x00\x00" + zlib.compress(b"\x00" * (60 * MEGABYTE))),
        "upload_unreadable",
    ),
    "PNG of many frames": (lambda: many_frames("PNG"), None),
    "WEBP of many frames": (lambda: many_frames("WEBP"), None),
    "JPEG cut off": (lambda: jpeg()[:4000], "upload_unreadable"),
    "PNG cut off": (lambda: written(page_picture(), "PNG")[:900], "upload_unreadable"),
    "WEBP cut off": (lambda: written(page_picture(), "WEBP")[:600], "upload_unreadable"),
    "only the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0", "upload_unreadable"),
    "PDF cut off": (lambda: pdf()[:300], "upload_unreadable"),
    "PDF that is an archive": (lambda: pdf(tail=zipped({"a.js": SCRIPT})), "upload_two_kinds"),
    "PDF with a program": (
        lambda: pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "upload_active",
    ),
    "PDF with a program, spelled oddly": (
        lambda: pdf(catalog=b"/OpenAction << /S /J#61va#53cript /JS 9 0 R >>"),
        "upload_active",
    ),
    "PDF with a program in packed objects": (
        lambda: pdf("1.5", more=packed_objects(b"11 0 << /S /JavaScript /JS (x) >>")),
        "upload_active",
    ),
    "PDF with objects packed in two ways": (
        lambda: pdf("1.5", more=packed_objects(b"11 0 <<>>", filters=b"/LZWDecode")),
        "upload_unreadable",
    ),
    "PDF that starts a program": (
        lambda: pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "upload_active",
    ),
    "PDF with a file in it": (
        lambda: pdf(catalog=b"/Names << /EmbeddedFiles << /Names [(a.exe) 9 0 R] >> >>"),
        "upload_active",
    ),
    "PDF that sends a form": (lambda: pdf(catalog=b"/AA << /O << /S /SubmitForm >> >>"), "upload_active"),
    "PDF with a password": (lambda: pdf(more=b"trailer << /Encrypt 5 0 R >>\n"), "upload_locked"),
    "PDF of objects that unfold": (objects_that_unfold, "upload_unreadable"),
    "PDF of words without end": (words_without_end, "upload_unreadable"),
    "PDF of dictionaries without end": (dictionaries_without_end, "upload_unreadable"),
    "PDF with a program behind 4 MB of blanks": (
        lambda: pdf("1.5", more=packed_objects(b"2 0 " + b" " * (4 * MEGABYTE) + PROGRAM)),
        "upload_unreadable",
    ),
    "PDF with a long dictionary": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM, more=b" " * 1100)),
        "upload_active",
    ),
    "PDF with an object in a string": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM, more=b"/X(\\( 8 0 obj << /A 1 >>)")),
        "upload_active",
    ),
    "PDF with a comment in a dictionary": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM, more=b"%( >> <<\n/X <28<<>")),
        "upload_active",
    ),
    "PDF whose packed objects do not say so": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM).replace(b"/Type /ObjStm", b"/Fi#72st 4")),
        "upload_active",
    ),
    "PDF with a program under a name in code": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM, filters=b"[/#46lateDecode]")),
        "upload_active",
    ),
    "PDF with packed objects that were cut": (
        lambda: pdf("1.5", more=packed_objects(b"2 0 <<>>", cut=-3)),
        "upload_unreadable",
    ),
    "PDF with packed objects in rows": (
        lambda: pdf("1.5", more=packed_objects(b"2 0 <<>>", more=b"/DecodeParms << /Predictor 12 >>")),
        "upload_unreadable",
    ),
    "PDF with packed objects as digits": (
        lambda: pdf("1.5", more=packed_objects(PROGRAM.hex().encode(), filters=b"[/FlateDecode /AHx]")),
        "upload_unreadable",
    ),
    "PDF behind a GIF": (lambda: b"GIF89a" + pdf(), "upload_type"),
}

HONEST: dict[str, Made] = {
    "JPEG of a telephone on its side": lambda: jpeg(exif=exif()),
    "progressive JPEG": lambda: jpeg(progressive=True),
    "grey JPEG": lambda: written(page_picture(mode="L"), "JPEG"),
    "CMYK JPEG": lambda: written(page_picture(mode="CMYK"), "JPEG"),
    "JPEG with a second picture": two_pictures_in_one,
    "PNG of 16 bit": sixteen_bit_grey,
    "PNG with a palette": lambda: written(page_picture().quantize(16), "PNG"),
    "PNG with a palette and nothing behind": lambda: written(page_picture().quantize(16), "PNG", transparency=0),
    "PNG that can be seen through": lambda: written(page_picture(mode="RGBA"), "PNG"),
    "PNG of grey that can be seen through": lambda: written(page_picture(mode="LA"), "PNG"),
    "PNG of one bit": lambda: written(page_picture(mode="1"), "PNG"),
    "WEBP": lambda: written(page_picture(), "WEBP"),
    "WEBP without loss": lambda: written(page_picture(mode="RGBA"), "WEBP", lossless=True),
    **{f"scanned PDF 1.{n}": partial(scanned_pdf, f"1.{n}") for n in range(3, 8)},
    "PDF of Word": lambda: pdf(
        "1.7", more=packed_objects(b"11 0 << /Type /StructElem /S /P >>"), catalog=b"/Lang (es-GT)"
    ),
    "PDF of LibreOffice": lambda: pdf("1.6", catalog=b"/OpenAction [3 0 R /XYZ null null 0] /Lang (es)"),
    "PDF with an empty line first": lambda: b"\r\n" + pdf(),
    "signed PDF": signed_pdf,
}  # fmt: skip

OFFICE_HOSTILE: dict[str, tuple[Made, str]] = {
    "macros": (lambda: docx(more={"word/vbaProject.bin": b"x"}), "upload_active"),
    "macros by their type": (
        lambda: docx(types=_DOCX_TYPE.replace(b"document.main", b"document.macroEnabled.main")), "upload_active"
    ),
    "entity of a file": (lambda: docx(ENTITIES), "upload_active"),
    "a billion laughs": (lambda: docx(LAUGHS), "upload_active"),
    "entity in UTF-16": (
        lambda: changed(docx(), "word/document.xml", ("<?xml version='1.0'?>" + LAUGHS.decode()).encode("utf-16")),
        "upload_active",
    ),
    "template of elsewhere": (
        lambda: docx(links=b'<Relationship Id="r2" %s TargetMode="External"/>' % _TEMPLATE), "upload_active"
    ),
    "template of elsewhere in another name space": (
        lambda: docx(links=b'<p:Relationship xmlns:p="a" Id="r2" %s TargetMode="External"/>' % _TEMPLATE),
        "upload_active",
    ),
    "template of elsewhere in code": (
        lambda: docx(links=b'<Relationship Id="r2" %s TargetMode="&#69;xternal"/>' % _TEMPLATE), "upload_active"
    ),
    "template of elsewhere behind a bracket": (
        lambda: docx(links=b'<Relationship Id="r2>" %s TargetMode="External"/>' % _TEMPLATE), "upload_active"
    ),
    "template of elsewhere as a link": (
        lambda: docx(links=b"""<Relationship Id="Type='x/hyperlink'" %s TargetMode="External"/>""" % _TEMPLATE),
        "upload_active",
    ),
    "template of elsewhere in UTF-16": (
        lambda: changed(
            docx(), "word/_rels/settings.xml.rels",
            (_RELS % b'<Relationship Id="r2" %s TargetMode="External"/>' % _TEMPLATE).decode().encode("utf-16"),
        ),
        "upload_active",
    ),
    "relations that are none": (lambda: docx(links=b"<Relationship"), "upload_unreadable"),
    "macros by their type in code": (
        lambda: docx(types=_DOCX_TYPE.replace(b"document.main", b"document.macro&#69;nabled.main")), "upload_active"
    ),
    "object of another program": (lambda: docx(more={"word/embeddings/oleObject1.bin": b"x"}), "upload_active"),
    "names that climb": (lambda: docx(more={"../../etc/cron.d/a": b"x"}), "upload_unreadable"),
    "names from the root": (lambda: docx(more={"/etc/passwd": b"x"}), "upload_unreadable"),
    "names of Windows": (lambda: docx(more={"..\\..\\a.exe": b"x"}), "upload_unreadable"),
    "unfolds": (lambda: docx(more={"word/media/a.bin": b"\x00" * (60 * MEGABYTE)}), "upload_unfolds"),
    "three thousand members": (lambda: docx(more={f"word/{n}": b"" for n in range(3000)}), "upload_unfolds"),
    "cut off": (lambda: docx()[:-200], "upload_unreadable"),
    "an archive that only says so": (lambda: zipped({"[Content_Types].xml": b"<Types/>", "a": b"b"}), "upload_type"),
}  # fmt: skip

OFFICE_HONEST: dict[str, Made] = {
    "DOCX": docx,
    "XLSX": xlsx,
    "XLSX with a formula": lambda: xlsx([["=SUM(A1:A2)"]]),
}

# Names as they come with a file: none of them may reach a header or the disk as it is.
NAMES = (
    "../../etc/passwd", "..\\..\\boot.ini", "C:\\Users\\rosa\\dpi.pdf", "/etc/shadow", "a\x00.pdf.exe", "dpi.pdf.exe",
    "dpi\r\nSet-Cookie: a=b.pdf", "dpi\u202efdp.exe", "x" * 1000 + ".pdf", '"; filename="a.exe',
    "a%00.pdf", ".htaccess", "", " ", "con", "dpi.PDF", "😀.pdf", "Contraloría de ñandú «José».pdf",
    "O'Brien & hijos \"S.A.\".pdf", "<img src=x onerror=alert(1)>.pdf", "{{7*7}}.pdf", "a;b=c.pdf",
)  # fmt: skip
