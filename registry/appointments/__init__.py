"""Appointments at a centre: interviews, tests and other visits of a person, and the notes of who attended them."""
