"""Recordings of what workers read: which texts can be heard (texts.yaml), who spoke, uploaded and approved each sound.

A recording belongs to a text's id and to the words it had then: when the words change it is stale, nobody hears it, and
the Ministry's report shows it. Start at service.py; `queries.heard` is what pages ask.
"""
