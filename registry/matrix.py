"""Who may do what with what, as it was agreed (access_matrix.csv), beside what the code grants (access.py).

A permission is an action on a resource; `surplus` lists the grants that the matrix does not hold. Each one is either a
mistake or stands, with its reason, in access_departures.csv. docs/access.md prints both for the Ministry.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.access import ROLES, Grant, Permission, Role

_FOLDER = Path(__file__).parent
ACTIONS = {
    "R": "read",
    "C": "create",
    "U": "update",
    "P": "propose",
    "A": "approve",
    "L": "list",
    "X": "export",
}
MARKS = {
    "=": "own only",
    "$": "after the person's consent to that employer and job",
    "m": "masked, no identity",
    "s": "with a stated reason and a log entry",
}
_BESIDE_THE_ROLES = ("resource", "built", "es", "en")
# Whoever may change something may see it.
_IMPLY_READING = frozenset("CUPA")

P = Permission
NEEDS: dict[Permission, tuple[str, str]] = {
    P.ACCOUNT_LIST: ("users", "R"),
    P.ACCOUNT_INVITE: ("users", "C"),
    P.ACCOUNT_DISABLE: ("users", "U"),
    P.ACCOUNT_ENABLE: ("users", "U"),
    P.ROLE_PROPOSE: ("users", "P"),
    P.ROLE_APPROVE: ("users", "A"),
    P.CANDIDATE_REGISTER: ("identity", "C"),
    P.CANDIDATE_READ: ("card", "R"),
    P.CANDIDATE_CORRECT: ("identity", "U"),
    P.CANDIDATE_IDENTIFY: ("identity", "R"),
    P.CANDIDATE_PAUSE: ("card", "U"),
    P.CANDIDATE_RESUME: ("card", "U"),
    P.CANDIDATE_WITHDRAW: ("card", "U"),
    P.DUPLICATE_READ: ("identity", "R"),
    P.DUPLICATE_ANSWER: ("identity", "P"),
    P.DUPLICATE_SEPARATE: ("identity", "U"),
    P.PATHWAY_TELL: ("identity", "U"),
    P.SEALED_ASK: ("protection", "C"),
    P.SEALED_READ: ("protection", "R"),
    P.SEALED_FORGET: ("protection", "U"),
    P.SUPPORT_REFER: ("identity", "U"),
    P.APPOINTMENT_KEEP: ("identity", "U"),
    P.PROTECTION_NOTE: ("protection", "C"),
    P.PROTECTION_READ: ("protection", "R"),
    P.FOCAL_PROPOSE: ("users", "P"),
    P.FOCAL_APPROVE: ("users", "A"),
    P.FOCAL_END: ("users", "U"),
    P.FAIR_PLAN: ("job_order", "P"),
    P.FAIR_ANSWER: ("job_order", "U"),
    P.CONSENT_GIVE: ("consent", "C"),
    P.CONSENT_WITHDRAW: ("consent", "U"),
    P.PAPER_SEND: ("person_files", "C"),
    P.PAPER_READ: ("person_files", "R"),
    P.CERTIFICATE_READ: ("skill_certificate", "R"),
    P.CERTIFICATE_ASSESS: ("skill_certificate", "P"),
    P.CERTIFICATE_ISSUE: ("skill_certificate", "A"),
    P.CERTIFICATE_END: ("skill_certificate", "P"),
    P.CERTIFICATE_REVOKE: ("skill_certificate", "A"),
    P.TRAINING_CENTRE_PROPOSE: ("skill_certificate", "P"),
    P.TRAINING_CENTRE_APPROVE: ("skill_certificate", "A"),
    P.AGENCY_APPLY: ("agency_file", "C"),
    P.AGENCY_READ: ("agency_file", "R"),
    P.AGENCY_KEEP: ("agency_file", "U"),
    P.AGENCY_SUSPEND: ("vetting_decision", "A"),
    P.AGENCY_REINSTATE: ("vetting_decision", "A"),
    P.AGENCY_REVOKE: ("vetting_decision", "A"),
    P.AGENCY_PROPOSE: ("vetting_decision", "P"),
    P.AGENCY_STOP: ("vetting_decision", "A"),
    P.CASE_READ: ("agency_file", "R"),
    P.CASE_SUBMIT: ("agency_file", "C"),
    P.CASE_RETURN: ("agency_file", "P"),
    P.CASE_REVIEW: ("agency_file", "P"),
    P.CASE_RECOMMEND: ("vetting_decision", "P"),
    P.CASE_DECIDE: ("vetting_decision", "A"),
    P.CASE_OPEN: ("agency_file", "P"),
    P.CASE_DECLARE: ("agency_file", "R"),
    P.CASE_ASSIGN: ("agency_file", "A"),
    P.CASE_NOTE: ("agency_file", "P"),
    P.CASE_MESSAGE: ("agency_file", "P"),
    P.FIELDWORK_READ: ("agency_file", "R"),
    P.FIELDWORK_KEEP: ("agency_file", "P"),
    P.FINDING_CONFIRM: ("vetting_decision", "A"),
    P.FINDING_ANSWER: ("agency_file", "U"),
    P.FLAG_READ: ("vetting_decision", "R"),
    P.FLAG_DISPOSE: ("vetting_decision", "P"),
    P.FLAG_DISMISS: ("vetting_decision", "A"),
    P.COMPLAINT_READ: ("complaint", "R"),
    P.COMPLAINT_HANDLE: ("complaint", "U"),
    P.COMPLAINT_LIST: ("complaint", "L"),
    P.COMPLAINT_ASSIGN: ("complaint", "A"),
    P.COMPLAINT_DECIDE: ("complaint", "A"),
    # What the agency is asked is a part of its own file; of the complaint it sees nothing.
    P.COMPLAINT_ANSWER: ("agency_file", "U"),
    P.STATISTICS_READ: ("statistics", "R"),
    P.EMPLOYER_APPLY: ("employer_file", "C"),
    P.EMPLOYER_READ: ("employer_file", "R"),
    P.EMPLOYER_KEEP: ("employer_file", "U"),
    P.EMPLOYER_CHECK: ("employer_file", "P"),
    P.EMPLOYER_VERIFY: ("employer_file", "A"),
    P.EMPLOYER_REFUSE: ("employer_file", "A"),
    P.EMPLOYER_SUSPEND: ("employer_file", "A"),
    P.EMPLOYER_REINSTATE: ("employer_file", "A"),
    P.VACANCY_READ: ("job_order", "R"),
    P.VACANCY_WRITE: ("job_order", "C"),
    P.VACANCY_SUBMIT: ("job_order", "U"),
    P.VACANCY_RETURN: ("job_order", "P"),
    P.VACANCY_PUBLISH: ("job_order", "A"),
    P.VACANCY_AGREE: ("job_order", "A"),
    P.DRIVE_ANNOUNCE: ("job_order", "C"),
    P.PACKET_MAKE: ("agency_page", "R"),
    P.VACANCY_SUSPEND: ("job_order", "A"),
    P.VACANCY_CLOSE: ("job_order", "U"),
    P.VACANCY_ASK: ("job_order", "P"),
    P.VACANCY_ANSWER: ("job_order", "U"),
    P.LAW_READ: ("law", "R"),
    P.LAW_PROPOSE: ("law", "P"),
    P.LAW_APPROVE: ("law", "A"),
    P.FAIRNESS_READ: ("statistics", "R"),
    P.FAIRNESS_PROPOSE: ("law", "P"),
    P.FAIRNESS_APPROVE: ("law", "A"),
    P.FAIRNESS_EXPORT: ("statistics", "X"),
    P.SHORTLIST_READ: ("match", "R"),
    P.SHORTLIST_RANK: ("match", "C"),
    P.PLAN_READ: ("match", "R"),
    P.PLAN_MAKE: ("match", "C"),
    P.MODEL_READ: ("match", "R"),
    P.MODEL_TRAIN: ("match", "P"),
    P.MODEL_APPROVE: ("match", "A"),
    P.MODEL_SWITCH_ON: ("match", "A"),
    P.MODEL_SWITCH_OFF: ("match", "U"),
    P.REFERRAL_READ: ("match", "R"),
    P.REFERRAL_REFER: ("match", "C"),
    P.REFERRAL_CONSENT: ("consent", "C"),
    P.REFERRAL_DECLINE: ("consent", "U"),
    P.REFERRAL_DISCLOSE: ("identity", "R"),
    P.REFERRAL_INTERVIEW: ("match", "U"),
    P.REFERRAL_SELECT: ("match", "U"),
    P.REFERRAL_REJECT: ("match", "U"),
    P.REFERRAL_PLACE: ("match", "U"),
    P.REFERRAL_WITHDRAW: ("match", "U"),
    P.PAY_TELL: ("match", "U"),
    P.STEP_READ: ("job_order", "R"),
    P.STEP_TICK: ("job_order", "U"),
    P.STEP_TAKE_BACK: ("job_order", "U"),
    P.OFFICIAL_LIST_READ: ("official_lists", "R"),
    P.OFFICIAL_LIST_IMPORT: ("official_lists", "C"),
    P.ALERT_READ: ("vetting_decision", "R"),
    P.ALERT_WRITE: ("vetting_decision", "P"),
    P.ALERT_APPROVE: ("vetting_decision", "A"),
    P.STANDING_CORRECT: ("vetting_decision", "P"),
    P.STANDING_APPROVE: ("vetting_decision", "A"),
    # The texts, and figures of what was sent; nobody's telephone.
    P.MESSAGE_READ: ("statistics", "R"),
    P.MESSAGE_PROPOSE: ("law", "P"),
    P.MESSAGE_APPROVE: ("law", "A"),
    P.MESSAGE_PRINT: ("identity", "R"),
    P.CALL_READ: ("card", "R"),
    P.CALL_MAKE: ("identity", "U"),
    # A kiosk is a place to register at, of one centre.
    P.KIOSK_READ: ("identity", "C"),
    P.KIOSK_TURN_ON: ("identity", "C"),
    P.KIOSK_REVOKE: ("identity", "U"),
    # Sounds of public words: how far they are, and two people for each, as for values of the law.
    P.VOICE_READ: ("statistics", "R"),
    P.VOICE_RECORD: ("law", "P"),
    P.VOICE_APPROVE: ("law", "A"),
    # Where the centres are: public words, as texts of messages.
    P.PLACE_PUBLISH: ("law", "A"),
    P.PERSONAL_EXPORT_PROPOSE: ("personal_export", "P"),
    P.PERSONAL_EXPORT_APPROVE: ("personal_export", "A"),
    P.AUDIT_READ: ("audit_log", "R"),
    P.AUDIT_EXPORT: ("audit_log", "X"),
    P.AUDIT_DRILL: ("audit_log", "R"),
}
# About nobody's record: open pages, proposals (each kind has permissions of its own), reporting (which knows no
# account, only a receipt), the way in and out, one's own account, and what the clock does.
OUTSIDE = frozenset(
    {
        P.PUBLIC_READ,
        P.COMPLAINT_SEND,
        P.COMPLAINT_FOLLOW,
        P.PROPOSAL_READ,
        P.PROPOSAL_DECIDE,
        P.PROPOSAL_WITHDRAW,
        P.SESSION_OPEN,
        P.SESSION_CLOSE,
        P.ACCOUNT_KEEP,
        P.MESSAGE_CALLBACK,
        P.SYSTEM_FILL,
        P.SYSTEM_EXPIRE,
    }
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One row. `cells` by column: a role, or "kiosk": a device where nobody is signed in. is_built: something of it
    exists."""

    code: str
    es: str
    en: str
    is_built: bool
    cells: dict[str, str]

    def allows(self, column: str, action: str) -> bool:
        letters = self.cells[column].split(" (")[0].split()
        return action in letters or (action == "R" and bool(_IMPLY_READING & set(letters)))

    def is_limited_to_own(self, column: str) -> bool:
        return bool({"=", "$", "own"} & set(self.cells[column].split()))


@dataclass(frozen=True, slots=True)
class Departure:
    """A grant beyond the matrix, and why."""

    role: Role
    permission: Permission
    es: str
    en: str


@cache
def matrix() -> dict[str, Resource]:
    """The agreed matrix, by code of the resource."""
    return {
        row["resource"]: Resource(
            row["resource"],
            row["es"],
            row["en"],
            row["built"] == "yes",
            {column: cell for column, cell in row.items() if column not in _BESIDE_THE_ROLES},
        )
        for row in _rows("access_matrix.csv")
    }


@cache
def departures() -> tuple[Departure, ...]:
    return tuple(
        Departure(Role(row["role"]), Permission(row["permission"]), row["es"], row["en"])
        for row in _rows("access_departures.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def surplus() -> Iterator[tuple[Role, Permission]]:
    """Every grant of the role table that goes beyond the matrix: another action, or any record where own was agreed."""
    for role, grants in ROLES.items():
        for permission, grant in grants.items():
            if permission in OUTSIDE:
                continue
            resource, action = NEEDS[permission]
            row = matrix()[resource]
            # The system has no column.
            agreed = role is not Role.SYSTEM and row.allows(str(role), action)
            if not agreed or (grant is Grant.ANY and row.is_limited_to_own(str(role))):
                yield role, permission
