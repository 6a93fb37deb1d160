"""Complaints and fee reports: what people tell of agencies, employers and recruiters, sealed to who handles it.

The reporter has no account: a receipt of 16 digits (receipts.py) opens the complaint. Nothing here keeps an address,
a browser or a second of the reporter: days only, ids drawn at random, and the log is told at the end of the day
(service.py: enter_log). Start at models.py and states.py; the questions on the web are app/public/report/.
"""
