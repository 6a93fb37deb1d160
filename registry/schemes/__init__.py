"""The law of each scheme as dated data, and the engine that asks it about a vacancy.

Holds: facts of a vacancy (facts.py), the files of the law (data/), their strict reader (loader.py), one small check
per rule (checks/), and the three outcomes (evaluate.py). Does not hold: the record of vacancies, nor who may publish.
Start at `evaluate.evaluate`.
"""
