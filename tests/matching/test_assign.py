"""All vacancies at once: what holds for every plan, the optimum on small markets, and the same plan for anybody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.assign import Floor, Market, Plan, assign, could_gain, gather, market_of
from matching.assign.auction import auction
from matching.assign.compare import greedy, separate
from matching.assign.why import Why

Pairs = list[tuple[int, int, int]]


def market(people: int, capacity: list[int], pairs: Pairs, draw: str = "lottery") -> Market:
    columns = np.array(pairs, np.int64).reshape(-1, 3).T
    names = [f"p{at}" for at in range(people)], [f"v{at}" for at in range(len(capacity))]
    return market_of(*names, capacity, (columns[0], columns[1], columns[2]), draw=draw)


@st.composite
def markets(draw: st.DrawFn, people: int = 6, vacancies: int = 3) -> tuple[int, list[int], Pairs]:
    count = draw(st.integers(1, people))
    capacity = draw(st.lists(st.integers(0, 3), min_size=1, max_size=vacancies))
    score = st.sampled_from([0, 1, 40_000, 40_001, 500_000, 500_000, 1_000_000])
    pairs = [
        (person, vacancy, draw(score))
        for person in range(count)
        for vacancy in range(len(capacity))
        if draw(st.booleans())
    ]
    return count, capacity, pairs


def best_of_all(
    found: Market, parties: Sequence[tuple[int, ...]] = (), sites: list[int] | None = None
) -> int:
    """The highest worth of any allowed plan, by trying them all."""
    score = {
        (p, v): s + 1
        for p, v, s in zip(found.person.tolist(), found.vacancy.tolist(), found.score.tolist(), strict=True)
    }
    choices = [[-1, *(v for q, v in score if q == person)] for person in range(len(found.people))]
    best = 0
    for plan in product(*choices):
        used = np.bincount([v for v in plan if v >= 0], minlength=len(found.capacity))
        if (used > found.capacity).any() or not all(_together(plan, party, sites) for party in parties):
            continue
        best = max(best, sum(score[p, v] for p, v in enumerate(plan) if v >= 0))
    return best


def _together(plan: tuple[int, ...], party: tuple[int, ...], sites: list[int] | None) -> bool:
    where = {-1 if plan[p] < 0 else sites[plan[p]] if sites else plan[p] for p in party}
    return len(where) == 1


def worth(plan: Plan) -> int:
    return plan.total + plan.placed


def named(plan: Plan) -> dict[str, str]:
    return {
        plan.market.people[person]: plan.market.vacancies[vacancy]
        for person, vacancy in enumerate(plan.place.tolist())
        if vacancy >= 0
    }


@settings(max_examples=60)
@given(markets())
def test_a_plan_is_allowed_and_as_near_the_optimum_as_it_says(drawn: tuple[int, list[int], Pairs]) -> None:
    found = market(*drawn)
    plan = assign(found)
    assert (plan.filled <= found.capacity).all()
    assert (
        found.person[plan.pair[plan.pair >= 0]] == np.flatnonzero(plan.pair >= 0)
    ).all()  # their own pairs only
    best = best_of_all(found)
    assert worth(plan) <= best <= plan.most
    assert plan.most - worth(plan) <= max(best * 0.001, plan.placed)


@settings(max_examples=60)
@given(markets(people=5), st.lists(st.integers(0, 1), min_size=3, max_size=3))
def test_a_group_goes_together_or_not_at_all(drawn: tuple[int, list[int], Pairs], places: list[int]) -> None:
    found = market(*drawn)
    if len(found.people) < 3:
        return
    sites = places[: len(found.capacity)]
    parties = [(0, 2)]
    for where in (sites, None):
        plan = assign(found, parties=parties, sites=where)
        assert (plan.filled <= found.capacity).all()
        assert _together(tuple(plan.place.tolist()), parties[0], where)
        assert worth(plan) <= best_of_all(found, parties, where) <= plan.most


@settings(max_examples=40)
@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(drawn: tuple[int, list[int], Pairs], random: object) -> None:
    people, capacity, pairs = drawn
    columns = np.array(pairs, np.int64).reshape(-1, 3).T
    names, jobs = [f"p{at}" for at in range(people)], [f"v{at}" for at in range(len(capacity))]
    first = assign(market_of(names, jobs, capacity, (columns[0], columns[1], columns[2]), draw="d"))
    who, what = list(range(people)), list(range(len(capacity)))
    random.shuffle(who), random.shuffle(what)  # type: ignore[attr-defined]
    mixed = [(who.index(p), what.index(v), s) for p, v, s in pairs]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    columns = np.array(mixed, np.int64).reshape(-1, 3).T
    again = market_of(
        [names[at] for at in who],
        [jobs[at] for at in what],
        [capacity[at] for at in what],
        (columns[0], columns[1], columns[2]),
        draw="d",
    )
    assert named(assign(again)) == named(first)


@settings(max_examples=40)
@given(markets(people=12, vacancies=4), st.integers(1, 5_000))
def test_compiled_or_not_the_auction_is_the_same(drawn: tuple[int, list[int], Pairs], epsilon: int) -> None:
    found = market(*drawn)
    both = [
        auction(found.starts, found.vacancy, found.score, found.capacity, epsilon, compiled=compiled)
        for compiled in (True, False)
    ]
    assert both[0].pair.tolist() == both[1].pair.tolist()
    assert both[0].price.tolist() == both[1].price.tolist()
    assert both[0].bids == both[1].bids


def invented(people: int, vacancies: int, seed: int = 3) -> Market:
    random = np.random.default_rng(seed)
    score = np.clip(random.normal(500_000, 200_000, (people, vacancies)), 0, 1_000_000).astype(np.int64)
    person, vacancy = np.nonzero(random.random((people, vacancies)) < 0.4)
    capacity = random.integers(0, 6, vacancies).tolist()
    names = [f"p{at}" for at in range(people)], [f"v{at}" for at in range(vacancies)]
    return market_of(*names, capacity, (person, vacancy, score[person, vacancy]), draw="d")


def test_it_is_within_a_thousandth_of_what_scipy_finds() -> None:
    found = invented(300, 40)
    seats = np.repeat(np.arange(40), found.capacity)
    matrix = np.zeros((300, 40), np.int64)
    matrix[found.person, found.vacancy] = found.score + 1
    rows, columns = linear_sum_assignment(matrix[:, seats], maximize=True)
    optimum = int(matrix[rows, seats[columns]].sum())
    plan = assign(found)
    assert worth(plan) >= optimum * 0.999
    assert optimum <= plan.most <= optimum * 1.001
    taken = greedy(found)
    assert int(found.score[taken[taken >= 0]].sum()) < plan.total


def test_a_share_over_all_is_reached_and_no_place_stays_empty_for_it() -> None:
    found = invented(300, 40)
    members = np.arange(300) % 5 == 0
    free = assign(found)
    share = np.count_nonzero(members & (free.place >= 0)) / free.placed + 0.1
    plan = assign(found, floors=[Floor(members, share)])
    assert np.count_nonzero(members & (plan.place >= 0)) >= int(share * free.placed)
    assert plan.placed >= free.placed - 1
    assert plan.total < free.total
    assert worth(plan) <= plan.most <= worth(plan) * 1.002


def test_a_share_of_each_vacancy_is_reached_where_there_are_people_and_opens_where_there_are_none() -> None:
    found = invented(300, 40)
    members = np.arange(300) % 2 == 0
    plan = assign(found, floors=[Floor(members, 0.5, of_each=True)])
    inside = np.bincount(plan.place[members & (plan.place >= 0)], minlength=40)
    assert (inside >= found.capacity // 2).all()
    nobody = assign(found, floors=[Floor(np.zeros(300, np.bool_), 0.5, of_each=True)])
    assert named(nobody) == named(assign(found))


def test_a_group_of_one_and_a_person_in_two_groups_are_refused() -> None:
    found = invented(10, 3)
    for parties in ([(1,)], [(1, 2), (2, 3)], [(4, 4)]):
        with pytest.raises(ValueError, match="group"):
            assign(found, parties=parties)


def test_pairs_given_twice_and_negative_numbers_are_refused() -> None:
    for pairs in ([(0, 0, 5), (0, 0, 6)], [(0, 0, -1)]):
        with pytest.raises(ValueError):
            market(1, [1], pairs)
    with pytest.raises(ValueError):
        market(1, [-1], [(0, 0, 5)])


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_what_leaving_pairs_out_can_lose_is_never_understated(seed: int, best: int) -> None:
    whole = invented(40, 12, seed)
    position = {name: at for at, name in enumerate(sorted(whole.people))}
    ids = sorted(whole.people)
    rows = np.array([position[name] for name in whole.people])
    lists = []
    for vacancy in range(len(whole.vacancies)):
        own = whole.vacancy == vacancy
        lists.append((rows[whole.person[own]], whole.score[own]))
    few = gather(
        lists,
        rows=40,
        id_of=ids.__getitem__,
        vacancies=whole.vacancies,
        capacity=whole.capacity.tolist(),
        draw="d",
        best=best,
    )
    assert few.left_out == len(whole.score) - len(few.score)
    plan = assign(few)
    assert whole.vacancies == few.vacancies
    could = could_gain(plan, lists, rows=40, id_of=ids.__getitem__)
    assert worth(assign(whole)) <= plan.most + could


def test_one_person_tops_no_list_of_a_plan_and_many_of_separate_lists() -> None:
    star = [(0, vacancy, 900_000) for vacancy in range(3)]
    others = [(person, vacancy, 500_000) for person in (1, 2, 3) for vacancy in range(3)]
    found = market(4, [1, 1, 1], star + others)
    alone = separate(found)
    assert (alone.people, alone.places, alone.topped) == (1, 3, 3)
    assert assign(found).placed == 3


def test_everybody_is_told_why() -> None:
    # v0 fits both better; only one of them has another way.
    found = market(3, [1, 1], [(0, 0, 900_000), (0, 1, 800_000), (1, 0, 850_000), (2, 1, 100_000)])
    plan = assign(found)
    why = Why(plan)
    at = {name: position for position, name in enumerate(found.people)}
    assert named(plan) == {"p0": "v1", "p1": "v0"}
    told = {name: [reason.code for reason in why.reasons(at[name])] for name in at}
    assert told["p0"] == ["place.next", "better.full", "wanted"]
    assert told["p1"] == ["place.best", "wanted"]
    assert told["p2"] == ["none.full"]
    better = why.reasons(at["p0"])[1]
    assert better.args == {"vacancy": "v0", "score": 90.0, "lowest": 85.0}


def test_among_equals_the_draw_decides_and_says_so() -> None:
    pairs = [(person, 0, 700_000) for person in range(5)]
    winners = set()
    for draw in "abcdefgh":
        plan = assign(market(5, [1], pairs, draw))
        winners |= set(named(plan))
        (placed,) = np.flatnonzero(plan.pair >= 0).tolist()
        assert [reason.code for reason in Why(plan).reasons(placed)] == ["place.best", "wanted", "drawn"]
    assert len(winners) > 1
