"""The certificate of the story: one of the two people passed a test at their centre; anybody can check the paper."""

from __future__ import annotations

from datetime import timedelta

from registry import clock
from registry.candidates import identity, queries
from registry.certificates import achievements, service
from registry.certificates import queries as certificates
from registry.certificates.states import ISSUE
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.seeds.story.two_people import CANE, PUBLIC_IDS
from registry.seeds.story.world import World

_TEST = "tree-fruit-picking"
_RECORDED, _ISSUED = 24, 22
_WHY = "Se vio la prueba completa (ficticia)."


def come(world: World) -> None:
    world.timeline.on(_RECORDED, _record, world, hour=11)
    world.timeline.on(_ISSUED, _issue, world, hour=10)


def _record(world: World) -> None:
    actor = world.staff["counsellor"]
    candidate = queries.load(world.session, actor, PUBLIC_IDS[CANE])
    identity.identify(world.session, actor, candidate, reason="Viene a su prueba.")
    service.record_test(
        world.session,
        actor,
        candidate,
        achievement=_TEST,
        training_centre=None,
        tested_on=clock.today() - timedelta(days=1),
        evaluators=["Ana Ficticia Tzul", "Luis Ficticio Pérez"],
        met={one.id: True for one in achievements.every()[_TEST].criteria},
        reason=_WHY,
    )


def _issue(world: World) -> None:
    candidate = queries.load(world.session, world.staff["counsellor"], PUBLIC_IDS[CANE])
    (certificate,) = certificates.of_person(world.session, candidate.id)
    proposal = proposals.open_about(world.session, certificate, ISSUE)
    assert proposal is not None
    proposing.approve(world.session, world.staff["supervisor"], proposal, reason=_WHY)
