"""What the database itself refuses, on both engines: triggers about who made an agency what it is.

No agency is registered without a case that two different people decided on the same content, nor suspended, reinstated
or revoked without a proposal that a second person approved; nobody writes to a decided case, to a decided proposal or
to the public history; nobody makes a licence longer than its line in that history says; no report ends or is turned
round by one person, but what was found true; no certificate and no training centre counts, or ends, by one person; no
learned weights are changed, or used by one person's will; by one person no policy of fairness counts, and no record is
folded into another; what changes an account, or hands a person's data to an authority, begins as proposed, stays what
was proposed, acts on the day it was given and only goes forward.

They are taken away before a migration (SQLite changes a table by copying it, and the copy has no triggers) and laid
anew after it, so that they are always these. Start at `GUARDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

_PREFIX = "guard_"


@dataclass(frozen=True, slots=True)
class Guard:
    """`when` happens to a row and `unless` does not hold, it is refused. Both engines read the same condition, but for
    QUIET_SINCE, COOLED and SOON, which each says in its own way. `beside`: a table that the condition asks."""

    name: str
    when: str
    table: str
    unless: str
    message: str
    beside: str = "proposal"


# 90 days before a proposal: organisations/sanctions.py NO_SECOND_EMERGENCY_FOR.
QUIET_SINCE = "quiet_since()"
# A day after a change of an account was approved, or at the console proposed (accounts/states.py COOLING). The two
# moments of an approval are taken one after the other.
COOLED = "cooled()"
# Less than a year after an end was proposed: whole years are kept (complaints/ending.py).
SOON = "soon()"
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
            AND NEW.state IN ('registered', 'conditional') AND NEW.state = {_BEFORE_THE_EMERGENCY})))"""  # nosec B608 # our own names of tables and columns
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
    AND c.id = (SELECT max(n.id) FROM complaint_closing n WHERE n.complaint_id = {complaint} AND n.kind = 'judge'))"""  # nosec B608 # our own names of tables and columns


_PROOF = "('document', 'checked')"


def _agreed(kind: str, table: str, subject: str) -> str:
    """A proposal `p` of one person about the row, approved by another."""
    return (
        f"p.kind = '{kind}' AND p.subject_type = '{table}' AND p.subject_id = {subject}"
        " AND p.state = 'approved' AND p.decided_by_id <> p.proposed_by_id"
    )


def _moved(state: str, before: str, kind: str, table: str) -> str:
    """A row that comes to this state comes from the one before, by what two people agreed on."""
    return (
        f"(NEW.state <> '{state}' OR OLD.state = '{state}' OR (OLD.state = '{before}' AND EXISTS"  # nosec B608 # our own names of tables and columns
        f" (SELECT 1 FROM proposal p WHERE {_agreed(kind, table, 'NEW.public_id')})))"
    )


def _same(*columns: str) -> str:
    return " AND ".join(f"NEW.{one} IS NOT DISTINCT FROM OLD.{one}" for one in columns)


def _more_agreed_than_undone(pair: str) -> str:
    """What two people agreed on once merges once: after it was taken apart it takes two people again."""
    return (
        f"(SELECT count(*) FROM proposal p WHERE {_agreed('people_same', 'likely_pair', f'{pair}.public_id')})"  # nosec B608 # our own names of tables and columns
        f" > (SELECT count(*) FROM candidate_merge m WHERE m.pair_id = {pair}.id AND m.undone_at IS NOT NULL)"
    )


def _pair(first: str, second: str, what: str) -> str:
    return f"EXISTS (SELECT 1 FROM likely_pair l WHERE l.first_id = {first} AND l.second_id = {second} AND {what})"  # nosec B608 # our own names of tables and columns


# In: two people agreed on the pair. Along: what was folded into either record of such a pair. Out: with the record it
# was folded into, or by the separation of the pair.
_FOLDED = " OR ".join(
    f"({one})"
    for one in (
        _same("state", "merged_into_id"),
        "OLD.state <> 'merged' AND NEW.state <> 'merged'"
        " AND NEW.merged_into_id IS NOT DISTINCT FROM OLD.merged_into_id",
        "OLD.state <> 'merged' AND NEW.state = 'merged' AND "
        + _pair("NEW.merged_into_id", "NEW.id", "l.state = 'merged' AND " + _more_agreed_than_undone("l")),
        "OLD.state = 'merged' AND NEW.state = 'merged' AND NEW.merged_into_id <> NEW.id"  # nosec B608 # our own names of tables and columns
        " AND EXISTS (SELECT 1 FROM likely_pair l JOIN proposal p ON "
        + _agreed("people_same", "likely_pair", "l.public_id")
        + " WHERE (l.first_id = NEW.merged_into_id AND l.second_id = OLD.merged_into_id)"
        " OR (l.first_id = OLD.merged_into_id AND l.second_id = NEW.merged_into_id))",
        "OLD.state = 'merged' AND NEW.state = 'withdrawn' AND NEW.merged_into_id = OLD.merged_into_id"
        " AND EXISTS (SELECT 1 FROM candidate k WHERE k.id = OLD.merged_into_id AND k.state = 'withdrawn')",
        "OLD.state = 'merged' AND NEW.state IN ('registered', 'paused') AND NEW.merged_into_id IS NULL AND "
        + _pair(
            "OLD.merged_into_id",
            "NEW.id",
            "l.state = 'two_people' AND EXISTS (SELECT 1 FROM candidate_merge m WHERE m.pair_id = l.id"
            " AND m.undone_at IS NULL)",
        ),
    )
)


def _forward(*steps: tuple[str, str]) -> str:
    """The state stays, or takes one of these steps: from, to."""
    taken = [f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in steps]
    return f"(NEW.state = OLD.state OR {' OR '.join(taken)})"


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
        "NEW.kind <> 'agency_emergency' OR NOT EXISTS (SELECT 1 FROM proposal e WHERE e.kind = 'agency_emergency'"  # nosec B608 # our own names of tables and columns
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
    Guard("complaint_born", "BEFORE INSERT", "complaint", "NEW.state = 'received'", "a report begins as received"),
    Guard(
        "complaint_order", "BEFORE UPDATE OF vacancy_id", "complaint",
        "OLD.vacancy_id IS NULL OR NEW.vacancy_id IS NOT DISTINCT FROM OLD.vacancy_id OR " + _judged("NEW.id", "TRUE"),
        "two people say that a report is about another job order",
    ),
    Guard("complaint_stays", "BEFORE DELETE", "complaint", "FALSE", "a report stays"),
    Guard(
        "triage_credit", "BEFORE UPDATE", "complaint_triage",
        "NEW.complaint_id = OLD.complaint_id AND (NOT OLD.is_credible OR NEW.is_credible OR "
        + _judged("NEW.complaint_id", "c.outcome = 'not_credible'")
        + f") AND (((OLD.evidence NOT IN {_PROOF} OR NEW.evidence IN {_PROOF})"
        " AND (NOT OLD.is_critical OR NEW.is_critical)) OR " + _judged("NEW.complaint_id", "TRUE") + ")",
        "two people take its credit from a report",
    ),
    Guard("triage_stays", "BEFORE DELETE", "complaint_triage", "FALSE", "what was said of a report stays"),
    Guard(
        "closing_born", "BEFORE INSERT", "complaint_closing",
        "NEW.decided_by_id IS NULL AND (NEW.state = 'open' OR (NEW.state = 'approved' AND EXISTS (SELECT 1"  # nosec B608 # our own names of tables and columns
        " FROM complaint p WHERE p.id = NEW.complaint_id AND p.urgency = 'normal')))"
        f" AND (NEW.keep_until IS NULL OR (NEW.state = 'approved' AND NEW.keep_until > {SOON}))",
        "what takes two people begins open",
    ),
    Guard(
        "closing_kept", "BEFORE UPDATE", "complaint_closing",
        " AND ".join(f"NEW.{one} IS NOT DISTINCT FROM OLD.{one}" for one in _SAID)
        + " AND (OLD.state = NEW.state OR (OLD.state = 'open' AND NEW.state IN ('approved', 'refused')"
        " AND NEW.decided_by_id IS NOT NULL) OR (OLD.state = 'approved' AND NEW.state = 'reopened'))"
        " AND (OLD.state = 'open' OR NEW.decided_by_id IS NOT DISTINCT FROM OLD.decided_by_id)"
        " AND (OLD.state <> 'open' OR (NEW.reason = OLD.reason AND NEW.content IS NOT DISTINCT FROM OLD.content))"
        " AND (NEW.keep_until IS NOT DISTINCT FROM OLD.keep_until OR (OLD.keep_until IS NULL"
        f" AND NEW.state = 'approved' AND NEW.kind <> 'judge' AND NEW.keep_until > {SOON}))",
        "what was proposed about a report never changes, nor what was decided on it",
    ),
    Guard(
        "model_born", "BEFORE INSERT", "ranking_model", "NEW.state = 'trained'", "learned weights begin as trained",
    ),
    Guard(
        "model_agreed", "BEFORE UPDATE", "ranking_model",
        _same("public_id", "version", "weights", "checksum", "card", "is_offered", "outcomes", "from_on", "to_on")
        + " AND (NEW.state = 'trained' OR EXISTS (SELECT 1 FROM proposal p WHERE "  # nosec B608 # our own names of tables and columns
        + _agreed("model_approve", "ranking_model", "NEW.public_id") + "))",
        "learned weights never change, and rank only when two people agreed",
    ),
    Guard("model_stays", "BEFORE DELETE", "ranking_model", "FALSE", "learned weights stay"),
    Guard(
        "certificate_born", "BEFORE INSERT", "skill_certificate", "NEW.state = 'assessed'",
        "a certificate begins as a passed test",
    ),
    Guard(
        "certificate_agreed", "BEFORE UPDATE OF state", "skill_certificate",
        _moved("issued", "assessed", "certificate_issue", "skill_certificate")
        + " AND " + _moved("revoked", "issued", "certificate_revoke", "skill_certificate")
        + " AND (OLD.state NOT IN ('issued', 'revoked') OR NEW.state IN (OLD.state, 'revoked'))",
        "two people issue a certificate, and two revoke it",
    ),
    Guard(
        "centre_born", "BEFORE INSERT", "training_centre", "NEW.state = 'proposed'",
        "a training centre begins as proposed",
    ),
    Guard(
        "centre_agreed", "BEFORE UPDATE OF state", "training_centre",
        _moved("approved", "proposed", "training_centre_approve", "training_centre")
        + " AND " + _moved("ended", "approved", "training_centre_end", "training_centre")
        + " AND (OLD.state = 'proposed' OR NEW.state IN (OLD.state, 'ended'))",
        "two people approve a training centre, and two end it",
    ),
    Guard("focal_born", "BEFORE INSERT", "focal_point", "NEW.state = 'proposed'", "a focal point begins as proposed"),
    Guard(
        "policy_born", "BEFORE INSERT", "fairness_policy", "NEW.approved_by_id IS NULL AND NEW.approved_at IS NULL",
        "a policy begins without approval",
    ),
    Guard(
        "policy_agreed", "BEFORE UPDATE", "fairness_policy",
        "NEW.approved_by_id IS NULL OR EXISTS (SELECT 1 FROM proposal p WHERE "  # nosec B608 # our own names of tables and columns
        + _agreed("fairness_policy", "fairness_policy", "NEW.public_id")
        + " AND p.proposed_by_id = NEW.proposed_by_id AND p.decided_by_id = NEW.approved_by_id)",
        "a policy counts only when two people agreed",
    ),
    Guard(
        "policy_kept", "BEFORE UPDATE", "fairness_policy", "OLD.approved_by_id IS NULL",
        "an approved policy never changes",
    ),
    Guard("policy_stays", "BEFORE DELETE", "fairness_policy", "FALSE", "a policy stays"),
    Guard(
        "candidate_born", "BEFORE INSERT", "candidate", "NEW.state <> 'merged' AND NEW.merged_into_id IS NULL",
        "nobody is registered as somebody else", "likely_pair",
    ),
    Guard(
        "candidate_folded", "BEFORE UPDATE OF state, merged_into_id", "candidate", _FOLDED,
        "two people make one record out of two, and it is taken apart as it was made", "likely_pair",
    ),
    Guard(
        "pair_born", "BEFORE INSERT", "likely_pair", "NEW.state <> 'merged'", "a likely pair begins as two records",
    ),
    Guard(
        "pair_kept", "BEFORE UPDATE", "likely_pair",
        _same("public_id", "first_id", "second_id")
        + " AND (NEW.state = OLD.state OR (OLD.state <> 'merged' AND NEW.state <> 'merged')"
        " OR (OLD.state = 'merged' AND NEW.state = 'two_people')"
        " OR (OLD.state = 'proposed' AND NEW.state = 'merged' AND " + _more_agreed_than_undone("NEW") + "))",
        "two people say that two records are one person",
    ),
    Guard("pair_stays", "BEFORE DELETE", "likely_pair", "FALSE", "a likely pair stays"),
    Guard("merge_born", "BEFORE INSERT", "candidate_merge", "NEW.undone_at IS NULL", "a merge begins as one"),
    Guard(
        "merge_kept", "BEFORE UPDATE", "candidate_merge",
        _same("pair_id", "kept_id", "folded_id", "merged_at")
        + " AND (OLD.undone_at IS NULL OR NEW.undone_at IS NOT DISTINCT FROM OLD.undone_at)",
        "what was merged stays written down",
    ),
    Guard("merge_stays", "BEFORE DELETE", "candidate_merge", "FALSE", "what was merged stays written down"),
    Guard("closing_stays", "BEFORE DELETE", "complaint_closing", "FALSE", "what was decided about a report stays"),
    Guard(
        "change_born", "BEFORE INSERT", "account_change",
        "NEW.state = 'proposed' AND NEW.approved_by_id IS NULL AND NEW.acts_at IS NULL",
        "a change of an account begins as proposed",
    ),
    Guard(
        "change_kept", "BEFORE UPDATE", "account_change",
        _same("public_id", "kind", "role", "centre", "reason", "proposed_by_id", "proposed_at")
        + " AND (NEW.account_id IS NOT DISTINCT FROM OLD.account_id OR (OLD.account_id IS NULL AND NEW.state = 'done'))"
        # What they say is sealed, and sealed anew under another key: the log's digest holds it (accounts/states.py).
        " AND (NEW.state = 'done' OR ((NEW.name IS NULL) = (OLD.name IS NULL)"
        " AND (NEW.email IS NULL) = (OLD.email IS NULL)))"
        " AND CASE WHEN OLD.state = 'proposed' AND NEW.state = 'cooling' THEN NEW.approved_at IS NULL OR"
        f" NEW.approved_at >= NEW.proposed_at ELSE {_same('approved_by_id', 'approved_at', 'acts_at')} END"
        f" AND (NEW.acts_at IS NULL OR NEW.acts_at >= {COOLED}) AND "
        + _forward(("proposed", "cooling"), ("proposed", "stopped"), ("cooling", "done"), ("cooling", "stopped")),
        "what was proposed for an account never changes, nor what was decided on it",
    ),
    Guard("change_stays", "BEFORE DELETE", "account_change", "FALSE", "a change of an account stays"),
    Guard(
        "request_born", "BEFORE INSERT", "legal_request", "NEW.state = 'proposed' AND NEW.decided_by_id IS NULL",
        "a legal request begins as proposed",
    ),
    Guard(
        "request_kept", "BEFORE UPDATE", "legal_request",
        _same("public_id", "candidate_id", "authority", "reference", "proposed_by_id", "proposed_at")
        + " AND CAST(NEW.parts AS TEXT) = CAST(OLD.parts AS TEXT)"
        " AND (NEW.notice = OLD.notice OR (OLD.notice = 'will_be_told' AND NEW.notice = 'told'))"
        " AND ((OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused'))"
        f" OR ({_same('decided_by_id', 'decided_at')}))"
        f" AND ((OLD.state = 'approved' AND NEW.state = 'handed_over') OR {_same('handed_over_at')}) AND "
        + _forward(
            ("proposed", "approved"), ("proposed", "refused"), ("proposed", "withdrawn"), ("approved", "withdrawn"),
            ("approved", "handed_over"),
        ),
        "what was asked for about a person never changes, nor what was decided on it",
    ),
    Guard("request_stays", "BEFORE DELETE", "legal_request", "FALSE", "a legal request stays"),
)  # fmt: skip
# The log too: its own triggers stand in its migration.
GUARDED = frozenset({"event", *(one.table for one in GUARDS)})
TAKEN = "no row takes the place of another"


def lift(connection: Connection) -> None:
    """Take all guards away, for a change of the schema."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{_PREFIX}%'"  # nosec B608 # our own names of tables and columns
        )
        for name in [row[0] for row in found]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    found = connection.exec_driver_sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"  # nosec B608 # our own names of tables and columns
        f" AND starts_with(proname, '{_PREFIX}')"
    )
    for name in [row[0] for row in found]:
        connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")


def lay(connection: Connection) -> None:
    """Put up the guards of all tables that are there."""
    tables = set(inspect(connection).get_table_names())
    is_sqlite = connection.dialect.name == "sqlite"
    for guard in GUARDS:
        if not {guard.table, guard.beside, "proposal"} <= tables:
            continue
        for statement in [_sqlite(guard)] if is_sqlite else _postgresql(guard):
            connection.exec_driver_sql(statement)
    if is_sqlite:
        for table in sorted(GUARDED & tables):
            for statement in _in_no_place_of_another(connection, table):
                connection.exec_driver_sql(statement)


def _sqlite(guard: Guard) -> str:
    unless = guard.unless.replace(QUIET_SINCE, "date(NEW.proposed_at, '-90 days')")
    unless = unless.replace(SOON, "date(NEW.proposed_on, '+11 months')")
    unless = unless.replace(
        COOLED, "datetime(coalesce(NEW.approved_at, NEW.proposed_at), '+1 day', '-1 minute')"
    )
    return (
        f"CREATE TRIGGER {_PREFIX}{guard.name} {guard.when} ON {guard.table} WHEN NOT coalesce({unless}, FALSE)"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _in_no_place_of_another(connection: Connection, table: str) -> list[str]:
    """SQLite's REPLACE takes away the row that holds a key, and fires no trigger for it unless the connection asked for
    that; so the row that would come in its place is refused. The same for a row that changes its key."""
    columns = connection.exec_driver_sql(f"SELECT name, pk FROM pragma_table_info('{table}')").all()  # nosec B608 # our own names of tables and columns
    unique = connection.exec_driver_sql(
        "SELECT l.name, l.partial, m.sql FROM pragma_index_list(?) l"
        " LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name WHERE l.\"unique\"",
        (table,),
    ).all()
    keys = [([name for name, place in columns if place], "")]
    for index, partial, sql in unique:
        names = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?)", (index,)).scalars().all()
        keys.append((list(names), re.split(r"\bWHERE\b", sql, maxsplit=1)[1] if partial else ""))
    new_row = ", ".join(f'NEW."{name}" AS "{name}"' for name, _place in columns)
    born, moved = [], []
    for names, where in keys:
        held = " AND ".join(f'o."{name}" = NEW."{name}"' for name in names) + (
            f" AND ({where})" if where else ""
        )
        applies = f"NOT EXISTS (SELECT 1 FROM (SELECT {new_row}) WHERE {where}) OR " if where else ""  # nosec B608 # our own names of tables and columns
        stays = "" if where else " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in names) + " OR "
        born.append(f"({applies}NOT EXISTS (SELECT 1 FROM {table} o WHERE {held}))")  # nosec B608 # our own names of tables and columns
        moved.append(
            f"({applies}{stays}NOT EXISTS (SELECT 1 FROM {table} o WHERE {held} AND o.rowid <> OLD.rowid))"  # nosec B608 # our own names of tables and columns
        )
    return [
        f"CREATE TRIGGER {_PREFIX}{table}_{name} BEFORE {verb} ON {table} WHEN NOT ({' AND '.join(unless)})"
        f" BEGIN SELECT RAISE(ABORT, '{TAKEN}'); END"
        for name, verb, unless in (("comes", "INSERT", born), ("keeps_key", "UPDATE", moved))
    ]


def _postgresql(guard: Guard) -> list[str]:
    """One function and one trigger; without a bound value, `%` needs no doubling. NEW is NULL when a row goes, and then
    returned as OLD."""
    name = f"{_PREFIX}{guard.name}"
    unless = guard.unless.replace(QUIET_SINCE, "(NEW.proposed_at - interval '90 days')::date")
    unless = unless.replace(SOON, "(NEW.proposed_on + interval '11 months')::date")
    unless = unless.replace(
        COOLED, "(coalesce(NEW.approved_at, NEW.proposed_at) + interval '1 day' - interval '1 minute')"
    )
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
