"""How long somebody worked, or must have worked, as months, in Spanish, English or French running text.

Ages, pay periods, "hace dos años" and "within the last 24 months" are lengths of something else and are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBERS = {
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16,
    "dieciseis": 16, "dieciocho": 18, "veinte": 20, "veinticuatro": 24, "treinta": 30, "cuarenta": 40,
    "medio": 0.5, "media": 0.5, "half a": 0.5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30,
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24, "trente": 30,
}  # fmt: skip

# A zafra runs from November to April. For other seasons nobody writes the length: six months is the usual
# H-2A contract, four a coffee harvest in the highlands or a campaign in Huelva. A person can correct the number.
SEASON_MONTHS = 6
HARVEST_MONTHS = 4
_UNIT_MONTHS = (
    (r"a[ñn]os?|years?|yrs?|ans|ann[ée]es?|(?<=\bun\s)an|(?<=\b1\s)an(?!\shour)", 12.0),
    (r"mes(?:es)?|months?|mos?|mois", 1.0),
    (r"semanas?|weeks?|wks?|semaines?", 12 / 52),
    (r"d[ií]as?|days?|jours?", 12 / 365),
    (r"zafras?|temporadas?|seasons?|saisons?", float(SEASON_MONTHS)),
    (r"cosechas?|campañas?|harvests|r[ée]coltes", float(HARVEST_MONTHS)),
)
_UNIT = "|".join(f"(?P<u{i}>{words})" for i, (words, _) in enumerate(_UNIT_MONTHS))
_NUMBER = r"\d{1,3}(?:[.,]\d)?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DURATION = re.compile(
    rf"""\b(?P<low>{_NUMBER})\b [)\s]*
    (?: \(\s*\d{{1,3}}\s*\) \s* )?                              # six (6) months
    (?: (?:-|–|a|o|à|to|or|ou) \s* (?:{_NUMBER})\b \s* )?       # 2 a 3 años: the lower one counts
    (?: \+ | or\ more | o\ m[aá]s | full | completos | completed | consecutive | continuous )? [\s\-]*
    (?:{_UNIT})\b
    (?P<half>\s+y\s+medi[oa]\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b((?:19|20)\d\d)\s*(?:-|–|a|al|hasta|to|until)\s*(?:el\s+)?((?:19|20)\d\d)\b", re.IGNORECASE
)
_NOT_WORK_BEFORE = re.compile(
    r"(?<!desde )\bhace\s+$|\b(?:edad|mayor(?:es)?\s+de|menor(?:es)?\s+de|age[ds]?|cada|every|last|past|[uú]ltimos|"
    r"within|hijos?\s+de|cumpl[ií]|âge|chaque|derniers?|dernières?|il\s+y\s+a)\s*(?:de\s+|the\s+|los\s+|les\s+)?\(?$",
    re.IGNORECASE,
)
_NOT_WORK_AFTER = re.compile(
    r"^\s*(?:de\s+edad|old\b|of\s+age|ago\b|per\b|a\s+week|a\s+la\s+semana|por\s+semana|prior\s+to|before|"
    r"schedule|work\s?week|workweek|notice|shift|following|after|until|horas|hours|de\s+contrato|contract|d'âge|par\s+semaine|heures)",
    re.IGNORECASE,
)
_I_AM = re.compile(r"\b(?:tengo|tiene|cumplo|soy\s+de)\s+$", re.IGNORECASE)
_OF_WORK = re.compile(r"^\s*(?:de\s+\w|en\s|como\s|trabaj|cort|con\s)", re.IGNORECASE)
_EXPERIENCE = re.compile(
    r"(?<!may )\bexp[eé]rien(?!ce occasional)\w*|\bexp\b|\brequires?\s+(?:at\s+least\s+|a\s+minimum\s+of\s+)?\S+\s+"
    r"(?:\(\d+\)\s*)?(?:months?|mos?)\b|\bverifiable\b|\btrabaj(?:[eéoó]|aba|ando|ado)\b|\blabor[eéó]\b|\bworked\b|\btravaill\w+",
    re.IGNORECASE,
)
_NO_EXPERIENCE = re.compile(
    r"\b(?:no|sin|without|aucune?|sans|pas|zero)\b(?:\s+(?:se|es|requiere[n]?|necesita[n]?|hace|falta|pide[n]?|tener|"
    r"tengo|previous|prior|work|any|required|minimum|necesaria|ninguna|de|la|relevant|farm|agricultural|d['’])){0,5}"
    r"\s*(?:experiencia|experience|expérience|exp\b)"
    r"|\b(?:experiencia|experience|expérience)\b[^.;|\n]{0,25}?\b(?:no|not|non|pas)\b[^.;|\n]{0,12}?"
    r"\b(?:required|needed|necessary|requerida|requiere|necesaria|necesita|indispensable|requise|exigée|nécessaire|"
    r"obligatoire)\b"
    r"|\bno\s+(?:he|había)\s+trabajado\b|\bwill\s+train\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\bprefer\w*|\bdeseable\b|\bideal\w*|\ba plus\b|\ban asset\b|\bdesir(?:ed|able)\b|\batout\b|\bsouhait\w*|"
    r"\bse valora\w*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<!\d)[.;|\n]+|[.;|\n]+(?!\d)")
_ABBREVIATION = re.compile(r"\b(mos?|exp|yrs?|min|req|lbs?|hrs?)\.", re.IGNORECASE)
# What an insurer asks of those who will drive says nothing of the job.
_OF_DRIVERS = re.compile(r"\binsur\w+|\bdriving\s+experience\b", re.IGNORECASE)
_OWN_WORDS = (
    25  # up to so many words a text is somebody's own line, where a length needs no word "experience"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of work: months (at least 1), its place in the text, and whether days or weeks were named."""

    months: int
    start: int
    end: int
    in_days: bool = False


def durations(text: str) -> list[Duration]:
    """Every length of work in a text, in order."""
    found = []
    for match in _DURATION.finditer(text):
        if _is_work(text, match):
            number = match["low"].lower().replace(",", ".")
            amount = _NUMBERS.get(number) or float(number)
            unit = next(m for i, (_, m) in enumerate(_UNIT_MONTHS) if match[f"u{i}"])
            months = (amount + (0.5 if match["half"] else 0)) * unit
            if amount:
                found.append(Duration(max(1, round(months)), match.start(), match.end(), unit < 1))
    for match in _YEARS.finditer(text):
        years = int(match[2]) - int(match[1])
        if 0 < years <= 60:
            found.append(Duration(years * 12, match.start(), match.end()))
    return sorted(found, key=lambda d: d.start)


def _is_work(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 20]
    if _NOT_WORK_BEFORE.search(before) or _NOT_WORK_AFTER.search(after):
        return False
    return not _I_AM.search(before) or bool(_OF_WORK.search(after))  # "tengo 25 años" is an age


def read_experience_months(text: str) -> int | None:
    """Months of experience that a text asks for, or that a person states; 0: says that none is needed; None: silent.

    In a line of somebody's own every length counts but days and weeks ("licence within 30 days"); in a long text those
    of `read_asked_months`.
    """
    asked = read_asked_months(text)
    if asked is not None:
        return asked
    stated = durations(text) if len(text.split()) <= _OWN_WORDS else []
    return max((d.months for d in stated if not d.in_days), default=None)


def read_asked_months(text: str) -> int | None:
    """Months of experience that a text about a job asks for; 0: it says that none is needed; None: silent.

    Only sentences that speak of experience count, and those that merely prefer it do not. Of several lengths the
    longest stands.
    """
    asked: list[int] = []
    none_needed = False
    for sentence in _SENTENCE.split(_ABBREVIATION.sub(r"\1 ", text)):
        if _OF_DRIVERS.search(sentence):
            continue
        if _NO_EXPERIENCE.search(sentence):
            none_needed = True
        elif _EXPERIENCE.search(sentence) and not _WISHED.search(sentence):
            asked.extend(d.months for d in durations(sentence))
    if asked:
        return max(asked)
    return 0 if none_needed else None
