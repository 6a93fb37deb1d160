"""Looking at the log from outside: its head for every day, what an account opened, and what is worth a question.

Nothing here changes a record; what is looked up leaves an event of its own.
"""
