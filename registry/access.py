"""Who may do what: one page that the Ministry can review.

A role holds permissions; each is granted for any record or only for the actor's own (`=` in trust.md section 4).
What "own" means is said by the record itself (`is_own`). A field-level view (masked, with a reason, after consent)
is chosen by the query that loads the record, never by a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    PUBLIC = "public"
    CANDIDATE = "candidate"
    COUNSELLOR = "counsellor"
    EMPLOYER = "employer"
    AGENCY = "agency"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    DIRECTOR = "director"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"


STAFF = frozenset(
    {
        Role.COUNSELLOR,
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.INSPECTOR,
        Role.DIRECTOR,
        Role.ADMIN,
        Role.AUDITOR,
    }
)


class Permission(StrEnum):
    """`noun:verb`. The verb is the transition, the event and the last segment of the address."""

    PUBLIC_READ = "public:read"
    SESSION_OPEN = "session:open"
    SESSION_CLOSE = "session:close"
    ACCOUNT_KEEP = "account:keep"
    ACCOUNT_LIST = "account:list"
    ACCOUNT_INVITE = "account:invite"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_ENABLE = "account:enable"
    ROLE_PROPOSE = "role:propose"
    ROLE_APPROVE = "role:approve"

    CANDIDATE_REGISTER = "candidate:register"
    CANDIDATE_READ = "candidate:read"
    CANDIDATE_CORRECT = "candidate:correct"
    CANDIDATE_IDENTIFY = "candidate:identify"
    CANDIDATE_PAUSE = "candidate:pause"
    CANDIDATE_RESUME = "candidate:resume"
    CANDIDATE_WITHDRAW = "candidate:withdraw"
    DUPLICATE_READ = "duplicate:read"
    DUPLICATE_ANSWER = "duplicate:answer"
    DUPLICATE_SEPARATE = "duplicate:separate"
    PATHWAY_TELL = "pathway:tell"
    SEALED_ASK = "sealed:ask"
    SEALED_READ = "sealed:read"
    SEALED_FORGET = "sealed:forget"
    CONSENT_GIVE = "consent:give"
    CONSENT_WITHDRAW = "consent:withdraw"

    PAPER_SEND = "paper:send"
    PAPER_READ = "paper:read"
    CERTIFICATE_READ = "certificate:read"
    CERTIFICATE_ASSESS = "certificate:assess"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_END = "certificate:end"
    CERTIFICATE_REVOKE = "certificate:revoke"
    TRAINING_CENTRE_PROPOSE = "training_centre:propose"
    TRAINING_CENTRE_APPROVE = "training_centre:approve"

    AGENCY_APPLY = "agency:apply"
    AGENCY_READ = "agency:read"
    AGENCY_KEEP = "agency:keep"
    AGENCY_SUSPEND = "agency:suspend"
    AGENCY_REINSTATE = "agency:reinstate"
    AGENCY_REVOKE = "agency:revoke"
    AGENCY_PROPOSE = "agency:propose"
    AGENCY_STOP = "agency:stop"
    CASE_READ = "case:read"
    CASE_SUBMIT = "case:submit"
    CASE_RETURN = "case:return"
    CASE_REVIEW = "case:review"
    CASE_RECOMMEND = "case:recommend"
    CASE_DECIDE = "case:decide"
    CASE_OPEN = "case:open"
    CASE_DECLARE = "case:declare"
    CASE_ASSIGN = "case:assign"
    CASE_NOTE = "case:note"
    CASE_MESSAGE = "case:message"
    FIELDWORK_READ = "fieldwork:read"
    FIELDWORK_KEEP = "fieldwork:keep"
    FINDING_CONFIRM = "finding:confirm"
    FINDING_ANSWER = "finding:answer"
    FLAG_READ = "flag:read"
    FLAG_DISPOSE = "flag:dispose"
    FLAG_DISMISS = "flag:dismiss"

    COMPLAINT_SEND = "complaint:send"
    COMPLAINT_FOLLOW = "complaint:follow"
    COMPLAINT_READ = "complaint:read"
    COMPLAINT_HANDLE = "complaint:handle"
    COMPLAINT_LIST = "complaint:list"
    COMPLAINT_ASSIGN = "complaint:assign"
    COMPLAINT_DECIDE = "complaint:decide"
    COMPLAINT_ANSWER = "complaint:answer"
    STATISTICS_READ = "statistics:read"

    PROPOSAL_READ = "proposal:read"
    PROPOSAL_DECIDE = "proposal:decide"
    PROPOSAL_WITHDRAW = "proposal:withdraw"

    EMPLOYER_APPLY = "employer:apply"
    EMPLOYER_READ = "employer:read"
    EMPLOYER_KEEP = "employer:keep"
    EMPLOYER_CHECK = "employer:check"
    EMPLOYER_VERIFY = "employer:verify"
    EMPLOYER_REFUSE = "employer:refuse"
    EMPLOYER_SUSPEND = "employer:suspend"
    EMPLOYER_REINSTATE = "employer:reinstate"

    VACANCY_READ = "vacancy:read"
    VACANCY_WRITE = "vacancy:write"
    VACANCY_SUBMIT = "vacancy:submit"
    VACANCY_PUBLISH = "vacancy:publish"
    VACANCY_AGREE = "vacancy:agree"
    VACANCY_ASK = "vacancy:ask"
    VACANCY_ANSWER = "vacancy:answer"
    VACANCY_RETURN = "vacancy:return"
    VACANCY_SUSPEND = "vacancy:suspend"
    VACANCY_CLOSE = "vacancy:close"

    LAW_READ = "law:read"
    LAW_PROPOSE = "law:propose"
    LAW_APPROVE = "law:approve"

    FAIRNESS_READ = "fairness:read"
    FAIRNESS_PROPOSE = "fairness:propose"
    FAIRNESS_APPROVE = "fairness:approve"
    FAIRNESS_EXPORT = "fairness:export"
    SHORTLIST_READ = "shortlist:read"
    SHORTLIST_RANK = "shortlist:rank"
    PLAN_READ = "plan:read"
    PLAN_MAKE = "plan:make"
    MODEL_READ = "model:read"
    MODEL_TRAIN = "model:train"
    MODEL_APPROVE = "model:approve"
    MODEL_SWITCH_ON = "model:switch_on"
    MODEL_SWITCH_OFF = "model:switch_off"
    REFERRAL_READ = "referral:read"
    REFERRAL_REFER = "referral:refer"
    REFERRAL_CONSENT = "referral:consent"
    REFERRAL_DECLINE = "referral:decline"
    REFERRAL_DISCLOSE = "referral:disclose"
    REFERRAL_INTERVIEW = "referral:interview"
    REFERRAL_SELECT = "referral:select"
    REFERRAL_REJECT = "referral:reject"
    REFERRAL_PLACE = "referral:place"
    REFERRAL_WITHDRAW = "referral:withdraw"

    SUPPORT_REFER = "support:refer"
    APPOINTMENT_KEEP = "appointment:keep"
    PROTECTION_NOTE = "protection:note"
    PROTECTION_READ = "protection:read"
    FOCAL_PROPOSE = "focal:propose"
    FOCAL_APPROVE = "focal:approve"
    FOCAL_END = "focal:end"
    FAIR_PLAN = "fair:plan"
    FAIR_ANSWER = "fair:answer"
    PLACE_PUBLISH = "place:publish"

    PAY_TELL = "pay:tell"
    DRIVE_ANNOUNCE = "drive:announce"
    PACKET_MAKE = "packet:make"

    STEP_READ = "step:read"
    STEP_TICK = "step:tick"
    STEP_TAKE_BACK = "step:take_back"

    OFFICIAL_LIST_READ = "official_list:read"
    OFFICIAL_LIST_IMPORT = "official_list:import"

    ALERT_READ = "alert:read"
    ALERT_WRITE = "alert:write"
    ALERT_APPROVE = "alert:approve"
    STANDING_CORRECT = "standing:correct"
    STANDING_APPROVE = "standing:approve"

    MESSAGE_READ = "message:read"
    MESSAGE_PROPOSE = "message:propose"
    MESSAGE_APPROVE = "message:approve"
    MESSAGE_PRINT = "message:print"
    MESSAGE_CALLBACK = "message:callback"
    CALL_READ = "call:read"
    CALL_MAKE = "call:make"

    KIOSK_READ = "kiosk:read"
    KIOSK_TURN_ON = "kiosk:turn_on"
    KIOSK_REVOKE = "kiosk:revoke"

    VOICE_READ = "voice:read"
    VOICE_RECORD = "voice:record"
    VOICE_APPROVE = "voice:approve"

    PERSONAL_EXPORT_PROPOSE = "personal_export:propose"
    PERSONAL_EXPORT_APPROVE = "personal_export:approve"

    AUDIT_READ = "audit:read"
    AUDIT_EXPORT = "audit:export"
    AUDIT_DRILL = "audit:drill"
    SYSTEM_FILL = "system:fill"
    SYSTEM_EXPIRE = "system:expire"


class Grant(StrEnum):
    ANY = "any"
    OWN = "own"


P = Permission
_EVERYONE = {
    P.PUBLIC_READ: Grant.ANY,
    P.SESSION_OPEN: Grant.ANY,
    # Whoever reports is nobody to the system, signed in or not.
    P.COMPLAINT_SEND: Grant.ANY,
    P.COMPLAINT_FOLLOW: Grant.ANY,
    # The gateway of messages has no account: it signs what it sends.
    P.MESSAGE_CALLBACK: Grant.ANY,
}
# What needs two people: each kind of proposal says which of these roles may propose and approve it.
_PROPOSER = {
    P.PROPOSAL_READ: Grant.ANY,
    P.PROPOSAL_DECIDE: Grant.ANY,
    P.PROPOSAL_WITHDRAW: Grant.OWN,
}
# A complaint is open only to whom it was given.
_HANDLER = dict.fromkeys((P.COMPLAINT_READ, P.COMPLAINT_HANDLE, P.COMPLAINT_DECIDE), Grant.OWN)
_SIGNED_IN = _EVERYONE | {P.SESSION_CLOSE: Grant.OWN, P.ACCOUNT_KEEP: Grant.OWN}


def _any(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.ANY)


def _own(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.OWN)


_OFFICE = _SIGNED_IN | _any(
    P.CANDIDATE_READ, P.CANDIDATE_IDENTIFY, P.AGENCY_READ, P.CASE_READ, P.EMPLOYER_READ, P.VACANCY_READ,
    P.SHORTLIST_READ, P.PLAN_READ, P.MODEL_READ, P.REFERRAL_READ, P.LAW_READ, P.LAW_APPROVE, P.STEP_READ,
    P.OFFICIAL_LIST_READ,
)  # fmt: skip

# Kept as it is read: one role, one paragraph.
# fmt: off
ROLES: dict[Role, dict[Permission, Grant]] = {
    Role.PUBLIC: _EVERYONE | _any(P.CANDIDATE_REGISTER, P.AGENCY_APPLY, P.EMPLOYER_APPLY),
    Role.CANDIDATE: _EVERYONE
    | _any(P.CANDIDATE_REGISTER)
    | _own(
        P.SESSION_CLOSE, P.CANDIDATE_READ, P.CANDIDATE_CORRECT, P.CANDIDATE_PAUSE, P.CANDIDATE_RESUME,
        P.CANDIDATE_WITHDRAW, P.CONSENT_GIVE, P.CONSENT_WITHDRAW, P.REFERRAL_READ, P.REFERRAL_CONSENT,
        P.REFERRAL_DECLINE, P.PAY_TELL, P.PATHWAY_TELL, P.SEALED_FORGET, P.STEP_READ, P.STEP_TICK, P.STEP_TAKE_BACK,
        P.PAPER_SEND, P.PAPER_READ, P.CERTIFICATE_READ,
    ),
    Role.COUNSELLOR: _SIGNED_IN
    | _any(P.KIOSK_TURN_ON)
    | _own(P.KIOSK_READ, P.KIOSK_REVOKE)
    | _any(P.CANDIDATE_REGISTER, P.CANDIDATE_READ, P.CANDIDATE_IDENTIFY, P.CANDIDATE_CORRECT, P.CONSENT_GIVE)
    | _any(P.PATHWAY_TELL, P.SEALED_ASK, P.SEALED_READ)
    | _any(P.CALL_READ, P.CALL_MAKE, P.MESSAGE_PRINT)
    | _any(P.PAPER_READ, P.CERTIFICATE_READ, P.CERTIFICATE_ASSESS)
    # Own: of this centre. A protection note opens to focal points alone (registry/protection/queries.py).
    | _own(P.SUPPORT_REFER, P.APPOINTMENT_KEEP, P.FAIR_PLAN)
    | _any(P.PROTECTION_NOTE, P.PROTECTION_READ)
    | _any(P.PAY_TELL, P.STEP_READ, P.STEP_TICK, P.STEP_TAKE_BACK),
    Role.EMPLOYER: _SIGNED_IN
    | _own(
        P.EMPLOYER_READ, P.EMPLOYER_KEEP, P.VACANCY_READ, P.VACANCY_WRITE, P.VACANCY_SUBMIT, P.VACANCY_CLOSE,
        P.VACANCY_ANSWER,
        P.SHORTLIST_READ, P.REFERRAL_READ, P.REFERRAL_DISCLOSE, P.REFERRAL_INTERVIEW, P.REFERRAL_SELECT,
        P.REFERRAL_REJECT, P.PAY_TELL, P.PACKET_MAKE, P.FAIR_ANSWER, P.STEP_READ, P.STEP_TICK, P.STEP_TAKE_BACK,
    ),
    Role.AGENCY: _SIGNED_IN
    # It names the employers it acts for, with their permission.
    | _any(P.EMPLOYER_APPLY)
    | _own(
        P.EMPLOYER_READ,
        P.AGENCY_READ, P.AGENCY_KEEP, P.CASE_READ, P.CASE_SUBMIT, P.CASE_MESSAGE, P.VACANCY_READ, P.VACANCY_WRITE,
        P.FINDING_ANSWER, P.COMPLAINT_ANSWER, P.DRIVE_ANNOUNCE, P.PAY_TELL,
        P.VACANCY_SUBMIT, P.VACANCY_CLOSE, P.VACANCY_ANSWER, P.SHORTLIST_READ, P.REFERRAL_READ,
        P.REFERRAL_DISCLOSE, P.REFERRAL_INTERVIEW, P.REFERRAL_SELECT, P.REFERRAL_REJECT, P.FAIR_ANSWER,
        P.STEP_READ, P.STEP_TICK, P.STEP_TAKE_BACK,
    ),
    Role.OFFICER: _OFFICE
    | _HANDLER
    | _any(P.VOICE_READ, P.VOICE_RECORD, P.VOICE_APPROVE)
    | _any(P.DUPLICATE_READ, P.DUPLICATE_ANSWER, P.DUPLICATE_SEPARATE)
    | _any(P.ALERT_READ, P.ALERT_WRITE, P.STANDING_CORRECT)
    | _any(P.CERTIFICATE_READ, P.CERTIFICATE_END, P.TRAINING_CENTRE_PROPOSE)
    | _any(P.STATISTICS_READ)
    | _any(P.MESSAGE_READ, P.MESSAGE_PROPOSE)
    | _PROPOSER
    | _any(P.AGENCY_PROPOSE, P.CASE_OPEN)
    | _any(P.EMPLOYER_CHECK, P.PAY_TELL)
    | _any(P.PLAN_MAKE, P.MODEL_TRAIN)
    | _any(P.CASE_DECLARE, P.CASE_NOTE, P.CASE_MESSAGE, P.FIELDWORK_READ, P.FIELDWORK_KEEP)
    | _any(P.FLAG_READ, P.FLAG_DISPOSE)
    | _any(
        P.CASE_REVIEW, P.CASE_RETURN, P.CASE_RECOMMEND, P.EMPLOYER_VERIFY, P.EMPLOYER_REFUSE, P.VACANCY_PUBLISH,
        P.VACANCY_RETURN, P.VACANCY_ASK, P.VACANCY_SUSPEND, P.VACANCY_CLOSE, P.LAW_PROPOSE, P.SHORTLIST_RANK,
        P.REFERRAL_REFER, P.FAIRNESS_READ, P.FAIRNESS_PROPOSE,
        P.REFERRAL_PLACE, P.REFERRAL_WITHDRAW, P.STEP_TICK, P.STEP_TAKE_BACK, P.OFFICIAL_LIST_IMPORT,
    ),
    Role.SUPERVISOR: _OFFICE
    | _HANDLER
    | _any(P.VOICE_READ, P.VOICE_APPROVE)
    | _any(P.DUPLICATE_READ, P.DUPLICATE_ANSWER, P.DUPLICATE_SEPARATE)
    | _any(P.ALERT_READ, P.ALERT_APPROVE, P.STANDING_APPROVE)
    # The second person: issues what a counsellor recorded, revokes what an officer proposes to revoke.
    | _any(P.CERTIFICATE_READ, P.CERTIFICATE_ISSUE, P.CERTIFICATE_REVOKE, P.TRAINING_CENTRE_APPROVE)
    | _PROPOSER
    | _any(P.AGENCY_PROPOSE, P.CASE_OPEN)
    | _any(P.COMPLAINT_LIST, P.COMPLAINT_ASSIGN, P.COMPLAINT_DECIDE, P.STATISTICS_READ)
    | _any(P.MESSAGE_READ, P.MESSAGE_APPROVE)
    | _any(P.CASE_DECLARE, P.CASE_ASSIGN, P.CASE_NOTE, P.FIELDWORK_READ)
    | _any(P.FLAG_READ, P.FLAG_DISMISS, P.FINDING_CONFIRM)
    | _any(P.MODEL_APPROVE, P.MODEL_SWITCH_OFF)
    # What an authority asks of one person: one supervisor proposes, another approves.
    | _any(P.PERSONAL_EXPORT_PROPOSE, P.PERSONAL_EXPORT_APPROVE, P.AUDIT_DRILL)
    | _any(
        P.CASE_DECIDE, P.AGENCY_SUSPEND, P.AGENCY_REINSTATE, P.AGENCY_REVOKE, P.EMPLOYER_SUSPEND, P.EMPLOYER_REINSTATE,
        P.VACANCY_SUSPEND, P.ROLE_PROPOSE, P.ACCOUNT_LIST, P.FAIRNESS_READ, P.FAIRNESS_APPROVE, P.FOCAL_PROPOSE,
        P.FOCAL_END, P.PLACE_PUBLISH,
    ),
    # The labour inspectorate: outside the programme that recruits, so it may look at that programme's own orders.
    Role.INSPECTOR: _SIGNED_IN
    | _HANDLER
    | _any(P.STATISTICS_READ)
    | _PROPOSER
    | _any(P.CASE_DECLARE, P.CASE_NOTE, P.FIELDWORK_READ, P.FIELDWORK_KEEP)
    | _any(P.EMPLOYER_CHECK, P.VACANCY_AGREE)
    | _any(P.AGENCY_READ, P.CASE_READ, P.EMPLOYER_READ, P.VACANCY_READ, P.LAW_READ, P.OFFICIAL_LIST_READ),
    # Head of the employment service: stops an agency in an emergency, decides no case.
    Role.DIRECTOR: _SIGNED_IN
    | _any(P.VOICE_READ)
    | _any(P.ALERT_READ, P.ALERT_APPROVE, P.MESSAGE_READ)
    | _any(P.STATISTICS_READ)
    | _PROPOSER
    | _any(P.AGENCY_STOP)
    | _any(P.FOCAL_APPROVE, P.FOCAL_END)
    # How lists treat groups: the policy, and the audit in groups of five and more.
    | _any(P.FAIRNESS_READ, P.FAIRNESS_APPROVE, P.FAIRNESS_EXPORT)
    # Who answers for the service lets learned weights rank; the unit that proposes them does not.
    | _any(P.MODEL_READ, P.MODEL_SWITCH_ON, P.MODEL_SWITCH_OFF)
    | _any(P.FIELDWORK_READ)
    | _any(P.AGENCY_READ, P.CASE_READ, P.EMPLOYER_READ, P.VACANCY_READ, P.LAW_READ, P.OFFICIAL_LIST_READ),
    Role.ADMIN: _SIGNED_IN
    | _any(P.ACCOUNT_LIST, P.ACCOUNT_INVITE, P.ACCOUNT_DISABLE, P.ROLE_PROPOSE, P.ROLE_APPROVE),
    Role.AUDITOR: _SIGNED_IN
    | _any(P.VOICE_READ)
    | _any(P.ALERT_READ, P.MESSAGE_READ)
    | _any(P.STATISTICS_READ)
    | _any(P.PROPOSAL_READ)
    | _any(P.MODEL_READ)
    | _any(P.FLAG_READ)
    | _any(P.FAIRNESS_READ, P.FAIRNESS_EXPORT)
    | _any(P.AUDIT_EXPORT, P.AUDIT_DRILL)
    | _any(P.AUDIT_READ, P.ACCOUNT_LIST, P.AGENCY_READ, P.CASE_READ, P.EMPLOYER_READ, P.VACANCY_READ, P.LAW_READ,
        P.OFFICIAL_LIST_READ),
    # An account comes back by the clock, a day after two people agreed.
    Role.SYSTEM: _any(P.ACCOUNT_ENABLE, P.CASE_OPEN, P.CASE_ASSIGN, P.CANDIDATE_PAUSE, P.CANDIDATE_RESUME)
    | _any(P.CANDIDATE_WITHDRAW)
    | _any(P.SYSTEM_FILL, P.SYSTEM_EXPIRE),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. Ids are internal keys; `name` is shown in histories, never written to the event log."""

    role: Role
    account_id: int | None = None
    candidate_id: int | None = None
    employer_id: int | None = None
    agency_id: int | None = None
    centre: str | None = None
    name: str = ""
    public_id: str = ""

    @property
    def pseudonym(self) -> str:
        """How the event log names the actor: role and opaque id, never a name (trust.md section 5)."""
        return f"{self.role}:{self.public_id}" if self.public_id else str(self.role)

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None or self.candidate_id is not None


PUBLIC = Actor(Role.PUBLIC)
SYSTEM = Actor(Role.SYSTEM)


class Owned(Protocol):
    def is_own(self, actor: Actor) -> bool: ...


def may(actor: Actor, permission: Permission, record: Owned | None = None) -> bool:
    """True when the role holds the permission, and, for an `own` grant on a given record, the record is theirs."""
    grant = ROLES[actor.role].get(permission)
    if grant is None:
        return False
    return grant is Grant.ANY or record is None or record.is_own(actor)
