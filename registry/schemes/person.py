"""What is known of a person for the question "may they lawfully take this job, and what is missing?".

None always means "not told". Nothing of this is ever ranked on (schemes.md section 4, "Never rank on"): it does not
reach matching. Start at `PersonFacts`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stay(_Facts):
    """Days in H-2 status in the United States, the first and the last counted. left None: still there."""

    arrived: date
    left: date | None = None


class Season(Stay):
    """One season in Spain with a permit. returned_on_time, appeared: at the consulate; finished: the contract."""

    returned_on_time: bool | None = None
    appeared: bool | None = None
    finished: bool | None = None


class Told(_Facts):
    """What a person tells of earlier regular seasons and of papers, for themselves and their adviser.

    h2_stays, spain_seasons: empty means "never". papers: codes of those that are ready; None: not asked yet.
    spain_promise_until: the last day of a promise not to return, made at a voluntary return from Spain.
    """

    has_passport: bool | None = None
    passport_until: date | None = None
    h2_stays: tuple[Stay, ...] | None = None
    spain_seasons: tuple[Season, ...] | None = None
    spain_promise_until: date | None = None
    papers: tuple[str, ...] | None = None
    biometrics_on: date | None = None
    exam_on: date | None = None


class PersonFacts(Told):
    """All that a candidate rule may look at. adviser: what was said to the adviser for the scheme asked about."""

    birth_date: date | None = None
    available_from: date | None = None
    available_to: date | None = None
    adviser: Literal["yes", "no", "rather_not"] | None = None


class Offer(_Facts):
    """The days of work of one offer, both worked."""

    start: date
    end: date


PAPERS = ("criminal_record", "medical_certificate")
