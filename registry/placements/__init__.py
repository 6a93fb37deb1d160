"""Referrals: from the offer to a candidate, through consent and interview, to the placed worker."""
