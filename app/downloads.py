"""Handing out stored files: as a download, under a safe name, never as a page of this site."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response

from app.config import Settings
from registry.files import service
from registry.files.models import StoredFile


def files_folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def download(settings: Settings, stored: StoredFile) -> Response:
    """The file as an attachment, in a sandbox even if a browser would show it. Raises NotFound when it is gone.

    RFC 6266: a plain name for old clients, the real one encoded (ASVS 5.4.1, 5.4.2, 3.2.1).
    """
    plain = stored.shown_name.encode("ascii", "replace").decode().replace("?", "_")
    return Response(
        service.read(files_folder(settings), stored),
        media_type=stored.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.shown_name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
