"""The register as a file of each day: rows anybody may have, hashed, signed and chained to the day before.

`rows` what is public, `dumps` makes and keeps a day's folder, `signing` the key. What is not in `register.Entry` cannot
be in a file.
"""
