"""Why is this list empty, or short: who fails which requirements, and how many more people there would be without one
requirement, or without two.

All of it is arithmetic over `failed`: people by the mask of the requirements they do not meet (bit i for requirement
i), as one pass over everybody counts them. Where most people fail two, dropping either changes nothing, and the list
looks hopeless; `together` says which two. Nothing here advises to drop anything: an age or a wish stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

Failed = Mapping[int, int]


def counted(requirements: Sequence[str], unknown: int, failed: Failed) -> dict[str, int]:
    """The counts of types.Ranking. unknown: how many fail nothing and have something unknown."""
    living, stay = sum(failed.values()), failed.get(0, 0)
    counts = {"all": living, "eligible": stay - unknown, "unknown": unknown, "not_eligible": living - stay}
    for at, name in enumerate(requirements):
        counts[f"failed_{name}"] = sum(people for mask, people in failed.items() if mask >> at & 1)
        counts[f"only_{name}"] = failed.get(1 << at, 0)
    return counts


def together(requirements: Sequence[str], failed: Failed, *, most: int = 3) -> dict[tuple[str, str], int]:
    """The pairs of requirements that keep people off the list together: pair -> how many more would be on it without
    both, those who fail only one of them included. The most first, at most `most`; no pair that only adds up."""
    found: dict[tuple[str, str], int] = {}
    for first, second in combinations(range(len(requirements)), 2):
        one, two = 1 << first, 1 << second
        if both := failed.get(one | two, 0):
            pair = requirements[first], requirements[second]
            found[pair] = both + failed.get(one, 0) + failed.get(two, 0)
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:most])


def both(requirements: Sequence[str], failed: Failed) -> dict[str, int]:
    """`together` as counts of types.Ranking: "both_<requirement>+<requirement>"."""
    return {f"both_{one}+{two}": more for (one, two), more in together(requirements, failed).items()}
