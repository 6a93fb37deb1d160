"""create_app(): the list of audiences, each with its guard, and what surrounds every request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app import (
    admin,
    agency,
    api,
    candidate,
    centre,
    employer,
    errors,
    fair_mode,
    jobs,
    kiosk,
    logs,
    ministry,
    public,
    readiness,
)
from app.config import ROOT, Settings, prepare
from app.deps import receive_body
from app.security import Frame, refuse_cross_site
from matching.taxonomy import link
from registry.audit import chain
from registry.db import Database
from registry.shortlists.pool import Pool, ready_to_rank

FORM_BYTES = 64 * 1024


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """The application for these settings. Raises app.config.Misconfigured rather than start insecurely."""
    settings = prepare(settings)
    logs.configure(settings)
    database = database or Database(settings.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        readiness.note_start(settings.data_dir)
        clockwork = jobs.start(app)
        # The first words somebody types need libraries that take seconds to load: here, while the first page is read.
        Thread(target=link, args=("jardinero",), daemon=True).start()
        Thread(target=ready_to_rank, args=(app.state.pool, database), daemon=True).start()
        yield
        await jobs.stop(clockwork)
        database.dispose()

    app = FastAPI(
        title="Sendero",
        version="1",
        description="API of the labour-mobility portal: public register, vacancies, law of the schemes, registration.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(refuse_cross_site), Depends(receive_body)],
    )
    app.state.settings = settings
    app.state.database = database
    app.state.pool = Pool(settings.data_dir / "index")
    app.state.chain = chain.Walker()
    app.state.lookout = readiness.Lookout()
    for area in (public, candidate, kiosk, centre, fair_mode, employer, agency, ministry, admin, api):
        # Here and not for the whole application, whose refusal would come from outside our frame: three English words.
        app.include_router(area.router, max_body_size=FORM_BYTES)
    app.mount("/static", StaticFiles(directory=ROOT / "static"), name="static")
    errors.install(app)
    # The people served are on prepaid data; a proxy in front that compresses as well does no harm. Beyond this level a
    # long page takes twice the time to save a hundredth of it.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(Frame, settings=settings, on_error=errors.unexpected, on_too_large=errors.too_large)
    return app
