"""Promised wage against contract against first pay, for one placed person (criterion 3.3, JOB4 of the red flags).

Only what the same unit can compare is compared: the form asks in the unit of the vacancy. What the person told is for
the Ministry; employer and agency never see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, Role, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.placements.models import PayTold, Referral
from registry.placements.states import ReferralState
from registry.vacancies.models import Vacancy

SOURCES = ("contract", "first_pay")
_TELLS_CONTRACT = frozenset({Role.EMPLOYER, Role.AGENCY, Role.OFFICER})


@dataclass(frozen=True, slots=True)
class Pay:
    """The three figures in the vacancy's unit and currency; None where nobody told. `short_of_promise`: which of
    "contract" and "first_pay" is lower than what was promised."""

    unit: str | None
    currency: str | None
    promised: Decimal | None
    contract: PayTold | None
    first_pay: PayTold | None

    @property
    def short_of_promise(self) -> tuple[str, ...]:
        told = (("contract", self.contract), ("first_pay", self.first_pay))
        if self.promised is None:
            return ()
        return tuple(name for name, one in told if one is not None and one.amount < self.promised)


def tell(
    session: Session,
    actor: Actor,
    referral: Referral,
    source: str,
    *,
    amount: Decimal,
    dated_on: date,
    taken_off: Decimal | None = None,
) -> None:
    """Raises NotAllowed, NotPossible("not_placed"), Invalid("date_future") on dated_on,
    ("amount_unreadable") on amount. A contract is told by who wrote it or an officer, the first pay by the person or a
    counsellor."""
    allowed = may(actor, Permission.PAY_TELL, referral)
    if not allowed or (source == "contract") != (actor.role in _TELLS_CONTRACT):
        raise NotAllowed()
    if referral.state != ReferralState.PLACED:
        raise NotPossible("not_placed")
    if dated_on > clock.today():
        raise Invalid("date_future", field="dated_on")
    if amount <= 0:
        raise Invalid("amount_unreadable", field="amount")
    session.add(
        PayTold(
            referral_id=referral.id,
            source=source,
            amount=amount,
            taken_off=taken_off,
            dated_on=dated_on,
            told_by=str(actor.role),
            told_at=clock.now(),
        )
    )
    session.flush()
    events.record(session, actor, "referral", referral.public_id, "tell_pay", data={"source": source})


def of_referral(session: Session, actor: Actor, referral: Referral) -> Pay:
    """The figures that this actor may see: employer and agency never what the person told."""
    query = select(PayTold).where(PayTold.referral_id == referral.id).order_by(PayTold.id)
    told = {one.source: one for one in session.scalars(query)}
    if actor.role in (Role.EMPLOYER, Role.AGENCY):
        told.pop("first_pay", None)
    facts = referral.vacancy.facts
    return Pay(
        unit=facts.get("wage_unit"),
        currency=facts.get("currency"),
        promised=_amount(facts.get("wage")),
        contract=told.get("contract"),
        first_pay=told.get("first_pay"),
    )


def below_promise(session: Session, agency_id: int) -> dict[str, int]:
    """For each vacancy number of an agency: for how many people contract or first pay is lower than promised."""
    query = (
        select(Vacancy.number, Vacancy.facts, PayTold.referral_id, PayTold.amount)
        .join(Referral, Referral.vacancy_id == Vacancy.id)
        .join(PayTold, PayTold.referral_id == Referral.id)
        .where(Vacancy.agency_id == agency_id)
    )
    short: dict[str, set[int]] = {}
    for number, facts, referral_id, amount in session.execute(query):
        promised = _amount(facts.get("wage"))
        if promised is not None and amount < promised:
            short.setdefault(number, set()).add(referral_id)
    return {number: len(people) for number, people in sorted(short.items())}


def _amount(written: object) -> Decimal | None:
    try:
        return Decimal(str(written)) if written not in (None, "") else None
    except InvalidOperation:
        return None
