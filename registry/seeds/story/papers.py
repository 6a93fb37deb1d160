"""Papers of the story: a page of text as a PDF, a picture as a PNG. Each says that it is fictitious."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

_NOTE = "DOCUMENTO FICTICIO - Sendero, demostración"
_INK, _PAPER, _WALL = (11, 79, 108), (250, 248, 242), (242, 177, 52)


def page(*lines: str) -> bytes:
    """One A4 page with these lines, the note above and below."""
    shown = [_NOTE, "", *lines, "", _NOTE]
    text = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in shown)
    content = b"BT /F1 13 Tf 20 TL 60 770 Td\n" + text + b"ET"
    return _pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ])  # fmt: skip


def _escaped(line: str) -> bytes:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252", "replace")


def _pdf(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with the table of where each begins."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(written))
    )


def front_door(name: str, address: str) -> bytes:
    """The entrance of an office with its number, drawn."""
    picture = Image.new("RGB", (640, 420), _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 120, 580, 400), fill=_WALL, outline=_INK, width=4)
    draw.rectangle((270, 200, 370, 400), fill=_INK)
    draw.rectangle((110, 190, 220, 290), fill=_PAPER, outline=_INK, width=3)
    draw.rectangle((420, 190, 530, 290), fill=_PAPER, outline=_INK, width=3)
    for line, (words, size) in enumerate(((name, 22), (address, 20), (_NOTE, 16))):
        draw.text((60, 20 + 32 * line), words, fill=_INK, font_size=size)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
