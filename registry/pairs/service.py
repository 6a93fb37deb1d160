"""Keeping a confirmed pair, unless its words could point at a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.taxonomy.lexicon import Kind, lexicon
from matching.taxonomy.reading import language_of
from matching.text import STOP_WORDS, tokens
from registry import clock
from registry.pairs.models import ConfirmedPair

LONGEST = 120
# Telephones, identity numbers and addresses of every spelling; a length ("3 años") has one or two digits.
_NUMBER = re.compile(r"\d(?:[\s.\-()]{0,2}\d){3,}")
_LENGTH = re.compile(r"\d{1,2}")
_PLAIN = frozenset(["fui", "era", "soy", "mes", "meses", "ano", "anos", "zafra", "zafras", "dos", "tres"])
_ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)


def is_keepable(words: str, names: Iterable[str] = ()) -> bool:
    """May these words be kept? Only words of the lexicon's own names and a length: whoever is told of in a sentence is
    in no name of a trade. Nor when they are long, hold a number of four digits or more, an address of the internet, or
    one of `names` (of the person who is being registered).
    """
    said = set(tokens(words))
    # Many Mayan surnames have two letters: Ac, Ic, Xo.
    own = {name for full in names for name in tokens(full) if len(name) > 1} - STOP_WORDS
    return (
        bool(said)
        and len(words) <= LONGEST
        and not _NUMBER.search(words)
        and not _ADDRESS.search(words)
        and not said & own
        and all(word in _known() or _LENGTH.fullmatch(word) for word in said)
    )


@cache
def _known() -> frozenset[str]:
    """Every word of every name of the lexicon, folded, and what says nothing of anybody."""
    kinds: tuple[Kind, ...] = ("occupation", "skill")
    names = {word for kind in kinds for label in lexicon().labels(kind) for word in tokens(label.text)}
    return STOP_WORDS | _PLAIN | names


def remember(
    session: Session,
    kind: Kind,
    words: str,
    offered: Sequence[str],
    code: str | None,
    names: Iterable[str] = (),
) -> None:
    """Count that `code` (None: none of these) was chosen among `offered` for `words`. Stores nothing where the words
    may not be kept or where nothing was offered.
    """
    said = " ".join(words.split())
    if not offered or not is_keepable(said, names):
        return
    lang, today = language_of(said), clock.today()
    known = session.scalars(
        select(ConfirmedPair)
        .where(
            ConfirmedPair.kind == kind,
            ConfirmedPair.lang == lang,
            ConfirmedPair.words == said,
            ConfirmedPair.code == code if code is not None else ConfirmedPair.code.is_(None),
        )
        .limit(1)
    ).first()
    if known is None:
        pair = ConfirmedPair(
            kind=kind,
            lang=lang,
            words=said,
            code=code,
            offered=list(offered),
            times=1,
            first_on=today,
            last_on=today,
        )
        session.add(pair)
        session.flush()
    else:
        known.times += 1
        known.offered, known.last_on = list(offered), today


def remember_ticks(
    session: Session, found: Iterable[tuple[str, str]], ticked: Collection[str], names: Sequence[str] = ()
) -> None:
    """Count for each skill found in words, (words, code), whether the person let it stand."""
    for words, code in found:
        remember(session, "skill", words, [code], code if code in ticked else None, names)
