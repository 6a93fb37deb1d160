"""Is this upload what it should be? Told from its content, never from its name or from what the browser said.

PDF, JPEG, PNG and WebP, 5 MB at most; DOCX and XLSX where a thread takes them. Pictures are decoded and written again,
so that place, device and anything hidden beside the picture stay behind; the others are looked through (pdf.py,
office.py), kept as they are and only ever handed out as a download.
"""

from __future__ import annotations

import re
from io import BytesIO
from threading import BoundedSemaphore

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from registry.errors import Invalid
from registry.files import ahead, office, pdf
from registry.files.ahead import Checked

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Shorter than this no letter of a document can be read.
MIN_SIDE = 200
# Long enough to read a page, short enough to send.
_KEPT_SIDE = 2600
_PICTURES = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp")}
# A telephone's JPEG with a second, smaller picture behind the first is an MPO to Pillow.
_OPENED_AS = {"JPEG": ["JPEG", "MPO"]}
# A picture of 40 megapixels takes up to 350 MB while it is unpacked: no more than two at once.
_UNPACKING = BoundedSemaphore(2)


def check(data: bytes, *, most_pixels: int = MAX_PIXELS, takes_office: bool = False) -> Checked:
    """`most_pixels`: of a picture. Raises Invalid on the field "file": upload_empty, upload_too_large, upload_type,
    upload_heic, upload_office, upload_archive, upload_unreadable, upload_locked, upload_active, upload_two_kinds,
    upload_unfolds, picture_too_large, picture_too_small."""
    if not data:
        raise Invalid("upload_empty", field="file")
    if len(data) > MAX_BYTES:
        raise Invalid("upload_too_large", field="file", megabytes=MAX_BYTES // 1024 // 1024)
    if pdf.is_pdf(data):
        pdf.check(data)
        return Checked(data, "application/pdf", "pdf")
    media_type = _media_type(data)
    if media_type in _PICTURES:
        done = ahead.get(data)
        if done is not None and done.pixels > most_pixels:
            raise _too_large(most_pixels)
        return done or _picture(data, media_type, most_pixels)
    if takes_office and office.looks_like(data):
        kind = office.check(data)
        return Checked(data, kind, office.KINDS[kind][0])
    raise Invalid(_why_not(data), field="file")


# ---------------------------------------------------------------- what it is

# How our three kinds of pictures begin.
_STARTS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)
_HEIC = re.compile(rb".{4}ftyp(?:hei[a-z]|hev[a-z]|mif1|msf1|avif)", re.DOTALL)


def _media_type(data: bytes) -> str:
    """One of our pictures when its first bytes and puremagic agree; "" otherwise."""
    expected = next((kind for start, kind in _STARTS if start.match(data)), "")
    if not expected:
        return ""
    try:
        seen = {found.mime_type for found in puremagic.magic_string(data)}
    except puremagic.PureError:
        return ""
    return expected if expected in seen else ""


def _why_not(data: bytes) -> str:
    """The code of a refusal that says what to do instead."""
    if _HEIC.match(data):
        return "upload_heic"
    if office.looks_like(data) or data.startswith(b"\xd0\xcf\x11\xe0"):
        return "upload_office"
    return (
        "upload_archive" if data.startswith((b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")) else "upload_type"
    )


# ---------------------------------------------------------------- pictures


def picture(data: bytes) -> Checked | None:
    """A picture of any size in bytes, written again; None when it is no picture. Raises Invalid as `check` does."""
    media_type = _media_type(data)
    if media_type not in _PICTURES:
        return None
    return ahead.get(data) or _picture(data, media_type, MAX_PIXELS)


def _picture(data: bytes, media_type: str, most_pixels: int) -> Checked:
    encoder, ending = _PICTURES[media_type]
    _check_canvas(data, media_type, most_pixels)
    try:
        with _UNPACKING:
            clean, pixels = _written_anew(data, encoder, most_pixels)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(most_pixels) from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        LookupError,
        EOFError,
    ) as error:
        raise Invalid("upload_unreadable", field="file") from error
    return Checked(clean, media_type, ending, pixels)


def _check_canvas(data: bytes, media_type: str, most_pixels: int) -> None:
    """The decoder of WebP makes room for the whole canvas before it can be asked how large it is."""
    if media_type == "image/webp" and data[12:16] == b"VP8X" and len(data) >= 30:
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        if width * height > most_pixels:
            raise _too_large(most_pixels)


def _too_large(most_pixels: int) -> Invalid:
    return Invalid("picture_too_large", field="file", megapixels=most_pixels // 1_000_000)


def _written_anew(data: bytes, encoder: str, most_pixels: int) -> tuple[bytes, int]:
    """The first picture of a file, upright, with its pixels and nothing else; and how many were sent."""
    with Image.open(BytesIO(data), formats=_OPENED_AS.get(encoder, [encoder])) as opened:
        pixels = opened.width * opened.height
        if pixels > most_pixels:
            raise _too_large(most_pixels)
        if max(opened.size) < MIN_SIDE:
            raise Invalid("picture_too_small", field="file")
        is_plain = not (opened.mode in ("P", "PA", "1") or opened.mode.startswith(("I", "F")))
        picture: Image.Image = opened if is_plain else _in_full_colour(opened)
        # Small first: a JPEG is then never unpacked in full, and nothing is turned that is thrown away.
        picture.thumbnail((_KEPT_SIDE, _KEPT_SIDE), reducing_gap=1.0)
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert("RGB" if encoder == "JPEG" or "A" not in upright.getbands() else "RGBA")
        clean.info.clear()
    written = BytesIO()
    clean.save(written, encoder, quality=88)
    return written.getvalue(), pixels


def _in_full_colour(opened: Image.Image) -> Image.Image:
    """Shades and colours of a palette, of one bit and of sixteen, as they look on a screen."""
    if opened.mode.startswith(("I", "F")):
        # Sixteen bits of grey: the upper eight are what can be seen.
        return opened.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return opened.convert("RGBA" if "transparency" in opened.info or "A" in opened.mode else "RGB")
