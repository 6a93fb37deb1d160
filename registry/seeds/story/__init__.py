"""The demo story: who is in it and what each of them did, told through the services in the order of time.

`timeline` puts acts in order and sets the clock to their moments; `world` holds who has been met so far. Then by
noun: staff, candidates, agencies, employers, vacancies, abroad (vacancies of the other schemes), referrals: each adds
its acts to the timeline. Nothing here inserts a row: what a service refuses cannot be told. Start at
registry/seeds/demo.py.
"""
