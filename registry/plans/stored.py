"""What a plan is computed from, to bytes and back: sealed, because the pairs say where somebody may not or will not go.

One line of JSON (people, vacancies, capacity, sites, groups, draw, keys of the archived weights and vocabulary), then
whose pair each one is, its vacancy and its score as 32-bit numbers; compressed, then sealed like a file.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass

import numpy as np

from matching.assign import Market, market_of
from registry import crypto


@dataclass(frozen=True, slots=True)
class Share:
    """At least `least` (0 to 1) of all filled places for a group, as far as it has people. members: positions."""

    trait: str
    group: str
    least: float
    members: list[int]


@dataclass(frozen=True, slots=True)
class Problem:
    """A market, who goes together (positions of people), which vacancies are one site (a number each), and the shares
    of the fairness policy."""

    market: Market
    parties: list[tuple[int, ...]]
    sites: list[int]
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Models:
    """Keys of the archive (registry/shortlists/archive.py): what the pairs were scored with."""

    weights: str
    vocabulary: str


def content(problem: Problem, models: Models) -> bytes:
    market = problem.market
    head = {
        "people": market.people,
        "vacancies": market.vacancies,
        "capacity": market.capacity.tolist(),
        "sites": problem.sites,
        "parties": problem.parties,
        "shares": [asdict(share) for share in problem.shares],
        "draw": market.draw,
        "left_out": market.left_out,
        "models": asdict(models),
    }
    columns = (market.person, market.vacancy, market.score)
    return b"\n".join(
        [json.dumps(head).encode(), b"".join(column.astype("<i4").tobytes() for column in columns)]
    )


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def seal(raw: bytes) -> bytes:
    return crypto.encrypt_bytes(zlib.compress(raw))


def unseal(sealed: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when the bytes are not those that were sealed."""
    return zlib.decompress(crypto.decrypt_bytes(sealed))


def models_of(raw: bytes) -> Models | None:
    """None for a plan from before its models were kept."""
    found = json.loads(raw.partition(b"\n")[0]).get("models")
    return Models(**found) if found else None


def problem_of(raw: bytes) -> Problem:
    line, _, rest = raw.partition(b"\n")
    head = json.loads(line)
    person, vacancy, score = np.frombuffer(rest, "<i4").astype(np.int64).reshape(3, -1)
    market = market_of(
        head["people"],
        head["vacancies"],
        head["capacity"],
        (person, vacancy, score),
        draw=head["draw"],
        left_out=head["left_out"],
    )
    shares = [Share(**share) for share in head["shares"]]
    return Problem(market, [tuple(party) for party in head["parties"]], head["sites"], shares)
