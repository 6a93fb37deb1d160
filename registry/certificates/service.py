"""The verbs of certificates: a counsellor records a passed test, a second person issues; revoking takes two as well.

Issuing adds what was proven to the person's skills where they had not told it, with no more weight in a list than what
others tell of themselves: not everybody lives where tests are held.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.taxonomy import lexicon
from matching.text import fold
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.candidates import identity
from registry.candidates.models import Candidate, CandidateSkill
from registry.candidates.states import LEFT
from registry.certificates import achievements, status_list
from registry.certificates.models import SkillCertificate, TrainingCentre
from registry.certificates.numbers import new_number
from registry.certificates.states import (
    APPROVE_CENTRE,
    END_CENTRE,
    ISSUE,
    REVOKE,
    CertificateState,
    TrainingCentreState,
)
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.messages import outbox
from registry.moves import move
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal

EVALUATORS = 2
_MOST_EVALUATORS = 4
# A test of last year says little of today's hands.
_OLDEST_TEST_DAYS = 365


def record_test(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    achievement: str,
    training_centre: TrainingCentre | None,
    tested_on: date,
    evaluators: list[str],
    met: Mapping[str, bool],
    reason: str,
) -> SkillCertificate:
    """A passed test, put before a second person. `met`: every criterion; `training_centre` None: the Ministry's own.

    Raises NotAllowed, NotFound (identity not open), Invalid: achievement_unknown, criteria_not_met, evaluators_two,
    tested_future, tested_long_ago, centre_not_approved, reason_missing; NotPossible: wrong_state, certified_already.
    """
    if not may(actor, Permission.CERTIFICATE_ASSESS) or actor.account_id is None:
        raise NotAllowed()
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if achievement not in achievements.every():
        raise Invalid("achievement_unknown", field="achievement")
    told = achievements.find(achievement)
    names = _evaluators(evaluators)
    _check_test(session, candidate, achievement, training_centre, tested_on)
    if set(met) != {one.id for one in told.criteria} or not all(met.values()):
        raise Invalid("criteria_not_met", field="met")
    status, place = status_list.free_place(session)
    certificate = SkillCertificate(
        public_id=new_public_id(),
        candidate_id=candidate.id,
        number=new_number(),
        achievement=told.id,
        achievement_version=told.version,
        training_centre_id=training_centre.id if training_centre else None,
        holder_name=f"{candidate.given_names} {candidate.surnames}",
        name_salt=secrets.token_urlsafe(16),
        tested_on=tested_on,
        evaluators="\n".join(names),
        results=dict(met),
        added_skills=[],
        status_list=status,
        status_index=place,
        state=CertificateState.ASSESSED,
        recorded_by_id=actor.account_id,
        recorded_at=clock.now(),
    )
    session.add(certificate)
    session.flush()
    events.record(
        session, actor, "skill_certificate", certificate.public_id, "record", data={"test": told.id}
    )
    proposing.propose(session, actor, ISSUE, certificate, content=_content(certificate), reason=reason)
    return certificate


def _evaluators(written: list[str]) -> list[str]:
    names = [" ".join(one.split())[:120] for one in written if one.strip()]
    if (
        not EVALUATORS <= len({fold(one) for one in names}) <= _MOST_EVALUATORS
        or len(names) > _MOST_EVALUATORS
    ):
        raise Invalid("evaluators_two", field="evaluators")
    return names


def _check_test(
    session: Session, candidate: Candidate, achievement: str, centre: TrainingCentre | None, tested_on: date
) -> None:
    if tested_on > clock.today():
        raise Invalid("tested_future", field="tested_on")
    if (clock.today() - tested_on).days > _OLDEST_TEST_DAYS:
        raise Invalid("tested_long_ago", field="tested_on")
    if centre is not None and centre.state != TrainingCentreState.APPROVED:
        raise Invalid("centre_not_approved", field="training_centre")
    if any(_counts(session, one) for one in _of(session, candidate.id, achievement)):
        raise NotPossible("certified_already")


def _of(session: Session, candidate_id: int, achievement: str) -> list[SkillCertificate]:
    query = select(SkillCertificate).where(
        SkillCertificate.candidate_id == candidate_id, SkillCertificate.achievement == achievement
    )
    return list(session.scalars(query))


def _counts(session: Session, certificate: SkillCertificate) -> bool:
    """Issued, or waiting for the second person. Who was turned down, or whose test was taken back, may try again."""
    if certificate.state == CertificateState.ASSESSED:
        return proposals.open_about(session, certificate, ISSUE) is not None
    return certificate.state == CertificateState.ISSUED


def _content(certificate: SkillCertificate) -> dict[str, object]:
    """What the second person decides on: codes and dates, nobody's name."""
    return {
        "number": certificate.number,
        "achievement": certificate.achievement,
        "tested_on": certificate.tested_on.isoformat(),
        "criteria": sorted(certificate.results),
    }


def _facts(certificate: SkillCertificate) -> dict[str, object]:
    """As `_content`, with what must not change between recording and issuing."""
    return _content(certificate) | {
        "version": certificate.achievement_version,
        "centre": certificate.training_centre_id,
        "of": certificate.candidate_id,
    }


@kind(ISSUE, propose=Permission.CERTIFICATE_ASSESS, approve=Permission.CERTIFICATE_ISSUE, content_of=_facts)
def _issue(session: Session, actor: Actor, proposal: Proposal) -> None:
    """Raises NotPossible("evaluator_issues"): who watched the test does not issue, whoever recorded it."""
    certificate: SkillCertificate = proposals.subject_of(session, proposal)
    own_name = session.scalar(select(Account.name).where(Account.id == actor.account_id)) or ""
    if fold(own_name) in {fold(one) for one in certificate.evaluators.split("\n")}:
        raise NotPossible("evaluator_issues")
    if certificate.training_centre_id is not None:
        centre = session.get_one(TrainingCentre, certificate.training_centre_id)
        if centre.state != TrainingCentreState.APPROVED:
            raise NotPossible("centre_not_approved")
    because = move(
        session,
        actor,
        certificate,
        "issue",
        reason=proposal.decided_reason,
        data={"proposal": proposal.public_id},
        sets={"issued_by_id": actor.account_id},
    )
    _add_skills(session, actor, certificate)
    person = session.get_one(Candidate, certificate.candidate_id)
    outbox.write(session, person, "certificate_ready", because=because)


def _add_skills(session: Session, actor: Actor, certificate: SkillCertificate) -> None:
    person = session.get_one(Candidate, certificate.candidate_id)
    query = select(CandidateSkill.skill).where(CandidateSkill.candidate_id == person.id)
    held = set(session.scalars(query))
    missing = [code for code in achievements.find(certificate.achievement).skills if code not in held]
    for code in missing:
        words, months = _as_added(code)
        session.add(CandidateSkill(candidate_id=person.id, words=words, skill=code, months=months))
    certificate.added_skills = missing
    session.flush()
    # The index of everybody follows the log of candidates.
    events.record(session, actor, "candidate", person.public_id, "prove_skill")


def propose_revocation(
    session: Session, actor: Actor, certificate: SkillCertificate, *, reason: str
) -> Proposal:
    """Put taking it back before a second person. Raises NotPossible("wrong_state") and what `propose` raises."""
    if certificate.state != CertificateState.ISSUED:
        raise NotPossible("wrong_state")
    return proposing.propose(
        session, actor, REVOKE, certificate, content=_content(certificate), reason=reason
    )


@kind(REVOKE, propose=Permission.CERTIFICATE_END, approve=Permission.CERTIFICATE_REVOKE, content_of=_facts)
def _revoke(session: Session, actor: Actor, proposal: Proposal) -> None:
    certificate: SkillCertificate = proposals.subject_of(session, proposal)
    data = {"proposal": proposal.public_id}
    move(session, actor, certificate, "revoke", reason=proposal.decided_reason, data=data)
    person = session.get_one(Candidate, certificate.candidate_id)
    gone = set(certificate.added_skills) - _leave_to_others(session, certificate)
    added = select(CandidateSkill).where(
        CandidateSkill.candidate_id == person.id, CandidateSkill.skill.in_(gone)
    )
    for row in session.scalars(added):
        # What the person has told of it since is their own word.
        if (row.words, row.months) == _as_added(row.skill or ""):
            session.delete(row)
    session.flush()
    events.record(session, actor, "candidate", person.public_id, "unprove_skill")


def _as_added(code: str) -> tuple[str, int]:
    """Words and months of a skill that issuing adds."""
    return lexicon().skills[code].es, 0


def _leave_to_others(session: Session, certificate: SkillCertificate) -> set[str]:
    """Codes that another certificate of the person proves too: from now on they rest on that one."""
    left: set[str] = set()
    others = select(SkillCertificate).where(
        SkillCertificate.candidate_id == certificate.candidate_id,
        SkillCertificate.id != certificate.id,
        SkillCertificate.state == CertificateState.ISSUED,
    )
    for other in session.scalars(others.order_by(SkillCertificate.id)):
        proven = set(achievements.find(other.achievement).skills)
        taken = (set(certificate.added_skills) & proven) - left
        other.added_skills = sorted({*other.added_skills, *taken})
        left |= taken
    return left


def propose_centre(
    session: Session, actor: Actor, *, name: str, agreement: str, reason: str
) -> TrainingCentre:
    """Name a centre that may test on the Ministry's behalf; a second person approves.

    Raises NotAllowed, Invalid("centre_twice") and what `propose` raises.
    """
    if not may(actor, Permission.TRAINING_CENTRE_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    known = session.scalars(select(TrainingCentre).where(TrainingCentre.state != TrainingCentreState.ENDED))
    if any(fold(one.name) == fold(name) for one in known):
        raise Invalid("centre_twice", field="name")
    centre = TrainingCentre(
        public_id=new_public_id(),
        name=" ".join(name.split()),
        agreement=" ".join(agreement.split()),
        state=TrainingCentreState.PROPOSED,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(centre)
    session.flush()
    proposing.propose(session, actor, APPROVE_CENTRE, centre, content=_centre_content(centre), reason=reason)
    return centre


def propose_centre_end(session: Session, actor: Actor, centre: TrainingCentre, *, reason: str) -> Proposal:
    """Take its right away; what it tested before stays valid. Raises NotPossible("wrong_state")."""
    if centre.state != TrainingCentreState.APPROVED:
        raise NotPossible("wrong_state")
    return proposing.propose(
        session, actor, END_CENTRE, centre, content=_centre_content(centre), reason=reason
    )


def _centre_content(centre: TrainingCentre) -> dict[str, object]:
    return {"name": centre.name, "agreement": centre.agreement}


@kind(
    APPROVE_CENTRE,
    propose=Permission.TRAINING_CENTRE_PROPOSE,
    approve=Permission.TRAINING_CENTRE_APPROVE,
    content_of=_centre_content,
)
def _approve_centre(session: Session, actor: Actor, proposal: Proposal) -> None:
    centre = proposals.subject_of(session, proposal)
    move(session, actor, centre, "approve", reason=proposal.decided_reason)


@kind(
    END_CENTRE,
    propose=Permission.TRAINING_CENTRE_PROPOSE,
    approve=Permission.TRAINING_CENTRE_APPROVE,
    content_of=_centre_content,
)
def _end_centre(session: Session, actor: Actor, proposal: Proposal) -> None:
    centre = proposals.subject_of(session, proposal)
    move(session, actor, centre, "end", reason=proposal.decided_reason)
