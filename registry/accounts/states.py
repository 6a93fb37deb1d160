"""The life of an account."""

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


S = AccountState

ACCOUNT = Machine(
    "account",
    AccountState,
    S.INVITED,
    [
        Transition("activate", one_of(S.INVITED), S.ACTIVE, Permission.ACCOUNT_KEEP, stamps="activated_at"),
        Transition(
            "disable", one_of(S.INVITED, S.ACTIVE), S.DISABLED, Permission.ACCOUNT_DISABLE, needs_reason=True,
            stamps="disabled_at",
        ),
        Transition("enable", one_of(S.DISABLED), S.INVITED, Permission.ACCOUNT_ENABLE, needs_reason=True),
    ],
)  # fmt: skip
