"""What somebody tells in a report: the answers of the questions, or the body that a program sends.

Lives sealed in a visit until it is sent. `payments` may be empty: nobody has to prove or remember anything.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from registry.complaints.kinds import SAME_DAY, Kind, Method, PaidTo, Urgency, Wish

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Money = Annotated[Decimal, Field(gt=0, le=10_000_000, max_digits=10, decimal_places=2)]
CURRENCIES = ("GTQ", "USD", "CAD", "EUR", "MXN")
MOST_PAYMENTS = 10


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Payment(Strict):
    """One payment. `cost_code`: of the standard (F1 ... X6); `paid_on`: the first day of the month told."""

    cost_code: str = Field(pattern=r"^[FCX][1-9]$")
    amount: Money | None = None
    currency: Literal["GTQ", "USD", "CAD", "EUR", "MXN"] = "GTQ"
    paid_on: date | None = None
    paid_to: PaidTo = PaidTo.UNKNOWN
    paid_to_name: Line | None = None
    method: Method | None = None
    has_receipt: bool = False
    financed_by_loan: bool | None = None


class Who(Strict):
    """Whom it is about: an agency by its register number or opaque id, a vacancy by its number, what was typed, or
    nobody known."""

    agency: str | None = None
    vacancy: str | None = None
    words: Line | None = None


class Contact(Strict):
    """How to reach the reporter, if they wish. `value`: number or address; `when` and `care` in their words."""

    way: Literal["call", "whatsapp", "email"]
    value: Line
    when: Line | None = None
    care: Line | None = None


class Told(Strict):
    kinds: list[Kind] = []
    in_danger: bool = False
    who: Who = Who()
    payments: Annotated[list[Payment], Field(max_length=MOST_PAYMENTS)] = []
    first_pay: Money | None = None
    first_pay_currency: Literal["GTQ", "USD", "CAD", "EUR", "MXN"] | None = None
    text: Words | None = None
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")] | None = None
    corridor: Literal["US", "CA", "ES", "MX", "GT"] | None = None
    wishes: list[Wish] = []
    contact: Contact | None = None

    @property
    def kind(self) -> Kind:
        """The most dangerous thing told."""
        return next((kind for kind in Kind if kind in self.kinds), Kind.OTHER)

    @property
    def urgency(self) -> Urgency:
        return Urgency.SAME_DAY if self.in_danger or SAME_DAY & set(self.kinds) else Urgency.NORMAL
