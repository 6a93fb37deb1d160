"""Lists that were ranked, people who were proposed, and what they and the employers answered.

Officers follow the order of the list; who has a proposal already is passed over, with that as the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.access import Actor
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.placements import queries, service
from registry.placements.models import Referral
from registry.seeds.story.two_people import BERRIES, CANE, PUBLIC_IDS
from registry.seeds.story.world import World
from registry.shortlists import queries as shortlists
from registry.shortlists import service as ranking
from registry.shortlists.models import Shortlist
from registry.shortlists.pool import Pool

# How a proposal went on, act by act. All but the first two begin with the person's consent.
_PATHS: dict[str, tuple[str, ...]] = {
    "offered": (),
    "declined": ("decline",),
    "consented": ("consent",),
    "withdrawn": ("consent", "withdraw"),
    "interview": ("consent", "interview"),
    "not_selected": ("consent", "interview", "reject"),
    "selected": ("consent", "interview", "select"),
    "placed": ("consent", "interview", "select", "place"),
}
_REASONS = {
    "withdraw": "La persona avisó que ya encontró otro trabajo.",
    "reject": "La empresa eligió a personas con más meses en este cultivo.",
}
_PASSED_OVER = "Ya tienen una propuesta abierta en otra vacante."


@dataclass(frozen=True, slots=True)
class Course:
    """One list and what came of it. `told`: days ago it was ranked. `ends`: of each person proposed, in the order of
    the list. `known`: one of the two printed people, who is proposed as well and where that ends."""

    vacancy: str
    told: int
    ends: tuple[str, ...]
    known: tuple[str, str] | None = None


COURSES = (
    Course("leaves AZ", 78, ("placed", "placed", "not_selected")),
    Course("cane 2", 68, ("placed", "placed", "placed", "declined")),
    Course("mason 3", 64, ("placed", "placed", "not_selected")),
    Course("kitchen 3", 60, ("placed", "placed", "withdrawn")),
    Course(
        "berries",
        52,
        ("placed", "selected", "placed", "interview", "declined", "selected", "consented", "interview",
         "not_selected", "consented", "withdrawn", "consented", "offered", "offered"),
        known=(BERRIES, "offered"),
    ),
    Course("tobacco", 40, ("selected", "interview", "selected", "consented", "declined", "interview",
                           "not_selected", "consented", "offered", "offered")),
    Course("cane", 38, ("placed", "placed", "selected", "placed", "interview", "consented", "offered"),
           known=(CANE, "selected")),
    Course("apples", 28, ("consented", "declined", "consented", "offered", "offered", "offered")),
    Course("mason", 26, ("consented", "withdrawn", "not_selected", "interview", "offered")),
    Course("melon", 20, ("consented", "interview", "offered", "consented", "offered")),
    Course("citrus", 16, ("offered", "consented", "offered", "declined")),
    Course("kitchen", 12, ("offered", "consented", "offered")),
    Course("strawberry", 9, ()),
    Course("driver", 8, ()),
)  # fmt: skip


def come(world: World) -> None:
    pool = Pool()
    for course in COURSES:
        world.timeline.on(course.told, _rank, world, course, pool, hour=10)
        if not course.ends:
            continue
        world.timeline.on(course.told - 1, _refer, world, course, hour=11)
        ends = course.ends + ((course.known[1],) if course.known else ())
        for number, end in enumerate(ends):
            _live_on(world, course, number, end)


def _live_on(world: World, course: Course, number: int, end: str) -> None:
    """Days between acts fit into what is left of the story."""
    acts = _PATHS[end]
    pace = max(1, min(5, (course.told - 4) // (len(acts) + 1)))
    for turn, act in enumerate(acts, start=1):
        day = max(1, course.told - 2 - turn * pace + number % 2)
        world.timeline.on(day, _act, world, (course.vacancy, number), act, hour=9 + turn + number / 4)


def _rank(world: World, course: Course, pool: Pool) -> None:
    ranking.rank(world.session, world.staff["officer"], world.vacancies[course.vacancy], pool)


def _refer(world: World, course: Course) -> None:
    """As many as there are ends, from the top; the printed person last, wherever on the list they are."""
    officer = world.staff["officer"]
    shortlist = shortlists.latest_of(world.session, officer, world.vacancies[course.vacancy])
    assert shortlist is not None
    known = PUBLIC_IDS[course.known[0]] if course.known else None
    busy = {one.candidate_id for one in world.referrals.values()} | {
        world.candidates[key].id for key in PUBLIC_IDS
    }
    free = [one for one in shortlist.entries if one.candidate_id not in busy][: len(course.ends)]
    chosen = [one.candidate.public_id for one in free] + ([known] if known else [])
    made = {one.candidate_id: one for one in _offer(world, officer, shortlist, chosen)}
    for number, public_id in enumerate(chosen):
        entry = next(one for one in shortlist.entries if one.candidate.public_id == public_id)
        world.referrals[course.vacancy, number] = made[entry.candidate_id]


def _offer(world: World, officer: Actor, shortlist: Shortlist, chosen: list[str]) -> list[Referral]:
    entries = [one for one in shortlist.entries if one.candidate.public_id in chosen]
    departs = service.is_departure(shortlist, entries, set())
    return service.refer(
        world.session, officer, shortlist, chosen, departure_reason=_PASSED_OVER if departs else None
    )


def _act(world: World, key: tuple[str, int], act: str) -> None:
    """One step, by whoever takes it: the person, the employer or the officer."""
    session, officer = world.session, world.staff["officer"]
    referral = queries.load(session, officer, world.referrals[key].public_id)
    employer = world.at_employer[_firm_of(world, key[0])]
    person = session.get_one(Candidate, referral.candidate_id)
    if act in ("consent", "decline"):
        person = candidates.load(session, person.actor(), person.public_id)
        if act == "consent":
            service.consent(session, person.actor(), referral, person, how=How.SCREEN)
        else:
            service.decline(session, person.actor(), referral, person)
    elif act == "place":
        service.place(session, officer, referral)
    elif act == "withdraw":
        service.change(session, officer, referral, act, reason=_REASONS[act])
    else:
        if act == "interview":
            service.disclose(session, employer, referral)
        service.change(session, employer, referral, act, reason=_REASONS.get(act))


def _firm_of(world: World, vacancy: str) -> str:
    return next(key for key, one in world.employers.items() if one.id == world.vacancies[vacancy].employer_id)
