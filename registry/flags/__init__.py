"""Red flags: what in an agency's facts an officer has to look at before anything is decided.

Holds: the rules as data (data/), who raises them (rules.py, links.py), their life (states.py, models.py), the verbs
(service.py) and every question (queries.py). Does not hold the comparison of names, people and places, which is
arithmetic (matching/linkage.py, matching/firms.py). A flag asks a person; it never refuses by itself. See rules.py.
"""
