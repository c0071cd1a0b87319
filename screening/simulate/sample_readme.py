"""The README of the sample batch, from the labels of its deals."""

from __future__ import annotations

import polars as pl

from screening.simulate.kinds import KINDS

_HEAD = """\
# The sample batch

About {deals} made-up deals; no firm, ship, bill, price or payment in here is real. Screen it:

    screening run sample_data/batch --db screening.duckdb

The last day of the book is 2025-12-31. Made by `python -m screening.simulate.sample
sample_data/batch` from a fixed seed; written by hand, it would drift.

## Kinds of input

| file | what it shows |
|---|---|
| `*.csv`, `*.parquet`, `*.ndjson` | tables of the batch and reference tables, one file a table |
| `port_calls`, `equipment_events`, `platform_queries`, `customs_declarations`, `stock_reports` \
| what others say of the goods; no bank has it of every deal |
| `document_files`, `rejections`, `amendments`, `usage_marks`, `waivers`, `samples` \
| what the desk keeps of papers and deals |
| `client_reviews`, `client_mandates`, `financial_statements`, `cross_border_flows`, \
`adverse_records` | what the bank knows of its clients |
| `financings`, `hedges`, `instruction_versions`, `freight_rates` \
| motive and cost: deposits and loans, hedges, changed instructions, freight |
| `country_risk`, `control_lists`, `ais_gaps` \
| made-up lists of risky places and controlled goods; ships whose signals were looked at |
| `sanctions`, `screening_results` \
| a made-up list of firms, ships and banks, and what people found of a name near it |
| `clients.xlsx` | a table as a workbook |
| `ebl_*.json` | DCSA eBL 3.0.4 bills, bare and inside their event; invoices name their numbers |
| `pacs008_*.xml` | ISO 20022 payment instructions, tied to deals by the invoices they name |
| `camt053_001.xml` | an ISO 20022 statement of receipts |
| `_labels.csv` | what each deal is; names that start with `_` are no part of a batch |

## What to look at

Numbers run within a kind: `D-N04-002` is the second deal of the string. `D-LONE-..` and
`D-STRAY-..` stand in `_labels.csv` alone: their payment or papers name no deal, and the engine
gives the deal it makes of them an id of its own.

| deals | what they show | should end as | hit | duties |
|---|---|---|---|---|
"""


def readme(labels: pl.DataFrame) -> str:
    """Markdown: how the batch is made and which deal shows what, one row a kind."""
    ids = labels.group_by("kind").agg(pl.col("deal_id").sort()).sort("kind")
    by_kind = dict(ids.iter_rows())
    rows = [
        f"| {_span(by_kind[k.name])} | {k.what} | {' or '.join(k.ends_as)} "
        f"| {', '.join(k.rules)} | {', '.join(k.duties)} |"
        for k in KINDS.values()
        if k.name in by_kind
    ]
    return _HEAD.format(deals=labels.height) + "\n".join(rows) + "\n"


def _span(deal_ids: list[str]) -> str:
    first, last = deal_ids[0], deal_ids[-1]
    return f"`{first}`" if first == last else f"`{first}` to `{last[-3:]}`"
