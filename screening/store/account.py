"""The account of a run: its files, its rejects, the rules it asked and how often they answered."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.inputs import Batch
from screening.rulepack import Pack, Rule
from screening.schema import FACTS
from screening.schema.results import POLICY_TEXT, RULE_TEXT, RUN_RULE


def file_rows(batches: Sequence[Batch]) -> pl.DataFrame:
    """One row an input file and table of a run (`run_file` less run_id)."""
    return pl.concat(b.files for b in batches).select(
        "file",
        "format",
        "sha256",
        "note",
        table_name=pl.col("table").fill_null("-"),
        n_rows_in="rows_in",
        n_rows_loaded="rows_loaded",
        n_rows_rejected="rows_rejected",
    )


def reject_rows(batches: Sequence[Batch]) -> pl.DataFrame:
    """One row a rejected row of a run (`reject` less run_id)."""
    return pl.concat(b.rejects for b in batches).rename(
        {"table": "table_name", "column": "column_name"}
    )


def rule_rows(rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a rule asked, with its place in the packed answers (`run_rule` less run_id)."""
    columns = [c for c in RUN_RULE.dtypes if c != "run_id"]
    rows = [
        (i, r.id, r.version, r.digest, r.status, r.group, r.stage, r.required, r.grain)
        for i, r in enumerate(rules, 1)
    ]
    schema = {c: RUN_RULE.dtypes[c] for c in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def rule_texts(rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a rule digest, with its whole text (`rule_text` less link_no)."""
    rows = [(r.id, r.version, r.digest, r.title, r.title_zh, r.text, r.canonical) for r in rules]
    return pl.DataFrame(rows, schema=RULE_TEXT.made, orient="row")


def policy_text(pack: Pack) -> pl.DataFrame:
    """The policy of the pack (`policy_text` less link_no)."""
    rows = [(pack.digest, pack.policy.text)]
    return pl.DataFrame(rows, schema=POLICY_TEXT.made, orient="row")


def missing_tables(rules: Sequence[Rule], absent: frozenset[str]) -> pl.DataFrame:
    """One row a rule that asks of a table the batch does not have: rule_id, missing_tables."""
    rows = []
    for rule in rules:
        needed = {t for f in rule.condition_facts for t in FACTS[f].needs} & absent
        if needed:
            rows.append((rule.id, ", ".join(sorted(needed))))
    return pl.DataFrame(
        rows, schema={"rule_id": pl.String, "missing_tables": pl.String}, orient="row"
    )
