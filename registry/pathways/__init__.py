"""Pathways: which ways to work legally can consider a person, and what the person tells only for that.

Holds what people tell of earlier regular seasons and papers, the honest answer per scheme (queries.py), and the sealed
answer to an adviser (sealed.py). Does not hold the law (schemes/person_checks.py). Nothing here is read by a ranking,
an employer or an agency: tests/house/test_pathways_apart.py. Start at queries.py.
"""
