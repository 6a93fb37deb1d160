"""Learned weights as training would have stored them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.accounts.models import Account
from registry.learning import service, stored
from registry.learning.models import RankingModel

_BETTER = {"skills_required": 25.0, "occupation": 20.0, "experience": 30.0}
_QUALITY = {
    "ndcg": 0.7,
    "average_precision": 0.6,
    "calibration": [[0.2, 0.25, 90], [0.7, 0.68, 90]],
    "error": 0.03,
}


def store_model(
    session: Session, account: Account, *, is_offered: bool = True, checksum: str = ""
) -> RankingModel:
    """Trained by `account`; with `is_offered` better than the transparent weights and worse for nobody."""
    version = f"learned-{clock.today()}-1"
    shipped = service.shipped()
    weights = shipped | {"version": version, "points": shipped["points"] | _BETTER}
    model = RankingModel(
        version=version,
        weights=weights,
        checksum=checksum or stored.checksum(weights),
        card=_card(weights["points"], shipped["points"], is_offered),
        is_offered=is_offered,
        outcomes=600,
        from_on=clock.today(),
        to_on=clock.today(),
        trained_by_id=account.id,
        trained_at=clock.now(),
    )
    session.add(model)
    session.flush()
    return model


def _card(points: dict[str, float], before: dict[str, float], is_offered: bool) -> dict[str, Any]:
    women = {
        "trait": "sex",
        "group": "F",
        "people": 90,
        "chosen": 40,
        "before": 0.95,
        "after": 0.97 if is_offered else 0.7,
        "is_surely_lower": not is_offered,
        "is_worse": not is_offered,
    }
    return {
        "trained": 420,
        "judged": 180,
        "vacancies": 18,
        "before": _QUALITY | {"ndcg": 0.61},
        "after": _QUALITY,
        "gain": 0.09,
        "gain_low": 0.02,
        "gain_high": 0.15,
        "slices": [women],
        "too_few": [["language", "quc"]],
        "is_offered": is_offered,
        "points": points,
        "points_before": before,
        "listed": 3000,
        "referred": 700,
        "outcomes": 600,
        "chosen": 250,
    }
