"""Same person? Keys of everybody, likely pairs for people to judge, and merges that can be undone whole.

`keys.py` keeps what two registrations must share to be compared, as keyed hashes; `finding.py` one person against all;
`looking.py` everybody against everybody; `answers.py` what people say of a pair; `merging.py` one record out of two,
and two again. matching/same_person does the arithmetic. Nothing merges by itself: one person proposes,
another approves.
"""
