"""How lists treat groups of people: the Ministry's policy per scheme, the panel of every list, the yearly audit.

A policy is proposed by one person and approved by another (`service.py`); each list keeps the one it was made with.
Nothing of it, and no figure of a group, reaches employers or agencies. Start at `policy.py`; the arithmetic is
matching/fair_order.py and matching/fairness.py.
"""
