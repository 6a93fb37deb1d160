"""Services that help a person (health, shelter, legal help ...), and referrals to them with the person's permission.

Holds the directory (directory.py, kept by staff; what nobody confirmed says so), and referrals with their answer and
outcome. Does not hold why somebody needs protection (registry/protection). No ranking reads it
(tests/house/test_protection_apart.py).
"""
