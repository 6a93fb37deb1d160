"""The verbs of papers: add, read with a reason, remove. Checked, written anew, sealed before they reach the disk."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import Actor, Permission, may
from registry.candidates import identity
from registry.candidates.models import Candidate
from registry.db import after_commit, new_public_id
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files.ahead import Checked
from registry.files.checks import check
from registry.files.legible import doubt
from registry.papers.models import PaperKind, PersonPaper

MOST_PAPERS = 12
# What a telephone's camera makes; more only keeps the machine busy.
_MOST_PIXELS = 24_000_000
FOLDER = "papers"


def look(data: bytes, *, is_sure: bool = False) -> Checked:
    """What would be kept: it takes seconds, so the web does it before it takes the writer. `is_sure`: the person says
    that it can be read. Raises Invalid on "file" as files.checks and files.legible."""
    checked = check(data, most_pixels=_MOST_PIXELS)
    found = None if is_sure else doubt(checked)
    if found is not None:
        raise Invalid(found, field="file")
    return checked


def add(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    folder: Path,
    data: bytes | Checked,
    *,
    kind: PaperKind,
    words: str | None = None,
    is_sure: bool = False,
) -> PersonPaper:
    """Keep one paper. `data`: as it was sent, or what `look` made of it.

    Raises NotAllowed, Invalid as `look`, Invalid("paper_sent_twice"), NotPossible("papers_enough").
    """
    if not may(actor, Permission.PAPER_SEND, candidate):
        raise NotAllowed()
    mine = PersonPaper.candidate_id == candidate.id
    if (session.scalar(select(func.count(PersonPaper.id)).where(mine)) or 0) >= MOST_PAPERS:
        raise NotPossible("papers_enough", most=MOST_PAPERS)
    checked = data if isinstance(data, Checked) else look(data, is_sure=is_sure)
    digest = crypto.keyed_hash("person-paper", checked.sha256)
    if session.scalar(select(PersonPaper.id).where(mine, PersonPaper.digest == digest)) is not None:
        raise Invalid("paper_sent_twice", field="file")
    paper = PersonPaper(
        public_id=new_public_id(),
        candidate_id=candidate.id,
        kind=kind,
        words=words,
        media_type=checked.media_type,
        size_bytes=len(checked.data),
        digest=digest,
        stored_at=clock.now(),
    )
    _write(folder / FOLDER, paper.public_id, crypto.encrypt_bytes(checked.data))
    session.add(paper)
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "add_paper", data={"kind": str(kind)})
    return paper


def _write(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def of_person(session: Session, actor: Actor, candidate: Candidate) -> list[PersonPaper]:
    """A person's papers, the newest first: for themselves, and for staff who opened their identity with a reason.

    Raises NotFound.
    """
    if not may(actor, Permission.PAPER_READ, candidate) or not identity.may_read_identity(
        session, actor, candidate
    ):
        raise NotFound()
    query = select(PersonPaper).where(PersonPaper.candidate_id == candidate.id)
    return list(session.scalars(query.order_by(PersonPaper.id.desc())))


def find(session: Session, actor: Actor, candidate: Candidate, public_id: str) -> PersonPaper:
    """One of the papers that `of_person` gives. Raises NotFound."""
    found = next((one for one in of_person(session, actor, candidate) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def read(folder: Path, paper: PersonPaper) -> bytes:
    """The bytes as they were kept. Raises NotFound when they are gone or changed."""
    try:
        return crypto.decrypt_bytes((folder / FOLDER / paper.public_id).read_bytes())
    except (FileNotFoundError, InvalidToken) as error:
        raise NotFound("upload_gone") from error


def note_read(session: Session, actor: Actor, candidate: Candidate, paper: PersonPaper) -> None:
    """Staff opened a paper: the log and the person's own page say so."""
    data = {"kind": str(paper.kind)}
    events.record(session, actor, "candidate", candidate.public_id, "read_paper", data=data)


def remove(session: Session, actor: Actor, candidate: Candidate, folder: Path, paper: PersonPaper) -> None:
    """Delete a paper of one's own, with its bytes. Raises NotAllowed."""
    if not may(actor, Permission.PAPER_SEND, paper):
        raise NotAllowed()
    session.delete(paper)
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "remove_paper")
    # Once it is committed that nobody names them: a row without its bytes would be a paper that was lost.
    after_commit(session, partial((folder / FOLDER / paper.public_id).unlink, missing_ok=True))
