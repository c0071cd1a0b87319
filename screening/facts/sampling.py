"""Which deals the policy's sampling rate picks for a later look at their papers.

A deal's number is the first eight hex digits of the sha256 of its id, over 2 to the 32nd; it is
picked where that lies below the rate. So anyone can work out the same sample again, one deal's
pick hangs on no other, and of many deals the rate is picked.
"""

from __future__ import annotations

import duckdb
import polars as pl

_NUMBER = "SELECT CAST('0x' || substr(sha256(deal_id), 1, 8) AS BIGINT) AS number FROM deal"
_ALL = 2**32


def sampled(wanted: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal the policy has a row for: deal_id, sample_is_owed.

    `wanted` are the papers demanded, with the sampling_ratio of their row.
    """
    rates = wanted.group_by("deal_id").agg(
        rate=pl.col("sampling_ratio").max().cast(pl.Float64).fill_null(0)
    )
    some = (pl.col("rate") > 0) & (pl.col("rate") < 1)
    number = pl.col("deal_id").map_batches(_numbers, return_dtype=pl.Int64)
    picked = rates.filter(some).select("deal_id", is_picked=number < pl.col("rate") * _ALL)
    return rates.join(picked, on="deal_id", how="left").select(
        "deal_id", sample_is_owed=pl.coalesce("is_picked", pl.col("rate") > 0)
    )


def _numbers(ids: pl.Series) -> pl.Series:
    """The number of each deal, in order, as a whole number below 2 to the 32nd."""
    if ids.is_empty():
        return pl.Series("deal_id", [], dtype=pl.Int64)
    with duckdb.connect(":memory:") as con:
        con.register("deal", ids.alias("deal_id").to_frame().to_arrow())
        numbers: pl.Series = con.sql(_NUMBER).pl()["number"]
    return numbers.alias("deal_id")
