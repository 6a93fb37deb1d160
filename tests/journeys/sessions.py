"""A session of one's own: for stories that end theirs, or need one where the demo's was ended."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.journeys.conftest import Server


def signed_in_cookie(server: Server, role: str) -> Any:
    """The cookie of a session opened just now for the demo's person of this role."""
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    moment, later = (f"{one:%Y-%m-%d %H:%M:%S.%f}" for one in (now, now + timedelta(hours=4)))
    with closing(
        sqlite3.connect(Path(server.environment["SENDERO_DATA_DIR"]) / "demo.db", timeout=20)
    ) as database:
        database.execute(
            "INSERT INTO web_session (public_id, token_hash, account_id, device, opened_at, last_seen_at, expires_at)"
            " SELECT ?, ?, id, 'journey', ?, ?, ? FROM account WHERE email = ?",
            (secrets.token_hex(10), hashlib.sha256(token.encode()).hexdigest(), moment, moment, later,
             server.logins[role]["email"]),
        )  # fmt: skip
        database.commit()
    return {"name": "sendero", "value": token, "domain": "127.0.0.1", "path": "/"}
