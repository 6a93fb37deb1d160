"""Two people lay a heavy flag aside, or accept its explanation: one proposes, another approves (6.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.errors import Invalid, NotPossible
from registry.flags import queries
from registry.flags.models import RedFlag
from registry.flags.states import EXPLAIN_FROM, FlagState
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal

# What is proposed, and the verb that carries it out.
OUTCOMES = {"explained": "accept", "false": "dismiss"}


def propose(session: Session, actor: Actor, flag: RedFlag, *, outcome: str, reason: str) -> Proposal:
    """Raises NotAllowed, Invalid: outcome_unknown, reason_missing; NotPossible: flag_takes_one, wrong_state,
    proposal_open_already."""
    if outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", field="outcome")
    if flag.machine.find(OUTCOMES[outcome], flag.state) is None:
        raise NotPossible("wrong_state", noun="flag", verb=OUTCOMES[outcome], state=flag.state)
    if not takes_two(session, flag, outcome):
        raise NotPossible("flag_takes_one")
    return service.propose(session, actor, "flag_dismiss", flag, content={"outcome": outcome}, reason=reason)


def can_propose(session: Session, flag: RedFlag, outcome: str) -> bool:
    """Is this something for two people, now? For the form."""
    return flag.machine.find(OUTCOMES[outcome], flag.state) is not None and takes_two(session, flag, outcome)


def takes_two(session: Session, flag: RedFlag, outcome: str) -> bool:
    """Any answer in a hard stop; of a flag of 40 and more that it is false; what one officer confirmed already."""
    if flag.state != FlagState.OPEN or queries.hard_stop(session, flag.agency_id):
        return True
    return outcome == "false" and flag.weight >= EXPLAIN_FROM


def _facts(flag: RedFlag) -> dict[str, Any]:
    return {"rule": flag.rule, "weight": flag.weight, "evidence": flag.evidence, "state": str(flag.state)}


@kind("flag_dismiss", propose=Permission.FLAG_DISPOSE, approve=Permission.FLAG_DISMISS, content_of=_facts)
def carry_out(session: Session, actor: Actor, proposal: Proposal) -> None:
    """The second person agreed. Raises NotPossible("wrong_state")."""
    flag: RedFlag = proposals.subject_of(session, proposal)
    sets = {"disposed_by_id": actor.account_id, "reason": proposal.reason, "proposal_id": proposal.public_id}
    data = {"rule": flag.rule, "proposal": proposal.public_id}
    move(
        session,
        actor,
        flag,
        OUTCOMES[proposal.content["outcome"]],
        reason=proposal.reason,
        data=data,
        sets=sets,
    )
