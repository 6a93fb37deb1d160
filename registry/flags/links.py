"""Links between two firms, weighed: the rules PHX1 to PHX5 and SCAM1, for the register and for files alike.

`matching.firms` says what two firms share; here it gets the weight of the rulebook, by how alike it is and by the
standing of the other firm. No database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matching.firms import Crowd, Firm, Link, compare
from registry.flags.rulebook import Rule, Rulebook
from registry.flags.states import EXPLAIN_FROM

_GOOD = frozenset({"registered", "conditional"})
_UNSANCTIONED = _GOOD | {"applied"}
_RULE_OF = {
    "nit": "PHX1", "person": "PHX1", "account": "PHX2", "guarantor": "PHX2", "phone": "PHX3", "mail": "PHX3",
    "place": "PHX4", "name": "PHX5",
}  # fmt: skip
# The level of the rulebook for what matching calls the same.
_PLAIN = {
    ("nit", "same"): "nit",
    ("account", "same"): "account",
    ("account", "slip"): "account_slip",
    ("guarantor", "same_document"): "guarantor_document",
    ("guarantor", "same_name"): "guarantor_name",
    ("mail", "mailbox_alike"): "mail_alike",
}
_ROLE_LINKS = frozenset({"same_document", "document_slip", "same_name", "short_name"})
# What is copied to pass for another firm: a name as alike as 85 of 100 (firm_names), a line, a mailbox.
_IMITATED = {"name": ("same",), "phone": ("same",), "mail": ("same",)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that holds between two firms. `evidence`: the facts compared, their level and weight, JSON-safe."""

    rule: str
    weight: int
    evidence: dict[str, Any]


def between(ours: Firm, theirs: Firm, crowd: Crowd, book: Rulebook, *, asof: date) -> list[Finding]:
    """The rules that hold between an applicant and another firm, heaviest first."""
    links = compare(ours, theirs, crowd)
    if not links:
        return []
    found = [
        one
        for code in ("PHX1", "PHX2", "PHX3", "PHX4", "PHX5")
        if (one := _weighed(code, links, ours, theirs, book, asof))
    ]
    imitation = _imitation(links, theirs, book)
    if imitation is not None:
        found.append(imitation)
    if _total(found) < book.shown_from:
        return []
    return sorted(found, key=lambda one: -one.weight)


def worth_a_look(
    ours: Firm, others: Iterable[Firm], crowd: Crowd, book: Rulebook, *, asof: date
) -> list[tuple[Firm, list[Finding]]]:
    """The firms that an applicant may be, most alike first: all that need an answer, else the one nearest.

    Among hundreds of firms everybody shares a little with somebody: a list of such coincidences hides what counts.
    """
    found = [
        (theirs, findings) for theirs in others if (findings := between(ours, theirs, crowd, book, asof=asof))
    ]
    found.sort(key=lambda one: -_total(one[1]))
    return [one for place, one in enumerate(found) if place == 0 or _total(one[1]) >= EXPLAIN_FROM]


def _total(findings: list[Finding]) -> int:
    return sum(finding.weight for finding in findings)


def _weighed(
    code: str, links: Iterable[Link], ours: Firm, theirs: Firm, book: Rulebook, asof: date
) -> Finding | None:
    rule = book[code]
    standing = book.standing.get(theirs.status or "unknown", book.standing["unknown"])
    facts, total = [], 0.0
    for link in links:
        if _RULE_OF[link.kind] != code:
            continue
        level = _level(link)
        weight = rule.weight * rule.levels[level]
        if code == "PHX1" and (theirs.status in _UNSANCTIONED or _long_ago(link, theirs, rule, asof)):
            continue
        facts.append(_fact(link, level, weight))
        total += weight
    if (
        code == "PHX5"
        and facts
        and facts[0]["level"] in rule.more["founded_levels"]
        and _founded_after(ours, theirs, rule)
    ):
        facts.append({"level": "founded_after", "weight": rule.more["founded_weight"], "ours": str(ours.founded_on),
                      "theirs": str(theirs.status_since)})  # fmt: skip
        total += rule.more["founded_weight"]
    weight = round(min(total, rule.cap) * standing)
    return Finding(code, weight, {"facts": facts, "standing": theirs.status or "unknown"}) if weight else None


def _level(link: Link) -> str:
    if link.kind == "person":
        return link.level
    plain = _PLAIN.get((link.kind, link.level))
    if plain:
        return plain
    return link.kind if link.level == "same" else f"{link.kind}_{link.level}"


def _fact(link: Link, level: str, weight: float) -> dict[str, Any]:
    fact = {"level": level, "weight": round(weight), "alike": round(link.likeness, 2)}
    return fact | ({"ours": link.ours, "theirs": link.theirs} if link.ours else {})


def _long_ago(link: Link, theirs: Firm, rule: Rule, asof: date) -> bool:
    """The role ended more than five years before the sanction, or before today where nobody knows its day."""
    if link.until is None:
        return False
    return link.until < (theirs.status_since or asof) - timedelta(days=round(365.25 * rule.more["years"]))


def _founded_after(ours: Firm, theirs: Firm, rule: Rule) -> bool:
    """Founded within twelve months after the other was revoked or suspended."""
    if ours.founded_on is None or theirs.status_since is None or theirs.status in _GOOD:
        return False
    months = rule.more["founded_within_months"]
    return timedelta(0) <= ours.founded_on - theirs.status_since < timedelta(days=round(30.44 * months))


def _imitation(links: list[Link], theirs: Firm, book: Rulebook) -> Finding | None:
    """A firm in good standing is imitated: its name, telephone or site, and nobody in common."""
    if theirs.status not in _GOOD or any(
        link.kind == "person" and link.level in _ROLE_LINKS for link in links
    ):
        return None
    copied = [link for link in links if link.level in _IMITATED.get(link.kind, ())]
    if not copied or any(link.kind == "nit" for link in links):
        return None
    rule = book["SCAM1"]
    return Finding(
        "SCAM1",
        rule.weight,
        {"facts": [_fact(link, _level(link), rule.weight) for link in copied], "standing": theirs.status},
    )
