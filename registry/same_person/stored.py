"""What a merge wrote down, table by table: read by name, and for merges made before the names were written, by the list
of tables of that day. A merge can be undone however long ago it was."""

from __future__ import annotations

from typing import Any

Rows = list[dict[str, Any]]

_FIRST = (
    "work_history", "candidate_skill", "candidate_language", "consent", "registration_draft", "stored_file",
    "pathway_facts", "sealed_answer", "referral", "companion", "companion.other_id",
)  # fmt: skip
# Sessions moved in the very first ones; they have ended since.
_WITH_SESSIONS = (*_FIRST[:9], "web_session", *_FIRST[9:])
_WITH_SAFETY = (*_FIRST[:6], "safety", *_FIRST[6:])
_WITH_CENTRES = (
    *_FIRST[:6], "person_paper", "skill_certificate", "safety", *_FIRST[6:], "paper_sheet", "appointment",
    "support_referral", "protection_note", "fair_invitation", "fair_arrival", "fair_interview",
)  # fmt: skip
_WITH_MESSAGES = (*_WITH_CENTRES, "outgoing_message", "reconfirmation", "call_task")


def rows_by_table(moved: dict[str, Any]) -> dict[str, Rows]:
    """`moved` of a merge: the name of each table (and of the column, where it is not candidate_id) to its rows.

    Raises KeyError for a list that no version of Sendero wrote.
    """
    rows = moved["rows"]
    if isinstance(rows, dict):
        return rows
    lists = {len(one): one for one in (_FIRST, _WITH_SAFETY, _WITH_CENTRES, _WITH_MESSAGES)}
    # The first ones said nothing of permissions that ended.
    names = lists[len(rows)] if "ended" in moved else _WITH_SESSIONS
    return dict(zip(names, rows, strict=True))
