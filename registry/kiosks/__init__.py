"""Kiosks: shared devices of a centre, each with its own token that can be taken away."""
