"""Same person? Two registrations, compared by named levels, with a probability and reasons as codes.

`told.py` one registration as it was told, `columns.py` many of them as arrays, `keys.py` what two must share to be
looked at together, `levels.py` the comparisons by name, `kernels.py` their arithmetic, `weights.py` what each level is
worth (data/same-person-*.json, versioned), `finder.py` one against all, `batch.py` all against all, `training.py` how
the weights came about. Nothing here decides: families share telephones and surnames, and a person looks at every pair.

Method: Fellegi and Sunter, "A theory for record linkage" (JASA 1969), with the weights of all levels fitted together
by logistic regression instead of one by one, because names, telephones and places of a family depend on each other.
"""
