"""/metrics: what Prometheus reads. Route templates and codes, never addresses, people or what they typed.

With several server processes each writes its figures into files of one folder (`share`), and any of them tells the sum.
Pages of reporters are counted nowhere: a number that grows by one at a known second says when somebody reported (T8).
What the database and the data directory know is read when somebody asks (`gauges`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from app.readiness import Standing

Work = TypeVar("Work", bound=Callable[..., object])
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_registry = CollectorRegistry()

_requests = Histogram(
    "sendero_request_seconds", "Requests by route template.", ("method", "route", "status"), buckets=_SECONDS,
    registry=_registry,
)  # fmt: skip
_rankings = Histogram("sendero_ranking_seconds", "Lists ranked.", buckets=_SECONDS, registry=_registry)
_errors = Counter("sendero_errors", "Unexpected errors by kind.", ("kind",), registry=_registry)


def share(folder: Path) -> None:
    """Before the server processes start: they count into this folder, emptied of what earlier ones counted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[_FOLDER] = str(folder)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    known = method if method in _METHODS else "other"
    _requests.labels(known, route, f"{status // 100}xx").observe(seconds)


def timed_ranking(work: Work) -> Work:
    """`work`, which ranks, with its time counted."""
    return _rankings.time()(work)


def count_error(kind: str) -> None:
    _errors.labels(kind).inc()


def text(standing: Standing) -> bytes:
    """The whole answer, in Prometheus' text format."""
    counted = _registry
    if _FOLDER in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(_gauges(standing))


def _gauges(standing: Standing) -> CollectorRegistry:
    """What stands now; a figure that is not known is left out."""
    registry = CollectorRegistry()
    for name, (help_text, value) in standing.figures().items():
        if value is not None:
            Gauge(f"sendero_{name}", help_text, registry=registry).set(value)
    problem = Gauge("sendero_problem", "1 for each code that /healthz tells.", ("code",), registry=registry)
    for code in standing.problems():
        problem.labels(code).set(1)
    return registry
