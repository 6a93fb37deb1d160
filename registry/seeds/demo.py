"""The demo story: a small, clearly fictitious world told through the services, and one sign-in per role."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.seeds.story import (
    abroad,
    agencies,
    candidates,
    certificates,
    doubles,
    employers,
    messages,
    referrals,
    reports,
    staff,
    vacancies,
    watch,
)
from registry.seeds.story.sign_ins import CandidateLogin, Login, logins
from registry.seeds.story.two_people import candidate_logins
from registry.seeds.story.world import World

__all__ = ["CandidateLogin", "Login", "candidate_logins", "is_told", "logins", "tell"]


def is_told(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def tell(session: Session, *, files: Path) -> None:
    """Tell the whole story in the caller's transaction. `files`: the folder of uploaded files."""
    world = World(session, files)
    for part in (
        staff,
        candidates,
        agencies,
        employers,
        vacancies,
        abroad,
        referrals,
        reports,
        watch,
        doubles,
        certificates,
        messages,
    ):
        part.come(world)
    world.timeline.tell()
