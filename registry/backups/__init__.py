"""Sealed copies of the whole installation: taken while it runs, put back into a new place, never over a live one."""
