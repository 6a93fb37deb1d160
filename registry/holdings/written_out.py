"""Messages to people that were written to files instead of being sent (the demo, or mail set to "file"): they go with
an erasure too."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path

LINES, MAIL = "messages.jsonl", "mail"


def forget(folder: Path, public_ids: Collection[str]) -> None:
    """Delete these messages from the files under the data directory."""
    if not public_ids:
        return
    for public_id in public_ids:
        (folder / MAIL / f"{public_id}.eml").unlink(missing_ok=True)
    path = folder / LINES
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["id"] not in public_ids]
    beside = path.with_name(f"{LINES}.tmp")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in kept))
    beside.replace(path)
