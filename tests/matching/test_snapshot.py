"""A snapshot is there whole or not at all: read back as written, refused when a byte is wrong, and whoever is killed
while writing leaves the last one as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from matching import snapshot
from matching.index import CandidateIndex
from matching.snapshot import Damaged, Snapshot
from matching.types import CandidateFacts
from tests.matching.invented import VOCABULARY, candidate, people

_WRITE_UNTIL_KILLED = """
import sys
from pathlib import Path
from matching import snapshot
from matching.snapshot import Snapshot
path = Path(sys.argv[1])
found = snapshot.read(path, unseal=bytes)
print("ready", flush=True)
while True:
    snapshot.write(path, Snapshot(found.base, found.items, found.labels, found.about), seal=bytes)
"""


def written(path: Path, pool: list[CandidateFacts]) -> CandidateIndex:
    index = CandidateIndex.build_with_traits(((one, {"sex": "F"}) for one in pool), VOCABULARY)
    snapshot.write(path, Snapshot(index.base, index.items, index.labels, {"event": 7}), seal=bytes)
    return index


@settings(max_examples=20)
@given(people())
def test_read_back_as_written(tmp_path_factory: pytest.TempPathFactory, pool: list[CandidateFacts]) -> None:
    path = tmp_path_factory.mktemp("snapshot") / "one"
    index = written(path, pool)
    found = snapshot.read(path, unseal=bytes)
    again = found.index(VOCABULARY)
    assert found.about == {"event": 7}
    assert [again.facts_of(one.id) for one in pool] == [index.facts_of(one.id) for one in pool] == pool
    assert all(again.traits_of(one.id) == {"sex": "F"} for one in pool)


def test_a_change_in_memory_never_reaches_the_file(tmp_path: Path) -> None:
    path = tmp_path / "one"
    written(path, [candidate("ana"), candidate("beto")])
    index = snapshot.read(path, unseal=bytes).index(VOCABULARY)
    index.remove("ana")
    assert set(snapshot.read(path, unseal=bytes).index(VOCABULARY)) == {"ana", "beto"}


def test_every_wrong_byte_is_seen_or_means_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one"
    index = written(path, [candidate("ana", avoid=frozenset({"US-GA"})), candidate("beto")])
    whole = path.read_bytes()
    refused = 0
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            found = snapshot.read(path, unseal=bytes).index(VOCABULARY)
        except Damaged:
            refused += 1
        else:  # between two arrays
            assert [found.facts_of(one) for one in found] == [index.facts_of(one) for one in index]
    assert refused > len(whole) // 7 // 2
    for size in (0, 10, 60, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(Damaged):
            snapshot.read(path, unseal=bytes)


def test_killed_while_writing(tmp_path: Path) -> None:
    path = tmp_path / "one"
    pool = [candidate(f"p{at}") for at in range(5_000)]
    written(path, pool)
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITE_UNTIL_KILLED, str(path)], stdout=subprocess.PIPE, text=True
        )
        with writer:
            assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
            before = path.stat().st_ino
            while path.stat().st_ino == before:  # it has begun to write
                os.sched_yield()
            writer.send_signal(signal.SIGKILL)
        assert len(snapshot.read(path, unseal=bytes).index(VOCABULARY)) == len(pool)
    written(path, pool[:3])
    assert [one.name for one in tmp_path.iterdir()] == ["one"], "what killed writers left is cleared away"
