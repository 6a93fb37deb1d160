"""/idiomas - the languages of the portal, how far each has come, who answers for its words; /voz - the sounds."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from app import i18n, voices
from app.deps import CurrentActor, DbSession, settings_of
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.errors import NotFound
from registry.voices import queries, texts

router = APIRouter()
_SOUND = re.compile(r"(?:m-[0-9a-f]{32}|(?P<sha256>[0-9a-f]{64}))\.(?P<ending>mp3|m4a|aac|ogg|webm|wav)")
MEDIA_TYPES = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "webm": "audio/webm",
    "wav": "audio/wav",
}  # fmt: skip


@router.get("/idiomas", dependencies=[allow(Permission.PUBLIC_READ)])
def languages(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(request, "public/languages.html", languages=coverage(session), total=len(texts.every()))


def coverage(session: DbSession) -> list[dict[str, Any]]:
    """Each language with how many of its texts a person spoke, and how many words are written."""
    heard = queries.heard(session, set(i18n.known()))
    found = []
    for code, language in i18n.known().items():
        spoken = sum(
            (text.id, code) in heard and heard[text.id, code].fingerprint == voices.fingerprint(text, code)
            for text in texts.every().values()
        )
        found.append({"language": language, "spoken": spoken, "written": len(i18n.sources(code))})
    return found


@router.get("/voz/{name}", dependencies=[allow(Permission.PUBLIC_READ)])
def sound(request: Request, session: DbSession, name: str) -> Response:
    """An approved recording or the provisional voice, by the digest in its name. Players ask for parts of it."""
    matched = _SOUND.fullmatch(name)
    path = voices.folder(settings_of(request)) / name
    is_open = matched and (matched["sha256"] is None or queries.is_public(session, matched["sha256"]))
    if matched is None or not is_open or not path.is_file():
        raise NotFound()
    return FileResponse(path, media_type=MEDIA_TYPES[matched["ending"]])
