"""Which kind of official file this is, and how its rows are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.errors import Invalid
from registry.vacancies import files
from registry.vacancies.cells import RowRefused
from registry.vacancies.disclosure import is_disclosure, read_disclosed, unknown_columns
from registry.vacancies.job_orders import read_job_order
from registry.vacancies.rows import ReadRow, read_row

RowReader = Callable[[Any, str | None], ReadRow]
# A name that only a record of the registry's own forms has; its search index writes job_title, case_number.
_OF_A_FORM = frozenset({"clearanceOrder", "tempneedJobtitle", "jobBeginDate", "jobDuties", "jobWrksNeeded"})


class Shape(StrEnum):
    TABLE = "table"
    JOB_ORDERS = "job-orders"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class Source:
    """A file opened: its rows, how to read one, and the columns nobody understood."""

    shape: Shape
    rows: list[Any]
    read: RowReader
    unknown: tuple[str, ...] = ()


def open_source(name: str, data: bytes, shape: Shape | None = None) -> Source:
    """Rows of a CSV, XLSX, JSON or ZIP file. `shape`: what the file is, where the caller knows better.

    Raises Invalid: file_unreadable, file_empty.
    """
    name, data = files.unpacked(name, data)
    rows = files.records(name, data) if files.is_json(name, data) else files.table(name, data)
    shape = shape or _shape_of(rows)
    if shape is Shape.DISCLOSURE:
        if not isinstance(rows[0], dict):
            raise Invalid("file_unreadable", field="file", file=name)
        columns = [str(column) for column in rows[0] if column is not None]
        return Source(shape, rows, _for_records(read_disclosed), tuple(unknown_columns(columns)))
    read = read_job_order if shape is Shape.JOB_ORDERS else _for_records(read_row)
    return Source(shape, rows, read)


def _shape_of(rows: Iterable[Any]) -> Shape:
    """By the names of the first record there is."""
    first = next((row for row in rows if isinstance(row, dict)), {})
    if first.keys() & _OF_A_FORM:
        return Shape.JOB_ORDERS
    columns = {str(name) for name in first if name is not None}
    return Shape.DISCLOSURE if is_disclosure(columns) else Shape.TABLE


def _for_records(read: RowReader) -> RowReader:
    """Rows of JSON may be anything; what is no record is refused like a bad row."""

    def read_checked(row: Any, scheme: str | None) -> ReadRow:
        if not isinstance(row, dict):
            raise RowRefused("import_not_a_record")
        return read(row, scheme)

    return read_checked
