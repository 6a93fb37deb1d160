"""Which file of the register was made on which day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base


class RegisterDump(Base):
    """One day's files. `sums_hash`: SHA-256 of its SHA256SUMS, which the next day's files name; `signature`: Ed25519
    over SHA256SUMS, base64; `public_key`: with which to check it, base64 of the 32 bytes."""

    __tablename__ = "register_dump"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    agencies: Mapped[int]
    alerts: Mapped[int]
    jsonl_hash: Mapped[str] = mapped_column(String(64))
    csv_hash: Mapped[str] = mapped_column(String(64))
    sums_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(88))
    public_key: Mapped[str] = mapped_column(String(44))
