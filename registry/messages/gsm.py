"""The alphabet of text messages (GSM 03.38): how long a text is in it, and how to write a text so that it fits.

One message holds 160 signs of it. Ñ, ñ, É and é are in it; á, í, ó and ú are not, and one of them makes the network
send the whole message in another alphabet, in which 70 signs cost as much.
"""

from __future__ import annotations

import unicodedata

from matching.text import APOSTROPHES

LONGEST = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each is sent as two signs: an escape, and the sign.
EXTENSION = frozenset("\f^{}\\[~]|€")
_TO_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_DASHES = str.maketrans({"–": "-", "—": "-", "«": '"', "»": '"', "“": '"', "”": '"', "…": "..."})


def length(text: str) -> int | None:
    """How many signs a text takes in one message; None when it holds one that the alphabet has not."""
    total = 0
    for char in text:
        if char in BASIC:
            total += 1
        elif char in EXTENSION:
            total += 2
        else:
            return None
    return total


def plain(text: str) -> str:
    """The same text in the basic table alone, one sign for each of its letters: accents fall where the table has no
    such letter, and what nothing stands for falls away."""
    normal = unicodedata.normalize("NFC", text.translate(_TO_APOSTROPHE).translate(_DASHES))
    return "".join(_letter(char) for char in normal)


def _letter(char: str) -> str:
    if char in BASIC:
        return char
    bare = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return "".join(one for one in bare if one in BASIC)
