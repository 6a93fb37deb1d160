"""Stored rankings of candidates for a vacancy, with everything needed to replay them."""
