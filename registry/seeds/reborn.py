"""Firms that come back under another name, and firms that do not: pairs to measure the red flags on.

Everything is invented and drawn from a seed. A reborn firm keeps one to four true links of the old one (a person,
the account, a line, the place, a family member) and the name is changed the way people change names: legal form, word
order, abbreviation, translation, a slip. Unrelated firms share what strangers share: a building, a surname, the words
of the trade, a town. `Tables` holds the words; measure on tables that nobody tuned on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

FROM = date(2023, 1, 1)
# What can be left of the old firm, with what a plain reading of the rules gives for it.
LINKS = {
    "person": 100, "name_of_person": 70, "cousin": 30, "account": 60, "phone": 50, "phone_slip": 45, "domain": 50,
    "place": 40, "next_door": 30,
}  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """The words firms and people are made of. `pairs`: Spanish, English."""

    trade: tuple[tuple[str, str], ...]
    telling: tuple[tuple[str, str], ...]
    own: tuple[str, ...]
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    streets: tuple[str, ...] = ("avenida", "calle")
    towns: tuple[str, ...] = ("Guatemala", "Mixco", "Quetzaltenango", "Cobán", "Huehuetenango", "Escuintla")
    buildings: int = 6


_GIVEN = """
Juan José Luis Carlos Pedro Marta Ana Rosa Elena Julia Mario Jorge Byron Edgar Silvia Irma Telma Rony Walter Olga
"""
_SURNAMES = """
López García Pérez Hernández Morales Choc Caal Tzoc Xol Guarcax Pop Ical Batz Monzón Arriola Sandoval Pivaral Recinos
Barahona Cifuentes Girón Tobar Mazariegos Samayoa Castañeda Urízar Ordóñez Quiñónez Villatoro Escobedo Tecún Ajquijay
Cumes Sicajá Tambriz Ixcoy Yaxón Bal Cojtí Raxón
"""
TABLES = Tables(
    trade=(
        ("Servicios Laborales", "Labor Services"), ("Personal", "Staffing"), ("Viajes", "Travel"),
        ("Empleos", "Jobs"), ("Reclutamiento", "Recruiting"), ("Recursos Humanos", "Human Resources"),
        ("Soluciones", "Solutions"), ("Servicios Internacionales", "International Services"),
        ("Consultores", "Consultants"), ("Agencia de Empleo", "Employment Agency"),
    ),
    telling=(
        ("Puente", "Bridge"), ("Horizonte", "Horizon"), ("Cosecha", "Harvest"), ("Camino", "Road"),
        ("Estrella", "Star"),
        ("Volcán", "Volcano"), ("Río Verde", "Green River"), ("Amanecer", "Sunrise"), ("Esperanza", "Hope"),
        ("Águila", "Eagle"), ("Montaña", "Mountain"), ("Pacífico", "Pacific"), ("Norte", "North"),
        ("Progreso", "Progress"),
    ),
    own=(
        "Ixchel", "Tikal", "Zaculeu", "Q'anil", "Atitlán", "Kaminal", "Pixab'aj", "Xelajú", "Chuwila", "Ajpop",
        "Izabal",
        "Balam", "Kukulkán", "Ceiba", "Nawal", "Tzolkin", "Uspanteka", "Monzón", "Lacandón", "Sacapulas", "Tohil",
        "Cancuén", "Xibalbá", "Pop Wuj", "Mirador", "Ujuxte", "Quiriguá", "Iximché", "Yaxhá", "Polochic", "Motagua",
        "Chixoy", "Pasión", "Usumacinta", "Samalá", "Achiguate", "Suchiate", "Nahualate", "Petexbatún", "Lachuá",
    ),
    given=tuple(_GIVEN.split()),
    surnames=tuple(_SURNAMES.split()),
)  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """Agencies as JSON (interfaces.md). `truth`: applicant id to the id it came from; `kept`: its links by name."""

    register: list[dict[str, Any]]
    applicants: list[dict[str, Any]]
    truth: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def allows_hard_stop(self, applicant: str) -> bool:
        """Do the links left weigh 100 by the letter of the rules, the name counted as alike?"""
        weights = [LINKS[link] for link in self.kept[applicant]]
        return sum(weights) + 30 >= 100


def pairs(seed: int, *, reborn: int = 50, unrelated: int = 500, tables: Tables = TABLES) -> Pairs:
    """`reborn` sanctioned firms with one successor each, and `unrelated` applicants that are nobody's successor."""
    dice = Random(seed)  # noqa: S311 - invented firms, not a secret # nosec B311
    return _Maker(dice, tables).pairs(reborn, unrelated)


class _Maker:
    def __init__(self, dice: Random, tables: Tables) -> None:
        self.dice, self.tables, self.made = dice, tables, 0
        self.buildings = [self._street() for _ in range(tables.buildings)]

    def pairs(self, reborn: int, unrelated: int) -> Pairs:
        made = Pairs([], [])
        for _ in range(reborn):
            old = self.firm(sanctioned=True)
            made.register.append(old)
            new, kept = self.successor(old)
            made.applicants.append(new)
            made.truth[new["id"]], made.kept[new["id"]] = old["id"], kept
        made.applicants.extend(self.stranger(self.dice.choice(made.register)) for _ in range(unrelated))
        self.dice.shuffle(made.applicants)
        return made

    # ------------------------------------------------------------ firms

    def firm(self, *, sanctioned: bool = False) -> dict[str, Any]:
        self.made += 1
        word, english = self._telling()
        trade = self.dice.choice(self.tables.trade)
        founded = FROM - timedelta(days=self.dice.randint(200, 5000))
        domain = f"{_letters(word)}{self.made}.example"
        mail = f"info@{domain}" if self.dice.random() < 0.6 else f"{_letters(word)}{self.made}@gmail.com"
        row: dict[str, Any] = {
            "id": f"A{self.made:04d}",
            "legal_name": self._name(word, english, trade, 0),
            "trade_names": [],
            "founded_on": founded.isoformat(),
            "parties": [
                self.person(role) for role in ("owner", "legal_rep", "director")[: self.dice.randint(1, 3)]
            ],
            "contacts": [
                {"type": "phone", "value": self.phone()},
                {"type": "email", "value": mail},
                {
                    "type": "address",
                    "value": self.address(),
                    "municipality": self.dice.choice(self.tables.towns),
                },
                {"type": "bank_account", "value": "".join(self.dice.choices("0123456789", k=11))},
            ],
            "_words": (word, english, trade),
        }
        if sanctioned:
            row["status"] = self.dice.choice(("revoked", "revoked", "suspended"))
            row["status_since"] = (FROM + timedelta(days=self.dice.randint(0, 900))).isoformat()
        else:
            row["status"] = "applied"
            row["founded_on"] = (FROM + timedelta(days=self.dice.randint(-3000, 1200))).isoformat()
        return row

    def stranger(self, near: dict[str, Any]) -> dict[str, Any]:
        """Nobody's successor; one in three shares with a sanctioned firm what strangers share."""
        row = self.firm()
        kind = self.dice.choice(
            ("surname", "building", "words", "town", "line", "none", "none", "none", "none", "none")
        )
        if kind == "surname":
            surname = near["parties"][0]["name"].split()[-2]
            row["parties"][0]["name"] = f"{self._given()} {surname} {self.dice.choice(self.tables.surnames)}"
        elif kind == "building":
            place = _contact(near, "address")
            base = place["value"].split(",")[0] + "," + place["value"].split(",")[1]
            _contact(row, "address").update(
                value=f"{base}, oficina {self.dice.randint(100, 999)}", municipality=place["municipality"]
            )
            if "oficina" not in place["value"]:
                place["value"] += f", oficina {self.dice.randint(100, 999)}"
        elif kind == "words":
            row["legal_name"] = self._name(*self._telling(), near["_words"][2], 0)
        elif kind == "town":
            _contact(row, "address")["municipality"] = _contact(near, "address")["municipality"]
        elif kind == "line":
            # Neighbours in the telephone book: four digits alike, no more.
            _contact(row, "phone")["value"] = _contact(near, "phone")["value"][:4] + "".join(
                self.dice.choices("0123456789", k=4)
            )
        return row

    def successor(self, old: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The old firm under a new name, with one to four true links left."""
        row = self.firm()
        since = date.fromisoformat(old["status_since"])
        row["founded_on"] = (since + timedelta(days=self.dice.randint(-60, 700))).isoformat()
        row["legal_name"] = self.renamed(old)
        kinds = self.dice.sample(sorted(LINKS), self.dice.randint(1, 4))
        # One of a kind: who keeps the line does not change a digit of it too.
        for strong, weak in (("person", "name_of_person"), ("phone", "phone_slip"), ("place", "next_door")):
            if strong in kinds and weak in kinds:
                kinds.remove(weak)
        for kind in kinds:
            self._keep(kind, old, row)
        return row, tuple(kinds)

    def _keep(self, kind: str, old: dict[str, Any], row: dict[str, Any]) -> None:
        person = self.dice.choice(old["parties"])
        if kind == "person":
            row["parties"][0] = {**person, "role": row["parties"][0]["role"]}
        elif kind == "name_of_person":
            row["parties"][-1] = {"name": self._rewritten(person["name"]), "role": row["parties"][-1]["role"]}
        elif kind == "cousin":
            row["parties"].append(self.person("legal_rep", surnames=person["name"].split()[-2:]))
        elif kind == "account":
            _contact(row, "bank_account")["value"] = _contact(old, "bank_account")["value"]
        elif kind in ("phone", "phone_slip"):
            number = _contact(old, "phone")["value"]
            _contact(row, "phone")["value"] = f"+502 {number}" if kind == "phone" else self._digit(number)
        elif kind == "domain":
            mail = _contact(old, "email")
            if mail["value"].endswith("gmail.com"):
                mail["value"] = f"info@{_letters(old['_words'][0])}{old['id'].lower()}.example"
            _contact(row, "email")["value"] = "ventas@" + mail["value"].partition("@")[2]
        else:
            place = _contact(old, "address")
            moved = self._written_otherwise(place["value"], next_door=kind == "next_door")
            _contact(row, "address").update(value=moved, municipality=place["municipality"])

    # ------------------------------------------------------------ names of firms

    def _telling(self) -> tuple[str, str]:
        if self.dice.random() < 0.45:
            return self.dice.choice(self.tables.telling)
        own = " ".join(self.dice.sample(self.tables.own, self.dice.choice((1, 1, 2))))
        return own, own

    def _name(self, word: str, english: str, trade: tuple[str, str], language: int) -> str:
        words = english if language else word
        form = self.dice.choice(
            ("S.A.", "Sociedad Anónima", "y Cía. Ltda.", "Ltda.") if not language else ("Inc.", "LLC", "Ltd.")
        )
        return (
            f"{trade[language]} {words}, {form}"
            if self.dice.random() < 0.6
            else f"{words} {trade[language]}, {form}"
        )

    def renamed(self, old: dict[str, Any]) -> str:
        """Another legal form, then one or two of: order, trade, abbreviation, translation, a slip, a word more."""
        word, english, trade = old["_words"]
        language = 0
        for how in self.dice.sample(
            ("order", "trade", "short", "translate", "slip", "more"), self.dice.choice((1, 2, 2))
        ):
            if how == "trade":
                trade = self.dice.choice(self.tables.trade)
            elif how == "short":
                trade = (" ".join(f"{part[:4]}." for part in trade[0].split()), trade[1])
            elif how == "translate":
                language = 1
            elif how == "slip":
                word, english = self._slip(word), self._slip(english)
            elif how == "more":
                word, english = (
                    f"{word} {self.dice.choice(('Global', 'Nuevo', 'Guatemala', 'Plus'))}",
                    english,
                )
        return self._name(word, english, trade, language)

    def _slip(self, text: str) -> str:
        at = self.dice.randrange(1, len(text) - 1)
        return self.dice.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            )
        )

    # ------------------------------------------------------------ people, lines, places

    def _given(self) -> str:
        return " ".join(self.dice.sample(self.tables.given, 2))

    def person(self, role: str, surnames: list[str] | None = None) -> dict[str, Any]:
        both = surnames or self.dice.sample(self.tables.surnames, 2)
        return {
            "name": f"{self._given()} {' '.join(both)}",
            "dpi": "".join(self.dice.choices("123456789", k=13)),
            "role": role,
        }

    def _rewritten(self, name: str) -> str:
        given, second, *surnames = name.split()
        return self.dice.choice(
            (
                f"{' '.join(surnames)}, {given} {second}",
                f"{given} {second[0]}. {' '.join(surnames)}",
                f"{given} {second} {' '.join(surnames)}".replace("z", "s").replace("Gu", "Hu"),
                f"{given} {second} {surnames[0]}",
            )
        )

    def phone(self) -> str:
        return self.dice.choice("2345") + "".join(self.dice.choices("0123456789", k=7))

    def _digit(self, number: str) -> str:
        at = self.dice.randrange(len(number))
        return number[:at] + str((int(number[at]) + self.dice.randint(1, 9)) % 10) + number[at + 1 :]

    def _street(self) -> str:
        dice = self.dice
        house = f"{dice.randint(1, 20)}-{dice.randint(10, 60):02d}"
        return f"{dice.randint(1, 25)} {dice.choice(self.tables.streets)} {house}, zona {dice.randint(1, 21)}"

    def address(self) -> str:
        if self.dice.random() < 0.2:
            return f"{self.dice.choice(self.buildings)}, oficina {self.dice.randint(100, 999)}"
        return self._street()

    def _written_otherwise(self, address: str, *, next_door: bool) -> str:
        number, kind, house, *_rest = address.replace(",", " ").split()
        zone, comma, unit = address.split("zona ")[1].partition(",")
        block, door = house.split("-")
        door = f"{int(door) + self.dice.randint(2, 12):02d}" if next_door else door
        short = "Av." if kind == "avenida" else "C."
        return (
            self.dice.choice(
                (
                    f"{number}a {kind} {block}-{door} zona {zone}",
                    f"{kind.capitalize()} {number} No. {block}-{door}, Z.{zone}",
                    f"{number}ª. {short} {block}-{door}, zona {zone}",
                    f"{number} {kind} {block}-{door} Z. {zone}",
                )
            )
            + comma
            + unit.replace("oficina", self.dice.choice(("oficina", "Of.", "ofic.")))
        )


def _contact(row: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in row["contacts"] if one["type"] == kind)
    return found


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isascii() and char.isalpha())
