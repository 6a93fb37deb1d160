"""Confirmed pairs: which code people chose for which words, or that none fitted; kept to train the linking.

A pair knows no person, no account and no hour. Words that could point at somebody are not kept (`service.is_keepable`).
Start at `service.remember`; `sendero taxonomy pairs` writes them out.
"""
