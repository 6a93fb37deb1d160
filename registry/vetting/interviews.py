"""Interviews with workers: whom to hear is drawn here, what they say is kept under a pseudonym, and the agency never
sees any of it (ethical-recruitment.md 6.1, 6.4 no. 6).

Kept: pseudonym, language, municipality or country, month, yes or no by question, remarks (sealed). Not kept: name,
telephone, day, and which of the people drawn it was.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.seeds.reference import countries, languages, municipalities
from registry.standard import queries as standards
from registry.standard.model import Standard
from registry.standard.score import sample_size
from registry.vacancies.models import Vacancy
from registry.vetting import asked, desk
from registry.vetting.access import HOLDS_FIELDWORK, check_may_keep
from registry.vetting.models import Case
from registry.vetting.staff_records import Interview, InterviewSample

REMARKS_LONGEST = 4000
_YEAR = timedelta(days=365)
# A municipality's code has four digits; a country's two letters, a department's two digits.
_MUNICIPALITY = 4


# ---------------------------------------------------------------- whom to hear


def _sampling(session: Session, case: Case) -> Standard:
    """The standard whose limits say how many are heard: the case's, or today's where its version has none."""
    of_case = standards.of_case(session, case)
    return of_case if "interviews_percent" in of_case.limits else standards.in_force(session)


def placed(session: Session, case: Case) -> list[str]:
    """Public ids of the people its agency placed in the last months that the sample looks at, sorted."""
    months = _sampling(session, case).limits["interviews_months"].value
    since = clock.now() - _YEAR * months / 12
    query = (
        select(Candidate.public_id)
        .join(Referral, Referral.candidate_id == Candidate.id)
        .join(Vacancy, Vacancy.id == Referral.vacancy_id)
        .where(
            Vacancy.agency_id == case.agency_id,
            Referral.state == ReferralState.PLACED,
            Referral.placed_at >= since,
        )
        .distinct()
    )
    return sorted(session.scalars(query))


def drawn(seed: str, people: list[str], size: int) -> list[str]:
    """The `size` of `people` that this seed draws: those whose hash with it is lowest."""
    return sorted(people, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())[:size]


def draw_sample(session: Session, actor: Actor, case: Case) -> InterviewSample:
    """Draw whom to hear, once. The agency has no say in it and is not told.

    Raises NotAllowed, NotPossible("sample_drawn", and what check_may_keep says).
    """
    check_may_keep(session, actor, case)
    if session.scalar(select(InterviewSample.id).where(InterviewSample.case_id == case.id)) is not None:
        raise NotPossible("sample_drawn")
    people = placed(session, case)
    size = sample_size(_sampling(session, case), len(people))
    # Random, not worked out from what is kept: with it the draw can be repeated, so it goes when the list goes.
    seed = secrets.token_hex(32)
    made = InterviewSample(
        case_id=case.id,
        drawn_by_id=actor.account_id or 0,
        drawn_at=clock.now(),
        population=len(people),
        size=size,
        seed=seed,
        people=json.dumps(drawn(seed, people, size)),
    )
    session.add(made)
    session.flush()
    data = {
        "population": len(people),
        "size": size,
        "seed_hash": hashlib.sha256(seed.encode()).hexdigest(),
    }
    events.record(session, actor, "case", case.public_id, "draw_sample", data=data)
    return made


def people_to_hear(session: Session, actor: Actor, case: Case) -> list[str]:
    """Public ids of the people drawn, for whoever interviews; empty once the fieldwork is over."""
    sample = session.scalar(select(InterviewSample).where(InterviewSample.case_id == case.id))
    if sample is None or sample.people is None or not may_read(session, actor, case):
        return []
    return [str(one) for one in json.loads(sample.people)]


def forget_due(session: Session) -> int:
    """Empty the lists of people of cases that are over; of old interviews keep the answers and the department, not the
    remarks and the municipality. Returns how many rows it touched; the clock calls it."""
    return _forget_people(session) + _forget_remarks(session)


def _forget_remarks(session: Session) -> int:
    months = standards.in_force(session).clocks["interview_kept_months"].value
    old = select(Interview).where(
        Interview.entered_at < clock.now() - _YEAR * months / 12,
        Interview.remarks.is_not(None) | (func.length(Interview.place) == _MUNICIPALITY),
    )
    found = session.scalars(old).all()
    for one in found:
        one.remarks = None
        # A country stays, of a municipality the two digits of its department.
        one.place = one.place[:2]
    return len(found)


def _forget_people(session: Session) -> int:
    query = select(InterviewSample).join(Case, Case.id == InterviewSample.case_id)
    over = session.scalars(
        query.where(InterviewSample.people.is_not(None), Case.state.in_(("decided", "lapsed")))
    ).all()
    for sample in over:
        sample.people, sample.seed = None, ""
    return len(over)


# ---------------------------------------------------------------- what they say


def free_pseudonyms(session: Session, case: Case) -> list[str]:
    """Names no interview of this case carries yet, in their order."""
    used = set(session.scalars(select(Interview.pseudonym).where(Interview.case_id == case.id)))
    return [name for name in asked.newest().pseudonyms if name not in used]


@dataclass(frozen=True, slots=True)
class Told:
    """One interview as it was held. `place`: code of a municipality or a country. `source`: screen or paper."""

    pseudonym: str
    language: str
    place: str
    month: date
    answers: Mapping[str, str]
    consent: bool
    remarks: str = ""
    source: str = "screen"
    held_by_id: int | None = None


def record(session: Session, actor: Actor, case: Case, told: Told) -> Interview:
    """Keep one interview. Raises NotAllowed, NotPossible (check_may_keep), Invalid: interview_consent_missing,
    pseudonym_taken, language_unknown, interview_place_unknown, month_wrong, interviewer_unknown, remarks_long,
    remarks_identify."""
    check_may_keep(session, actor, case)
    _check(session, case, told)
    questions = asked.newest()
    made = Interview(
        case_id=case.id,
        pseudonym=told.pseudonym,
        language=told.language,
        place=told.place,
        month=told.month.replace(day=1),
        questions_version=questions.version,
        answers=json.dumps(asked.checked(questions.interview, told.answers)),
        remarks=told.remarks.strip() or None,
        consent=True,
        source=told.source,
        held_by_id=told.held_by_id or actor.account_id or 0,
        entered_by_id=actor.account_id or 0,
        entered_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "case", case.public_id, "hear_worker", data={"source": told.source})
    return made


def _check(session: Session, case: Case, told: Told) -> None:
    if not told.consent:
        raise Invalid("interview_consent_missing", field="consent")
    if told.pseudonym not in free_pseudonyms(session, case):
        raise Invalid("pseudonym_taken", field="pseudonym")
    if told.language not in languages():
        raise Invalid("language_unknown", field="language")
    if told.place not in municipalities() and told.place not in countries():
        raise Invalid("interview_place_unknown", field="place")
    today = clock.today()
    if not (today - 2 * _YEAR <= told.month <= today):
        raise Invalid("month_wrong", field="month")
    if len(told.remarks) > REMARKS_LONGEST:
        raise Invalid("remarks_long", field="remarks", letters=REMARKS_LONGEST)
    if _has_long_number(told.remarks):
        raise Invalid("remarks_identify", field="remarks")
    if told.held_by_id is not None:
        role = session.scalar(select(Account.role).where(Account.id == told.held_by_id))
        if role not in HOLDS_FIELDWORK:
            raise Invalid("interviewer_unknown", field="held_by")
        if desk.links(session, case, told.held_by_id):
            raise Invalid("interviewer_linked", field="held_by")


def _has_long_number(text: str) -> bool:
    """A telephone or a DPI: eight digits or more with nothing but blanks and dashes between them."""
    compact = text.replace(" ", "").replace("-", "")
    run = 0
    for letter in compact:
        run = run + 1 if letter.isdecimal() else 0
        if run >= 8:
            return True
    return False


def may_read(session: Session, actor: Actor, case: Case) -> bool:
    """Staff that may read fieldwork and have no link with the agency; never the agency."""
    if not may(actor, Permission.FIELDWORK_READ, case):
        return False
    return not desk.must_declare(actor) or desk.declared(session, case, actor.account_id)


@dataclass(frozen=True, slots=True)
class Heard:
    """An interview with its answers opened. `worries`: codes of the questions whose answer speaks against the
    agency."""

    interview: Interview
    answers: dict[str, str]
    worries: tuple[str, ...]
    by: str


def of_case(session: Session, actor: Actor, case: Case) -> list[Heard]:
    """Every interview of the case, for those who may read them. Raises NotAllowed."""
    if not may_read(session, actor, case):
        raise NotAllowed()
    query = select(Interview, Account.name).join(Account, Account.id == Interview.held_by_id)
    found = []
    for interview, name in session.execute(query.where(Interview.case_id == case.id).order_by(Interview.id)):
        answers = json.loads(interview.answers)
        questions = asked.of_version(interview.questions_version).interview
        against = tuple(one.code for one in asked.worries(questions, answers))
        found.append(Heard(interview, answers, against, name))
    return found


def against_by_question(heard: list[Heard]) -> dict[str, int]:
    """How many of the interviews answered each question against the agency."""
    return {one.code: sum(one.code in each.worries for each in heard) for one in asked.newest().interview}
