"""Registrations as tests need them, made the way people make theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.candidates.consents import AT_REGISTRATION, How, Purpose
from registry.candidates.registration import Job, KnownSkill, Registration, SpokenLanguage, answer


def registration(*, agrees_to: tuple[Purpose, ...] = AT_REGISTRATION, **changes: Any) -> Registration:
    """Somebody with work, skills, two languages and wishes; `changes` replace single answers."""
    facts: dict[str, Any] = {
        "given_names": "María Elena",
        "surnames": "Caal Pop",
        "sex": "F",
        "birth_date": date(1994, 8, 17),
        "phone": "5555 0101",
        "municipality": "1601",
        "languages": [SpokenLanguage(language="kek", level=5), SpokenLanguage(language="es", level=3)],
        "work": [
            Job(words="corté café diez años", occupation="occ:coffee-picker", country="GT", months=60),
            Job(words="cuidé a mis hermanos", country="GT", months=24, is_paid=False),
        ],
        "skills": [
            KnownSkill(words="machete", skill="skill:machete", months=60),
            KnownSkill(words="tejo huipiles"),
        ],
        "countries": ["CA", "US"],
        "consents": [
            answer(purpose, is_given=purpose in agrees_to, how=How.SCREEN) for purpose in AT_REGISTRATION
        ],
    }
    return Registration(**(facts | changes))
