"""A name of an official list that is only like the employer's or the agency's: an officer says whether it is they.

Who was said to be on a barring list comes off it by two people: one proposes, another approves (trust.md T5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, object_session, selectinload

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.lists import queries as lists
from registry.lists.kinds import KINDS, ListKind, barring
from registry.lists.models import ListAnswer
from registry.organisations.models import Agency, Employer
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.schemes.facts import ListedName, ListReading
from registry.vacancies import checks
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vacancies.queries import LIVE

RULE = "ALL-12"
KIND = "list_match_different"


@dataclass(frozen=True, slots=True)
class Named:
    """A name on a list, as a page shows it: which list, the name, its place."""

    kind: ListKind
    name: str
    place: str | None


def open_names(session: Session, vacancy: Vacancy) -> list[tuple[ListReading, ListedName]]:
    """The names alike that nobody has answered, each with its list."""
    return unanswered(checks.listed(session, vacancy))


def unanswered(readings: Iterable[ListReading]) -> list[tuple[ListReading, ListedName]]:
    """As `open_names`, of readings that are at hand: comparing a firm with long lists takes time."""
    return [(found, name) for found in readings for name in found.names if not name.certain]


def touched(session: Session, country: str) -> list[tuple[Vacancy, list[ListedName]]]:
    """The live vacancies of a country whose employer or agency stands on a barring list in force, or looks like it."""
    query = select(Vacancy).where(Vacancy.state.in_(LIVE), Vacancy.country == country)
    query = query.options(selectinload(Vacancy.employer), selectinload(Vacancy.agency)).order_by(Vacancy.id)
    found = []
    for vacancy in session.scalars(query).all():
        readings = lists.readings(session, country, clock.today(), vacancy.employer, vacancy.agency)
        names = [name for one in readings for name in one.names]
        if names:
            found.append((vacancy, names))
    return found


def recheck_touched(session: Session, actor: Actor, kind: ListKind) -> int:
    """After a barring list was read: ask the law again about the live vacancies it touches, and about those that an
    earlier list held up, so that they stand where an officer looks. Nothing is suspended by itself. Returns how many.
    """
    if not KINDS[kind].bars:
        return 0
    country = KINDS[kind].country
    found = {vacancy.id: vacancy for vacancy, _names in touched(session, country)}
    found |= {vacancy.id: vacancy for vacancy in _held_up(session, country)}
    for vacancy in found.values():
        data = {"ruleset": checks.run(session, vacancy).ruleset_hash, "list": str(kind)}
        events.record(session, actor, "vacancy", vacancy.public_id, "recheck", data=data)
    return len(found)


def _held_up(session: Session, country: str) -> list[Vacancy]:
    """The live vacancies of a country whose last check did not find the rule of the lists met."""
    query = select(Vacancy).where(Vacancy.state.in_(LIVE), Vacancy.country == country).order_by(Vacancy.id)
    vacancies = list(session.scalars(query))
    latest = checks.latest_of(session, vacancies)
    held_up = {
        key
        for key, check in latest.items()
        if any(one["rule"] == RULE and one["outcome"] in ("not_met", "unknown") for one in check.outcomes)
    }
    return [vacancy for vacancy in vacancies if vacancy.id in held_up]


def answer(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    listed: Named,
    *,
    is_same: bool,
    note: str,
) -> VacancyCheck:
    """Keep the answer with the firm, for every vacancy and every later list, and ask the law again.

    Raises NotAllowed, Invalid: reason_missing, NotPossible: match_not_open.
    """
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    firms = _firms_alike(session, vacancy, listed)
    if not firms:
        raise NotPossible("match_not_open")
    for firm in firms:
        _keep(session, actor, firm, listed, "answer_match", is_same=is_same, note=note, by=actor.name)
    return _ask_again(session, actor, vacancy, "answer_match", is_same=is_same, note=note)


def answered(session: Session, vacancy: Vacancy) -> list[ListAnswer]:
    """What was last answered about each name on the barring lists of the country, the newest first."""
    found = [
        one
        for firm in _firms(session, vacancy)
        for kind in barring(vacancy.country)
        for one in lists.answers(session, firm, kind).values()
    ]
    return sorted(found, key=lambda one: one.id, reverse=True)


def waiting(session: Session, answered: ListAnswer) -> Proposal | None:
    """The proposal to say that it is another firm, which a second person has before them."""
    return proposals.open_about(session, answered, KIND)


def correct(
    session: Session, actor: Actor, vacancy: Vacancy, listed: Named, *, is_same: bool, note: str
) -> None:
    """It was answered wrongly: that it is the firm counts at once, that it is not is proposed to a second person. The
    first answer stays, in the list of answers and in the log, and the law is asked again about every live vacancy of
    the firm.

    Raises NotAllowed, Invalid: reason_missing, NotPossible: match_not_open where the list bars nobody from this
    vacancy, match_not_answered when nothing else was answered, and what proposing raises.
    """
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    _refuse_unbarred(vacancy, listed.kind)
    wrong = [
        (firm, found)
        for firm in _firms(session, vacancy)
        if (found := lists.answers(session, firm, listed.kind).get((listed.name, listed.place))) is not None
        and found.is_same != is_same
    ]
    if not wrong:
        raise NotPossible("match_not_answered")
    if is_same:
        firms = [firm for firm, _found in wrong]
        _correct(session, actor, vacancy, firms, listed, is_same=True, note=note, by=actor.name)
        return
    for _firm, found in wrong:
        proposing.propose(session, actor, KIND, found, content={"number": vacancy.number}, reason=note)


def _refuse_unbarred(vacancy: Vacancy, kind: ListKind) -> None:
    if vacancy.state not in LIVE or kind not in barring(vacancy.country):
        raise NotPossible("match_not_open")


def _last_answer(found: ListAnswer) -> list[int]:
    """Whoever was answered about anew meanwhile is proposed anew."""
    session = object_session(found)
    assert session is not None
    firm = _firm_of(session, found)
    last = lists.answers(session, firm, ListKind(found.kind))[found.listed_name, found.listed_place]
    return [last.id]


@kind(
    KIND,
    propose=Permission.VACANCY_PUBLISH,
    # Who may take a vacancy away for it: another officer, or a supervisor.
    approve=Permission.VACANCY_SUSPEND,
    content_of=_last_answer,
)
def _tell_apart(session: Session, actor: Actor, proposal: Proposal) -> None:
    found: ListAnswer = proposals.subject_of(session, proposal)
    vacancy = session.scalars(select(Vacancy).where(Vacancy.number == proposal.content["number"])).one()
    listed = Named(ListKind(found.kind), found.listed_name, found.listed_place)
    _refuse_unbarred(vacancy, listed.kind)
    proposer = session.get_one(Account, proposal.proposed_by_id)
    both = f"{proposer.name}, {actor.name}"[:200]
    firms = [_firm_of(session, found)]
    _correct(session, actor, vacancy, firms, listed, is_same=False, note=proposal.reason, by=both)


def _correct(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    firms: list[Employer | Agency],
    listed: Named,
    *,
    is_same: bool,
    note: str,
    by: str,
) -> None:
    for firm in firms:
        _keep(session, actor, firm, listed, "correct_match", is_same=is_same, note=note, by=by)
    _ask_again(session, actor, vacancy, "correct_match", is_same=is_same, note=note)
    for other in _others_of(session, firms, except_for=vacancy):
        data = {"ruleset": checks.run(session, other).ruleset_hash, "list": str(listed.kind)}
        events.record(session, actor, "vacancy", other.public_id, "recheck", data=data)


def _others_of(session: Session, firms: list[Employer | Agency], *, except_for: Vacancy) -> list[Vacancy]:
    """The other live vacancies of these firms in the country of this one."""
    query = select(Vacancy).where(
        Vacancy.state.in_(LIVE),
        Vacancy.country == except_for.country,
        Vacancy.id != except_for.id,
        or_(
            Vacancy.employer_id.in_([one.id for one in firms if isinstance(one, Employer)]),
            Vacancy.agency_id.in_([one.id for one in firms if isinstance(one, Agency)]),
        ),
    )
    return list(session.scalars(query.order_by(Vacancy.id)))


def _keep(
    session: Session,
    actor: Actor,
    firm: Employer | Agency,
    listed: Named,
    verb: str,
    *,
    is_same: bool,
    note: str,
    by: str,
) -> None:
    is_employer = isinstance(firm, Employer)
    session.add(
        ListAnswer(
            employer_id=firm.id if is_employer else None,
            agency_id=None if is_employer else firm.id,
            kind=listed.kind,
            listed_name=listed.name,
            listed_place=listed.place,
            is_same=is_same,
            note=note,
            by=by,
            at=clock.now(),
        )
    )
    # The listed name is in the answer, not in the log: it may be a person's.
    data = {"list": str(listed.kind), "is_same": is_same}
    noun = "employer" if is_employer else "agency"
    events.record(session, actor, noun, firm.public_id, verb, reason=note, data=data)


def _ask_again(
    session: Session, actor: Actor, vacancy: Vacancy, verb: str, *, is_same: bool, note: str
) -> VacancyCheck:
    session.flush()
    data = {"rule": RULE, "is_same": is_same}
    events.record(session, actor, "vacancy", vacancy.public_id, verb, reason=note, data=data)
    return checks.run(session, vacancy)


def _firms_alike(session: Session, vacancy: Vacancy, listed: Named) -> list[Employer | Agency]:
    """Which of employer and agency the unanswered name was held against."""
    wanted = {
        name.ours
        for found, name in open_names(session, vacancy)
        if (found.kind, name.listed, name.place) == (listed.kind, listed.name, listed.place)
    }
    return [
        firm
        for firm in _firms(session, vacancy)
        if wanted & {name[:300] for name in lists.firm_of(firm).names}
    ]


def _firm_of(session: Session, found: ListAnswer) -> Employer | Agency:
    if found.employer_id is not None:
        return session.get_one(Employer, found.employer_id)
    return session.get_one(Agency, found.agency_id)


def _firms(session: Session, vacancy: Vacancy) -> list[Employer | Agency]:
    employer = session.get(Employer, vacancy.employer_id)
    agency = session.get(Agency, vacancy.agency_id) if vacancy.agency_id is not None else None
    return [firm for firm in (employer, agency) if firm is not None]
