"""The size of a bond as others may know it: a band, never the amount (ethical-recruitment.md 6.9)."""

from __future__ import annotations

from decimal import Decimal

# Where one band ends and the next begins, in the bond's currency.
ENDS = (50_000, 100_000, 250_000, 500_000, 1_000_000)


def band(amount: Decimal) -> tuple[int, int | None]:
    """At least so much, and less than so much; None above the last end."""
    least = max((end for end in ENDS if end <= amount), default=0)
    return least, min((end for end in ENDS if end > amount), default=None)
