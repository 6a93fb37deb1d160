"""What was looked at about an employer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base


class EmployerCheck(Base):
    """One look at one thing; a later look at the same thing stands instead, and this one stays readable."""

    __tablename__ = "employer_check"
    __table_args__ = (CheckConstraint("outcome IN ('ok', 'problem', 'unknown')", name="outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(30))
    outcome: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    looked_at: Mapped[datetime]
