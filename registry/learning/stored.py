"""Weights as stored: a checksum over their canonical text, and back to what a ranking reads."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from matching.weights import Weights, parse_weights


def checksum(weights: dict[str, Any]) -> str:
    canonical = json.dumps(weights, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(weights: dict[str, Any]) -> Weights:
    """Raises ValueError for weights that no ranking may use."""
    return parse_weights(json.dumps(weights))
