"""The law of each scheme as dated data, and the engines that ask it about a vacancy and about a person.

Holds: facts of a vacancy (facts.py), the files of the law (data/), their strict reader (strict.py,
loader.py), one small check per rule (checks/), the outcomes (evaluate.py) and their words (explain.py);
for people person.py, person_checks.py, counter.py and people.py, which answers in words and dates only.
Does not hold: the record of vacancies, nor who may publish one. Start at `evaluate.evaluate` and
`people.pathway`.
"""
