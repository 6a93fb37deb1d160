"""Words of agencies."""

WORDS: dict[str, str] = {}
PROBLEMS: dict[str, str] = {}
