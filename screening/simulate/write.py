"""Tables of a batch written to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from screening.errors import UsageError

Formats = Literal["parquet", "csv", "mixed"]
Suffix = Literal["parquet", "csv", "ndjson"]
_MIXED: dict[str, Suffix] = {
    "goods_lines": "parquet",
    "transport_documents": "parquet",
    "equipment": "parquet",
    "document_events": "parquet",
    "document_files": "parquet",
    "equipment_events": "parquet",
    "port_calls": "parquet",
    "stock_reports": "parquet",
    "reference_prices": "parquet",
    "fx_rates": "parquet",
    "invoices": "ndjson",
    "payment_references": "ndjson",
}


def write_tables(
    tables: Iterable[tuple[str, pl.DataFrame]], folder: Path, formats: Formats
) -> dict[str, int]:
    """Rows written by table: one file a table in the folder, made if need be.

    UsageError if the choice of formats is none of ours.
    """
    if formats not in get_args(Formats):
        raise UsageError(
            f'no formats are called "{formats}"', exists=", ".join(get_args(Formats)), do="name one"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"no folder can be made there: {error.strerror}", where=str(folder), do="name another"
        ) from error
    rows = {}
    for name, frame in tables:
        suffix = _MIXED.get(name, "csv") if formats == "mixed" else formats
        write_table(frame, folder / f"{name}.{suffix}", suffix)
        rows[name] = frame.height
    return rows


def write_table(frame: pl.DataFrame, path: Path, suffix: Suffix) -> None:
    """Writes one table to one file."""
    if suffix == "parquet":
        frame.write_parquet(path, statistics=False)
    elif suffix == "csv":
        _as_text(frame).write_csv(path)
    else:
        _as_text(frame).write_ndjson(path)


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Decimals, days and times as text, so that no reader turns an amount into a float."""
    return frame.with_columns(
        pl.col(pl.Datetime("us", "UTC")).dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        pl.col(pl.Date).dt.strftime("%Y-%m-%d"),
        pl.col(pl.Decimal).cast(pl.String),
    )


def write_labels(labels: pl.DataFrame, folder: Path) -> Path:
    """Writes what each deal is beside the tables; returns the file."""
    path = folder / "_labels.csv"
    labels.write_csv(path)
    return path
