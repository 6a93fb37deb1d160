"""The life of a referral: nothing reaches the employer before the candidate's consent."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.placements.models import Referral


class ReferralState(StrEnum):
    OFFERED = "offered"
    CONSENTED = "consented"
    DECLINED = "declined"
    INTERVIEW = "interview"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"


S = ReferralState


def vacancy_is_open(session: Session, actor: Actor, referral: Referral) -> str | None:
    from registry.vacancies.queries import is_open

    return None if is_open(session, referral.vacancy_id) else "vacancy_not_open"


def seat_is_free(session: Session, actor: Actor, referral: Referral) -> str | None:
    from registry.vacancies.queries import has_free_seat

    return None if has_free_seat(session, referral.vacancy_id) else "no_seat_left"


def consent_stands(session: Session, actor: Actor, referral: Referral) -> str | None:
    from registry.candidates.queries import has_consented_to_vacancy

    return (
        None
        if has_consented_to_vacancy(session, referral.candidate_id, referral.vacancy_id)
        else "no_consent"
    )


REFERRAL = Machine(
    "referral",
    ReferralState,
    S.OFFERED,
    [
        Transition(
            "consent", one_of(S.OFFERED), S.CONSENTED, Permission.REFERRAL_CONSENT, guards=(vacancy_is_open,),
            stamps="consented_at",
        ),
        # Also later: a consent can be taken back as easily as it was given.
        Transition(
            "decline", one_of(S.OFFERED, S.CONSENTED, S.INTERVIEW, S.SELECTED), S.DECLINED,
            Permission.REFERRAL_DECLINE,
        ),
        Transition(
            "interview", one_of(S.CONSENTED), S.INTERVIEW, Permission.REFERRAL_INTERVIEW, guards=(consent_stands,)
        ),
        Transition(
            "select", one_of(S.CONSENTED, S.INTERVIEW), S.SELECTED, Permission.REFERRAL_SELECT,
            guards=(consent_stands, seat_is_free),
        ),
        Transition(
            "reject", one_of(S.CONSENTED, S.INTERVIEW, S.SELECTED), S.NOT_SELECTED, Permission.REFERRAL_REJECT,
            needs_reason=True,
        ),
        Transition(
            "place", one_of(S.SELECTED), S.PLACED, Permission.REFERRAL_PLACE, guards=(consent_stands, seat_is_free),
            stamps="placed_at",
        ),
        Transition(
            "withdraw", one_of(S.OFFERED, S.CONSENTED, S.INTERVIEW, S.SELECTED), S.WITHDRAWN,
            Permission.REFERRAL_WITHDRAW, needs_reason=True,
        ),
    ],
)  # fmt: skip
