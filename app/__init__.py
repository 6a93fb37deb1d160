"""The web, by audience: FastAPI routes, forms, sessions, mail and the `sendero` command.

Holds no queries and no rules: those are in registry/. The folder of a screen is the first word of its address
(/ministerio -> app/ministry, /centro -> app/centre, /empleador -> app/employer, /agencia -> app/agency,
/mi, /registro and /estado -> app/candidate, everything else that is open -> app/public).
Start at main.py (the list of audiences) and guards.py.
"""
