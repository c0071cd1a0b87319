"""Fields a machine read from a paper with too little certainty: to the facts they are missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from screening.schema import PAPERS, TABLES

SURE = Decimal("0.85")  # a reading below it is asked of a person
_NAMES_THE_ROW = ("document_id", "deal_id", "leg", "submitted_at")


def unsure_fields(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a paper and field read below SURE: document_id, field.

    A field that no table of papers has says nothing of any fact and is left out, and so are a
    paper's key and its place in a deal, which no machine reads.
    """
    fields = {c for t in PAPERS for c in t.names} - set(_NAMES_THE_ROW)
    read = tables.get("extractions", TABLES["extractions"].empty())
    unsure = read.filter(pl.col("confidence") < SURE, pl.col("field").is_in(sorted(fields)))
    return unsure.select("document_id", "field").unique().sort(pl.all())


def without_unsure(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with every unsure field of a paper blank."""
    unsure = unsure_fields(tables)
    papers = {
        field: rows["document_id"]
        for (field,), rows in unsure.partition_by("field", as_dict=True).items()
    }
    cleared = dict(tables)
    for table in PAPERS:
        asked = [f for f in table.names if f in papers]
        if asked and table.name in cleared:
            cleared[table.name] = cleared[table.name].with_columns(
                pl.when(~pl.col("document_id").is_in(papers[f].implode())).then(f).alias(f)
                for f in asked
            )
    return cleared
