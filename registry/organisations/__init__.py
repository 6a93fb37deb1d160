"""Employers and agencies, their contacts, parties, recruiters and dated public standing."""
