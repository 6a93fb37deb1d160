"""Occupations and skills, and the way from people's words to their codes.

Holds: the lexicon (occupations.csv, skills.csv, lexicon.py), ranking of short labels (labels.py) and linking
(linker.py). Does not hold: ESCO or any other published taxonomy; an installation imports those. Nothing here
decides for a person: they are offered the best five and "none of these". Start at `link` and `read_skills`.
"""

from matching.taxonomy.labels import rank_targets
from matching.taxonomy.lexicon import Lexicon, Occupation, Skill, lexicon
from matching.taxonomy.linker import Link, link

__all__ = ["Lexicon", "Link", "Occupation", "Skill", "lexicon", "link", "rank_targets"]
