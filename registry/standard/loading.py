"""A new version of the standard comes as files: one person proposes it, another puts it in force, no code changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.proposals import queries as proposals
from registry.proposals import service
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState
from registry.standard import loader, queries
from registry.standard.model import Standard
from registry.standard.models import LoadedStandard


def propose(
    session: Session, actor: Actor, files: Mapping[str, str], *, reason: str
) -> tuple[LoadedStandard, Proposal]:
    """Put a version before a second person; until then nothing uses it.

    Raises LawError for files that are not plainly right, NotAllowed, Invalid: standard_incomplete,
    standard_clocks_missing, standard_not_newer, reason_missing; NotPossible("standard_waiting").
    """
    if not may(actor, Permission.LAW_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    read = loader.read(files)
    if not (read.criteria and read.fees):
        raise Invalid("standard_incomplete", field="files")
    missing = _missing_clocks(read)
    if missing:
        raise Invalid("standard_clocks_missing", field="files", clocks=missing)
    if int(read.version) <= int(queries.in_force(session).version):
        raise Invalid("standard_not_newer", field="files")
    if any(one.version == read.version for one in waiting(session)):
        raise NotPossible("standard_waiting")
    made = LoadedStandard(
        public_id=new_public_id(),
        version=read.version,
        files=dict(files),
        digest=read.digest,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    content = {"version": read.version, "digest": read.digest}
    return made, service.propose(session, actor, "standard_load", made, content=content, reason=reason)


def _missing_clocks(read: Standard) -> str:
    """Those that the program asks for by name; a page that needs one would fail."""
    return ", ".join(sorted(queries.newest_shipped().clocks.keys() - read.clocks.keys()))


def waiting(session: Session) -> list[LoadedStandard]:
    """Versions that were proposed and that nobody has decided on."""
    return [
        one
        for one in queries.loaded(session)
        if one.in_force_at is None
        and any(found.state == ProposalState.OPEN for found in proposals.of_subject(session, one))
    ]


def _content(loaded: Any) -> str:
    return loader.digest_of(loaded.files)


@kind("standard_load", propose=Permission.LAW_PROPOSE, approve=Permission.LAW_APPROVE, content_of=_content)
def put_in_force(session: Session, actor: Actor, proposal: Proposal) -> None:
    """From here on new cases are opened with it. Raises NotPossible: standard_not_newer when another came first,
    standard_clocks_missing."""
    loaded: LoadedStandard = proposals.subject_of(session, proposal)
    if int(loaded.version) <= int(queries.in_force(session).version):
        raise NotPossible("standard_not_newer")
    missing = _missing_clocks(queries.standard_of(loaded))
    if missing:
        raise NotPossible("standard_clocks_missing", clocks=missing)
    loaded.approved_by_id, loaded.in_force_at = actor.account_id, clock.now()
    session.flush()
