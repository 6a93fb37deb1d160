"""Job orders from a file into the record: each row imported, a duplicate, or refused with a reason.

An order that began in the past, or says no start, is kept as historical: checked and ranked as of its own dates,
never offered. One that is still to begin goes to an officer. A row seen before, by its official number or its id,
is a duplicate, so the same file twice changes nothing; but a later decision of the authority about a known order
changes its official status.
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
from registry.vacancies.cells import Note, RowRefused
from registry.vacancies.models import Vacancy
from registry.vacancies.queries import LIVE
from registry.vacancies.rows import ReadRow, read_row
from registry.vacancies.shapes import RowReader
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
    """What is in the record already, read once. refs: number and key of a vacancy under each of its marks."""

    refs: dict[str, tuple[str, int]] = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)

    def find(self, read: ReadRow) -> tuple[str, int] | None:
        return next((self.refs[ref] for ref in read.refs if ref in self.refs), None)


def import_rows(
    session: Session,
    actor: Actor,
    rows: Iterable[Any],
    *,
    source: str,
    scheme: str | None = None,
    read: RowReader = read_row,
) -> Iterator[RowOutcome]:
    """Import row by row, in the caller's transaction; the caller consumes the outcomes and commits.

    source: name of the file, kept with every vacancy. scheme: for rows that name none. read: how a row is read
    (registry.vacancies.shapes).
    """
    known = _known(session)
    numbers = _numbers(next_number(session, Vacancy.number, f"V-{clock.today().year}-"))
    counted = enumerate(rows, start=1)
    while part := list(islice(counted, _AT_ONCE)):
        found = [(position, _read(read, row, scheme)) for position, row in part]
        new = [one for _, one in found if isinstance(one, ReadRow) and known.find(one) is None]
        titles = list({one.facts.title or "" for one in new} - known.links.keys())
        known.links |= dict(zip(titles, needs.link_titles(titles), strict=True))
        for position, one in found:
            if isinstance(one, Note):
                yield RowOutcome(position, "refused", (one,))
            elif (before := known.find(one)) is not None:
                yield RowOutcome(position, "duplicate", (_again(session, actor, one, before),))
            else:
                vacancy, notes = _import(session, actor, one, next(numbers), known, source)
                known.refs[one.ref] = (vacancy.number, vacancy.id)
                yield RowOutcome(position, "imported", notes, vacancy.public_id)


def _read(read: RowReader, row: Any, scheme: str | None) -> ReadRow | Note:
    try:
        return read(row, scheme)
    except RowRefused as refusal:
        return refusal.note


def _again(session: Session, actor: Actor, read: ReadRow, before: tuple[str, int]) -> Note:
    """A row of an order in the record: a duplicate, or the authority's newer decision about it."""
    number, key = before
    told = {"ref": read.facts.official_ref or read.ref, "number": number}
    if read.decided_on is None or read.facts.official_status is None:
        return Note("import_duplicate", told)
    vacancy = session.get_one(Vacancy, key)
    old, new = vacancy.facts.get("official_status"), read.facts.official_status
    if old == new or (vacancy.imported.get("decided_on") or "") > read.decided_on.isoformat():
        return Note("import_duplicate", told)
    vacancy.facts = vacancy.facts | {"official_status": new}
    vacancy.imported = vacancy.imported | {"decided_on": read.decided_on.isoformat()}
    data = {"status": new, "before": old, "decided_on": read.decided_on.isoformat()}
    events.record(session, actor, "vacancy", vacancy.public_id, "update_status", data=data)
    if vacancy.state in LIVE:
        checks.run(session, vacancy)
    return Note("import_status_updated", told | {"before": old or "–", "after": new})


def _numbers(first: str) -> Iterator[str]:
    """A number like V-2026-00041 and those after it: asking for each would ask the database each time."""
    prefix, _, digits = first.rpartition("-")
    return (f"{prefix}-{number:05d}" for number in count(int(digits)))


def _known(session: Session) -> _Known:
    known = _Known()
    kept = select(Vacancy.import_ref, Vacancy.official_ref, Vacancy.number, Vacancy.id)
    for row in session.execute(
        kept.where(or_(Vacancy.import_ref.is_not(None), Vacancy.official_ref.is_not(None)))
    ):
        known.refs |= {ref: (row.number, row.id) for ref in (row.import_ref, row.official_ref) if ref}
    mine = select(Employer.import_ref, Employer.id).where(Employer.import_ref.is_not(None))
    known.employers = {row.import_ref: row.id for row in session.execute(mine) if row.import_ref}
    return known


def _import(
    session: Session, actor: Actor, read: ReadRow, number: str, known: _Known, source: str
) -> tuple[Vacancy, tuple[Note, ...]]:
    facts = read.facts
    is_past = read.only_history or facts.start_date is None or facts.start_date <= clock.today()
    if read.only_history:
        why = Note("import_disclosed", {"status": facts.official_status or "–"})
    elif facts.start_date is None:
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
        "decided_on": read.decided_on.isoformat() if read.decided_on else None,
        "url": read.source_url,
        "notes": [{"code": note.code, "args": note.args} for note in read.notes],
    }


def _employer(session: Session, read: ReadRow, known: _Known) -> int:
    """The employer of the row's mark: one record for all its orders."""
    named = read.employer
    found = known.employers.get(named.ref)
    if found is not None:
        return found
    site = (read.facts.worksites or (None,))[0]
    city = named.city or (site.city if site else None)
    region = (named.region or "").upper()
    employer = Employer(
        legal_name=(named.name or f"Empleador importado {named.ref}")[:200],
        trade_name=named.trade_name[:200] if named.trade_name else None,
        country=needs.country_of(read.facts),
        region=region if len(region) == 2 else None,
        city=city[:120] if city else None,
        is_imported=True,
        import_ref=named.ref,
        state=EmployerState.APPLIED,
        applied_at=clock.now(),
    )
    session.add(employer)
    session.flush()
    known.employers[named.ref] = employer.id
    return employer.id
