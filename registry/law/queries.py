"""Every question about the law that the Ministry keeps; `in_force` is the ruleset that every check uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.events import Event
from registry.law.models import LawConfirmation, LawProposal
from registry.law.states import ProposalState
from registry.schemes.law import Parameter, Ruleset
from registry.schemes.loader import CONFIDENCES, ExtraValue, amended, ruleset

# The rulesets of this process by the approved values in them: the newest few, for a page that is still being made.
_KEPT = 4
_rulesets: dict[tuple[str, ...], Ruleset] = {}


def in_force(session: Session) -> Ruleset:
    """The files' law with every approved value in it, in the order of approval. One small query: the ruleset itself is
    made once per process and set of values, so an approval counts in every process from its next question on."""
    query = select(LawProposal.digest).where(LawProposal.state == ProposalState.APPROVED)
    digests = tuple(session.scalars(query.order_by(LawProposal.decided_at, LawProposal.id)))
    if not digests:
        return ruleset()
    found = _rulesets.get(digests)
    if found is None:
        found = amended(ruleset(), [value for value in approved(session) if fits(ruleset(), value)])
        while len(_rulesets) >= _KEPT:
            _rulesets.pop(next(iter(_rulesets)), None)
        _rulesets[digests] = found
    return found


def approved(session: Session) -> list[ExtraValue]:
    """Every approved value, oldest approval first: a later one takes the place of an earlier one."""
    query = select(LawProposal).where(LawProposal.state == ProposalState.APPROVED)
    ordered = query.order_by(LawProposal.decided_at, LawProposal.id)
    return [value for proposal in session.scalars(ordered) for value in proposal.values]


def fits(law: Ruleset, value: ExtraValue) -> bool:
    """Whether the parameter is there with as many keys. A newer release may have taken it away: its approved values
    are then left out, and the page of the law says so."""
    parameter = law.parameters.get(value.parameter)
    return parameter is not None and len(parameter.keys) == len(value.key) and value.confidence in CONFIDENCES


def parameter_of(law: Ruleset, actor: Actor, parameter_id: str) -> Parameter:
    """Raises NotFound for absent and forbidden."""
    found = law.parameters.get(parameter_id)
    if found is None or not may(actor, Permission.LAW_READ):
        raise NotFound()
    return found


def known_values(parameter: Parameter) -> dict[str, list[str]]:
    """The known values of each key of a parameter: those that the files give any parameter with a key of that name,
    since a state without a figure of its own yet is a state all the same, and those listed for a table still to be
    loaded. None where the files have no value at all: then whatever is loaded first names them."""
    found = {name: set(parameter.key_values.get(name, ())) for name in parameter.keys}
    for other in ruleset().parameters.values():
        for position, name in enumerate(other.keys):
            if name in found:
                found[name] |= {key[position] for key in other.series}
    return {name: sorted(values) for name, values in found.items()}


def touched_rules(law: Ruleset, parameter_id: str) -> frozenset[str]:
    """The rules that ask this parameter."""
    return frozenset(
        rule.id
        for scheme in law.schemes.values()
        for rule in scheme.requirements
        if any(one.id == parameter_id for one in rule.parameters.values())
    )


def touched_schemes(law: Ruleset, parameter_id: str) -> tuple[str, ...]:
    """The schemes whose vacancies are asked a rule that uses this parameter, in the order of the files."""
    rules = touched_rules(law, parameter_id)
    schemes = (scheme.id for scheme in law.schemes.values() if not scheme.shared)
    return tuple(one for one in schemes if any(rule.id in rules for rule in law.rules(one)))


def load(session: Session, actor: Actor, public_id: str) -> LawProposal:
    """A proposal with the people of it. Raises NotFound for absent and forbidden."""
    query = select(LawProposal).where(LawProposal.public_id == public_id)
    proposal = session.scalar(query.options(*_PEOPLE))
    if proposal is None or not may(actor, Permission.LAW_READ, proposal):
        raise NotFound()
    return proposal


_PEOPLE = (joinedload(LawProposal.proposed_by, innerjoin=True), joinedload(LawProposal.decided_by))


def waiting(session: Session) -> list[LawProposal]:
    """Proposals that wait for a second person, the oldest first."""
    query = select(LawProposal).where(LawProposal.state == ProposalState.PROPOSED)
    return list(session.scalars(query.options(*_PEOPLE).order_by(LawProposal.id)))


def count_waiting(session: Session) -> int:
    query = select(func.count(LawProposal.id)).where(LawProposal.state == ProposalState.PROPOSED)
    return session.scalar(query) or 0


def decided(session: Session, *, parameter: str | None = None, count: int = 20) -> list[LawProposal]:
    """The last decided proposals, newest first."""
    query = select(LawProposal).where(LawProposal.state != ProposalState.PROPOSED).options(*_PEOPLE)
    if parameter is not None:
        query = query.where(LawProposal.parameter == parameter)
    return list(
        session.scalars(query.order_by(LawProposal.decided_at.desc(), LawProposal.id.desc()).limit(count))
    )


def reason(session: Session, proposal: LawProposal) -> str | None:
    """What was said when it was refused or withdrawn."""
    query = select(Event.reason).where(Event.noun == "law", Event.record_id == proposal.public_id)
    return session.scalar(query.where(Event.reason.is_not(None)).order_by(Event.id.desc()).limit(1))


def unfit(session: Session) -> list[LawProposal]:
    """Approved proposals that the files of this release have no place for."""
    query = select(LawProposal).where(LawProposal.state == ProposalState.APPROVED).options(*_PEOPLE)
    law = ruleset()
    return [one for one in session.scalars(query) if not all(fits(law, value) for value in one.values)]


def confirmations(session: Session, parameters: Iterable[str] | None = None) -> dict[str, LawConfirmation]:
    """The last confirmation of each parameter that has one."""
    newest = select(func.max(LawConfirmation.id)).group_by(LawConfirmation.parameter)
    query = (
        select(LawConfirmation).where(LawConfirmation.id.in_(newest)).options(joinedload(LawConfirmation.by))
    )
    if parameters is not None:
        query = query.where(LawConfirmation.parameter.in_(list(parameters)))
    return {one.parameter: one for one in session.scalars(query)}


def confirmed_on(session: Session) -> dict[str, date]:
    """The last day somebody confirmed each parameter that was confirmed at all."""
    query = select(LawConfirmation.parameter, func.max(LawConfirmation.checked_on))
    return {row[0]: row[1] for row in session.execute(query.group_by(LawConfirmation.parameter))}


def checked_on(parameter: Parameter, confirmation: LawConfirmation | None) -> date:
    """The last day somebody looked: the file's, or a later confirmation's."""
    return max(parameter.checked_on, confirmation.checked_on) if confirmation else parameter.checked_on
