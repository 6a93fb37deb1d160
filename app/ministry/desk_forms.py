"""What the officer's desk types: declarations, assignment, notes, messages, interviews and visits."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from app.forms import FormModel

Lines = Annotated[str, StringConstraints(max_length=1000)]
Long = Annotated[str, StringConstraints(max_length=4000)]
Short = Annotated[str, StringConstraints(max_length=300)]
YesNo = Literal["yes", "no"]
Answer = Literal["yes", "no", "unknown"]


class OwnDeclaration(FormModel):
    surnames: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    phones: Lines = ""
    addresses: Lines = ""
    employers: Lines = ""


class Declaration(FormModel):
    people: YesNo
    address: YesNo
    phone: YesNo
    employer: YesNo
    explanation: Annotated[str, StringConstraints(max_length=1000)] = ""


class Reassign(FormModel):
    """`officer`: public id of an account; left empty, it is drawn among the others."""

    officer: Annotated[str, StringConstraints(max_length=20)] = ""
    assign_reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class LiftLink(FormModel):
    """`linked`: public id of the account whose declared link is set aside."""

    linked: Annotated[str, StringConstraints(max_length=20)]
    lift_reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Note(FormModel):
    note: Long
    audience: Literal["internal", "decision", "agency"] = "internal"


class Message(FormModel):
    message: Long


class Gap(FormModel):
    what: Literal["visit", "interviews"]
    why: Literal["no_placements", "not_reached", "refused", "other"]
    gap_reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class InterviewForm(FormModel):
    """The answers by question come beside it, one radio each (answer_<code>)."""

    pseudonym: Annotated[str, StringConstraints(max_length=40)]
    language: Annotated[str, StringConstraints(max_length=3)]
    place: Annotated[str, StringConstraints(max_length=120)]
    month: Annotated[str, StringConstraints(pattern=r"^(1[0-2]|0?[1-9])$")]
    year: Annotated[str, StringConstraints(pattern=r"^20\d\d$")]
    consent: Literal["1"]
    source: Literal["screen", "paper"] = "screen"
    held_by: Annotated[str, StringConstraints(max_length=20)] = ""
    remarks: Long = ""


class PlanVisit(FormModel):
    how: Literal["visit", "call"] = "visit"
    place: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    planned_on: date
    was_announced: Literal["1", ""] = ""


class VisitForm(FormModel):
    """What was looked at comes beside it, one radio each (answer_<code>)."""

    result: Literal["done", "closed", "unreachable"]
    happened_on: date
    seen: Annotated[str, StringConstraints(min_length=3, max_length=4000)]
    source: Literal["screen", "paper"] = "screen"
    visitor: Annotated[str, StringConstraints(max_length=20)] = ""


class CancelVisit(FormModel):
    cancel_reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Photos(FormModel):
    caption: Annotated[str, StringConstraints(max_length=200)] = ""
