"""What can be read and what cannot, on pages that are really drawn, blurred, darkened, faded and made noisy."""

from __future__ import annotations

import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from registry.files.checks import check
from registry.files.legible import doubt
from tests.registry.vetting.agencies import PDF, pdf, picture


def drawn(size: tuple[int, int] = (1275, 1650), letters: int = 22, ink: int = 30) -> Image.Image:
    """A page of text at 150 points an inch."""
    page = Image.new("L", size, 235)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(letters)
    for y in range(80, size[1] - 80, int(letters * 1.45)):
        pen.text((90, y), f"EL INFRASCRITO {y} certifica que la entidad consta inscrita", fill=ink, font=font)
    return page


def noisy(page: Image.Image, spread: float) -> Image.Image:
    dice = np.random.default_rng(7)
    light = np.asarray(page, dtype=np.float32) + dice.normal(0, spread, (page.height, page.width))
    return Image.fromarray(np.clip(light, 0, 255).astype("uint8"))


def unevenly_lit(page: Image.Image) -> Image.Image:
    slope = np.linspace(0.35, 1.0, page.height)[:, None]
    return Image.fromarray((np.asarray(page, dtype=np.float32) * slope).astype("uint8"))


def said(page: Image.Image, encoder: str = "JPEG", **more: int) -> str | None:
    written = BytesIO()
    page.save(written, encoder, **more)
    return doubt(check(written.getvalue()))


@pytest.mark.parametrize(
    "page",
    [
        drawn(),
        drawn(letters=14),
        drawn(size=(2400, 3200), letters=40),
        drawn(ink=170),
        drawn().filter(ImageFilter.GaussianBlur(1)),
        noisy(drawn(), 8),
        unevenly_lit(drawn()),
        ImageEnhance.Brightness(drawn()).enhance(0.4),
        drawn().rotate(7, fillcolor=120),
    ],
)
def test_what_somebody_can_read_is_taken(page: Image.Image) -> None:
    assert said(page) is None
    assert said(page, quality=55) is None
    assert said(page, "PNG") is None


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (Image.new("L", (1200, 1600), 255), "picture_blank"),
        (Image.new("L", (1200, 1600), 120), "picture_blank"),
        (noisy(Image.new("L", (1600, 1200), 200), 2), "picture_blank"),
        (drawn().filter(ImageFilter.GaussianBlur(5)), "picture_blurred"),
        (drawn().filter(ImageFilter.GaussianBlur(8)), "picture_blurred"),
        (unevenly_lit(drawn().filter(ImageFilter.GaussianBlur(6))), "picture_blurred"),
        (ImageEnhance.Brightness(drawn()).enhance(0.12), "picture_dark"),
        (Image.new("L", (1200, 1600), 4), "picture_dark"),
        (drawn(size=(300, 420), letters=12), "picture_small"),
    ],
)
def test_what_nobody_can_read_is_told(page: Image.Image, code: str) -> None:
    assert said(page) == code


def test_of_what_can_be_read_next_to_nothing_is_refused_and_of_what_cannot_most_is_told() -> None:
    """Twelve sizes and inks of a page, each sharp and each out of focus: the two figures of the check."""
    pages = [drawn(letters=letters, ink=ink) for letters in (14, 18, 24, 36) for ink in (10, 60, 110)]
    assert [said(page) for page in pages] == [None] * len(pages)
    blurred = [page.filter(ImageFilter.GaussianBlur(6)) for page in pages]
    assert sum(said(page) is not None for page in blurred) >= len(pages) - 1


def test_a_pdf_with_words_or_a_picture_is_taken() -> None:
    assert doubt(check(PDF)) is None
    packed = zlib.compress(b"BT /F1 12 Tf (Constancia) Tj ET")
    stream = b"4 0 obj<</Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    assert doubt(check(pdf("").replace(b"startxref", stream + b"startxref"))) is None
    scanned = b"5 0 obj<</Subtype/Image>>\nstream\n\xff\xd8\xff\xe0\nendstream\nendobj\n"
    assert doubt(check(pdf("").replace(b"( ) Tj", b"").replace(b"startxref", scanned + b"startxref"))) is None


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n",
        pdf().replace(b"(Constancia) Tj", b""),
    ],
)
def test_an_empty_pdf_is_told(data: bytes) -> None:
    assert doubt(check(data)) == "pdf_blank"


def test_pictures_are_written_again_without_what_hides_beside_them() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telefono de Rosa"
    exif.get_ifd(0x8825)[1] = "N"
    kept = check(picture(exif=exif)).data
    assert b"Telefono de Rosa" not in kept
    assert not dict(Image.open(BytesIO(kept)).getexif())
