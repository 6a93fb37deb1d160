"""The codes of a complaint: what happened, who did it, how money was paid, what is wanted. Words are app's job."""

from __future__ import annotations

from enum import StrEnum

# A count of people under this could point at one of them: it is told as "fewer than" (ethical-recruitment.md 6.9).
FEWEST = 5


class Kind(StrEnum):
    """What happened, the most dangerous first: the first one told is the complaint's kind."""

    MINOR = "minor"
    VIOLENCE = "violence"
    PAPERS_HELD = "papers_held"
    FEE = "fee"
    FALSE_JOB = "false_job"
    TERMS_CHANGED = "terms_changed"
    NOT_PAID = "not_paid"
    OTHER = "other"


# Same-day referral, and the agency is not warned first (ethical-recruitment.md 6.6).
SAME_DAY = frozenset({Kind.MINOR, Kind.VIOLENCE, Kind.PAPERS_HELD})


class Urgency(StrEnum):
    SAME_DAY = "same_day"
    NORMAL = "normal"


class Wish(StrEnum):
    MONEY_BACK = "money_back"
    PAPERS_BACK = "papers_back"
    STOP_THEM = "stop_them"
    ADVICE = "advice"
    ONLY_TELL = "only_tell"


class PaidTo(StrEnum):
    AGENCY = "agency"
    SUB_AGENT = "sub_agent"
    EMPLOYER = "employer"
    OFFICIAL = "official"
    LENDER = "lender"
    UNKNOWN = "unknown"


class Method(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"
    DEDUCTION = "deduction"
    COLLATERAL = "collateral"


class MessageKind(StrEnum):
    """REPAID, NOT_REPAID and THREAT are told by the reporter with one button; STATUS is the office telling a step."""

    MESSAGE = "message"
    QUESTION = "question"
    STATUS = "status"
    REPAID = "repaid"
    NOT_REPAID = "not_repaid"
    THREAT = "threat"


class Author(StrEnum):
    REPORTER = "reporter"
    OFFICE = "office"


class FileKind(StrEnum):
    PICTURE = "picture"
    VOICE = "voice"
