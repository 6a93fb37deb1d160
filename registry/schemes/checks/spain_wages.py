"""What a job in Spain must pay: the minimum wage (SMI) in money, and the wage of the collective agreement (rule
ES-01).

The SMI is set per month in 14 payments, per year, and per day. It is not reduced for part time: art. 74.1.c
of RD 1155/2024 asks for the full-time amount of the year whatever the hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from registry.schemes.case import NOT_MET, Case, Result, Word, cents, check, span, unknown
from registry.schemes.checks.everywhere import limit, number
from registry.schemes.checks.wages import Floor, Floors, judge
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import days

# The usual number of payments: twelve months and two extra ones.
PAYMENTS = 14
# To see whether a wage is absurd in its unit; never to compare it with the SMI.
PER_YEAR = {"day": 365, "month": PAYMENTS, "year": 1}


@dataclass(frozen=True, slots=True)
class Basis:
    """How an offer is compared: the parameter, how often the wage comes in its period, and what is missing."""

    parameter: str
    period: str
    times: int = 1
    missing: tuple[str, ...] = ()


def basis(case: Case, length: int) -> Basis | None:
    """The SMI this wage is compared with; None for a unit in which no decree sets one.

    length: days of the contract. Up to 120 of them, a day's wage includes Sundays and extra payments; in a
    longer one it does not, and what reaches the daily SMI still has to show how those are paid.
    """
    unit, payments = case.facts.wage_unit, case.facts.payments_per_year
    if unit == "year":
        return Basis("per_year", "year")
    if unit == "month" and payments == PAYMENTS:
        return Basis("per_month", "month")
    if unit == "month":
        # Unsaid payments are taken as 14, the most favourable: what fails so fails anyway.
        missing = () if payments else ("payments_per_year",)
        return Basis("per_year", "year", payments or PAYMENTS, missing)
    short = limit(case, "short", case.facts.start_date)
    if unit != "day" or short is None:
        return None
    if length <= number(short):
        return Basis("per_short_day", "day")
    return Basis("per_day", "day", missing=("es_paid_by_month",))


def absurd(case: Case, wage: Decimal, unit: str) -> bool:
    low, high = limit(case, "absurd_low"), limit(case, "absurd_high")
    return low is None or high is None or not number(low) <= wage * PER_YEAR[unit] <= number(high)


def _lacking(facts: VacancyFacts) -> list[str]:
    """What keeps the offer from being compared at all."""
    lacking = [name for name in ("wage", "wage_unit") if getattr(facts, name) is None]
    return lacking if facts.currency == "EUR" else [*lacking, "currency"]


@check(
    "es_wage",
    facts="wage wage_unit currency payments_per_year pay_in_kind agreement_wage start_date end_date",
    parameters="per_month per_year per_day per_short_day short absurd_low absurd_high",
    not_met="offer floor short period name since",
    stated="offer floor short period name",
    unknown="floor",
)
def es_wage(case: Case) -> Result:
    """The wage in money reaches the SMI and the agreement on every day of work, part time or not."""
    facts, worked = case.facts, span(case)
    lacking = _lacking(facts) + ([] if worked else ["work_days"])
    if lacking or facts.wage is None or facts.wage_unit is None or worked is None:
        return unknown(*lacking, floor="—")
    how = basis(case, days(*worked))
    if how is None:
        return unknown("es_wage_unit", floor="—")
    if absurd(case, facts.wage, facts.wage_unit):
        return unknown("unit", floor="—")
    floors = Floors(missing=list(how.missing))
    name = Word("floors", "smi")
    floors.take(case.parameters[how.parameter], *worked, (), name, Word("countries", "ES"))
    _agreement(floors, facts.agreement_wage, how)
    if facts.pay_in_kind is None:
        floors.missing.append("pay_in_kind")
    money = max(facts.wage - (facts.pay_in_kind or 0), Decimal(0))
    answer = judge(cents(money * how.times), floors.floors, floors.missing)
    if answer.outcome != NOT_MET:
        return answer
    problem, period = answer.problems[0], Word("periods", how.period)
    says = {**problem.says, "period": period}
    return answer._replace(problems=(problem._replace(says=says),))


def _agreement(floors: Floors, wage: Decimal | None, how: Basis) -> None:
    """The wage of the collective agreement, per the same period as the offer; zero when there is none."""
    if wage is None:
        floors.missing.append("agreement_wage")
    elif wage:
        floors.floors.append(Floor(wage * how.times, Word("floors", "agreement_wage")))
