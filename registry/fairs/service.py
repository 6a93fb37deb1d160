"""The verbs of job fairs: plan, invite vacancies, publish, invite people by match, note arrivals, cancel, close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.queries import by_code
from registry.candidates.states import CandidateState
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.fairs import queries
from registry.fairs.models import Fair, FairArrival, FairInvitation, FairStand
from registry.fairs.states import FAIR, STAND, FairState, StandState
from registry.messages import optin, outbox
from registry.moves import move
from registry.seeds.reference import municipalities
from registry.shortlists import service as ranking
from registry.shortlists.pool import Pool
from registry.vacancies import queries as vacancies
from registry.vacancies.models import Vacancy

_FARTHEST = timedelta(days=731)
MOST_INVITED = 200
# How far down a list people are looked for: many have said no to messages.
_LOOKED_AT = 2000


def plan(
    session: Session,
    actor: Actor,
    *,
    title: str,
    municipality: str,
    place: str,
    starts_on: date,
    starts_at_time: time,
    ends_at_time: time,
    minutes_each: int,
) -> Fair:
    """A fair that nobody is told of yet. Raises NotAllowed, Invalid("fair_past", "fair_far", "fair_times",
    "place_unknown")."""
    if not may(actor, Permission.FAIR_PLAN) or actor.account_id is None:
        raise NotAllowed()
    _check_when(starts_on, starts_at_time, ends_at_time)
    if municipality not in municipalities():
        raise Invalid("place_unknown", field="municipality")
    fair = Fair(
        title=title.strip(),
        municipality=municipality,
        place=place.strip(),
        starts_on=starts_on,
        starts_at_time=starts_at_time,
        ends_at_time=ends_at_time,
        minutes_each=minutes_each,
        centre=actor.centre,
        planned_by_id=actor.account_id,
        planned_at=clock.now(),
        state=FAIR.initial,
    )
    session.add(fair)
    session.flush()
    events.record(session, actor, "fair", fair.public_id, "plan", data={"on": starts_on.isoformat()})
    return fair


def _check_when(starts_on: date, starts_at_time: time, ends_at_time: time) -> None:
    if starts_on < clock.today():
        raise Invalid("fair_past", field="starts_on")
    if starts_on > clock.today() + _FARTHEST:
        raise Invalid("fair_far", field="starts_on")
    if ends_at_time <= starts_at_time:
        raise Invalid("fair_times", field="ends_at_time")


def invite_vacancy(session: Session, actor: Actor, fair: Fair, vacancy: Vacancy) -> FairStand:
    """Ask an employer to come with a vacancy. Raises NotAllowed, NotPossible("fair_is_over"),
    Invalid("vacancy_not_published", "vacancy_invited_already")."""
    _check_open(actor, fair)
    if not vacancies.is_open(session, vacancy.id):
        raise Invalid("vacancy_not_published", field="vacancy")
    same = select(FairStand.id).where(FairStand.fair_id == fair.id, FairStand.vacancy_id == vacancy.id)
    if session.scalar(same) is not None:
        raise Invalid("vacancy_invited_already", field="vacancy")
    stand = FairStand(fair=fair, vacancy=vacancy, state=STAND.initial, invited_at=clock.now())
    session.add(stand)
    session.flush()
    data = {"fair": fair.public_id, "vacancy": vacancy.public_id}
    events.record(session, actor, "fair_stand", stand.public_id, "invite", data=data)
    return stand


def answer_stand(session: Session, actor: Actor, fair: Fair, stand: FairStand, *, is_coming: bool) -> None:
    """What the employer answered, typed by the centre."""
    _check_open(actor, fair)
    move(session, actor, stand, "come" if is_coming else "stay_away", data={"fair": fair.public_id})


def change(session: Session, actor: Actor, fair: Fair, verb: str, *, reason: str | None = None) -> None:
    """publish, cancel or close. Whoever was invited or has a time there is told that it is off."""
    because = move(session, actor, fair, verb, reason=reason)
    if fair.state != FairState.CANCELLED:
        return
    outbox.drop(session, "fair_invitation", "fair", fair.public_id)
    told = {name: value for name, value in _told(fair).items() if name != "time"}
    for person in queries.awaited(session, fair):
        outbox.write(session, person, "fair_off", told, because=because)


def who_fits(
    session: Session, actor: Actor, fair: Fair, stand: FairStand, pool: Pool, *, count: int
) -> list[tuple[int, Candidate]]:
    """(place on the list, person) of the next people to invite for a vacancy: in the order of its list, of those who
    look for work, said yes to messages, and are not invited to this fair yet. Nothing is stored.

    Raises NotAllowed, NotPossible("stand_not_coming").
    """
    if not may(actor, Permission.FAIR_PLAN, fair):
        raise NotAllowed()
    if stand.state != StandState.COMING:
        raise NotPossible("stand_not_coming")
    found = ranking.compute(session, stand.vacancy, pool, as_of=clock.today(), top=_LOOKED_AT).ranking
    places = {one.candidate: one.rank for one in found.ranked}
    people = session.scalars(select(Candidate).where(Candidate.public_id.in_(places))).all()
    writable = _may_be_written_to(session, people) - _already_invited(session, fair)
    fitting = sorted((places[one.public_id], one.id, one) for one in people if one.id in writable)
    return [(rank, person) for rank, _key, person in fitting[: min(count, MOST_INVITED)]]


def _may_be_written_to(session: Session, people: Iterable[Candidate]) -> set[int]:
    """Ids of those who look for work and agreed to a way that reaches them."""
    return optin.reachable(session, [one for one in people if one.state == CandidateState.REGISTERED])


def invite_people(
    session: Session, actor: Actor, fair: Fair, stand: FairStand, fitting: list[tuple[int, int]]
) -> int:
    """Invite whom `who_fits` found, each with a message. `fitting`: (place on the list, candidate id), computed before
    the writer was taken: who took their yes back or was invited since is left out. Returns how many.

    Raises NotAllowed, NotPossible("fair_is_over" unless published, "stand_not_coming", "nobody_to_invite").
    """
    if not may(actor, Permission.FAIR_PLAN, fair):
        raise NotAllowed()
    if fair.state != FairState.PUBLISHED or fair.starts_on < clock.today():
        raise NotPossible("fair_is_over")
    if stand.state != StandState.COMING:
        raise NotPossible("stand_not_coming")
    asked = select(Candidate).where(Candidate.id.in_([key for _rank, key in fitting]))
    people = {one.id: one for one in session.scalars(asked)}
    writable = _may_be_written_to(session, people.values()) - _already_invited(session, fair)
    chosen = [(rank, people[key]) for rank, key in fitting if key in writable]
    if not chosen:
        raise NotPossible("nobody_to_invite")
    session.add_all(
        FairInvitation(
            fair_id=fair.id,
            candidate_id=person.id,
            vacancy_id=stand.vacancy_id,
            rank=rank,
            invited_at=clock.now(),
        )
        for rank, person in chosen
    )
    session.flush()
    data = {"vacancy": stand.vacancy.public_id, "count": len(chosen)}
    because = events.record(session, actor, "fair", fair.public_id, "invite_people", data=data)
    for _rank, person in chosen:
        outbox.write(session, person, "fair_invitation", _told(fair), because=because)
    return len(chosen)


def _already_invited(session: Session, fair: Fair) -> set[int]:
    return set(session.scalars(select(FairInvitation.candidate_id).where(FairInvitation.fair_id == fair.id)))


def _told(fair: Fair) -> dict[str, str]:
    """What a message says of a fair: in figures, as short as the text allows."""
    return {
        "day": fair.starts_on.strftime("%d/%m/%Y"),
        "time": fair.starts_at_time.strftime("%H:%M"),
        "place": f"{fair.place}, {municipalities()[fair.municipality].name}"[:40],
    }


def find_by_slip(session: Session, actor: Actor, text: str) -> Candidate:
    """Who holds the slip: its code as typed, or the address that its QR holds.

    Raises NotAllowed, Invalid("fair_code_not_found") also for who has left.
    """
    if not may(actor, Permission.FAIR_PLAN):
        raise NotAllowed()
    found = by_code(session, text.strip().rstrip("/").rpartition("/")[2].partition("?")[0])
    if found is None:
        raise Invalid("fair_code_not_found", field="code")
    return found


def arrive(session: Session, actor: Actor, fair: Fair, candidate: Candidate) -> FairArrival:
    """Somebody came; said twice it is one arrival. Raises NotAllowed, NotPossible("fair_is_over", "day_not_come")."""
    if not may(actor, Permission.FAIR_PLAN, fair):
        raise NotAllowed()
    if fair.state != FairState.PUBLISHED:
        raise NotPossible("fair_is_over")
    if fair.starts_on > clock.today():
        raise NotPossible("day_not_come")
    found = queries.arrival(session, fair, candidate)
    if found is None:
        found = FairArrival(fair_id=fair.id, candidate_id=candidate.id, arrived_at=clock.now())
        session.add(found)
        session.flush()
        events.record(session, actor, "fair", fair.public_id, "arrive")
    return found


def _check_open(actor: Actor, fair: Fair) -> None:
    if not may(actor, Permission.FAIR_PLAN, fair):
        raise NotAllowed()
    if fair.state not in (FairState.PLANNED, FairState.PUBLISHED) or fair.starts_on < clock.today():
        raise NotPossible("fair_is_over")
