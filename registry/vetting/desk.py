"""Who may touch a case: the declaration made before opening it, and the comparison with what a person declared of
themselves (ethical-recruitment.md 6.5). Who holds a case, and the draw, is in assignment.py.

A link declared, or one found by comparing, keeps the person away from the case. The comparison is made again each time
it is asked: an agency names people after the declaration too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from matching.addresses import nearness, read
from matching.text import company_name, name_key, phone_key
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations.identifiers import PHONES
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Branch, Recruiter
from registry.vetting.models import Case
from registry.vetting.staff_records import ConflictDeclaration, LiftedLink, OwnDeclaration

# What is asked, one yes or no each: the people behind it, its addresses, its telephones, having worked for it.
TOPICS = ("people", "address", "phone", "employer")


# ---------------------------------------------------------------- about oneself


def own(session: Session, account_id: int) -> OwnDeclaration | None:
    """What this person last declared about themselves."""
    query = select(OwnDeclaration).where(OwnDeclaration.account_id == account_id)
    return session.scalar(query.order_by(OwnDeclaration.id.desc()).limit(1))


def declare_own(
    session: Session,
    actor: Actor,
    *,
    surnames: str,
    phones: str = "",
    addresses: str = "",
    employers: str = "",
) -> OwnDeclaration:
    """Declare what a case is compared with: both surnames; telephones, addresses and former employers, one a line.

    Raises NotAllowed, Invalid("surnames_missing", "phone_unreadable").
    """
    if not may(actor, Permission.CASE_DECLARE) or actor.account_id is None:
        raise NotAllowed()
    if not name_key(surnames):
        raise Invalid("surnames_missing", field="surnames")
    if any(not phone_key(line) for line in _lines(phones)):
        raise Invalid("phone_unreadable", field="phones")
    made = OwnDeclaration(
        account_id=actor.account_id,
        surnames=surnames.strip(),
        phones="\n".join(_lines(phones)),
        addresses="\n".join(_lines(addresses)),
        employers="\n".join(_lines(employers)),
        declared_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "account", actor.public_id, "declare_own")
    return made


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# ---------------------------------------------------------------- about one case


def must_declare(actor: Actor) -> bool:
    """Whoever can look into cases, decide them or gather their evidence says first whether they know the agency."""
    return may(actor, Permission.CASE_DECLARE)


def declaration(session: Session, case: Case, account_id: int) -> ConflictDeclaration | None:
    """This person's newest declaration on this case."""
    query = select(ConflictDeclaration).where(
        ConflictDeclaration.case_id == case.id, ConflictDeclaration.account_id == account_id
    )
    return session.scalar(query.order_by(ConflictDeclaration.id.desc()).limit(1))


def declared(session: Session, case: Case, account_id: int | None) -> bool:
    """Did this person declare that they have no link with the agency, and does none show?"""
    if account_id is None:
        return False
    made = declaration(session, case, account_id)
    return made is not None and made.is_clear and not is_linked(session, case.agency_id, account_id)


def declare(
    session: Session, actor: Actor, case: Case, *, answers: Mapping[str, bool], explanation: str | None = None
) -> ConflictDeclaration:
    """Store this person's yes or no for each of TOPICS. A link takes the case from them if they hold it.

    Raises NotAllowed, NotPossible("own_declaration_missing"), Invalid("topic_unanswered", "explanation_missing").
    """
    if not may(actor, Permission.CASE_DECLARE, case) or actor.account_id is None:
        raise NotAllowed()
    if own(session, actor.account_id) is None:
        raise NotPossible("own_declaration_missing")
    for topic in TOPICS:
        if topic not in answers:
            raise Invalid("topic_unanswered", field=topic)
    said = {topic: bool(answers[topic]) for topic in TOPICS}
    if any(said.values()) and not (explanation and explanation.strip()):
        raise Invalid("explanation_missing", field="explanation")
    found = links(session, case, actor.account_id)
    made = ConflictDeclaration(
        case_id=case.id,
        account_id=actor.account_id,
        answers=said,
        explanation=explanation.strip() if explanation and explanation.strip() else None,
        found=found,
        is_clear=not found and not any(said.values()),
        declared_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "case", case.public_id, "declare", data={"clear": made.is_clear})
    if not made.is_clear and case.officer_id == actor.account_id:
        from registry.vetting import assignment

        assignment.release(session, actor, case)
    return made


def is_linked(session: Session, agency_id: int, account_id: int) -> bool:
    """Did this person ever declare a link with the agency, in whatever case, or does one show? Declaring again undoes
    nothing; another person lifts it (lift)."""
    said = (
        select(ConflictDeclaration.id)
        .join(Case, Case.id == ConflictDeclaration.case_id)
        .where(
            Case.agency_id == agency_id,
            ConflictDeclaration.account_id == account_id,
            ConflictDeclaration.is_clear.is_(False),
        )
    )
    lifted_at = _lifted_at(session, agency_id, account_id)
    if lifted_at is not None:
        said = said.where(ConflictDeclaration.declared_at > lifted_at)
    if session.scalar(said.limit(1)) is not None:
        return True
    return bool(_links_with(session, session.get_one(Agency, agency_id), account_id, lifted_at))


def lift(session: Session, actor: Actor, case: Case, account_id: int, *, reason: str) -> LiftedLink:
    """Another person sets aside what this one declared until now about the agency of the case. What their newest
    declaration about themselves shows goes on counting.

    Raises NotAllowed, NotPossible("same_person"), Invalid("reason_missing").
    """
    if not may(actor, Permission.CASE_ASSIGN) or actor.account_id is None:
        raise NotAllowed()
    if actor.account_id == account_id:
        raise NotPossible("same_person")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    made = LiftedLink(
        agency_id=case.agency_id,
        account_id=account_id,
        lifted_by_id=actor.account_id,
        reason=reason.strip(),
        lifted_at=clock.now(),
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "case", case.public_id, "lift_link")
    return made


def _lifted_at(session: Session, agency_id: int, account_id: int) -> datetime | None:
    query = select(func.max(LiftedLink.lifted_at)).where(
        LiftedLink.agency_id == agency_id, LiftedLink.account_id == account_id
    )
    return session.scalar(query)


def links(session: Session, case: Case, account_id: int) -> list[str]:
    """Topics of TOPICS in which this person's own declarations meet the agency; empty too when they made none."""
    lifted_at = _lifted_at(session, case.agency_id, account_id)
    return _links_with(session, session.get_one(Agency, case.agency_id), account_id, lifted_at)


def _links_with(session: Session, agency: Agency, account_id: int, lifted_at: datetime | None) -> list[str]:
    """All they ever declared of themselves counts; of what was lifted, only the newest."""
    made = select(OwnDeclaration).where(OwnDeclaration.account_id == account_id)
    every = session.scalars(made.order_by(OwnDeclaration.id)).all()
    if not every:
        return []
    counting = [one for one in every[:-1] if lifted_at is None or one.declared_at > lifted_at]
    people, addresses, phones = _people(session, agency), *_addresses_and_phones(session, agency)
    firms = {company_name(name) for name in (agency.legal_name, *agency.trade_names)}
    found: set[str] = set()
    for mine in (*counting, every[-1]):
        meets = {
            "people": _shares_surnames(mine.surnames, people),
            "address": _shares_door(_lines(mine.addresses), addresses),
            "phone": bool({phone_key(line) for line in _lines(mine.phones)} & phones),
            "employer": bool({company_name(line) for line in _lines(mine.employers)} & firms),
        }
        found.update(topic for topic, does in meets.items() if does)
    return [topic for topic in TOPICS if topic in found]


def _people(session: Session, agency: Agency) -> list[str]:
    """Everybody the agency named, past ones too."""
    parties = select(AgencyParty.name).where(AgencyParty.agency_id == agency.id)
    recruiters = select(Recruiter.name).where(Recruiter.agency_id == agency.id)
    return list(session.scalars(union_all(parties, recruiters)))


def _addresses_and_phones(session: Session, agency: Agency) -> tuple[list[str], set[str]]:
    """Every address the agency named, its office, its branches, those of the past; and the keys of its phones."""
    contacts = select(AgencyContact.kind, AgencyContact.value).where(AgencyContact.agency_id == agency.id)
    branches = select(literal("address"), Branch.address).where(Branch.agency_id == agency.id)
    named = [(kind, value) for kind, value in session.execute(union_all(contacts, branches)) if value]
    addresses = [value for kind, value in named if kind == "address"]
    phones = {phone_key(value) for kind, value in named if kind in PHONES}
    return [*([agency.address] if agency.address else []), *addresses], phones - {""}


def _shares_surnames(surnames: str, names: list[str]) -> bool:
    """Both surnames in one name, after the first given name, in any order and spelling. One surname alone tells
    nothing: half a town shares it."""
    pair = Counter(name_key(surnames).split())
    if pair.total() < 2:
        return False
    return any(pair <= Counter(name_key(" ".join(name.split()[1:])).split()) for name in names)


def _shares_door(mine: list[str], theirs: list[str]) -> bool:
    """The same house, or the same building where the offices in it are not told apart."""
    return any(nearness(read(one), read(other)).level == "same" for one in mine for other in theirs)
