"""The photograph on a recruiter's card: a face, cut to the card's shape, with nothing hidden beside the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed
from registry.files.checks import check
from registry.files.legible import doubt
from registry.files.models import StoredFile
from registry.files.service import store
from registry.organisations.keeping import note
from registry.organisations.models import Agency, Recruiter

# Width and height in pixels: 35 x 45 mm at 300 points an inch.
SIZE = (413, 531)


def give(
    session: Session, actor: Actor, agency: Agency, recruiter: Recruiter, data: bytes, *, folder: Path
) -> StoredFile:
    """Keep a photograph for the card. It can be given and changed at any time; each change is an event.

    Raises NotAllowed, Invalid on the field "file": what files.checks and legible.doubt say, photo_is_paper for a PDF.
    """
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    checked = check(data)
    if checked.media_type == "application/pdf":
        raise Invalid("photo_is_paper", field="file")
    found = doubt(checked)
    # A face has soft edges: only what is too small, dark or empty is no photograph.
    if found in {"picture_small", "picture_dark", "picture_blank"}:
        raise Invalid(found, field="file")
    with Image.open(BytesIO(checked.data)) as opened:
        face = ImageOps.fit(opened.convert("RGB"), SIZE, centering=(0.5, 0.35))
    written = BytesIO()
    face.save(written, "JPEG", quality=88)
    stored = store(session, folder, written.getvalue(), name="foto", agency_id=agency.id)
    recruiter.photo_id = stored.id
    note(session, actor, agency, "photo")
    return stored
