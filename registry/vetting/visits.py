"""Visits to an agency's offices and telephone calls to them: planned, made, with what was seen and photographs.

A closed door or nobody there is a result too: it feeds rule OPS2 (fieldwork.not_found_at).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import Actor
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files import pdf
from registry.files import service as files
from registry.files.models import StoredFile
from registry.organisations.models import Agency, Branch
from registry.vetting import asked, desk
from registry.vetting.access import HOLDS_FIELDWORK, check_may_keep
from registry.vetting.interviews import may_read
from registry.vetting.models import Case
from registry.vetting.staff_records import Visit, VisitPhoto

HOWS = ("visit", "call")
RESULTS = ("done", "closed", "unreachable")
MOST_PHOTOS = 20
SEEN_LONGEST = 4000
_PLANNED_AHEAD = timedelta(days=366)


def places(session: Session, case: Case) -> list[str]:
    """The offices the agency declared, the main one first."""
    agency = session.get_one(Agency, case.agency_id)
    branches = select(Branch.address).where(Branch.agency_id == agency.id, Branch.until.is_(None))
    found = [agency.address or "", *session.scalars(branches.order_by(Branch.id))]
    return [one for one in dict.fromkeys(found) if one]


def plan(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    place: str,
    planned_on: date,
    how: str = "visit",
    was_announced: bool = False,
) -> Visit:
    """Put a visit or a call on the calendar. Raises what check_may_keep raises, Invalid("place_missing", "day_wrong",
    "how_unknown")."""
    check_may_keep(session, actor, case)
    if how not in HOWS:
        raise Invalid("how_unknown", field="how")
    if len(place.strip()) < 3:
        raise Invalid("place_missing", field="place")
    today = clock.today()
    if not (today - _PLANNED_AHEAD <= planned_on <= today + _PLANNED_AHEAD):
        raise Invalid("day_wrong", field="planned_on")
    visit = Visit(
        case_id=case.id,
        how=how,
        place=place.strip()[:300],
        planned_on=planned_on,
        was_announced=was_announced,
        planned_by_id=actor.account_id or 0,
    )
    session.add(visit)
    session.flush()
    events.record(session, actor, "case", case.public_id, "plan_visit", data={"how": how})
    return visit


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit found. `result`: done, closed, unreachable. `answers`: code of what was looked at -> yes, no,
    unknown. `source`: screen, or paper filled in on the way and entered later."""

    result: str
    happened_on: date
    answers: Mapping[str, str]
    text: str = ""
    source: str = "screen"
    visitor_id: int | None = None


def record(session: Session, actor: Actor, visit: Visit, seen: Seen) -> None:
    """Write down what a planned visit found. Raises what check_may_keep raises, NotPossible("visit_is_over"),
    Invalid("result_unknown", "day_wrong", "seen_missing", "seen_long", "visitor_unknown", "visitor_linked")."""
    case = _case(session, visit)
    check_may_keep(session, actor, case)
    if visit.state != "planned":
        raise NotPossible("visit_is_over")
    _check(session, case, visit, seen)
    visit.state, visit.happened_on, visit.source = seen.result, seen.happened_on, seen.source
    looked_at = asked.newest()
    visit.questions_version = looked_at.version
    visit.answers = asked.checked(looked_at.visit, seen.answers) if seen.result == "done" else {}
    visit.seen = seen.text.strip() or None
    visit.visitor_id = seen.visitor_id or actor.account_id
    visit.entered_by_id, visit.entered_at = actor.account_id, clock.now()
    session.flush()
    data = {"how": visit.how, "result": seen.result, "source": seen.source}
    events.record(session, actor, "case", case.public_id, "visit", data=data)


def _check(session: Session, case: Case, visit: Visit, seen: Seen) -> None:
    if seen.result not in RESULTS:
        raise Invalid("result_unknown", field="result")
    today = clock.today()
    if not (today - _PLANNED_AHEAD <= seen.happened_on <= today):
        raise Invalid("day_wrong", field="happened_on")
    if len(seen.text) > SEEN_LONGEST:
        raise Invalid("seen_long", field="seen", letters=SEEN_LONGEST)
    if len(seen.text.strip()) < 3:
        raise Invalid("seen_missing", field="seen")
    if seen.visitor_id is not None:
        role = session.scalar(select(Account.role).where(Account.id == seen.visitor_id))
        if role not in HOLDS_FIELDWORK:
            raise Invalid("visitor_unknown", field="visitor")
        if desk.links(session, case, seen.visitor_id):
            raise Invalid("visitor_linked", field="visitor")


def cancel(session: Session, actor: Actor, visit: Visit, *, reason: str) -> None:
    """A planned visit that will not be made. Raises what check_may_keep raises, NotPossible("visit_is_over")."""
    case = _case(session, visit)
    check_may_keep(session, actor, case)
    if visit.state != "planned":
        raise NotPossible("visit_is_over")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="cancel_reason")
    visit.state = "cancelled"
    session.flush()
    events.record(session, actor, "case", case.public_id, "cancel_visit", reason=reason.strip())


def add_photos(
    session: Session,
    actor: Actor,
    visit: Visit,
    uploads: Sequence[tuple[str, bytes]],
    *,
    caption: str = "",
    folder: Path,
) -> None:
    """Keep photographs of a visit that was made: written again without place, device or time (registry.files.checks).

    Raises what check_may_keep raises, NotPossible("visit_not_made"), Invalid("upload_missing", "too_many_photos",
    "photo_wanted", and what files.checks says).
    """
    case = _case(session, visit)
    check_may_keep(session, actor, case)
    if visit.state not in RESULTS:
        raise NotPossible("visit_not_made")
    if not uploads:
        raise Invalid("upload_missing", field="file")
    there = len(session.scalars(select(VisitPhoto.id).where(VisitPhoto.visit_id == visit.id)).all())
    if there + len(uploads) > MOST_PHOTOS:
        raise Invalid("too_many_photos", field="file", most=MOST_PHOTOS)
    if any(pdf.is_pdf(data) for _name, data in uploads):
        raise Invalid("photo_wanted", field="file")
    for name, data in uploads:
        # Of no agency: nobody but the readers of the fieldwork can load it.
        stored = files.store(session, folder, data, name=name)
        session.add(
            VisitPhoto(
                visit_id=visit.id,
                file_id=stored.id,
                caption=caption.strip()[:200] or None,
                taken_by_id=actor.account_id or 0,
                added_at=clock.now(),
            )
        )
    session.flush()
    events.record(session, actor, "case", case.public_id, "add_photos", data={"count": len(uploads)})


# ---------------------------------------------------------------- reading


def _case(session: Session, visit: Visit) -> Case:
    return session.get_one(Case, visit.case_id)


def load(session: Session, actor: Actor, case: Case, public_id: str) -> Visit:
    """A visit of this case. Raises NotFound."""
    visit = session.scalar(select(Visit).where(Visit.case_id == case.id, Visit.public_id == public_id))
    if visit is None or not may_read(session, actor, case):
        raise NotFound()
    return visit


@dataclass(frozen=True, slots=True)
class Made:
    """A visit with the name of who made it. `worries`: codes of what speaks against the agency."""

    visit: Visit
    by: str | None
    worries: tuple[str, ...]


def of_case(session: Session, actor: Actor, case: Case) -> list[Made]:
    """Every visit of the case with its photographs, newest first. Raises NotAllowed."""
    if not may_read(session, actor, case):
        raise NotAllowed()
    query = (
        select(Visit, Account.name)
        .outerjoin(Account, Account.id == Visit.visitor_id)
        .where(Visit.case_id == case.id)
        .options(selectinload(Visit.photos).selectinload(VisitPhoto.file))
        .order_by(Visit.planned_on.desc(), Visit.id.desc())
    )
    return [Made(visit, name, _worries(visit)) for visit, name in session.execute(query)]


def _worries(visit: Visit) -> tuple[str, ...]:
    if visit.questions_version is None:
        return ()
    looked_at = asked.of_version(visit.questions_version).visit
    return tuple(one.code for one in asked.worries(looked_at, visit.answers))


def photo(session: Session, actor: Actor, case: Case, file_id: str) -> StoredFile:
    """A photograph of this case's visits and of no other's. Raises NotFound."""
    query = (
        select(StoredFile)
        .join(VisitPhoto, VisitPhoto.file_id == StoredFile.id)
        .join(Visit, Visit.id == VisitPhoto.visit_id)
        .where(Visit.case_id == case.id, StoredFile.public_id == file_id)
    )
    found = session.scalar(query)
    if found is None or not may_read(session, actor, case):
        raise NotFound()
    return found
