"""Employers and agencies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, EncryptedText, Record
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
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
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
    state: Mapped[AgencyState] = mapped_column(String(20), default=AgencyState.APPLIED)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    conditions: Mapped[str | None]
    applied_at: Mapped[datetime]

    contacts: Mapped[list[AgencyContact]] = relationship(back_populates="agency", lazy="raise")
    parties: Mapped[list[AgencyParty]] = relationship(back_populates="agency", lazy="raise")
    recruiters: Mapped[list[Recruiter]] = relationship(back_populates="agency", lazy="raise")
    standings: Mapped[list[Standing]] = relationship(
        back_populates="agency", lazy="raise", order_by="Standing.since, Standing.id"
    )

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id == self.id


class AgencyContact(Base):
    """A phone, WhatsApp, e-mail or web address. `normalised` is what searches compare (matching.text)."""

    __tablename__ = "agency_contact"
    __table_args__ = (Index("ix_agency_contact_kind_normalised", "kind", "normalised"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(200))
    normalised: Mapped[str] = mapped_column(String(200))
    is_public: Mapped[bool] = mapped_column(default=True)

    agency: Mapped[Agency] = relationship(back_populates="contacts", lazy="raise")


class AgencyParty(Base):
    """A person behind an agency: owner, director, legal representative. Document numbers stay encrypted."""

    __tablename__ = "agency_party"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(30))
    dpi: Mapped[str | None] = mapped_column(EncryptedText)
    dpi_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]

    agency: Mapped[Agency] = relationship(back_populates="parties", lazy="raise")


class Recruiter(Base):
    """A person who recruits for an agency. `card_no` (RC-0001), the number of the photo card, is given when the agency
    is registered; a card is worth what its agency's standing is worth."""

    __tablename__ = "recruiter"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    card_no: Mapped[str | None] = mapped_column(String(12), unique=True)
    valid_to: Mapped[date | None]

    agency: Mapped[Agency] = relationship(back_populates="recruiters", lazy="raise")


class Standing(Base):
    """One dated line of an agency's public history; written with every move of the agency, never edited."""

    __tablename__ = "standing"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[AgencyState] = mapped_column(String(20))
    since: Mapped[date]
    public_reason: Mapped[str | None]

    agency: Mapped[Agency] = relationship(back_populates="standings", lazy="raise")
