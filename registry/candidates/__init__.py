"""People who look for work: registration, skills, wishes, consents, the code on the slip."""
