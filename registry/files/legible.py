"""Can somebody read this paper? Told at once, while the paper is still on the table.

A doubt, never a proof: whoever sent it can say "it can be read" and it is kept (the thresholds were set on pages drawn
sharp, blurred, dark, faint and noisy: tests/registry/files/test_legible.py). Light values run from 0 to 255.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from registry.errors import Invalid
from registry.files import ahead, checks, pdf
from registry.files.ahead import Checked

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

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
# Operators that put something on a page: text, a drawn path, a picture or a form.
_INK = re.compile(rb"(?:\)|\]|>)\s*(?:Tj|TJ|'|\")|\s(?:S|s|f\*?|B\*?|b\*?|Do|EI|sh)(?=\s|$)")
# Unpacked, of all streams together: a file of 5 MB can unfold into gigabytes.
_MOST_UNPACKED = 4 * 1024 * 1024


def doubt(checked: Checked) -> str | None:
    """The code of what makes it hard to read, or None: picture_small, picture_dark, picture_blank, picture_blurred,
    pdf_blank. Of a document of Word or Excel nothing is doubted."""
    before = ahead.doubt_of(checked)
    if before is not None:
        return before[0]
    if checked.media_type == "application/pdf":
        return _pdf(checked.data)
    return _picture(checked.data) if checked.media_type.startswith("image/") else None


def look_ahead(sent: Sequence[bytes]) -> None:
    """Write the pictures among these again and look at them, before the caller takes a writer. A refusal is left to
    `checks.check`, which says it where it can be heard; `ahead.forget` ends it."""
    for data in sent:
        with suppress(Invalid):
            checked = checks.picture(data)
            if checked is not None:
                ahead.put(data, checked, doubt(checked))


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
    has_page, has_ink, together = bool(_PAGE.search(data)), bool(_PICTURE.search(data)), 0
    for start, end in pdf.streams(data):
        one = None if end == len(data) else _unpack(data[start:end], _MOST_UNPACKED - together)
        if one is None:
            return None
        together += len(one)
        has_page = has_page or bool(_PAGE.search(one))
        has_ink = has_ink or bool(_PICTURE.search(one) or _INK.search(one))
        if (has_page and has_ink) or together >= _MOST_UNPACKED:
            return None
    return None if has_page and has_ink else "pdf_blank"


def _unpack(stream: bytes, most: int) -> bytes | None:
    """The bytes of a stream, unpacked when it was deflated; None when it is packed in another way."""
    if not stream.startswith((b"\x78", b"\x68", b"\x58", b"\x48")):
        return stream if stream.isascii() else None
    unpacked = pdf.inflate(stream, most)
    return stream if unpacked is None and stream.isascii() else unpacked
