"""Ask the law about a vacancy: one outcome per rule, complete enough to be archived and read in five years.

Outcomes are met, not_met, unknown (a fact or a value of the law is missing) and not_applicable. An
unverified rule or value warns, it never blocks. An outcome holds the facts used, the values with their
references, the day asked, the hash of the ruleset and its message in both languages; it is plain data
(`to_json`, `from_json`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from registry.schemes.case import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Case, Problem, Result, Used, Word
from registry.schemes.facts import Circumstances, VacancyFacts
from registry.schemes.law import Requirement, Ruleset, amount_text

LANGUAGES = ("es", "en")
_NOTHING = Circumstances()


class Outcome(NamedTuple):
    """The answer of one rule. severity: what failing means here (blocks, warns, informs). Every field is
    JSON-safe.

    value, unit, since, reference: the value of the law the answer rests on; `used` has all that took part.
    """

    rule: str
    outcome: str
    severity: str
    confidence: str
    title: dict[str, str]
    citation: dict[str, str | None]
    facts: dict[str, Any]
    value: str | list[str] | None
    unit: str | None
    since: str | None
    reference: dict[str, str | None] | None
    used: list[dict[str, Any]]
    message_es: str
    message_en: str
    asked_on: str
    ruleset: str

    def to_json(self) -> dict[str, Any]:
        return self._asdict()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Outcome:
        return cls(**data)

    def message(self, lang: str) -> str:
        return self.message_es if lang == "es" else self.message_en


@dataclass(frozen=True, slots=True)
class Summary:
    """What the outcomes mean together. state: blocked, needs_officer (something is unknown or warns), or
    clean.
    """

    state: str
    blocking: tuple[Outcome, ...]
    warnings: tuple[Outcome, ...]
    unknown: tuple[Outcome, ...]


def evaluate(
    ruleset: Ruleset,
    facts: VacancyFacts,
    asked_on: date,
    circumstances: Circumstances = _NOTHING,
    only: Container[str] | None = None,
) -> list[Outcome]:
    """One outcome per checked rule of the vacancy's scheme, or of these rules only, in the order of the rules."""
    case = Case(facts, circumstances, asked_on, ruleset, {}, {})
    said = _said(ruleset.facts_asked(facts.scheme), facts, circumstances)
    day = asked_on.isoformat()
    outcomes = []
    for rule in ruleset.rules(facts.scheme):
        if rule.run is not None and (only is None or rule.id in only):
            case.parameters = rule.parameters
            outcomes.append(_outcome(ruleset, rule, rule.run(case), said, day))
    return outcomes


def summary(outcomes: Iterable[Outcome]) -> Summary:
    """Blocked by anything that fails and blocks; else an officer looks at what warns or is unknown; else
    clean.
    """
    listed = list(outcomes)
    failing = [item for item in listed if item.outcome == NOT_MET]
    blocking = tuple(item for item in failing if item.severity == "blocks")
    warnings = tuple(item for item in failing if item.severity == "warns")
    unknown = tuple(item for item in listed if item.outcome == UNKNOWN)
    state = "blocked" if blocking else "needs_officer" if warnings or unknown else "clean"
    return Summary(state, blocking, warnings, unknown)


# ------------------------------------------------------------------ one outcome


def _outcome(ruleset: Ruleset, rule: Requirement, result: Result, said: dict[str, Any], day: str) -> Outcome:
    confidence = "verified" if rule.confidence == result.confidence == "verified" else "unverified"
    decisive = next((item for item in result.used if item.decisive), None) if result.used else None
    message = _messages(ruleset, rule, result, confidence)
    facts = {path: said[path] for path in rule.facts}
    if result.facts:
        facts.update(result.facts)
    # In the order of the fields, without their names: a third of the time of an outcome went into those.
    return Outcome(
        rule.id,
        result.outcome,
        _severity(rule, result, confidence),
        confidence,
        rule.title_data,
        rule.citation_data,
        facts,
        amount_text(decisive.value.amount) if decisive else None,
        decisive.parameter.unit if decisive else None,
        decisive.value.starts_on.isoformat() if decisive else None,
        _reference(decisive) if decisive else None,
        [_used(item) for item in result.used] if result.used else [],
        message["es"],
        message["en"],
        day,
        ruleset.hash,
    )


def _severity(rule: Requirement, result: Result, confidence: str) -> str:
    """The heaviest severity among the problems found; nothing unverified blocks."""
    severity = rule.severity
    if result.outcome == NOT_MET and all(problem.severity for problem in result.problems):
        found = {problem.severity for problem in result.problems}
        severity = next(level for level in ("blocks", "warns", "informs") if level in found)
    return "warns" if severity == "blocks" and confidence == "unverified" else severity


def _used(item: Used) -> dict[str, Any]:
    value = item.value
    return {
        "parameter": item.parameter.id,
        "key": list(item.key),
        "value": amount_text(value.amount),
        "unit": item.parameter.unit,
        "since": value.starts_on.isoformat(),
        "confidence": item.confidence,
        "overdue": item.overdue,
        "reference": _reference(item),
        "note": value.note,
    }


def _reference(item: Used) -> dict[str, str | None]:
    reference = item.value.reference
    return {"title": reference.title, "href": reference.href}


def _said(paths: Iterable[str], facts: VacancyFacts, circumstances: Circumstances) -> dict[str, Any]:
    """The facts at these paths, as JSON carries them; None for what was not said."""
    said: dict[str, Any] = {**dict.fromkeys(paths), **facts.model_dump(mode="json", exclude_none=True)}
    for path in paths:
        if "." in path:
            said[path] = _part(path, said, circumstances)
    return said


def _part(path: str, said: Mapping[str, Any], circumstances: Circumstances) -> Any:
    """One part of a fact ("housing.provided") or a circumstance."""
    first, _, rest = path.partition(".")
    if first == "circumstances":
        value = getattr(circumstances, rest)
        return None if value is None else json_safe(value)
    whole = said.get(first)
    return whole.get(rest) if isinstance(whole, dict) else None


def json_safe(value: Any) -> Any:
    """Decimals and dates as text, models and tuples as plain data."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, (tuple, list)):
        return [json_safe(item) for item in value]
    if isinstance(value, dict):
        return {str(key): json_safe(item) for key, item in value.items()}
    return value


# ------------------------------------------------------------------ words


def _messages(ruleset: Ruleset, rule: Requirement, result: Result, confidence: str) -> dict[str, str]:
    """The message in each language. What is said again and again (met, a fact missing) is worded once."""
    problems, due, says = result.problems, None, None
    if problems:
        # What names a firm or a figure of this vacancy alone is not said again.
        if result.outcome == NOT_MET or len(problems) > 1 or problems[0].message != "unknown":
            return _worded(ruleset, rule, result, confidence)
        says = tuple(problems[0].says.items())
    if result.used:
        due = next((item.value.renewal_due for item in result.used if item.overdue), None)
    key = (rule.id, result.outcome, confidence, due, result.missing, says)
    known = ruleset.worded.get(key)
    if known is None:
        known = ruleset.worded[key] = _worded(ruleset, rule, result, confidence)
    return known


def _worded(ruleset: Ruleset, rule: Requirement, result: Result, confidence: str) -> dict[str, str]:
    """What is wrong, by how much, what would satisfy it; then what weakens the answer."""
    words = ruleset.words
    notes = []
    if result.outcome in (MET, NOT_MET) and confidence == "unverified":
        notes.append(words["notes"]["unverified"])
    overdue = next((item for item in result.used if item.overdue), None)
    said = {}
    for lang in LANGUAGES:
        if result.outcome in (MET, NOT_APPLICABLE):
            sentences = [words["outcomes"][result.outcome][lang]]
        else:
            sentences = [_sentence(words, rule, problem, result, lang) for problem in result.problems]
        sentences += [note[lang] for note in notes]
        if overdue:
            due = say(words, overdue.value.renewal_due, lang)
            sentences.append(words["notes"]["overdue"][lang].format(due=due))
        said[lang] = " ".join(dict.fromkeys(sentences))
    return said


def _sentence(words: Any, rule: Requirement, problem: Problem, result: Result, lang: str) -> str:
    values = {name: say(words, value, lang) for name, value in problem.says.items()}
    if problem.message == "unknown":
        missing = (say(words, Word("missing", path), lang) for path in dict.fromkeys(result.missing))
        values["missing"] = ", ".join(missing)
    return rule.messages[problem.message][lang].format_map(values)


def say(words: Mapping[str, Mapping[str, Mapping[str, str]]], value: Any, lang: str) -> str:
    """One value in the reader's language: dates as 2-oct-2025, words looked up, lists joined by commas."""
    if isinstance(value, Word):
        found = words.get(value.group, {}).get(value.key)
        return found[lang] if found else value.key
    if isinstance(value, date):
        return f"{value.day}-{words['months'][str(value.month)][lang]}-{value.year}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (tuple, list)):
        return ", ".join(say(words, item, lang) for item in value)
    return str(value)
