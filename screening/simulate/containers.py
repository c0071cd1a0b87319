"""The containers of the book's bills, and the table that states them."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate import exact
from screening.simulate.checkdigits import container_numbers


def boxes(carried: pl.DataFrame) -> pl.DataFrame:
    """One row a container of the bills: its number, the number shown, its gross grams."""
    boxed = carried.filter(pl.col("boxes") > 0, ~pl.col("is_second")).select(
        "bill_id",
        "boxes",
        "gross_g",
        "has_bad_box",
        "kind",
        "bill_ref",
        "load_port",
        "discharge_port",
        "loaded_on",
        "landed_on",
        "surrendered_on",
        "is_switched",
        "switched_id",
    )
    rows = boxed.select(pl.all().repeat_by("boxes").explode(empty_as_null=False))
    number = container_numbers(np.arange(rows.height, dtype=np.int64))
    first = pl.int_range(pl.len()).over("bill_id") == 0
    each = rows.with_columns(
        pl.Series("ref", number.tolist(), dtype=pl.String), is_first=first
    ).with_columns(
        # a copy of a bill names the boxes of the bill it copies; their gross weights still add up
        gross=pl.col("gross_g") // pl.col("boxes")
        + pl.when("is_first").then(pl.col("gross_g") % pl.col("boxes")).otherwise(0),
    )
    last = pl.col("ref").str.slice(10, 1).cast(pl.Int64)
    wrong = pl.concat_str(pl.col("ref").str.slice(0, 10), ((last + 4) % 10).cast(pl.String))
    is_wrong = pl.col("is_first") & pl.col("has_bad_box")
    return each.with_columns(shown=pl.when(is_wrong).then(wrong).otherwise("ref"))


def equipment(in_boxes: pl.DataFrame) -> pl.DataFrame:
    """Table equipment, from `boxes`: a switched bill names the boxes of the first."""
    second = in_boxes.filter("is_switched").with_columns(bill_id=pl.col("switched_id"))
    return pl.concat([in_boxes, second]).select(
        pl.col("bill_id").alias("document_id"),
        pl.col("shown").alias("equipment_ref"),
        pl.lit("22G1").alias("iso_code"),
        exact.quantity("gross").alias("gross_weight_kg"),
    )
