"""What is read out of a vacancy to rank people on, and what is read and never ranked on."""

from __future__ import annotations

from matching.taxonomy import lexicon
from registry.schemes.facts import VacancyFacts
from registry.vacancies.needs import _CONDITIONS, needs_of, skills_in


def test_what_a_body_can_bear_is_told_and_never_ranked_on() -> None:
    """Health, disability and sex are never ranked on, and neither is what stands in for them (schemes.md section 4)."""
    facts = VacancyFacts(
        scheme="H2A",
        title="Apple picker",
        duties="Harvest apples. Must lift 60 pounds, be physically fit, stand for long hours and work in the heat.",
    )
    asked = {need.code for need in needs_of("v", facts).skills}
    assert "skill:apple" in asked
    assert lexicon().skills.keys() >= _CONDITIONS
    assert _CONDITIONS & set(skills_in(facts)), "it is read: the person is told"
    assert not _CONDITIONS & asked
    confirmed = needs_of("v", facts, "occ:apple-picker", ["skill:apple", *sorted(_CONDITIONS)])
    assert [need.code for need in confirmed.skills] == ["skill:apple"]
