"""Rules as data: read, checked, evaluated, explained and tried on their own examples."""

from __future__ import annotations

from screening.rulepack.check import (
    CheckReport,
    LockReport,
    check_pack,
    load_checked_pack,
    lock_pack,
)
from screening.rulepack.condition import Condition
from screening.rulepack.evaluate import answer_codes, coverage, hit_codes
from screening.rulepack.findings import FINDINGS_SCHEMA, findings
from screening.rulepack.language import language_table
from screening.rulepack.pack import Pack, default_pack_dir, load_pack
from screening.rulepack.policy import Duty, Lowering, Policy
from screening.rulepack.replay import closed_duckdb, code_sql, replayed_codes
from screening.rulepack.rule import Example, Rule, facts_needed
from screening.rulepack.segments import Segment, Tier

__all__ = [
    "FINDINGS_SCHEMA",
    "CheckReport",
    "Condition",
    "Duty",
    "Example",
    "LockReport",
    "Lowering",
    "Pack",
    "Policy",
    "Rule",
    "Segment",
    "Tier",
    "answer_codes",
    "check_pack",
    "closed_duckdb",
    "code_sql",
    "coverage",
    "default_pack_dir",
    "facts_needed",
    "findings",
    "hit_codes",
    "language_table",
    "load_checked_pack",
    "load_pack",
    "lock_pack",
    "replayed_codes",
]
