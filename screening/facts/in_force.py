"""Rows of registers and lists: known at a time, in force on a day."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl


def known_rows(frame: pl.LazyFrame, as_of: datetime) -> pl.LazyFrame:
    """The rows the bank knew of at `as_of` (UTC) and had not yet learnt to be wrong."""
    return frame.filter(is_known(as_of))


def is_known(as_of: datetime) -> pl.Expr:
    """Whether the bank knew of a row at `as_of` (UTC) and had not yet learnt it to be wrong."""
    known = (pl.col("known_from") <= as_of).fill_null(value=True)
    return known & (pl.col("known_to") > as_of).fill_null(value=True)


def is_in_force(on: pl.Expr | date) -> pl.Expr:
    """Whether a row with valid_from and valid_to is in force on the day; null for no day."""
    begun, ended = pl.col("valid_from") <= on, pl.col("valid_to") < on
    return begun & ~ended.fill_null(value=False)
