"""What needs two people and is no vetting case: one proposes with a reason, another approves, and only then it happens.

`kinds.py` says what can be proposed; the noun concerned says who may and what follows.
"""
