"""What can be proposed. Each noun says for its own kinds who may propose, who may approve, and what follows then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.errors import NotPossible

if TYPE_CHECKING:
    from registry.proposals.models import Proposal

# (session, the person who decides, the proposal) -> nothing; in the same transaction as the decision.
CarryOut = Callable[[Session, Actor, "Proposal"], None]
# (session, who gives the reason, the subject of the proposal, the reason) -> nothing; in the same transaction.
SealReason = Callable[[Session, Actor, Any, str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`content_of`: JSON-safe facts of the subject that must not have changed by the time of approval.
    `turned_down`: undoes what counted from the proposal on, when it is rejected or falls.
    `clock`: the clock of the standard that says how long it may stay open; None for as long as it takes.
    `seal_reason`: for reasons that may tell of people: keeps each sealed with the subject, and neither the proposal nor
    the log holds them."""

    code: str
    propose: Permission
    approve: Permission
    carry_out: CarryOut
    content_of: Callable[[Any], Any] | None
    turned_down: CarryOut | None
    clock: str | None
    seal_reason: SealReason | None


_KINDS: dict[str, Kind] = {}


def kind(
    code: str,
    *,
    propose: Permission,
    approve: Permission,
    content_of: Callable[[Any], Any] | None = None,
    turned_down: CarryOut | None = None,
    clock: str | None = None,
    seal_reason: SealReason | None = None,
) -> Callable[[CarryOut], CarryOut]:
    """Make a function the thing that happens when a proposal of this kind is approved.

    Raises ValueError for a kind that is there already.
    """

    def keep(carry_out: CarryOut) -> CarryOut:
        if code in _KINDS:
            raise ValueError(f"the kind {code} is given twice")
        _KINDS[code] = Kind(code, propose, approve, carry_out, content_of, turned_down, clock, seal_reason)
        return carry_out

    return keep


def find(code: str) -> Kind:
    """Raises NotPossible("proposal_kind_unknown")."""
    try:
        return _KINDS[code]
    except KeyError:
        raise NotPossible("proposal_kind_unknown", kind=code) from None


def every() -> list[Kind]:
    return list(_KINDS.values())
