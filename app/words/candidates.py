"""Words of candidates."""

WORDS: dict[str, str] = {}
PROBLEMS: dict[str, str] = {}
