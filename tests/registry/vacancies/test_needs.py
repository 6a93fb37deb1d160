"""What is read out of a vacancy to rank people on, and what is read and never ranked on."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("said", "months"),
    [
        # As real job orders have it: the form's own field empty, the months in the running text.
        ({"duties": "Clean stalls & tack. 1 mo. exp. req. Lift up to 50 lbs."}, 1),
        ({"duties": "Work on row crops and hops. This position requires 3 months general farm labor."}, 3),
        ({"duties": "Pick apples.", "extra_requirements": "Six months of experience required."}, 6),
        # What the form says counts, also that nothing is asked for; a season, a wish or a contract asks for nothing.
        ({"duties": "3 months experience required.", "experience_months": 0}, 0),
        ({"duties": "3 months experience required.", "experience_months": 12}, 12),
        ({"duties": "Pick apples for 6 months."}, 0),
        ({"duties": "Pick apples.", "extra_requirements": "12 months of experience preferred."}, 0),
        ({"duties": "Pick apples.", "extra_requirements": "No experience required."}, 0),
    ],
)
def test_months_that_stand_only_in_the_text_are_asked_for(said: dict[str, str | int], months: int) -> None:
    facts = VacancyFacts.model_validate({"scheme": "H2A", "title": "Farmworker"} | said)
    assert needs_of("v", facts, "occ:apple-picker", []).experience_months == months
