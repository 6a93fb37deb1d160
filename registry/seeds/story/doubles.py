"""Two people who registered twice, at another window and with another spelling: one is found out, one waits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.candidates import service
from registry.candidates.registration import Registration
from registry.proposals import service as proposals
from registry.proposals.models import Proposal
from registry.same_person import answers, looking
from registry.same_person.models import LikelyPair
from registry.seeds.draw import dice_of, public_id_of
from registry.seeds.people import InventedCandidate, people
from registry.seeds.story.candidates import INVENTED, registered_days_ago
from registry.seeds.story.world import SEED, World

TWICE = 2
# Long enough in the story, and none of those who come back to change something.
_LONG_AGO = 120
_STAYED = 10
_WHY = "Es la misma persona: mismo teléfono y misma fecha. Se le preguntó en la ventanilla."


def come(world: World) -> None:
    """Both come again three days ago; the day after, an officer says that one of them is the same person."""
    chosen = _who(world.timeline.today)
    for number, one in enumerate(chosen):
        world.timeline.on(3, _again, world, number, one, hour=10)
    world.timeline.on(2, looking.look, world.session, hour=8)
    world.timeline.on(2, _propose, world, chosen[0], hour=9)
    world.timeline.on(1, _approve, world, hour=9)


def _who(today: date) -> list[InventedCandidate]:
    fitting = (
        one
        for one in people(SEED, INVENTED, as_of=today)
        if one.number % 20 == _STAYED and registered_days_ago(one, today) > _LONG_AGO
    )
    return [one for one in fitting if one.registration().phone][:TWICE]


def _again(world: World, number: int, one: InventedCandidate) -> None:
    """The same person without the document, with the surname written by ear."""
    facts: Registration = one.registration()
    facts.dpi = None
    facts.surnames = facts.surnames.replace("z", "s") if "z" in facts.surnames else facts.surnames + "z"
    public_id = public_id_of(dice_of(SEED, "twice", number))
    service.register(
        world.session, world.staff["counsellor 2"], facts, is_fictitious=True, public_id=public_id
    )


def _propose(world: World, one: InventedCandidate) -> None:
    kept = world.candidates[str(one.number)].id
    pair = world.session.scalars(select(LikelyPair).where(LikelyPair.first_id == kept)).one()
    answers.say_same(world.session, world.staff["officer"], pair, reason=_WHY)


def _approve(world: World) -> None:
    waiting = select(Proposal).where(Proposal.kind == answers.KIND)
    proposal = world.session.scalars(waiting).one()
    proposals.approve(world.session, world.staff["supervisor"], proposal, reason="Lo revisé y es así.")
