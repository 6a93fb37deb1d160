"""The life of an account, and of a change to one that takes two people and a day."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.accounts.models import AccountChange

# From approval until it happens: time for somebody to see it and stop it (trust.md T5).
COOLING = timedelta(days=1)


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


S = AccountState

ACCOUNT = Machine(
    "account",
    AccountState,
    S.INVITED,
    [
        Transition("activate", one_of(S.INVITED), S.ACTIVE, Permission.ACCOUNT_KEEP, stamps="activated_at"),
        Transition(
            "disable", one_of(S.INVITED, S.ACTIVE), S.DISABLED, Permission.ACCOUNT_DISABLE, needs_reason=True,
            stamps="disabled_at",
        ),
        # By the clock alone: two people decided it a day before (ACCOUNT_CHANGE).
        Transition(
            "enable", one_of(S.DISABLED, S.ACTIVE), S.INVITED, Permission.ACCOUNT_ENABLE, needs_reason=True
        ),
    ],
)  # fmt: skip


class ChangeKind(StrEnum):
    """`renewal`: password and second factor chosen anew, after a loss or when a disabled account comes back."""

    ROLE = "role"
    ACCOUNT = "account"
    RENEWAL = "renewal"


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    COOLING = "cooling"
    DONE = "done"
    STOPPED = "stopped"


def by_another_person(session: Session, actor: Actor, change: AccountChange) -> str | None:
    own = (None, change.proposed_by_id, change.account_id)
    return "same_person" if actor.account_id in own else None


def asked_at_the_console(session: Session, actor: Actor, change: AccountChange) -> str | None:
    return None if change.proposed_by_id is None else "same_person"


def day_has_passed(session: Session, actor: Actor, change: AccountChange) -> str | None:
    return "cooling_down" if change.acts_at is None or clock.now() < change.acts_at else None


FOUND_ALTERED = "found_altered"


def content_of(change: AccountChange) -> str:
    """A digest of what is proposed. It stands in the log: name and mail are sealed in the row, where no guard of the
    database can compare them."""
    told = [
        change.kind,
        change.account_id,
        change.role,
        change.name,
        change.email,
        change.centre,
        change.reason,
    ]
    return crypto.keyed_hash("account_change", json.dumps(told))


def is_as_proposed(session: Session, actor: Actor, change: AccountChange) -> str | None:
    """Also a row that was written by hand, of which the log knows nothing, is not; nor one that was found altered and
    looks right again. What was proposed before there were digests has none."""
    content = content_of(change)
    told = events.of_record(session, "account_change", change.public_id)
    if any(one.verb == FOUND_ALTERED for one in told):
        return "change_altered"
    return None if told and told[0].data.get("content", content) == content else "change_altered"


C = ChangeState

ACCOUNT_CHANGE = Machine(
    "account_change",
    ChangeState,
    C.PROPOSED,
    [
        Transition(
            "approve", one_of(C.PROPOSED), C.COOLING, Permission.ROLE_APPROVE,
            guards=(by_another_person, is_as_proposed), stamps="approved_at",
        ),
        Transition(
            "begin", one_of(C.PROPOSED), C.COOLING, Permission.SYSTEM_EXPIRE, guards=(asked_at_the_console,),
        ),
        # By whoever could have proposed it; a renewal also by the person whose account it is.
        Transition(
            "stop_change", one_of(C.PROPOSED, C.COOLING), C.STOPPED, Permission.ROLE_PROPOSE, needs_reason=True,
            stamps="stopped_at",
        ),
        Transition(
            "stop_own_renewal", one_of(C.PROPOSED, C.COOLING), C.STOPPED, Permission.ACCOUNT_KEEP, stamps="stopped_at"
        ),
        Transition(
            "carry_out", one_of(C.COOLING), C.DONE, Permission.SYSTEM_EXPIRE, guards=(day_has_passed, is_as_proposed),
            stamps="done_at",
        ),
    ],
)  # fmt: skip
