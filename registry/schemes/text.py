"""What a job text may not say: demands on who the worker is, and clauses that hold the worker.

Spanish and English, on folded text (no accents, lower case). A sentence that promises equal treatment or that
denies the clause ("no se retiene el pasaporte") is not a hit. Each pattern has plain trigger words, looked
for first, so that a long honest text costs almost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.text import fold
from registry.schemes.case import Case


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text: the field, the kind of demand (a key of words.yaml, text_kinds), and the words
    found.
    """

    field: str
    kind: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    triggers: tuple[str, ...]
    regex: re.Pattern[str]


def _p(kind: str, triggers: str, regex: str) -> _Pattern:
    return _Pattern(kind, tuple(triggers.split("|")), re.compile(regex))


_SEX_ES = r"(?:hombres?|mujer(?:es)?|varon(?:es)?|damas?|caballeros?|senoritas?|muchach[oa]s?|jovenes|joven)"
_SEX_EN = r"(?:men|women|males?|females?|ladies|gentlemen|girls|boys)"
_WISH_ES = r"(?:buscan?|solicitan?|requieren?|necesitan?|prefieren?|preferiblemente|preferible)"
# After one sex: not a text that calls both.
_ALONE_ES = r"(?! ?(?:y|o|e|/) ?(?:hombre|mujer|varon|dama|caballero))"
_PEOPLE_ES = r"(?:personas|trabajador(?:es|as)?|candidat[oa]s|personal|emplead[oa]s|obrer[oa]s)"

DISCRIMINATION = (
    _p("sex", "solo |unicamente|exclusiva", rf"\b(?:solo|unicamente|exclusivamente)(?: para)? {_SEX_ES}\b"),
    _p("sex", "solamente|unicamente", rf"\b{_SEX_ES} (?:solamente|unicamente)\b"),
    _p("sex", "sexo|genero|personal ", r"\b(?:sexo|genero|personal)[: ]+(?:masculino|femenino)\b"),
    _p(
        "sex",
        "busca|solicita|requier|necesita|prefer|prefier",
        rf"\b{_WISH_ES}(?: a| de)?(?: \d+)? {_SEX_ES}\b",
    ),
    _p("sex", "sexo", r"\bsexo[: ]+(?:[mf]|hombres?|mujer(?:es)?|varon(?:es)?)\b(?! ?(?:[/,]|y|o|e) ?[a-z])"),
    _p(
        "sex",
        " para ",
        rf"\b(?:trabajo|empleo|puestos?|plazas?|vacantes?) (?:\w+ )?para (?:\d+ )?{_SEX_ES}\b{_ALONE_ES}",
    ),
    _p("sex", "anos", rf"\b{_SEX_ES}\b{_ALONE_ES}(?: \w+)? (?:de|entre) \d\d (?:a|y|-) \d\d anos\b"),
    _p("sex", " needed| wanted", rf"(?<!and )(?<!or )(?<!/)\b{_SEX_EN} (?:are )?(?:needed|wanted)\b"),
    _p("sex", "only|preferred", rf"\b{_SEX_EN} (?:only|preferred)\b"),
    _p("sex", "only", rf"\bonly {_SEX_EN}\b(?! (?:animals|plants|cattle))"),
    _p(
        "sex",
        "must be|looking for",
        rf"\b(?:must be|looking for) (?:an? )?(?:\w+ )?(?:{_SEX_EN}|man|woman)\b",
    ),
    _p(
        "age",
        "edad",
        r"\bedad (?:maxima|limite)\b|\bedad(?:es)?[: ]+(?:de |entre )?\d\d ?(?:a|y|-|–) ?\d\d\b",
    ),
    _p(
        "age",
        "anos",
        rf"\b(?:{_PEOPLE_ES}|{_SEX_ES})(?: \w+)? (?:de|entre)(?: los)? \d\d ?(?:a|y|-|–) ?(?:los )?\d\d anos\b"
        r"(?! de exp)",
    ),
    _p("age", "anos", r"\bentre (?:los )?\d\d (?:y|a) (?:los )?\d\d anos\b|\bde \d\d a \d\d anos de edad\b"),
    _p("age", "anos", r"\b(?:hasta|maximo|no mayor(?:es)? de) (?:2[0-9]|[3-6]\d) anos\b(?! de exp)"),
    _p("age", "anos", r"\bmenor(?:es)? de (?:2[0-9]|[3-6]\d) anos\b"),
    _p("age", "maximum age|age limit", r"\b(?:maximum age|age limit)\b"),
    _p("age", "age", r"\bage[sd]?(?: range)?[: ]+(?:between )?\d\d ?(?:to|and|-) ?\d\d\b"),
    _p(
        "age",
        "years of age|years old",
        r"\b(?:under|younger than|between \d\d and) \d\d years (?:of age|old)\b",
    ),
    _p("family", "solter|casad|estado civil", r"\b(?:solter|casad)[oa]s?\b|\bestado civil\b"),
    _p("family", "hijos", r"\b(?:con|sin|no tener|tener) hijos\b"),
    _p("family", "single|married", r"\b(?:must be|only|unmarried|preferably) (?:single|married)\b"),
    _p("family", "children", r"\b(?:no children|(?:men|women|mothers|fathers) with(?:out)? children)\b"),
    _p(
        "pregnancy",
        "embaraz",
        r"\b(?:prueba|examen|test|constancia|certificado) de (?:no )?embarazo\b|\bno (?:estar |este )?embarazadas?\b",
    ),
    _p("pregnancy", "pregnan", r"\bpregnancy test\b|\b(?:not|non)[ -](?:be )?pregnant\b"),
    _p("origin", "indigena|ladin|maya", r"\b(?:no|solo|solamente) (?:indigenas?|ladin[oa]s?|mayas?)\b"),
    _p("origin", "only|preferred", r"\b(?:whites?|caucasians?|hispanics?|latinos?) (?:only|preferred)\b"),
    _p(
        "faith",
        "cristian|evangelic|catolic",
        r"\b(?:solo|unicamente|ser|preferiblemente|de religion) (?:cristian|evangelic|catolic)[oa]s?\b",
    ),
    _p(
        "faith",
        "christian|catholic",
        r"\bmust be (?:an? )?(?:christian|catholic)\b|\b(?:christians|catholics) only\b",
    ),
    _p(
        "union",
        "sindic",
        r"\bno (?:estar |ser |pertenecer |haber )?(?:\w+ ){0,3}sindic(?:ato|alizad[oa])s?\b",
    ),
    _p("union", "union", r"\b(?:no union members|non-union workers only)\b"),
    _p("union", "union", r"\bnot (?:be )?(?:a )?member of (?:a|any) union\b"),
    _p("appearance", "apariencia|presencia", r"\b(?:buena|excelente|agradable) (?:apariencia|presencia)\b"),
    _p("appearance", "presentacion", r"\b(?:buena|excelente) presentacion\b(?! del? )"),
    _p("appearance", "tatuaje|tattoo", r"\b(?:sin|no) (?:tener )?tatuajes\b|\bno (?:visible )?tattoos\b"),
    _p("appearance", "attractive|looking", r"\b(?:good[ -]looking|attractive person)\b"),
    _p("appearance", "complexion", r"\bcomplexion (?:delgada|atletica|robusta|fuerte)\b"),
    _p("appearance", "estatura", r"\bestatura minima\b"),
)

_KEEP_ES = r"(?:reten\w+|guarda\w*|conserva\w*|entrega\w*|resguarda\w*|custodia\w*|quedar\w* con)"
_KEEP_EN = r"(?:keep|hold|holds|retain|retains|surrender|confiscate|withhold|turn over|hand over)"
_PAPERS_ES = r"(?:pasaportes?|dpi|documentos (?:personales|de identidad|originales)|papeles)"
_LEAVE_ES = r"(?:renunci\w+|abandon\w+|retir\w+|dej\w+|irse)"
_KEPT_ES = r"(?:reten|guard|conserv|custodi|resguard|decomis)(?:id|ad)[oa]s?"
_KEPT_EN = r"(?:held|kept|retained|withheld|confiscated)"
_HELD_ES = r"(?:en poder|en manos|en custodia|bajo custodia|bajo resguardo)"
# Who may keep papers: their owner.
_OWNER_ES = r"(?:propi\w+ )?(?:trabajador(?:es|as?)?|emplead[oa]s?|obrer[oa]s?|titular(?:es)?|duen[oa]s?)\b"
_OWNER_EN = r"(?:each |the )?(?:worker|employee)"
# A word of a clause that does not turn it around.
_ANY_ES = r"(?!no\b|nunca\b|jamas\b|sin\b|ni\b|ningun)\w+"
_ANY_EN = r"(?!not\b|never\b|no\b)\w+"
_LEAVE_EN = r"(?:leave|leaves|leaving|quit|quits|quitting|abandon\w*|early termination|resign\w*)"

RETENTION = (
    _p("papers", "pasaporte|dpi|documentos|papeles", rf"\b{_KEEP_ES}(?: \w+){{0,5}} {_PAPERS_ES}\b"),
    _p(
        "papers",
        "passport|identity doc",
        rf"\b{_KEEP_EN}(?: \w+){{0,5}} (?:passports?|identity documents?)\b",
    ),
    _p(
        "papers",
        "pasaporte|dpi|documentos|papeles",
        rf"\b{_PAPERS_ES}(?: {_ANY_ES}){{0,3}} (?:{_KEPT_ES}\b(?! por (?:el |la )?{_OWNER_ES})"
        rf"|{_HELD_ES}\b(?! (?:del?|de la|de cada) {_OWNER_ES}))",
    ),
    _p(
        "papers",
        "passport|identity doc",
        rf"\b(?:passports?|identity documents?)(?: {_ANY_EN}){{0,3}} {_KEPT_EN}\b(?! by {_OWNER_EN})",
    ),
    _p(
        "deposit",
        "deposito|fianza|caucion",
        r"\b(?:deposito|fianza|caucion) (?:de garantia|reembolsable|previ[oa])\b",
    ),
    _p(
        "deposit",
        "deposito|fianza|garantia|caucion",
        r"\b(?:pagar|dejar|entregar|depositar|exige|exigir|solicita) (?:\w+ ){0,3}"
        r"(?:deposito|fianza|caucion|garantia)\b",
    ),
    _p("deposit", "deposit", r"\b(?:security|refundable|non-?refundable|workers?|cash) deposit\b"),
    _p(
        "deposit",
        "deposit|bond|collateral",
        r"\bworkers? (?:must|shall|to) (?:\w+ ){0,3}(?:deposit|bond|collateral)\b",
    ),
    _p(
        "penalty",
        "multa|penaliza|penalidad",
        rf"\b(?:multa|penalizacion|penalidad)(?: \w+){{0,6}} {_LEAVE_ES}\b",
    ),
    _p(
        "penalty",
        "multa|penaliza|penalidad",
        rf"\b(?:si|cuando|quien(?:es)?) (?:\w+ ){{0,3}}(?:va|van|vaya|{_LEAVE_ES})\b"
        rf"(?:,? {_ANY_ES}){{0,6}},? (?:multas?|penalizacion|penalidad)\b",
    ),
    _p(
        "penalty",
        "descont|descuent",
        rf"\b(?:descont|descuent)\w+(?: \w[\w,]*){{0,6}} (?:si|cuando|por) (?:\w+ ){{0,3}}{_LEAVE_ES}\b",
    ),
    _p("penalty", "pagare", r"\bfirm\w+ (?:\w+ ){0,3}pagare\b"),
    _p("penalty", "penalt|fine", rf"\b(?:penalty|penalties|fined?)(?: \w+){{0,6}} {_LEAVE_EN}\b"),
    _p("penalty", "liquidated", rf"\bliquidated damages(?: \w+){{0,6}} {_LEAVE_EN}\b"),
)

SEASONAL_PROGRAMME = (
    _p(
        "sawp",
        "sawp|ptat|seasonal agricultural worker",
        r"\b(?:sawp|ptat|seasonal agricultural workers? program\w*)\b",
    ),
    _p(
        "sawp",
        "trabajadores agricolas",
        r"\bprograma de trabajadores agricolas (?:temporales|estacionales|de temporada)\b",
    ),
)

_EQUAL = re.compile(
    r"(?:without regard to|regardless of|irrespective of) (?:\w+ ){0,2}(?:race|sex|gender|age|color|religion|marital)"
    r"|equal opportunity|(?:not|no|never) discriminat|no (?:se )?discrimina|igualdad de oportunidades"
    r"|sin discriminacion|sin (?:distincion|importar) (?:\w+ ){0,2}(?:sexo|genero|edad|raza|religion|estado civil)"
)
_DENIED = re.compile(
    r"\b(?:no|not|never|nunca|jamas|sin|without|nor|ni|neither|cannot|prohib\w*|ningun\w*)\b"
    r"(?: [\w']+){0,6}[ ,]*$"
)


# A demand that is denied: nothing but words of asking and of the thing itself between the "no" and the phrase, so that
# "workers who do not pass a drug test" still asks for one.
_NOT_ASKED = re.compile(
    r"\b(?:no|not|without|sin|ni|nor|neither|ningun\w*)(?: (?:se|hay|es|son|there|is|are|an?|any|the|el|la|los|las|un"
    r"|una|requir\w*|requier\w*|exig\w*|pid\w*|pedir\w*|solicit\w*|necesit\w*|need|specific|set|minimum|pre-employment"
    r"|random|prueba|examen|drogas|antecedentes|penales|policiacos|criminal|background|check|drug|tests?|screen|ni|nor|or|y|o|de))*"
    r"[ ,]*$"
)
_NOT_ASKED_AFTER = re.compile(
    r"[\w ]{0,30}?\b(?:not (?:be )?(?:required|needed|applicable)"
    r"|no (?:es|son|se) (?:requ|necesari|obligatori|exig|pid))"
)


def read(case: Case, fields: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The folded texts of these fields, and which of them were not said; each is folded once per vacancy."""
    kept: dict[str, str | None] = case.shared.setdefault("texts", {})
    for field in fields:
        if field not in kept:
            text = _text(case, field)
            kept[field] = None if text is None else _plain(text)
    texts = {field: text for field in fields if (text := kept[field]) is not None}
    return texts, [field for field in fields if field not in texts]


def _text(case: Case, field: str) -> str | None:
    if field != "extra_terms":
        text: str | None = getattr(case.facts, field)
        return text
    terms = case.facts.extra_terms
    return None if terms is None else " . ".join(filter(None, (term.text for term in terms)))


def _plain(text: str) -> str:
    """Folded; most job orders are plain ASCII, where lower case and single spaces are all there is to do."""
    return " ".join(text.lower().replace("'", "").split()) if text.isascii() else fold(text)


def discrimination(texts: Mapping[str, str]) -> list[Hit]:
    """Every demand on who the worker is, but for sentences that promise equal treatment."""
    return list(_hits(texts, DISCRIMINATION, _EQUAL))


def retention(texts: Mapping[str, str]) -> list[Hit]:
    """Every clause that keeps papers or asks for a deposit, a bond or a penalty, but for denials of it."""
    return list(_hits(texts, RETENTION, _DENIED))


def seasonal_programme(texts: Mapping[str, str]) -> list[Hit]:
    """Every mention of Canada's Seasonal Agricultural Worker Program, but for denials of it."""
    return list(_hits(texts, SEASONAL_PROGRAMME, _DENIED))


def mentions(texts: Mapping[str, str], *phrases: str) -> bool:
    """Whether any text has any of these folded phrases."""
    whole = "\n".join(texts.values())
    return any(phrase in whole for phrase in phrases)


def asks(texts: Mapping[str, str], *phrases: str) -> bool:
    """Whether any text has any of these folded phrases without denying it ("no se requieren antecedentes")."""
    spoken = re.compile("|".join(re.escape(phrase) for phrase in phrases))
    return any(
        not _NOT_ASKED.search(_sentence_before(text, found)) and not _NOT_ASKED_AFTER.match(text, found.end())
        for text in texts.values()
        if mentions({"": text}, *phrases)
        for found in spoken.finditer(text)
    )


def _hits(texts: Mapping[str, str], patterns: Iterable[_Pattern], excuse: re.Pattern[str]) -> Iterable[Hit]:
    likely = _likely("\n".join(texts.values()), patterns)
    for field, text in texts.items() if likely else ():
        for pattern in likely:
            for found in pattern.regex.finditer(text):
                if not excuse.search(_sentence_before(text, found)):
                    yield Hit(field, pattern.kind, _excerpt(text, found))
                    break


def _likely(text: str, patterns: Iterable[_Pattern]) -> list[_Pattern]:
    """The patterns of which a trigger word is somewhere in the text. Plain loops: this is asked of every text."""
    likely = []
    for pattern in patterns:
        for trigger in pattern.triggers:
            if trigger in text:
                likely.append(pattern)
                break
    return likely


def _sentence_before(text: str, found: re.Match[str]) -> str:
    """The words of the same sentence that lead up to the match, at most 200 characters."""
    lead = text[max(found.start() - 200, 0) : found.start()]
    return re.split(r"[.;\n]", lead)[-1]


def _excerpt(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(found.start() - 20, 0) : found.end() + 20].split())
