"""voices: the provisional Spanish voice of a machine, for the texts that nobody has recorded yet."""

from __future__ import annotations

import shutil
import subprocess

import typer

from app import voices
from app.commands.running import CommandFailed
from app.config import Settings
from registry.voices import texts
from registry.voices.sounds import WANTED_BYTES, as_mp3, telephone_wav

_PROGRAM = "espeak-ng"
# Latin American Spanish, slower than people speak, for a small loudspeaker.
_VOICE = ["-v", "es-419", "-s", "145", "--stdout"]
voices_app = typer.Typer(no_args_is_help=True, help="Sounds of the workers' pages.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(voices_app, name="voices")


@voices_app.callback()
def voices_group() -> None:
    """Sounds of the workers' pages."""


@voices_app.command()
def make() -> None:
    """Let espeak-ng speak every Spanish text of the workers' pages, as a placeholder that the pages call one.

    Makes what is missing, removes what was spoken for other words, and leaves people's recordings alone.
    """
    if shutil.which(_PROGRAM) is None:
        raise CommandFailed(
            f"{_PROGRAM} is not installed (Debian: apt install {_PROGRAM}); pages stay silent"
        )
    folder = voices.folder(Settings())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted = {voices.machine_stem(text): text.words for text in texts.every().values()}
    there = {path.stem: path for path in folder.glob(f"{voices.MACHINE_PREFIX}*.*")}
    for stem in there.keys() - wanted.keys():
        there[stem].unlink()
    missing = wanted.keys() - there.keys()
    for stem in missing:
        data, ending = _speak(wanted[stem])
        unfinished = folder / f".{stem}"
        unfinished.write_bytes(data)
        unfinished.replace(folder / f"{stem}.{ending}")
    print(f"machine voice: {len(missing)} texts spoken, {len(wanted) - len(missing)} were there")


def _speak(words: str) -> tuple[bytes, str]:
    """The sound and its file's ending: the WAV of a telephone, or MP3 where that is long and ffmpeg is there."""
    command = [str(shutil.which(_PROGRAM)), *_VOICE, words]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - with our own words # nosec B603
    wav = _with_length(spoken)
    small = telephone_wav(wav)
    made = as_mp3(wav, "wav") if len(small) > WANTED_BYTES else None
    return (made, "mp3") if made else (small, "wav")


def _with_length(wav: bytes) -> bytes:
    """A program that writes to a pipe does not know the length beforehand: the headers say so afterwards."""
    place = wav.index(b"data") + 4
    size = len(wav) - place - 4
    return (
        wav[:4]
        + (len(wav) - 8).to_bytes(4, "little")
        + wav[8:place]
        + size.to_bytes(4, "little")
        + wav[place + 4 :]
    )
