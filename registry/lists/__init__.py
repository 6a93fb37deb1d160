"""Official lists that rules and officers read: who is debarred, who is ineligible, who recruits, who was approved.

Each file read is kept whole under its day (`service.load`); the newest reading of a kind is the one in force, and the
older ones stay for the decisions taken with them. `queries.readings` compares an employer and its agency with them
for rule ALL-12; a name that is only alike is for an officer (`registry.vacancies.matches`).
"""
