"""The verbs of learned weights: train, propose, approve (two people), switch on, switch off."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import evaluate, learn
from matching.evaluate import Evaluation
from matching.learn import NothingLearned, Outcomes, TooFew
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import NotAllowed, NotPossible
from registry.learning import outcomes, stored
from registry.learning.models import RankingModel
from registry.learning.outcomes import Recorded
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal

KIND = "model_approve"


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights that are not stored and have no version yet, their evaluation, and from which outcomes."""

    weights: dict[str, Any]
    evaluation: Evaluation
    recorded: Recorded


def compute(session: Session) -> Trained:
    """Learn from what is recorded. Raises NotPossible: model_too_few (what, have, least), model_nothing_learned."""
    found = outcomes.recorded(session)
    try:
        learn.require_enough(found.outcomes)
        trained, judged = learn.split(found.outcomes)
        learned = learn.train(trained)
    except TooFew as error:
        raise NotPossible(f"model_too_few_{error.what}", have=error.have, least=error.least) from None
    except NothingLearned:
        raise NotPossible("model_nothing_learned") from None
    later = set(judged.vacancy.tolist())
    people = [
        ident
        for ident, vacancy in zip(found.people, found.outcomes.vacancy.tolist(), strict=True)
        if vacancy in later
    ]
    evaluation = evaluate.evaluate(learned, trained, judged, outcomes.groups(session, people))
    weights = learn.weights_file(
        learned, shipped(), version="", dated_on=clock.today(), trained_on=_span(trained)
    )
    return Trained(weights, evaluation, found)


def _span(trained: Outcomes) -> dict[str, Any]:
    return {
        "outcomes": len(trained),
        "chosen": int(np.count_nonzero(trained.chosen)),
        "vacancies": len(np.unique(trained.vacancy)),
    }


def shipped() -> dict[str, Any]:
    """The transparent weights, as their file says them."""
    found: dict[str, Any] = json.loads(
        (resources.files("matching") / "data/weights-1.json").read_text(encoding="utf-8")
    )
    return found


def train(session: Session, actor: Actor, found: Trained) -> RankingModel:
    """Store what was learned with its card. Ranks nobody. Raises NotAllowed."""
    if not may(actor, Permission.MODEL_TRAIN):
        raise NotAllowed()
    made = session.scalar(select(func.count()).select_from(RankingModel)) or 0
    version = f"learned-{clock.today()}-{made + 1}"
    weights = found.weights | {"version": version}
    model = RankingModel(
        version=version,
        weights=weights,
        checksum=stored.checksum(weights),
        card=card(found),
        is_offered=found.evaluation.is_offered,
        outcomes=len(found.recorded.outcomes),
        from_on=found.recorded.first_on,
        to_on=found.recorded.last_on,
        trained_by_id=actor.account_id,
        trained_at=clock.now(),
    )
    session.add(model)
    session.flush()
    data = {"version": version, "checksum": model.checksum, "is_offered": model.is_offered}
    events.record(session, actor, "ranking_model", model.public_id, "train", data=data)
    return model


def card(found: Trained) -> dict[str, Any]:
    """The evaluation as numbers: what the page of the model prints, and nothing about a person."""
    one = found.evaluation
    told = asdict(one)
    told["slices"] = [asdict(part) | {"is_worse": part.is_worse} for part in one.slices]
    return told | {
        "is_offered": one.is_offered,
        "points": found.weights["points"],
        "points_before": shipped()["points"],
        "listed": found.recorded.listed,
        "referred": found.recorded.referred,
        "outcomes": len(found.recorded.outcomes),
        "chosen": int(np.count_nonzero(found.recorded.outcomes.chosen)),
    }


def propose(session: Session, actor: Actor, model: RankingModel, *, reason: str) -> Proposal:
    """Put the weights before a second person. Raises NotAllowed, NotPossible: model_not_better, wrong_state, and what
    proposing raises."""
    if not model.is_offered:
        raise NotPossible("model_not_better")
    if model.machine.find("approve", model.state) is None:
        raise NotPossible("wrong_state", noun="ranking_model", verb="approve", state=model.state)
    content = {"version": model.version, "checksum": model.checksum}
    return proposing.propose(session, actor, KIND, model, content=content, reason=reason)


def _facts(model: RankingModel) -> dict[str, Any]:
    return {"weights": stored.checksum(model.weights), "card": model.card, "state": str(model.state)}


@kind(KIND, propose=Permission.MODEL_TRAIN, approve=Permission.MODEL_APPROVE, content_of=_facts)
def _approve(session: Session, actor: Actor, proposal: Proposal) -> None:
    model = proposals.subject_of(session, proposal)
    move(session, actor, model, "approve", data={"version": model.version, "proposal": proposal.public_id})


def waiting(session: Session, model: RankingModel) -> Proposal | None:
    """The proposal that a second person has before them."""
    return proposals.open_about(session, model, KIND)


def change(session: Session, actor: Actor, model: RankingModel, verb: str, *, reason: str) -> None:
    """switch_on, switch_off. From the next list on."""
    move(session, actor, model, verb, reason=reason, data={"version": model.version})
