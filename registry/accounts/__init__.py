"""Accounts, sessions, second factors, invitations, API keys, role changes by two people."""
