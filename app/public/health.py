"""/healthz - ready, or what is wrong."""

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from app.deps import CandidatePool, DbSession
from app.guards import allow
from registry.access import Permission

router = APIRouter()


@router.get("/healthz", dependencies=[allow(Permission.PUBLIC_READ)])
def healthz(session: DbSession, pool: CandidatePool) -> JSONResponse:
    """200 {"status": "ok", "index": ...} when the database answers, 503 otherwise.

    index: how the index of people stands in this process, null until it is there: the last event it knows, how many
    people were changed since its file, and when that was made. Nothing waits for it, lists alone need it.
    """
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "error", "database": "no_answer"}, status_code=503)
    found = pool.standing()
    index = None
    if found is not None:
        made_at = found.kept_at.isoformat(timespec="seconds") if found.kept_at else None
        index = {"event": found.event, "changed_since_file": found.behind, "file_made_at": made_at}
    return JSONResponse({"status": "ok", "index": index})
