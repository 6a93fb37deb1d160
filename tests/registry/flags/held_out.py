"""Another maker of pairs, written apart from registry/seeds/reborn.py: other words, other ways to rename, holes in the
data. Nothing was tuned on it: it says whether the rules learned the task or the maker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

_NOUNS = """Atlas/Atlas Roble/Oak Lucero/Lucero Faro/Lighthouse Halcón/Hawk Ceibal/Ceibal Cumbre/Summit Marea/Tide
Brújula/Compass Cedro/Cedar Tukur/Tukur Saqarik/Saqarik Xinabajul/Xinabajul Nimá/Nima Jobel/Jobel Paxil/Paxil
Rabinal/Rabinal Ulew/Ulew Kotz'i'j/Kotzij
B'atz'/Batz Aurora/Dawn Olivo/Olive Génesis/Genesis Omega/Omega Delfín/Dolphin Trébol/Clover
Bambú/Bamboo Orquídea/Orchid Quebracho/Quebracho Mixtun/Mixtun Panchoy/Panchoy Chinautla/Chinautla Zafiro/Sapphire
Condor/Condor Pinabete/Fir Izote/Izote Jade/Jade Obsidiana/Obsidian Kan/Kan Imox/Imox"""
_TRADES = (
    "Contratistas Agrícolas/Farm Contractors|Mano de Obra/Workforce|Colocaciones/Placements|"
    "Talento Humano/Human Talent|"
    "Outsourcing/Outsourcing|Gestión de Personal/Staff Management|Empleos Temporales/Temporary Jobs|"
    "Consultoría Laboral/Labor Consulting|Viajes y Visas/Travel and Visas|Servicios de Empleo/Employment Services"
)
_GIVEN = """
Edwin Selvin Wendy Heidy Gerson Brenda Lesbia Aroldo Fidel Catalina Domingo Petrona Manuela Diego Rigoberto
"""
_SURNAMES = """Velásquez Tzunux Chávez Ixcot Ramírez Ajpacajá Castillo Poz Méndez Coyoy Aguilar Tiu Fuentes Sacor
Rivas
Chuc Paredes Xitumul Ovalle Cac Lemus Tzul Marroquín Puac Solórzano Vicente Arévalo Tum Godínez Ical Barrera Xoy"""


@dataclass
class HeldOut:
    """As registry/seeds/reborn.py Pairs."""

    register: list[dict[str, Any]] = field(default_factory=list)
    applicants: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)
    worth: dict[str, int] = field(default_factory=dict)

    def allows_hard_stop(self, applicant: str) -> bool:
        return self.worth[applicant] >= 100


class Maker:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.count = 0
        self.nouns = [(one.partition("/")[0], one.partition("/")[2]) for one in _NOUNS.split()]
        self.trades = [(one.partition("/")[0], one.partition("/")[2]) for one in _TRADES.split("|")]
        self.tower = "Diagonal 6 10-50 zona 10, Torre Norte"

    def pairs(self, reborn: int = 50, unrelated: int = 500) -> HeldOut:
        out = HeldOut()
        for _ in range(reborn):
            old = self.firm()
            old["status"] = self.dice.choice(("revoked", "suspended"))
            old["status_since"] = self.day(2022, 1000)
            out.register.append(old)
            new = self.firm()
            new["legal_name"] = self.rename(old["_name"])
            new["founded_on"] = (
                date.fromisoformat(old["status_since"]) + timedelta(days=self.dice.randint(20, 600))
            ).isoformat()
            out.worth[new["id"]] = self.inherit(old, new) + 30
            out.truth[new["id"]] = old["id"]
            out.applicants.append(new)
        for _ in range(unrelated):
            new = self.firm()
            self.coincidence(self.dice.choice(out.register), new)
            out.applicants.append(new)
        for row in (*out.register, *out.applicants):
            for key in ("founded_on", "trade_names"):
                if self.dice.random() < 0.15:
                    row.pop(key, None)
        return out

    def day(self, year: int, spread: int) -> str:
        return (date(year, 1, 1) + timedelta(days=self.dice.randint(0, spread))).isoformat()

    def firm(self) -> dict[str, Any]:
        dice, self.count = self.dice, self.count + 1
        parts = dice.sample(self.nouns, dice.choice((1, 1, 2)))
        trade = dice.choice(self.trades)
        form = dice.choice(("S. A.", "Sociedad Anónima", "y Compañía Limitada", ""))
        row: dict[str, Any] = {
            "id": f"H-{self.count}",
            "_name": (parts, trade),
            "legal_name": " ".join((*(part[0] for part in parts), trade[0], form)).strip(),
            "trade_names": [],
            "founded_on": self.day(2012, 4700),
            "parties": [self.person("owner")],
            "contacts": [{"type": "whatsapp", "value": f"+502 {self.line()}"}],
        }
        if dice.random() < 0.8:
            row["parties"].append(self.person("legal_representative"))
        if dice.random() < 0.8:
            row["contacts"].append({"type": "address", "value": self.street()})
        if dice.random() < 0.7:
            row["contacts"].append({"type": "web", "value": f"https://www.firma{self.count}.example/inicio"})
        if dice.random() < 0.6:
            row["contacts"].append(
                {
                    "type": "bank_account",
                    "value": f"{dice.randint(10, 99)}-{dice.randint(1000000, 9999999)}-{dice.randint(0, 9)}",
                }
            )
        return row

    def person(self, role: str) -> dict[str, Any]:
        dice = self.dice
        name = f"{' '.join(dice.sample(_GIVEN.split(), 2))} {' '.join(dice.sample(_SURNAMES.split(), 2))}"
        one: dict[str, Any] = {"name": name, "role": role}
        if dice.random() < 0.75:
            one["dpi"] = f"{dice.randint(1000, 9999)} {dice.randint(10000, 99999)} {dice.randint(1000, 9999)}"
        return one

    def line(self) -> str:
        return f"{self.dice.choice(('2', '4', '5', '7'))}{self.dice.randint(100, 999)}-{self.dice.randint(1000, 9999)}"

    def street(self) -> str:
        dice = self.dice
        if dice.random() < 0.15:
            return f"{self.tower}, oficina {dice.randint(201, 1400)}"
        kind = dice.choice(("Avenida", "Calle"))
        house = f"{dice.randint(1, 25)}-{dice.randint(1, 80):02d}"
        return f"{dice.randint(1, 30)} {kind} {house} Zona {dice.randint(1, 19)}"

    def rename(self, name: tuple[list[tuple[str, str]], tuple[str, str]]) -> str:
        parts, trade = name
        dice, english = self.dice, self.dice.random() < 0.25
        words = [part[1 if english else 0] for part in parts]
        if dice.random() < 0.3:
            words.reverse()
        if dice.random() < 0.4:
            trade = dice.choice(self.trades)
        text = trade[1 if english else 0]
        if dice.random() < 0.25:
            text = " ".join(f"{word[:5]}." if len(word) > 5 else word for word in text.split())
        if dice.random() < 0.25:
            at = dice.randrange(1, max(2, len(words[0]) - 1))
            words[0] = words[0][:at] + dice.choice("aeiou") + words[0][at + 1 :]
        both = [text, " ".join(words)] if dice.random() < 0.5 else [" ".join(words), text]
        return f"{' '.join(both)}{dice.choice((', S.A.', ' LLC', ' & Cía.', ' Corp.', ''))}"

    def inherit(self, old: dict[str, Any], new: dict[str, Any]) -> int:
        """Leave one to four true links; gives what they weigh by the letter."""
        ways = {
            "owner": 100,
            "cousin": 30,
            "whatsapp": 50,
            "digit": 50,
            "address": 40,
            "door": 40,
            "web": 50,
            "account": 60,
        }
        have = {one["type"] for one in old["contacts"]}
        if "dpi" not in old["parties"][0]:
            ways["owner"] = 70
        for kind, needs in (
            ("address", "address"),
            ("door", "address"),
            ("web", "web"),
            ("account", "bank_account"),
        ):
            if needs not in have:
                ways.pop(kind)
        kept = set(self.dice.sample(sorted(ways), min(len(ways), self.dice.randint(1, 4))))
        for strong, weak in (("whatsapp", "digit"), ("address", "door")):
            if strong in kept:
                kept.discard(weak)
        for way in sorted(kept):
            self._keep(way, old, new)
        return sum(ways[way] for way in kept)

    def _keep(self, way: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        owner = old["parties"][0]
        there = {one["type"]: one["value"] for one in old["contacts"]}
        if way == "owner":
            given, second, first, last = owner["name"].split()
            shown = self.dice.choice(
                (f"{first} {last}, {given} {second}", f"{given} {first} {last}", owner["name"].upper())
            )
            new["parties"].append({**owner, "name": shown, "role": "director"})
        elif way == "cousin":
            first, last = owner["name"].split()[-2:]
            new["parties"].append(
                {**self.person("legal_representative"), "name": f"Yesenia Noemí {first} {last}"}
            )
        elif way in ("whatsapp", "digit"):
            number = there["whatsapp"]
            if way == "digit":
                number = number[:-2] + str((int(number[-2]) + 3) % 10) + number[-1]
            new["contacts"].append({"type": "phone", "value": number.replace("+502 ", "").replace("-", "")})
        elif way in ("address", "door"):
            new["contacts"] = [one for one in new["contacts"] if one["type"] != "address"]
            new["contacts"].append(
                {"type": "address", "value": self._respelled(there["address"], way == "door")}
            )
        elif way == "web":
            host = there["web"].split("//www.")[1].split("/")[0]
            new["contacts"].append({"type": "email", "value": f"contacto@{host}"})
        else:
            new["contacts"] = [one for one in new["contacts"] if one["type"] != "bank_account"]
            new["contacts"].append(
                {"type": "bank_account", "value": "Banco X " + there["bank_account"].replace("-", " ")}
            )

    def _respelled(self, address: str, next_door: bool) -> str:
        if address.startswith("Diagonal"):
            office = int(address.rsplit(" ", 1)[1]) + (1 if next_door else 0)
            return f"Diag. 6, 10-50 Z.10 Torre Norte Of. {office}"
        number, kind, house, _zone, zone = address.split()
        block, door = house.split("-")
        door = f"{min(int(door) + 7, 99):02d}" if next_door else door
        return self.dice.choice(
            (
                f"{number}a. {kind[:2]}. {block}-{door}, zona {zone}",
                f"{kind} {number}, {block}-{door} Z {zone}",
            )
        )

    def coincidence(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        """What strangers share: a word of the name, a surname, the tower, the exchange, a first name and surname."""
        dice = self.dice.random()
        if dice < 0.08:
            parts, _trade = old["_name"]
            new["legal_name"] = (
                f"{parts[0][0]} {self.dice.choice(self.nouns)[0]} {self.dice.choice(self.trades)[0]}, S.A."
            )
        elif dice < 0.16:
            surname = old["parties"][0]["name"].split()[-2]
            new["parties"][0]["name"] = " ".join(
                (*new["parties"][0]["name"].split()[:2], surname, self.dice.choice(_SURNAMES.split()))
            )
        elif dice < 0.24:
            new["contacts"] = [one for one in new["contacts"] if one["type"] != "address"]
            new["contacts"].append(
                {"type": "address", "value": f"{self.tower}, oficina {self.dice.randint(201, 1400)}"}
            )
        elif dice < 0.30:
            new["contacts"][0]["value"] = (
                old["contacts"][0]["value"][:8] + f"-{self.dice.randint(1000, 9999)}"
            )
        elif dice < 0.34:
            new["parties"][0]["name"] = (
                f"{old['parties'][0]['name'].split()[0]} {old['parties'][0]['name'].split()[2]}"
            )
