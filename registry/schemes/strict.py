"""YAML read strictly: every refusal names the file and the line.

Numbers with a point become Decimal, dates become `date`; a key written twice, a value of the wrong kind, a
missing or an unknown key is a LawError. `Node` wraps a mapping: take what you know, then `done()` refuses
the rest.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")


class LawError(Exception):
    """A file of the law cannot be used as it is. The text reads `file:line: what is wrong`."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class Lined(dict[Any, Any]):
    """A mapping that remembers on which line it and each of its keys stand."""

    line: int
    lines: dict[Any, int]


class _Loader(yaml.SafeLoader):
    path: Path

    def refuse(self, node: yaml.Node, problem: str) -> LawError:
        return LawError(self.path, node.start_mark.line + 1, problem)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Lined:
    result = Lined()
    result.line, result.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise loader.refuse(key_node, "a key must be a word, a number or a date")
        if key in result:
            raise loader.refuse(key_node, f"the key {key} is written twice")
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = key_node.start_mark.line + 1
    return result


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value)
    except InvalidOperation:
        raise loader.refuse(node, f"{node.value} is not a number") from None


def _date(loader: _Loader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise loader.refuse(node, f"{node.value} is not a date of the form 2026-12-31") from None


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(path: Path) -> Any:
    """The content of a file; mappings are `Lined`. Raises LawError."""
    return read_text(path, path.read_text(encoding="utf-8"))


def read_text(path: Path, text: str) -> Any:
    """The same of a text that is at hand already; `path` names it in a refusal."""
    loader = _Loader(text)
    loader.path = path
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LawError(path, line, str(error.problem or error.context)) from None
    finally:
        loader.dispose()


class Node:
    """One mapping being read. Each `take` checks the kind of the value; `done` refuses keys nobody took."""

    def __init__(self, path: Path, data: Any, line: int = 1) -> None:
        if not isinstance(data, Lined):
            raise LawError(path, line, "expected keys and values here")
        self.path, self.data, self.line = path, data, data.line
        self._left = dict.fromkeys(data)

    def refuse(self, problem: str, key: Any = None) -> LawError:
        return LawError(self.path, self.data.lines.get(key, self.line), problem)

    def has(self, key: Any) -> bool:
        return key in self.data

    def take(self, key: Any, kind: type[T] | tuple[type[T], ...]) -> T:
        """The value of a key that must be there, of this kind."""
        if key not in self.data:
            raise self.refuse(f"the key {key} is missing")
        self._left.pop(key, None)
        value = self.data[key]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            names = " or ".join(each.__name__ for each in kinds)
            raise self.refuse(f"{key} must be of kind {names}", key)
        if isinstance(value, str) and not value.strip():
            raise self.refuse(f"{key} is empty", key)
        return value

    def maybe(self, key: Any, kind: type[T] | tuple[type[T], ...]) -> T | None:
        return self.take(key, kind) if key in self.data else None

    def node(self, key: Any) -> Node:
        self.take(key, Lined)
        return Node(self.path, self.data[key], self.data.lines[key])

    def choice(self, key: Any, allowed: Iterable[str]) -> str:
        value, allowed = self.take(key, str), tuple(allowed)
        if value not in allowed:
            raise self.refuse(f"{key} is {value}; it must be one of {', '.join(allowed)}", key)
        return value

    def day(self, key: Any) -> date:
        value = self.take(key, date)
        if isinstance(value, datetime):
            raise self.refuse(f"{key} must be a date without a time", key)
        return value

    def words(self, key: Any) -> dict[str, str]:
        """A text in both languages: {es: ..., en: ...}."""
        node = self.node(key)
        text = {lang: node.take(lang, str).strip() for lang in ("es", "en")}
        node.done()
        return text

    def done(self) -> None:
        for key in self._left:
            raise self.refuse(f"the key {key} is not known here", key)
