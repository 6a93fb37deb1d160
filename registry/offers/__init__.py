"""What somebody was told, read: which agencies, people, telephones and numbers a message names, and what in it warns.

Plain values in, plain values out, held in memory only. `reading` finds numbers and addresses, `names` finds names,
`money` what is asked for and what is promised, `signs` says what warns. The answer is put together by
registry/organisations/lookup.py.
"""
