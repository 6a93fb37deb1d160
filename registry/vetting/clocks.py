"""What happens to agencies and their cases by itself when a day has come; app/jobs.py calls it.

Every one may run as often as one likes: what has happened does not happen again. The lengths are the standard's clocks
(registry/standard/data/<version>/clocks.yaml), each with how sure we are of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.organisations import sanctions
from registry.organisations.holds import AgencyHold, Cause, hold, lift, open_holds
from registry.organisations.models import Agency, Bond
from registry.organisations.states import IN_GOOD_STANDING
from registry.proposals import every as every
from registry.proposals import service as proposing
from registry.standard import demerits
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.standard.models import Condition, Finding
from registry.standard.states import FindingState
from registry.vetting import deadlines, exposure, queries, service
from registry.vetting.models import Case, DueNotice
from registry.vetting.states import CaseKind

# Everything with a term of its own; what the Ministry asked for by a day has its own messages.
_WARNED = frozenset({"licence", "bond", "certificate", "paper"})


def run(session: Session) -> dict[str, int]:
    """All of it but what is done once a day. Returns how much of each happened."""
    return {
        "fell": proposing.fall_due(session),
        "lapsed": service.lapse_due(session),
        "expired": sanctions.expire_due(session),
        "missed": miss_conditions(session),
        "bonds": keep_bond_holds(session),
        "covered": free_covered(session),
        "findings": keep_finding_holds(session),
        "demerits": answer_demerits(session),
    }


# ---------------------------------------------------------------- conditions


def miss_conditions(session: Session) -> int:
    """What follows when the last day of a condition has passed: what its officer wrote into it."""
    missed = assessing.miss_due(session)
    for condition in missed:
        _follow(session, condition)
    return len(missed)


def _follow(session: Session, condition: Condition) -> None:
    agency = session.get_one(Agency, session.get_one(Case, condition.case_id).agency_id)
    source = f"condition:{condition.public_id}"
    if condition.consequence == "hold_job_orders":
        hold(session, SYSTEM, agency, Cause.CONDITION, source=source)
    elif condition.consequence in ("surveillance", "suspension_hearing") and not _is_watched(session, agency):
        service.begin_official(session, SYSTEM, agency, CaseKind.SURVEILLANCE, reason=condition.text)


def _is_watched(session: Session, agency: Agency) -> bool:
    query = select(Case.id).where(
        Case.agency_id == agency.id, Case.kind == CaseKind.SURVEILLANCE, Case.state.in_(queries.OPEN)
    )
    return session.scalar(query.limit(1)) is not None


# ---------------------------------------------------------------- demerits

# Why a case was opened, as a code and its number: the words are app's.
_WHY = {"surveillance": "points_surveillance", "hearing": "points_hearing"}


def answer_demerits(session: Session) -> int:
    """Open a surveillance case of an agency whose points reached a threshold, once; at the higher one its page calls
    for a hearing, which people propose and decide. Returns how many thresholds were reached."""
    reached = 0
    for agency in demerits.agencies_with_points(session):
        for call in demerits.new_calls(session, agency):
            reached += 1
            if not _is_watched(session, agency):
                why = f"{_WHY[call.calls_for]}:{call.points}"
                case = service.begin_official(session, SYSTEM, agency, CaseKind.SURVEILLANCE, reason=why)
                call.case_id = case.id
    return reached


# ---------------------------------------------------------------- holds that follow facts


def keep_bond_holds(session: Session) -> int:
    """Hold new job orders of an agency while no bond that its issuer confirmed covers the day: none did yet, or the
    last one ended. Returns how many holds began."""
    today = clock.today()
    began = 0
    for agency, bonds in _confirmed_bonds(session):
        if any(_covers(one, today) for one in bonds):
            lift(session, SYSTEM, agency, Cause.BOND_LAPSE, source="bond")
        elif not _is_held(session, agency, Cause.BOND_LAPSE):
            hold(session, SYSTEM, agency, Cause.BOND_LAPSE, source="bond")
            began += 1
    return began


def _confirmed_bonds(session: Session) -> Iterator[tuple[Agency, list[Bond]]]:
    """Agencies in good standing, each with the bonds that their issuers confirmed; perhaps none."""
    query = (
        select(Agency, Bond)
        .outerjoin(Bond, and_(Bond.agency_id == Agency.id, Bond.verified_with_issuer_on.is_not(None)))
        .where(Agency.state.in_(IN_GOOD_STANDING))
        .order_by(Agency.id, Bond.id)
    )
    found: dict[int, tuple[Agency, list[Bond]]] = {}
    for agency, bond in session.execute(query):
        bonds = found.setdefault(agency.id, (agency, []))[1]
        if bond is not None:
            bonds.append(bond)
    yield from found.values()


def _covers(bond: Bond, day: date) -> bool:
    stands = bond.withdrawn_on is None or bond.withdrawn_on > day
    return stands and bond.valid_from <= day <= bond.valid_to


def _is_held(session: Session, agency: Agency, cause: Cause) -> bool:
    return any(one.cause == cause for one in open_holds(session, agency.id))


def keep_exposure_holds(session: Session) -> int:
    """Hold every agency whose confirmed bond is worth less than its job orders could cost; what is not known holds
    nobody. Once a day is enough: between days only acts of officers change it. Returns how many holds began."""
    began = 0
    for agency, bonds in _confirmed_bonds(session):
        covers = any(_covers(one, clock.today()) for one in bonds)
        if not covers or _is_held(session, agency, Cause.EXPOSURE):
            continue
        if exposure.of_agency(session, agency).is_short:
            hold(session, SYSTEM, agency, Cause.EXPOSURE, source="exposure")
            began += 1
    return began


def free_covered(session: Session) -> int:
    """Let go of the agencies whose bond covers their job orders again; what is not known frees nobody. Returns how
    many."""
    held = select(AgencyHold.agency_id).where(
        AgencyHold.cause == Cause.EXPOSURE, AgencyHold.lifted_at.is_(None)
    )
    agencies = session.scalars(select(Agency).where(Agency.id.in_(held)).order_by(Agency.id)).all()
    return sum(
        lift(session, SYSTEM, agency, Cause.EXPOSURE, source="exposure")
        for agency in agencies
        if exposure.of_agency(session, agency).level in ("none", "warns", "covered")
    )


def keep_finding_holds(session: Session) -> int:
    """Stop an agency in the register while a critical finding about it is open. Returns how many holds began."""
    began = 0
    critical = (
        select(Case.agency_id)
        .join(Finding, Finding.case_id == Case.id)
        .where(Finding.grade == "critical", Finding.state == FindingState.OPEN)
    )
    held = select(AgencyHold.agency_id).where(
        AgencyHold.cause == Cause.FINDING, AgencyHold.source == "findings", AgencyHold.lifted_at.is_(None)
    )
    standing = select(Agency).where(Agency.state.in_(IN_GOOD_STANDING))
    for agency in session.scalars(standing.where(Agency.id.in_(critical), Agency.id.not_in(held))).all():
        hold(session, SYSTEM, agency, Cause.FINDING, source="findings")
        began += 1
    for agency in session.scalars(
        select(Agency).where(Agency.id.in_(held), Agency.id.not_in(critical))
    ).all():
        lift(session, SYSTEM, agency, Cause.FINDING, source="findings")
    return began


# ---------------------------------------------------------------- warnings


def warn_due(session: Session) -> int:
    """Write to each agency before its licence, its bond, a certificate or a dated paper ends: once at each of the days
    before that the standard names. What is noticed late is told once, at the nearest of them. Returns how many."""
    before = sorted(standards.in_force(session).clocks["warning_days"].values)
    told = 0
    for agency in session.scalars(
        select(Agency).where(Agency.state.in_(IN_GOOD_STANDING)).order_by(Agency.id)
    ):
        for one in deadlines.of_agency(session, agency):
            step = next((days for days in before if 0 <= one.days_left <= days), None)
            if one.about in _WARNED and step is not None:
                told += _warn(session, agency, one, step)
    return told


def _warn(session: Session, agency: Agency, one: deadlines.Deadline, step: int) -> int:
    about = f"{one.about}:{one.what}"[:40]
    known = select(DueNotice.id).where(
        DueNotice.agency_id == agency.id,
        DueNotice.about == about,
        DueNotice.ends_on == one.ends_on,
        DueNotice.days_before <= step,
    )
    if session.scalar(known.limit(1)) is not None:
        return 0
    session.add(
        DueNotice(
            agency_id=agency.id, about=about, ends_on=one.ends_on, days_before=step, told_at=clock.now()
        )
    )
    data = {"about": one.about, "what": one.what, "ends_on": one.ends_on.isoformat(), "days": one.days_left}
    events.record(session, SYSTEM, "agency", agency.public_id, "warn", data=data)
    return 1
