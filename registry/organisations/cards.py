"""The photo card of a recruiter, as it is printed. Its worth is told by the register when its code is scanned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from registry import clock
from registry.errors import NotFound, NotPossible
from registry.files import service as files
from registry.files.models import StoredFile
from registry.organisations.models import Agency, Recruiter
from registry.organisations.states import IN_GOOD_STANDING


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """`photo`: JPEG bytes, None where the agency gave none: then a frame is printed for a stamped photograph."""

    card_no: str
    name: str
    kind: str
    agency: str
    registry_no: str
    photo: bytes | None


def printed(session: Session, agency: Agency, recruiter: Recruiter, folder: Path) -> PrintedCard:
    """`agency` in whose list the recruiter is; `folder` of stored files.

    Raises NotPossible("card_not_given", "card_dead"): no card is printed that would already be worth nothing.
    """
    if recruiter.card_no is None or agency.registry_no is None:
        raise NotPossible("card_not_given")
    in_time = recruiter.is_current and (recruiter.valid_to is None or recruiter.valid_to >= clock.today())
    if agency.state not in IN_GOOD_STANDING or not in_time:
        raise NotPossible("card_dead")
    return PrintedCard(
        recruiter.card_no,
        recruiter.name,
        recruiter.kind,
        agency.legal_name,
        agency.registry_no,
        _photo(session, recruiter, folder),
    )


def _photo(session: Session, recruiter: Recruiter, folder: Path) -> bytes | None:
    stored = session.get(StoredFile, recruiter.photo_id) if recruiter.photo_id else None
    if stored is None:
        return None
    try:
        return files.read(folder, stored)
    except NotFound:
        return None
