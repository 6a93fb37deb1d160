"""The verbs of a fairness policy: propose it, and put it in force when another person approves."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.fairness import policy, queries
from registry.fairness.models import FairnessPolicy
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.schemes.facts import MODELLED_SCHEMES

KIND = "fairness_policy"


def propose(
    session: Session,
    actor: Actor,
    scheme: str,
    *,
    mode: str,
    traits: list[str],
    share: str,
    alpha: str,
    starts_on: date,
    reason: str,
) -> tuple[FairnessPolicy, Proposal]:
    """Put a policy for a scheme before a second person; until then no list uses it.

    Raises NotAllowed, Invalid: what `policy.read` raises, scheme_unknown, starts_in_the_past, reason_missing;
    NotPossible: fairness_waiting, fairness_same.
    """
    if not may(actor, Permission.FAIRNESS_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    if scheme not in MODELLED_SCHEMES:
        raise Invalid("scheme_unknown", field="scheme")
    if starts_on < clock.today():
        raise Invalid("starts_in_the_past", field="starts_on")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    version = 1 + (
        session.scalar(select(func.max(FairnessPolicy.version)).where(FairnessPolicy.scheme == scheme)) or 0
    )
    asked = policy.read(
        scheme, version, mode=mode, traits=traits, share=share, alpha=alpha, starts_on=starts_on
    )
    if queries.waiting(session, scheme) is not None:
        raise NotPossible("fairness_waiting")
    if _says(asked) == _says(queries.newest(session, scheme)):
        raise NotPossible("fairness_same")
    made = FairnessPolicy(
        public_id=new_public_id(),
        scheme=scheme,
        version=version,
        mode=str(asked.mode),
        traits=list(asked.traits),
        share=asked.share,
        alpha=asked.alpha,
        order_method=asked.method,
        starts_on=starts_on,
        reason=reason.strip(),
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made, proposing.propose(session, actor, KIND, made, content=content_of(made), reason=reason)


def _says(found: policy.Policy) -> tuple[Any, ...]:
    how = found.method if found.mode == policy.Mode.ORDER else ""
    return found.mode, found.traits, found.share, found.alpha, how


def content_of(made: FairnessPolicy) -> dict[str, Any]:
    """What the second person reads and approves."""
    content = policy.to_json(queries.as_policy(made))
    return {key: value for key, value in content.items() if value} | {"mode": made.mode}


@kind(KIND, propose=Permission.FAIRNESS_PROPOSE, approve=Permission.FAIRNESS_APPROVE, content_of=content_of)
def put_in_force(session: Session, actor: Actor, proposal: Proposal) -> None:
    """From its day on every new list of the scheme follows it; approved later than that, from today on."""
    made: FairnessPolicy = proposals.subject_of(session, proposal)
    made.starts_on = max(made.starts_on, clock.today())
    made.approved_by_id, made.approved_at = actor.account_id, clock.now()
    session.flush()
    data = {"scheme": made.scheme, "version": made.version, "proposal": proposal.public_id}
    events.record(session, actor, "fairness", made.public_id, "put_in_force", reason=made.reason, data=data)
