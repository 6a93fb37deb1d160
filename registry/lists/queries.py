"""Every question about official lists: what is in force, since when, and who of ours stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.lists.compare import Firm, Likeness, Listed, alike
from registry.lists.kinds import KINDS, ListKind, barring
from registry.lists.models import ListAnswer, ListedParty, OfficialList
from registry.lists.reading import keys_of
from registry.organisations.models import Agency, Employer
from registry.schemes.facts import ListedName, ListReading
from registry.vacancies.cells import Note

# The last day counts, and on one day what was loaded, or confirmed, last.
_NEWEST = (OfficialList.seen_on.desc(), OfficialList.loaded_at.desc(), OfficialList.id.desc())
_KEPT = 8  # readings prepared for comparing: the barring ones in force, and those just replaced
# A reading never changes, so what was read of it once stays true; by its public id.
_PREPARED: dict[str, list[Listed]] = {}


@dataclass(frozen=True, slots=True)
class Mention:
    """A list that informs, and the rows of it that carry a firm's name; none when it is not there."""

    official: OfficialList
    parties: list[ListedParty]

    @property
    def kind(self) -> ListKind:
        return ListKind(self.official.kind)


def in_force(session: Session, kind: ListKind) -> OfficialList | None:
    """The newest reading of a kind."""
    query = select(OfficialList).where(OfficialList.kind == kind)
    return session.scalar(query.order_by(*_NEWEST).limit(1))


def of_kind(session: Session, kind: ListKind) -> list[OfficialList]:
    """Every reading of a kind, the one in force first."""
    query = select(OfficialList).where(OfficialList.kind == kind)
    return list(session.scalars(query.order_by(*_NEWEST)))


def load(session: Session, actor: Actor, public_id: str) -> OfficialList:
    """Raises NotFound for absent and forbidden alike."""
    found = session.scalar(select(OfficialList).where(OfficialList.public_id == public_id))
    if found is None or not may(actor, Permission.OFFICIAL_LIST_READ):
        raise NotFound()
    return found


def parties(
    session: Session, official: OfficialList, *, name: str = "", count: int = 200
) -> list[ListedParty]:
    """Who stands on a reading, by row; with `name`, those whose name has these letters."""
    query = select(ListedParty).where(ListedParty.list_id == official.id)
    if name:
        query = query.where(func.lower(ListedParty.name).contains(name.lower(), autoescape=True))
    return list(session.scalars(query.order_by(ListedParty.row).limit(count)))


def rows_of(session: Session, official: OfficialList) -> list[int]:
    """The numbers of the rows that were read."""
    query = select(ListedParty.row).where(ListedParty.list_id == official.id).order_by(ListedParty.row)
    return list(session.scalars(query))


def refused_of(official: OfficialList) -> list[tuple[int, Note]]:
    return [(one["row"], Note(one["code"], one["args"])) for one in official.refused]


# ------------------------------------------------------------------ who of ours stands on one


def readings(
    session: Session, country: str, on: date, employer: Employer | None, agency: Agency | None
) -> tuple[ListReading, ...]:
    """What rule ALL-12 asks: each barring list of the country, the day it was read, and the names on it that are, or
    look like, the employer's or the agency's and hold on that day. Names an officer told apart are left out."""
    found = []
    for kind in barring(country):
        official = in_force(session, kind)
        if official is None:
            found.append(ListReading(kind=kind))
            continue
        names = [
            ListedName(
                ours=one.ours[:300],
                listed=one.listed.name[:300],
                place=_place(one.listed),
                until=one.listed.until,
                certain=one.is_certain,
            )
            for firm in (employer, agency)
            if firm is not None
            for one in likenesses(session, official, firm, on)
        ]
        found.append(
            ListReading(
                kind=kind,
                read_on=official.seen_on,
                reading=official.public_id,
                rows=official.row_count,
                names=tuple(names),
            )
        )
    return tuple(found)


def likenesses(session: Session, official: OfficialList, firm: Employer | Agency, on: date) -> list[Likeness]:
    """Names of a barring reading that are a firm's or look like it, with what officers answered taken in."""
    holding = [one for one in _prepared(session, official) if one.holds_on(on)]
    seen = alike(firm_of(firm), holding)
    answered = answers(session, firm, ListKind(official.kind)) if seen else {}
    found = []
    for one in seen:
        answer = answered.get((one.listed.name, _place(one.listed)))
        if answer is None:
            found.append(one)
        elif answer.is_same:
            found.append(Likeness(one.ours, one.listed, True))
    return found


def answers(
    session: Session, firm: Employer | Agency, kind: ListKind
) -> dict[tuple[str, str | None], ListAnswer]:
    """The last answer about each listed name and place that was held against this firm."""
    side = ListAnswer.employer_id if isinstance(firm, Employer) else ListAnswer.agency_id
    query = select(ListAnswer).where(side == firm.id, ListAnswer.kind == kind).order_by(ListAnswer.id)
    return {(one.listed_name, one.listed_place): one for one in session.scalars(query)}


def _prepared(session: Session, official: OfficialList) -> list[Listed]:
    """Who is barred by a reading, ready for comparing."""
    kept = _PREPARED.get(official.public_id)
    if kept is None:
        columns = (
            ListedParty.name, ListedParty.name_key, ListedParty.other_key, ListedParty.place, ListedParty.region,
            ListedParty.since, ListedParty.until,
        )  # fmt: skip
        query = select(*columns).where(ListedParty.list_id == official.id, ListedParty.is_barred)
        kept = [Listed(*row) for row in session.execute(query.order_by(ListedParty.row))]
        for oldest in list(_PREPARED)[: max(0, len(_PREPARED) - _KEPT + 1)]:
            _PREPARED.pop(oldest, None)
        _PREPARED[official.public_id] = kept
    return kept


def firm_of(firm: Employer | Agency) -> Firm:
    if isinstance(firm, Employer):
        names = (firm.legal_name, firm.trade_name)
        return Firm(tuple(name for name in names if name), firm.city, firm.region)
    return Firm((firm.legal_name, *firm.trade_names))


def about(
    session: Session, firm: Employer | Agency, countries: Sequence[str]
) -> tuple[list[Mention], list[ListReading]]:
    """All that official lists say of a firm today, for the staff's page about it: those that inform, of its countries
    of work or where its name stands; and those that bar, of its countries."""
    informing = [kind for kind, what in KINDS.items() if not what.bars]
    found = [
        one
        for one in mentions(session, firm, informing)
        if one.parties or KINDS[one.kind].country in countries
    ]
    employer, agency = (firm, None) if isinstance(firm, Employer) else (None, firm)
    today = clock.today()
    barring_too = [one for place in countries for one in readings(session, place, today, employer, agency)]
    return found, barring_too


def mentions(session: Session, firm: Employer | Agency, kinds: Iterable[ListKind]) -> list[Mention]:
    """Where a firm's exact name stands on lists that only inform, newest reading of each kind; for staff."""
    keys = {key for name in firm_of(firm).names for key in keys_of(name) if key}
    found = []
    for kind in kinds:
        official = in_force(session, kind)
        if official is not None:
            named = or_(ListedParty.name_key.in_(keys), ListedParty.other_key.in_(keys))
            query = select(ListedParty).where(ListedParty.list_id == official.id, named)
            found.append(Mention(official, list(session.scalars(query.order_by(ListedParty.row).limit(5)))))
    return found


def _place(listed: Listed) -> str | None:
    return ", ".join(part for part in (listed.place, listed.region) if part)[:300] or None
