"""What the Ministry's staff type about cases and agencies. Several stand on one page: each field has its own name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from app.forms import FormModel
from app.forms import Nothing as Nothing
from registry.lists.kinds import ListKind

Why = Annotated[str, StringConstraints(min_length=3, max_length=2000)]
# One line in the public register.
Public = Annotated[str, StringConstraints(min_length=3, max_length=300)]


class Reason(FormModel):
    """One act, and why. Whoever it concerns reads it."""

    reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Return(FormModel):
    return_reason: Why


class Recommendation(FormModel):
    outcome: Literal["register", "condition", "refuse", "keep"]
    conditions: Annotated[str, StringConstraints(max_length=1000)] = ""
    recommend_reason: Why


class Decision(FormModel):
    decide_reason: Why
    public_reason: Public


class SendBack(FormModel):
    send_back_reason: Why


class Sanction(FormModel):
    """Suspend, revoke, or lift a suspension; conditions only when lifting."""

    reason: Why
    public_reason: Public
    conditions: Annotated[str, StringConstraints(max_length=1000)] = ""


class EmployerLook(FormModel):
    """What was found about one point of an employer's file."""

    outcome: Literal["ok", "problem", "unknown"]
    check_note: Annotated[str, StringConstraints(min_length=5, max_length=1000)]


class Revocation(Sanction):
    """Nobody is taken out of the register unheard."""

    heard_on: date | None = None


class OfficialCase(FormModel):
    kind: Literal["surveillance", "complaint"]
    reason: Why


class PaperChecked(FormModel):
    """That the issuer of a bond or certificate was asked, and when. `paper`: its key."""

    paper: int
    checked_on: date


class Match(FormModel):
    """Whether a name of an official list is the firm's, or why the answer was wrong. `listed`, `place`: as the page
    showed them."""

    kind: ListKind
    listed: Annotated[str, StringConstraints(max_length=300)]
    place: Annotated[str, StringConstraints(max_length=300)] | None = None
    is_same: Literal["same", "different"]
    match_note: Annotated[str, StringConstraints(min_length=3, max_length=1000)]
