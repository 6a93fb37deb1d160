"""Questions as people put them to the verify box, each with the agency that is meant, over a register made for it.

For `sendero bench verify` and its test: names with a slip, other spellings and another order, telephones, numbers,
cards and pasted messages, and questions about firms and telephones that are in no register. The same seed gives the
same questions. Everything is invented; telephones begin with 0, which no Guatemalan number does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.orm import Session

from registry import clock
from registry.organisations.identifiers import nit_holds, normalised
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter
from registry.organisations.states import AgencyState
from registry.seeds.draw import invented

# Words that agencies give themselves: trades, places, nature, and names in Mayan languages with their glottal signs.
_HEADS = (
    "Agencia", "Servicios", "Grupo", "Corporación", "Reclutadora", "Consultores", "Empleos", "Contactos", "Talento",
    "Asesores", "Bolsa", "Conexión", "Enlace", "Movilidad", "Personal",
)  # fmt: skip
_WORDS = (
    "Rioverde", "Caminos", "Quetzal", "Horizonte", "Puente", "Semilla", "Faro", "Alas", "Maíz", "Destino",
    "Norte", "Sur", "Volcán", "Laguna", "Ceiba", "Amanecer", "Esperanza", "Progreso", "Unión", "Nueva",
    "Vida", "Tierra", "Cosecha", "Campo", "Brisa", "Valle", "Montaña", "Sierra", "Estrella", "Sol", "Luna",
    "Pino", "Encino", "Ruta", "Viaje", "Mano", "Obra", "Oficio", "Labor", "Jade", "Jaguar", "Colibrí",
    "Guacamaya", "Tikal", "Atitlán", "Petén", "Izabal", "Cuchumatanes", "Xelajú", "Ixchel", "Balam",
    "Q'anil", "Tz'ikin", "Kotz'ij", "Nawal", "Ajpu", "Tzul", "Sak'be'", "K'iche'", "Mam", "Ch'orti'",
    "Poqomchi'", "Tojil", "B'atz'", "Kawoq", "Imox", "Chajul", "Nebaj", "Huehue", "Chimal", "Sololá",
    "Cobán", "Chisec", "Tecún", "Kaqchik", "Zaculeu", "Utatlán", "Iximché", "Mixco", "Cardenal", "Pegasus",
    "Meridiano", "Vértice", "Ágora", "Nexo", "Alba", "Raíces", "Fuente", "Palmera", "Cafetal", "Milpa",
    "Jocote", "Chipilín", "Barranca", "Bosque",
)  # fmt: skip
_FORMS = (", S.A.", ", Sociedad Anónima", ", Ltda.", " y Compañía Limitada", ", S.A.", "")
_STATES = (
    [AgencyState.REGISTERED] * 12 + [AgencyState.CONDITIONAL] * 3 + [AgencyState.SUSPENDED] * 2
    + [AgencyState.REVOKED] * 2 + [AgencyState.EXPIRED] * 2 + [AgencyState.REFUSED]
)  # fmt: skip
# Of eight digits with the zero: two zeros would be the sign of another country.
_PHONES = (1_000_000, 10_000_000)
_GLOTTALS = "'’´`ʼ"


@dataclass(frozen=True, slots=True)
class Known:
    """What is printed about one agency of the register."""

    key: int
    name: str
    trade_name: str
    registry_no: str
    nit: str
    phone: str
    whatsapp: str
    recruiter: str
    card_no: str


@dataclass(frozen=True, slots=True)
class Question:
    """`typed` into the box; `meant`: the key of the agency, None when no agency of the register is meant. `kind` is
    for the figures. `exact`: keys of the agencies of which something exact stands in the text."""

    kind: str
    typed: str
    meant: int | None
    exact: frozenset[int] = field(default_factory=frozenset)


def register_of(session: Session, count: int, seed: int) -> list[Known]:
    """So many agencies straight into the tables, in every standing, each with telephones, a NIT and a recruiter."""
    dice = Random(f"{seed}:register")  # noqa: S311 - a game, not a secret # nosec B311
    names = _names(dice)
    found = []
    phones = iter(dice.sample(range(*_PHONES), 2 * count))
    for number in range(1, count + 1):
        name = next(names)
        nit = _nit(dice)
        agency = Agency(
            legal_name=name + dice.choice(_FORMS), trade_names=[name], nit=nit, registry_no=f"R-{number:04d}",
            state=dice.choice(_STATES), applied_at=clock.now(), municipality="0101", is_fictitious=True,
        )  # fmt: skip
        phone, whatsapp = (f"{next(phones):08d}" for _ in range(2))
        agency.contacts = [
            AgencyContact(kind="phone", value=phone, normalised=normalised("phone", phone)),
            AgencyContact(kind="whatsapp", value=whatsapp, normalised=normalised("whatsapp", whatsapp)),
        ]
        person, card = _person(dice), f"RC-{number:04d}"
        agency.recruiters = [Recruiter(name=person, card_no=card)]
        agency.parties = [AgencyParty(name=_person(dice), role="legal_representative")]
        session.add(agency)
        session.flush()
        found.append(
            Known(agency.id, agency.legal_name, name, f"R-{number:04d}", nit, phone, whatsapp, person, card)
        )
    return found


def _names(dice: Random) -> Iterator[str]:
    """Names of two or three words, no two the same."""
    seen: set[frozenset[str]] = set()
    while True:
        words = dice.sample(_WORDS, dice.choice((1, 2, 2, 2)))
        if len(words) == 2 and dice.random() < 0.2:
            words = [words[0], dice.choice(("del", "de la", "y")), words[1]]
        name = [dice.choice(_HEADS), *words] if len(words) == 1 or dice.random() < 0.6 else words
        if frozenset(name) not in seen:
            seen.add(frozenset(name))
            yield " ".join(name)


def _nit(dice: Random) -> str:
    digits = str(dice.randrange(1_000_000, 99_999_999))
    return next(digits + last for last in "0123456789K" if nit_holds(digits + last))


def _person(dice: Random) -> str:
    rows = invented("names.csv")
    given = [row["name"] for row in rows if row["kind"].startswith("given")]
    surnames = [row["name"] for row in rows if row["kind"] == "surname"]
    return f"{dice.choice(given)} {dice.choice(surnames)} {dice.choice(surnames)}"


# ---------------------------------------------------------------- questions


def questions(known: list[Known], count: int, seed: int) -> list[Question]:
    """So many questions; three quarters mean an agency of the register, one quarter means none."""
    dice = Random(f"{seed}:questions")  # noqa: S311 - a game, not a secret # nosec B311
    kinds = (
        [_name] * 8 + [_trade_name] * 4 + [_spelling] * 4 + [_phone] * 4 + [_phone_slip] * 3 + [_registry_no] * 3
        + [_card] * 3 + [_tax_number] * 2 + [_tax_number_slip] + [_recruiter] * 2 + [_message] * 8 + [_long_message] * 3
        + [_phone_message] * 3 + [_stranger] * 5 + [_strange_phone] * 3 + [_swindle] * 8
    )  # fmt: skip
    return [kinds[n % len(kinds)](dice, dice.choice(known), known) for n in range(count)]


def _name(dice: Random, one: Known, known: list[Known]) -> Question:
    return Question("name", slip(one.name, dice), one.key)


def _trade_name(dice: Random, one: Known, known: list[Known]) -> Question:
    words = slip(one.trade_name, dice).split()
    dice.shuffle(words)
    return Question("name, other order", " ".join(words).lower(), one.key)


_BY_EAR = (
    ("z", "s"),
    ("ll", "y"),
    ("v", "b"),
    ("qu", "k"),
    ("c", "k"),
    ("h", ""),
    ("ll", "y"),
    ("x", "sh"),
    ("tz", "ts"),
)


def _spelling(dice: Random, one: Known, known: list[Known]) -> Question:
    """As somebody writes it who hears it: one sound in other letters, no accents or glottal signs, or others."""
    name = one.trade_name
    glottal = dice.choice((*_GLOTTALS, ""))
    name = re.sub("['’]", glottal, name)
    fitting = [(a, b) for a, b in _BY_EAR if a in name.lower()]
    if fitting:
        before, after = dice.choice(fitting)
        name = re.sub(before, after, name, count=1, flags=re.IGNORECASE)
    return Question("name, by ear", name, one.key)


def _written_phone(digits: str, dice: Random) -> str:
    halves = f"{digits[:4]}{dice.choice((' ', '-', '', '.'))}{digits[4:]}"
    return dice.choice(("", "", "+502 ", "502 ", "tel. ", "WhatsApp ")) + halves


def _phone(dice: Random, one: Known, known: list[Known]) -> Question:
    written = _written_phone(dice.choice((one.phone, one.whatsapp)), dice)
    return Question("phone", written, one.key, frozenset({one.key}))


def _phone_slip(dice: Random, one: Known, known: list[Known]) -> Question:
    digits = _digit_slip(one.phone, dice)
    return Question("phone, a digit wrong", f"{digits[:4]} {digits[4:]}", one.key)


def _registry_no(dice: Random, one: Known, known: list[Known]) -> Question:
    number = int(one.registry_no[2:])
    written = dice.choice(
        (one.registry_no, f"r{number}", f"R {number}", f"r-{number:04d}", one.registry_no.replace("0", "O"),
         f"registro {number}", f"R.{number:04d}", f"registro no. {one.registry_no}")
    )  # fmt: skip
    return Question("registry number", written, one.key, frozenset({one.key}))


def _card(dice: Random, one: Known, known: list[Known]) -> Question:
    number = int(one.card_no[3:])
    written = dice.choice(
        (
            one.card_no,
            f"rc{number}",
            f"RC {number}",
            f"carné {number}",
            f"carnet RC-{number:04d}",
            f"Gafete {one.card_no}",
        )
    )
    return Question("card", written, one.key, frozenset({one.key}))


def _tax_number(dice: Random, one: Known, known: list[Known]) -> Question:
    written = dice.choice(
        (one.nit, f"{one.nit[:-1]}-{one.nit[-1]}", f"NIT {one.nit[:-1]}-{one.nit[-1].lower()}")
    )
    return Question("NIT", written, one.key, frozenset({one.key}))


def _tax_number_slip(dice: Random, one: Known, known: list[Known]) -> Question:
    digits = _digit_slip(one.nit[:-1], dice)
    return Question("NIT, a digit wrong", f"NIT {digits}-{one.nit[-1]}", one.key)


def _recruiter(dice: Random, one: Known, known: list[Known]) -> Question:
    return Question("recruiter", slip(one.recruiter, dice), one.key)


_COUNTRIES = ("Canadá", "Estados Unidos", "España", "Canada", "EEUU")
_OPENINGS = (
    "Buenas tardes, le ofrezco trabajo en {country} con {name}.",
    "Somos {name}, buscamos 20 personas para {country}.",
    "hola soy de {name} ai trabajo en {country} para cortar fruta",
    "OFERTA DE TRABAJO {country}. {name} le invita a registrarse.",
    "Me hablaron de la agencia {name} para ir a trabajar a {country}",
)
_MIDDLES = (
    "Pagan 16 dólares la hora y dan vivienda.", "El contrato es de 6 meses.", "Se necesita DPI y ganas de trabajar.",
    "No importa si no tiene experiencia.", "Salimos en abril.", "Hombres y mujeres de 21 a 45 años.", "",
)  # fmt: skip


def _message(dice: Random, one: Known, known: list[Known]) -> Question:
    text = dice.choice(_OPENINGS).format(name=slip(one.trade_name, dice), country=dice.choice(_COUNTRIES))
    return Question("message with a name", f"{text} {dice.choice(_MIDDLES)}".strip(), one.key)


def _long_message(dice: Random, one: Known, known: list[Known]) -> Question:
    """A text passed on many times, with the name somewhere in it, and the agency's own telephone."""
    filling = [dice.choice(_MIDDLES) for _ in range(dice.randrange(8, 30))]
    name = dice.choice(_OPENINGS).format(name=slip(one.trade_name, dice), country=dice.choice(_COUNTRIES))
    filling.insert(dice.randrange(len(filling)), name)
    filling.append(f"Informes al {_written_phone(one.phone, dice)}")
    return Question("long message", "\n".join(filling), one.key, frozenset({one.key}))


def _phone_message(dice: Random, one: Known, known: list[Known]) -> Question:
    """The name and a telephone with a wrong digit: nobody may be told that this telephone is the agency's."""
    digits = _digit_slip(one.whatsapp, dice)
    country = dice.choice(_COUNTRIES)
    text = f"{one.trade_name} le llamó para trabajar en {country}, conteste al {digits[:4]} {digits[4:]}"
    return Question("message with a wrong telephone", text, one.key)


def _stranger(dice: Random, one: Known, known: list[Known]) -> Question:
    """A firm of no register, its name made of the words that agencies use."""
    there = {frozenset(other.trade_name.split()) for other in known}
    while True:
        words = [dice.choice(_HEADS), *dice.sample(_WORDS, 2)]
        if frozenset(words) not in there and frozenset(words[1:]) not in there:
            return Question("firm of no register", " ".join(words), None)


def _strange_phone(dice: Random, one: Known, known: list[Known]) -> Question:
    there = {phone for other in known for phone in (other.phone, other.whatsapp)}
    while (digits := f"{dice.randrange(*_PHONES):08d}") in there:
        pass
    return Question("telephone of no register", _written_phone(digits, dice), None)


_ASKING = (
    "deposite Q{q} al {phone}", "el trámite cuesta Q{q}, llame al {phone}",
    "aparte su cupo con {q} quetzales {phone}", "mande Q{q} hoy mismo. Info {phone}",
    "inscripción Q{q}.00 escriba al {phone}",
)  # fmt: skip


def _swindle(dice: Random, one: Known, known: list[Known]) -> Question:
    """What a swindler writes: a true name and number of the register, another telephone, and money asked for."""
    telephone = _strange_phone(dice, one, known).typed
    borrowed = dice.choice(
        (one.trade_name, f"{one.trade_name} registro {one.registry_no}", f"carné {one.card_no}")
    )
    ask = dice.choice(_ASKING)
    text = f"Trabajo seguro en {dice.choice(_COUNTRIES)} con {borrowed}, " + ask.format(
        q=f"{dice.randrange(2, 80) * 100:,}", phone=telephone
    )
    return Question("swindle", text, None)


def slip(name: str, dice: Random) -> str:
    """A letter left out, doubled, changed or two exchanged, never the first of a word, in a word of four or more."""
    words = name.split()
    long = [
        n for n, word in enumerate(words) if len(re.sub(r"\W", "", word)) >= 4 and word not in _HEADS
    ] or [0]
    place = dice.choice(long)
    words[place] = _slip_in(words[place], dice)
    return " ".join(words)


def _slip_in(word: str, dice: Random) -> str:
    inside = [n for n in range(1, len(word) - 1) if word[n].isalpha() and word[n + 1].isalpha()] or [1]
    n = dice.choice(inside)
    before, letter, after = word[:n], word[n : n + 1], word[n + 1 :]
    other = dice.choice("aeioulrsn".replace(letter.lower(), ""))
    return dice.choice((before + after, before + letter + letter + after, before + other + after,
                        before + after[:1] + letter + after[1:]))  # fmt: skip


def _digit_slip(digits: str, dice: Random) -> str:
    """Another digit in one place, or two neighbours exchanged."""
    n = dice.randrange(2, len(digits) - 1)
    if digits[n] != digits[n + 1] and dice.random() < 0.4:
        return digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]
    return digits[:n] + dice.choice("0123456789".replace(digits[n], "")) + digits[n + 1 :]
