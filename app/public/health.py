"""/healthz - ready, or what is wrong."""

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from app.deps import DbSession
from app.guards import allow
from registry.access import Permission

router = APIRouter()


@router.get("/healthz", dependencies=[allow(Permission.PUBLIC_READ)])
def healthz(session: DbSession) -> JSONResponse:
    """200 {"status": "ok"} when the database answers, 503 otherwise."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "error", "database": "no_answer"}, status_code=503)
    return JSONResponse({"status": "ok"})
