"""What staff type about warnings and about corrections of the public history."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from app.forms import FormModel
from app.ministry.forms import Why


class AlertDraft(FormModel):
    """Telephones and pages one a line."""

    brand: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    phones: Annotated[str, StringConstraints(max_length=1000)] = ""
    pages: Annotated[str, StringConstraints(max_length=2000)] = ""
    method: Annotated[str, StringConstraints(min_length=20, max_length=600)]
    since: date


class AlertProposal(FormModel):
    reason: Why
    no_person: bool = False


class AlertWithdrawal(FormModel):
    reason: Why


class HistoryCorrection(FormModel):
    standing: int
    text: Annotated[str, StringConstraints(min_length=5, max_length=500)]
    since: date | None = None
    reason: Why


def lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]
