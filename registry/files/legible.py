"""Can somebody read this paper? Told at once, while the paper is still on the table.

A doubt, never a proof: whoever sent it can say "it can be read" and it is kept (the thresholds were set on pages drawn
sharp, blurred, dark, faint and noisy: tests/registry/files/test_legible.py). Light values run from 0 to 255.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from registry.files.checks import Checked

# Longest side, in pixels, below which a page has no letters left.
_SMALL_SIDE = 500
_LOOKED_AT_SIDE = 1000
# The lightest hundredth of a page that was photographed with light is brighter than this.
_DARK = 60
# How much the ink stands out from the paper around it, at least.
_FAINT = 14
# How much of that difference a letter's edge makes from one pixel to the next, at least.
_BLURRED = 0.33
_NEIGHBOURHOOD = 20

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
# Operators that put something on a page: text, a drawn path, a picture or a form.
_INK = re.compile(rb"(?:\)|\]|>)\s*(?:Tj|TJ|'|\")|\s(?:S|s|f\*?|B\*?|b\*?|Do|EI|sh)(?=\s|$)")
_MOST_UNPACKED = 4 * 1024 * 1024


def doubt(checked: Checked) -> str | None:
    """The code of what makes it hard to read, or None: picture_small, picture_dark, picture_blank, picture_blurred,
    pdf_blank."""
    return _pdf(checked.data) if checked.media_type == "application/pdf" else _picture(checked.data)


def _picture(data: bytes) -> str | None:
    with Image.open(BytesIO(data)) as opened:
        if max(opened.size) < _SMALL_SIDE:
            return "picture_small"
        grey = opened.convert("L")
    grey.thumbnail((_LOOKED_AT_SIDE, _LOOKED_AT_SIDE))
    light = np.asarray(grey, dtype=np.float32)
    if np.percentile(light, 99) < _DARK:
        return "picture_dark"
    around = np.asarray(grey.filter(ImageFilter.BoxBlur(_NEIGHBOURHOOD)), dtype=np.float32)
    ink = float(np.percentile(np.abs(light - around), 99.8))
    if ink < _FAINT:
        return "picture_blank"
    steps = [float(np.percentile(np.abs(np.diff(light, axis=axis)), 99.8)) for axis in (0, 1)]
    return "picture_blurred" if max(steps) / ink < _BLURRED else None


def _pdf(data: bytes) -> str | None:
    """A PDF without a page, or whose pages have nothing on them. What cannot be unpacked here counts as ink."""
    unpacked = [_unpack(found.group(1)) for found in _STREAM.finditer(data)]
    readable = [one for one in unpacked if one is not None]
    if not _PAGE.search(data) and not any(_PAGE.search(one) for one in readable):
        return None if len(readable) < len(unpacked) else "pdf_blank"
    if len(readable) < len(unpacked) or _PICTURE.search(data):
        return None
    return None if any(_PICTURE.search(one) or _INK.search(one) for one in readable) else "pdf_blank"


def _unpack(stream: bytes) -> bytes | None:
    """The bytes of a stream, unpacked when it was deflated; None when it is packed in another way."""
    if not stream.startswith((b"\x78", b"\x68", b"\x58", b"\x48")):
        return stream if stream.isascii() else None
    try:
        return zlib.decompressobj().decompress(stream, _MOST_UNPACKED)
    except zlib.error:
        return stream if stream.isascii() else None
