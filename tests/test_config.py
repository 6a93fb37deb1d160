"""Where a start keeps what it makes."""

from __future__ import annotations

from pathlib import Path

from app.config import is_writable


def test_compiled_code_stays_beside_the_package_where_that_can_be_written(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert not is_writable(tmp_path / "not there")
