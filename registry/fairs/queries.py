"""Every question about job fairs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotFound
from registry.fairs.models import Fair, FairArrival, FairInterview, FairInvitation, FairStand
from registry.fairs.states import FairState, InterviewState, StandState
from registry.vacancies.models import Vacancy
from registry.vacancies.queries import published

_SHOWN_DAYS_AFTER = timedelta(days=30)


def load(session: Session, actor: Actor, public_id: str) -> Fair:
    """For the centre that runs it. Raises NotFound for absent and for another centre's."""
    fair = session.scalar(select(Fair).where(Fair.public_id == public_id))
    if fair is None or not may(actor, Permission.FAIR_PLAN, fair):
        raise NotFound()
    return fair


def of_centre(session: Session, actor: Actor) -> list[Fair]:
    """The fairs of this actor's centre, the latest day first."""
    here = Fair.planned_by_id == actor.account_id
    if actor.centre:
        here = or_(here, Fair.centre == actor.centre)
    return list(session.scalars(select(Fair).where(here).order_by(Fair.starts_on.desc(), Fair.id.desc())))


def upcoming(session: Session) -> list[Fair]:
    """What the public is told: published, today or later."""
    query = select(Fair).where(Fair.state == FairState.PUBLISHED, Fair.starts_on >= clock.today())
    return list(session.scalars(query.order_by(Fair.starts_on, Fair.starts_at_time, Fair.id)))


def public_one(session: Session, public_id: str) -> Fair:
    """A fair that was published, and what became of it until a month later: whoever holds the address reads that it is
    called off. Raises NotFound."""
    fair = session.scalar(select(Fair).where(Fair.public_id == public_id, Fair.published_at.is_not(None)))
    if fair is None or fair.starts_on < clock.today() - _SHOWN_DAYS_AFTER:
        raise NotFound()
    return fair


def stands(session: Session, fair: Fair, *, coming: bool = False) -> list[FairStand]:
    """The vacancies of a fair with their employers; `coming`: only those that the employer said yes to."""
    query = (
        select(FairStand)
        .where(FairStand.fair_id == fair.id)
        .options(joinedload(FairStand.vacancy).joinedload(Vacancy.employer))
        .order_by(FairStand.id)
    )
    if coming:
        query = query.where(FairStand.state == StandState.COMING)
    return list(session.scalars(query))


def stand(session: Session, fair: Fair, public_id: str) -> FairStand:
    """One of this fair. Raises NotFound."""
    found = next((one for one in stands(session, fair) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def of_employer(session: Session, actor: Actor) -> list[FairStand]:
    """The fairs an employer or agency is invited to, with which vacancy; the latest day first, up to a month after."""
    if not may(actor, Permission.FAIR_ANSWER):
        return []
    whose = Vacancy.employer_id == actor.employer_id
    if actor.role is Role.AGENCY:
        whose = Vacancy.agency_id == actor.agency_id
    query = (
        select(FairStand)
        .join(Fair, Fair.id == FairStand.fair_id)
        .join(Vacancy, Vacancy.id == FairStand.vacancy_id)
        .where(whose, Fair.starts_on >= clock.today() - _SHOWN_DAYS_AFTER)
        .order_by(Fair.starts_on.desc(), FairStand.id)
    )
    return list(session.scalars(query).unique())


def own_stand(session: Session, actor: Actor, public_id: str) -> FairStand:
    """Raises NotFound for absent and for another employer's."""
    found = next((one for one in of_employer(session, actor) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def times_of_stand(session: Session, one: FairStand) -> list[datetime]:
    """When somebody comes to this table. Who: under the people of the vacancy alone, where each reading is logged."""
    query = (
        select(FairInterview.at)
        .join(Candidate, Candidate.id == FairInterview.candidate_id)
        .where(
            FairInterview.stand_id == one.id,
            FairInterview.state == InterviewState.BOOKED,
            Candidate.state.not_in(LEFT),
        )
        .order_by(FairInterview.at)
    )
    return [at for at in session.scalars(query) if at is not None]


def can_be_invited(session: Session, fair: Fair) -> list[Vacancy]:
    """Published vacancies that are not in the fair yet."""
    there = set(session.scalars(select(FairStand.vacancy_id).where(FairStand.fair_id == fair.id)))
    return [one for one in published(session) if one.id not in there]


def invited(session: Session, fair: Fair) -> dict[int, int]:
    """Vacancy id to how many people were invited for it."""
    rows = session.execute(
        select(FairInvitation.vacancy_id, func.count())
        .where(FairInvitation.fair_id == fair.id)
        .group_by(FairInvitation.vacancy_id)
    )
    return {row[0]: row[1] for row in rows}


def awaited(session: Session, fair: Fair) -> list[Candidate]:
    """Who was invited, or has an interview there."""
    invited_to = select(FairInvitation.candidate_id).where(FairInvitation.fair_id == fair.id)
    booked = select(FairInterview.candidate_id).where(
        FairInterview.fair_id == fair.id, FairInterview.state == InterviewState.BOOKED
    )
    query = select(Candidate).where(or_(Candidate.id.in_(invited_to), Candidate.id.in_(booked)))
    return list(session.scalars(query.order_by(Candidate.id)))


def arrivals(session: Session, fair: Fair) -> list[FairArrival]:
    """Who came, the last first."""
    query = select(FairArrival).where(FairArrival.fair_id == fair.id)
    query = query.options(joinedload(FairArrival.candidate)).order_by(FairArrival.id.desc())
    return list(session.scalars(query))


def arrival(session: Session, fair: Fair, candidate: Candidate) -> FairArrival | None:
    return session.scalar(
        select(FairArrival).where(FairArrival.fair_id == fair.id, FairArrival.candidate_id == candidate.id)
    )


def interviews(session: Session, fair: Fair) -> list[FairInterview]:
    """By the clock, then by table; what was cancelled last. Without who left."""
    query = (
        select(FairInterview)
        .join(Candidate, Candidate.id == FairInterview.candidate_id)
        .where(FairInterview.fair_id == fair.id, Candidate.state.not_in(LEFT))
        .options(joinedload(FairInterview.candidate))
        .order_by(FairInterview.at.nulls_last(), FairInterview.stand_id, FairInterview.id)
    )
    return list(session.scalars(query))


def interview(session: Session, fair: Fair, public_id: str) -> FairInterview:
    """One of this fair. Raises NotFound."""
    found = next((one for one in interviews(session, fair) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def own_interviews(session: Session, actor: Actor) -> list[tuple[FairInterview, Fair]]:
    """For the person: their interviews at fairs and what came of each, the latest first. For others: none."""
    if actor.candidate_id is None:
        return []
    rows = session.execute(
        select(FairInterview, Fair)
        .join(Fair, Fair.id == FairInterview.fair_id)
        .where(FairInterview.candidate_id == actor.candidate_id)
        .options(joinedload(FairInterview.stand).joinedload(FairStand.vacancy).joinedload(Vacancy.employer))
        .order_by(Fair.starts_on.desc(), FairInterview.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def own_fairs(session: Session, actor: Actor) -> list[Fair]:
    """For the person: the fairs to come that they are invited to, also one that was called off, the next first."""
    if actor.candidate_id is None:
        return []
    query = (
        select(Fair)
        .join(FairInvitation, FairInvitation.fair_id == Fair.id)
        .where(
            FairInvitation.candidate_id == actor.candidate_id,
            Fair.state.in_((FairState.PUBLISHED, FairState.CANCELLED)),
            Fair.starts_on >= clock.today(),
        )
    )
    return list(session.scalars(query.order_by(Fair.starts_on, Fair.starts_at_time, Fair.id)))


def times(fair: Fair) -> list[datetime]:
    """Every moment at which an interview can begin."""
    start = datetime.combine(fair.starts_on, fair.starts_at_time, tzinfo=clock.GUATEMALA)
    end = datetime.combine(fair.starts_on, fair.ends_at_time, tzinfo=clock.GUATEMALA)
    each = timedelta(minutes=fair.minutes_each)
    return [start + n * each for n in range(int((end - start) / each))]


def free_times(session: Session, fair: Fair, one: FairStand) -> list[datetime]:
    """The moments that are still free at one employer's table."""
    taken = set(
        session.scalars(
            select(FairInterview.at).where(FairInterview.stand_id == one.id, FairInterview.at.is_not(None))
        )
    )
    return [at for at in times(fair) if at not in taken]


LEAST_IN_GROUP = 5


def summary(session: Session, fair: Fair) -> list[tuple[str, int | None]]:
    """(code, count) of the fair; a group of one to four people is None: so few could be recognised."""
    candidates = select(Candidate.sex, func.count()).join(
        FairArrival, FairArrival.candidate_id == Candidate.id
    )
    by_sex: dict[str | None, int] = {
        row[0]: row[1]
        for row in session.execute(candidates.where(FairArrival.fair_id == fair.id).group_by(Candidate.sex))
    }
    of_fair = select(FairInterview.state, FairInterview.result, func.count()).where(
        FairInterview.fair_id == fair.id
    )
    rows = session.execute(of_fair.group_by(FairInterview.state, FairInterview.result)).all()
    held = {str(row[1]): row[2] for row in rows if row[0] == InterviewState.HELD}
    missed = sum(row[2] for row in rows if row[0] == InterviewState.MISSED)
    came_of_invited = (
        select(func.count())
        .select_from(FairInvitation)
        .join(
            FairArrival,
            (FairArrival.fair_id == FairInvitation.fair_id)
            & (FairArrival.candidate_id == FairInvitation.candidate_id),
        )
    )
    counts = [
        ("invited", _count(session, select(func.count()).where(FairInvitation.fair_id == fair.id))),
        ("arrived", sum(by_sex.values())),
        ("arrived_invited", _count(session, came_of_invited.where(FairInvitation.fair_id == fair.id))),
        ("arrived_women", by_sex.get("F", 0)),
        ("arrived_men", by_sex.get("M", 0)),
        ("interviewed", sum(held.values())),
        ("missed", missed),
        *((f"result_{result}", held.get(result, 0)) for result in sorted(held)),
    ]
    return [(code, count if count == 0 or count >= LEAST_IN_GROUP else None) for code, count in counts]


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
