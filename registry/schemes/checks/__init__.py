"""The checks that requirements.yaml names, one small function per rule, by country.

Holds: rules of all schemes (everywhere.py); how pay is compared with its floors (wages.py); the United States
(us_wages.py, us_housing.py, united_states.py); Canada (canada_wages.py, canada_low_wage.py, canada.py); Spain
(spain_wages.py, spain.py); Guatemala (guatemala.py). Does not hold: figures, dates or words; those are in
data/. Importing this package registers every check in CHECKS. Start at registry/schemes/case.py.
"""

from registry.schemes.case import CHECKS, Check
from registry.schemes.checks import (
    canada,
    canada_low_wage,
    canada_wages,
    everywhere,
    guatemala,
    spain,
    spain_wages,
    united_states,
    us_housing,
    us_wages,
)

__all__ = [
    "CHECKS",
    "Check",
    "canada",
    "canada_low_wage",
    "canada_wages",
    "everywhere",
    "guatemala",
    "spain",
    "spain_wages",
    "united_states",
    "us_housing",
    "us_wages",
]
