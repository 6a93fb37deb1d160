"""The Ministry's people and the counsellors of three centres."""

from __future__ import annotations

from registry.access import STAFF, SYSTEM, Role
from registry.accounts import service
from registry.seeds.story.sign_ins import logins
from registry.seeds.story.world import World

_FIRST_DAY = 1300  # days ago: the first licence of the story has run its three years since
CENTRES = {
    "counsellor": "CAPMiR Ciudad de Guatemala (ficticio)",
    "counsellor 2": "CAPMiR Quetzaltenango (ficticio)",
    "counsellor 3": "CAPMiR Huehuetenango (ficticio)",
}
_OTHERS = (
    ("counsellor 2", Role.COUNSELLOR, "consejero2@demo.example", "Pedro Consejero Ficticio"),
    ("counsellor 3", Role.COUNSELLOR, "consejera3@demo.example", "Catarina Consejera Ficticia"),
    ("officer 2", Role.OFFICER, "oficial2@demo.example", "Hugo Oficial Ficticio"),
)


def come(world: World) -> None:
    """Everybody is invited and opens their account."""
    people = [(str(one.role), one.role, one.email, one.name) for one in logins() if one.role in STAFF]
    for key, role, email, name in (*people, *_OTHERS):
        world.timeline.on(_FIRST_DAY, _start, world, key, role, email, name)


def _start(world: World, key: str, role: Role, email: str, name: str) -> None:
    _account, token = service.invite(
        world.session, SYSTEM, email=email, name=name, role=role, centre=CENTRES.get(key)
    )
    world.staff[key] = world.open_account(token, email)
