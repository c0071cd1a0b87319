"""The document policy a pack brings: table document_policy for batches that have none of their own.

It is a file of that very table, so that a bank can take it into its reference folder and change it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from screening.rulepack.toml_file import Problems
from screening.schema import TABLES

DOCUMENT_POLICY_FILE = "document_policy.csv"
TABLE = "document_policy"
_PEOPLE = "approved_by"
_ROW = ("policy_id", "version")
_MOST_BYTES = 1024 * 1024
_LINE_ONLY = ("paper", "alternative", "medium", "due_after_days", "sampling_ratio", _PEOPLE)


def read_document_policy(folder: Path, shown: str) -> tuple[pl.DataFrame | None, Problems]:
    """The pack's table document_policy (None where it has none, or a wrong one); its problems."""
    path, problems = folder / DOCUMENT_POLICY_FILE, Problems(shown)
    if not path.is_file():
        return None, problems
    if path.stat().st_size > _MOST_BYTES:
        problems.add(f"is larger than {_MOST_BYTES // 1024} KB")
        return None, problems
    from screening.errors import InputError  # noqa: PLC0415
    from screening.inputs import read_table  # noqa: PLC0415 slow

    try:
        read = read_table(path)
    except InputError as error:
        problems.add(f"cannot be read: {str(error).splitlines()[0]}")
        return None, problems
    for line, reason in read.rejects.select("line", "reason").iter_rows():
        problems.add(reason, line=line)
    table = read.table(TABLE)
    if table.is_empty() and not problems.found:
        problems.add("has no rows; take the file away if the pack is to demand no papers")
    _tell_contradictions(table, problems)
    return (None if problems.found else table), problems


def document_policy_digest(table: pl.DataFrame) -> str:
    """sha256, in hex, of what decides in the table; who approved a row does not."""
    deciding = table.drop(_PEOPLE).sort(pl.all(), nulls_last=True)
    return hashlib.sha256(deciding.write_csv().encode()).hexdigest()


def _tell_contradictions(table: pl.DataFrame, problems: Problems) -> None:
    """Nothing; a problem for lines of one row that are for other deals, and for twin rows."""
    chosen_by = [c for c in TABLES[TABLE].names if c not in (*_ROW, *_LINE_ONLY)]
    rows = table.select(*_ROW, *chosen_by).unique()
    for policy, version in _repeated(rows, list(_ROW)):
        problems.add(f"lines of {policy} version {version} are for different deals or days")
    newest = rows.filter(pl.col("version") == pl.col("version").max().over("policy_id"))
    for twins in _repeated(newest, chosen_by, pl.col("policy_id").sort().str.join(", ")):
        problems.add(f"rows for the very same deals and days: {twins[-1]}; leave one")


def _repeated(rows: pl.DataFrame, by: list[str], *shown: pl.Expr) -> list[tuple[object, ...]]:
    many = rows.group_by(by).agg(pl.len().alias("n"), *shown).filter(pl.col("n") > 1).drop("n")
    return many.sort(pl.all(), nulls_last=True).rows()
