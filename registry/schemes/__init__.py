"""The law of each scheme as dated data, and the engine that asks it about a vacancy.

Holds: facts of a vacancy (facts.py), the files of the law (data/), their strict reader (strict.py,
loader.py), one small check per rule (checks/), the outcomes (evaluate.py) and their words (explain.py).
Does not hold: the record of vacancies, nor who may publish one. Start at `evaluate.evaluate`.
"""
