"""The arithmetic of the comparisons, in plain Python; `warm` compiles it with numba for work in bulk.

One person against some dozens needs no compiler, and importing numba takes a second and 200 MB: only a batch warms.
The same functions run both ways, on whole numbers only, so the results are the same to the bit; the one exception is
the distance of two words, which plain Python leaves to rapidfuzz (the same definition: optimal string alignment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from matching.same_person.levels import NAMES, Address, Birth, Document, Kin, Name, Phone, Place, Rarity

if TYPE_CHECKING:
    from matching.same_person.columns import Columns, Vocabulary

COMPARISONS = len(NAMES)
_HALF = 4  # words of the given names; as many surnames follow
_NONE, _ALIKE, _SOUND, _SAME, _FIRST_LETTER = 0, 1, 2, 3, 4
# Plain whole numbers: what numba sees of the levels.
N_SAME, N_SOUND, N_TURNED, N_SLIP = int(Name.SAME), int(Name.SOUND), int(Name.TURNED), int(Name.SLIP)
N_PART, N_PART_SLIP, N_ONE = int(Name.PART), int(Name.PART_SLIP), int(Name.ONE)
N_MOVED, N_INITIAL, N_DIFFERENT = int(Name.MOVED), int(Name.INITIAL), int(Name.DIFFERENT)
B_SAME, B_TURNED, B_DIGIT, B_PART = int(Birth.SAME), int(Birth.TURNED), int(Birth.DIGIT), int(Birth.PART)
B_YEAR, B_DIFFERENT = int(Birth.YEAR), int(Birth.DIFFERENT)
D_SAME, D_SLIP, D_NEAR = int(Document.SAME), int(Document.SLIP), int(Document.NEAR)
D_DIFFERENT = int(Document.DIFFERENT)
P_SAME, P_SHARED, P_SLIP, P_DIFFERENT = (
    int(Phone.SAME),
    int(Phone.SHARED),
    int(Phone.SLIP),
    int(Phone.DIFFERENT),
)
L_SAME, L_REGION, L_DIFFERENT = int(Place.SAME), int(Place.REGION), int(Place.DIFFERENT)
A_SAME, A_PART, A_DIFFERENT = int(Address.SAME), int(Address.PART), int(Address.DIFFERENT)
R_MOST = int(Rarity.MORE)
K_SIBLINGS, K_TWINS, K_PARENT = int(Kin.SIBLINGS), int(Kin.TWINS), int(Kin.PARENT)
K_NAMESAKES = int(Kin.NAMESAKES)
_GENERATION = 14


def _alignment(a: NDArray[np.uint8], m: int, b: NDArray[np.uint8], n: int, most: int) -> int:
    """Optimal string alignment of two rows of bytes; `most` + 1 for anything farther."""
    if abs(m - n) > most:
        return most + 1
    before = np.zeros(24, dtype=np.int64)
    last = np.arange(24)
    for i in range(1, m + 1):
        row = np.zeros(24, dtype=np.int64)
        row[0] = i
        least = i
        for j in range(1, n + 1):
            change = 0 if a[i - 1] == b[j - 1] else 1
            found = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                found = min(found, before[j - 2] + 1)
            row[j] = found
            least = min(least, found)
        if least > most:
            return most + 1
        before = last
        last = row
    distance: int = min(last[n], most + 1)
    return distance


def _by_rapidfuzz(a: NDArray[np.uint8], m: int, b: NDArray[np.uint8], n: int, most: int) -> int:
    return OSA.distance(bytes(a[:m]), bytes(b[:n]), processor=None, score_cutoff=most)


alignment: Callable[..., int] = _by_rapidfuzz


def _digits(number: int) -> NDArray[np.uint8]:
    """Eight digits as bytes, for telephones and dates."""
    out = np.zeros(8, dtype=np.uint8)
    for at in range(7, -1, -1):
        out[at] = number % 10
        number //= 10
    return out


def _ones(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


def _alike(voc: Vocabulary, a: int, b: int) -> int:
    """How two words agree: not, by a slip, by sound, letter for letter, or one the first letter of the other."""
    if a == b:
        return _SAME
    if voc.sound[a] == voc.sound[b]:
        return _SOUND
    m, n = int(voc.length[a]), int(voc.length[b])
    if m == 1 or n == 1:
        return _FIRST_LETTER if voc.letters[a, 0] == voc.letters[b, 0] else _NONE
    shorter = min(m, n)
    most = 0 if shorter < 3 else 1 if shorter < 7 else 2
    if most == 0 or abs(m - n) > most:
        return _NONE
    if _ones(int(voc.letter_set[a]) ^ int(voc.letter_set[b])) > 2 * most:
        return _NONE
    found = alignment(voc.letters[a], m, voc.letters[b], n, most)
    # Three letters are half another word after one slip: only where the first stays.
    if found <= most and (shorter > 3 or voc.letters[a, 0] == voc.letters[b, 0]):
        return _ALIKE
    return _NONE


def _lay(voc: Vocabulary, left: Any, right: Any, column: int, tally: NDArray[np.int64]) -> int:
    """Lay the words of two fields beside each other, best agreement first; returns the level.

    `tally`: words used on the right (bits), bits of surprise so far, level of the second field's moved words.
    """
    m = n = 0
    for at in range(_HALF):
        m += left[at] >= 0
        n += right[at] >= 0
    if m == 0 or n == 0:
        return 0
    used_left = used_right = turned = 0
    # By kind of agreement, the best first: a word that is there letter for letter is not spent on a likeness.
    agreed = np.zeros(5, dtype=np.int64)
    for wanted in (_SAME, _SOUND, _ALIKE, _FIRST_LETTER):
        for i in range(m):
            for j in range(n):
                if (used_left >> i | used_right >> j) & 1 or not _fits(voc, left[i], right[j], wanted):
                    continue
                used_left |= 1 << i
                used_right |= 1 << j
                turned += i != j
                agreed[wanted] += 1
                tally[0] += _surprise(voc, left[i], right[j], column, wanted)
    return _name_level(m, n, agreed[_SAME], agreed[_SOUND], agreed[_ALIKE], agreed[_FIRST_LETTER], turned)


def _fits(voc: Vocabulary, a: int, b: int, wanted: int) -> bool:
    if wanted == _SAME:
        return a == b
    if wanted == _SOUND:
        return bool(voc.sound[a] == voc.sound[b])
    return bool(_alike(voc, a, b) == wanted)


def _surprise(voc: Vocabulary, a: int, b: int, column: int, agreed: int) -> int:
    """Bits; a quarter less where letters differ, and no more than a letter tells."""
    if agreed == _FIRST_LETTER:
        return 3
    rare = min(int(voc.bits[a, column]), int(voc.bits[b, column]))
    return rare * 3 // 4 if agreed == _ALIKE else rare


def _name_level(m: int, n: int, same: int, sound: int, slip: int, first: int, turned: int) -> int:
    agreed = same + sound + slip + first
    if agreed == 0:
        return N_DIFFERENT
    if agreed < min(m, n):
        return N_ONE
    if first:
        return N_INITIAL
    if m != n:
        return N_PART_SLIP if slip else N_PART
    if slip:
        return N_SLIP
    if turned:
        return N_TURNED
    return N_SOUND if sound else N_SAME


def _moved(voc: Vocabulary, left: Any, right: Any) -> int:
    """Bits of surprise when words of one person's given names are among the other's surnames, and the other way
    round; 0 when the fields were not exchanged."""
    given_there = surname_there = 0
    exact = False
    for i in range(_HALF):
        for j in range(_HALF):
            if left[i] >= 0 and right[_HALF + j] >= 0:
                found = _alike(voc, left[i], right[_HALF + j])
                if found in (_SAME, _SOUND, _ALIKE):
                    given_there += int(voc.bits[left[i], 0])
                    exact = exact or found != _ALIKE
            if left[_HALF + i] >= 0 and right[j] >= 0:
                found = _alike(voc, left[_HALF + i], right[j])
                if found in (_SAME, _SOUND, _ALIKE):
                    surname_there += int(voc.bits[left[_HALF + i], 1])
                    exact = exact or found != _ALIKE
    return given_there + surname_there if exact and given_there and surname_there else 0


def _birth(a: int, b: int) -> int:
    if a == 0 or b == 0:
        return 0
    if a == b:
        return B_SAME
    year, month, day = a // 10_000 == b // 10_000, a // 100 % 100 == b // 100 % 100, a % 100 == b % 100
    if year and a // 100 % 100 == b % 100 and b // 100 % 100 == a % 100:
        return B_TURNED
    if alignment(_digits(a), 8, _digits(b), 8, 1) <= 1:
        return B_DIGIT
    if int(year) + int(month) + int(day) == 2:
        return B_PART
    return B_YEAR if year else B_DIFFERENT


def _document(voc: Vocabulary, a: int, b: int) -> int:
    if a == 0 or b == 0:
        return 0
    if a == b:
        return D_SAME
    found = alignment(
        voc.documents[a], int(voc.document_length[a]), voc.documents[b], int(voc.document_length[b]), 2
    )
    return D_SLIP if found == 1 else D_NEAR if found == 2 else D_DIFFERENT


def _phone(a: int, b: int, shared: bool) -> int:
    if a == 0 or b == 0:
        return 0
    if a == b:
        return P_SHARED if shared else P_SAME
    return P_SLIP if alignment(_digits(a), 8, _digits(b), 8, 1) <= 1 else P_DIFFERENT


def _address(voc: Vocabulary, left: Any, right: Any) -> int:
    """By how many words of the shorter one stand in the other."""
    m = n = agreed = 0
    for at in range(len(left)):
        m += left[at] >= 0
        n += right[at] >= 0
    if m == 0 or n == 0:
        return 0
    if m > n:
        left, right, m, n = right, left, n, m
    for i in range(m):
        for j in range(n):
            if _alike(voc, left[i], right[j]) in (_SAME, _SOUND, _ALIKE):
                agreed += 1
                break
    return A_SAME if 3 * agreed >= 2 * m else A_PART if 3 * agreed >= m else A_DIFFERENT


def _kin(given: int, surnames: int, birth: int, a: int, b: int) -> int:
    kept = N_SAME <= surnames <= N_ONE
    if not kept or birth == 0:
        return 0
    if given in (N_DIFFERENT, N_ONE) and surnames < N_PART:
        return K_TWINS if birth == B_SAME else K_SIBLINGS
    if N_SAME <= given <= N_PART_SLIP and birth >= B_PART:
        return K_PARENT if abs(a // 10_000 - b // 10_000) >= _GENERATION else K_NAMESAKES
    return 0


def quick(cols: Columns, voc: Vocabulary, i: int, j: int, out: NDArray[np.uint8]) -> None:
    """The comparisons that cost little: numbers and places."""
    out[3] = _birth(int(cols.birth[i]), int(cols.birth[j]))
    out[4] = _document(voc, int(cols.document[i]), int(cols.document[j]))
    shared = cols.is_phone_shared[i] or cols.is_phone_shared[j]
    out[5] = _phone(int(cols.phone[i]), int(cols.phone[j]), bool(shared))
    if cols.place[i] == 0 or cols.place[j] == 0:
        out[6] = 0
    elif cols.place[i] == cols.place[j]:
        out[6] = L_SAME
    elif cols.region[i] != 0 and cols.region[i] == cols.region[j]:
        out[6] = L_REGION
    else:
        out[6] = L_DIFFERENT


def names(cols: Columns, voc: Vocabulary, i: int, j: int, out: NDArray[np.uint8]) -> None:
    """Names, how rare they are, address, and what families look like. After `quick`."""
    tally = np.zeros(1, dtype=np.int64)
    left, right = cols.words[i], cols.words[j]
    given = _lay(voc, left[:_HALF], right[:_HALF], 0, tally)
    surnames = _lay(voc, left[_HALF:], right[_HALF:], 1, tally)
    if given >= N_ONE and surnames >= N_ONE:
        exchanged = _moved(voc, left, right)
        if exchanged:
            given = surnames = N_MOVED
            tally[0] = exchanged
    out[0], out[1] = given, surnames
    out[2] = min((int(tally[0]) + 4) // 5, R_MOST)
    out[7] = _address(voc, cols.address[i], cols.address[j])
    out[8] = _kin(given, surnames, int(out[3]), int(cols.birth[i]), int(cols.birth[j]))


def compare_all(cols: Columns, voc: Vocabulary, pairs: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    """Levels of pairs of rows, (p, 2) in, (p, 9) out."""
    for at in range(len(pairs)):
        quick(cols, voc, pairs[at, 0], pairs[at, 1], out[at])
        names(cols, voc, pairs[at, 0], pairs[at, 1], out[at])


# Callees first: what is compiled finds by name what it calls.
_KERNELS = (
    "_alignment", "_digits", "_ones", "_alike", "_fits", "_surprise", "_name_level", "_lay", "_moved", "_birth",
    "_document", "_phone", "_address", "_kin", "quick", "names", "compare_all",
)  # fmt: skip


def warm() -> bool:
    """Compile the functions of this module, once a process; False where numba is not installed.

    Compiled code is kept on disk beside this file, or where NUMBA_CACHE_DIR says.
    """
    module = globals()
    if module["alignment"] is not _by_rapidfuzz:
        return True
    if not compile_into(module, ("_alignment",)):
        return False
    module["alignment"] = module["_alignment"]
    return compile_into(module, _KERNELS[1:])


def compile_into(module: dict[str, Any], functions: Iterable[str]) -> bool:
    """Replace these functions of a module by compiled ones; False where numba is not installed, or finds no
    folder to keep its code in."""
    try:
        from numba import njit

        for name in functions:
            # Called from Python only by a public name: the others need no way in, which takes as long to compile.
            is_inner = name.startswith("_") and name not in ("_alignment", "_walk")
            # As a mapping: numba's types do not know the last one.
            options: dict[str, Any] = {"cache": True, "nogil": True, "no_cpython_wrapper": is_inner}
            module[name] = njit(module[name], **options)
    except (ImportError, RuntimeError):
        return False
    return True
