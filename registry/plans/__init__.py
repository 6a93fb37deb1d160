"""Plans that fill all open vacancies at once, stored so that they can be made again; and who goes together with whom.

A plan proposes only: people are referred by an officer on the page of the vacancy. The arithmetic is matching.assign.
Start at service.py; `companions.py` is the confidential word of two people that they go together.
"""
