"""The `sendero` command as an operator runs it: a process of its own, with its own settings, streams and exit code.

Each is forked from one process that has read the code already, because to read it takes longer than most commands.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 120
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["app.commands.all"])


def sendero(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of this process's environment but PATH. Raises TimeoutError after two minutes."""
    settings = {"PATH": os.environ["PATH"], **env}
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _forks.Process(target=_command, args=(words, settings, str(out), str(err)))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"sendero {' '.join(words)} took longer than {_SECONDS} seconds")
        return subprocess.CompletedProcess(words, process.exitcode, out.read_text(), err.read_text())


def _command(words: tuple[str, ...], settings: dict[str, str], out: str, err: str) -> None:
    from app.cli import main

    os.environ.clear()
    os.environ.update(settings)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
    sys.argv = ["sendero", *words]
    main()
