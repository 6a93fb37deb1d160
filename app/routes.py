"""The table of routes: address, method, audience, permission. Read by `sendero routes` and by the access tests."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.guards import guards_of

# Style sheets, scripts and pictures: the same for everybody.
STATIC = "/static"


def table(app: FastAPI) -> list[dict[str, str]]:
    """One row per method and path. Raises ValueError for a route without exactly one audience and one permission, and
    for anything else that answers requests: a plain route, a socket or a mounted application has no guard to read."""
    rows = []
    for context in iter_route_contexts(app.routes):
        if not isinstance(context.original_route, APIRoute):
            if context.path != STATIC:
                raise ValueError(f"{context.path}: {type(context.original_route).__name__} cannot be guarded")
            continue
        audiences, permissions = guards_of(list(context.dependencies))
        for method in sorted(set(context.methods or ()) - {"HEAD"}):
            if len(audiences) != 1 or len(permissions) != 1:
                raise ValueError(f"{method} {context.path}: audiences {audiences}, permissions {permissions}")
            rows.append(
                {
                    "path": str(context.path),
                    "method": method,
                    "audience": str(audiences[0]),
                    "permission": str(permissions[0]),
                }
            )
    return sorted(rows, key=lambda row: (row["path"], row["method"]))
