"""Job fairs as events: where and when, which vacancies, who is invited by match, who came, interviews and results.

Whoever comes pays nothing and needs no invitation. Start at states.py and service.py.
"""
