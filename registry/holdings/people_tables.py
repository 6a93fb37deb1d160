"""Which tables tell of one person: found from the schema itself, so that a new one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from registry.db import Base, EncryptedText


def pointing_at(name: str) -> list[tuple[Table, Column[Any]]]:
    """Every column of every table that refers to the key of table `name`, in the order of the schema."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == name
    ]


def sealed_columns(table: Table) -> Iterator[Column[Any]]:
    """The columns whose text is encrypted."""
    return (column for column in table.columns if isinstance(column.type, EncryptedText))
