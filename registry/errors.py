"""What can go wrong, each with a stable code. Words for people are looked up by code in app/words.py."""

from __future__ import annotations


class DomainError(Exception):
    """Base of the errors below. `code` is stable: scripts, logs and translations rely on it."""

    def __init__(self, code: str, **args: object) -> None:
        super().__init__(code)
        self.code = code
        self.args_for_words = args


class NotFound(DomainError):
    """It does not exist, or this actor may not know that it does: the two look the same."""

    def __init__(self, code: str = "not_found", **args: object) -> None:
        super().__init__(code, **args)


class NotAllowed(DomainError):
    """The actor may see the record but not do this."""

    def __init__(self, code: str = "not_allowed", **args: object) -> None:
        super().__init__(code, **args)


class NotPossible(DomainError):
    """The record is not in a state for this, or a guard says no."""


class Invalid(DomainError):
    """Something typed is wrong. `field` names where."""

    def __init__(self, code: str, field: str | None = None, **args: object) -> None:
        super().__init__(code, **args)
        self.field = field


class Conflict(DomainError):
    """Somebody else changed the record since this actor read it."""
