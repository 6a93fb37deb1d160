"""Every noun that has kinds of proposals. Import this, then `kinds.every()` is complete."""

from registry.alerts import service as alerts
from registry.flags import dismissal
from registry.organisations import corrections, sanctions
from registry.standard import loading, second_person
from registry.vacancies import programme

__all__ = ["alerts", "corrections", "dismissal", "loading", "programme", "sanctions", "second_person"]
