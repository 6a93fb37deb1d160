"""Paper piles: how many sheets came from where, how many are typed, and what was put aside with a reason."""
