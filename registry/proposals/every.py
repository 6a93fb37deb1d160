"""Every noun that has kinds of proposals. Import this, then `kinds.every()` is complete."""

from registry.alerts import service as alerts
from registry.certificates import service as certificates
from registry.fairness import service as fairness
from registry.flags import dismissal
from registry.learning import service as learning
from registry.messages import texts as messages
from registry.organisations import corrections, sanctions
from registry.same_person import answers as same_person
from registry.standard import loading, second_person
from registry.vacancies import matches, programme

__all__ = [
    "alerts",
    "certificates",
    "corrections",
    "dismissal",
    "fairness",
    "learning",
    "loading",
    "matches",
    "messages",
    "programme",
    "same_person",
    "sanctions",
    "second_person",
]
