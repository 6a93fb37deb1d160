"""Words of vacancies."""

WORDS: dict[str, str] = {}
PROBLEMS: dict[str, str] = {}
