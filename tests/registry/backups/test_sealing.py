"""A sealed file opens whole and in order, or is refused with one sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.backups.sealing import CHUNK, MAGIC, BadKey, Opening, Sealing, Unusable, read_key

KEY, OTHER = os.urandom(32), os.urandom(32)
HEAD = len(MAGIC) + 8 + 32
SEALED = CHUNK + 16


def sealed(data: bytes, key: bytes = KEY) -> bytes:
    target = BytesIO()
    sealing = Sealing(target, key)
    for at in range(0, len(data), 300_000):
        sealing.write(data[at : at + 300_000])
    sealing.finish()
    return target.getvalue()


def opened(content: bytes, *keys: bytes) -> bytes:
    return Opening(BytesIO(content), keys or (KEY,)).read()


THREE = sealed(bytes(2 * CHUNK + 5))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    data = os.urandom(size)
    content = sealed(data)
    assert opened(content) == data
    assert opened(content, OTHER, KEY) == data
    assert data[:32] not in content or size < 32


def test_it_is_read_in_any_portions() -> None:
    reader = Opening(BytesIO(THREE), (KEY,))
    assert len(reader.read(3)) == 3 and len(reader.read(CHUNK)) == CHUNK
    assert len(reader.read(2 * CHUNK)) == CHUNK + 2 and reader.read(1) == b""


def _swapped(content: bytes) -> bytes:
    head, first, second, rest = (
        content[:HEAD], content[HEAD : HEAD + SEALED], content[HEAD + SEALED : HEAD + 2 * SEALED],
        content[HEAD + 2 * SEALED :],
    )  # fmt: skip
    return head + second + first + rest


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content[:-1], "damaged"),
        (lambda content: content[: HEAD + 2 * SEALED], "its end is missing"),
        (lambda content: content[: HEAD + SEALED], "its end is missing"),
        (lambda content: content[:HEAD], "damaged"),
        (lambda content: content[: HEAD - 1], "cut short"),
        (lambda content: content + b"x", "damaged"),
        (_swapped, "part 1"),
        (lambda content: content[:HEAD] + content[HEAD + SEALED :], "part 1"),
        (lambda content: content[: HEAD + SEALED] + content[HEAD:], "damaged"),
        (lambda content: content[:HEAD] + sealed(bytes(2 * CHUNK + 5))[HEAD:], "part 1"),
        (lambda content: b"PK" + content[2:], "no backup of Sendero"),
        (lambda content: b"", "no backup of Sendero"),
    ],
)
def test_what_was_touched_is_refused_in_words(change: Callable[[bytes], bytes], words: str) -> None:
    with pytest.raises(Unusable, match=words):
        opened(change(THREE))


@given(st.integers(min_value=0, max_value=len(THREE) - 1), st.integers(min_value=1, max_value=255))
def test_no_byte_can_be_changed(at: int, by: int) -> None:
    content = bytearray(THREE)
    content[at] ^= by
    with pytest.raises(Unusable):
        opened(bytes(content))


def test_the_wrong_key_is_named() -> None:
    with pytest.raises(Unusable, match="another key"):
        opened(THREE, OTHER)


@pytest.mark.parametrize("written", ["", "short", "é" * 44, "A" * 43, "!" * 44])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(BadKey):
        read_key(written)
