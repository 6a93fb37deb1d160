"""What in a message warns, by its words alone: money asked for, hurry, secrecy, papers kept, a private account, a visa
promised. What the register knows about it is added by registry/organisations/lookup.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.text import fold, tokens
from registry.offers import money
from registry.offers.vocabulary import Words, vocabulary

_NEAR = 6  # words between "pasaporte" and "entregue"


@dataclass(frozen=True, slots=True)
class Sign:
    """One warning. `code` has its words in app/words; `about`: what in the text, or in the register, it is about."""

    code: str
    about: str = ""


def of_words(text: str) -> list[Sign]:
    """The warning signs of a message's own words, gravest first."""
    known, folded = vocabulary(), fold(text)
    said = tokens(text)
    found = []
    asked = money.asked_for(text)
    if asked is not None:
        found.append(Sign("asks_money", ", ".join(asked.sums)))
    if _near(said, known.papers, known.kept):
        found.append(Sign("papers_kept"))
    if asked is not None and (
        _any(folded, known.account_owner) or any(known.account.has(word) for word in said)
    ):
        found.append(Sign("private_account"))
    if _promises_visa(folded, said):
        found.append(Sign("visa_promised"))
    if _any(folded, known.secret_phrases) or any(known.secret.has(word) for word in said):
        found.append(Sign("secret"))
    if _any(folded, known.hurry_phrases) or any(known.hurry.has(word) for word in said):
        found.append(Sign("hurry"))
    return found


def _any(folded: str, phrases: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded) for phrase in phrases)


def _near(said: list[str], things: Words, acts: Words) -> bool:
    """A thing and an act near each other, not denied: "no entregue su pasaporte" is good advice."""
    for place, word in enumerate(said):
        if not things.has(word):
            continue
        for other in range(max(0, place - _NEAR), min(len(said), place + _NEAR + 1)):
            if other != place and acts.has(said[other]) and not _denied(said, other):
                return True
    return False


def _denied(said: list[str], place: int) -> bool:
    return any(vocabulary().nothing.has(word) for word in said[max(0, place - 3) : place])


def _promises_visa(folded: str, said: list[str]) -> bool:
    known = vocabulary()
    for thing in known.visa:
        for match in re.finditer(rf"(?<!\w){re.escape(thing)}(?!\w)", folded):
            around = folded[max(0, match.start() - 30) : match.end() + 40]
            words = tokens(around)
            promised = [
                n for n, word in enumerate(words) if known.visa_promises.has(word) and not _denied(words, n)
            ]
            if promised or any(phrase in around for phrase in known.visa_phrases):
                return True
    return False
