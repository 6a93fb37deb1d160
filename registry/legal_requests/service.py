"""The verbs of legal requests: the one way for data of a person to be handed to an authority; none is for a list. What
a counter prints for the person themselves goes another way (holdings/dossier.py): one officer with a reason, a fresh
second factor and a low ceiling; the person reads of it on their own page.

One named person, whose number the proposer has to know; the parts that the order names and no other. What is handed
over says on every copy who took it out, when, for whom and on whose word (trust.md T22).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.candidates import identity
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.events import record
from registry.holdings import dossier
from registry.legal_requests.models import LegalRequest, Notice
from registry.legal_requests.states import LEGAL_REQUEST, LegalRequestState
from registry.moves import check, move

# Code of a part to the tables of the person's file that it holds; "person" is the record itself.
PARTS: dict[str, frozenset[str]] = {
    "person": frozenset(),
    "work": frozenset({"work_history", "candidate_skill", "candidate_language", "skill_certificate"}),
    "permissions": frozenset({"consent"}),
    "offers": frozenset({"referral", "shortlist_entry"}),
    "visits": frozenset({"appointment", "fair_invitation", "fair_arrival", "fair_interview"}),
}

# Who somebody is and how they are reached; not what they look for, and never where they are not safe.
_WHO = frozenset(
    {"record", "code", "given_names", "surnames", "sex", "birth_date", "dpi", "phone", "municipality"}
)


def propose(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    authority: str,
    reference: str,
    reason: str,
    parts: list[str],
    notice: Notice,
    notice_note: str,
) -> LegalRequest:
    """Write down who asks for what of this one person. Raises NotAllowed, NotPossible("wrong_state"),
    Invalid("parts_missing", "reason_missing")."""
    if not may(actor, Permission.PERSONAL_EXPORT_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    if not parts or not set(parts) <= PARTS.keys():
        raise Invalid("parts_missing", field="parts")
    for field, text in (("authority", authority), ("reference", reference), ("reason", reason)):
        if len(text.strip()) < 3:
            raise Invalid("reason_missing", field=field)
    made = LegalRequest(
        candidate_id=candidate.id,
        authority=authority.strip(),
        reference=reference.strip(),
        reason=reason.strip(),
        parts=[one for one in PARTS if one in parts],
        notice=notice,
        notice_note=notice_note.strip(),
        state=LEGAL_REQUEST.initial,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, actor, "legal_request", made.public_id, "propose", data={"parts": made.parts})
    return made


def decide(session: Session, actor: Actor, request: LegalRequest, verb: str, *, reason: str) -> None:
    """approve or refuse, by another person. Raises NotPossible("wrong_state", "same_person"),
    Invalid("reason_missing")."""
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    sets = {"decided_by_id": actor.account_id, "decided_reason": reason.strip()}
    move(session, actor, request, verb, sets=sets)


def withdraw(session: Session, actor: Actor, request: LegalRequest) -> None:
    """By who proposed it, while nothing was handed over."""
    move(session, actor, request, "withdraw")


def hand_over(session: Session, actor: Actor, request: LegalRequest, *, reason: str) -> dict[str, Any]:
    """The copy, and within a day the same again. Each is in the log of the request and of the person before anything
    is read.

    `reason`: what the person reads of it on their own page.

    Raises NotPossible("wrong_state", "proposal_not_yours", "copy_day_over", "copies_enough"), NotAllowed.
    """
    verb = "hand_over_again" if request.state == LegalRequestState.HANDED_OVER else "hand_over"
    check(session, actor, request, verb)
    candidate = session.get_one(Candidate, request.candidate_id)
    identity.identify(session, actor, candidate, reason=reason)
    move(session, actor, request, verb)
    whole = dossier.file_of(session, actor, candidate)
    held: dict[str, Any] = {"watermark": _watermark(session, actor, request), "parts": request.parts}
    if "person" in request.parts:
        held["person"] = [
            {name: value for name, value in one.items() if name in _WHO} for one in whole["person"]
        ]
    wanted = frozenset[str]().union(*(PARTS[one] for one in request.parts))
    return held | {"tables": {name: rows for name, rows in whole["tables"].items() if name in wanted}}


def note_told(session: Session, actor: Actor, request: LegalRequest, *, note: str) -> None:
    """The PDH was told, as was promised: when and how stands after what was written at first.

    Raises NotAllowed, NotPossible("notice_not_due"), Invalid("reason_missing").
    """
    if not may(actor, Permission.PERSONAL_EXPORT_PROPOSE):
        raise NotAllowed()
    if not request.owes_notice:
        raise NotPossible("notice_not_due")
    if len(note.strip()) < 3:
        raise Invalid("reason_missing", field="note")
    request.notice = Notice.TOLD
    request.notice_note = f"{request.notice_note} {clock.today():%d/%m/%Y}: {note.strip()}"
    session.flush()
    record(session, actor, "legal_request", request.public_id, "note_notice")


def _watermark(session: Session, actor: Actor, request: LegalRequest) -> dict[str, Any]:
    """Who took this copy out, when, for whom and on whose word."""
    approver = session.get(Account, request.decided_by_id)
    return {
        "request": request.public_id,
        "authority": request.authority,
        "reference": request.reference,
        "taken_out_by": actor.name,
        "account": actor.public_id,
        "approved_by": approver.name if approver else None,
        "at": clock.now().isoformat(timespec="seconds"),
        "person": grouped(session.get_one(Candidate, request.candidate_id).code),
        "law": "Decreto 57-2008, artículo 64 (un abogado debe confirmarlo)",
    }
