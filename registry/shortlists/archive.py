"""Weights and vocabulary as a list was made with them: kept under the hash of their text, found again for a replay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from matching.levels import Vocabulary
from matching.weights import Weights, load_weights, parse_weights, weights_text
from registry import clock
from registry.errors import NotPossible
from registry.shortlists.models import ArchivedModel, Shortlist
from registry.shortlists.pool import vocabulary


def keep_weights(session: Session, weights: Weights) -> str:
    """Archive weights, shipped or learned; returns the hash of their text."""
    return _keep(session, "weights", weights.version, weights_text(weights))


def keep_vocabulary(session: Session, words: Vocabulary) -> str:
    return _keep(session, "vocabulary", words.version, vocabulary_text(words))


def weights_of(session: Session, shortlist: Shortlist) -> Weights:
    """The weights a list was made with; for lists from before the archive, the shipped ones of that version."""
    if shortlist.weights_hash is None:
        return load_weights(shortlist.weights_version)
    return archived_weights(session, shortlist.weights_hash)


def vocabulary_of(session: Session, shortlist: Shortlist) -> Vocabulary:
    """The vocabulary a list was made with; for lists from before the archive, today's."""
    if shortlist.vocabulary_hash is None:
        return vocabulary()
    return archived_vocabulary(session, shortlist.vocabulary_hash)


def archived_weights(session: Session, key: str) -> Weights:
    return parse_weights(_kept(session, key))


def archived_vocabulary(session: Session, key: str) -> Vocabulary:
    return read_vocabulary(_kept(session, key))


def _kept(session: Session, key: str) -> str:
    """The text under its hash. Raises NotPossible("archive_changed") where it is not the text that was archived."""
    text = session.get_one(ArchivedModel, key).text
    if hashlib.sha256(text.encode()).hexdigest() != key:
        raise NotPossible("archive_changed")
    return text


def vocabulary_text(words: Vocabulary) -> str:
    """One form for one vocabulary, whatever the order in which it was put together."""
    content = {
        "version": words.version,
        "occupations": dict(words.occupations),
        "broader": _sorted(words.broader),
        "related": _sorted(words.related),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_vocabulary(text: str) -> Vocabulary:
    return Vocabulary(**json.loads(text))


def _sorted(relation: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {code: sorted(others) for code, others in relation.items()}


def _keep(session: Session, kind: str, version: str, text: str) -> str:
    key = hashlib.sha256(text.encode()).hexdigest()
    if session.get(ArchivedModel, key) is None:
        session.add(ArchivedModel(hash=key, kind=kind, version=version, text=text, archived_at=clock.now()))
        session.flush()
    return key
