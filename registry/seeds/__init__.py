"""What an installation starts with: public reference tables, and invented people to try it on.

reference.py reads reference/*.csv (places, languages, countries, regions). population.py invents a Guatemala from
the lists in invented/: people.py the candidates, market.py the firms and vacancies. bulk.py writes it into the
database; demo.py tells a small story through the services. Every invented record says so. Start at reference.py.
"""
