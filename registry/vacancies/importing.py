"""Job orders from a file into the record: each row imported, a duplicate, or refused with a reason.

An order that began in the past, or says no start, is kept as historical: checked and ranked as of its own dates,
never offered. One that is still to begin goes to an officer. A row seen before, by its official number or its id,
is a duplicate, so the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matching.taxonomy import Link
from registry import clock, events
from registry.access import Actor
from registry.db import new_public_id
from registry.numbering import next_number
from registry.organisations.models import Employer
from registry.organisations.states import EmployerState
from registry.vacancies import checks, needs, service
from registry.vacancies.models import Vacancy
from registry.vacancies.rows import Cells, Note, ReadRow, RowRefused, read_row
from registry.vacancies.states import VacancyState

_AT_ONCE = 100  # rows whose titles are linked together


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row, counted from 1: imported, duplicate or refused; codes say why."""

    row: int
    outcome: str
    notes: tuple[Note, ...]
    vacancy: str | None = None


@dataclass(slots=True)
class _Known:
    """What is in the record already, read once."""

    refs: dict[str, str] = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)


def import_rows(
    session: Session, actor: Actor, rows: Iterable[Cells], *, source: str, scheme: str | None = None
) -> Iterator[RowOutcome]:
    """Import row by row, in the caller's transaction; the caller consumes the outcomes and commits.

    source: name of the file, kept with every vacancy. scheme: for rows that name none.
    """
    known = _known(session)
    numbers = _numbers(next_number(session, Vacancy.number, f"V-{clock.today().year}-"))
    counted = enumerate(rows, start=1)
    while part := list(islice(counted, _AT_ONCE)):
        read = [(position, _read(cells, scheme)) for position, cells in part]
        titles = list(
            {one.facts.title or "" for _, one in read if isinstance(one, ReadRow)} - known.links.keys()
        )
        known.links |= dict(zip(titles, needs.link_titles(titles), strict=True))
        for position, one in read:
            if isinstance(one, Note):
                yield RowOutcome(position, "refused", (one,))
            elif one.ref in known.refs:
                note = Note("import_duplicate", {"ref": one.ref, "number": known.refs[one.ref]})
                yield RowOutcome(position, "duplicate", (note,))
            else:
                vacancy, notes = _import(session, actor, one, next(numbers), known, source)
                known.refs[one.ref] = vacancy.number
                yield RowOutcome(position, "imported", notes, vacancy.public_id)


def _read(cells: Cells, scheme: str | None) -> ReadRow | Note:
    try:
        return read_row(cells, scheme)
    except RowRefused as refusal:
        return refusal.note


def _numbers(first: str) -> Iterator[str]:
    """A number like V-2026-00041 and those after it: asking for each would ask the database each time."""
    prefix, _, digits = first.rpartition("-")
    return (f"{prefix}-{number:05d}" for number in count(int(digits)))


def _known(session: Session) -> _Known:
    known = _Known()
    kept = select(Vacancy.import_ref, Vacancy.official_ref, Vacancy.number)
    for row in session.execute(
        kept.where(or_(Vacancy.import_ref.is_not(None), Vacancy.official_ref.is_not(None)))
    ):
        known.refs |= {ref: row.number for ref in (row.import_ref, row.official_ref) if ref}
    mine = select(Employer.import_ref, Employer.id).where(Employer.import_ref.is_not(None))
    known.employers = {row.import_ref: row.id for row in session.execute(mine) if row.import_ref}
    return known


def _import(
    session: Session, actor: Actor, read: ReadRow, number: str, known: _Known, source: str
) -> tuple[Vacancy, tuple[Note, ...]]:
    facts = read.facts
    is_past = facts.start_date is None or facts.start_date <= clock.today()
    if facts.start_date is None:
        why = Note("import_no_start", {})
    elif is_past:
        why = Note("import_historical", {"start": facts.start_date.isoformat()})
    else:
        why = Note("import_in_review", {"start": facts.start_date.isoformat()})
    vacancy = Vacancy(
        public_id=new_public_id(),
        number=number,
        employer_id=_employer(session, read, known),
        import_ref=read.ref,
        imported=_origin(read, source),
        created_at=clock.now(),
        submitted_at=None if is_past else clock.now(),
        state=VacancyState.HISTORICAL if is_past else VacancyState.IN_REVIEW,
    )
    asked = needs.needs_of(vacancy.public_id, facts, links=known.links[facts.title or ""])
    service.keep_facts(session, vacancy, facts, asked)
    data: dict[str, Any] = {"scheme": facts.scheme, "state": str(vacancy.state), "ref": read.ref}
    events.record(session, actor, "vacancy", vacancy.public_id, "import", data=data)
    if not is_past:
        checks.run(session, vacancy)
    return vacancy, (why, *read.notes)


def _origin(read: ReadRow, source: str) -> dict[str, Any]:
    """Where the vacancy came from and what of its row was not believed."""
    return {
        "file": source,
        "row_id": read.row_id,
        "filed_on": read.filed_on.isoformat() if read.filed_on else None,
        "url": read.source_url,
        "notes": [{"code": note.code, "args": note.args} for note in read.notes],
    }


def _employer(session: Session, read: ReadRow, known: _Known) -> int:
    """The employer of the row's mark: one record for all its orders."""
    found = known.employers.get(read.employer_ref)
    if found is not None:
        return found
    site = (read.facts.worksites or (None,))[0]
    employer = Employer(
        legal_name=(read.employer_name or f"Empleador importado {read.employer_ref}")[:200],
        country=needs.country_of(read.facts),
        city=site.city[:120] if site and site.city else None,
        is_imported=True,
        import_ref=read.employer_ref,
        state=EmployerState.APPLIED,
        applied_at=clock.now(),
    )
    session.add(employer)
    session.flush()
    known.employers[read.employer_ref] = employer.id
    return employer.id
