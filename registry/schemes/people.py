"""Ask the law about a person and a scheme: may they lawfully go, and what is missing? Never who is better.

Outcomes are words (person_checks.OUTCOMES), never numbers; nothing here reaches a ranking. `candidate_outcomes` gives
one per rule, `pathway` the one answer of a scheme. Rules on unverified law say so, and refuse nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.schemes.law import PersonRule, Ruleset
from registry.schemes.person import Offer, PersonFacts
from registry.schemes.person_checks import (
    ELIGIBLE,
    MISSING_DOCUMENT,
    NEEDS_ADVISER,
    NOT_APPLICABLE,
    NOT_BEFORE,
    UNKNOWN,
    Asked,
    Finding,
    NoValue,
)

LANGUAGES = ("es", "en")
# The gravest first: the one answer of a scheme is the first of these that some rule gives.
ANSWERS = (NOT_BEFORE, NEEDS_ADVISER, MISSING_DOCUMENT, UNKNOWN, ELIGIBLE)


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """The answer of one rule. not_before: the first possible day, for that outcome.

    otherwise, severity, stage: of the rule (law.PersonRule).
    """

    rule: str
    check: str
    outcome: str
    otherwise: str
    severity: str
    stage: str
    confidence: str
    title: dict[str, str]
    citation: dict[str, str | None]
    message: dict[str, str]
    not_before: date | None
    ruleset: str

    @property
    def refuses(self) -> bool:
        """A date that stands in the way of this very offer, on verified law."""
        is_firm = self.severity == "hard" and self.confidence == "verified"
        return is_firm and self.outcome in (NOT_BEFORE, NEEDS_ADVISER)


@dataclass(frozen=True, slots=True)
class Pathway:
    """The answer of one scheme to one person. not_before: the day from which nothing known stands in the way."""

    scheme: str
    answer: str
    not_before: date | None
    outcomes: tuple[PersonOutcome, ...]

    def of(self, *kinds: str) -> list[PersonOutcome]:
        return [item for item in self.outcomes if item.outcome in kinds]

    @property
    def because(self) -> list[PersonOutcome]:
        """What the answer rests on; nothing for a plain yes."""
        if self.answer == UNKNOWN:
            return [item for item in self.outcomes if _leaves_open(item)]
        return [] if self.answer == ELIGIBLE else self.of(self.answer)

    @property
    def missing(self) -> list[PersonOutcome]:
        return self.of(MISSING_DOCUMENT)

    @property
    def untold(self) -> list[PersonOutcome]:
        """What the person can tell today, and has not."""
        return [item for item in self.of(UNKNOWN) if item.stage == "registration"]

    @property
    def for_the_adviser(self) -> list[PersonOutcome]:
        """What is asked after a match only, and by an adviser: said to everybody alike before that."""
        return [
            item for item in self.of(UNKNOWN) if item.stage == "match" and item.otherwise == NEEDS_ADVISER
        ]

    @property
    def refusals(self) -> list[PersonOutcome]:
        """The outcomes for which this very offer cannot be made to this person."""
        return [item for item in self.outcomes if item.refuses]

    @property
    def later(self) -> list[PersonOutcome]:
        """Papers of the document stage that nobody has asked for yet."""
        return [item for item in self.of(UNKNOWN) if item.stage == "documents"]


def candidate_outcomes(
    ruleset: Ruleset, person: PersonFacts, scheme: str, offer: Offer | None, on: date
) -> list[PersonOutcome]:
    """One outcome per checked rule of this scheme, in the order of the rules.

    offer: the days of work; without one the question is asked for today.
    """
    outcomes = []
    for rule in ruleset.person_rules:
        if rule.run is not None and scheme in rule.schemes:
            asked = Asked(person, offer, on, rule.parameters)
            outcomes.append(_outcome(ruleset, rule, asked))
    return outcomes


def pathway(ruleset: Ruleset, person: PersonFacts, scheme: str, offer: Offer | None, on: date) -> Pathway:
    """All rules of one scheme in one answer: the gravest outcome. What is asked later leaves nothing open now."""
    outcomes = tuple(candidate_outcomes(ruleset, person, scheme, offer, on))
    given = {item.outcome for item in outcomes if item.outcome != UNKNOWN or _leaves_open(item)}
    answer = next((kind for kind in ANSWERS if kind in given), ELIGIBLE)
    dates = [item.not_before for item in outcomes if item.not_before is not None]
    return Pathway(scheme, answer, max(dates) if dates else None, outcomes)


def _leaves_open(item: PersonOutcome) -> bool:
    """An unknown that can be told today and might put the journey off. A paper nobody has told of yet does not."""
    return item.outcome == UNKNOWN and item.otherwise == NOT_BEFORE and item.stage == "registration"


def _outcome(ruleset: Ruleset, rule: PersonRule, asked: Asked) -> PersonOutcome:
    assert rule.run is not None
    assert rule.check is not None
    try:
        found: Finding = rule.run(asked)
        text = rule.messages.get(found.message, {})
    except NoValue:
        found, text = Finding(UNKNOWN, ""), ruleset.words["people"]["no_value"]
    values_hold = all(value.confidence == "verified" for value in asked.used)
    return PersonOutcome(
        rule=rule.id,
        check=rule.check,
        outcome=found.outcome,
        otherwise=rule.otherwise,
        severity=rule.severity,
        stage=rule.stage,
        confidence=rule.confidence if values_hold else "unverified",
        title=dict(rule.title),
        citation={"title": rule.citation.title, "href": rule.citation.href},
        message={lang: _said(ruleset, text, found, lang) for lang in LANGUAGES},
        not_before=found.not_before,
        ruleset=ruleset.hash,
    )


def _said(ruleset: Ruleset, text: Any, found: Finding, lang: str) -> str:
    if found.outcome == NOT_APPLICABLE or not text:
        return ""
    return str(text[lang]).format_map({key: _say(ruleset, value, lang) for key, value in found.says.items()})


def _say(ruleset: Ruleset, value: Any, lang: str) -> str:
    """Dates in full, as they are read aloud: 1 de enero de 2027."""
    if not isinstance(value, date):
        return str(value)
    month = ruleset.words["full_months"][str(value.month)][lang]
    return f"{value.day} de {month} de {value.year}" if lang == "es" else f"{month} {value.day}, {value.year}"
