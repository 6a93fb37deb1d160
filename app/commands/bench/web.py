"""bench web: pages over loopback."""

from __future__ import annotations

import http.client
import threading
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from starlette.responses import HTMLResponse

from app.commands.bench.measure import AsJson, show, timed
from app.config import Settings, prepare
from app.pages import environment
from registry import clock, migrations
from registry.db import Database
from registry.seeds import bulk
from registry.seeds.population import population


def bench_web(as_json: AsJson = False) -> None:
    """Pages over loopback, one after another, beside a bare FastAPI + Jinja page of the same run."""
    import fastapi

    bare = FastAPI()
    template = environment().from_string("<!doctype html><title>x</title><p>{{ words }}</p>")

    @bare.get("/")
    def nothing() -> HTMLResponse:
        return HTMLResponse(template.render(words="hola"))

    # Here, because to read the web takes seconds and most commands never ask for it.
    from app.main import create_app

    rows = []
    with TemporaryDirectory() as folder:
        whole = create_app(filled(Path(folder)))
        for name, release, application, path in (
            ("sendero", version("sendero"), whole, "/vacantes"),
            ("sendero, home page", version("sendero"), whole, "/"),
            ("bare FastAPI + Jinja page", fastapi.__version__, bare, "/"),
        ):
            with Served(application) as served:
                served.get(path)
                rows.append(timed(name, release, [partial(served.get, path)] * 300, None))
    show("web: one page after another", rows, as_json=as_json)


def filled(folder: Path) -> Settings:
    """Settings of a throw-away demo database with forty vacancies."""
    settings = prepare(Settings(env="demo", data_dir=folder, database_url=f"sqlite:///{folder}/bench.db"))
    database = Database(settings.database_url)
    migrations.upgrade(database)
    with database.session(write=True) as session:
        bulk.seed(session, population(1, 0, 40, 4, as_of=clock.today()))
        session.commit()
    database.dispose()
    return settings


class Served:
    """An application on a free loopback port, in a thread of this process."""

    def __init__(self, application: FastAPI) -> None:
        config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> Served:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        return self

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path)
        return self.connection.getresponse().read()

    def __exit__(self, *_problem: object) -> None:
        self.connection.close()
        self.server.should_exit = True
        self.thread.join()
