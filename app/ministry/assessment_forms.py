"""What an officer types in an assessment, and the second person about a finding. Several stand on one page: each field
has its own name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from app.forms import FormModel

Why = Annotated[str, StringConstraints(min_length=3, max_length=1000)]
Long = Annotated[str, StringConstraints(min_length=3, max_length=4000)]
Id = Annotated[str, StringConstraints(max_length=20)]


class EvidenceForm(FormModel):
    element: Annotated[str, StringConstraints(max_length=3)]
    kind: Literal[
        "document", "interview", "site_visit", "data_check", "external_register", "self_declaration"
    ]
    text: Long
    source: Annotated[str, StringConstraints(max_length=60)] = ""
    strength: Literal["0", "1", "2", "3"]
    confidentiality: Literal["agency", "internal", "restricted"] = "internal"
    received_on: date | None = None
    valid_to: date | None = None


class TakenForm(FormModel):
    """An interview's answer or a visit, by the name the page gave it."""

    source: Annotated[str, StringConstraints(max_length=60)]


class ResultForm(FormModel):
    result: Literal["met", "partly", "not_met", "not_assessed", "n/a"]
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class FindingForm(FormModel):
    grade: Literal["critical", "major", "minor", "observation", "good_practice"]
    statement: Long
    evidence: list[Id] = []
    due_on: date | None = None


class ConditionForm(FormModel):
    """`finding`: public id of the finding it comes from, if any."""

    condition: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    condition_due: date
    consequence: Literal["surveillance", "hold_job_orders", "suspension_hearing", "none"]
    finding: Id = ""


class Decline(FormModel):
    decline_reason: Why


class Withdrawal(FormModel):
    withdraw_reason: Why


class Downgrade(FormModel):
    new_grade: Literal["major", "minor", "observation"]
    downgrade_reason: Why


class ActionNote(FormModel):
    action_note: Why
