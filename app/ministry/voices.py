"""/ministerio/voces - what workers can hear: the report by language, and the recordings of one text.

One person uploads or records in the browser, another listens and approves.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, HTMLResponse, Response

from app import i18n, voices
from app.deps import CurrentActor, DbSession, SentForm, computes, settings_of, writing
from app.forms import Bound, FormModel, Nothing, Reason, attempt, bind, carry_out
from app.guards import allow
from app.ministry.case_notes import uploads_of
from app.pages import page, redirect
from app.public.languages import coverage
from app.words.voices import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotFound
from registry.voices import queries, service, sounds, texts
from registry.voices.models import Recording
from registry.voices.sounds import Sound
from registry.voices.texts import Spoken

router = APIRouter(prefix="/voces")
_READ = [allow(Permission.VOICE_READ)]
_APPROVE = [allow(Permission.VOICE_APPROVE)]
_BODY_BYTES = sounds.MAX_UPLOAD_BYTES + 64 * 1024
# This page alone may ask for the microphone.
_RECORDS = {"Permissions-Policy": "camera=(), microphone=(self), geolocation=()"}


class NewRecording(FormModel):
    language: str
    speaker: Annotated[str, StringConstraints(max_length=120)]
    is_agreed: Literal["1"] | None = None


@router.get("", dependencies=_READ)
def report(request: Request, session: DbSession, actor: CurrentActor, idioma: str = "es") -> HTMLResponse:
    if idioma not in i18n.known():
        raise NotFound()
    recordings = queries.standing(session, actor, idioma)
    machine = voices.machine_files(settings_of(request)) if idioma == "es" else {}
    pages: dict[str, list[dict[str, Any]]] = {}
    for text in texts.every().values():
        pages.setdefault(text.page, []).append(_line(text, idioma, recordings, machine))
    lines = [line for part in pages.values() for line in part]
    return page(
        request,
        "ministry/voices/report.html",
        language=i18n.known()[idioma],
        languages=coverage(session),
        pages=pages,
        total=len(lines),
        counts={state: sum(line["state"] == state for line in lines) for state in _STATES},
        names=queries.names(session, recordings),
        colour=colour,
    )


_STATES = ("current", "stale", "waiting", "machine", "none")


def _line(
    text: Spoken, language: str, recordings: list[Recording], machine: dict[str, str]
) -> dict[str, Any]:
    """One text in one language: what is heard of it, by whom, and what waits."""
    own = [one for one in recordings if one.text_id == text.id]
    approved = next((one for one in own if one.state == "approved"), None)
    waiting = [one for one in own if one.state == "waiting"]
    if approved is not None:
        state = "current" if approved.fingerprint == voices.fingerprint(text, language) else "stale"
    elif waiting:
        state = "waiting"
    else:
        state = "machine" if voices.machine_stem(text) in machine else "none"
    return {"text": text, "state": state, "recording": approved, "waiting": len(waiting)}


@router.get("/{text_id}", dependencies=_READ)
def read(request: Request, session: DbSession, actor: CurrentActor, text_id: str) -> Response:
    return _page(request, session, actor, _text(text_id), None)


@router.post("/{text_id}", dependencies=[allow(Permission.VOICE_RECORD)], max_body_size=_BODY_BYTES)
@computes
def upload(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, text_id: str
) -> Response:
    """The sound is made small while nobody waits for the writer."""
    text = _text(text_id)
    data = next((data for _name, data in uploads_of(form)), b"")
    bound = bind(NewRecording, form)
    sound: Sound | None = None
    if bound.data is not None:
        with attempt(session, bound):
            _check(bound.data)
            sound = sounds.check(data)
    if bound.data is None or sound is None:
        return _page(request, session, actor, text, bound)
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            _store(request, keeping, actor, text, sound, bound.data)
        if not bound.error_list:
            return redirect(request, keeping, f"/ministerio/voces/{text.id}")
    return _page(request, session, actor, text, bound)


def _check(sent: NewRecording) -> None:
    if sent.language not in i18n.known():
        raise Invalid("code_unknown", field="language")
    if sent.is_agreed is None:
        raise Invalid("voice_agreed", field="is_agreed")


def _store(
    request: Request, session: Session, actor: Actor, text: Spoken, sound: Sound, sent: NewRecording
) -> None:
    service.upload(
        session, actor, text, sound, folder=voices.folder(settings_of(request)), language=sent.language,
        speaker=sent.speaker, shown=voices.shown(text, sent.language),
    )  # fmt: skip


@router.post("/grabaciones/{public_id}/approve", dependencies=_APPROVE)
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    recording = queries.load(session, actor, public_id)
    text = _text(recording.text_id)
    current = voices.fingerprint(text, recording.language)
    bound = carry_out(
        session, Nothing, form, lambda _sent: service.approve(session, actor, recording, current=current)
    )
    return _after(request, session, actor, text, bound)


@router.post("/grabaciones/{public_id}/refuse", dependencies=_APPROVE)
def refuse(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "refuse")


@router.post("/grabaciones/{public_id}/withdraw", dependencies=_APPROVE)
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "withdraw")


def _change(
    request: Request, session: Session, actor: Actor, form: Any, public_id: str, verb: str
) -> Response:
    recording = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        Reason,
        form,
        lambda sent: service.change(session, actor, recording, verb, reason=sent.reason),
    )
    return _after(request, session, actor, _text(recording.text_id), bound)


@router.get("/grabaciones/{public_id}/sonido", dependencies=_READ)
def listen(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """Also what is not approved yet: whoever decides hears it first."""
    recording = queries.load(session, actor, public_id)
    path = service.file_of(voices.folder(settings_of(request)), recording)
    return FileResponse(path, media_type=recording.media_type)


def _text(text_id: str) -> Spoken:
    text = texts.every().get(text_id)
    if text is None:
        raise NotFound()
    return text


def _after(request: Request, session: Session, actor: Actor, text: Spoken, bound: Bound[Any]) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, text, bound)
    return redirect(request, session, f"/ministerio/voces/{text.id}")


def _page(
    request: Request, session: Session, actor: Actor, text: Spoken, bound: Bound[Any] | None
) -> Response:
    recordings = queries.of_text(session, actor, text.id)
    answer = page(
        request,
        "ministry/voices/text.html",
        bound=bound,
        text=text,
        recordings=[
            {
                "is": one,
                "is_stale": one.fingerprint != voices.fingerprint(text, one.language),
                "language": i18n.known().get(one.language),
                "verbs": [verb for verb in moves.available(session, actor, one) if verb != "replace"],
            }
            for one in recordings
        ],
        names=queries.names(session, recordings),
        translations=[(language, voices.shown(text, code)) for code, language in i18n.known().items()],
        may_record=may(actor, Permission.VOICE_RECORD),
        most_seconds=sounds.MAX_SECONDS,
        colour=colour,
    )
    answer.headers.update(_RECORDS)
    return answer
