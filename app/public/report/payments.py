"""What was paid or asked for: payments one by one, each in two short pages. No receipt is ever needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from app import i18n
from app.candidate.questions.question import explain_missing
from app.deps import DbSession
from app.forms import Bound, FormModel, bind
from app.guards import allow
from app.i18n import format_date, format_money
from app.i18n import gettext as _
from app.public.report import questions
from app.public.report.asking import frame, onward
from app.public.report.questions import MONEY, Amount
from app.public.report.visit import Here, ReportForm, Reporting, go, show
from app.words import WORDS, choices, word
from registry import clock
from registry.access import Permission
from registry.complaints.kinds import Method, PaidTo
from registry.complaints.told import CURRENCIES, MOST_PAYMENTS, Payment
from registry.errors import NotFound
from registry.standard import queries as standard

router = APIRouter()
_SEND = [allow(Permission.COMPLAINT_SEND)]


class HowMuch(FormModel):
    cost_code: Annotated[str, Field(pattern=r"^[FCX][1-9]$")]
    amount: Amount | None = None
    currency: Literal["GTQ", "USD", "CAD", "EUR", "MXN"] = "GTQ"


class HowPaid(FormModel):
    month: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}|before)$")] | None = None
    paid_to: PaidTo = PaidTo.UNKNOWN
    paid_to_name: Annotated[str, StringConstraints(max_length=200)] | None = None
    method: Method | None = None
    loan: Literal["yes", "no"] | None = None
    receipt: Literal["yes", "no"] | None = None


class FirstPay(FormModel):
    """For who went: what the first month paid. It makes the cost comparable (SDG 10.7.1)."""

    first_pay: Amount | None = None
    first_pay_currency: Literal["GTQ", "USD", "CAD", "EUR", "MXN"] = "USD"


# What a payment is for, in few pictures first: at most six groups of at most six (2.5 of the design).
_GROUPS = {
    "way_in": ("users", ("F1", "X1", "F3", "F2")),
    "proof": ("badge-check", ("C1", "C3", "C4", "C2")),
    "journey": ("plane", ("C6", "C7", "C5")),
    "held": ("hand-coins", ("F4", "X2", "X3", "X5")),
    "unclear": ("circle-question-mark", ("X4", "X6")),
}


@dataclass(frozen=True, slots=True)
class CostGroup:
    label: str
    icon: str
    choices: list[tuple[str, str]]


def costs(session: DbSession) -> list[CostGroup]:
    """The costs of the standard in force in groups, in plain words; a code without any has the standard's title."""
    told = {
        fee.code: word(fee.code, "report.cost")
        if f"report.cost.{fee.code}" in WORDS
        else fee.title[i18n.language()]
        for fee in standard.in_force(session).fees
    }
    grouped = {code for _icon, codes in _GROUPS.values() for code in codes}
    groups = _GROUPS | {"other": ("list-checks", tuple(code for code in told if code not in grouped))}
    found = [
        CostGroup(word(name, "report.costs"), icon, [(code, told[code]) for code in codes if code in told])
        for name, (icon, codes) in groups.items()
    ]
    return [group for group in found if group.choices]


def said(payment: Payment) -> str:
    """One payment in a line."""
    amount = (
        format_money(payment.amount, payment.currency) if payment.amount is not None else _("no sabe cuánto")
    )
    cost = (
        word(payment.cost_code, "report.cost")
        if f"report.cost.{payment.cost_code}" in WORDS
        else payment.cost_code
    )
    when = format_date(payment.paid_on, "MMMM y") if payment.paid_on else ""
    return " · ".join(part for part in (cost, amount, when) if part)


@router.get(f"/{MONEY}", dependencies=_SEND)
def listed(request: Request, here: Reporting) -> Response:
    """What was told so far; the first payment when there is none yet."""
    if not here.page.told.payments and MONEY not in here.page.answered:
        return go(f"/denuncia/pagos/1{frame(request, here, MONEY)['suffix']}")
    lines = [(number, said(payment)) for number, payment in enumerate(here.page.told.payments, start=1)]
    return show(
        request,
        "payments",
        lines=lines,
        following=len(lines) + 1 if len(lines) < MOST_PAYMENTS else None,
        bound=Bound({"first_pay": _plain(here.page.told.first_pay), "first_pay_currency": _currency(here)}),
        currencies=_currencies(),
        **frame(request, here, MONEY),
    )


def _currency(here: Here) -> str:
    return here.page.told.first_pay_currency or "USD"


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _currencies() -> list[tuple[str, str]]:
    return choices("report.currency", CURRENCIES)


@router.post(f"/{MONEY}", dependencies=_SEND)
def listed_all(request: Request, session: DbSession, form: ReportForm, here: Reporting) -> Response:
    bound = bind(FirstPay, form)
    if bound.data is None:
        lines = [(number, said(payment)) for number, payment in enumerate(here.page.told.payments, start=1)]
        context = frame(request, here, MONEY)
        return show(
            request, "payments", lines=lines, following=None, bound=bound, currencies=_currencies(), **context
        )
    here.page.told.first_pay = bound.data.first_pay
    here.page.told.first_pay_currency = bound.data.first_pay_currency if bound.data.first_pay else None
    here.page.mark(MONEY)
    here.save(session)
    return go(onward(request, here, MONEY))


@router.post("/pagos/{number}/remove", dependencies=_SEND)
def remove(request: Request, session: DbSession, form: ReportForm, here: Reporting, number: int) -> Response:
    _existing(here, number)
    del here.page.told.payments[number - 1]
    here.page.mark(MONEY)
    here.save(session)
    return go(f"/denuncia/{MONEY}{frame(request, here, MONEY)['suffix']}")


@router.get("/pagos/{number}", dependencies=_SEND)
def ask_amount(request: Request, session: DbSession, here: Reporting, number: int) -> Response:
    payment = _payment(here, number)
    values: dict[str, Any] = {"currency": "GTQ"}
    if payment is not None:
        values = {
            "cost_code": payment.cost_code, "amount": _plain(payment.amount), "currency": payment.currency
        }  # fmt: skip
    return _amount(request, session, here, number, Bound(values))


@router.post("/pagos/{number}", dependencies=_SEND)
def answer_amount(
    request: Request, session: DbSession, form: ReportForm, here: Reporting, number: int
) -> Response:
    payment = _payment(here, number)
    if "none" in form:
        here.page.mark(MONEY)
        here.save(session)
        return go(onward(request, here, MONEY))
    bound = bind(HowMuch, form)
    if "cost_code" in bound.errors:
        explain_missing(bound, {"cost_code": _("Toque para qué era el dinero.")})
    if bound.data is None:
        return _amount(request, session, here, number, bound)
    if payment is None:
        here.page.told.payments.append(Payment(**bound.data.model_dump()))
    else:
        here.page.told.payments[number - 1] = payment.model_copy(update=bound.data.model_dump())
    here.page.mark(MONEY)
    here.save(session)
    return go(f"/denuncia/pagos/{number}/como{frame(request, here, MONEY)['suffix']}")


def _amount(request: Request, session: DbSession, here: Here, number: int, bound: Bound[Any]) -> Response:
    context = frame(request, here, MONEY)
    if here.page.told.payments:
        context["back"] = f"/denuncia/{MONEY}"
    return show(
        request,
        "payment",
        bound=bound,
        costs=costs(session),
        currencies=_currencies(),
        number=number,
        **context,
    )


@router.get("/pagos/{number}/como", dependencies=_SEND)
def ask_how(request: Request, here: Reporting, number: int) -> Response:
    payment = _existing(here, number)
    return _how(request, here, number, Bound(_values_of(payment)))


@router.post("/pagos/{number}/como", dependencies=_SEND)
def answer_how(
    request: Request, session: DbSession, form: ReportForm, here: Reporting, number: int
) -> Response:
    payment = _existing(here, number)
    bound = bind(HowPaid, form)
    if bound.data is None:
        return _how(request, here, number, bound)
    sent = bound.data
    told = {
        "paid_on": dict(questions.months(clock.today())).get(sent.month or ""),
        "paid_to": sent.paid_to,
        "paid_to_name": sent.paid_to_name,
        "method": sent.method,
        "financed_by_loan": None if sent.loan is None else sent.loan == "yes",
        "has_receipt": sent.receipt == "yes",
    }
    here.page.told.payments[number - 1] = payment.model_copy(update=told)
    here.save(session)
    return go(f"/denuncia/{MONEY}{frame(request, here, MONEY)['suffix']}")


def _values_of(payment: Payment) -> dict[str, Any]:
    loan = {None: "", True: "yes", False: "no"}[payment.financed_by_loan]
    return {
        "month": f"{payment.paid_on:%Y-%m}" if payment.paid_on else "",
        "paid_to": str(payment.paid_to),
        "paid_to_name": payment.paid_to_name or "",
        "method": str(payment.method or ""),
        "loan": loan,
        "receipt": "yes" if payment.has_receipt else "",
    }


def _how(request: Request, here: Here, number: int, bound: Bound[Any]) -> Response:
    context = frame(request, here, MONEY)
    context["back"] = f"/denuncia/pagos/{number}{context['suffix']}"
    return show(
        request,
        "payment_how",
        bound=bound,
        months=[(value, _month(first)) for value, first in questions.months(clock.today())],
        paid_to=choices("report.paid_to", PaidTo),
        methods=choices("report.method", Method),
        **context,
    )


def _month(first: date) -> str:
    return format_date(first, "MMMM y")


def _payment(here: Here, number: int) -> Payment | None:
    """The payment of this number, or None for the one after the last. Raises NotFound for any other."""
    payments = here.page.told.payments
    if 1 <= number <= len(payments):
        return payments[number - 1]
    if number == len(payments) + 1 and number <= MOST_PAYMENTS:
        return None
    raise NotFound()


def _existing(here: Here, number: int) -> Payment:
    payment = _payment(here, number)
    if payment is None:
        raise NotFound()
    return payment
