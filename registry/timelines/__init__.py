"""Dated checklists of vacancies and placements: what the law asks of whom and by when, and what was ticked as done."""
