"""What a change asks of the people at the desk: checks by role, before and after (domain 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DISPOSITIONS = ("HOLD", "ESCALATE", "REVIEW", "PASS_NOTE", "PASS")
DECISIONS = ("HOLD", "ESCALATE", "REVIEW", "RELEASE")
ROLES = ("maker", "checker", "compliance", "approver")
CHECKS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "HOLD": {"compliance": 1, "approver": 2},
        "ESCALATE": {"maker": 1, "checker": 1, "compliance": 1},
        "REVIEW": {"maker": 1, "checker": 1},
        "PASS_NOTE": {"maker": 1},
        "PASS": {},
    }
)


def checks(deals: Mapping[str, int]) -> dict[str, int]:
    """Checks by role for deals by disposition: who looks at each deal once."""
    return {role: sum(n * CHECKS[name].get(role, 0) for name, n in deals.items()) for role in ROLES}


def moved_to(before: Mapping[str, int], moved: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The counts after these moves, each (from, to)."""
    after = dict(before)
    for (was, now), n in moved.items():
        after[was] -= n
        after[now] += n
    return after
