"""Rows people write between runs, appended to a result table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from screening.schema.result_table import ResultTable
from screening.store import sql
from screening.store.chain import Chain
from screening.store.stored_table import result_table


def append(
    chain: Chain,
    table: ResultTable,
    rows: Sequence[Mapping[str, Any]] | pl.DataFrame,
    where: str = "",
) -> None:
    """Nothing; appends the rows, typed and in the order of the table; `where` may leave some out.

    `where` is a clause of our own, such as an anti join. The link of the chain learns of the rows;
    whoever calls has begun the transaction, and closes the link.
    """
    frame = (
        rows
        if isinstance(rows, pl.DataFrame)
        else pl.DataFrame([dict(row) for row in rows], schema=table.dtypes)
    )
    if frame.is_empty():
        return
    chain.con.register("rows_to_write", table.shape(frame).to_arrow())
    chain.con.execute(sql.insert(result_table(table), "rows_to_write", where))
    chain.con.unregister("rows_to_write")
    chain.wrote_marked(table.name)
