"""bench link: a title typed by a person to its occupations."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from app.commands.bench.measure import AsJson, show, timed
from matching.taxonomy import lexicon, link


def bench_link(as_json: AsJson = False) -> None:
    """One title typed by a person to its five best occupations, beside rapidfuzz over the same names."""
    import rapidfuzz
    from rapidfuzz import fuzz, process

    names = {label.text: label.code for label in lexicon().labels("occupation")}
    typed = [entry.es.replace("b", "v", 1) for entry in lexicon().occupations.values()]
    link("calentar")

    def fuzzy(text: str) -> list[str]:
        found = process.extract(text, list(names), scorer=fuzz.token_set_ratio, processor=None, limit=5)
        return [names[name] for name, _score, _place in found]

    rows = [
        timed("sendero", version("sendero"), [partial(link, t) for t in typed], True),
        timed("rapidfuzz token_set_ratio", rapidfuzz.__version__, [partial(fuzzy, t) for t in typed], None),
    ]
    show("link: a misspelt title to occupations", rows, as_json=as_json)
