"""Vacancies of every scheme: facts, checks against the law, publication."""
