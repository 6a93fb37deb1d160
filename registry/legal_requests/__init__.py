"""What an authority asks to know of one person: proposed by one supervisor, approved by another, handed over once."""
