"""The verbs of vacancies: write, submit, publish, return, suspend, close, take a seat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.types import VacancyNeeds
from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.numbering import next_number
from registry.organisations import employers
from registry.organisations.models import Agency, Employer
from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts
from registry.vacancies import checks, matches, needs
from registry.vacancies.models import Vacancy
from registry.vacancies.queries import LIVE
from registry.vacancies.states import VacancyState

_REF = 40  # the column's width; the longest real number has 22
EDITABLE = (VacancyState.DRAFT, VacancyState.RETURNED)


def start(
    session: Session, actor: Actor, employer: Employer, facts: VacancyFacts, *, agency: Agency | None = None
) -> Vacancy:
    """A new draft; an agency writes in the name of an employer that permitted it. Raises NotAllowed."""
    agency_id = agency.id if agency else actor.agency_id
    vacancy = Vacancy(
        public_id=new_public_id(),
        number=next_number(session, Vacancy.number, f"V-{clock.today().year}-"),
        employer_id=employer.id,
        agency_id=agency_id,
        written_by_id=actor.account_id,
        created_at=clock.now(),
        state=VacancyState.DRAFT,
    )
    if not may(actor, Permission.VACANCY_WRITE, vacancy):
        raise NotAllowed()
    if facts.scheme not in MODELLED_SCHEMES:
        raise Invalid("scheme_unknown", field="scheme")
    _check_official_ref(session, vacancy, facts)
    if agency_id is not None and not employers.has_mandate(session, employer.id, agency_id):
        raise NotAllowed("no_mandate")
    keep_facts(session, vacancy, facts, needs.needs_of(vacancy.public_id, facts))
    events.record(session, actor, "vacancy", vacancy.public_id, "start", data={"scheme": facts.scheme})
    return vacancy


# What belongs to one season only: its dates, its official case, and papers that are made anew each time.
_OF_ONE_SEASON = (
    "start_date", "end_date", "official_ref", "official_status", "lmia_received_on", "lmia_valid_to",
    "application_filed_on", "application_route",
)  # fmt: skip


def copy(session: Session, actor: Actor, vacancy: Vacancy) -> Vacancy:
    """Last season's vacancy as a new draft: all it said, but its dates, the official case and its seats."""
    employer = session.get_one(Employer, vacancy.employer_id)
    new = start(session, actor, employer, _without_season(checks.facts_of(vacancy)))
    new.needs = vacancy.needs | {"id": new.public_id, "start_on": None, "end_on": None}
    session.flush()
    return new


def _without_season(facts: VacancyFacts) -> VacancyFacts:
    changed: dict[str, Any] = dict.fromkeys(_OF_ONE_SEASON)
    if facts.housing:
        changed["housing"] = facts.housing.model_copy(update={"inspected_on": None})
    if facts.health_insurance:
        changed["health_insurance"] = facts.health_insurance.model_copy(update={"from_": None, "to": None})
    if facts.worksites:
        undated = {"start": None, "end": None}
        changed["worksites"] = tuple(site.model_copy(update=undated) for site in facts.worksites)
    if facts.chain:
        changed["chain"] = None
    return facts.model_copy(update=changed)


def write(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    facts: VacancyFacts,
    *,
    asked: VacancyNeeds | None = None,
) -> None:
    """Replace the facts of a draft or returned vacancy. `asked`: occupation and skills a person confirmed; what was
    confirmed before stays, otherwise the texts are read again."""
    if not may(actor, Permission.VACANCY_WRITE, vacancy):
        raise NotAllowed()
    if vacancy.state not in EDITABLE:
        raise NotPossible("wrong_state", noun="vacancy", verb="write", state=vacancy.state)
    if (facts.workers_total or 0) < vacancy.seats_filled:
        raise Invalid("seats_below_filled", field="workers_total")
    if facts.scheme != vacancy.scheme:
        raise Invalid("scheme_differs", field="scheme")
    _check_official_ref(session, vacancy, facts)
    if asked is None and is_confirmed(vacancy):
        keep_facts(
            session, vacancy, facts, needs.again(needs.from_json(vacancy.needs), facts), is_confirmed=True
        )
    else:
        found = asked or needs.needs_of(vacancy.public_id, facts)
        keep_facts(session, vacancy, facts, found, is_confirmed=asked is not None)
    events.record(session, actor, "vacancy", vacancy.public_id, "write")


def _check_official_ref(session: Session, vacancy: Vacancy, facts: VacancyFacts) -> None:
    if facts.official_ref is None:
        return
    taken = select(Vacancy.public_id).where(Vacancy.official_ref == facts.official_ref[:_REF])
    if session.scalar(taken.where(Vacancy.public_id != vacancy.public_id)) is not None:
        raise Invalid("official_ref_taken", field="official_ref")


def keep_facts(
    session: Session,
    vacancy: Vacancy,
    facts: VacancyFacts,
    asked: VacancyNeeds,
    *,
    is_confirmed: bool = False,
) -> None:
    """Store facts, the columns that repeat them, and what is asked of a person. The caller records the event."""
    vacancy.facts = _storable(facts.model_dump(mode="json", exclude_none=True))
    vacancy.scheme = facts.scheme
    vacancy.title = str(vacancy.facts.get("title", ""))[:200]
    vacancy.country = needs.country_of(facts)
    vacancy.region = needs.region_of(facts)
    vacancy.start_on = facts.start_date
    vacancy.end_on = facts.end_date
    vacancy.official_ref = vacancy.facts.get("official_ref", "")[:_REF] or None
    vacancy.seats_total = facts.workers_total or 0
    vacancy.needs = needs.to_json(asked) | {"confirmed": is_confirmed}
    session.add(vacancy)
    session.flush()


def _storable(value: Any) -> Any:
    """Without the character NUL, which PostgreSQL keeps in no text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value


def is_confirmed(vacancy: Vacancy) -> bool:
    """Whether a person has looked at the occupation and the skills that were read from the texts."""
    return bool(vacancy.needs.get("confirmed"))


def submit(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Send to an officer, who may not be blocked by a rule. Raises NotPossible: vacancy_incomplete, rule_blocks,
    agency_not_in_good_standing."""
    checks.run(session, vacancy)
    move(session, actor, vacancy, "submit")


def publish(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Checked once more against the law of today, then public; a suspended one comes back."""
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    checks.run(session, vacancy)
    move(session, actor, vacancy, "publish")


def send_back(session: Session, actor: Actor, vacancy: Vacancy, *, reason: str) -> None:
    """To whoever wrote it, to be corrected; they read the reason."""
    move(session, actor, vacancy, "return", reason=reason)


def suspend(session: Session, actor: Actor, vacancy: Vacancy, *, reason: str) -> None:
    """Nobody is shown it or referred to it until it is published again."""
    move(session, actor, vacancy, "suspend", reason=reason)


def close(session: Session, actor: Actor, vacancy: Vacancy, *, reason: str) -> None:
    move(session, actor, vacancy, "close", reason=reason)


def recheck(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Ask the law of today again, for instance after a rule changed; what an officer answered stays."""
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    if vacancy.state not in LIVE:
        raise NotPossible("wrong_state", noun="vacancy", verb="recheck", state=vacancy.state)
    check = checks.run(session, vacancy)
    events.record(
        session, actor, "vacancy", vacancy.public_id, "recheck", data={"ruleset": check.ruleset_hash}
    )


def obstacles_to_publish(session: Session, actor: Actor, vacancy: Vacancy) -> list[str]:
    """The codes of what keeps this vacancy from being published now; empty when nothing does, or when its state does
    not lead there."""
    row = vacancy.machine.find("publish", vacancy.state)
    if row is None:
        return []
    found = (guard(session, actor, vacancy) for guard in row.guards)
    return [code for code in found if code is not None]


def answer_unknown(session: Session, actor: Actor, vacancy: Vacancy, rule: str, *, note: str) -> None:
    """An officer looked into what the rule could not answer and says what they found."""
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    check = checks.latest(session, vacancy)
    if check is None or rule not in {outcome.rule for outcome in checks.unread_unknown(check)}:
        raise NotPossible("answer_not_needed")
    if rule == matches.RULE and matches.open_names(session, vacancy):
        raise NotPossible("match_open")
    answer: dict[str, Any] = {"note": note, "by": actor.name, "at": clock.now().isoformat()}
    check.answered = check.answered | {rule: answer}
    events.record(
        session, actor, "vacancy", vacancy.public_id, "answer_unknown", reason=note, data={"rule": rule}
    )


def take_seat(session: Session, vacancy: Vacancy) -> None:
    """One worker was placed; the last seat fills the vacancy. The row is locked by the caller's move."""
    if vacancy.seats_filled >= vacancy.seats_total:
        raise NotPossible("no_seat_left")
    vacancy.seats_filled += 1
    session.flush()
    if vacancy.seats_filled == vacancy.seats_total:
        move(session, SYSTEM, vacancy, "fill")
