"""Registrations typed without a connection: the devices of staff that hold them, and what became of each."""
