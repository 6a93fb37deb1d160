"""Acts in the order in which they happened, each with the clock at its moment.

The log of events is a chain, so a story with a past must be told from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from registry import clock
from registry.workdays import is_working_day


class Timeline:
    """Collects acts by how many days ago they happened and tells them, the earliest first."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.today = clock.today()
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []

    def on(
        self, days_ago: int, act: Callable[..., object], *given: Any, hour: float = 9, **named: Any
    ) -> None:
        """`act(*given, **named)` happened `days_ago` days ago, 1 or more, at this hour of Guatemala.

        Acts of one moment happen as they were added.
        """
        if days_ago < 1:
            raise ValueError("the story ends yesterday")
        midnight = datetime.combine(self.today - timedelta(days=days_ago), time(), clock.GUATEMALA)
        self._acts.append((midnight + timedelta(hours=hour), len(self._acts), partial(act, *given, **named)))

    def tell(self) -> int:
        """Do everything. Returns how many acts there were.

        Offices are closed at weekends: what falls on one happened on the working day before, after what was done
        there already. Nobody acts on the stroke of the hour. An act may not add others: they might belong before
        one that has been told.
        """
        last = datetime.min.replace(tzinfo=clock.GUATEMALA)
        acts, self._acts = sorted(self._acts, key=lambda one: one[:2]), []
        for moment, number, act in acts:
            while not is_working_day(moment.date()):
                moment -= timedelta(days=1)
            moment += timedelta(seconds=number * 7919 % 3000)
            last = max(moment, last + timedelta(seconds=20))
            with clock.at(last):
                act()
        return len(acts)
