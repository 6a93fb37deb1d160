"""The Ministry's people and the counsellors of three centres: who came, who left, who is to become what."""

from __future__ import annotations

from registry.access import STAFF, SYSTEM, Role
from registry.accounts import changes, service
from registry.accounts.models import Account
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
    ("officer 3", Role.OFFICER, "oficial3@demo.example", "Tania Oficial Ficticia"),
)


def come(world: World) -> None:
    """Everybody is invited and opens their account."""
    people = [(str(one.role), one.role, one.email, one.name) for one in logins() if one.role in STAFF]
    for key, role, email, name in (*people, *_OTHERS):
        world.timeline.on(_FIRST_DAY, _start, world, key, role, email, name)
    world.timeline.on(205, _leave, world, "officer 3")
    world.timeline.on(2, _be_invited, world, "consejera4@demo.example", "Sofía Consejera Ficticia")
    world.timeline.on(1, _be_proposed, world, "counsellor 2")


def _leave(world: World, key: str) -> None:
    account = world.session.get_one(Account, world.staff[key].account_id)
    service.disable(world.session, world.staff["admin"], account, reason="Dejó el Ministerio.")


def _be_invited(world: World, email: str, name: str) -> None:
    """Her link lies in the mail, unopened."""
    service.invite(
        world.session,
        SYSTEM,
        email=email,
        name=name,
        role=Role.COUNSELLOR,
        centre=CENTRES["counsellor"],
    )


def _be_proposed(world: World, key: str) -> None:
    """Another person has to approve it."""
    account = world.session.get_one(Account, world.staff[key].account_id)
    reason = "Pasa a la oficina central a revisar vacantes."
    changes.propose_role(world.session, world.staff["supervisor"], account, Role.OFFICER, reason=reason)


def _start(world: World, key: str, role: Role, email: str, name: str) -> None:
    _account, token = service.invite(
        world.session, SYSTEM, email=email, name=name, role=role, centre=CENTRES.get(key)
    )
    world.staff[key] = world.open_account(token, email)
