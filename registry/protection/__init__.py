"""Protection needs: what a person tells so that somebody protects them, sealed to the protection focal points.

Noted only with the person's consent, kept here with its text. Whoever is no focal point of its centre sees neither a
note nor that one exists. Each opening takes a reason; who read is shown to the person at the centre, never on a
telephone that somebody else may hold. No ranking, employer, agency or list reads any of it:
tests/house/test_protection_apart.py. Start at service.py.
"""
