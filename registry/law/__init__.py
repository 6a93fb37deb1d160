"""The law as the Ministry keeps it: values that one officer proposes and another approves, beside the shipped files.

Holds: proposals of dated values, what they would change, dated confirmations, and the ruleset in force. Does not
hold: the files, the checks and the evaluation (registry.schemes). Start at `queries.in_force`.
"""
