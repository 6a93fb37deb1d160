"""Kinds of work, and what is offered for a person's own words."""

from __future__ import annotations

from matching.taxonomy import lexicon
from registry.candidates.kinds import Kind, occupations_of, offers_for, skills_offered
from registry.candidates.registration import Job


def test_every_occupation_has_one_kind() -> None:
    sorted_in = [code for kind in Kind for code in occupations_of(kind)]
    assert sorted(sorted_in) == sorted(lexicon().occupations)
    assert all(occupations_of(kind) for kind in Kind)


def test_the_best_five() -> None:
    offers = offers_for("corté caña en la zafra")
    assert offers[0] == "occ:cane-cutter"
    assert len(offers_for("trabajo en el campo")) <= 5


def test_a_picture_alone_offers_its_occupations() -> None:
    offers = offers_for("Construcción", Kind.BUILDING)
    assert len(offers) == 5
    assert "occ:mason" in offers_for("", Kind.BUILDING)
    assert offers_for("", Kind.OTHER) == []


def test_what_is_denied_is_not_offered() -> None:
    codes = [one.skill for one in skills_offered("uso machete, no sé manejar tractor", [])]
    assert "skill:machete" in codes
    assert not any("tractor" in (code or "") for code in codes)


def test_jobs_bring_their_skills() -> None:
    offered = skills_offered("", [Job(words="caña", occupation="occ:cane-cutter", months=18)])
    assert {one.skill for one in offered} >= set(lexicon().occupations["occ:cane-cutter"].essential_skills)
    assert {one.months for one in offered} == {18}
