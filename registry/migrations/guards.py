"""What the database itself refuses, on both engines: triggers about who made an agency what it is.

No agency is registered without a case that two different people decided on the same content, nor suspended, reinstated
or revoked without a proposal that a second person approved; nobody writes to a decided case, to a decided proposal or
to the public history; nobody makes a licence longer than its line in that history says; no report ends or is turned
round by one person, but what was found true; no learned weights are changed, or used by one person's will.

They are taken away before a migration (SQLite changes a table by copying it, and the copy has no triggers) and laid
anew after it, so that they are always these. Start at `GUARDS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, inspect

_PREFIX = "guard_"


@dataclass(frozen=True, slots=True)
class Guard:
    """`when` happens to a row and `unless` does not hold, it is refused. Both engines read the same condition, but for
    QUIET_SINCE, which each says in its own way."""

    name: str
    when: str
    table: str
    unless: str
    message: str


# 90 days before a proposal: organisations/sanctions.py NO_SECOND_EMERGENCY_FOR.
QUIET_SINCE = "quiet_since()"
_NEWEST_STATE = "(SELECT s.state FROM standing s WHERE s.agency_id = NEW.id ORDER BY s.id DESC LIMIT 1)"
_NEWEST_TERM = "(SELECT s.valid_to FROM standing s WHERE s.agency_id = NEW.id ORDER BY s.id DESC LIMIT 1)"

_BY_CASE = """NEW.ground = 'case' AND EXISTS (
    SELECT 1 FROM vetting_case c JOIN agency a ON a.id = c.agency_id
    WHERE c.id = NEW.case_id AND c.agency_id = NEW.agency_id AND c.state = 'decided'
    AND c.decided_by_id <> c.recommended_by_id AND c.decided_hash = c.recommended_hash
    AND (a.state NOT IN ('suspended', 'revoked') OR c.kind = 'appeal')
    AND NEW.state = CASE c.outcome WHEN 'register' THEN 'registered' WHEN 'condition' THEN 'conditional'
        WHEN 'refuse' THEN 'refused' END)"""
# An emergency that fell or was rejected gives back what stood in the line before its own.
_BEFORE_THE_EMERGENCY = """(SELECT earlier.state FROM standing earlier WHERE earlier.agency_id = NEW.agency_id
    AND earlier.id < (SELECT began.id FROM standing began WHERE began.proposal_id = p.id AND began.state = 'suspended')
    ORDER BY earlier.id DESC LIMIT 1)"""
_BY_PROPOSAL = f"""NEW.ground = 'proposal' AND EXISTS (
    SELECT 1 FROM proposal p JOIN agency a ON a.public_id = p.subject_id
    WHERE p.id = NEW.proposal_id AND p.subject_type = 'agency' AND a.id = NEW.agency_id AND (
        (p.state = 'approved' AND p.decided_by_id <> p.proposed_by_id AND (
            (p.kind = 'agency_suspend' AND NEW.state = 'suspended')
            OR (p.kind = 'agency_reinstate' AND NEW.state IN ('registered', 'conditional'))
            OR (p.kind = 'agency_conditions_met' AND NEW.state = 'registered' AND a.state = 'conditional')
            OR (p.kind = 'agency_revoke' AND NEW.state = 'revoked')))
        OR (p.kind = 'agency_emergency' AND p.state = 'open' AND NEW.state = 'suspended')
        OR (p.kind = 'agency_emergency' AND p.state IN ('rejected', 'fell')
            AND NEW.state IN ('registered', 'conditional') AND NEW.state = {_BEFORE_THE_EMERGENCY})))"""
_BY_CLOCK = """NEW.ground = 'clock' AND NEW.state = 'expired' AND EXISTS (
    SELECT 1 FROM agency a WHERE a.id = NEW.agency_id AND a.state IN ('registered', 'conditional'))"""
_INVENTED = """NEW.ground = 'invented' AND EXISTS (
    SELECT 1 FROM agency a WHERE a.id = NEW.agency_id AND a.is_fictitious)"""

# A report ends as its newest ending says: two people's, or a handler's own that found it true.
_ENDED = """EXISTS (SELECT 1 FROM complaint_closing c WHERE c.state = 'approved'
    AND c.id = (SELECT max(n.id) FROM complaint_closing n WHERE n.complaint_id = NEW.id AND n.kind <> 'judge')
    AND c.kind = CASE NEW.state WHEN 'closed' THEN 'close' ELSE 'dismiss' END
    AND (c.decided_by_id <> c.proposed_by_id OR (c.decided_by_id IS NULL AND NEW.urgency = 'normal')))"""


def _judged(complaint: str, what: str) -> str:
    """The newest change that two people agreed on says so."""
    return f"""EXISTS (SELECT 1 FROM complaint_closing c WHERE c.state = 'approved' AND {what}
    AND c.id = (SELECT max(n.id) FROM complaint_closing n WHERE n.complaint_id = {complaint} AND n.kind = 'judge'))"""


_SAID = ("complaint_id", "kind", "outcome", "agency_id", "proposed_by_id", "proposed_on")

_PROPOSED = (
    "kind",
    "subject_type",
    "subject_id",
    "content",
    "content_hash",
    "reason",
    "proposed_by_id",
    "falls_on",
)

GUARDS = (
    Guard(
        "agency_born", "BEFORE INSERT", "agency", "NEW.state = 'applied' OR NEW.is_fictitious",
        "an agency begins as an application",
    ),
    Guard(
        "agency_fictitious", "BEFORE UPDATE OF is_fictitious", "agency",
        "NEW.is_fictitious = OLD.is_fictitious", "an agency is fictitious from its birth or never",
    ),
    Guard(
        "agency_moves", "BEFORE UPDATE OF state", "agency",
        f"NEW.state = OLD.state OR NEW.state IS NOT DISTINCT FROM {_NEWEST_STATE}",
        "the newest line of the public history does not say so",
    ),
    Guard(
        "agency_term", "BEFORE UPDATE OF valid_to", "agency",
        f"NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to OR NEW.valid_to <= OLD.valid_to"
        f" OR NEW.valid_to IS NOT DISTINCT FROM {_NEWEST_TERM}",
        "the newest line of the public history gives no such term",
    ),
    Guard(
        "agency_number", "BEFORE UPDATE OF registry_no", "agency",
        "OLD.registry_no IS NULL OR NEW.registry_no IS NOT DISTINCT FROM OLD.registry_no",
        "a registry number never changes",
    ),
    Guard("standing_kept", "BEFORE UPDATE", "standing", "FALSE", "the public history is append-only"),
    Guard("standing_stays", "BEFORE DELETE", "standing", "FALSE", "the public history is append-only"),
    Guard(
        "standing_ground", "BEFORE INSERT", "standing",
        " OR ".join(f"({one})" for one in (_BY_CASE, _BY_PROPOSAL, _BY_CLOCK, _INVENTED)),
        "this line of the public history rests on nothing that two people decided",
    ),
    Guard(
        "correction_ground", "BEFORE INSERT", "standing_correction",
        "EXISTS (SELECT 1 FROM proposal p JOIN agency a ON a.public_id = p.subject_id"
        " JOIN standing s ON s.agency_id = a.id WHERE p.id = NEW.proposal_id AND s.id = NEW.standing_id"
        " AND p.kind = 'standing_correct' AND p.state = 'approved' AND p.decided_by_id <> p.proposed_by_id)",
        "this correction rests on nothing that two people decided",
    ),
    Guard("correction_kept", "BEFORE UPDATE", "standing_correction", "FALSE", "the public history is append-only"),
    Guard("correction_stays", "BEFORE DELETE", "standing_correction", "FALSE", "the public history is append-only"),
    Guard(
        "case_born", "BEFORE INSERT", "vetting_case",
        "NEW.state = 'draft' OR (NEW.state = 'submitted' AND NEW.kind IN ('surveillance', 'complaint'))",
        "a case begins as a draft, or handed in by the Ministry",
    ),
    Guard("case_kept", "BEFORE UPDATE", "vetting_case", "OLD.state <> 'decided'", "a decided case never changes"),
    Guard("case_stays", "BEFORE DELETE", "vetting_case", "OLD.state <> 'decided'", "a decided case never changes"),
    Guard(
        "case_recommended", "BEFORE UPDATE", "vetting_case",
        "OLD.state <> 'recommended' OR NEW.state NOT IN ('recommended', 'decided')"
        " OR (NEW.recommended_by_id IS NOT DISTINCT FROM OLD.recommended_by_id"
        " AND (OLD.recommended_hash IS NULL OR NEW.recommended_hash IS NOT DISTINCT FROM OLD.recommended_hash)"
        " AND NEW.agency_id = OLD.agency_id AND NEW.kind = OLD.kind)",
        "what was recommended stays as it is until it is decided",
    ),
    Guard(
        "case_decided", "BEFORE UPDATE OF state", "vetting_case",
        "NEW.state <> 'decided' OR (OLD.state = 'recommended'"
        " AND NEW.decided_by_id IS DISTINCT FROM OLD.officer_id"
        " AND NOT EXISTS (SELECT 1 FROM vetting_answer v WHERE v.case_id = OLD.id"
        " AND v.reviewed_by_id = NEW.decided_by_id))",
        "a second person decides, and only on what was recommended",
    ),
    Guard(
        "proposal_born", "BEFORE INSERT", "proposal", "NEW.state = 'open' AND NEW.decided_by_id IS NULL",
        "a proposal begins open",
    ),
    Guard(
        "proposal_kept", "BEFORE UPDATE", "proposal",
        "OLD.state = 'open' AND " + " AND ".join(f"NEW.{one} IS NOT DISTINCT FROM OLD.{one}" for one in _PROPOSED),
        "what is proposed never changes, nor what was decided on it",
    ),
    Guard("proposal_stays", "BEFORE DELETE", "proposal", "FALSE", "a proposal stays"),
    Guard(
        "proposal_emergency", "BEFORE INSERT", "proposal",
        "NEW.kind <> 'agency_emergency' OR NOT EXISTS (SELECT 1 FROM proposal e WHERE e.kind = 'agency_emergency'"
        " AND e.subject_type = NEW.subject_type AND e.subject_id = NEW.subject_id"
        f" AND ((e.state = 'fell' AND e.falls_on >= {QUIET_SINCE})"
        f" OR (e.state = 'rejected' AND e.decided_at >= {QUIET_SINCE})))",
        "after an emergency that nobody ratified two people suspend, or nobody",
    ),
    Guard(
        "complaint_ends", "BEFORE UPDATE OF state", "complaint",
        f"NEW.state = OLD.state OR NEW.state NOT IN ('closed', 'dismissed') OR {_ENDED}",
        "two people end a report, or who found it true",
    ),
    Guard(
        "complaint_urgency", "BEFORE UPDATE OF urgency", "complaint",
        "NEW.urgency = OLD.urgency OR NEW.urgency = 'same_day'", "nothing leaves the same-day path",
    ),
    Guard(
        "complaint_agency", "BEFORE UPDATE OF agency_id", "complaint",
        "OLD.agency_id IS NULL OR NEW.agency_id IS NOT DISTINCT FROM OLD.agency_id OR "
        + _judged("NEW.id", "c.agency_id IS NOT DISTINCT FROM NEW.agency_id"),
        "two people say that a report is about another agency",
    ),
    Guard("complaint_stays", "BEFORE DELETE", "complaint", "FALSE", "a report stays"),
    Guard(
        "triage_credit", "BEFORE UPDATE OF is_credible", "complaint_triage",
        "NOT OLD.is_credible OR NEW.is_credible OR " + _judged("NEW.complaint_id", "c.outcome = 'not_credible'"),
        "two people take its credit from a report",
    ),
    Guard("triage_stays", "BEFORE DELETE", "complaint_triage", "FALSE", "what was said of a report stays"),
    Guard(
        "closing_born", "BEFORE INSERT", "complaint_closing",
        "NEW.decided_by_id IS NULL AND (NEW.state = 'open' OR (NEW.state = 'approved' AND EXISTS (SELECT 1"
        " FROM complaint p WHERE p.id = NEW.complaint_id AND p.urgency = 'normal')))",
        "what takes two people begins open",
    ),
    Guard(
        "closing_kept", "BEFORE UPDATE", "complaint_closing",
        " AND ".join(f"NEW.{one} IS NOT DISTINCT FROM OLD.{one}" for one in _SAID)
        + " AND (OLD.state = NEW.state OR (OLD.state = 'open' AND NEW.state IN ('approved', 'refused')"
        " AND NEW.decided_by_id IS NOT NULL) OR (OLD.state = 'approved' AND NEW.state = 'reopened'))"
        " AND (OLD.state = 'open' OR NEW.decided_by_id IS NOT DISTINCT FROM OLD.decided_by_id)"
        " AND (OLD.state <> 'open' OR (NEW.reason = OLD.reason AND NEW.content IS NOT DISTINCT FROM OLD.content))",
        "what was proposed about a report never changes, nor what was decided on it",
    ),
    Guard(
        "model_born", "BEFORE INSERT", "ranking_model", "NEW.state = 'trained'", "learned weights begin as trained",
    ),
    Guard(
        "model_agreed", "BEFORE UPDATE", "ranking_model",
        "NEW.checksum = OLD.checksum AND NEW.weights IS NOT DISTINCT FROM OLD.weights AND (NEW.state = 'trained'"
        " OR EXISTS (SELECT 1 FROM proposal p WHERE p.kind = 'model_approve' AND p.subject_type = 'ranking_model'"
        " AND p.subject_id = NEW.public_id AND p.state = 'approved' AND p.decided_by_id <> p.proposed_by_id))",
        "learned weights never change, and rank only when two people agreed",
    ),
    Guard("closing_stays", "BEFORE DELETE", "complaint_closing", "FALSE", "what was decided about a report stays"),
)  # fmt: skip


def lift(connection: Connection) -> None:
    """Take all guards away, for a change of the schema."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{_PREFIX}%'"
        )
        for name in [row[0] for row in found]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    found = connection.exec_driver_sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        f" AND starts_with(proname, '{_PREFIX}')"
    )
    for name in [row[0] for row in found]:
        connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")


def lay(connection: Connection) -> None:
    """Put up the guards of all tables that are there."""
    tables = set(inspect(connection).get_table_names())
    is_sqlite = connection.dialect.name == "sqlite"
    for guard in GUARDS:
        if guard.table not in tables or "proposal" not in tables:
            continue
        for statement in [_sqlite(guard)] if is_sqlite else _postgresql(guard):
            connection.exec_driver_sql(statement)


def _sqlite(guard: Guard) -> str:
    unless = guard.unless.replace(QUIET_SINCE, "date(NEW.proposed_at, '-90 days')")
    return (
        f"CREATE TRIGGER {_PREFIX}{guard.name} {guard.when} ON {guard.table} WHEN NOT coalesce({unless}, FALSE)"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _postgresql(guard: Guard) -> list[str]:
    """One function and one trigger; without a bound value, `%` needs no doubling. NEW is NULL when a row goes, and then
    returned as OLD."""
    name = f"{_PREFIX}{guard.name}"
    unless = guard.unless.replace(QUIET_SINCE, "(NEW.proposed_at - interval '90 days')::date")
    returned = "OLD" if "DELETE" in guard.when else "NEW"
    statements = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NOT coalesce({unless}, FALSE) THEN"
        f" RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {returned}; END $$",
        f"CREATE TRIGGER {name} {guard.when} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    if guard.when == "BEFORE DELETE":
        statements += [
            f"CREATE FUNCTION {name}_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'check_violation'; END $$",
            f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {guard.table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}_all()",
        ]
    return statements
