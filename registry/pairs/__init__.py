"""Confirmed pairs: which code people chose for which words, or that none fitted; kept to train the linking.

A pair knows no person, no account and no hour. Only words of the lexicon's own names are kept (`service.is_keepable`).
Start at `service.remember`; `sendero taxonomy pairs` writes them out.
"""
