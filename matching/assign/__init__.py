"""All open vacancies filled at once: who goes where so that the fit of everybody together is highest.

Holds: the market of people and places (market.py), the auction and its proof (auction.py), people who go together,
fairness shares (plan.py), what other ways would give (compare.py), why this one (why.py).
Holds not: who may take which job and how well they fit (ranking.py: only eligible pairs come in here), or any act.
Start with `plan.assign`.
"""

from matching.assign.market import Market, gather, market_of
from matching.assign.plan import Floor, Plan, assign, could_gain

__all__ = ["Floor", "Market", "Plan", "assign", "could_gain", "gather", "market_of"]
