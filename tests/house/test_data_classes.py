"""Every column of the database has a class, and what the class asks of it is so (trust.md L7).

A new column: a line `table,column,class,clear` in registry/data_classes.csv. `clear` stays empty, or says why text of
people lies in the file unencrypted.
"""

from __future__ import annotations

import registry.models  # noqa: F401 - so that every table is known
from registry.classes import FILE, OF_PEOPLE, DataClass, classes, figures, is_encrypted, must_be_encrypted
from registry.db import Base

COLUMNS = {
    (table.name, column.name): column for table in Base.metadata.sorted_tables for column in table.columns
}


def test_every_column_has_a_class() -> None:
    assert len(COLUMNS) > 1000
    missing = sorted(f"{table}.{column}" for table, column in COLUMNS.keys() - classes().keys())
    assert not missing, f"give each a class in {FILE.name}: {', '.join(missing)}"


def test_no_class_names_a_column_that_is_gone() -> None:
    gone = sorted(f"{table}.{column}" for table, column in classes().keys() - COLUMNS.keys())
    assert not gone, f"take out of {FILE.name}: {', '.join(gone)}"


def test_text_of_people_and_all_that_is_sensitive_is_encrypted_or_says_why_not() -> None:
    open_ones = [
        f"{table}.{name}"
        for (table, name), column in COLUMNS.items()
        if (classed := classes()[table, name]).data_class in OF_PEOPLE
        and must_be_encrypted(column, classed.data_class)
        and not is_encrypted(column)
        and not classed.clear
    ]
    assert not open_ones, f"encrypt (EncryptedText), or say in {FILE.name} why not: {', '.join(open_ones)}"


def test_no_reason_is_given_for_what_is_encrypted_anyway() -> None:
    needless = [
        f"{table}.{name}"
        for (table, name), column in COLUMNS.items()
        if classes()[table, name].clear and is_encrypted(column)
    ]
    assert not needless


def test_what_is_encrypted_is_of_people_or_of_a_case() -> None:
    """What is worth a seal is no public text."""
    public = [
        f"{table}.{name}"
        for (table, name), column in COLUMNS.items()
        if is_encrypted(column) and classes()[table, name].data_class is DataClass.PUBLIC
    ]
    assert not public


def test_who_somebody_is_lies_encrypted() -> None:
    """The columns a thief of the file would look for first, by name: a class changed by mistake does not open them."""
    for name in ("given_names", "surnames", "dpi", "phone", "code", "places_to_avoid"):
        assert is_encrypted(COLUMNS["candidate", name]), name
    for table, name in (("work_history", "words"), ("protection_note", "content"), ("complaint", "text")):
        assert is_encrypted(COLUMNS[table, name]), (table, name)
        assert classes()[table, name].data_class in OF_PEOPLE


def test_figures_count_every_column_once() -> None:
    counted = figures(list(Base.metadata.sorted_tables))
    assert sum(sum(one.values()) for one in counted.values()) == len(COLUMNS)
