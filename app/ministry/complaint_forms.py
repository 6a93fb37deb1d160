"""What is typed about a report. Several forms stand on one page: each field has a name of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.forms import FormModel

Why = Annotated[str, StringConstraints(min_length=3, max_length=500)]
Long = Annotated[str, StringConstraints(min_length=3, max_length=4000)]
Code = Annotated[str, StringConstraints(max_length=40)]


class Assign(FormModel):
    handler: Code


class TakeAway(FormModel):
    away: Code
    away_reason: Why


class Reading(FormModel):
    reason: Why


class FirstLook(FormModel):
    """`agency`: register number or NIT; `vacancy`: number of the job order; both may stay empty."""

    is_credible: Literal["yes", "no"]
    kind: Code
    evidence: Literal["word", "detail", "document", "checked"]
    agency: Code = ""
    vacancy: Code = ""
    criterion: Code = ""
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None
    signs: list[str] = []
    triage_note: Long


class Tell(FormModel):
    body: Literal["mp", "svet", "pnc", "pdh", "consulate", "embassy"]
    reference: Annotated[str, StringConstraints(max_length=200)] = ""


class Release(FormModel):
    release_reason: Why


class Question(FormModel):
    question: Annotated[str, StringConstraints(min_length=20, max_length=4000)]
    codes: list[str] = []
    is_sure: bool = False


class Plan(FormModel):
    cost_code: Annotated[str, StringConstraints(pattern=r"^[FCX][1-9]$")]
    amount: Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2)]
    currency: Literal["GTQ", "USD", "CAD", "EUR", "MXN"] = "GTQ"
    liable: Literal["employer", "agency"]
    basis: Why
    is_estimate: bool = False
    is_group: bool = False


class Claim(FormModel):
    proof: Why


class GiveUp(FormModel):
    give_up_reason: Why


class KeepOwed(FormModel):
    keep_owed_reason: Why


class Message(FormModel):
    message: Annotated[str, StringConstraints(min_length=2, max_length=2000)]
    is_question: bool = False


class Close(FormModel):
    close_outcome: Code
    close_reason: Long


class Dismiss(FormModel):
    dismiss_outcome: Code
    dismiss_reason: Long


class Refuse(FormModel):
    refuse_reason: Why


class Reopen(FormModel):
    reopen_reason: Why


class Hearing(FormModel):
    hearing_reason: Long
    public_reason: Annotated[str, StringConstraints(min_length=3, max_length=300)]


class Outside(FormModel):
    outside_agency: Annotated[str, StringConstraints(min_length=3, max_length=40)]
    authority: Literal["court", "foreign_regulator", "iris"]
    outside_reason: Long
