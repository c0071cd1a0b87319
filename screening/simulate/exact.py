"""Whole numbers turned to exact decimals; no amount passes through a float."""

from __future__ import annotations

import polars as pl

MICRO = 1_000_000


def amount_of(quantity: pl.Expr, price: pl.Expr) -> pl.Expr:
    """Cents for thousandths of a unit at millionths of a currency, halves up."""
    return (quantity * price + 5_000_000) // 10_000_000


def decimal(column: pl.Expr, per_unit: int, places: int) -> pl.Expr:
    """Whole numbers of 1/per_unit as Decimal(18, places)."""
    return (column.cast(pl.Decimal(38, places)) / per_unit).cast(pl.Decimal(18, places))


def money(column: str) -> pl.Expr:
    """A column of cents as MONEY, under its own name."""
    return decimal(pl.col(column), 100, 3)


def quantity(column: str) -> pl.Expr:
    """A column of thousandths as QUANTITY, under its own name."""
    return decimal(pl.col(column), 1000, 3)


def price(column: str) -> pl.Expr:
    """A column of millionths as PRICE, under its own name."""
    return decimal(pl.col(column), MICRO, 6)


def rate(column: str) -> pl.Expr:
    """A column of millionths as RATE, under its own name."""
    return decimal(pl.col(column), MICRO, 12)
