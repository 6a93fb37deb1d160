"""The kinds of official list: of which country, whether it bars, and what its columns have been called.

Column names are compared without case, accents and punctuation. Where each was seen, and which could not be verified:
docs/official-files.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListKind(StrEnum):
    US_DEBARRED = "us-debarred"
    CA_INELIGIBLE = "ca-ineligible"
    US_RECRUITERS = "us-recruiters"
    CA_LMIA = "ca-lmia"


@dataclass(frozen=True, slots=True)
class Kind:
    """country: ISO 3166, whose authority publishes it. bars: who stands on it, in its dates, may not employ.

    columns: what is read, under every name it has had. A file must have a name, and one of the columns in `telling`:
    one list taken for another would accuse whom it praises. left_alone: known and not needed.
    fills_down: files of some years write a group's first row only ("same as above" is an empty cell).
    """

    country: str
    bars: bool
    columns: dict[str, tuple[str, ...]]
    telling: tuple[str, ...]
    left_alone: frozenset[str] = frozenset()
    fills_down: tuple[str, ...] = ()


KINDS: dict[ListKind, Kind] = {
    ListKind.US_DEBARRED: Kind(
        country="US",
        bars=True,
        columns={
            "name": (
                "entity debarred", "debarred entity", "entity name", "employer name", "employer", "name",
                "agent name", "employer agent attorney", "company name",
            ),
            "other_name": ("trade name dba", "trade name", "dba"),
            "place": ("city", "city of business"),
            "region": ("state", "state province"),
            "since": ("start date", "debarment start date", "effective date", "debarment start", "from"),
            "until": ("end date", "debarment end date", "expiration date", "debarment end", "to"),
            "reference": ("program", "visa program", "case number", "case no", "violation", "citation"),
        },
        telling=("since", "until"),
        left_alone=frozenset({"duration", "debarment period", "sources", "notes", "zip", "postal code", "address"}),
    ),
    ListKind.CA_INELIGIBLE: Kind(
        country="CA",
        bars=True,
        columns={
            "name": ("business legal name", "bn legal", "legal name"),
            "other_name": ("business operating name", "bn operating", "operating name"),
            "place": ("address", "address en"),
            "since": ("date of final decision", "date of the final decision", "decision date", "date"),
            "status": ("status", "status en"),
            "reference": ("penalty", "penalty en"),
        },
        telling=("status",),
        left_alone=frozenset({"reason s", "reasons", "reason", "penalty fr", "status fr", "address fr", "id"}),
    ),
    ListKind.US_RECRUITERS: Kind(
        country="US",
        bars=False,
        columns={
            "name": (
                "recruiter name", "foreign labor recruiter", "foreign labor recruiter name", "name of recruiter",
                "agent or recruiter name", "name of agent or recruiter", "agent recruiter name", "recruiter",
            ),
            "place": ("city", "recruiter city", "location", "address"),
            "region": ("country", "recruiter country", "country of recruitment"),
            "reference": ("employer name", "employer", "case number", "eta case number", "h 2b case number"),
        },
        telling=("region", "reference"),
        left_alone=frozenset({"state", "province", "state province", "postal code", "fiscal year", "quarter"}),
    ),
    ListKind.CA_LMIA: Kind(
        country="CA",
        bars=False,
        columns={
            "name": ("employer",),
            "place": ("address",),
            "region": ("province territory",),
            "reference": ("program stream", "stream"),
        },
        telling=("reference",),
        left_alone=frozenset(
            {"occupation", "occupations under noc 2011", "incorporate status", "approved lmias",
             "approved positions", "positions approved", "requested positions", "requested lmias"}
        ),
        fills_down=("name", "place", "region", "reference"),
    ),
}  # fmt: skip


def barring(country: str) -> tuple[ListKind, ...]:
    """The lists of a country that keep somebody from employing."""
    return tuple(name for name, kind in KINDS.items() if kind.bars and kind.country == country)
