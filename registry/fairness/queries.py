"""Every question about fairness: the policy of a scheme on a day, the panel of a list, the panel over all lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matching import fairness
from matching.fairness import Seen, TraitReport
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.fairness.models import FairnessPolicy
from registry.fairness.policy import TRAITS, Mode, Policy, from_json
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState
from registry.schemes.facts import MODELLED_SCHEMES
from registry.shortlists.models import Shortlist
from registry.vacancies.models import Vacancy

LISTS_SHOWN = 100


def policy_for(session: Session, scheme: str, day: date) -> Policy:
    """The policy that a list made on that day follows: the newest approved one whose day has come; report only where
    nobody decided anything."""
    query = (
        select(FairnessPolicy)
        .where(
            FairnessPolicy.scheme == scheme,
            FairnessPolicy.approved_at.is_not(None),
            FairnessPolicy.starts_on <= day,
        )
        .order_by(FairnessPolicy.starts_on.desc(), FairnessPolicy.version.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return as_policy(found) if found is not None else Policy(scheme)


def newest(session: Session, scheme: str) -> Policy:
    """The policy that was approved last, also when its day is still to come."""
    return policy_for(session, scheme, date.max)


def as_policy(found: FairnessPolicy) -> Policy:
    return Policy(
        found.scheme,
        found.version,
        Mode(found.mode),
        tuple(found.traits),
        found.share,
        found.alpha,
        found.starts_on,
        found.order_method,
    )


def history(session: Session, actor: Actor, scheme: str) -> list[FairnessPolicy]:
    """Every version of a scheme's policy with both people, the newest first. Raises NotFound."""
    if not may(actor, Permission.FAIRNESS_READ) or scheme not in MODELLED_SCHEMES:
        raise NotFound()
    query = (
        select(FairnessPolicy)
        .where(FairnessPolicy.scheme == scheme)
        .options(joinedload(FairnessPolicy.proposed_by), joinedload(FairnessPolicy.approved_by))
        .order_by(FairnessPolicy.version.desc())
    )
    return list(session.scalars(query))


def waiting(session: Session, scheme: str) -> Proposal | None:
    """The proposal about this scheme that nobody has decided on."""
    return session.scalar(
        select(Proposal)
        .join(FairnessPolicy, FairnessPolicy.public_id == Proposal.subject_id)
        .where(
            Proposal.subject_type == FairnessPolicy.__tablename__,
            Proposal.state == ProposalState.OPEN,
            FairnessPolicy.scheme == scheme,
        )
        .limit(1)
    )


# ---------------------------------------------------------------- the panel of a list


def to_json(reports: Iterable[TraitReport]) -> dict[str, Any]:
    """trait -> {"groups": [what was counted]}: figures are worked out when somebody reads them."""
    return {
        report.trait: {
            "groups": [
                asdict(one) | {"first": {str(k): count for k, count in one.first.items()}}
                for one in report.seen
            ]
        }
        for report in reports
    }


def panel(stored: Mapping[str, Any], actor: Actor) -> list[TraitReport]:
    """The figures of a stored list, masked for whoever may not see individuals. Lists from before the pool was counted
    whole have none."""
    found = [
        fairness.figures(trait, [_seen(group) for group in stored[trait]["groups"]])
        for trait in TRAITS
        if trait in stored and all("attention" in group for group in stored[trait]["groups"])
    ]
    return found if may(actor, Permission.CANDIDATE_IDENTIFY) else [fairness.masked(one) for one in found]


def _seen(group: Mapping[str, Any]) -> Seen:
    return Seen(
        group["group"],
        group["pool"],
        group["shown"],
        group["attention"],
        {int(k): count for k, count in group["first"].items()},
    )


def followed(shortlist: Shortlist) -> Policy | None:
    """The policy a list was made with; None for lists from before there was one."""
    return from_json(shortlist.policy) if shortlist.policy else None


def load(session: Session, actor: Actor, public_id: str) -> Shortlist:
    """A list with its vacancy and without the people on it, for its figures. Raises NotFound."""
    query = select(Shortlist).options(joinedload(Shortlist.vacancy, innerjoin=True))
    found = session.scalar(query.where(Shortlist.public_id == public_id))
    if found is None or not may(actor, Permission.FAIRNESS_READ):
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Watched:
    """One list in the panel over all lists: its vacancy, and per trait the group with the lowest selection rate.

    worst: trait -> (group, impact ratio, is adverse, is unlikely); no entry where there is nothing to compare.
    """

    shortlist: Shortlist
    worst: Mapping[str, tuple[str, float, bool, bool]]

    @property
    def asks(self) -> bool:
        return any(is_unlikely for _group, _ratio, _adverse, is_unlikely in self.worst.values())


def watched(session: Session, actor: Actor, *, scheme: str | None = None) -> list[Watched]:
    """The newest list of each vacancy, the latest first; those where somebody should ask a question are marked."""
    if not may(actor, Permission.FAIRNESS_READ):
        raise NotFound()
    last = select(func.max(Shortlist.id)).group_by(Shortlist.vacancy_id)
    query = (
        select(Shortlist)
        .join(Shortlist.vacancy)
        .options(joinedload(Shortlist.vacancy, innerjoin=True))
        .where(Shortlist.id.in_(last))
        .order_by(Shortlist.id.desc())
        .limit(LISTS_SHOWN)
    )
    if scheme is not None:
        query = query.where(Vacancy.scheme == scheme)
    return [Watched(one, _worst(panel(one.fairness, actor))) for one in session.scalars(query)]


def _worst(reports: Iterable[TraitReport]) -> dict[str, tuple[str, float, bool, bool]]:
    found = {}
    for report in reports:
        # People who did not say are no group that somebody could have treated badly.
        groups = [one for one in report.groups if one.group != fairness.NOT_SAID]
        rated = [(one.impact_ratio, one) for one in groups if one.impact_ratio is not None]
        if len(rated) > 1:
            ratio, one = min(rated, key=lambda pair: (pair[1].p_value, pair[0], pair[1].group))
            found[report.trait] = (one.group, ratio, one.is_adverse, one.is_unlikely)
    return found
