"""Telephones as people read them: in groups, wherever a page shows one."""

import pytest

from app.i18n import format_phone


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+50255551234", "+502 5555 1234"),
        ("+50209800000", "+502 0980 0000"),
        ("55551234", "5555 1234"),
        ("5555-1234", "5555-1234"),
        ("+34600123456", "+34 600 12 34 56"),
        ("+99912345678", "+99912345678"),
        ("1716", "1716"),
        ("ayuda@agencia.example", "ayuda@agencia.example"),
        (None, ""),
    ],
)
def test_a_telephone_is_shown_in_groups(kept: str | None, shown: str) -> None:
    assert format_phone(kept) == shown
