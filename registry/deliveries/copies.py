"""The file that a device saves when it cannot send: its queue as it lies there, sealed with the device's own key.

One JSON object: `format`, `device` (public id) and `records`, each with `id`, `local_number`, `typed_at` (ISO 8601),
and `iv` and `data` (base64) of AES-256-GCM, which also binds the record to its id. Inside: JSON, [[field, value], ...].
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from registry.access import Actor
from registry.deliveries import queries
from registry.deliveries.models import FairDevice
from registry.errors import Invalid, NotFound

FORMAT = "sendero-feria/1"
MOST_RECORDS = 400
RECORD_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
LOCAL_NUMBER = r"^[0-9A-Z]{3}-\d{3,6}$"


class _Sealed(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = Field(pattern=RECORD_ID)
    local_number: str = Field(pattern=LOCAL_NUMBER)
    typed_at: AwareDatetime
    iv: str
    data: str


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: str
    device: str
    records: list[_Sealed] = Field(max_length=MOST_RECORDS)


@dataclass(frozen=True, slots=True)
class Opened:
    """One record of a copy. `fields`: as the form would send them."""

    record_id: str
    local_number: str
    typed_at: datetime
    fields: list[tuple[str, str]]


def read_copy(session: Session, actor: Actor, content: bytes) -> tuple[FairDevice, list[Opened]]:
    """Open a saved file of one of the actor's own devices.

    Raises Invalid on "file": copy_unreadable (no such file, or changed since), copy_of_another (account).
    """
    try:
        file = _File.model_validate_json(content)
    except ValidationError as error:
        raise Invalid("copy_unreadable", field="file") from error
    if file.format != FORMAT:
        raise Invalid("copy_unreadable", field="file")
    try:
        device = queries.load_device(session, actor, file.device)
    except NotFound as error:
        raise Invalid("copy_of_another", field="file") from error
    seal = AESGCM(base64.b64decode(device.key))
    return device, [_open(seal, record) for record in file.records]


def _open(seal: AESGCM, record: _Sealed) -> Opened:
    try:
        iv, data = base64.b64decode(record.iv), base64.b64decode(record.data)
        told = json.loads(seal.decrypt(iv, data, record.id.encode()))
        fields = [(str(name), str(value)) for name, value in told]
    except (ValueError, TypeError, InvalidTag) as error:
        raise Invalid("copy_unreadable", field="file") from error
    return Opened(record.id, record.local_number, record.typed_at, fields)
