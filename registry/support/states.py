"""The life of a referral to a service: sent, answered by the service, ended with an outcome; or taken back."""

from __future__ import annotations

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class SupportState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How it ended, for the figures: what the person got, never why they needed it."""

    ATTENDED = "attended"
    ATTENDED_PARTLY = "attended_partly"
    DID_NOT_GO = "did_not_go"
    NO_PLACE = "no_place"
    ELSEWHERE = "elsewhere"


S = SupportState
OPEN = (S.SENT, S.ACCEPTED, S.RETURNED)
SUPPORT_REFERRAL = Machine(
    "support_referral",
    SupportState,
    S.SENT,
    [
        Transition("accept", one_of(S.SENT, S.RETURNED), S.ACCEPTED, Permission.SUPPORT_REFER, stamps="answered_at"),
        # The counter-referral: the service sends the person back, with what it did or what is missing.
        Transition("return", one_of(S.SENT, S.ACCEPTED), S.RETURNED, Permission.SUPPORT_REFER, stamps="answered_at"),
        Transition("end", one_of(*OPEN), S.ENDED, Permission.SUPPORT_REFER, stamps="ended_at"),
        Transition("withdraw", one_of(*OPEN), S.WITHDRAWN, Permission.SUPPORT_REFER, stamps="ended_at"),
    ],
)  # fmt: skip
