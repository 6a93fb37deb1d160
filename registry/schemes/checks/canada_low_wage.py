"""The rules of Canada's low-wage stream alone: CA-02, CA-06 and CA-07."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from matching.text import fold
from registry.schemes.case import Case, Result, Used, check, met, not_met, unknown
from registry.schemes.checks.canada_wages import FACTS, offer_of, province
from registry.schemes.checks.everywhere import in_list, limit, number, percent
from registry.schemes.checks.wages import regions, unplaced

QUARTER = timedelta(weeks=13)


@check(
    "ca_low_wage_stream",
    facts=FACTS + " piece_hourly_estimate lmia_received_on",
    parameters="threshold absurd_low absurd_high",
    not_met="offer limit place since",
)
def ca_low_wage_stream(case: Case) -> Result:
    """The wage is below the threshold of each province on the day the application is received; at it, the stream is
    another. A threshold past its renewal may have risen since: an offer that reaches it warns only.
    """
    (offer, missing), received = offer_of(case), case.facts.lmia_received_on
    if offer is None:
        return unknown(*missing)
    parameter, day = case.parameters["threshold"], received or case.asked_on
    lacking = ["worksites.region"] if unplaced(case) else []
    lacking += [] if received else ["lmia_received_on"]
    limits = []
    for region in regions(case):
        value = parameter.on(day, region)
        if value is None:
            lacking.append(parameter.id)
        else:
            overdue = value.overdue(day)
            limits.append(Used(parameter, (region,), value, overdue, assumed=overdue))
    limits.sort(key=number)
    if limits and offer >= number(limits[0]):
        used = limits[0]._replace(decisive=True)
        says: dict[str, Any] = {"offer": offer, "limit": number(used), "place": province(used.key[0])}
        return not_met("not_met", used, confidence=used.confidence, since=used.value.starts_on, **says)
    lacking += [f"renewal:{parameter.id}" for used in limits if used.overdue]
    if lacking:
        return unknown(*dict.fromkeys(lacking), used=limits)
    verified = all(used.confidence == "verified" for used in limits)
    return met(*limits, confidence="verified" if verified else "unverified")


@check(
    "ca_unemployment",
    facts="cma low_wage_sector lmia_received_on",
    parameters="gate rates exempt",
    not_met="rate limit area since",
)
def ca_unemployment(case: Case) -> Result:
    """Low unemployment in the metropolitan area of the job, or a sector processed all the same."""
    area, sector, gate, exempt = (
        case.facts.cma,
        case.facts.low_wage_sector,
        limit(case, "gate"),
        limit(case, "exempt"),
    )
    if gate is None or exempt is None:
        return unknown("limits")
    if area == "":
        return met(gate)
    if sector is not None and in_list(exempt, sector):
        return met(exempt, confidence=exempt.confidence)
    rate = _rate(case, area) if area else None
    if rate is None:
        return unknown("cma" if area is None else case.parameters["rates"].id, used=[gate])
    if number(rate) < number(gate):
        return met(rate, gate, confidence=rate.confidence)
    if sector in (None, "short"):
        return unknown("low_wage_sector" if sector is None else "short_job", used=[rate, gate])
    says: dict[str, Any] = {
        "rate": number(rate),
        "limit": number(gate),
        "area": area,
        "since": rate.value.starts_on,
    }
    return not_met("not_met", rate, gate, confidence=rate.confidence, **says)


def _rate(case: Case, area: str) -> Used | None:
    """The unemployment of the quarter in which the application was received, or of today's; it counts for a quarter."""
    day, parameter = case.facts.lmia_received_on or case.asked_on, case.parameters["rates"]
    name = fold(area.split(",")[0])
    key = next((key for key in parameter.series if fold(key[0]) == name), None)
    value = parameter.on(day, *key) if key else None
    if key is None or value is None or day >= value.starts_on + QUARTER:
        return None
    return Used(parameter, key, value, decisive=True)


@check(
    "ca_workforce_share",
    facts="workforce_share low_wage_sector",
    parameters="cap high sectors",
    not_met="share limit",
)
def ca_workforce_share(case: Case) -> Result:
    """Low-wage positions stay within their share of the workforce, which is larger in some sectors."""
    share, sector = case.facts.workforce_share, case.facts.low_wage_sector
    cap, high, sectors = limit(case, "cap"), limit(case, "high"), limit(case, "sectors")
    if cap is None or high is None or sectors is None:
        return unknown("limits")
    if share is None:
        return unknown("workforce_share", used=[cap])
    if share <= number(cap):
        return met(cap, confidence=cap.confidence)
    if sector in (None, "primary_agriculture", "short"):
        return unknown("low_wage_sector" if sector is None else "share_of_sector", used=[cap])
    most = high if in_list(sectors, sector) else cap
    if share <= number(most):
        return met(most, confidence=most.confidence)
    return not_met(
        "not_met", most, confidence=most.confidence, share=percent(share), limit=percent(number(most))
    )
