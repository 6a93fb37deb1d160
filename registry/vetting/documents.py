"""Papers from a telephone: read at once, of several pages, and never the same paper for two questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files.checks import check
from registry.files.legible import doubt
from registry.files.models import StoredFile
from registry.files.service import store
from registry.vetting import queries, requirements, service
from registry.vetting.models import Answer, AnswerPage, Case

# First page and nineteen more: a deed with its appointments.
MOST_PAGES = 20


def give(
    session: Session,
    actor: Actor,
    case: Case,
    code: str,
    files: list[tuple[str, bytes]],
    *,
    folder: Path,
    dated_on: date | None = None,
    is_sure: bool = False,
) -> Answer:
    """Answer a requirement with one paper: a file, or a photograph for each of its pages, as (name, bytes).

    `is_sure`: whoever sends them says that they are right as they are. Raises what `service.give_document` raises, and
    Invalid: what legible.doubt says, upload_other_type, pages_many, paper_given_before.
    """
    if len(files) > MOST_PAGES:
        raise Invalid("pages_many", field="file", most=MOST_PAGES)
    types = _types(session, case, code)
    for _name, data in files:
        _look(session, case, code, data, types, is_sure=is_sure)
    (first_name, first), *others = files
    answer = service.give_document(
        session, actor, case, code, first, name=first_name, folder=folder, dated_on=dated_on
    )
    for page in session.scalars(select(AnswerPage).where(AnswerPage.answer_id == answer.id)):
        session.delete(page)
    session.flush()
    for position, (name, data) in enumerate(others, start=2):
        _keep(session, case, answer, name, data, folder, position)
    return answer


def add_pages(
    session: Session,
    actor: Actor,
    case: Case,
    code: str,
    files: list[tuple[str, bytes]],
    *,
    folder: Path,
    is_sure: bool = False,
) -> None:
    """More photographs of a paper that was already given. Raises NotAllowed, NotPossible, NotFound, Invalid."""
    answer = _open_answer(session, actor, case, code)
    last = session.scalar(select(func.max(AnswerPage.position)).where(AnswerPage.answer_id == answer.id)) or 1
    if last + len(files) > MOST_PAGES:
        raise Invalid("pages_many", field="file", most=MOST_PAGES)
    types = _types(session, case, code)
    for _name, data in files:
        _look(session, case, code, data, types, is_sure=is_sure)
    for position, (name, data) in enumerate(files, start=last + 1):
        _keep(session, case, answer, name, data, folder, position)
    events.record(
        session, actor, "case", case.public_id, "add_page", data={"requirement": code, "pages": len(files)}
    )


def remove_page(session: Session, actor: Actor, case: Case, code: str, key: int) -> None:
    """Take out a page that came by mistake; the first page goes only with the whole paper."""
    answer = _open_answer(session, actor, case, code)
    page = session.scalar(select(AnswerPage).where(AnswerPage.id == key, AnswerPage.answer_id == answer.id))
    if page is None:
        raise NotFound()
    session.delete(page)
    session.flush()
    events.record(session, actor, "case", case.public_id, "remove_page", data={"requirement": code})


def _open_answer(session: Session, actor: Actor, case: Case, code: str) -> Answer:
    if not may(actor, Permission.CASE_SUBMIT, case):
        raise NotAllowed()
    if case.state not in queries.BEING_PREPARED:
        raise NotPossible("case_not_open")
    answer = queries.answer_to(session, case, code)
    if answer is None or answer.file_id is None:
        raise NotFound()
    return answer


def _types(session: Session, case: Case, code: str) -> tuple[str, ...]:
    """Kinds of file that this requirement takes: pdf, jpeg, png. Raises NotFound."""
    for one in requirements.of_case(session, case):
        if one.code == code:
            return one.file_types
    raise NotFound()


def _look(
    session: Session, case: Case, code: str, data: bytes, types: tuple[str, ...], *, is_sure: bool
) -> None:
    checked = check(data)
    if checked.media_type.partition("/")[2] not in types:
        raise Invalid("upload_other_type", field="file", types=", ".join(types).upper())
    if is_sure:
        return
    found = doubt(checked)
    if found is not None:
        raise Invalid(found, field="file")
    if _was_given_for_another(session, case, code, checked.sha256):
        raise Invalid("paper_given_before", field="file")


def _was_given_for_another(session: Session, case: Case, code: str, sha256: str) -> bool:
    """Does the very same file answer another requirement of this case already?"""
    first = select(Answer.id).join(StoredFile, StoredFile.id == Answer.file_id)
    further = (
        select(Answer.id)
        .join(AnswerPage, AnswerPage.answer_id == Answer.id)
        .join(StoredFile, StoredFile.id == AnswerPage.file_id)
    )
    same = (Answer.case_id == case.id, Answer.requirement != code, StoredFile.sha256 == sha256)
    return any(session.scalar(query.where(*same).limit(1)) is not None for query in (first, further))


def _keep(
    session: Session, case: Case, answer: Answer, name: str, data: bytes, folder: Path, position: int
) -> None:
    stored = store(session, folder, data, name=name, agency_id=case.agency_id)
    session.add(AnswerPage(answer_id=answer.id, file_id=stored.id, position=position))
    session.flush()
