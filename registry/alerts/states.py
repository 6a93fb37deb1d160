"""The life of a warning: a draft, published after legal review, withdrawn after legal review."""

from __future__ import annotations

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class AlertState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


S = AlertState

# Both are carried out by an approved proposal (service.py): the permission is the second person's.
ALERT = Machine(
    "operator_alert",
    AlertState,
    S.DRAFT,
    [
        Transition(
            "publish", one_of(S.DRAFT, S.WITHDRAWN), S.PUBLISHED, Permission.ALERT_APPROVE, needs_reason=True,
            stamps="published_at",
        ),
        Transition(
            "withdraw", one_of(S.PUBLISHED), S.WITHDRAWN, Permission.ALERT_APPROVE, needs_reason=True,
            stamps="withdrawn_at",
        ),
    ],
)  # fmt: skip
