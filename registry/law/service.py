"""The verbs of the law: propose values, approve, refuse or withdraw them, confirm that nothing changed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed
from registry.law import effect, rechecks
from registry.law.models import LawConfirmation, LawProposal, digest_of, value_to_json
from registry.law.queries import in_force
from registry.law.states import ProposalState
from registry.moves import move
from registry.schemes.law import Parameter
from registry.schemes.loader import ExtraValue
from registry.vacancies import checks

# Any fixed number that no other lock has (app/jobs.py).
_LAW_LOCK = 7_245_003


def propose(
    session: Session,
    actor: Actor,
    parameter: Parameter,
    values: Iterable[ExtraValue],
    *,
    why: str,
    file_name: str | None = None,
) -> LawProposal:
    """Values that were read without a problem (registry.law.table). Those the law has already are left out, so that
    they do not stand in the way of a later correction of the files. Raises NotAllowed, Invalid: law_nothing_new,
    reason_missing."""
    if not may(actor, Permission.LAW_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    if not why.strip():
        raise Invalid("reason_missing", field="why")
    found = effect.changes(in_force(session), values)
    changed = [change for change in found if change.kind != "unchanged"]
    kept = [change.value for change in changed]
    if not kept:
        raise Invalid("law_nothing_new", field="table")
    proposal = LawProposal(
        public_id=new_public_id(),
        parameter=parameter.id,
        rows=[value_to_json(change.value) | effect.seen_by_proposer(change) for change in changed],
        digest=digest_of(parameter.id, kept),
        unchanged=len(found) - len(kept),
        why=why.strip(),
        file_name=file_name,
        state=ProposalState.PROPOSED,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(proposal)
    data = {"parameter": parameter.id, "values": len(kept), "digest": proposal.digest}
    events.record(session, actor, "law", proposal.public_id, "propose", reason=why, data=data)
    return proposal


def approve(session: Session, actor: Actor, proposal: LawProposal) -> None:
    """From here on every check uses the values. The vacancies they touch are checked again: at once when they are few,
    else by the clock. Raises NotPossible: wrong_state, same_person, law_fits_no_more."""
    _wait_for_the_law(session)
    before = checks.archive(session, in_force(session))
    data = {"parameter": proposal.parameter, "digest": proposal.digest, "ruleset_before": before}
    move(session, actor, proposal, "approve", data=data, sets={"decided_by_id": actor.account_id})
    session.flush()
    proposal.ruleset_before = before
    proposal.ruleset_after = checks.archive(session, in_force(session))
    if rechecks.queue_for(session, proposal) <= rechecks.AT_ONCE:
        rechecks.work(session)


def _wait_for_the_law(session: Session) -> None:
    """One approval at a time, so that the ruleset before it is the one after the last. SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LAW_LOCK})


def refuse(session: Session, actor: Actor, proposal: LawProposal, *, reason: str) -> None:
    move(session, actor, proposal, "refuse", reason=reason, sets={"decided_by_id": actor.account_id})


def withdraw(session: Session, actor: Actor, proposal: LawProposal) -> None:
    """By who proposed it, while nobody has decided."""
    move(session, actor, proposal, "withdraw")


def confirm(session: Session, actor: Actor, parameter: Parameter, *, note: str) -> None:
    """Somebody looked at the source today and nothing changed; `note` says where they looked."""
    if not may(actor, Permission.LAW_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    today = clock.today()
    session.add(
        LawConfirmation(parameter=parameter.id, checked_on=today, note=note.strip(), by_id=actor.account_id)
    )
    events.record(
        session, actor, "law", parameter.id, "confirm", reason=note, data={"checked_on": today.isoformat()}
    )
