"""How long each thing that is held on people is kept: a table of periods, applied by the clock."""
