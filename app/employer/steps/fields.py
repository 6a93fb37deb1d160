"""The kinds of answers a vacancy's form takes, with the limits of registry.schemes.facts: what is accepted here can
always be stored there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError


def plain_number(value: Any) -> Any:
    """ "Q 3,700.50" as somebody types it; anything else is left for the error message."""
    if not isinstance(value, str):
        return value
    text = value.strip().lstrip("Q$€").strip()
    whole, point, cents = text.rpartition(".")
    grouped = whole if point else text
    if "," in grouped and all(len(group) == 3 for group in grouped.split(",")[1:]):
        grouped = grouped.replace(",", "")
        return f"{grouped}.{cents}" if point else grouped
    return text


def plain_amount(value: Any) -> Any:
    """As `plain_number`, without the words that Decimal takes for numbers: NaN, Infinity, 1e9."""
    read = plain_number(value)
    if isinstance(read, str) and any(char.isalpha() for char in read):
        raise PydanticCustomError("decimal_parsing", "decimal_parsing")
    return read


Money = Annotated[Decimal, BeforeValidator(plain_amount), Field(ge=0, le=1_000_000, decimal_places=2)]
Hours = Annotated[Decimal, BeforeValidator(plain_amount), Field(ge=0, le=24, decimal_places=2)]
WeekHours = Annotated[Decimal, BeforeValidator(plain_amount), Field(ge=0, le=168, decimal_places=2)]
Area = Annotated[Decimal, BeforeValidator(plain_amount), Field(ge=0, le=1_000_000, decimal_places=2)]
Percent = Annotated[Decimal, BeforeValidator(plain_amount), Field(ge=0, le=100, decimal_places=2)]
Seats = Annotated[int, BeforeValidator(plain_number), Field(ge=1, le=100_000)]
Count = Annotated[int, BeforeValidator(plain_number), Field(ge=0, le=100_000)]
Months = Annotated[int, BeforeValidator(plain_number), Field(ge=0, le=36)]
Pounds = Annotated[int, BeforeValidator(plain_number), Field(ge=0, le=500)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2099, 12, 31))]
Line = Annotated[str, StringConstraints(max_length=300)]
Title = Annotated[str, StringConstraints(min_length=3, max_length=200)]
CaseNumber = Annotated[str, StringConstraints(to_upper=True, max_length=40)]
Prose = Annotated[str, StringConstraints(max_length=20_000)]
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Municipality = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
