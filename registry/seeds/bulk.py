"""The bulk path: an invented population straight into the tables, in batches, with one event for all of it.

It goes round the services on purpose (10,000 registrations one by one take minutes), so it writes what they would
have written: keyed hashes, name keys, dated standings, a check of every vacancy under the ruleset in force.
Everything is marked fictitious. The caller commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor
from registry.candidates.code import code_hash, new_code
from registry.candidates.models import Candidate, CandidateLanguage, CandidateSkill, Consent, WorkHistory
from registry.candidates.registration import Registration
from registry.candidates.service import columns
from registry.candidates.states import CandidateState
from registry.db import Base, new_public_id
from registry.errors import NotPossible
from registry.law.queries import in_force
from registry.numbering import next_number
from registry.organisations.identifiers import normalised
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Employer, Recruiter, Standing
from registry.organisations.states import AgencyState, EmployerState
from registry.same_person.keys import told_of, write
from registry.schemes.evaluate import Outcome, evaluate, summary
from registry.schemes.facts import Circumstances, VacancyFacts
from registry.seeds.market import InventedAgency, InventedEmployer, InventedVacancy
from registry.seeds.people import InventedCandidate
from registry.seeds.population import Invented
from registry.vacancies import checks, needs
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vacancies.states import VacancyState

BATCH = 1000

Progress = Callable[[int], None]
Row = dict[str, Any]

_NOTE = "Población ficticia"


def seed(
    session: Session,
    population: Iterable[Invented],
    progress: Progress | None = None,
    *,
    actor: Actor = SYSTEM,
) -> dict[str, int]:
    """Write a population (registry.seeds.population) and return how many of each noun were written.

    `progress` is told how many, after each batch. Raises NotPossible("already_seeded") when its first record
    stands in the tables already: the same seed a second time.
    """
    writer = _Writer(session)
    done: Counter[str] = Counter()
    for batch in _batches(population):
        done[writer.write(batch)] += len(batch)
        if progress:
            progress(len(batch))
    events.record(session, actor, "population", "fictitious", "seed", data=dict(done))
    return dict(done)


def _batches(population: Iterable[Invented]) -> Iterator[list[Invented]]:
    """Runs of one kind, at most BATCH long."""
    batch: list[Invented] = []
    for one in population:
        if batch and (type(one) is not type(batch[0]) or len(batch) == BATCH):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


class _Writer:
    """Writes batches; remembers the keys of agencies and employers for the vacancies that name them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = clock.now()
        self.agencies: dict[int, int] = {}
        self.employers: dict[int, int] = {}

    def write(self, batch: Sequence[Invented]) -> str:
        """Write a run of one kind; return the noun."""
        first = batch[0]
        if isinstance(first, InventedAgency):
            self._agencies([one for one in batch if isinstance(one, InventedAgency)])
            return "agency"
        if isinstance(first, InventedEmployer):
            self._employers([one for one in batch if isinstance(one, InventedEmployer)])
            return "employer"
        if isinstance(first, InventedVacancy):
            self._vacancies([one for one in batch if isinstance(one, InventedVacancy)])
            return "vacancy"
        self._candidates([one for one in batch if isinstance(one, InventedCandidate)])
        return "candidate"

    def _keyed(self, table: type[Base], rows: list[Row]) -> list[int]:
        """Insert rows that have a public id; their keys, in order."""
        model: Any = table
        public_ids = [row["public_id"] for row in rows]
        if self.session.scalar(select(model.id).where(model.public_id.in_(public_ids)).limit(1)):
            raise NotPossible("already_seeded")
        statement = insert(model.__table__).returning(model.__table__.c.id, sort_by_parameter_order=True)
        return list(self.session.scalars(statement, rows))

    def _insert(self, table: type[Base], rows: list[Row]) -> None:
        model: Any = table
        if rows:
            self.session.execute(insert(model.__table__), rows)

    # ------------------------------------------------------------------ agencies and employers

    def _agencies(self, batch: list[InventedAgency]) -> None:
        numbers = _numbers(next_number(self.session, Agency.registry_no, "R-", digits=4))
        rows = [_agency_row(one, next(numbers) if one.is_numbered else None) for one in batch]
        keys = self._keyed(Agency, rows)
        self.agencies |= {one.number: key for one, key in zip(batch, keys, strict=True)}
        pairs = list(zip(batch, keys, strict=True))
        self._insert(AgencyContact, [
            {
                "agency_id": key, "kind": kind, "value": value, "is_public": True,
                "normalised": normalised(kind, value),
            }
            for one, key in pairs for kind, value in one.contacts
        ])  # fmt: skip
        self._insert(AgencyParty, [
            {"agency_id": key, "name": name, "role": role, "since": one.founded_on}
            for one, key in pairs for name, role in one.parties
        ])  # fmt: skip
        cards = _numbers(next_number(self.session, Recruiter.card_no, "RC-", digits=4))
        self._insert(Recruiter, [
            {
                "agency_id": key, "name": name, "card_no": next(cards) if one.is_numbered else None,
                "valid_to": one.valid_to,
            }
            for one, key in pairs for name in one.recruiters
        ])  # fmt: skip
        self._insert(Standing, [row for one, key in pairs for row in _standings(one, key)])

    def _employers(self, batch: list[InventedEmployer]) -> None:
        keys = self._keyed(Employer, [
            {
                "public_id": one.public_id, "legal_name": one.legal_name, "country": one.country,
                "region": one.region, "city": one.city, "activity": one.activity,
                "contact_name": one.contact_name, "contact_email": one.contact_email,
                "contact_phone": one.contact_phone, "is_imported": False,
                "state": EmployerState.VERIFIED, "applied_at": self.now, "verified_at": self.now,
            }
            for one in batch
        ])  # fmt: skip
        self.employers |= {one.number: key for one, key in zip(batch, keys, strict=True)}

    # ------------------------------------------------------------------ vacancies

    def _vacancies(self, batch: list[InventedVacancy]) -> None:
        law = in_force(self.session)
        checks.archive(self.session, law)
        today = clock.today()
        numbers = _numbers(next_number(self.session, Vacancy.number, f"V-{today.year}-"))
        note = {"note": _NOTE, "by": _NOTE, "at": self.now.isoformat()}
        outcomes, rows = [], []
        for one in batch:
            facts = VacancyFacts.model_validate(one.facts)
            outcomes.append(evaluate(law, facts, today, _circumstances(one)))
            rows.append(self._vacancy_row(one, facts, next(numbers), outcomes[-1]))
        keys = self._keyed(Vacancy, rows)
        self._insert(VacancyCheck, [
            {
                "vacancy_id": key, "ruleset_hash": law.hash, "asked_on": today, "at": self.now,
                "outcomes": [item.to_json() for item in found], "is_blocked": summary(found).state == "blocked",
                "answered": {item.rule: note for item in summary(found).unknown},
            }
            for key, found in zip(keys, outcomes, strict=True)
        ])  # fmt: skip

    def _vacancy_row(
        self, one: InventedVacancy, facts: VacancyFacts, number: str, outcomes: list[Outcome]
    ) -> Row:
        """What the law blocks stays a draft; the rest is published."""
        is_blocked = summary(outcomes).state == "blocked"
        return {
            "public_id": one.public_id,
            "number": number,
            "scheme": facts.scheme,
            "employer_id": self.employers[one.employer],
            "agency_id": None if one.agency is None else self.agencies[one.agency],
            "title": facts.title,
            "country": one.needs.country,
            "region": one.needs.region,
            "start_on": facts.start_date,
            "end_on": facts.end_date,
            "facts": facts.model_dump(mode="json", exclude_none=True),
            "needs": needs.to_json(one.needs),
            "seats_total": facts.workers_total,
            "seats_filled": 0,
            "state": VacancyState.DRAFT if is_blocked else VacancyState.PUBLISHED,
            "is_fictitious": True,
            "created_at": self.now,
            "submitted_at": None if is_blocked else self.now,
            "published_at": None if is_blocked else self.now,
        }

    # ------------------------------------------------------------------ candidates

    def _candidates(self, batch: list[InventedCandidate]) -> None:
        told = [one.registration() for one in batch]
        rows = [_candidate_row(one, facts) for one, facts in zip(batch, told, strict=True)]
        keys = self._keyed(Candidate, rows)
        pairs = list(zip(keys, told, strict=True))
        for table, part in (
            (WorkHistory, "work"),
            (CandidateSkill, "skills"),
            (CandidateLanguage, "languages"),
        ):
            self._insert(
                table,
                [
                    {"candidate_id": key, **one.model_dump()}
                    for key, facts in pairs
                    for one in getattr(facts, part)
                ],
            )
        write(self.session, ((key, told_of(facts)) for key, facts in pairs))
        self._insert(Consent, [
            {"public_id": new_public_id(), "candidate_id": row_key, "at": row["registered_at"], **answer.model_dump()}
            for (row_key, facts), row in zip(pairs, rows, strict=True) for answer in facts.consents
        ])  # fmt: skip


def _agency_row(one: InventedAgency, registry_no: str | None) -> Row:
    return {
        "public_id": one.public_id,
        "legal_name": one.legal_name,
        "trade_names": list(one.trade_names),
        "nit": one.nit,
        "registry_no": registry_no,
        "municipality": one.municipality,
        "address": one.address,
        "corridors": list(one.corridors),
        "founded_on": one.founded_on,
        "state": one.state,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "conditions": one.public_reason if one.state == AgencyState.CONDITIONAL else None,
        "applied_at": _noon(one.valid_from or one.since),
        "is_fictitious": True,
    }


def _standings(one: InventedAgency, key: int) -> list[Row]:
    """The dated lines of the public history: registered first, when it ever was, then what it is now."""
    always = {"agency_id": key, "ground": "invented", "valid_to": one.valid_to}
    now = always | {"state": one.state, "since": one.since, "public_reason": one.public_reason}
    if one.state == AgencyState.APPLIED:
        return []
    if one.valid_from is None or one.valid_from == one.since:
        return [now]
    before = {"state": AgencyState.REGISTERED, "since": one.valid_from, "public_reason": None}
    return [always | before, now]


def _circumstances(one: InventedVacancy) -> Circumstances:
    """Invented vacancies come through agencies in good standing or through none; nobody is on a list."""
    return Circumstances(agency_standing="none" if one.agency is None else "good", debarred="no")


def _numbers(first: str) -> Iterator[str]:
    """`first` and the numbers after it, as many digits long."""
    prefix, digits = first[: -len(first.split("-")[-1])], len(first.split("-")[-1])
    for number in count(int(first[-digits:])):
        yield f"{prefix}{number:0{digits}d}"


def _candidate_row(one: InventedCandidate, facts: Registration) -> Row:
    code = new_code()
    return columns(facts) | {
        "public_id": one.public_id,
        "code": code,
        "code_hash": code_hash(code),
        "state": CandidateState.REGISTERED,
        "is_fictitious": True,
        "registered_at": _noon(one.registered_on),
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(18), UTC)
