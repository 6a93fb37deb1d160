"""The expected table, written by hand: expected.csv says of every address what each role may do with it.

yes     answers
own     answers for a record of one's own side; another's does not exist
reason  staff who gave a reason for reading this person; without one it does not exist
no      does not exist
door    sent to sign in
`objects` names the records that fill the address (see `fillings`); "-" for none.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.employer.steps import steps_of
from registry.access import Role
from tests.web.access.world import PARAMETER, REQUIREMENT, Side, World, key_of, program_key_of, renewal_of

ROLES: list[Role] = [role for role in Role if role is not Role.SYSTEM]
CELLS = frozenset({"yes", "own", "reason", "no", "door"})
ABSENT = "noexiste23456789ab"


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    objects: str
    cells: dict[Role, str]

    def address(self, fill: dict[str, str]) -> str:
        return self.path.format(**fill)

    @property
    def has_objects(self) -> bool:
        return "{" in self.path


def expected() -> list[Row]:
    """Raises ValueError for a cell that is no cell."""
    with (Path(__file__).parent / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Row(line["method"], line["path"], line["objects"], {role: line[str(role)] for role in ROLES})
            for line in csv.DictReader(file)
        ]
    for row in rows:
        if not set(row.cells.values()) <= CELLS:
            raise ValueError(f"{row.method} {row.path}: {row.cells}")
    return rows


def fillings(world: World, side: str, role: Role) -> dict[str, dict[str, str]]:
    """What fills an address, by the name in `objects`: the records of one side of the world."""
    at: Side = world.sides[side]
    mine = side == "own"
    published, draft, in_review = (at.vacancies[state] for state in ("published", "draft", "in_review"))
    return {
        "-": {},
        "code": {"code": at.code},
        "agency code": {"code": at.registry_no},
        "agency": {"public_id": at.agency},
        "case": {"public_id": at.case},
        "case answer": {"public_id": at.case, "code": REQUIREMENT},
        "case file": {"public_id": at.case, "file_id": at.file},
        "case visit": {"public_id": at.case, "visit_id": at.visit},
        "case photo": {"public_id": at.case, "file_id": at.photo},
        "case message file": {"public_id": at.case, "file_id": at.message_file},
        "information page": {"slug": "enganos"},
        "requirement": {"code": REQUIREMENT},
        "file": {"public_id": at.file_of_draft},
        "recruiter": {"part": "reclutadores", "key": at.recruiter},
        "criterion": {"code": "B.3"},
        "page": {"code": REQUIREMENT, "key": at.page},
        "thread": {"number": at.case_number},
        "thread file": {"number": at.case_number, "file_id": at.message_file},
        "finding": {"number": at.case_number, "public_id": at.finding},
        "case criterion": {"public_id": at.case, "code": "B.3"},
        "case evidence": {"public_id": at.case, "code": "B.3", "evidence_id": at.evidence},
        "case condition": {"public_id": at.case, "condition_id": at.condition},
        "case finding": {"public_id": at.case, "finding_id": at.finding},
        "case measure": {"public_id": at.case, "finding_id": at.finding, "action_id": at.action},
        "measure": {"number": at.case_number, "public_id": at.finding, "action_id": at.action},
        "employer": {"public_id": at.employer},
        "employer check": {"public_id": at.employer, "code": "housing"},
        "packet": {"public_id": at.packet},
        "drive": {"public_id": at.drive},
        "vacancy": {"public_id": published, "vacancy_id": published, "number": "1"},
        "vacancy step": {"public_id": draft, "slug": steps_of("GT_SNE")[0].slug},
        "vacancy draft": {"public_id": draft, "vacancy_id": draft},
        "vacancy in review": {"public_id": in_review, "vacancy_id": in_review},
        "shortlist": {"vacancy_id": published, "public_id": at.shortlist, "rank": "1"},
        "referral": {"public_id": at.referral, "vacancy_id": published},
        "vacancy clock": {"public_id": published, "step": "matching"},
        "referral clock": {"public_id": at.referral, "step": "start"},
        "candidate": {"public_id": at.candidate},
        "paper batch": {"public_id": at.centre["batch"]},
        "appointment": {"public_id": at.centre["appointment"], "verb": "miss"},
        "support service": {"public_id": at.centre["service"]},
        "public place": {"public_id": at.centre["public_place"]},
        "support referral": {"public_id": at.centre["support_referral"]},
        "protection note": {"public_id": at.candidate, "note_id": at.centre["note"]},
        "focal point": {"public_id": at.centre["focal"]},
        "fair": {"public_id": at.centre["fair"], "verb": "close"},
        "fair stand": {"public_id": at.centre["fair"], "stand_id": at.centre["stand"], "verb": "come"},
        "employer stand": {"public_id": at.centre["stand"], "verb": "accept"},
        "fair interview": {
            "public_id": at.centre["fair"],
            "interview_id": at.centre["interview"],
            "verb": "miss",
        },
        "consent": {"public_id": at.consent},
        "certificate": {"public_id": at.certificate},
        "certificate number": {"code": at.certificate_no},
        "paper": {"public_id": at.paper},
        "person paper": {"public_id": at.candidate, "paper_id": at.paper},
        "status list": {"number": "1"},
        "achievement": {"code": "block-laying"},
        "training centre": {"public_id": world.training_centre},
        "pathway": {"public_id": at.candidate, "part": "h2", "number": "1", "scheme_id": "H2A"},
        "job": {"number": "1", "step": "1"},
        "question": {"slug": "sexo"},
        "centre draft": {"token": world.centre_drafts["new"]},
        "correction draft": {"token": world.centre_drafts["correction"]},
        "account": {"public_id": world.other_account},
        "session": {"public_id": own_session(world, role) if mine else world.other_session},
        "invitation": {"token": world.invitation},
        "role change": {"public_id": world.role_change},
        "passkey": {"public_id": key_of(world.accounts.get(role, ABSENT) if mine else world.other_account)},
        "program key": {
            "public_id": program_key_of(world.accounts.get(role, ABSENT) if mine else world.other_account)
        },
        "renewal": {
            "public_id": renewal_of(world.accounts.get(role, ABSENT) if mine else world.other_account)
        },
        "law parameter": {"parameter_id": PARAMETER, "way": "valor"},
        "law proposal": {"public_id": world.law_proposal},
        "proposal": {"public_id": world.proposal},
        "legal request": {"public_id": world.legal_request},
        # The first event of the log is nobody's look-up.
        "look-up": {"event_id": str(world.look_ups.get(role, 1)) if mine else "1"},
        "likely pair": {"public_id": world.likely_pair},
        "training": {"public_id": world.training},
        "flag": {"public_id": world.flag},
        "plan": {"public_id": world.plan},
        "model": {"public_id": world.model},
        "alert": {"public_id": world.alert},
        "call": {"public_id": world.calls[side]},
        "paper message": {"public_id": world.paper_messages[side]},
        "message text": {"code": "news", "channel": "sms"},
        "kiosk": {"public_id": at.kiosk},
        "spoken text": {"text_id": "dpi.pregunta"},
        "recording": {"public_id": world.recording},
        "sound": {"name": world.sound},
        "agency card": {"public_id": at.agency, "card_no": at.card_no},
        "day": {"day": world.day, "name": "SHA256SUMS"},
        "payment": {"number": "1"},
        "year": {"year": "2026"},
        "report question": {"slug": "que-paso"},
        "receipt": {"receipt": world.receipt},
        "complaint": {"public_id": world.complaints[side], "file_id": ABSENT, "key": "1"},
        "agency question": {"public_id": world.questions[side]},
        "scheme": {"scheme_id": "GT_SNE"},
        "official list": {"public_id": world.official_list},
        "scheme table": {"scheme_id": "GT_SNE", "parameter_id": "gt-daily-minimum"},
    }


def own_session(world: World, role: Role) -> str:
    """The session that asks; the visitor fixture notes it."""
    return world.own_sessions.get(role, ABSENT)


def bodies(world: World, side: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What has to be sent for a refusal to be about the record and not about the form."""
    at = world.sides[side]
    return {
        # The note itself opens with a reason: what is asked here is whose appointment it is.
        ("POST", "/centro/citas/{public_id}/note"): {"data": {"note": "x" * 2001}},
        ("POST", "/ministerio/denuncias/{public_id}/pagos/{key}/refuse-give-up"): {
            "data": {"keep_owed_reason": "La trabajadora todavía la pide."}
        },
        ("POST", "/api/v1/vacancies"): {"json": {"employer": at.employer, "facts": {"scheme": "GT_SNE"}}},
        ("POST", "/mi/consentimientos/give"): {"data": {"purpose": "share_profile"}},
        ("POST", "/mi/avisos/give"): {"data": {"channel": "sms"}},
        ("POST", "/mi/avisos/withdraw"): {"data": {"channel": "sms"}},
        ("POST", "/mi/avisos/interest"): {"data": {"goes_on": "1"}},
    }
