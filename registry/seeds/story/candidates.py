"""The people of the story: about three hundred of the invented population, and two whose code is printed.

Two in three come to a centre and a counsellor writes with them; the others register on their own telephone.
"""

from __future__ import annotations

from datetime import date
from random import Random

from registry.access import PUBLIC
from registry.candidates import identity, queries, service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import Registration, adult_on, answer
from registry.candidates.service import facts_held
from registry.seeds.draw import dice_of
from registry.seeds.people import InventedCandidate, people
from registry.seeds.story.two_people import BERRIES, CANE, PUBLIC_IDS, TELL
from registry.seeds.story.world import SEED, World

INVENTED = 296
# Departments of the west and of the north-west go to their own centre.
_CENTRE_OF = dict.fromkeys(("09", "08", "10", "11", "07"), "counsellor 2") | dict.fromkeys(
    ("13", "14", "12"), "counsellor 3"
)
# Days ago: when the two printed people registered, with whose help; when those who come back did.
_PRINTED_CAME = {BERRIES: (96, "counsellor"), CANE: (210, None)}
_CAME_BACK = 90
_LONGEST = 540  # how many days back the population registered


def come(world: World) -> None:
    """Everybody registers; some come back to correct, to pause, to leave, to take a consent back."""
    for one in people(SEED, INVENTED, as_of=world.timeline.today):
        dice = dice_of(SEED, "story", one.number)
        days = registered_days_ago(one, world.timeline.today)
        helper = _helper(one, dice)
        world.timeline.on(days, _register, world, one, helper, hour=dice.choice((8, 9, 10, 11, 13, 14, 15)))
        _live_on(world, one, helper, days)
    for key, (days, helper) in _PRINTED_CAME.items():
        facts = TELL[key](world.timeline.today)
        world.timeline.on(days, _keep, world, key, facts, helper, PUBLIC_IDS[key], hour=10)
    _are_looked_up(world)


def registered_days_ago(one: InventedCandidate, today: date) -> int:
    """More and more come as time goes on; nobody before they are of age."""
    evenly = (today - one.registered_on).days
    of_age = (today - adult_on(one.birth_date)).days
    return max(1, min(2 + evenly * evenly // _LONGEST, of_age - 4))


def _helper(one: InventedCandidate, dice: Random) -> str | None:
    return _CENTRE_OF.get(one.municipality[:2], "counsellor") if dice.random() < 0.66 else None


def _register(world: World, one: InventedCandidate, helper: str | None) -> None:
    facts = one.registration()
    _be_near(one, facts, world.timeline.today)
    if helper is None:
        facts.consents = [
            answer(given.purpose, is_given=given.is_given, how=How.SCREEN) for given in facts.consents
        ]
    _keep(world, str(one.number), facts, helper, one.public_id)


def _be_near(one: InventedCandidate, facts: Registration, today: date) -> None:
    """In a story of three hundred every third person would work at home too, and half are free today."""
    if one.number % 3 == 0 and facts.countries and "GT" not in facts.countries:
        facts.countries.append("GT")
    if one.number % 2 == 0 and facts.available_from:
        facts.available_from = min(facts.available_from, today)


def _keep(world: World, key: str, facts: Registration, helper: str | None, public_id: str) -> None:
    actor = world.staff[helper] if helper else PUBLIC
    candidate, _code = service.register(world.session, actor, facts, is_fictitious=True, public_id=public_id)
    world.candidates[key] = candidate


# ---------------------------------------------------------------- what became of them


def _live_on(world: World, one: InventedCandidate, helper: str | None, days: int) -> None:
    """Some come back before anybody is proposed to an employer."""
    if days < _CAME_BACK + 10:
        return
    acts = {3: _pause, 8: _withdraw, 13: _hide_profile, 18: _pause_and_resume}
    act = acts.get(one.number % 40)
    if act is not None:
        world.timeline.on(_CAME_BACK, act, world, one.public_id, hour=11)
    if one.number % 20 == 5:
        world.timeline.on(_CAME_BACK, _correct, world, one.public_id, helper, hour=14)


def _again(world: World, public_id: str) -> Candidate:
    """The record as the services want it: with everything it holds."""
    return queries.load(world.session, world.staff["counsellor"], public_id)


def _pause(world: World, public_id: str) -> None:
    candidate = _again(world, public_id)
    service.pause(world.session, candidate.actor(), candidate)


def _pause_and_resume(world: World, public_id: str) -> None:
    _pause(world, public_id)
    candidate = _again(world, public_id)
    service.resume(world.session, candidate.actor(), candidate)


def _withdraw(world: World, public_id: str) -> None:
    candidate = _again(world, public_id)
    service.withdraw(world.session, candidate.actor(), candidate)


def _hide_profile(world: World, public_id: str) -> None:
    candidate = _again(world, public_id)
    if queries.has_consented(world.session, candidate.id, Purpose.SHARE_PROFILE):
        service.withdraw_consent(world.session, candidate.actor(), candidate, Purpose.SHARE_PROFILE)


def _correct(world: World, public_id: str, helper: str | None) -> None:
    """A counsellor, with the person: they can be away as long as the season lasts."""
    candidate = _again(world, public_id)
    facts = facts_held(candidate)
    facts.max_months_away = 10
    service.correct(world.session, world.staff[helper or "counsellor"], candidate, facts)


def _are_looked_up(world: World) -> None:
    """Officers say why they open somebody's identity; the person sees it on their page."""
    for days, key, staff, reason in (
        (60, BERRIES, "officer", "Revisar que el registro esté completo antes de proponer"),
        (33, CANE, "supervisor", "Revisión de una muestra de registros del mes"),
        (12, "4", "officer", "La persona llamó y preguntó por su trámite"),
        (5, "9", "officer 2", "Comparar con un registro parecido"),
    ):
        world.timeline.on(days, _look_up, world, key, staff, reason, hour=15)


def _look_up(world: World, key: str, staff: str, reason: str) -> None:
    identity.identify(world.session, world.staff[staff], world.candidates[key], reason=reason)
