"""Warnings to the public about operators that are not in the register: brand, telephones, pages, how they work.

Never a person who is not charged. Written by one officer, published and taken back only after another person's legal
review (registry/proposals). `queries.found` answers the verify box.
"""
