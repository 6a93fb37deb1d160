"""The commands of `sendero`, one file per group; each has `add_to(app)`. Start at running.py."""
