"""Certificates of what somebody can do, after a practical test: two people, paper with a number, a file to check.

`achievements.yaml` says what is tested and by which criteria; `service.py` records, issues and revokes; `badge.py`
writes the Open Badge; `keys.py` holds the issuer's keys and its did:web document; `status_list.py` tells what was
revoked.
"""
