"""R2: what was acknowledged is there after a power cut.

SQLite: the server runs with a small library before the C library (made here with cc) that keeps, for the database, its
journal and its write-ahead log, a second copy holding only what fsync and fdatasync were called for: what a disk that
lost its whole cache would hold. A file that was deleted goes there when its folder is synced. Every image is
such a copy, taken at an arbitrary moment; all that was acknowledged before it must be in it, and the file must be
sound. It says nothing of disks that lie about a sync.

PostgreSQL: `pg_ctl stop -m immediate` with fsync on while people write: no buffer is written, the log of writes alone
brings the database back. A copy of the folder of that moment is the image.

    SENDERO_IMAGES=25 pytest -m trust tests/trust/test_power_cut.py
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from app.config import Settings
from registry import events, migrations
from registry.candidates.models import Candidate
from registry.db import Database
from tests.databases import Databases, _postgresql_bin
from tests.trust.portals import Portal, Property, Work, free_port, key_of_a_centre, register, say

pytestmark = pytest.mark.trust
IMAGES = int(os.environ.get("SENDERO_IMAGES", "25"))
CLIENTS = 4
SECONDS = 3000.0

# Remembers which bytes of which files were written, and copies them to the twin when they are synced. Writes by mmap
# (the index of the log, -shm) are not watched: SQLite makes that file anew after a crash.
_SYNCED_ONLY = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

/* The twin of a watched file: TWINS/name. Watched: everything in the folder WATCHED, but the index of the log. */
static int twin_of(int fd, char *own, char *twin) {
  char link[64];
  const char *watched = getenv("WATCHED"), *twins = getenv("TWINS");
  if (!watched || !twins) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, own, 1023);
  if (length <= 0) return 0;
  own[length] = 0;
  size_t prefix = strlen(watched);
  if (strncmp(own, watched, prefix) || own[prefix] != '/' || strchr(own + prefix + 1, '/')) return 0;
  if (strstr(own, "-shm")) return 0;
  snprintf(twin, 2048, "%s/%s", twins, own + prefix + 1);
  return 1;
}

static int enter(void) {
  static char lock_name[2048];
  pthread_mutex_lock(&gate);
  snprintf(lock_name, sizeof lock_name, "%s/.lock", getenv("TWINS"));
  int lock = open(lock_name, O_RDWR | O_CREAT, 0600);
  flock(lock, LOCK_EX);
  return lock;
}

static void leave(int lock) {
  flock(lock, LOCK_UN);
  close(lock);
  pthread_mutex_unlock(&gate);
}

static void copy(const char *own, const char *twin) {
  static char block[1 << 16];
  int lock = enter();
  int from = open(own, O_RDONLY), to = open(twin, O_RDWR | O_CREAT, 0600);
  struct stat size;
  if (from >= 0 && to >= 0 && !fstat(from, &size)) {
    ftruncate(to, size.st_size);
    static char held[1 << 16];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(from, block, sizeof block, at)) > 0) {
      /* Only what differs: the twin of a large file is brought up to date quickly. */
      if (pread(to, held, got, at) != got || memcmp(held, block, got)) pwrite(to, block, got, at);
      at += got;
    }
  }
  if (from >= 0) close(from);
  if (to >= 0) close(to);
  leave(lock);
}

/* The folder was synced: what is no longer in it is gone from the disk. A journal that stayed among the twins would be
   played back over pages that are long newer. */
static void forget_deleted(void) {
  const char *watched = getenv("WATCHED"), *twins = getenv("TWINS");
  char own[2048], twin[2048];
  int lock = enter();
  DIR *listed = opendir(twins);
  struct dirent *one;
  while (listed && (one = readdir(listed))) {
    if (one->d_name[0] == '.') continue;
    snprintf(own, sizeof own, "%s/%s", watched, one->d_name);
    snprintf(twin, sizeof twin, "%s/%s", twins, one->d_name);
    if (access(own, F_OK)) unlink(twin);
  }
  if (listed) closedir(listed);
  leave(lock);
}

static int is_the_folder(int fd) {
  char link[64], own[1024];
  const char *watched = getenv("WATCHED");
  if (!watched || !getenv("TWINS")) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, own, 1023);
  if (length <= 0) return 0;
  own[length] = 0;
  return !strcmp(own, watched);
}

static int synced(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(fd);
  char own[1024], twin[2048];
  if (!result && is_the_folder(fd)) forget_deleted();
  else if (!result && twin_of(fd, own, twin)) copy(own, twin);
  return result;
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler: the images of SQLite cannot be made")
    folder = tmp_path_factory.mktemp("synced")
    (folder / "synced.c").write_text(_SYNCED_ONLY)
    subprocess.run(
        [
            "cc",
            "-shared",
            "-fPIC",
            "-O1",
            "-w",
            "-o",
            folder / "synced.so",
            folder / "synced.c",
            "-ldl",
            "-lpthread",
        ],
        check=True,
    )
    return folder / "synced.so"


@contextmanager
def people_write(portal: Portal, key: str) -> Iterator[list[Work]]:
    """Clients that register people until the block ends."""
    works, enough = [Work(key) for _ in range(CLIENTS)], Event()

    def write(client: int) -> None:
        turn, end = 0, time.monotonic() + SECONDS
        while not enough.is_set():
            turn += 1
            register(
                portal.port, works[client], f"Prueba {client:02d}{turn:05d}", min(end, time.monotonic() + 30)
            )

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(write, number) for number in range(CLIENTS)]
        try:
            yield works
        finally:
            enough.set()
            for one in clients:
                one.result()


def acknowledged(works: list[Work]) -> set[str]:
    return {name for work in works for name in list(work.candidates)}


def _more_than(works: list[Work], count: int) -> None:
    end = time.monotonic() + SECONDS
    while len(acknowledged(works)) < count:
        assert time.monotonic() < end, "out of time"
        time.sleep(0.05)


def stored(address: str) -> set[str]:
    """Everybody in this database, whose log must be whole."""
    database = Database(address)
    with database.session(write=False) as session:
        found = set(session.scalars(select(Candidate.given_names)))
        assert list(events.breaks(session)) == []
    database.dispose()
    return found


def test_sqlite(
    databases: Databases, settings: Settings, tmp_path: Path, library: Path, record_property: Property
) -> None:
    watched, twins = tmp_path / "watched", tmp_path / "twins"
    watched.mkdir()
    twins.mkdir()
    with databases.migrated("sqlite") as made:
        key = key_of_a_centre(made)
        with closing(sqlite3.connect(str(made.url.database))) as whole:
            whole.execute("VACUUM INTO ?", (str(watched / "sendero.db"),))
    # What was there before the test is on the disk.
    shutil.copy(watched / "sendero.db", twins / "sendero.db")
    environment = {"LD_PRELOAD": str(library), "WATCHED": str(watched), "TWINS": str(twins)}
    portal = Portal(settings, f"sqlite:///{watched}/sendero.db", tmp_path / "data", environment)
    missing = damaged = 0
    portal.start()
    try:
        with people_write(portal, key) as works:
            for number in range(IMAGES):
                _more_than(works, (number + 1) * 4)
                promised = acknowledged(works)
                image = _image(twins, tmp_path / f"image-{number}")
                found, is_sound = _open(image)
                missing += len(promised - found)
                damaged += not is_sound
            total = len(acknowledged(works))
    finally:
        portal.kill()
    say(
        record_property,
        f"R2 sqlite: {IMAGES} images of synced bytes alone while {total} were registered: {missing} missing, "
        f"{damaged} damaged",
    )
    assert (missing, damaged) == (0, 0)


def _image(twins: Path, folder: Path) -> Path:
    """A copy between two syncs, as a power cut would leave it: the lock keeps the half of a sync out, no more."""
    folder.mkdir()
    # Which files there are is asked under the lock, too.
    together = f'cp "{twins}"/sendero.db* "{folder}"'
    subprocess.run(["flock", str(twins / ".lock"), "sh", "-c", together], check=True)
    return folder / "sendero.db"


def _open(image: Path) -> tuple[set[str], bool]:
    with closing(sqlite3.connect(image)) as opened:
        is_sound = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return stored(f"sqlite:///{image}"), is_sound


# ---------------------------------------------------------------- PostgreSQL


class Server:
    """A PostgreSQL of its own, with fsync as it is shipped."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.bin = folder, free_port(), _postgresql_bin()
        self.identity = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        )
        if self.identity:
            shutil.chown(folder, "postgres", "postgres")
        self._run(
            "initdb", "-D", folder / "data", "-U", "sendero", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"
        )

    @property
    def address(self) -> str:
        return URL.create(
            "postgresql+psycopg", "sendero", None, "127.0.0.1", self.port, "postgres"
        ).render_as_string()

    def start(self, data: Path | None = None) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on"
        self._run(
            "pg_ctl",
            "-D",
            data or self.folder / "data",
            "-l",
            self.folder / "log",
            "-w",
            "-o",
            options,
            "start",
        )

    def cut(self, data: Path | None = None) -> None:
        self._run("pg_ctl", "-D", data or self.folder / "data", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self.bin / program, *map(str, arguments)],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            **self.identity,
        )  # type: ignore[call-overload]


def test_postgresql(
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    record_property: Property,
) -> None:
    folder = Path(f"/tmp/sendero-power-{os.getpid()}")
    folder.mkdir(mode=0o700)
    server = Server(folder)
    server.start()
    database = Database(server.address)
    migrations.upgrade(database)
    key = key_of_a_centre(database)
    database.dispose()
    portal = Portal(settings, server.address, tmp_path_factory.mktemp("power") / "data")
    portal.start()
    missing = 0
    try:
        with people_write(portal, key) as works:
            for number in range(IMAGES):
                _more_than(works, (number + 1) * 4)
                server.cut()
                promised = acknowledged(works)
                # The server was gone before the list was made, and comes back from the log of writes.
                server.start()
                missing += len(promised - stored(server.address))
            total = len(acknowledged(works))
    finally:
        portal.kill()
        server.cut()
        shutil.rmtree(folder, ignore_errors=True)
    say(
        record_property,
        f"R2 postgresql: {IMAGES} immediate shutdowns while {total} were registered: {missing} missing",
    )
    assert missing == 0
