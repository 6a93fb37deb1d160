"""The life of a vacancy."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.vacancies.models import Vacancy


class VacancyState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    FILLED = "filled"
    CLOSED = "closed"
    HISTORICAL = "historical"


S = VacancyState


def no_rule_blocks(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    from registry.vacancies import checks

    return "rule_blocks" if checks.is_blocked(session, vacancy) else None


def says_enough(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    """What a reviewer cannot do without: the work, the place, the dates, how many and what it pays."""
    facts = vacancy.facts
    needed = (
        "title",
        "duties",
        "worksites",
        "start_date",
        "workers_total",
        "wage",
        "wage_unit",
        "hours_week",
    )
    return None if all(facts.get(name) for name in needed) else "vacancy_incomplete"


def nothing_unknown_unread(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    from registry.vacancies import checks

    return "unknown_not_answered" if checks.has_unread_unknown(session, vacancy) else None


def employer_verified(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    from registry.organisations.queries import employer_is_verified

    return None if employer_is_verified(session, vacancy.employer_id) else "employer_not_verified"


def agency_may_submit(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    return _agency_refused(session, vacancy, "submit")


def agency_may_publish(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    return _agency_refused(session, vacancy, "publish")


def _agency_refused(session: Session, vacancy: Vacancy, act: str) -> str | None:
    from registry.organisations.standing import Act, allows

    refusal = None if vacancy.agency_id is None else allows(session, vacancy.agency_id, Act(act))
    return refusal.code if refusal else None


def bond_covers(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    """Refused when it is known that the agency's bond would be worth less than all its job orders could cost."""
    from registry.organisations.models import Agency
    from registry.vetting import exposure

    if vacancy.agency_id is None:
        return None
    agency = session.get_one(Agency, vacancy.agency_id)
    return "bond_too_small" if exposure.with_vacancy(session, agency, vacancy).is_short else None


def recruited_by_the_ministry(vacancy: Vacancy) -> bool:
    """Work abroad without an agency or another recruiter: the people come from the Ministry's own programme."""
    return vacancy.country != "GT" and vacancy.agency_id is None and not vacancy.facts.get("recruiter_chain")


def not_of_the_programme(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    return "outside_unit_missing" if recruited_by_the_ministry(vacancy) else None


def of_the_programme(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    return None if recruited_by_the_ministry(vacancy) else "wrong_state"


def seats_all_taken(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    return None if vacancy.seats_filled >= vacancy.seats_total else "seats_free"


def was_asked(session: Session, actor: Actor, vacancy: Vacancy) -> str | None:
    from registry.vacancies import questions

    return None if questions.has_open(session, vacancy) else "question_not_open"


VACANCY = Machine(
    "vacancy",
    VacancyState,
    S.DRAFT,
    [
        Transition(
            "submit", one_of(S.DRAFT, S.RETURNED), S.IN_REVIEW, Permission.VACANCY_SUBMIT,
            guards=(says_enough, no_rule_blocks, agency_may_submit), stamps="submitted_at",
        ),
        Transition("return", one_of(S.IN_REVIEW), S.RETURNED, Permission.VACANCY_RETURN, needs_reason=True),
        # A question or its answer: it stays where it is.
        Transition("ask", one_of(S.IN_REVIEW), S.IN_REVIEW, Permission.VACANCY_ASK, needs_reason=True),
        Transition(
            "answer", one_of(S.IN_REVIEW), S.IN_REVIEW, Permission.VACANCY_ANSWER, guards=(was_asked,),
        ),
        Transition(
            "publish", one_of(S.IN_REVIEW, S.SUSPENDED), S.PUBLISHED, Permission.VACANCY_PUBLISH,
            guards=(
                not_of_the_programme, employer_verified, agency_may_publish, bond_covers, no_rule_blocks,
                nothing_unknown_unread,
            ),
            stamps="published_at",
        ),
        # By the labour inspectorate, on a proposal of the programme (programme.py).
        Transition(
            "publish_outside", one_of(S.IN_REVIEW, S.SUSPENDED), S.PUBLISHED, Permission.VACANCY_AGREE,
            guards=(of_the_programme, employer_verified, no_rule_blocks, nothing_unknown_unread),
            stamps="published_at",
        ),
        Transition("suspend", one_of(S.PUBLISHED), S.SUSPENDED, Permission.VACANCY_SUSPEND, needs_reason=True),
        Transition(
            "close", one_of(S.DRAFT, S.IN_REVIEW, S.RETURNED, S.PUBLISHED, S.SUSPENDED), S.CLOSED,
            Permission.VACANCY_CLOSE, needs_reason=True, stamps="closed_at",
        ),
        Transition(
            "fill", one_of(S.PUBLISHED), S.FILLED, Permission.SYSTEM_FILL, guards=(seats_all_taken,),
            stamps="closed_at",
        ),
    ],
)  # fmt: skip
