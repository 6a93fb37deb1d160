"""Which red flags hold of an agency now. One function a rule; each reads what other nouns keep and gives what it saw.

PHX1 to PHX5 and SCAM1 compare two firms (links.py). Evidence is codes, counts and masked values: of complaints it says
how many, never what or who.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import people
from registry import clock
from registry.access import STAFF, Role
from registry.accounts.models import Account
from registry.complaints import queries as complaints
from registry.complaints.kinds import PaidTo
from registry.complaints.models import Complaint, FeeReport
from registry.files.models import StoredFile
from registry.flags import links
from registry.flags.models import NotedFact
from registry.flags.pool import Pool
from registry.flags.rulebook import Rulebook
from registry.lists import queries as lists
from registry.offers.money import asked_for
from registry.organisations.models import Agency, AgencyParty, Employer, Recruiter, Standing
from registry.placements import pay
from registry.vacancies import references
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vacancies.states import VacancyState
from registry.vetting import exposure
from registry.vetting.models import Answer, Case
from registry.vetting.staff_records import Visit

_LIVE = (VacancyState.IN_REVIEW, VacancyState.PUBLISHED, VacancyState.SUSPENDED)
# Rules of the law that say whether a wage reaches the floor of its scheme.
_WAGE_RULES = frozenset({"H2A-01", "H2A-02", "H2B-01", "CA-01", "CA-18", "ES-01", "GT-01"})
_ADVERT_LETTERS = 15
_MINISTRY = STAFF - {Role.COUNSELLOR}


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule that holds. `subject`: opaque id of what it is about, "" for the agency. `other_id`: the firm compared."""

    rule: str
    weight: int
    evidence: dict[str, Any]
    subject: str = ""
    other_id: int | None = None


def holding(session: Session, agency: Agency, pool: Pool, book: Rulebook) -> list[Raised]:
    """Every rule that holds of the agency today."""
    found = list(_links(agency, pool, book))
    for rule in _RULES:
        found.extend(rule(session, agency, book))
    return found


def _links(agency: Agency, pool: Pool, book: Rulebook) -> Iterator[Raised]:
    ours = pool.firms[agency.id]
    keys = {firm.id: key for key, firm in pool.firms.items()}
    others = (firm for key, firm in pool.firms.items() if key != agency.id)
    for theirs, findings in links.worth_a_look(ours, others, pool.crowd, book, asof=clock.today()):
        for one in findings:
            yield Raised(one.rule, one.weight, one.evidence, theirs.id, keys[theirs.id])


# ---------------------------------------------------------------- owners


def _phx6(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """Owners changed within a year of a sanction, or more than once in two years."""
    rule = book["PHX6"]
    rows = session.execute(
        select(AgencyParty.since, AgencyParty.until).where(
            AgencyParty.agency_id == agency.id, AgencyParty.role.in_(("owner", "shareholder"))
        )
    ).all()
    # An owner that left is a transfer; who was there from the beginning is none.
    days = sorted({row.until for row in rows if row.until})
    sanctions = session.scalars(
        select(Standing.since).where(
            Standing.agency_id == agency.id, Standing.state.in_(("suspended", "revoked"))
        )
    ).all()
    near = timedelta(days=round(30.44 * rule.more["months"]))
    beside = [day for day in days if any(abs(day - sanction) <= near for sanction in sanctions)]
    lately = [day for day in days if clock.today() - day <= timedelta(days=365 * rule.more["years"])]
    if beside or len(lately) > rule.more["changes"]:
        yield Raised("PHX6", rule.weight, {"changes": [day.isoformat() for day in beside or lately]})


# ---------------------------------------------------------------- money asked of workers


def _fees(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    if agency.declared_fee_policy != "zero":
        return
    told, rule = complaints.fee_reports_about(session, agency.id), book["FEE1"]
    if told.reports:
        weight = min(rule.weight * told.reports, rule.cap)
        yield Raised("FEE1", weight, {"reports": told.reports, "codes": sorted(told.codes)})


def _adverts(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """Any text of a live vacancy that tells somebody to pay."""
    for vacancy in _live(session, agency):
        texts = [
            str(one) for one in vacancy.facts.values() if isinstance(one, str) and len(one) >= _ADVERT_LETTERS
        ]
        asked = [found for text in texts if (found := asked_for(text)) is not None]
        if asked:
            sums = sorted({one for found in asked for one in found.sums})
            yield Raised(
                "FEE2", book["FEE2"].weight, {"vacancy": vacancy.number, "sums": sums}, vacancy.public_id
            )


def _unknown_takers(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """Payments to a person of the agency who is not on its list. The names stay sealed; how many is all that leaves."""
    query = (
        select(FeeReport)
        .join(Complaint, Complaint.id == FeeReport.complaint_id)
        .where(
            FeeReport.agency_id == agency.id,
            FeeReport.paid_to == PaidTo.SUB_AGENT,
            Complaint.state != "dismissed",
        )
    )
    known = [
        people.read(name)
        for name in session.scalars(select(Recruiter.name).where(Recruiter.agency_id == agency.id))
    ]
    rarity = people.Rarity()
    missing = 0
    for report in session.scalars(query):
        if not report.paid_to_name:
            continue
        name = people.read(report.paid_to_name)
        levels = {people.likeness(name, one, rarity).level for one in known}
        missing += not levels & {"same_name", "short_name"}
    if missing:
        yield Raised("FEE3", book["FEE3"].weight, {"reports": missing})


# ---------------------------------------------------------------- job orders


def _live(session: Session, agency: Agency) -> list[Vacancy]:
    query = select(Vacancy).where(Vacancy.agency_id == agency.id, Vacancy.state.in_(_LIVE))
    return list(session.scalars(query.order_by(Vacancy.id)))


def _bond(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    found = exposure.of_agency(session, agency)
    if found.level == "blocks":
        ratio = None if found.ratio is None else float(found.ratio)
        yield Raised("JOB1", book["JOB1"].weight, {"ratio": ratio, "exposure": str(found.total)})


def _references(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """What the official files answer of each order (vacancies/references.py): a number that is missing or is none
    raises JOB2, an agency that its case does not name JOB3. What they cannot say raises nothing."""
    for vacancy in _live(session, agency):
        # One that is still in review may wait for its number: the law of its scheme asks for it there.
        is_out = vacancy.state != VacancyState.IN_REVIEW
        bad = {"missing", "not_found"} if is_out else {"not_found"}
        found = references.of_vacancy(session, vacancy)
        if any(one.code != "recruiter_named" and one.outcome in bad for one in found):
            yield Raised("JOB2", book["JOB2"].weight, {"vacancy": vacancy.number}, vacancy.public_id)
        for one in found:
            if one.code == "recruiter_named" and one.outcome == "not_found" and one.official is not None:
                read_on = one.official.seen_on.isoformat()
                evidence = {"vacancy": vacancy.number, "case": one.number, "read_on": read_on}
                yield Raised("JOB3", book["JOB3"].weight, evidence, vacancy.public_id)


def _wages(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """A wage below its floor by the last check, or a contract or first pay below what was promised."""
    short = pay.below_promise(session, agency.id)
    for vacancy in _live(session, agency):
        query = select(VacancyCheck.outcomes).where(VacancyCheck.vacancy_id == vacancy.id)
        outcomes = session.scalar(query.order_by(VacancyCheck.id.desc()).limit(1)) or []
        below = sorted(
            one["rule"] for one in outcomes if one["rule"] in _WAGE_RULES and one["outcome"] == "not_met"
        )
        people_short = short.pop(vacancy.number, 0)
        if below or people_short:
            evidence = {"vacancy": vacancy.number, "rules": below, "people": people_short}
            yield Raised("JOB4", book["JOB4"].weight, evidence, vacancy.public_id)
    for number, count in short.items():
        key = session.scalar(select(Vacancy.public_id).where(Vacancy.number == number))
        yield Raised(
            "JOB4", book["JOB4"].weight, {"vacancy": number, "rules": [], "people": count}, key or ""
        )


def _twice(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """The same employer, scheme, title and first day through another agency."""
    for vacancy in _live(session, agency):
        query = select(Vacancy.number).where(
            Vacancy.employer_id == vacancy.employer_id,
            Vacancy.agency_id.is_not(None),
            Vacancy.agency_id != agency.id,
            Vacancy.scheme == vacancy.scheme,
            Vacancy.start_on == vacancy.start_on,
            func.lower(Vacancy.title) == vacancy.title.lower(),
            Vacancy.state.in_(_LIVE),
        )
        others = sorted(session.scalars(query))
        if others:
            evidence = {"vacancy": vacancy.number, "others": others}
            yield Raised("JOB5", book["JOB5"].weight, evidence, vacancy.public_id)


def _employers(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """Employers of live job orders that a barring list names, for certain or by a name alike that nobody told apart."""
    seen = {vacancy.employer_id: vacancy.country for vacancy in _live(session, agency)}
    for employer in session.scalars(select(Employer).where(Employer.id.in_(seen)).order_by(Employer.id)):
        readings = lists.readings(session, seen[employer.id], clock.today(), employer, None)
        named = [reading for reading in readings if any(name.certain for name in reading.names)]
        if named:
            evidence = {"employer": employer.legal_name, "lists": [str(one.kind) for one in named]}
            yield Raised("EMP1", book["EMP1"].weight, evidence, employer.public_id)


# ---------------------------------------------------------------- how it works


def _placements(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """For the same period: people counted by others against people declared."""
    declared = {one.dated_on: one for one in _noted(session, agency, "placements_declared")}
    for counted in _noted(session, agency, "placements_counted"):
        told = declared.get(counted.dated_on)
        if told is None or counted.number is None or told.number is None:
            continue
        if counted.number > told.number * (1 + book["OPS1"].more["share"]):
            evidence = {
                "until": counted.dated_on.isoformat(),
                "counted": counted.number,
                "declared": told.number,
            }
            yield Raised("OPS1", book["OPS1"].weight, evidence, counted.dated_on.isoformat())


def _visits(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """The office was closed, or three calls were not answered; what happened since the last visit that was done."""
    query = (
        select(Visit)
        .join(Case, Case.id == Visit.case_id)
        .where(Case.agency_id == agency.id, Visit.happened_on.is_not(None))
    )
    visits = list(session.scalars(query.order_by(Visit.happened_on, Visit.id)))
    last = max((place for place, one in enumerate(visits) if one.state == "done"), default=-1)
    since = visits[last + 1 :]
    closed = [one for one in since if one.how == "visit" and one.state in ("closed", "unreachable")]
    calls = [one for one in since if one.how == "call" and one.state == "unreachable"]
    if closed or len(calls) >= book["OPS2"].more["calls"]:
        days = [one.happened_on.isoformat() for one in (*closed, *calls) if one.happened_on]
        yield Raised("OPS2", book["OPS2"].weight, {"closed": len(closed), "calls": len(calls), "days": days})


def _documents(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """A file that another agency gave as well, or a document of the open case that has expired."""
    mine = select(StoredFile.sha256).where(StoredFile.agency_id == agency.id)
    shared = select(StoredFile.sha256).where(
        StoredFile.agency_id.is_not(None), StoredFile.agency_id != agency.id, StoredFile.sha256.in_(mine)
    )
    copies = len(set(session.scalars(shared)))
    # Of a case that is open: papers may run out in the years after a decision.
    newest = select(func.max(Case.id)).where(
        Case.agency_id == agency.id, Case.submitted_at.is_not(None), Case.state.not_in(("decided", "lapsed"))
    )
    expired = sorted(
        session.scalars(
            select(Answer.requirement).where(
                Answer.case_id == newest.scalar_subquery(), Answer.expires_on < clock.today()
            )
        )
    )
    if copies or expired:
        yield Raised("OPS3", book["OPS3"].weight, {"copies": copies, "expired": expired})


def _reports(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    late = _noted(session, agency, "report_late")
    if len(late) >= book["OPS4"].more["times"]:
        yield Raised("OPS4", book["OPS4"].weight, {"days": [one.dated_on.isoformat() for one in late]})


def _officials(session: Session, agency: Agency, book: Rulebook) -> Iterator[Raised]:
    """A post that an officer noted within 24 months, or somebody of the agency with the name of one of our staff."""
    since = clock.today() - timedelta(days=round(30.44 * book["COI1"].more["months"]))
    noted = [one for one in _noted(session, agency, "official_post") if one.dated_on >= since]
    staff = [
        people.read(name) for name in session.scalars(select(Account.name).where(Account.role.in_(_MINISTRY)))
    ]
    rarity = people.Rarity()
    names = session.scalars(select(AgencyParty.name).where(AgencyParty.agency_id == agency.id))
    same = [
        name for name in names
        if any(people.likeness(people.read(name), one, rarity).level == "same_name" for one in staff)
    ]  # fmt: skip
    if noted or same:
        evidence = {"posts": [one.dated_on.isoformat() for one in noted], "names": sorted(same)}
        yield Raised("COI1", book["COI1"].weight, evidence)


def _noted(session: Session, agency: Agency, kind: str) -> list[NotedFact]:
    query = select(NotedFact).where(NotedFact.agency_id == agency.id, NotedFact.kind == kind)
    return list(session.scalars(query.order_by(NotedFact.dated_on, NotedFact.id)))


_Rule = Callable[[Session, Agency, Rulebook], Iterable[Raised]]
_RULES: tuple[_Rule, ...] = (
    _phx6, _fees, _adverts, _unknown_takers, _bond, _references, _wages, _twice, _employers,
    _placements, _visits, _documents, _reports, _officials,
)  # fmt: skip
