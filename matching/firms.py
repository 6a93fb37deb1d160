"""Two firms: what links them, how alike, and shown so that a person can judge. For firms that come back renamed.

Plain values in, links out; no weights, no decision (registry/flags). Compared are people and their documents, the
firm's own NIT, bank accounts, telephones, mail and web addresses, places and names. What many firms have in common (one
building, one provider of mail, one usual surname) links none of them: a `Crowd` counts that among all firms compared.
Document and account numbers never leave this module: a link says that they are equal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rapidfuzz.distance import OSA

from matching import addresses, firm_names, people
from matching.addresses import Place
from matching.text import fold, phone_key

# Mailboxes that anybody can open: their domain says nothing of who writes.
_FREE_MAIL_TEXT = """
gmail.com googlemail.com hotmail.com hotmail.es outlook.com outlook.es live.com live.com.mx msn.com yahoo.com
    yahoo.es yahoo.com.mx ymail.com icloud.com me.com aol.com gmx.com gmx.net mail.com protonmail.com proton.me
    zoho.com tutanota.com intelnet.net.gt intelnett.com guate.net.gt terra.com.gt turbonett.com claro.com.gt"""
FREE_MAIL = frozenset(_FREE_MAIL_TEXT.split())
_SOCIAL = (
    "facebook.com",
    "instagram.com",
    "tiktok.com",
    "linktr.ee",
    "wa.me",
    "t.me",
    "x.com",
    "twitter.com",
    "linkedin.com",
)
_INSURERS = re.compile(r"\b(?:asegurador|seguros|afianzador|fianzas|banco|insurance|surety)")
# More firms than that with one address, line, domain or guarantor: it is a building, an accountant, a provider.
CROWDED = 3
_LEADS_TEXT = (
    "owner shareholder director legal_rep legal_representative representative manager partner founder"
)
_LEADS = frozenset(_LEADS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody behind a firm. `document`, `nit`: digits or a keyed hash, only ever compared. `until`: None while it
    lasts."""

    name: str
    document: str = ""
    nit: str = ""
    role: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def leads(self) -> bool:
        """Owner, director or representative; also when nobody said which role."""
        return not self.role or self.role in _LEADS

    def is_surely(self, other: Person) -> bool:
        """By a document: the same DPI or the same personal NIT."""
        same_document = bool(self.document) and self.document == other.document
        return same_document or (bool(self.nit) and self.nit == other.nit)


@dataclass(frozen=True)
class Firm:
    """One firm as it is compared. `phones`, `emails`, `webs`, `accounts` as written, or hashed accounts."""

    id: str
    names: tuple[str, ...]
    nit: str = ""
    status: str = ""
    status_since: date | None = None
    founded_on: date | None = None
    people: tuple[Person, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    webs: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    accounts: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its telephones by their last eight digits."""
        return tuple(dict.fromkeys(key for key in map(phone_key, self.phones) if key))

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Domains of its mail and sites that are its own; of a page in a social network its address."""
        mail = (fold(one).rpartition("@")[2] for one in self.emails)
        found = [one for one in mail if "." in one and one not in FREE_MAIL]
        found += [one for one in map(_site, self.webs) if one]
        return tuple(dict.fromkeys(found))

    @cached_property
    def mailboxes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fold(one).strip() for one in self.emails if "@" in one))

    @cached_property
    def account_keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for key in map(_account, self.accounts) if key))


def _site(typed: str) -> str:
    bare = re.sub(r"^https?://", "", typed.strip().lower()).removeprefix("www.")
    host, _slash, path = bare.partition("/")
    host = host.partition(":")[0].removeprefix("m.")
    if host in _SOCIAL:
        page = path.strip("/").partition("/")[0].partition("?")[0]
        return f"{host}/{page}" if page else ""
    return host if "." in host and host not in FREE_MAIL else ""


def _account(typed: str) -> str:
    if re.fullmatch(r"[0-9a-f]{64}", typed):
        return typed
    digits = re.sub(r"\D", "", typed)
    return digits.lstrip("0") if len(digits) >= 6 else ""


@dataclass(frozen=True, slots=True)
class Link:
    """One thing two firms share. `kind`: nit, person, account, guarantor, phone, mail, place, name. `level` says how
    alike. `ours`, `theirs`: what was compared, telephones shortened, documents and accounts left out."""

    kind: str
    level: str
    ours: str = ""
    theirs: str = ""
    likeness: float = 1.0
    until: date | None = None


@dataclass
class Crowd:
    """What is usual among the firms of one comparison: counted over the register and the applicants together."""

    firms: list[Firm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = firm_names.Rarity(firm.names for firm in self.firms)
        self.people = people.Rarity(person.name for firm in self.firms for person in firm.people)
        self.places = _counted((place.key for place in firm.places) for firm in self.firms)
        self.lines = _counted(firm.lines for firm in self.firms)
        self.masks = _counted((mask for line in firm.lines for mask in _masks(line)) for firm in self.firms)
        self.domains = _counted(firm.domains for firm in self.firms)


def _counted(of_firms: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(one for ones in of_firms for one in set(ones) if one)


def _masks(line: str) -> list[str]:
    """A telephone with each digit in turn left open: two lines that differ by one digit share one of them."""
    return [f"{line[:at]}_{line[at + 1 :]}" for at in range(len(line))]


def compare(ours: Firm, theirs: Firm, crowd: Crowd) -> list[Link]:
    """Everything that links two firms, best reading of each kind."""
    return [
        *_nit(ours, theirs),
        *_people(ours, theirs, crowd),
        *_guarantors(ours, theirs),
        *_accounts(ours, theirs),
        *_phones(ours, theirs, crowd),
        *_mail(ours, theirs, crowd),
        *_places(ours, theirs, crowd),
        *_names(ours, theirs, crowd),
    ]


def _nit(ours: Firm, theirs: Firm) -> Iterable[Link]:
    if ours.nit and ours.nit == theirs.nit:
        yield Link("nit", "same")


# ---------------------------------------------------------------- people


def _people(ours: Firm, theirs: Firm, crowd: Crowd) -> list[Link]:
    """The best link of each of our people to anybody there; family ties once for the whole firm."""
    found: dict[str, tuple[int, Link]] = {}
    for person in ours.people:
        if person.role == "guarantor":
            continue
        for other in theirs.people:
            level, bits = _person_level(person, other, crowd)
            if not level:
                continue
            # Two cousins are one family: the ties of kin count together, once.
            whose = "kin" if level.startswith("kin") else people.read(person.name).whole
            rank = _PERSON_LEVELS.index(level)
            if whose not in found or rank < found[whose][0]:
                link = Link("person", level, person.name, other.name, min(1.0, bits / 30), other.until)
                found[whose] = (rank, link)
    return [link for _rank, link in sorted(found.values(), key=lambda one: one[0])]


# Best first.
_PERSON_LEVELS = (
    "same_document", "document_slip", "same_name", "recruiter", "short_name", "kin_rare", "kin_pair", "namesake", "kin",
)  # fmt: skip


def _person_level(a: Person, b: Person, crowd: Crowd) -> tuple[str, float]:
    document = a.is_surely(b)
    alike = people.likeness(people.read(a.name), people.read(b.name), crowd.people)
    level = "same_document" if document else alike.level
    if not document and a.document and b.document and level in ("same_name", "short_name"):
        # Two people may bear one name; two documents that differ by a slip are one document.
        level = "document_slip" if _slipped(a.document, b.document) else "namesake"
    if level and not (a.leads and b.leads):
        level = "recruiter" if level in ("same_document", "document_slip", "same_name") else ""
    return level, 30.0 if document else alike.bits


def _slipped(a: str, b: str) -> bool:
    return a.isdigit() and b.isdigit() and OSA.distance(a, b, score_cutoff=1) <= 1


def _guarantors(ours: Firm, theirs: Firm) -> Iterable[Link]:
    for a in ours.people:
        for b in theirs.people:
            if a.role != "guarantor" or b.role != "guarantor" or _INSURERS.search(fold(a.name)):
                continue
            document = a.is_surely(b)
            if document or people.read(a.name).whole == people.read(b.name).whole:
                yield Link("guarantor", "same_document" if document else "same_name", a.name, b.name)
                return


# ---------------------------------------------------------------- accounts, lines, mail


def _accounts(ours: Firm, theirs: Firm) -> Iterable[Link]:
    if set(ours.account_keys) & set(theirs.account_keys):
        yield Link("account", "same")
        return
    for a in ours.account_keys:
        for b in theirs.account_keys:
            if (
                a.isdigit()
                and b.isdigit()
                and min(len(a), len(b)) >= 8
                and OSA.distance(a, b, score_cutoff=1) <= 1
            ):
                yield Link("account", "slip", likeness=0.9)
                return


def _phones(ours: Firm, theirs: Firm, crowd: Crowd) -> Iterable[Link]:
    same = [line for line in ours.lines if line in theirs.lines]
    if same:
        usual = min(crowd.lines[line] for line in same) > CROWDED
        yield Link("phone", "crowd" if usual else "same", _short(same[0]), _short(same[0]))
        return
    for a in ours.lines:
        for b in theirs.lines:
            if OSA.distance(a, b, score_cutoff=1) <= 1:
                # A block of lines of one building differs by a digit as well.
                usual = max(crowd.masks[mask] for mask in _masks(a)) > CROWDED
                yield Link("phone", "block" if usual else "near", _short(a), _short(b), 0.88)
                return


def _short(line: str) -> str:
    return f"...{line[-4:]}"


def _mail(ours: Firm, theirs: Firm, crowd: Crowd) -> Iterable[Link]:
    both = [one for one in ours.mailboxes if one in theirs.mailboxes]
    if both:
        yield Link("mail", "same", _masked(both[0]), _masked(both[0]))
        return
    shared = [one for one in ours.domains if one in theirs.domains]
    if shared:
        usual = min(crowd.domains[one] for one in shared) > CROWDED
        yield Link("mail", "crowd" if usual else "domain", shared[0], shared[0])
        return
    for a in ours.mailboxes:
        for b in theirs.mailboxes:
            # Not where the mailbox only repeats the firm's name: that was compared already.
            own = _own_part(a)
            if (
                len(own) >= 7
                and own == _own_part(b)
                and own not in "".join(_own_part(name) for name in ours.names)
            ):
                yield Link("mail", "mailbox_alike", _masked(a), _masked(b), 0.8)
                return


def _own_part(mailbox: str) -> str:
    return re.sub(r"[^a-z]", "", fold(mailbox.partition("@")[0]))


def _masked(mailbox: str) -> str:
    name, _at, domain = mailbox.partition("@")
    return f"{name[:2]}...@{domain}"


# ---------------------------------------------------------------- places and names


_PLACE_LEVELS = ("same", "next_door", "next_office", "building", "crowd")


def _places(ours: Firm, theirs: Firm, crowd: Crowd) -> list[Link]:
    found = []
    for a in ours.places:
        for b in theirs.places:
            near = addresses.nearness(a, b)
            if not near.level:
                continue
            usual = max(crowd.places[a.key], crowd.places[b.key]) > CROWDED if a.key and b.key else False
            level = "crowd" if usual and near.level != "next_door" else near.level
            likeness = 1.0 - (near.metres or 0) / 200
            found.append(Link("place", level, a.text, b.text, round(likeness, 2)))
    return sorted(found, key=lambda link: _PLACE_LEVELS.index(link.level))[:1]


_NAME_LEVELS = ("same", "near", "part", "common", "usual")


def _names(ours: Firm, theirs: Firm, crowd: Crowd) -> list[Link]:
    found = []
    for a in ours.names:
        for b in theirs.names:
            alike = firm_names.likeness(firm_names.read(a), firm_names.read(b), crowd.names)
            if alike.level:
                found.append(Link("name", alike.level, a, b, alike.score))
    return sorted(found, key=lambda link: (_NAME_LEVELS.index(link.level), -link.likeness))[:1]
