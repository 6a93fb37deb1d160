"""What an officer answers to the red flags of the story, so that a file can go on."""

from __future__ import annotations

from registry.flags import dismissal, queries, service
from registry.flags.states import FlagState
from registry.proposals import service as proposing
from registry.seeds.story.world import World

_ASKED = "Pregunté a la agencia y revisé lo que explicó; consta en el expediente."


def answer(world: World, key: str, *, by: str = "officer") -> None:
    """Every open flag of an agency is explained, by one officer or by two people, once they need an answer."""
    session, officer, agency = world.session, world.staff[by], world.agencies[key]
    if not queries.undisposed(session, agency.id):
        return
    for flag in queries.of_agency(session, officer, agency.id).flags:
        if flag.state != FlagState.OPEN:
            continue
        if dismissal.takes_two(session, flag, "explained"):
            proposal = dismissal.propose(session, officer, flag, outcome="explained", reason=_ASKED)
            proposing.approve(session, world.staff["supervisor"], proposal, reason="Revisé lo mismo.")
        else:
            service.explain(session, officer, flag, reason=_ASKED)
