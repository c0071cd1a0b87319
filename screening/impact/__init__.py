"""What a change of rules would have made of stored deals; nothing is written."""

from __future__ import annotations

from screening.impact.account import Impact
from screening.impact.diff import rules_diff
from screening.impact.render import render
from screening.impact.trial import try_rule

__all__ = ["Impact", "render", "rules_diff", "try_rule"]
