"""The figures of a list, worked out by hand."""

from __future__ import annotations

import math
import random

import pytest

from matching.fairness import GroupFigures, TraitReport, report

WOMEN = [f"w{at}" for at in range(10)]
MEN = [f"m{at}" for at in range(30)]
POOL = WOMEN + MEN
SEX = {ident: {"sex": "woman" if ident.startswith("w") else "man"} for ident in POOL}


def one(reports: tuple[TraitReport, ...], group: str) -> GroupFigures:
    (trait,) = reports
    (figures,) = [figures for figures in trait.groups if figures.group == group]
    return figures


def test_shares_and_adverse_impact():
    shown = ["m0", "m1", "m2", "w0", "m3", "m4", "m5", "m6", "m7", "m8"]
    women, men = one(report(shown, POOL, SEX), "woman"), one(report(shown, POOL, SEX), "man")
    assert (women.pool, women.shown, women.share_pool, women.share_shown) == (10, 1, 0.25, 0.1)
    assert women.impact_ratio == pytest.approx((1 / 10) / (9 / 30))
    assert women.is_adverse
    assert men.impact_ratio == 1.0
    assert not men.is_adverse


def test_exposure_counts_the_place():
    first, last = report(["w0", "m0", "m1"], POOL, SEX), report(["m0", "m1", "w0"], POOL, SEX)
    all_attention = 1 + 1 / math.log2(3) + 1 / 2
    assert one(first, "woman").exposure == pytest.approx(1 / all_attention)
    assert one(last, "woman").exposure == pytest.approx(0.5 / all_attention)
    assert one(first, "woman").exposure_ratio == pytest.approx(1 / all_attention / 0.25)
    assert sum(figures.exposure for figures in first[0].groups) == pytest.approx(1)


def test_skew_of_the_first_places():
    shown = ["w0", "w1", "m0", "m1", "m2", "m3", "m4", "m5"]
    figures = one(report(shown, POOL, SEX, at=(4, 8, 50)), "woman")
    assert figures.skew == {4: pytest.approx(math.log(2)), 8: pytest.approx(0.0)}  # 50 is beyond the list


def test_a_group_that_is_absent_has_no_skew_and_the_lowest_ratio():
    figures = one(report(["m0", "m1"], POOL, SEX, at=(2,)), "woman")
    assert figures.skew == {2: None}
    assert figures.impact_ratio == 0.0
    assert figures.is_adverse


def test_a_small_group_is_named_without_a_figure():
    few = {f"x{at}": {"language": "itz"} for at in range(4)}
    many = {f"y{at}": {"language": "es"} for at in range(5)}
    (trait,) = report(["x0", "y0"], [*few, *many], few | many)
    assert trait.too_small == ("itz",)
    assert [figures.group for figures in trait.groups] == ["es"]
    assert trait.groups[0].share_pool == trait.groups[0].share_shown == 1.0  # not 5 of 9: that would tell


def test_who_did_not_say_is_a_group_of_its_own():
    known = {ident: SEX[ident] for ident in POOL if ident not in WOMEN[:6]}
    (trait,) = report(["m0"], POOL, known)
    assert {figures.group: figures.pool for figures in trait.groups} == {"man": 30, "not_said": 6}
    assert trait.too_small == ("woman",)


def test_an_empty_list_and_an_empty_pool():
    figures = one(report([], POOL, SEX), "woman")
    assert (figures.shown, figures.share_shown, figures.exposure, figures.impact_ratio) == (0, 0.0, 0.0, None)
    assert not figures.is_adverse
    assert report([], [], {}) == ()


def test_every_trait_is_reported_apart():
    groups = {ident: {"sex": "woman", "department": "Sololá"} for ident in WOMEN}
    assert [trait.trait for trait in report([], WOMEN, groups)] == ["department", "sex"]


@pytest.mark.parametrize("shown", [["m0", "m0"], ["m0", "stranger"]])
def test_a_list_that_cannot_be_is_refused(shown):
    with pytest.raises(ValueError):
        report(shown, POOL, SEX)


def test_the_order_of_the_pool_does_not_matter():
    shuffled = POOL[:]
    random.Random(3).shuffle(shuffled)
    assert report(["w0", "m0"], POOL, SEX) == report(["w0", "m0"], shuffled, SEX)
