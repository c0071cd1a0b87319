"""By which forms and hands firms write their papers: a line of a firm as its address is."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Sides
from screening.facts.unsure import unsure_fields
from screening.reference import normalised_name

_FIELDS = {
    "contracts": {"template": "template_fingerprint", "signer": "signer"},
    "invoices": {"template": "template_fingerprint"},
}


def forms(sides: Sides) -> pl.LazyFrame:
    """One row a firm that sells, kind (template, signer) and value, of all papers of the batch.

    What a machine read with too little certainty tells nothing.
    """
    unsure = unsure_fields(sides.tables).lazy()
    rows = [
        _told(sides.table(table), kind, column, unsure)
        for table, columns in _FIELDS.items()
        for kind, column in columns.items()
    ]
    return pl.concat(rows).drop_nulls().unique()


def _told(papers: pl.LazyFrame, kind: str, column: str, unsure: pl.LazyFrame) -> pl.LazyFrame:
    doubtful = unsure.filter(pl.col("field").is_in([column, "seller_id"])).select("document_id")
    value = normalised_name(pl.col(column)) if kind == "signer" else pl.col(column)
    return (
        papers.filter(pl.col(column).is_not_null())
        .join(doubtful, on="document_id", how="anti")
        .select(firm="seller_id", kind=pl.lit(kind), value=value)
    )
