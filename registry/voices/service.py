"""The verbs of recordings: upload, approve (another person), refuse, withdraw."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.voices import sounds
from registry.voices.models import Recording
from registry.voices.sounds import Sound
from registry.voices.states import RecordingState
from registry.voices.texts import Spoken, fingerprint


def upload(
    session: Session, actor: Actor, text: Spoken, data: bytes | Sound, *, folder: Path, language: str, speaker: str,
    shown: tuple[str, ...] | None = None,
) -> Recording:  # fmt: skip
    """Keep a recording of these words; nobody hears it before another person approved it. `data`: as it was sent, or
    what sounds.check made of it. `shown`: the written translation, if there is one. Raises NotAllowed, Invalid (what
    sounds.check raises, voice_speaker)."""
    if not may(actor, Permission.VOICE_RECORD) or actor.account_id is None:
        raise NotAllowed()
    if not speaker.strip():
        raise Invalid("voice_speaker", field="speaker")
    sound = data if isinstance(data, Sound) else sounds.check(data)
    _keep(folder, sound)
    recording = Recording(
        public_id=new_public_id(), text_id=text.id, language=language, fingerprint=fingerprint(text, shown),
        said=" ".join(shown or text.parts)[:1000], speaker=" ".join(speaker.split()), sha256=sound.sha256,
        media_type=sound.media_type, ending=sound.ending, size_bytes=len(sound.data), milliseconds=sound.milliseconds,
        state=RecordingState.WAITING, uploaded_by_id=actor.account_id, uploaded_at=clock.now(),
    )  # fmt: skip
    session.add(recording)
    session.flush()
    data_of_event = {"text": text.id, "language": language, "sha256": sound.sha256}
    events.record(session, actor, "recording", recording.public_id, "upload", data=data_of_event)
    return recording


def _keep(folder: Path, sound: Sound) -> None:
    """The bytes are on the disk before the row is. The name is the digest: the same sound is kept once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder / f"{sound.sha256}.{sound.ending}"
    unfinished = folder / f".{new_public_id()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sound.data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(final)


def approve(session: Session, actor: Actor, recording: Recording, *, current: str) -> None:
    """From now on it is heard; the one before it no longer. `current`: the fingerprint of the words as they are today.
    Raises NotPossible (voice_stale, voice_own, wrong_state), NotAllowed."""
    if recording.fingerprint != current:
        raise NotPossible("voice_stale")
    before = session.scalar(
        select(Recording).where(
            Recording.text_id == recording.text_id,
            Recording.language == recording.language,
            Recording.state == RecordingState.APPROVED,
        )
    )
    if before is not None:
        if actor.account_id == recording.uploaded_by_id:
            raise NotPossible("voice_own")
        move(session, actor, before, "replace", data={"by": recording.public_id})
        session.flush()
    move(session, actor, recording, "approve", sets={"decided_by_id": actor.account_id})
    session.flush()


def change(session: Session, actor: Actor, recording: Recording, verb: str, *, reason: str) -> None:
    """refuse or withdraw."""
    sets = {"decided_by_id": actor.account_id} if verb == "refuse" else {}
    move(session, actor, recording, verb, reason=reason, sets=sets)
    session.flush()


def file_of(folder: Path, recording: Recording) -> Path:
    """Raises NotFound when the file is gone."""
    path = folder / recording.file_name
    if not path.is_file():
        raise NotFound("upload_gone")
    return path
