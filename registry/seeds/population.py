"""An invented Guatemala: agencies, employers, vacancies and candidates, the same for the same seed.

Nobody in it exists. Names are drawn from lists of common names, with Mayan surnames where their language is
spoken. DPI serials and telephones start with 0 and are nobody's; firms say "(ficticia)" in their names. What
a person is follows from the seed and their number alone: the first 300 of 10,000 are those of a run of 300.
The proportions are for trying things out; they are no statistics of anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from registry.seeds.market import InventedAgency, InventedEmployer, InventedVacancy, market
from registry.seeds.people import InventedCandidate, people

Invented = InventedAgency | InventedEmployer | InventedVacancy | InventedCandidate


def population(
    seed: int, candidates: int, vacancies: int, agencies: int, *, as_of: date
) -> Iterator[Invented]:
    """Agencies, then employers, then vacancies, then candidates. Dates lie around `as_of`.

    Raises ValueError for a negative number.
    """
    if min(candidates, vacancies, agencies) < 0:
        raise ValueError("how many must not be negative")
    yield from market(seed, vacancies, agencies, as_of=as_of)
    yield from people(seed, candidates, as_of=as_of)
