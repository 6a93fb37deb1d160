"""A paper of a person on its way out: always as a download, under a name that says its kind and nobody's name."""

from __future__ import annotations

from starlette.responses import Response

from registry.papers.models import PersonPaper

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def as_download(paper: PersonPaper, data: bytes) -> Response:
    name = f"{paper.kind}-{paper.public_id[:6]}.{_ENDINGS[paper.media_type]}"
    return Response(
        data,
        media_type=paper.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
