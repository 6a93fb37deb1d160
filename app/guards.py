"""One guard per audience, one permission per route.

The audience guard sits on the folder's router, so a screen is guarded by where it lies. `allow` names the permission
of a route; `sendero routes` and the access tests read both. Absent and forbidden look the same: 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.params import Depends as DependsMarker

from app.deps import CurrentActor
from registry.access import Permission, Role, may
from registry.errors import NotFound


class SignInNeeded(Exception):
    """Nobody is signed in here; the page to come back to is `next_path`."""

    def __init__(self, next_path: str, *, as_candidate: bool) -> None:
        super().__init__(next_path)
        self.next_path = next_path
        self.as_candidate = as_candidate


class Audience(StrEnum):
    PUBLIC = "public"
    REGISTRATION = "registration"
    CANDIDATE = "candidate"
    CENTRE = "centre"
    EMPLOYER = "employer"
    AGENCY = "agency"
    MINISTRY = "ministry"
    ADMIN = "admin"
    ACCOUNT = "account"
    API = "api"


_EVERY_ROLE = frozenset(Role)
ROLES_OF: dict[Audience, frozenset[Role]] = {
    Audience.PUBLIC: _EVERY_ROLE,
    Audience.REGISTRATION: _EVERY_ROLE,
    Audience.CANDIDATE: frozenset({Role.CANDIDATE}),
    Audience.CENTRE: frozenset({Role.COUNSELLOR}),
    Audience.EMPLOYER: frozenset({Role.EMPLOYER, Role.AGENCY}),
    Audience.AGENCY: frozenset({Role.AGENCY}),
    Audience.MINISTRY: frozenset(
        {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.DIRECTOR, Role.AUDITOR}
    ),
    Audience.ADMIN: frozenset({Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR}),
    Audience.ACCOUNT: _EVERY_ROLE - {Role.PUBLIC, Role.CANDIDATE},
    Audience.API: _EVERY_ROLE,
}


@dataclass(frozen=True)
class AudienceGuard:
    """Lets in the roles of one audience; sends the rest to sign in, or to a page that says "not found"."""

    audience: Audience

    def __call__(self, request: Request, actor: CurrentActor) -> None:
        if actor.role in ROLES_OF[self.audience]:
            return
        if not actor.is_signed_in:
            raise SignInNeeded(quote(request.url.path), as_candidate=self.audience is Audience.CANDIDATE)
        raise NotFound()


@dataclass(frozen=True)
class PermissionGuard:
    """Lets in the roles that hold the permission at all; ownership is checked where the record is loaded."""

    permission: Permission

    def __call__(self, actor: CurrentActor) -> None:
        if not may(actor, self.permission):
            raise NotFound()


def guard(audience: Audience) -> Any:
    """For `APIRouter(dependencies=[guard(Audience.MINISTRY)])`."""
    return Depends(AudienceGuard(audience))


def allow(permission: Permission) -> Any:
    """For a route's `dependencies=[allow(Permission.VACANCY_PUBLISH)]`."""
    return Depends(PermissionGuard(permission))


def guards_of(dependencies: list[DependsMarker]) -> tuple[list[Audience], list[Permission]]:
    """The audiences and permissions named by a route's dependencies (for `sendero routes` and the tests)."""
    found = [item.dependency for item in dependencies]
    audiences = [item.audience for item in found if isinstance(item, AudienceGuard)]
    permissions = [item.permission for item in found if isinstance(item, PermissionGuard)]
    return audiences, permissions
