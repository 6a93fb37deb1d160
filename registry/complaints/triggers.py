"""What credible reports set off (ethical-recruitment.md 6.6): a case, a hold of new orders, a hearing to propose.

Counts open files and put things before people. They suspend nobody and strike nobody off: reports can be flooded by
rivals, so only those count that a handler called credible, and one source counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM, Actor, Permission, may
from registry.complaints import danger, rules, sources
from registry.complaints.handling import SetOff, Triage
from registry.complaints.models import Complaint
from registry.complaints.states import ComplaintState
from registry.errors import Invalid, NotAllowed, NotFound
from registry.organisations import holds, sanctions
from registry.organisations.holds import Cause
from registry.organisations.models import Agency, Standing
from registry.proposals.models import Proposal
from registry.vetting import service as vetting
from registry.vetting.models import Case
from registry.vetting.queries import OPEN

PROOF = frozenset({"document", "checked"})
# Why a case was opened, as a code: the words are app's.
WHY = "credible_reports"
AUTHORITIES = ("court", "foreign_regulator", "iris")


@dataclass(frozen=True, slots=True)
class Report:
    """A credible report as it is counted. `source`: the key of the first report of the same source."""

    key: int
    source: int
    age_days: int
    is_critical: bool
    has_proof: bool
    vacancy_id: int | None
    municipality: str | None


def compare(session: Session, found: sources.Found) -> list[SetOff]:
    """For the clock: write down which reports are of one source, and weigh those that were waiting for it."""
    return [row for one in sources.keep(session, found) for row in weigh(session, one)]


def weigh(session: Session, complaint: Complaint) -> list[SetOff]:
    """See what this report, with the others about its agency, sets off now; nothing without an agency or credit, nor
    before it was compared: copies would count as sources."""
    judged = session.get(Triage, complaint.id)
    if complaint.agency_id is None or judged is None or not judged.is_credible or not complaint.is_compared:
        return []
    agency = session.get_one(Agency, complaint.agency_id)
    reports = credible(session, agency.id)
    found = []
    if danger.of(session, complaint) is not None and not _counted(session, agency.id, "same_day") & {
        complaint.id
    }:
        found.append(_set_off(session, agency, "same_day", [complaint.id]))
    for one in (_open_case(session, agency, reports), *_hearing(session, agency, complaint, reports)):
        if one is not None:
            found.append(one)
    return found


def credible(session: Session, agency_id: int) -> list[Report]:
    """Every report about the agency that a handler called credible and that was not dismissed since."""
    query = (
        select(Complaint, Triage)
        .join(Triage, Triage.complaint_id == Complaint.id)
        .where(
            Complaint.agency_id == agency_id,
            Complaint.state != ComplaintState.DISMISSED,
            Triage.is_credible.is_(True),
        )
    )
    rows = session.execute(query).all()
    first = sources.of(session, [one.id for one, _judged in rows])
    today = clock.today()
    return [
        Report(
            key=one.id,
            source=first[one.id],
            age_days=(today - one.day).days,
            is_critical=judged.is_critical,
            has_proof=judged.evidence in PROOF,
            vacancy_id=one.vacancy_id,
            municipality=one.municipality,
        )
        for one, judged in rows
    ]


def independent(reports: Iterable[Report]) -> int:
    """How many sources there are behind these reports."""
    return len({one.source for one in reports})


# ---------------------------------------------------------------- a case


def case_reports(reports: Sequence[Report], asked: rules.CaseTrigger) -> list[Report]:
    """The reports that open a case, or none. Pure, so that the table of the specification can be tried on it."""
    counted = [
        one
        for one in reports
        if one.age_days <= asked.within_days and (one.is_critical or not asked.only_critical)
    ]
    with_proof = sum(1 for one in counted if one.has_proof)
    is_enough = with_proof >= asked.with_proof or independent(counted) >= asked.independent
    return counted if is_enough else []


def _open_case(session: Session, agency: Agency, reports: list[Report]) -> SetOff | None:
    if _is_held_by_case(session, agency.id):
        # What comes while the case runs is in its file already.
        return None
    used = _counted(session, agency.id, "case")
    found = case_reports([one for one in reports if one.key not in used], rules.in_force(session).case)
    if not found:
        return None
    return _set_off(session, agency, "case", [one.key for one in found], case=_case_and_hold(session, agency))


def _is_held_by_case(session: Session, agency_id: int) -> bool:
    case = open_case(session, agency_id)
    held = {one.source for one in holds.open_holds(session, agency_id) if one.cause == Cause.COMPLAINT}
    return case is not None and f"case:{case.public_id}" in held


def _case_and_hold(session: Session, agency: Agency) -> Case:
    """The complaint case that is open already, or a new one; new job orders wait while it is open."""
    case = open_case(session, agency.id)
    if case is None:
        case = vetting.begin_official(session, SYSTEM, agency, "complaint", reason=WHY)
    holds.hold(session, SYSTEM, agency, Cause.COMPLAINT, source=f"case:{case.public_id}")
    return case


def open_case(session: Session, agency_id: int) -> Case | None:
    query = select(Case).where(Case.agency_id == agency_id, Case.kind == "complaint", Case.state.in_(OPEN))
    return session.scalar(query.order_by(Case.id.desc()).limit(1))


# ---------------------------------------------------------------- a hearing


def hearing_reports(reports: Sequence[Report], asked: rules.HearingTrigger) -> dict[str, list[Report]]:
    """The reports that call for a hearing, by rule: `hearing` for their number, `places` for one order in several
    municipalities. Pure."""
    counted = [one for one in reports if one.age_days <= asked.within_days]
    found = {}
    if independent(counted) >= asked.independent:
        found["hearing"] = counted
    for vacancy_id in {one.vacancy_id for one in counted} - {None}:
        on_order = [one for one in counted if one.vacancy_id == vacancy_id]
        places = {one.municipality for one in on_order if one.municipality}
        if len(places) >= asked.municipalities_on_one_order and independent(on_order) >= len(places):
            found["places"] = [*found.get("places", []), *on_order]
    return found


def _hearing(session: Session, agency: Agency, complaint: Complaint, reports: list[Report]) -> list[SetOff]:
    made = []
    for rule in ("hearing", "places"):
        used = _counted(session, agency.id, rule)
        fresh = [one for one in reports if one.key not in used]
        found = hearing_reports(fresh, rules.in_force(session).hearing).get(rule)
        if found:
            made.append(_set_off(session, agency, rule, [one.key for one in found]))
            for body in ("consulate", "embassy"):
                danger.ask_to_tell(session, complaint, body, due_on=clock.today() + timedelta(days=1))
    return made


def propose_hearing(
    session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str
) -> Proposal:
    """A person puts the suspension before a second one, after the trigger called for a hearing.

    `public_reason` is what the register will say. Raises NotAllowed, NotFound when nothing called for it, and what
    sanctions.propose_suspension says.
    """
    if not waits_for_hearing(session, agency.id):
        raise NotFound()
    return sanctions.propose_suspension(session, actor, agency, reason=reason, public_reason=public_reason)


def waits_for_hearing(session: Session, agency_id: int) -> bool:
    """Was a hearing called for, and the agency not suspended since? A new one takes new reports."""
    called = session.scalar(
        select(func.max(SetOff.at)).where(
            SetOff.agency_id == agency_id, SetOff.rule.in_(("hearing", "places"))
        )
    )
    suspended = session.scalar(
        select(func.max(Standing.since)).where(Standing.agency_id == agency_id, Standing.state == "suspended")
    )
    return called is not None and (suspended is None or called.astimezone(clock.GUATEMALA).date() > suspended)


# ---------------------------------------------------------------- what others decided


def heard_from_outside(
    session: Session, actor: Actor, agency: Agency, authority: str, *, reason: str
) -> SetOff:
    """A court, a foreign regulator or IRIS suspended the agency: its file is opened again at once.

    Raises NotAllowed, Invalid("authority_unknown", "reason_missing").
    """
    if not may(actor, Permission.COMPLAINT_ASSIGN):
        raise NotAllowed()
    if authority not in AUTHORITIES:
        raise Invalid("authority_unknown", field="authority")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="outside_reason")
    case = open_case(session, agency.id)
    if case is None:
        case = vetting.begin_official(session, actor, agency, "complaint", reason=reason.strip())
    return _set_off(session, agency, "outside", [], case=case, source=authority)


def _counted(session: Session, agency_id: int, rule: str) -> set[int]:
    query = select(SetOff).where(SetOff.agency_id == agency_id, SetOff.rule == rule)
    return {key for one in session.scalars(query) for key in one.reports}


def _set_off(
    session: Session,
    agency: Agency,
    rule: str,
    reports: list[int],
    *,
    case: Case | None = None,
    source: str | None = None,
) -> SetOff:
    row = SetOff(
        agency_id=agency.id,
        rule=rule,
        at=clock.now(),
        reports=reports,
        source=source,
        case_id=case.id if case else None,
        rules_version=rules.in_force(session).version,
    )
    session.add(row)
    session.flush()
    return row
