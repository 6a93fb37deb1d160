"""The figures of a list, worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from matching.fairness import GroupFigures, TraitReport, masked, rarely, report

POOL = {"sex": {"woman": 10, "man": 30}}


def listed(groups: str) -> list[dict[str, str]]:
    """ "mw" is a man, then a woman."""
    return [{"sex": {"w": "woman", "m": "man"}[one]} for one in groups]


def one(reports: tuple[TraitReport, ...], group: str) -> GroupFigures:
    (trait,) = reports
    (figures,) = [figures for figures in trait.groups if figures.group == group]
    return figures


def test_shares_and_adverse_impact():
    found = report(listed("mmmwmmmmmm"), POOL)
    women, men = one(found, "woman"), one(found, "man")
    assert (women.pool, women.shown, women.share_pool, women.share_shown) == (10, 1, 0.25, 0.1)
    assert women.impact_ratio == pytest.approx((1 / 10) / (9 / 30))
    assert women.is_adverse
    assert men.impact_ratio == 1.0
    assert not men.is_adverse


def test_exposure_counts_the_place():
    first, last = report(listed("wmm"), POOL), report(listed("mmw"), POOL)
    all_attention = 1 + 1 / math.log2(3) + 1 / 2
    assert one(first, "woman").exposure == pytest.approx(1 / all_attention)
    assert one(last, "woman").exposure == pytest.approx(0.5 / all_attention)
    assert one(first, "woman").exposure_ratio == pytest.approx(1 / all_attention / 0.25)
    assert sum(figures.exposure for figures in first[0].groups) == pytest.approx(1)


def test_skew_of_the_first_places():
    figures = one(report(listed("wwmmmmmm"), POOL, at=(4, 8, 50)), "woman")
    assert figures.skew == {4: pytest.approx(math.log(2)), 8: pytest.approx(0.0)}  # 50 is beyond the list


def test_a_group_that_is_absent_has_no_skew_and_the_lowest_ratio():
    figures = one(report(listed("mm"), POOL, at=(2,)), "woman")
    assert figures.skew == {2: None}
    assert figures.impact_ratio == 0.0
    assert figures.is_adverse


def test_a_ratio_of_a_few_people_is_not_yet_unlikely():
    """No woman among two people is nothing; none among twelve is something."""
    assert not one(report(listed("mm"), POOL), "woman").is_unlikely
    twelve = one(report(listed("m" * 12), POOL), "woman")
    assert twelve.p_value == pytest.approx(math.comb(30, 12) / math.comb(40, 12))
    assert twelve.is_unlikely


@given(st.data())
def test_the_p_value_is_the_hypergeometric_one(data: st.DataObject) -> None:
    pool = data.draw(st.integers(1, 60))
    members, drawn = data.draw(st.integers(0, pool)), data.draw(st.integers(0, pool))
    found = data.draw(st.integers(0, drawn))
    assert rarely(pool, members, drawn, found) == pytest.approx(hypergeom.cdf(found, pool, members, drawn))


def test_the_p_value_of_a_million_is_quick_and_right():
    assert rarely(1_000_000, 400_000, 50, 8) == pytest.approx(hypergeom.cdf(8, 1_000_000, 400_000, 50))
    assert rarely(1_000_000, 10, 5_000, 9) == 1.0


def test_who_did_not_say_is_a_group_of_its_own():
    (trait,) = report([{}, {"sex": "man"}], {"sex": {"man": 30, "not_said": 6}})
    assert {figures.group: figures.shown for figures in trait.groups} == {"man": 1, "not_said": 1}


def test_an_empty_list_and_an_empty_pool():
    figures = one(report([], POOL), "woman")
    assert (figures.shown, figures.share_shown, figures.exposure, figures.impact_ratio) == (0, 0.0, 0.0, None)
    assert not figures.is_adverse
    assert report([], {}) == ()
    assert report([], {"sex": {}})[0].groups == ()


def test_every_trait_is_reported_apart():
    pools = {"sex": {"woman": 9}, "department": {"07": 9}}
    assert [trait.trait for trait in report([], pools)] == ["department", "sex"]


def test_a_list_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="not in the pool"):
        report(listed("w"), {"sex": {"man": 3}})


# Those who may not see individuals.


def test_a_small_group_is_named_without_a_figure():
    shown = [{"language": "itz"}, {"language": "es"}]
    (found,) = report(shown, {"language": {"itz": 5, "es": 60, "mam": 3, "quc": 40}})
    hidden = masked(found)
    assert hidden.too_small == ("itz", "mam"), (
        "three people alone could be worked out: five more are left out"
    )
    assert [figures.group for figures in hidden.groups] == ["es", "quc"]
    assert hidden.groups[0].share_pool == 0.6, "not 60 of 108: that would tell"
    assert hidden.groups[0].share_shown == hidden.groups[0].exposure == 1.0


def test_nothing_is_hidden_where_every_group_is_large():
    (found,) = report(listed("wm"), POOL)
    assert masked(found) == found


def test_small_groups_that_are_five_together_hide_nobody_else():
    (found,) = report([], {"language": {"itz": 2, "mop": 3, "es": 5}})
    assert masked(found).too_small == ("itz", "mop")


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), min_size=1))
def test_what_is_hidden_cannot_be_worked_out(sizes: dict[str, int]) -> None:
    (found,) = report([], {"trait": sizes})
    hidden = masked(found)
    assert all(figures.pool >= 5 for figures in hidden.groups)
    together = sum(sizes[name] for name in hidden.too_small)
    assert together == 0 or together >= 5 or not hidden.groups
    assert masked(hidden) == hidden or hidden.too_small
