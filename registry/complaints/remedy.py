"""Money back: who pays, how much for which cost, by when, proof, and the worker's own word that it arrived.

The employer pays first and the agency answers with it for the whole. Little or no proof of payment is asked of the
worker: where nobody can say how much, the middle of what others told of the same cost stands in. Days and liability:
ethical-recruitment.md 3.3, proposals to be confirmed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.complaints import hands, rules, sources, telling, why
from registry.complaints.models import Complaint, FeeReport, Remedy
from registry.complaints.states import ComplaintState
from registry.errors import Invalid, NotFound, NotPossible
from registry.moves import available, move

LIABLE = ("employer", "agency")
_REFUSED = "refuse_give_up_remedy"
# Fewer like reports say nothing about the next one.
FEWEST_LIKE = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """The middle of `reports` sources that told of the same cost, in their currency."""

    amount: Decimal
    currency: str
    reports: int


def estimate(session: Session, complaint: Complaint, cost_code: str, currency: str) -> Estimate | None:
    """The median of like reports: the same cost and currency, the same agency or else the same corridor, one amount
    for each source. None under FEWEST_LIKE."""
    alike = or_(
        FeeReport.agency_id == complaint.agency_id if complaint.agency_id else false(),
        FeeReport.corridor == complaint.corridor if complaint.corridor else false(),
    )
    query = select(FeeReport.complaint_id, FeeReport.amount).where(
        FeeReport.cost_code == cost_code,
        FeeReport.currency == currency,
        FeeReport.amount.is_not(None),
        FeeReport.complaint_id != complaint.id,
        alike,
    )
    rows = [(key, amount) for key, amount in session.execute(query) if amount is not None]
    return middle(rows, sources.of(session, {key for key, _amount in rows}), currency)


def middle(rows: Sequence[tuple[int, Decimal]], source_of: dict[int, int], currency: str) -> Estimate | None:
    """Pure: the median over sources, each with the median of its own amounts, so that a flood weighs as one."""
    by_source: dict[int, list[Decimal]] = {}
    for key, amount in rows:
        by_source.setdefault(source_of[key], []).append(amount)
    if len(by_source) < FEWEST_LIKE:
        return None
    found = median(median(amounts) for amounts in by_source.values())
    return Estimate(found.quantize(Decimal("0.01")), currency, len(by_source))


def plan(
    session: Session,
    actor: Actor,
    complaint: Complaint,
    *,
    cost_code: str,
    amount: Decimal,
    currency: str,
    liable: str,
    basis: str,
    is_estimate: bool = False,
    is_group: bool = False,
) -> Remedy:
    """Plan one repayment. Raises NotAllowed, NotPossible("wrong_state"), Invalid: amount_missing, liable_unknown,
    basis_missing."""
    hands.check_handler(session, actor, complaint)
    if amount <= 0:
        raise Invalid("amount_missing", field="amount")
    if liable not in LIABLE:
        raise Invalid("liable_unknown", field="liable")
    if len(basis.strip()) < 3:
        raise Invalid("basis_missing", field="basis")
    if complaint.state != ComplaintState.REMEDY:
        move(session, actor, complaint, "remedy")
        telling.tell_step(session, actor, complaint, "remedy")
    asked = rules.in_force(session).clocks
    row = Remedy(
        complaint_id=complaint.id,
        liable=liable,
        cost_code=cost_code,
        amount=amount,
        currency=currency,
        is_estimate=is_estimate,
        is_group=is_group,
        basis=basis.strip(),
        due_on=_months_on(asked.remedy_group_months)
        if is_group
        else clock.today() + timedelta(days=asked.remedy_days),
        planned_by_id=actor.account_id,
        planned_at=clock.now(),
    )
    session.add(row)
    session.flush()
    data = {"cost_code": cost_code, "liable": liable, "estimate": is_estimate}
    events.record(session, actor, "complaint", complaint.public_id, "plan_remedy", data=data)
    telling.tell_step(session, actor, complaint, "payment_due")
    return row


def _months_on(months: int) -> date:
    """The same day so many months on, or the last of that month when it has no such day."""
    today = clock.today()
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def of(session: Session, complaint: Complaint) -> list[Remedy]:
    return list(
        session.scalars(select(Remedy).where(Remedy.complaint_id == complaint.id).order_by(Remedy.id))
    )


def load(session: Session, complaint: Complaint, key: int) -> Remedy:
    found = session.scalar(select(Remedy).where(Remedy.id == key, Remedy.complaint_id == complaint.id))
    if found is None:
        raise NotFound()
    return found


def claim_paid(session: Session, actor: Actor, complaint: Complaint, row: Remedy, *, proof: str) -> None:
    """Who owes it shows that it paid; the worker is asked, and only their word ends it. A disputed repayment can be
    shown as paid again.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid("proof_missing").
    """
    hands.check_handler(session, actor, complaint)
    if row.state not in ("planned", "disputed") or row.waits_to_be_given_up:
        raise NotPossible("wrong_state")
    if len(proof.strip()) < 3:
        raise Invalid("proof_missing", field="proof")
    row.paid_on = clock.today()
    row.confirmed = row.confirmed_on = row.confirmed_amount = None
    row.basis = f"{row.basis}\n{proof.strip()}"
    session.flush()
    events.record(session, actor, "complaint", complaint.public_id, "claim_paid")
    telling.tell_step(session, actor, complaint, "payment_claimed")


def owed(session: Session, complaint: Complaint) -> list[Remedy]:
    """Those that nobody took off."""
    return [one for one in of(session, complaint) if one.state != "given_up"]


def unconfirmed(session: Session, complaint: Complaint) -> list[Remedy]:
    """What the worker has not said yes to."""
    return [one for one in owed(session, complaint) if one.state != "confirmed"]


# ---------------------------------------------------------------- taken off


def give_up(session: Session, actor: Actor, complaint: Complaint, row: Remedy, *, reason: str) -> None:
    """Propose to take a repayment off, because it was an error or another one takes its place; not one that was shown
    as paid. The worker was told of it when it was planned, so a second person agrees or does not.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid("reason_missing").
    """
    hands.check_handler(session, actor, complaint)
    if row.state not in ("planned", "disputed") or row.waits_to_be_given_up:
        raise NotPossible("wrong_state")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="give_up_reason")
    row.give_up_reason, row.give_up_by_id = reason.strip(), actor.account_id
    session.flush()
    events.record(session, actor, "complaint", complaint.public_id, "propose_give_up_remedy")


def agree_to_give_up(session: Session, actor: Actor, complaint: Complaint, row: Remedy) -> None:
    """The second person agrees: it is owed no more, and stays on the record. Raises NotAllowed, NotPossible."""
    _check_second(session, actor, complaint, row)
    row.given_up_on, row.given_up_by_id = clock.today(), actor.account_id
    session.flush()
    events.record(session, actor, "complaint", complaint.public_id, "give_up_remedy")
    if not owed(session, complaint) and "investigate" in available(session, actor, complaint):
        move(session, actor, complaint, "investigate")


def refuse_to_give_up(
    session: Session, actor: Actor, complaint: Complaint, row: Remedy, *, reason: str
) -> None:
    """The second person does not agree: it stays owed. Raises NotAllowed, NotPossible, Invalid("reason_missing")."""
    said = why.said(reason, field="keep_owed_reason")
    _check_second(session, actor, complaint, row)
    row.give_up_reason = row.give_up_by_id = None
    session.flush()
    why.record(session, actor, complaint, _REFUSED, said, data={"remedy": row.id})


def refusals(session: Session, complaint: Complaint) -> dict[int, str]:
    """Key of a repayment -> why a second person did not agree to take it off, the last time."""
    told = events.of_record(session, "complaint", complaint.public_id)
    found = [one for one in told if one.verb == _REFUSED and "remedy" in one.data]
    reasons = why.of(session, found)
    return {one.data["remedy"]: reasons[one.id] for one in found if one.id in reasons}


def _check_second(session: Session, actor: Actor, complaint: Complaint, row: Remedy) -> None:
    hands.check_second(session, actor, complaint, row.give_up_by_id)
    if not row.waits_to_be_given_up:
        raise NotPossible("wrong_state")
