"""What a policy says, as a plain value: off, report only, or a fair order with its minimum share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from matching.fair_order import METHOD, METHODS, FairPolicy
from registry.errors import Invalid

# What is reported of every list. Each is a column beside the index that no score reads.
TRAITS = ("sex", "department", "language", "returnee")


class Mode(StrEnum):
    """OFF: neither order nor figures on the lists; the yearly audit counts all the same."""

    OFF = "off"
    REPORT = "report"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Policy:
    """version 0: nobody has decided anything for this scheme, and lists are reported on. share, alpha: decimals as they
    were written; traits: in the order in which they count. All three are empty unless the mode is ORDER. method: how
    the order is made (matching/fair_order.py)."""

    scheme: str
    version: int = 0
    mode: Mode = Mode.REPORT
    traits: tuple[str, ...] = ()
    share: str = ""
    alpha: str = ""
    starts_on: date | None = None
    method: str = METHOD

    @property
    def fair(self) -> FairPolicy | None:
        """What matching orders by; None where it does not."""
        if self.mode != Mode.ORDER:
            return None
        return FairPolicy(self.traits, Fraction(self.share), Fraction(self.alpha), self.method)


def read(
    scheme: str, version: int, *, mode: str, traits: list[str], share: str, alpha: str, starts_on: date
) -> Policy:
    """A policy as typed. Raises Invalid: mode_unknown, traits_missing, traits_unknown, share_out_of_range,
    alpha_out_of_range."""
    if mode not in list(Mode):
        raise Invalid("mode_unknown", field="mode")
    if mode != Mode.ORDER:
        return Policy(scheme, version, Mode(mode), starts_on=starts_on)
    if not traits:
        raise Invalid("traits_missing", field="traits")
    if set(traits) - set(TRAITS) or len(set(traits)) != len(traits):
        raise Invalid("traits_unknown", field="traits")
    return Policy(
        scheme,
        version,
        Mode.ORDER,
        tuple(traits),
        _decimal(share, Decimal("0.05"), Decimal(1), "share"),
        _decimal(alpha, Decimal("0.001"), Decimal("0.5"), "alpha"),
        starts_on,
    )


def _decimal(text: str, least: Decimal, most: Decimal, field: str) -> str:
    """A decimal within its limits, in its shortest form ("0.80" is "0.8")."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise Invalid(f"{field}_out_of_range", field=field) from None
    if not value.is_finite() or not least <= value <= most or value != round(value, 3):
        raise Invalid(f"{field}_out_of_range", field=field)
    return format(value.normalize(), "f")


def to_json(policy: Policy) -> dict[str, Any]:
    """What is stored with a list."""
    return {
        "scheme": policy.scheme,
        "version": policy.version,
        "mode": str(policy.mode),
        "traits": list(policy.traits),
        "share": policy.share,
        "alpha": policy.alpha,
        "starts_on": policy.starts_on.isoformat() if policy.starts_on else None,
        "order_method": policy.method if policy.mode == Mode.ORDER else None,
    }


def from_json(data: dict[str, Any]) -> Policy:
    return Policy(
        data["scheme"],
        data["version"],
        Mode(data["mode"]),
        tuple(data["traits"]),
        data["share"],
        data["alpha"],
        date.fromisoformat(data["starts_on"]) if data["starts_on"] else None,
        data.get("order_method") or METHODS[0],
    )
