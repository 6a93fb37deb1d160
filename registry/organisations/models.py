"""Employers and agencies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, EncryptedText, Record
from registry.files.models import StoredFile
from registry.organisations.states import AGENCY, EMPLOYER, AgencyState, EmployerState


class Employer(Record):
    """A firm or person who hires. `official_id`: FEIN, CRA number, CIF or NIT; never shown in public."""

    __tablename__ = "employer"
    __table_args__ = (
        CheckConstraint("state IN ('applied', 'verified', 'refused', 'suspended')", name="state"),
    )
    machine = EMPLOYER

    legal_name: Mapped[str] = mapped_column(String(200))
    trade_name: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    city: Mapped[str | None] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(300))
    official_id: Mapped[str | None] = mapped_column(EncryptedText)
    contact_name: Mapped[str | None] = mapped_column(EncryptedText)
    contact_email: Mapped[str | None] = mapped_column(EncryptedText)
    contact_phone: Mapped[str | None] = mapped_column(EncryptedText)
    activity: Mapped[str | None] = mapped_column(String(300))
    is_imported: Mapped[bool] = mapped_column(default=False)
    # The grouping mark of an imported file, so that one employer's orders stay together.
    import_ref: Mapped[str | None] = mapped_column(String(80), unique=True)
    state: Mapped[EmployerState] = mapped_column(String(20), default=EmployerState.APPLIED)
    applied_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        return actor.employer_id == self.id


class Mandate(Base):
    """An employer's permission for an agency to write vacancies in its name, as somebody there gave it."""

    __tablename__ = "mandate"
    __table_args__ = (UniqueConstraint("employer_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    statement: Mapped[str]
    given_by: Mapped[str] = mapped_column(String(200))
    given_on: Mapped[date]
    recorded_at: Mapped[datetime]


class Agency(Record):
    """A recruitment agency. `registry_no` (R-0044) is given at the first registration and never changes."""

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint(
            "state IN ('applied', 'registered', 'conditional', 'refused', 'suspended', 'revoked', 'expired')",
            name="state",
        ),
        CheckConstraint(
            "state NOT IN ('registered', 'conditional') OR registry_no IS NOT NULL", name="numbered"
        ),
        CheckConstraint("kind IN ('company', 'individual', 'foreign')", name="kind"),
        CheckConstraint("declared_fee_policy IN ('zero', 'worker_pays')", name="declared_fee_policy"),
    )
    machine = AGENCY

    kind: Mapped[str] = mapped_column(String(20), default="company", server_default="company")
    legal_name: Mapped[str] = mapped_column(String(200))
    trade_names: Mapped[list[str]] = mapped_column(default=list)
    nit: Mapped[str | None] = mapped_column(String(15), index=True)
    registry_no: Mapped[str | None] = mapped_column(String(12), unique=True)
    municipality: Mapped[str | None] = mapped_column(String(4))
    address: Mapped[str | None] = mapped_column(String(300))
    corridors: Mapped[list[str]] = mapped_column(default=list)
    website: Mapped[str | None] = mapped_column(String(200))
    founded_on: Mapped[date | None]
    # What it says that workers pay it; reports of fees are read against this.
    declared_fee_policy: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[AgencyState] = mapped_column(String(20), default=AgencyState.APPLIED)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    conditions: Mapped[str | None]
    applied_at: Mapped[datetime]
    # Born with the synthetic population: it may stand in the register without a case behind it, and says so there.
    is_fictitious: Mapped[bool] = mapped_column(default=False, server_default=false())

    contacts: Mapped[list[AgencyContact]] = relationship(back_populates="agency", lazy="raise")
    parties: Mapped[list[AgencyParty]] = relationship(back_populates="agency", lazy="raise")
    recruiters: Mapped[list[Recruiter]] = relationship(back_populates="agency", lazy="raise")
    branches: Mapped[list[Branch]] = relationship(lazy="raise", order_by="Branch.id")
    bonds: Mapped[list[Bond]] = relationship(lazy="raise", order_by="Bond.id")
    certificates: Mapped[list[Certificate]] = relationship(lazy="raise", order_by="Certificate.id")
    standings: Mapped[list[Standing]] = relationship(
        back_populates="agency", lazy="raise", order_by="Standing.since, Standing.id"
    )

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id == self.id


class AgencyContact(Base):
    """A way to reach the agency: phone, whatsapp, email, web, address, or a bank_account it uses.

    `normalised` is what searches compare (matching.text). Of a bank account it is the keyed hash, and `value` holds the
    bank and the last four digits: the number itself is kept nowhere. An `address`, of offices past and to come, begins
    with the code of its municipality. A contact that is no longer used has an `until`; it is still compared.
    """

    __tablename__ = "agency_contact"
    __table_args__ = (Index("ix_agency_contact_kind_normalised", "kind", "normalised"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(320))
    normalised: Mapped[str] = mapped_column(String(320))
    is_public: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    # Set while it is a change that a case has not decided yet: the register does not show it, comparisons do.
    variation_id: Mapped[int | None] = mapped_column(ForeignKey("vetting_case.id"), index=True)

    agency: Mapped[Agency] = relationship(back_populates="contacts", lazy="raise")

    @property
    def is_current(self) -> bool:
        return self.until is None and self.variation_id is None


class AgencyParty(Base):
    """A person or firm behind an agency: owner, shareholder, director, legal representative, manager, guarantor.

    DPI and NIT stay encrypted, and comparable by keyed hash. `percent`: the share of an owner or shareholder, 0 to 100.
    """

    __tablename__ = "agency_party"
    __table_args__ = (CheckConstraint("percent > 0 AND percent <= 100", name="percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(30))
    dpi: Mapped[str | None] = mapped_column(EncryptedText)
    dpi_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    nit: Mapped[str | None] = mapped_column(EncryptedText)
    nit_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    since: Mapped[date | None]
    until: Mapped[date | None]
    # Set while it is a change that a case has not decided yet: the register does not show it, comparisons do.
    variation_id: Mapped[int | None] = mapped_column(ForeignKey("vetting_case.id"), index=True)

    agency: Mapped[Agency] = relationship(back_populates="parties", lazy="raise")

    @property
    def is_current(self) -> bool:
        return self.until is None and self.variation_id is None


class Recruiter(Base):
    """A person who recruits for an agency. `card_no` (RC-0001), the number of the photo card, is given when the agency
    is registered; a card is worth what its agency's standing is worth, and nothing from `until` on.

    `kind`: recruiter (in its pay) or sub_agent (anybody else who finds or contacts workers for it, paid or not).
    """

    __tablename__ = "recruiter"
    __table_args__ = (CheckConstraint("kind IN ('recruiter', 'sub_agent')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    card_no: Mapped[str | None] = mapped_column(String(12), unique=True)
    valid_to: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(20), default="recruiter", server_default="recruiter")
    dpi: Mapped[str | None] = mapped_column(EncryptedText)
    dpi_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    municipality: Mapped[str | None] = mapped_column(String(4))
    # Who pays this person, and how: asked of every sub-agent (criterion B.3).
    pay_terms: Mapped[str | None] = mapped_column(String(500))
    trained_on: Mapped[date | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]

    agency: Mapped[Agency] = relationship(back_populates="recruiters", lazy="raise")
    photo: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def is_current(self) -> bool:
        return self.until is None


class Branch(Base):
    """Another office of the agency. `normalised`: the address as it is compared (matching.text.fold)."""

    __tablename__ = "branch"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    municipality: Mapped[str] = mapped_column(String(4))
    address: Mapped[str] = mapped_column(String(300))
    normalised: Mapped[str] = mapped_column(String(300), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class Bond(Base):
    """A bond or insurance that pays for workers' return and claims. What counts is what the issuer confirmed.

    `withdrawn_on`: the agency or the issuer took it back before its end.
    """

    __tablename__ = "bond"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("valid_to >= valid_from", name="term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    currency: Mapped[str] = mapped_column(String(3))
    scope: Mapped[str | None] = mapped_column(String(500))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    verified_with_issuer_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    withdrawn_on: Mapped[date | None]
    given_at: Mapped[datetime]


class Certificate(Base):
    """What somebody else certified of the agency: IRIS, ClearView, a licence of another country. A fact of its own: it
    is shown beside the Ministry's decision and never stands in its place.

    `country`: of a foreign licence. `evidence`: address of the issuer's own page. `last_checked`: by an officer there.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("scheme IN ('iris', 'clearview', 'foreign_licence')", name="scheme"),
        CheckConstraint("valid_to >= valid_from", name="term"),
        CheckConstraint("scheme != 'foreign_licence' OR country IS NOT NULL", name="country"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str | None] = mapped_column(String(500))
    evidence: Mapped[str | None] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    last_checked: Mapped[date | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    withdrawn_on: Mapped[date | None]
    given_at: Mapped[datetime]


class HalfTyped(Base):
    """A form of the agency that was left or sent with something wrong in it: it is there again when they come back.

    `page`: the address of the form. `typed`: JSON of the fields as typed; never a bank account or a DPI.
    """

    __tablename__ = "half_typed"
    __table_args__ = (UniqueConstraint("agency_id", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    page: Mapped[str] = mapped_column(String(80))
    typed: Mapped[str] = mapped_column(EncryptedText)
    kept_at: Mapped[datetime]


class Standing(Base):
    """One dated line of an agency's public history; written before every move of the agency, never edited.

    `ground`: what it rests on. `case`: a decided case; `proposal`: one that a second person approved, or an emergency;
    `clock`: the licence ended; `invented`: a fictitious agency was born so; `earlier`: from before the ground was kept.
    `valid_to`: how long the licence runs with this line. The database refuses a line whose ground does not hold
    (registry/migrations/guards.py).
    """

    __tablename__ = "standing"
    __table_args__ = (
        CheckConstraint("ground IN ('case', 'proposal', 'clock', 'invented', 'earlier')", name="ground"),
        CheckConstraint("(ground = 'case') = (case_id IS NOT NULL)", name="case"),
        CheckConstraint("(ground = 'proposal') = (proposal_id IS NOT NULL)", name="proposal"),
        # One decision and one approval carry one line each; an emergency one to begin and one to end.
        UniqueConstraint("case_id"),
        UniqueConstraint("proposal_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[AgencyState] = mapped_column(String(20))
    since: Mapped[date]
    public_reason: Mapped[str | None]
    ground: Mapped[str] = mapped_column(String(10))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("vetting_case.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    valid_to: Mapped[date | None]

    agency: Mapped[Agency] = relationship(back_populates="standings", lazy="raise")
