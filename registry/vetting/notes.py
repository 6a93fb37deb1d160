"""What is written beside a case: notes, each with its audience, and the thread with the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files import service as files
from registry.files.models import StoredFile
from registry.vetting.models import Case
from registry.vetting.staff_records import CaseMessage, CaseMessageFile, CaseNote
from registry.vetting.states import agency_may_hear_of_it

AUDIENCES = ("internal", "decision", "agency")
LONGEST = 4000
MOST_FILES = 3
_OVER = frozenset({"decided", "lapsed"})


@dataclass(frozen=True, slots=True)
class Written:
    """A note or a message with the name of who wrote it, for staff; the agency reads "the Ministry".

    `audience`: of a note; a message of the thread has none.
    """

    item: CaseNote | CaseMessage
    by: str
    audience: str = ""


def write_note(
    session: Session, actor: Actor, case: Case, text: str, *, audience: str = "internal"
) -> CaseNote:
    """Add a note. Notes are not changed afterwards: what was meant otherwise is said in another one.

    Raises NotAllowed, Invalid("note_empty", "note_long", "audience_unknown").
    """
    if not may(actor, Permission.CASE_NOTE, case) or actor.account_id is None:
        raise NotAllowed()
    if audience not in AUDIENCES:
        raise Invalid("audience_unknown", field="audience")
    made = CaseNote(
        case_id=case.id,
        author_id=actor.account_id,
        audience=audience,
        text=_checked(text, "note"),
        written_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "case", case.public_id, "note", data={"audience": audience})
    return made


def _checked(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(f"{field}_empty", field=field)
    if len(text) > LONGEST:
        raise Invalid(f"{field}_long", field=field, letters=LONGEST)
    return text


def notes_of(session: Session, actor: Actor, case: Case) -> list[Written]:
    """Notes on a case, newest first; the agency sees those written for it and no name."""
    if not may(actor, Permission.CASE_READ, case):
        return []
    query = select(CaseNote, Account.name).join(Account, Account.id == CaseNote.author_id)
    query = query.where(CaseNote.case_id == case.id)
    if actor.role is Role.AGENCY:
        query = query.where(CaseNote.audience == "agency")
    rows = session.execute(query.order_by(CaseNote.id.desc()))
    inside = actor.role is not Role.AGENCY
    return [Written(note, name if inside else "", note.audience) for note, name in rows]


# ---------------------------------------------------------------- the thread


def may_write(session: Session, actor: Actor, case: Case) -> bool:
    """The agency in its own case, the officer in the case they hold; while the case is open and was handed in."""
    if not may(actor, Permission.CASE_MESSAGE, case) or case.submitted_at is None or case.state in _OVER:
        return False
    return actor.role is Role.AGENCY or case.officer_id == actor.account_id


def write_message(
    session: Session,
    actor: Actor,
    case: Case,
    text: str,
    *,
    uploads: Sequence[tuple[str, bytes]] = (),
    folder: Path,
) -> CaseMessage:
    """Add a message, with up to MOST_FILES files (name, bytes). The other side is told by mail.

    Raises NotAllowed, NotPossible("thread_closed", "agency_not_to_be_warned"), Invalid("message_empty", "message_long",
    "too_many_files", and what files.checks says).
    """
    if not may(actor, Permission.CASE_MESSAGE, case) or actor.account_id is None:
        raise NotAllowed()
    if not may_write(session, actor, case):
        raise NotPossible("thread_closed")
    obstacle = agency_may_hear_of_it(session, actor, case)
    if obstacle is not None:
        raise NotPossible(obstacle)
    if len(uploads) > MOST_FILES:
        raise Invalid("too_many_files", field="file", most=MOST_FILES)
    from_agency = actor.role is Role.AGENCY
    made = CaseMessage(
        case_id=case.id,
        author_id=actor.account_id,
        is_from_agency=from_agency,
        text=_checked(text, "message"),
        written_at=clock.now(),
    )
    session.add(made)
    session.flush()
    for name, data in uploads:
        stored = files.store(session, folder, data, name=name, agency_id=case.agency_id, takes_office=True)
        session.add(CaseMessageFile(message_id=made.id, file_id=stored.id))
    session.flush()
    # Two verbs, because each side is told of the other's.
    verb = "agency_message" if from_agency else "message"
    events.record(session, actor, "case", case.public_id, verb, data={"files": len(uploads)})
    return made


def thread(session: Session, actor: Actor, case: Case) -> list[Written]:
    """The messages of a case with their files, oldest first."""
    if not may(actor, Permission.CASE_READ, case):
        return []
    query = (
        select(CaseMessage, Account.name)
        .join(Account, Account.id == CaseMessage.author_id)
        .where(CaseMessage.case_id == case.id)
        .options(selectinload(CaseMessage.attachments).selectinload(CaseMessageFile.file))
        .order_by(CaseMessage.id)
    )
    inside = actor.role is not Role.AGENCY
    return [
        Written(message, name if inside or message.is_from_agency else "")
        for message, name in session.execute(query)
    ]


def mark_read(session: Session, actor: Actor, case: Case) -> None:
    """What the other side wrote is read now."""
    session.execute(
        update(CaseMessage)
        .where(
            CaseMessage.case_id == case.id,
            CaseMessage.is_from_agency == (actor.role is not Role.AGENCY),
            CaseMessage.read_at.is_(None),
        )
        .values(read_at=clock.now())
    )


def unread_by_case(session: Session, account_id: int) -> dict[int, int]:
    """Messages of agencies that the officer who holds the case has not answered or read, by case."""
    query = (
        select(CaseMessage.case_id, func.count())
        .join(Case, Case.id == CaseMessage.case_id)
        .where(Case.officer_id == account_id, CaseMessage.is_from_agency, CaseMessage.read_at.is_(None))
        .group_by(CaseMessage.case_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def file_of_thread(session: Session, actor: Actor, case: Case, file_id: str) -> StoredFile:
    """A file of this thread and of no other. Raises NotFound."""
    query = (
        select(StoredFile)
        .join(CaseMessageFile, CaseMessageFile.file_id == StoredFile.id)
        .join(CaseMessage, CaseMessage.id == CaseMessageFile.message_id)
        .where(CaseMessage.case_id == case.id, StoredFile.public_id == file_id)
    )
    found = session.scalar(query)
    if found is None or not may(actor, Permission.CASE_READ, case):
        raise NotFound()
    return found
