"""The record: what is true and what is allowed, by noun.

Holds models, state tables, queries and services of every noun, the law as dated data (schemes/) and the
event log. Holds no web, no HTML and no arithmetic of ranking (that is matching/).
Start at access.py (who may do what), moves.py (how a state changes) and any noun's states.py.
"""
