"""Ids under which a batch gives other deals a paper, and the store knows another paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from screening.inputs import Batch
from screening.linking import reissued_ids
from screening.schema import PAPERS
from screening.store.connection import open_store
from screening.store.standing import standing
from screening.store.stored_inputs import member_rows
from screening.store.taken_up import TakenUp, deals_named, keys_of_papers

_NAMED = 3  # ids written out in a note


def with_other_papers_noted(db: Path, batch: Batch, taken: TakenUp) -> Batch:
    """The batch with a note on every table that gives a new paper the id of a stored one.

    Within one batch such rows are refused, for which is true cannot be known. Here the earlier
    deal was judged by its paper and the batch's by its own; each keeps it, and the note tells. A
    paper that comes again for a deal of the batch, or for one it takes up, mends the earlier one.
    """
    if not db.exists():
        return batch
    found = _other_papers(db, batch, taken)
    files = batch.files
    for (table,), ids in sorted(found.partition_by("table_name", as_dict=True).items()):
        names = ids["document_id"].unique().sort()
        text = (
            f"{len(names)} document_id stand in the store on another paper of another deal, which "
            f"keeps it: {', '.join(names.head(_NAMED))}; give each paper an id of its own"
        )
        of_table = pl.col("table") == table
        is_first = of_table & (of_table.cum_sum() == 1)
        noted = pl.concat_str(
            pl.when(pl.col("note") != "").then("note"),
            pl.lit(text),
            separator="; ",
            ignore_nulls=True,
        )
        files = files.with_columns(pl.when(is_first).then(noted).otherwise("note").alias("note"))
    return replace(batch, files=files)


def _other_papers(db: Path, batch: Batch, taken: TakenUp) -> pl.DataFrame:
    """Rows of reissued_ids for the deals that the batch neither names nor takes up."""
    mine = pl.concat([deals_named(batch.tables, every=True), taken.scope["deal_id"]])
    ids = keys_of_papers(batch.tables)
    with open_store(db) as con:
        con.register("asked", ids.alias("document_id").to_frame().to_arrow())
        led = con.sql(
            """SELECT DISTINCT deal_id, 'document_id' AS taken_by, document_id AS taken_on
            FROM deal_document SEMI JOIN asked USING (document_id)"""
        ).pl()
        con.unregister("asked")
        led = led.filter(~pl.col("deal_id").is_in(mine.implode()))
        if led.is_empty():
            return reissued_ids({}, {})
        scope = standing(con, led, batch.digest)
        scope = scope.filter(~pl.col("deal_id").is_in(mine.implode()))
        stored = member_rows(con, scope)
    papers = {t.name for t in PAPERS}
    return reissued_ids(batch.tables, {n: rows for n, rows in stored.items() if n in papers})
