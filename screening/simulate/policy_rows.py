"""The document policy of the simulated bank: which papers each mode and tier demands."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.simulate.horizon import as_date, day_number

_ALL = {
    "buy_contract": None,
    "sell_contract": None,
    "buy_invoice": 60,
    "title": 60,
    "sell_invoice": 120,
}
_ROWS = (
    ("P-RESALE", "offshore_resale", "T2", _ALL),
    ("P-RESALE-T3", "offshore_resale", "T3", _ALL),
    ("P-RESALE-T1", "offshore_resale", "T1", {"buy_contract": 30, "sell_contract": 30}),
    ("P-PROCURE", "global_procurement", "T2", _ALL),
    ("P-PROCESS", "processing_abroad", "T2", {"buy_contract": None, "buy_invoice": 60}),
    ("P-PROJECT", "contracting_abroad", "T2", {"buy_contract": None, "buy_invoice": 60}),
)


def document_policy() -> pl.DataFrame:
    """Table document_policy."""
    rows = [
        (policy, 1, mode, tier, paper, due, "original" if paper == "title" else None, _looks(tier))
        for policy, mode, tier, papers in _ROWS
        for paper, due in papers.items()
    ]
    columns = ["policy_id", "version", "mode", "policy_tier", "paper", "due_after_days"]
    columns += ["medium", "sampling_ratio"]
    start = day_number(date(2024, 1, 1))
    return (
        pl.DataFrame(rows, schema=columns, orient="row")
        .with_columns(valid_from=pl.lit(start), approved_by=pl.lit("trade compliance"))
        .with_columns(as_date("valid_from"), pl.col("sampling_ratio").cast(pl.Decimal(18, 6)))
    )


def _looks(tier: str) -> str | None:
    """Share of a tier's deals looked at again later."""
    return "0.05" if tier == "T1" else None
