"""What class each column of the database has, from `data_classes.csv`: who may see it and how it lies in the file.

public: stands on pages for everybody. internal: how the Ministry works; tells of nobody in particular. personal: says
something of a person. sensitive: could hurt them in the wrong hands, or opens what does. sealed: told in confidence,
opened by named people only, each opening in the log. What is personal or more and is text is stored encrypted, unless
`clear` says why not (trust.md L7, V14.1.1). A test asks for each column (tests/house/test_data_classes.py).
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, String, Table

from registry.db import EncryptedText

FILE = Path(__file__).with_name("data_classes.csv")


class DataClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SEALED = "sealed"


OF_PEOPLE = frozenset({DataClass.PERSONAL, DataClass.SENSITIVE, DataClass.SEALED})
# Bytes that are sealed before they reach the database.
SEALED_BYTES = frozenset({("plan", "market")})
_CLOSED = frozenset({DataClass.SENSITIVE, DataClass.SEALED})


@dataclass(frozen=True, slots=True)
class Classed:
    """The class of one column. `clear`: why it lies in the file unencrypted; empty where nothing has to be said."""

    data_class: DataClass
    clear: str


@cache
def classes() -> dict[tuple[str, str], Classed]:
    """(table, column) -> its class. Raises ValueError for an unknown class or a column that stands twice."""
    found: dict[tuple[str, str], Classed] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["table"], row["column"])
            if key in found:
                raise ValueError(f"{key} stands twice in {FILE.name}")
            found[key] = Classed(DataClass(row["class"]), row["clear"])
    return found


def is_encrypted(column: Column[Any]) -> bool:
    """Sealed with the keys of the fields: text by its type; bytes by who writes them."""
    return isinstance(column.type, EncryptedText) or (column.table.name, column.name) in SEALED_BYTES


def must_be_encrypted(column: Column[Any], data_class: DataClass) -> bool:
    """What the class asks of this column: text of people, and all that is sensitive or sealed. Pointers to other rows
    and numbers of rows say nothing by themselves."""
    if column.primary_key or column.foreign_keys or column.name == "public_id":
        return False
    return data_class in _CLOSED or (
        data_class is DataClass.PERSONAL and isinstance(column.type, String | JSON)
    )


def tables_of_people() -> set[str]:
    """Tables with at least one column that says something of a person."""
    return {table for (table, _), one in classes().items() if one.data_class in OF_PEOPLE}


def figures(tables: list[Table]) -> dict[DataClass, Counter[str]]:
    """Class -> how many columns are "encrypted", "clear" with a reason, or "open" where nothing is asked."""
    found = {one: Counter[str]() for one in DataClass}
    for table in tables:
        for column in table.columns:
            classed = classes()[table.name, column.name]
            how = "encrypted" if is_encrypted(column) else "clear" if classed.clear else "open"
            found[classed.data_class][how] += 1
    return found
