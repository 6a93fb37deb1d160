"""Is this upload what it should be? Told from its content, never from its name or from what the browser said.

PDF, JPEG, PNG and WebP, 5 MB at most. Pictures are decoded and written again, so that place, device and anything
hidden beside the picture stay behind; a PDF is kept as it is and only ever handed out as a download.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from registry.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Shorter than this no letter of a document can be read.
MIN_SIDE = 200
# Long enough to read a page, short enough to send.
_KEPT_SIDE = 2600
_PICTURES = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp")}
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What will be stored: bytes, media type and the ending of the file's name."""

    data: bytes
    media_type: str
    ending: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(data: bytes, *, most_pixels: int = MAX_PIXELS) -> Checked:
    """`most_pixels`: of a picture. Raises Invalid on the field "file": upload_empty, upload_too_large, upload_type,
    upload_unreadable, upload_locked, picture_too_large, picture_too_small."""
    if not data:
        raise Invalid("upload_empty", field="file")
    if len(data) > MAX_BYTES:
        raise Invalid("upload_too_large", field="file", megabytes=MAX_BYTES // 1024 // 1024)
    media_type = _media_type(data)
    if media_type == "application/pdf":
        return _pdf(data)
    if media_type in _PICTURES:
        return _picture(data, media_type, most_pixels)
    raise Invalid("upload_type", field="file")


# How our four types begin.
_STARTS = (
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)


def _media_type(data: bytes) -> str:
    """One of our types when its first bytes and puremagic agree; "" otherwise."""
    expected = next((kind for start, kind in _STARTS if start.match(data)), "")
    try:
        seen = {found.mime_type for found in puremagic.magic_string(data)}
    except puremagic.PureError:
        return ""
    return expected if expected in seen else ""


def _pdf(data: bytes) -> Checked:
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-2048:]:
        raise Invalid("upload_unreadable", field="file")
    if _LOCKED.search(data):
        raise Invalid("upload_locked", field="file")
    return Checked(data, "application/pdf", "pdf")


def picture(data: bytes) -> Checked | None:
    """A picture of any size in bytes, written again; None when it is no picture. Raises Invalid as `check` does."""
    media_type = _media_type(data)
    return _picture(data, media_type, MAX_PIXELS) if media_type in _PICTURES else None


def _picture(data: bytes, media_type: str, most_pixels: int) -> Checked:
    encoder, ending = _PICTURES[media_type]
    try:
        with Image.open(BytesIO(data), formats=[encoder]) as opened:
            if opened.width * opened.height > most_pixels:
                raise Invalid("picture_too_large", field="file", megapixels=most_pixels // 1_000_000)
            if max(opened.size) < MIN_SIDE:
                raise Invalid("picture_too_small", field="file")
            # Small first: a JPEG is then never unpacked in full, and nothing is turned that is thrown away.
            opened.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
            upright = ImageOps.exif_transpose(opened)
            # A new picture has the pixels and nothing else.
            clean = upright.convert("RGB" if encoder == "JPEG" or "A" not in upright.getbands() else "RGBA")
            clean.info.clear()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid("picture_too_large", field="file", megapixels=most_pixels // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid("upload_unreadable", field="file") from error
    written = BytesIO()
    clean.save(written, encoder, quality=88)
    return Checked(written.getvalue(), media_type, ending)
