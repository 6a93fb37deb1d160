"""From files to a Standard; whatever is not plainly right is refused with file, line and problem.

A version is a folder (index.yaml, requirements.yaml, clocks.yaml, and, where it has them, criteria.yaml,
severities.yaml, fees.yaml) or one file with these names as keys. `files_of` reads either as texts, which is how a
loaded version is stored; `read` makes the Standard of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from registry.schemes.strict import LawError, Node, read_text
from registry.standard.model import Clock, Criterion, Fee, Grade, Named, Requirement, Standard

DATA = Path(__file__).parent / "data"
ALWAYS = ("index", "requirements", "clocks")
ASSESSMENT = ("criteria", "severities")
PARTS = (*ALWAYS, *ASSESSMENT, "fees")

KINDS = ("company", "individual", "foreign")
ACCEPTS = ("document", "statement")
DATED = ("no", "issued", "expires")
CONFIDENCES = ("verified", "reported", "proposed", "unconfirmed")
FILE_TYPES = ("pdf", "jpeg", "png")
VERIFICATIONS = ("read", "register", "issuer", "original", "visit", "none")
SEVERITIES = ("critical", "major", "minor")
GRADES = (*SEVERITIES, "observation", "good_practice")
UNITS = ("years", "months", "days", "working_days", "workers", "percent", "points", "times")
# The parts of an agency's file that are no requirements of their own; what is missing names them too.
SECTIONS = ("company", "contacts", "people")
# Every version says these; the code asks for them by name.
CLOCKS = ("licence_years", "decision_working_days", "answer_days")
LIMITS = (
    "refuse_at_points", "demerit_months", "late_report_demerits", "surveillance_demerits", "hearing_demerits",
    "interviews_least", "interviews_percent", "interviews_most", "interviews_months", "new_agency_workers",
    "new_agency_days",
)  # fmt: skip

T = TypeVar("T")


def files_of(path: Path) -> dict[str, str]:
    """The texts of a version by file name: those of a folder, or the one file. Raises LawError."""
    if path.is_dir():
        found = sorted(path.glob("*.yaml"))
        strange = [one for one in found if one.stem not in PARTS]
        if strange:
            raise LawError(strange[0], 1, f"this file is none of {', '.join(PARTS)}")
        if not found:
            raise LawError(path, 1, "no file of a standard in this folder")
        return {one.name: _text(one) for one in found}
    return {path.name: _text(path)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LawError(path, 1, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LawError(path, 1, "is not text in UTF-8") from None


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over the texts, each under its name."""
    return hashlib.sha256(json.dumps(files, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(path: Path) -> Standard:
    """Read a folder or a file from the disk. Raises LawError."""
    return read(files_of(path), path if path.is_dir() else path.parent)


def read(files: Mapping[str, str], folder: Path = Path()) -> Standard:
    """The standard that these texts say. `folder` only names the place in a refusal. Raises LawError."""
    parts = _parts(files, folder)
    index = parts["index"]
    source = index.node("source")
    principles, elements, criteria = _criteria(parts.get("criteria"))
    grades, limits = _severities(parts.get("severities"))
    groups, fees = _fees(parts.get("fees"))
    standard = Standard(
        version=_version(index),
        title=index.words("title"),
        checked_on=index.day("checked_on"),
        source=source.take("title", str),
        confidence=source.choice("confidence", CONFIDENCES),
        digest=digest_of(files),
        principles=principles,
        elements=elements,
        criteria=criteria,
        requirements=_requirements(parts["requirements"]),
        grades=grades,
        limits=limits,
        fee_groups=groups,
        fees=fees,
        clocks=_clocks(parts["clocks"], CLOCKS),
    )
    for node in (source, *parts.values()):
        node.done()
    return standard


def _parts(files: Mapping[str, str], folder: Path) -> dict[str, Node]:
    """Each part as a mapping being read; a single file holds them under their names."""
    first = next(iter(files))
    if len(files) == 1 and Path(first).stem not in PARTS:
        path = folder / first
        whole = Node(path, read_text(path, files[first]))
        parts = {str(name): whole.node(name) for name in whole.data if name in PARTS}
        whole.done()
    else:
        parts = {}
        for name, text in files.items():
            path = folder / name
            parts[path.stem] = Node(path, read_text(path, text))
    for name in ALWAYS:
        if name not in parts:
            raise LawError(folder / first, 1, f"the part {name} is missing")
    if len(parts.keys() & set(ASSESSMENT)) == 1:
        raise LawError(folder / first, 1, "criteria and severities go together: one of them is missing")
    return parts


def _version(index: Node) -> str:
    version = index.take("version", str)
    if not re.fullmatch(r"[1-9]\d{0,5}", version):
        raise index.refuse("version must be a whole number in quotes", "version")
    return version


def _list(node: Node, key: str, make: Callable[[Node], T], code: Callable[[T], str]) -> tuple[T, ...]:
    """A list of mappings, each read to its end, no code twice."""
    found: list[T] = []
    seen: set[str] = set()
    for item in node.take(key, list):
        one = Node(node.path, item, node.data.lines[key])
        made = make(one)
        if code(made) in seen:
            raise one.refuse(f"the code {code(made)} is used twice", "code")
        seen.add(code(made))
        one.done()
        found.append(made)
    if not found:
        raise node.refuse(f"{key} is empty", key)
    return tuple(found)


def _some_of(node: Node, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = node.take(key, list)
    if (
        not values
        or any(not isinstance(one, str) or one not in allowed for one in values)
        or len(set(values)) != len(values)
    ):
        raise node.refuse(f"{key} must list some of {', '.join(allowed)}, each once", key)
    return tuple(values)


def _code(node: Node, pattern: str, what: str) -> str:
    code = node.take("code", str)
    if not re.fullmatch(pattern, code):
        raise node.refuse(f"the code {code} must be {what}", "code")
    return code


def _named(node: Node) -> Named:
    return Named(node.take("code", str), node.words("title"))


# ---------------------------------------------------------------- criteria

_Criteria = tuple[tuple[Named, ...], tuple[Named, ...], tuple[Criterion, ...]]


def _criteria(node: Node | None) -> _Criteria:
    if node is None:
        return (), (), ()
    principles = _list(node, "principles", _named, lambda one: one.code)
    elements = _list(node, "elements", _named, lambda one: one.code)
    known = {one.code for one in principles}

    def read_one(item: Node) -> Criterion:
        return _criterion(item, known)

    return principles, elements, _list(node, "criteria", read_one, lambda one: one.code)


def _criterion(node: Node, principles: set[str]) -> Criterion:
    provisional = node.take("provisional", bool)
    official = node.maybe("official_ref", str)
    if provisional == (official is not None):
        raise node.refuse(
            "a criterion has an official_ref that was read, or is provisional: true", "provisional"
        )
    return Criterion(
        code=_code(node, r"[A-Z0-9]{1,3}\.\d{1,2}", "like A.1 or 3.2"),
        official_ref=official,
        provisional=provisional,
        principle=node.choice("principle", sorted(principles)),
        title=node.words("title"),
        text=node.words("text"),
        severity=node.choice("severity", SEVERITIES),
        evidence=_texts(node, "evidence"),
        applies_to=_some_of(node, "applies_to", KINDS),
        source=node.take("source", str),
    )


def _texts(node: Node, key: str) -> tuple[dict[str, str], ...]:
    """A list of texts, each {es: ..., en: ...}."""
    found = []
    for item in node.take(key, list):
        one = Node(node.path, item, node.data.lines[key])
        found.append({language: one.take(language, str).strip() for language in ("es", "en")})
        one.done()
    if not found:
        raise node.refuse(f"{key} is empty", key)
    return tuple(found)


# ---------------------------------------------------------------- requirements


def _requirements(node: Node) -> tuple[Requirement, ...]:
    found = _list(node, "requirements", _requirement, lambda one: one.code)
    for one in found:
        if one.code in SECTIONS:
            raise node.refuse(f"the code {one.code} is used twice", "requirements")
    return found


def _requirement(node: Node) -> Requirement:
    code = _code(node, r"[a-z][a-z0-9_]{1,39}", "small letters, digits and _")
    dated = node.choice("dated", DATED)
    months = node.maybe("validity_months", int)
    if (dated == "issued") != (months is not None):
        raise node.refuse("validity_months goes with dated: issued, and only with it", "dated")
    declaration = node.words("declaration") if node.has("declaration") else None
    accepts = _some_of(node, "accepts", ACCEPTS)
    if declaration and accepts != ("statement",):
        raise node.refuse("a declaration accepts a statement and nothing else", "accepts")
    since = node.day("effective_from") if node.has("effective_from") else None
    until = node.day("effective_to") if node.has("effective_to") else None
    if since and until and until < since:
        raise node.refuse("effective_to lies before effective_from", "effective_to")
    return Requirement(
        code=code,
        title=node.words("title"),
        help=node.words("help"),
        declaration=declaration,
        legal_basis=node.take("legal_basis", str),
        confidence=node.choice("confidence", CONFIDENCES),
        applies_to=_some_of(node, "applies_to", KINDS),
        corridor=_corridor(node),
        is_mandatory=node.take("mandatory", bool),
        accepts=accepts,
        file_types=_some_of(node, "file_types", FILE_TYPES) if node.has("file_types") else FILE_TYPES,
        verification=node.choice("verification_method", VERIFICATIONS)
        if node.has("verification_method")
        else "read",
        dated=dated,
        validity_months=months,
        effective_from=since,
        effective_to=until,
    )


def _corridor(node: Node) -> str | None:
    corridor = node.maybe("corridor", str)
    if corridor is not None and not re.fullmatch(r"[A-Z]{2}", corridor):
        raise node.refuse("corridor must be a country of two capital letters", "corridor")
    return corridor


# ---------------------------------------------------------------- grades, limits, fees, clocks


def _severities(node: Node | None) -> tuple[tuple[Grade, ...], dict[str, Clock]]:
    if node is None:
        return (), {}
    grades = _list(node, "grades", _grade, lambda one: one.code)
    if tuple(one.code for one in grades) != GRADES:
        raise node.refuse(f"grades must be {', '.join(GRADES)}, in this order", "grades")
    points = [one.points for one in grades]
    if points != sorted(points, reverse=True):
        raise node.refuse("a graver finding cannot have fewer points than a lighter one", "grades")
    return grades, _clocks(node.node("limits"), LIMITS, exactly=True)


def _grade(node: Node) -> Grade:
    return Grade(
        code=node.choice("code", GRADES),
        title=node.words("title"),
        points=_whole(node, "points"),
        demerits=_whole(node, "demerits"),
    )


def _whole(node: Node, key: str) -> int:
    value = node.take(key, int)
    if value < 0:
        raise node.refuse(f"{key} must be 0 or more", key)
    return value


def _fees(node: Node | None) -> tuple[tuple[Named, ...], tuple[Fee, ...]]:
    if node is None:
        return (), ()
    groups = _list(node, "groups", _named, lambda one: one.code)
    known = sorted(one.code for one in groups)

    def read_one(item: Node) -> Fee:
        title = item.words("title")
        share = _whole(item, "worker_share_percent")
        if share > 100:
            raise item.refuse("worker_share_percent must be 100 or less", "worker_share_percent")
        return Fee(
            code=_code(item, r"[A-Z]\d{1,2}", "a capital letter and a number"),
            group=item.choice("group", known),
            es=title["es"],
            en=title["en"],
            examples=item.words("examples"),
            worker_share=share,
            confidence=item.choice("confidence", CONFIDENCES),
            source=item.take("source", str),
        )

    return groups, _list(node, "fees", read_one, lambda one: one.code)


def _clocks(node: Node, needed: tuple[str, ...], *, exactly: bool = False) -> dict[str, Clock]:
    """Numbers by name, each with its source. `needed` must be there; with `exactly`, and no others."""
    for name in needed:
        if not node.has(name):
            raise node.refuse(f"the key {name} is missing")
    names = needed if exactly else tuple(str(name) for name in node.data)
    found = {name: _clock(node.node(name)) for name in names}
    if exactly:
        node.done()
    return found


def _clock(node: Node) -> Clock:
    value = node.take("value", (int, list))
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in values):
        raise node.refuse("value must be 1 or more, or a list of such numbers", "value")
    clock = Clock(
        values=values,
        unit=node.choice("unit", UNITS),
        title=node.words("title") if node.has("title") else None,
        confidence=node.choice("confidence", CONFIDENCES),
        source=node.take("source", str),
    )
    node.done()
    return clock
