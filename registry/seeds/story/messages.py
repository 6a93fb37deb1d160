"""What candidates are written: the texts, agreed on by two people, and somebody who has to be called."""

from __future__ import annotations

from registry.messages import calls, texts
from registry.proposals import service as proposing
from registry.seeds.story.world import World


def come(world: World) -> None:
    world.timeline.on(240, _agree_on_texts, world)
    world.timeline.on(2, _be_unreachable, world)


def _agree_on_texts(world: World) -> None:
    session = world.session
    reason = "Primeros textos para avisar a las personas registradas."
    _made, proposal = texts.propose(
        session, world.staff["officer"], texts.brought_along(session), reason=reason
    )
    proposing.approve(session, world.staff["supervisor"], proposal, reason="Leídos uno por uno.")


def _be_unreachable(world: World) -> None:
    """Two messages did not reach her: her centre calls."""
    candidate = next(one for one in world.candidates.values() if one.phone and one.centre)
    calls.make(world.session, candidate, "unreached")
