"""Arithmetic of the match: plain values and arrays in, plain values out.

Holds: words to codes (text, taxonomy), the index of candidates, score, order, reasons, fairness figures.
Holds not: database, web, clock (today is handed in), or a sentence that a person reads.
A score reads only what `types.CandidateFacts` has fields for: no sex, ethnicity, age above 18, migration history.
It is counted in whole ten-thousandths of a point, so it is the same on every machine.
Start with types.py, then `ranking.rank`; the weights are in data/weights-*.json.
"""
