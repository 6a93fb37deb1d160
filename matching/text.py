"""Our own normaliser for Spanish, Mayan names and the English of job orders.

Holds: folding, words with their place in the text, gender-neutral stems, spelling keys, keys for people,
firms and phones. Does not hold: any list of occupations (matching/taxonomy) nor a decision that two people
are one (matching/linkage.py). Start at `fold` and `stem`.

rapidfuzz is always called with `processor=None` on text that went through here: its own processor turns the
glottal sign of Mayan words into a space.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Every glyph that keyboards and typesetters use for the glottal stop (saltillo) and for apostrophes.
APOSTROPHES = "'’‘ʼʻ`´ꞌꞋ′＇‛ˈ"
_DROP_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*[{APOSTROPHES}]?")
_SPACE = re.compile(r"\s+")

# Spanish, then English words that say nothing about a trade.
_STOP_WORDS_TEXT = """
a al ante bajo como con cual cuando de del desde donde e el ella ellas ellos en entre es esta este esto
ha he la las le les lo los me mi mis mucho muy o otra otras otro otros para pero por que se ser si
sobre son su sus tambien te tiene tengo u un una unas unos y ya yo puede pueden poder podra podran an
and any are as at be been but by can each for from has have i if in into is it its may more most must my
of on or our per s shall should such than that the their them then these they this to was we were which
while who will with you your
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, folded, and where it stands (`text[start:end] == raw`)."""

    raw: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes of any kind, single spaces; other signs stay."""
    plain = unicodedata.normalize("NFKD", text.translate(_DROP_APOSTROPHES).lower())
    # Compatibility forms such as the acute accent on its own decompose into spaces and marks: fold those too.
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SPACE.sub(" ", bare.translate(_DROP_APOSTROPHES)).strip()


def words(text: str) -> list[Word]:
    """The words and numbers of a text with their places, in order."""
    found = []
    for match in WORD.finditer(text):
        folded = fold(match.group())
        if folded:
            found.append(Word(match.group(), folded, match.start(), match.end()))
    return found


def tokens(text: str) -> list[str]:
    """The folded words of a text, stop words included."""
    return [word.folded for word in words(text)]


def content_tokens(text: str) -> list[str]:
    """Folded words without stop words; all of them when nothing else is left."""
    every = tokens(text)
    return [t for t in every if t not in STOP_WORDS] or every


# Pairs that do not follow the endings below.
_IRREGULAR_STEMS = {
    "actriz": "actor",
    "actrices": "actor",
    "institutriz": "institutor",
    "institutrices": "institutor",
    "alcaldesa": "alcald",
    "choferesa": "chofer",
}


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """A folded word without plural: melones -> "melon", berries -> "berry", lápices -> "lapiz".

    Spanish and English write "grapes" and "melones" alike, so a closing e goes too ("grape" -> "grap"): it is
    a key, not a word. Unlike `stem` it keeps a and o apart, for names of things ("mora" is not "moro").
    """
    if len(word) <= 3 or word.isdigit():
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith("ces"):
        return word[:-3] + "z"
    base = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    return base[:-1] if base.endswith("e") and len(base) > 3 else base


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without Spanish gender and number.

    cocinera, cocineros -> "cociner"; conductora, conductores -> "conductor"; peona, peones -> "peon";
    albañiles -> "albanil". Words of three letters or fewer stay whole.
    """
    if word in _IRREGULAR_STEMS:
        return _IRREGULAR_STEMS[word]
    base = singular(word)
    return base[:-1] if base[-1:] in ("a", "o") and len(base) > 3 else base


# What Spanish and English put behind a root to make a verb form, its agent or its action. Longest first.
_ENDINGS_TEXT = """
amientos imientos amiento imiento aciones iciones adores adoras edores edoras idores idoras aremos
abamos asteis ieron iendo acion icion adora edora idora ies aron ando aban aste amos emos imos ador edor
idor adas ados idas idos ada ado ida ido aba ing ers ar er ir ed es as os an en a e o s y
"""
_ENDINGS = sorted(
    _ENDINGS_TEXT.split(),
    key=lambda ending: -len(ending),
)
_ENGLISH_ENDINGS = ("ing", "ed", "er", "ers")


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """A folded word without verb, agent and action endings: cortar, corté, cortador, corte -> "cort".

    Coarser than `stem`; for finding duties in running text. At least three letters stay.
    """
    if len(word) <= 3 or word.isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            return _undouble(base) if ending in _ENGLISH_ENDINGS else _respell(base)
    return _respell(word)


def _undouble(base: str) -> str:
    """Planting gives plant, but trimming and trimmed give trim."""
    return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls" else base


def _respell(base: str) -> str:
    """The last consonant of a Spanish verb in one spelling: empaqu- = empac-, reg- = regu-, cruz- = cruc-."""
    if base.endswith(("qu", "gu")) and len(base) > 3:
        return base[:-2] + ("c" if base[-2] == "q" else "g")
    return base[:-1] + "c" if base.endswith("z") and len(base) > 3 else base


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A folded word as it sounds, for people who write by ear.

    b = v, s = c = z, ll = y, qu = k, g = j before e and i, h silent, double letters once.
    """
    out = word.replace("ch", "C").replace("sh", "X").replace("h", "")
    out = out.replace("ll", "y").replace("qu", "k").replace("q", "k").replace("v", "b").replace("z", "s")
    out = re.sub(r"gu(?=[ei])", "G", out)
    out = re.sub(r"g(?=[ei])", "j", out)
    out = re.sub(r"c(?=[eiy])", "s", out).replace("c", "k")
    return re.sub(r"(.)\1+", r"\1", out).lower() or word


_NAME_PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "e", "da", "do"))


def name_key(name: str) -> str:
    """A phonetic key of a person's name, the same for the spellings that clerks use; words sorted.

    Rules of dependencies.md 1.4 item 8: no accents or glottal signs, h silent, b = v, s = z = c, ll = y = i,
    c = k = q, tz = ts, x = sh, hu = gu = w. It finds candidates for "same person?" and never decides: "Caal"
    and "Cal" share a key.
    """
    keys = [_name_word(word.raw) for word in words(name) if word.folded not in _NAME_PARTICLES]
    return " ".join(sorted(key for key in keys if key))


def word_key(raw: str) -> str:
    """The part of `name_key` that one word gives. Not remembered: for words that somebody typed in private."""
    w = fold(raw.lower().replace("gü", "w"))
    w = w.replace("ph", "f").replace("th", "t").replace("sh", "x").replace("ch", "C")
    w = re.sub(r"[hg]u(?=[ao])|hu(?=[ei])", "w", w)
    w = re.sub(r"gu(?=[ei])", "G", w)
    w = re.sub(r"g(?=[ei])", "j", w)
    w = w.replace("h", "").replace("ll", "y").replace("qu", "k").replace("q", "k")
    w = re.sub(r"c(?=[eiy])", "s", w).replace("c", "k")
    w = w.replace("z", "s").replace("v", "b").replace("y", "i").replace("C", "ch").replace("G", "g")
    return re.sub(r"(.)\1+", r"\1", w)


_name_word = lru_cache(maxsize=200_000)(word_key)


# Legal forms of firms, folded, dots and spaces optional: Guatemala, Mexico, Spain, then employers abroad.
_LEGAL_FORMS = re.compile(
    r"""\b(?:
        sociedad(?:\s+(?:anonima|limitada|civil|de\s+responsabilidad\s+limitada))?
      | s\s?\.?\s?a\b\.?(?:\s*de\s+c\s?\.?\s?v\b\.?)?
      | s\s?\.?\s?r\s?\.?\s?l\b\.? | s\s?\.\s?l\b\.? | c\s?\.\s?a\b\. | e\s?\.?\s?i\s?\.?\s?r\s?\.?\s?l\b\.?
      | (?:y\s+)?(?:cia|compania)\b\.? | ltda\b\.? | limitada
      | ltd\b\.? | ltee\b\.? | inc\b\.? | l\s?\.?\s?l\s?\.?\s?c\b\.?
      | corp\b\.? | corporation | company | co\. | pte\b\.? | pty\b\.? | plc\b\.? | gmbh\b
    )""",
    re.VERBOSE,
)
# Words that half of all agencies carry, so they tell none apart (ethical-recruitment.md PHX5), and articles.
_FIRM_STOP_WORDS_TEXT = """
internacional internacionales international servicio servicios services laboral laborales trabajo
trabajos de del la las el los y e and the of
"""
_FIRM_STOP_WORDS = frozenset(_FIRM_STOP_WORDS_TEXT.split())


def firm_tokens(name: str) -> list[str]:
    """The words of a firm's name without its legal form: "Servicios Milpa, S.A." -> servicios, milpa."""
    return tokens(_LEGAL_FORMS.sub(" ", fold(name).replace("&", " y "))) or tokens(name)


def company_name(name: str) -> str:
    """A firm's name without accents, legal form and stop words (rule PHX5 of ethical-recruitment.md).

    "Servicios Laborales El Quetzal, S.A." -> "quetzal". Never empty for a name that has a word: a firm called
    only "Servicios Internacionales" keeps both.
    """
    left = firm_words(name)
    return " ".join([word for word in left if word not in _FIRM_STOP_WORDS] or left)


def firm_words(name: str) -> list[str]:
    """The folded words of a firm's name without its legal form; all of them when nothing else is left."""
    return tokens(_LEGAL_FORMS.sub(" ", fold(name).replace("&", " y "))) or tokens(name)


def phone_key(phone: str) -> str:
    """The last eight digits, a Guatemalan number without country code; "" when there are fewer."""
    digits = re.sub(r"\D", "", phone)
    return digits[-8:] if len(digits) >= 8 else ""
