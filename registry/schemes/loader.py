"""From the files under data/ to a Ruleset; whatever is not plainly right is refused with file and line.

A folder data/<country>/<scheme>/ holds index.yaml, parameters/*.yaml (with tables/*.csv for long series),
requirements.yaml and clocks.yaml. A shared folder (`us/all`) has no vacancies: its rules are asked of every scheme of
its country, those of `international/all` of every scheme. `ruleset()` reads the shipped files once; `amended` adds
values that two officers approved, and they count under the same hash.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from string import Formatter

from registry.schemes import checks
from registry.schemes.clocks import read_clocks
from registry.schemes.law import (
    Amount,
    Parameter,
    PersonRule,
    Reference,
    Requirement,
    Ruleset,
    Scheme,
    Value,
    WorkerFact,
)
from registry.schemes.person_checks import OUTCOMES, PERSON_CHECKS, PersonCheck
from registry.schemes.renewal import Every, renewed
from registry.schemes.strict import LawError, Lined, Node, read_yaml

DATA = Path(__file__).parent / "data"
STATUSES = ("draft", "reviewed", "in_force")
SEVERITIES = ("blocks", "warns", "informs")
CONFIDENCES = ("verified", "unverified")
UNITS = (
    "usd-per-hour", "usd-per-day", "usd-per-month", "usd", "gtq-per-day", "gtq-per-month", "gtq",
    "hours-per-day", "hours-per-week", "days", "months", "years", "pounds", "fraction", "codes",
    "gtq-per-hour", "cad-per-hour", "cad-per-week", "cad", "eur-per-day", "eur-per-month", "eur-per-year", "eur",
    "percent", "workers", "square-feet", "weeks",
)  # fmt: skip
PERSON_SEVERITIES = ("hard", "soft", "document", "info")
PERSON_STAGES = ("registration", "match", "documents")
ASKED_ON = ("every_day_of_work", "start_of_work", "asked_day")
# What a worker is told of a scheme, in the order in which it is told.
WORKER_FACTS = (
    "who", "length", "pay", "employer_pays", "worker_pays", "never_pays", "benefits", "papers", "steps", "waiting",
    "return", "returned", "foreign",
)  # fmt: skip
TABLE_COLUMNS = ("starts_on", "value", "confidence", "reference", "href", "note")
# A table of a parameter that is renewed can say it for a row of its own.
RENEWAL_COLUMN = "renewal_due"

Series = dict[tuple[str, ...], tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class ExtraValue:
    """A dated value that joins the files from elsewhere. It takes the place of a value of the same key and
    start.
    """

    parameter: str
    key: tuple[str, ...]
    starts_on: date
    amount: Amount | None
    confidence: str
    reference: Reference
    note: str | None = None


@lru_cache(maxsize=4)
def ruleset(extra: tuple[ExtraValue, ...] = ()) -> Ruleset:
    """The law of the shipped files, with extra values if any; cached, so that asking for it costs nothing. What is in
    force in an installation is said by registry.law.queries.in_force.
    """
    return amended(ruleset(), extra) if extra else load(DATA)


def amended(law: Ruleset, extra: Iterable[ExtraValue]) -> Ruleset:
    """The same law with these values put in; no file is read again. Raises LawError."""
    parameters = _with_extra(dict(law.parameters), extra)

    def asked(old: Mapping[str, Parameter]) -> dict[str, Parameter]:
        return {name: parameters[parameter.id] for name, parameter in old.items()}

    def rebound(scheme: Scheme) -> Scheme:
        rules = (replace(item, parameters=asked(item.parameters)) for item in scheme.requirements)
        return replace(scheme, requirements=tuple(rules))

    return replace(
        law,
        schemes={key: rebound(scheme) for key, scheme in law.schemes.items()},
        parameters=parameters,
        person_rules=tuple(replace(item, parameters=asked(item.parameters)) for item in law.person_rules),
    )


def load(path: Path, extra: Iterable[ExtraValue] = ()) -> Ruleset:
    """Read a folder of law. Raises LawError."""
    folders = sorted(index.parent for index in path.glob("*/*/index.yaml"))
    if not folders:
        raise LawError(path, 1, "no */*/index.yaml below this folder")
    parameters: dict[str, Parameter] = {}
    for folder in folders:
        for file in sorted(folder.glob("parameters/*.yaml")):
            parameter = _parameter(file)
            if parameter.id in parameters:
                raise LawError(file, 1, f"the parameter {parameter.id} is already set in another file")
            parameters[parameter.id] = parameter
    parameters = _with_extra(parameters, extra)
    schemes: dict[str, Scheme] = {}
    seen: set[str] = set()
    for folder in folders:
        scheme = _scheme(folder, path, parameters, seen)
        if scheme.id in schemes:
            raise LawError(folder / "index.yaml", 1, f"the scheme {scheme.id} has two folders")
        schemes[scheme.id] = scheme
    if "ALL" not in schemes:
        raise LawError(path, 1, "no folder holds the rules of all schemes (id: ALL)")
    people = tuple(_person_rules(folders, schemes, parameters, seen))
    return Ruleset(schemes, parameters, _words(path / "words.yaml"), path, people)


# ------------------------------------------------------------------ parameters


def _parameter(file: Path) -> Parameter:
    node = Node(file, read_yaml(file))
    keys = tuple(str(key) for key in node.maybe("keys", list) or ())
    due, every = _renewal(node)
    parameter = Parameter(
        id=node.take("id", str),
        title=node.words("title"),
        unit=node.choice("unit", UNITS),
        asked_on=node.choice("asked_on", ASKED_ON),
        keys=keys,
        key_values=_key_values(node, keys),
        series={},
        checked_on=node.day("checked_on"),
        renewal_due=due,
        renewal_every=every,
    )
    series = (
        _table(file, node, parameter) if node.has("table") else {(): _values(node.node("values"), parameter)}
    )
    node.done()
    return replace(parameter, series={key: renewed(values, every) for key, values in series.items()})


def _renewal(node: Node) -> tuple[date | None, Every | None]:
    """The first day new values are due and how often that comes again: both or none."""
    if not node.has("renewal_due"):
        return None, None
    due, text = node.day("renewal_due"), node.take("renewal_every", str)
    every = Every.read(text)
    if every is None:
        raise node.refuse(f"{text!r} is not a number of months or weeks", "renewal_every")
    return due, every


def _due(parameter: Parameter, starts_on: date, first: date | None = None) -> date | None:
    """The day by which a value of this parameter that begins then must be renewed."""
    first = first or parameter.renewal_due
    return parameter.renewal_every.due(starts_on, first) if parameter.renewal_every and first else None


def _key_values(node: Node, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Values of keys that the table does not have yet, by key."""
    if not node.has("key_values"):
        return {}
    listed = node.node("key_values")
    for name in listed.data:
        if name not in keys:
            raise listed.refuse(f"{name} is not a key of this parameter", name)
    return {name: tuple(str(value) for value in listed.take(name, list)) for name in listed.data}


def _values(node: Node, parameter: Parameter) -> tuple[Value, ...]:
    """A mapping of start dates to values; every key must be a date."""
    values = []
    for start, content in node.data.items():
        if not isinstance(start, date):
            raise node.refuse(f"{start} is not a date: every value needs the day it starts", start)
        item = Node(node.path, content, node.data.lines[start])
        amount = item.data.get("value")
        if amount is not None:
            amount = item.take("value", (Decimal, int, list))
        elif not item.has("value"):
            raise item.refuse("the key value is missing (write `value: null` to end the series)")
        item._left.pop("value", None)
        values.append(
            Value(
                amount=_amount(amount),
                starts_on=start,
                confidence=item.choice("confidence", CONFIDENCES),
                reference=_reference(item.node("reference")),
                note=item.maybe("note", str),
                renewal_due=_due(parameter, start),
            )
        )
        item.done()
    if not values:
        raise node.refuse("a parameter needs at least one dated value")
    return tuple(values)


def _amount(value: object) -> Amount | None:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return Decimal(value) if isinstance(value, (Decimal, int)) else None


def _reference(node: Node) -> Reference:
    reference = Reference(node.take("title", str), node.maybe("href", str))
    node.done()
    return reference


def _table(file: Path, node: Node, parameter: Parameter) -> Series:
    keys = parameter.keys
    table = file.parent.parent / node.take("table", str)
    if not table.is_file():
        raise node.refuse(f"the table {table.name} does not exist", "table")
    rows: dict[tuple[str, ...], dict[date, Value]] = {}
    for line, row in _csv_rows(table, parameter):
        key = tuple(row[name] for name in keys)
        value = _csv_value(table, line, row, parameter)
        series = rows.setdefault(key, {})
        if value.starts_on in series:
            raise LawError(table, line, f"{' '.join(key)} already has a value from {value.starts_on}")
        series[value.starts_on] = value
    return {key: tuple(series.values()) for key, series in rows.items()}


def _csv_rows(table: Path, parameter: Parameter) -> Iterator[tuple[int, dict[str, str]]]:
    wanted = (*parameter.keys, *TABLE_COLUMNS)
    allowed = (wanted, (*wanted, RENEWAL_COLUMN)) if parameter.renewal_due else (wanted,)
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) not in allowed:
            raise LawError(table, 1, f"the columns must be {', '.join(wanted)}")
        for row in reader:
            if None in row or None in row.values():
                raise LawError(table, reader.line_num, "this row has too many or too few cells")
            yield reader.line_num, row


def _csv_day(table: Path, line: int, row: dict[str, str], column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise LawError(table, line, f"{column} is {row[column]!r}, not a date") from None


def _csv_value(table: Path, line: int, row: dict[str, str], parameter: Parameter) -> Value:
    start = _csv_day(table, line, row, "starts_on")
    due = _csv_day(table, line, row, RENEWAL_COLUMN) if row.get(RENEWAL_COLUMN) else None
    if due is not None and due <= start:
        raise LawError(table, line, f"renewal_due is {due}, not after the start of the value")
    try:
        amount = Decimal(row["value"]) if row["value"] else None
    except InvalidOperation:
        raise LawError(table, line, f"value is {row['value']!r}, not a number") from None
    if row["confidence"] not in CONFIDENCES:
        raise LawError(table, line, f"confidence is {row['confidence']!r}; it must be verified or unverified")
    if not row["reference"].strip():
        raise LawError(table, line, "the reference is missing")
    return Value(
        amount,
        start,
        row["confidence"],
        Reference(row["reference"], row["href"] or None),
        row["note"] or None,
        due or _due(parameter, start),
    )


def _with_extra(parameters: dict[str, Parameter], extra: Iterable[ExtraValue]) -> dict[str, Parameter]:
    """The parameters with the extra values put in their series."""
    result = dict(parameters)
    for number, item in enumerate(extra, start=1):
        parameter = result.get(item.parameter)
        if parameter is None or len(item.key) != len(parameter.keys) or item.confidence not in CONFIDENCES:
            raise LawError(Path("extra values"), number, f"{item.parameter} {item.key} does not fit here")
        series = parameter.series.get(item.key, ())
        due = _due(parameter, item.starts_on, series[-1].renewal_due if series else None)
        value = Value(item.amount, item.starts_on, item.confidence, item.reference, item.note, due)
        others = (old for old in series if old.starts_on != item.starts_on)
        values = renewed([*others, value], parameter.renewal_every)
        result[parameter.id] = replace(parameter, series={**parameter.series, item.key: values})
    return result


# ------------------------------------------------------------------ schemes and requirements


def _scheme(folder: Path, root: Path, parameters: dict[str, Parameter], seen: set[str]) -> Scheme:
    file = folder / "index.yaml"
    node = Node(file, read_yaml(file))
    rules = folder / "requirements.yaml"
    clocks = folder / "clocks.yaml"
    pattern = node.maybe("official_ref", str)
    certified = tuple(str(item) for item in node.maybe("certified", list) or ())
    for key, regex in (("official_ref", pattern), *(("certified", item) for item in certified)):
        _compiles(node, key, regex)
    name = folder.relative_to(root).as_posix()
    scheme = Scheme(
        id=node.take("id", str),
        folder=name,
        name=node.words("name"),
        country=node.take("country", str),
        authority=node.words("authority"),
        status=node.choice("status", STATUSES),
        verified_from=node.day("verified_from"),
        owner=node.take("owner", str),
        official_ref=pattern,
        certified=certified,
        worker_facts=tuple(_worker_fact(file, item) for item in node.maybe("worker_facts", list) or ()),
        requirements=tuple(_requirements(rules, name, parameters, seen)) if rules.exists() else (),
        clocks=read_clocks(clocks) if clocks.exists() else (),
        shared=bool(node.maybe("shared", bool)),
    )
    node.done()
    return scheme


def _compiles(node: Node, key: str, regex: str | None) -> None:
    try:
        re.compile(regex or "")
    except re.error as error:
        raise node.refuse(f"{regex} is not a pattern: {error}", key) from None


def _worker_fact(file: Path, item: object) -> WorkerFact:
    node = Node(file, item)
    fact = WorkerFact(
        node.choice("id", WORKER_FACTS),
        node.words("text"),
        _reference(node.node("reference")),
        node.words("short") if node.has("short") else None,
    )
    node.done()
    return fact


def _requirements(
    file: Path, folder: str, parameters: dict[str, Parameter], seen: set[str]
) -> Iterator[Requirement]:
    content = read_yaml(file)
    if not isinstance(content, list):
        raise LawError(file, 1, "expected a list of requirements")
    for item in content:
        node = Node(file, item)
        requirement = _requirement(node, folder, parameters)
        if requirement.id in seen:
            raise node.refuse(f"the rule {requirement.id} is written twice", "id")
        seen.add(requirement.id)
        yield requirement


def _requirement(node: Node, folder: str, parameters: dict[str, Parameter]) -> Requirement:
    name = node.maybe("check", str)
    if name is not None and name not in checks.CHECKS:
        raise node.refuse(f"there is no check called {name}", "check")
    if (name is None) != node.has("not_checked"):
        raise node.refuse("a requirement has a check, or says under not_checked why it has none")
    known = checks.CHECKS[name] if name else None
    requirement = Requirement(
        id=node.take("id", str),
        folder=folder,
        title=node.words("title"),
        severity=node.choice("severity", SEVERITIES),
        confidence=node.choice("confidence", CONFIDENCES),
        citation=_reference(node.node("citation")),
        check=name,
        run=known.run if known else None,
        facts=known.facts if known else (),
        parameters=_wanted(node, known, parameters),
        messages=_messages(node, known),
        not_checked=node.words("not_checked") if node.has("not_checked") else None,
        partly=node.words("partly") if node.has("partly") else None,
    )
    node.done()
    return requirement


def _person_rules(
    folders: list[Path], schemes: dict[str, Scheme], parameters: dict[str, Parameter], seen: set[str]
) -> Iterator[PersonRule]:
    """The rules about people, of every folder that has a candidates.yaml."""
    for file in (folder / "candidates.yaml" for folder in folders):
        content = read_yaml(file) if file.exists() else []
        if not isinstance(content, list):
            raise LawError(file, 1, "expected a list of rules about people")
        for item in content:
            node = Node(file, item)
            rule = _person_rule(node, schemes, parameters)
            if rule.id in seen:
                raise node.refuse(f"the rule {rule.id} is written twice", "id")
            seen.add(rule.id)
            yield rule


def _person_rule(node: Node, schemes: dict[str, Scheme], parameters: dict[str, Parameter]) -> PersonRule:
    name = node.maybe("check", str)
    if name is not None and name not in PERSON_CHECKS:
        raise node.refuse(f"there is no check about people called {name}", "check")
    if (name is None) != node.has("not_checked"):
        raise node.refuse("a rule has a check, or says under not_checked why it has none")
    known = PERSON_CHECKS[name] if name else None
    asked = tuple(str(item) for item in node.take("schemes", list))
    if unknown := [item for item in asked if item not in schemes or schemes[item].shared]:
        raise node.refuse(f"there is no scheme called {', '.join(unknown)}", "schemes")
    rule = PersonRule(
        id=node.take("id", str),
        schemes=asked,
        title=node.words("title"),
        severity=node.choice("severity", PERSON_SEVERITIES),
        otherwise=node.choice("otherwise", OUTCOMES),
        stage=node.choice("stage", PERSON_STAGES),
        ranking=node.choice("ranking", ("never", "requirement")),
        confidence=node.choice("confidence", CONFIDENCES),
        citation=_reference(node.node("citation")),
        check=name,
        run=known.run if known else None,
        parameters=_wanted(node, known, parameters),
        messages=_messages(node, known),
        not_checked=node.words("not_checked") if node.has("not_checked") else None,
    )
    node.done()
    return rule


def _wanted(
    node: Node, known: checks.Check | PersonCheck | None, parameters: dict[str, Parameter]
) -> dict[str, Parameter]:
    """The parameters a check asks for, under the names it uses; it gets all of them and no others."""
    wanted = dict(node.take("parameters", Lined)) if node.has("parameters") else {}
    expected = set(known.parameters) if known else set()
    if set(wanted) != expected:
        raise node.refuse(
            f"this check needs the parameters: {', '.join(sorted(expected)) or 'none'}", "parameters"
        )
    for parameter in wanted.values():
        if parameter not in parameters:
            raise node.refuse(f"there is no parameter called {parameter}", "parameters")
    return {name: parameters[parameter] for name, parameter in wanted.items()}


def _messages(node: Node, known: checks.Check | PersonCheck | None) -> dict[str, dict[str, str]]:
    if known is None:
        return {}
    texts = node.node("messages")
    messages = {key: texts.words(key) for key in texts.data}
    if set(messages) != set(known.says):
        raise texts.refuse(f"this check needs the messages: {', '.join(sorted(known.says))}")
    for key, text in messages.items():
        for lang, template in text.items():
            strange = {name for _, name, _, _ in Formatter().parse(template) if name} - known.says[key]
            if strange:
                raise texts.refuse(
                    f"{key} ({lang}) names {', '.join(sorted(strange))}, which is not given", key
                )
    return messages


def _words(file: Path) -> dict[str, dict[str, dict[str, str]]]:
    node = Node(file, read_yaml(file))
    return {group: _group(node.node(group)) for group in node.data}


def _group(node: Node) -> dict[str, dict[str, str]]:
    return {str(key): node.words(key) for key in node.data}
