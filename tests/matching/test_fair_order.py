"""Who is shown first: the minimums against what was published, and what must hold of every fair order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import hypergeom

from matching import group_scan
from matching.fair_order import (
    METHODS,
    FairOrder,
    FairPolicy,
    Line,
    Trait,
    arrange,
    corrected,
    fair_again,
    fair_first,
    falls_below,
    minimum,
    minimums,
    shortfalls,
)

FOUR_FIFTHS = FairPolicy(("sex",), Fraction("0.8"), Fraction("0.1"))
WHOLE = FairPolicy(("sex",), Fraction(1), Fraction("0.1"))

# Zehlike and others 2017, table 3: minimum in the first 1 to 12 at alpha = .1, where the pool is without end.
PUBLISHED = {
    "0.1": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "0.2": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1),
    "0.3": (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2),
    "0.4": (0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3),
    "0.5": (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4),
    "0.6": (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5),
    "0.7": (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6),
}


def first_of(rows: NDArray[Any], scores: NDArray[Any], count: int) -> list[Line]:
    """The total order of these tests: score, then row (as if the rows had been drawn in their order)."""
    order = np.lexsort((rows, -scores))[:count]
    return [Line(int(rows[at]), int(scores[at]), int(rows[at]) / 1e7) for at in order]


class Crowd:
    """Invented people with these scores, as fair_order.Pool."""

    def __init__(self, scores: Sequence[int]) -> None:
        self.rows = np.arange(len(scores), dtype=np.int32)
        self.scores = np.array(scores, np.int32)

    def first(self, rows: NDArray[np.int32], count: int) -> list[Line]:
        return first_of(rows, self.scores[rows], count)

    def above(self, score: int) -> NDArray[np.int32]:
        return self.scores[self.scores > score]


def pool_of(people: Sequence[Mapping[str, str]], traits: Sequence[str]) -> list[Trait]:
    found = []
    for trait in traits:
        labels = sorted({one[trait] for one in people})
        codes = np.array([labels.index(one[trait]) for one in people], np.int16)
        found.append(Trait(trait, codes, labels))
    return found


def fair(
    scores: Sequence[int], people: Sequence[Mapping[str, str]], policy: FairPolicy, top: int
) -> FairOrder:
    return fair_first(Crowd(scores), pool_of(people, policy.traits), policy, top)


def sexes(letters: str) -> list[dict[str, str]]:
    return [{"sex": letter} for letter in letters]


# The minimums.


@pytest.mark.parametrize("share", PUBLISHED)
def test_a_pool_without_end_has_the_published_minimums(share: str) -> None:
    endless = 10**9
    assert minimum(endless, int(Fraction(share) * endless), 12, Fraction("0.1"))[1:] == PUBLISHED[share]


@given(st.data())
def test_a_small_pool_has_the_minimums_of_the_hypergeometric_law(data: st.DataObject) -> None:
    pool = data.draw(st.integers(1, 40))
    members = data.draw(st.integers(0, pool))
    alpha = data.draw(st.sampled_from(["0.5", "0.1", "0.013"]))
    found = minimum(pool, members, pool, Fraction(alpha))
    for drawn in range(1, pool + 1):
        assert hypergeom.cdf(found[drawn], pool, members, drawn) > float(alpha) - 1e-9
        if found[drawn]:
            assert hypergeom.cdf(found[drawn] - 1, pool, members, drawn) <= float(alpha) + 1e-9


@pytest.mark.parametrize(("pool", "members"), [(200, 80), (200, 120), (60, 6), (300_000, 120_000)])
def test_alpha_holds_for_the_whole_list(pool: int, members: int) -> None:
    """At each prefix alone, three times as many blind lists would fall; drawn here, and worked out."""
    alpha = Fraction("0.05")
    least = [minimum(pool, members, 50, one) for one in (alpha, corrected(pool, members, 50, alpha))]
    before, after = (falls_below(pool, members, one) for one in least)
    assert before > 2 * alpha and after <= alpha
    if pool <= 600:
        drawn = np.argsort(np.random.default_rng(5).random((4_000, pool)), axis=1)[:, :50]
        have = np.cumsum(drawn < members, axis=1)
        seen = [float((have < np.array(one[1:])).any(axis=1).mean()) for one in least]
        assert seen == pytest.approx([float(before), float(after)], abs=0.02)


@pytest.mark.parametrize(
    ("pool", "members", "top", "alpha", "step"),
    [(16, 7, 16, "1/10", 39), (12, 8, 7, "1/15", 63), (40, 38, 35, "1/20", 63)],
)
def test_alpha_holds_where_a_chance_is_just_as_rare(
    pool: int, members: int, top: int, alpha: str, step: int
) -> None:
    """Where P(X <= m) is alpha to the last digit, which rounded numbers may take for more or for less."""
    whole = Fraction(alpha)
    chances = [
        falls_below(pool, members, minimum(pool, members, top, whole * at / 64)) for at in (step, step + 1)
    ]
    assert chances[0] <= whole < chances[1]
    assert corrected(pool, members, top, whole) == whole * step / 64


@given(st.data())
def test_the_corrected_alpha_is_the_largest_step_that_holds(data: st.DataObject) -> None:
    """In small pools, against every order of members and others that a blind draw can have."""
    pool = data.draw(st.integers(1, 9))
    members, top = data.draw(st.integers(0, pool)), data.draw(st.integers(1, pool))
    alpha = Fraction(data.draw(st.sampled_from(["1/2", "1/10", "1/15", "1/20"])))
    draws = [order[:top] for order in combined(pool, members)]

    def holds(step: int) -> bool:
        least = minimum(pool, members, top, alpha * step / 64)
        fallen = [any(sum(one[:k]) < least[k] for k in range(top + 1)) for one in draws]
        assert falls_below(pool, members, least) == Fraction(sum(fallen), len(draws))
        return Fraction(sum(fallen), len(draws)) <= alpha

    assert corrected(pool, members, top, alpha) == alpha * max(step for step in range(65) if holds(step)) / 64


def combined(pool: int, members: int) -> list[list[bool]]:
    """Every way in which so many members may stand among a pool, each as likely."""
    return [[at in chosen for at in range(pool)] for chosen in combinations(range(pool), members)]


def test_the_first_method_stays_as_it_was() -> None:
    """By its own version a stored list comes out again; a version that nobody knows orders nothing."""
    pool = {"F": 80, "M": 120}
    old = FairPolicy(("sex",), Fraction(1), Fraction("0.1"), METHODS[0])
    assert minimums(pool, old, 50)["F"] == minimum(200, 80, 50, Fraction("0.05"))
    assert minimums(pool, WHOLE, 50)["F"] < minimums(pool, old, 50)["F"]
    with pytest.raises(ValueError):
        FairPolicy(("sex",), Fraction(1), Fraction("0.1"), "fa-star-ir hypergeometric 99")


def test_a_pool_that_is_shown_whole_holds_everybody() -> None:
    """Without putting back: of 3 women among 10 people the first 10 hold all 3."""
    assert minimum(10, 3, 10, Fraction("0.1"))[10] == 3


@given(st.lists(st.integers(1, 40), min_size=2, max_size=8), st.sampled_from(["0.5", "0.1"]))
def test_the_minimums_of_all_groups_fit_together(sizes: list[int], alpha: str) -> None:
    pool = {chr(97 + at): size for at, size in enumerate(sizes)}
    policy = FairPolicy(("sex",), Fraction(1), Fraction(alpha))
    least = minimums(pool, policy, sum(sizes))
    assert all(sum(found[k] for found in least.values()) <= k for k in range(sum(sizes) + 1))


@pytest.mark.parametrize("pool", [{}, {"F": 9}, {"F": 9, "not_said": 40}], ids=["nobody", "one", "one said"])
def test_one_group_has_no_minimum(pool: dict[str, int]) -> None:
    assert minimums(pool, WHOLE, min(9, sum(pool.values()))) == {}


@pytest.mark.parametrize(
    ("traits", "share", "alpha"),
    [
        ((), "1", "0.1"),
        (("a", "a"), "1", "0.1"),
        (("a",), "0", "0.1"),
        (("a",), "1.1", "0.1"),
        (("a",), "1", "0.6"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(traits: tuple[str, ...], share: str, alpha: str) -> None:
    with pytest.raises(ValueError):
        FairPolicy(traits, Fraction(share), Fraction(alpha))


# The order.


def test_the_next_of_a_group_comes_up_just_in_time_and_says_from_where() -> None:
    """Twenty men, then twenty women: with a share of four fifths a woman must be among the first six."""
    found = fair(range(40, 0, -1), sexes("M" * 20 + "F" * 20), FOUR_FIFTHS, 10)
    least = minimums({"F": 20, "M": 20}, FOUR_FIFTHS, 10)["F"]
    shown = [one.groups["sex"] for one in found.people[:10]]
    assert [shown[:k].count("F") for k in range(11)] == list(least), "no woman earlier than needed"
    women = [one for one in found.people[:10] if one.groups["sex"] == "F"]
    assert [one.plain for one in women] == [21, 22, 23][: len(women)]
    assert [one.plain for one in found.people[10:]] == [
        10 - len(women) + at for at in range(1, len(women) + 1)
    ]


people_in_groups = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("ABCN")), min_size=1, max_size=60
).map(lambda pairs: ([score for score, _ in pairs], [{"sex": _named(group)} for _, group in pairs]))


def _named(letter: str) -> str:
    return "not_said" if letter == "N" else letter


policies = st.builds(
    FairPolicy,
    st.just(("sex",)),
    st.sampled_from([Fraction("0.5"), Fraction("0.8"), Fraction(1)]),
    st.sampled_from([Fraction("0.02"), Fraction("0.1"), Fraction("0.5")]),
)


@given(people_in_groups, policies, st.integers(1, 60))
def test_what_holds_of_every_fair_order(
    pool: tuple[list[int], list[dict[str, str]]], policy: FairPolicy, top: int
) -> None:
    scores, people = pool
    found = fair(scores, people, policy, top)
    plain = first_of(np.arange(len(scores)), np.array(scores), len(scores))
    top = min(top, len(scores))
    # Minimum share at every prefix.
    least = minimums(found.pools["sex"], policy, top)
    shown = [one.groups["sex"] for one in found.people[:top]]
    assert all(shown[:k].count(group) >= least[group][k] for group in least for k in range(top + 1))
    assert not found.short
    # Total: everybody of the plain list is there, once, and nobody whom no minimum calls.
    rows = [one.line.row for one in found.people]
    assert len(set(rows)) == len(rows) and {line.row for line in plain[:top]} <= set(rows)
    # The order inside each group stands.
    for group in {one["sex"] for one in people}:
        mine = [row for row in rows[:top] if people[row]["sex"] == group]
        assert mine == [line.row for line in plain if people[line.row]["sex"] == group][: len(mine)]
    # The loss is bounded: at most as many come up as the minimums ask, and nobody falls further than that.
    asked = sum(found_least[top] for found_least in least.values())
    assert sum(one.place < one.plain for one in found.people) <= asked
    assert all(one.place - one.plain <= asked for one in found.people)
    # Nothing to do, nothing done.
    if not shortfalls([people[line.row] for line in plain[:top]], {"sex": least}):
        assert rows == [line.row for line in plain[:top]]
    # The same again from what is kept of it, whatever the sequence.
    kept = [(one.line, one.plain, one.groups) for one in found.people]
    assert fair_again(kept[::-1], found.pools, policy, top) == found


@given(people_in_groups, policies)
def test_the_names_of_the_groups_do_not_matter(
    pool: tuple[list[int], list[dict[str, str]]], policy: FairPolicy
) -> None:
    """Swap two groups' names for everybody: the same people at the same places."""
    scores, people = pool
    swapped = [{"sex": {"A": "B", "B": "A"}.get(one["sex"], one["sex"])} for one in people]
    assert [one.line for one in fair(scores, people, policy, 30).people] == [
        one.line for one in fair(scores, swapped, policy, 30).people
    ]


@given(st.text("AB", min_size=2, max_size=6), st.integers(0, 3), st.integers(0, 3))
def test_it_is_the_first_of_all_orders_that_keep_the_minimums(groups: str, a: int, b: int) -> None:
    """Against every order there is: the first, in the plain order's own terms, that has enough of each."""
    size = len(groups)
    least = {
        "A": [min(k * a // 4, groups.count("A")) for k in range(size + 1)],
        "B": [min(k * b // 4, groups.count("B")) for k in range(size + 1)],
    }
    if any(least["A"][k] + least["B"][k] > k for k in range(size + 1)):
        return
    people = sexes(groups)

    def keeps(order: tuple[int, ...]) -> bool:
        return not shortfalls([people[at] for at in order], {"sex": least})

    first = next(order for order in permutations(range(size)) if keeps(order))
    assert arrange(people, {"sex": least}, size) == list(first)


def test_a_second_trait_chooses_among_whom_the_first_leaves_and_says_where_it_falls_short() -> None:
    people = [{"sex": "M", "language": "es"}] * 20 + [{"sex": "F", "language": "es"}] * 20
    people += [{"sex": "M", "language": "mam"}] * 20
    policy = FairPolicy(("sex", "language"), Fraction(1), Fraction("0.5"))
    found = fair(range(60, 0, -1), people, policy, 30)
    least = {trait: minimums(found.pools[trait], policy, 30) for trait in policy.traits}
    shown = [one.groups for one in found.people[:30]]
    short = shortfalls(shown, least)
    assert not [one for one in short if one.trait == "sex"], "the first trait always holds"
    assert found.short == short
    behind = least["language"]["mam"][30] - sum(one["language"] == "mam" for one in shown)
    assert behind <= 1, "and the second catches up, a place behind"


def test_nobody_and_nothing() -> None:
    assert fair([], [], WHOLE, 10).people == ()


# The scan, compiled and plain.


@given(st.lists(st.integers(0, 3), max_size=700), st.integers(1, 2))
def test_the_compiled_scan_finds_what_the_plain_one_finds(groups: list[int], every: int) -> None:
    codes = np.array(groups, np.int16)
    rows = np.arange(len(codes), dtype=np.int32)[::every]

    def ask() -> tuple[dict[str, int], list[int]]:
        return group_scan.counted(rows, codes, "abcd"), group_scan.of_group(rows, codes, 1).tolist()

    plainly = ask()
    assert group_scan.warm()
    try:
        assert ask() == plainly
    finally:
        group_scan.cool()
