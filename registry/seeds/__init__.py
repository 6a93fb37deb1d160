"""What an installation starts with: public reference tables, and invented people to try it on.

reference.py reads reference/*.csv (places, languages, countries); population.py invents a Guatemala;
bulk.py writes that population into the database; demo.py tells a small story through the services.
Nothing here is a real person: every invented record says so. Start at reference.py.
"""
