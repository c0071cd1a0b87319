"""What the bank lends against, and how prices are hedged, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, as_date
from screening.simulate.kinds import CLEAN

_DEPOSIT_RATE, _LOAN_RATE, _STAR_RATE = 15_000, 42_000, 31_000  # millionths a year
_DEPOSIT_EVERY, _LOAN_EVERY, _HEDGED_EVERY = 9, 11, 3
_LONG = 180  # days of the deposits of T05
_LOCKED_BP = 90  # of the value: the gap of the two markets for the same money
_QUOTED = [k for k, g in enumerate(GOODS) if g.is_exchange_traded]


def financings(book: pl.DataFrame) -> pl.DataFrame:
    """Table financings: deposits of a part, ordinary loans until the buyer pays; T05's deposits."""
    begun = book.filter("has_deal", "has_papers", pl.col("buy_paid_on") <= AS_OF)
    honest, turn = pl.col("kind") == CLEAN, pl.col("serial")
    ends = pl.max_horizontal("sell_paid_on", pl.col("buy_paid_on") + 30)
    share = 10 + turn % 5 * 5
    rows = [
        begun.filter(honest & (turn % _DEPOSIT_EVERY == 0)).with_columns(
            kind_of=pl.lit("deposit"), share=share, rate=_DEPOSIT_RATE, ends=ends
        ),
        begun.filter(honest & (turn % _LOAN_EVERY == 0)).with_columns(
            kind_of=pl.lit("loan"), share=pl.lit(80), rate=_LOAN_RATE, ends=ends
        ),
        begun.filter(pl.col("kind") == "T05").with_columns(
            kind_of=pl.lit("deposit"),
            share=pl.lit(100),
            rate=_STAR_RATE,
            ends=pl.col("buy_paid_on") + _LONG,
        ),
    ]
    worth = pl.max_horizontal("buy_amount", "sell_amount")
    locked = pl.when(pl.col("kind") == "T05").then(worth * _LOCKED_BP // 10_000)
    return pl.concat(r.with_columns(pl.col("share", "rate").cast(pl.Int64)) for r in rows).select(
        "deal_id",
        pl.format("{}-{}", pl.col("kind_of").str.slice(0, 1).str.to_uppercase(), turn).alias(
            "financing_id"
        ),
        pl.col("kind_of").alias("kind"),
        exact.decimal(worth * pl.col("share") // 100, 100, 3).alias("amount"),
        pl.col("buy_currency").alias("currency"),
        exact.decimal(pl.col("rate"), exact.MICRO, 6).alias("annual_rate"),
        as_date("buy_paid_on").alias("starts_on"),
        as_date("ends").alias("ends_on"),
        exact.decimal(locked, 100, 3).alias("locked_gain"),
    )


def is_hedged() -> pl.Expr:
    """Deals whose price is hedged from purchase to sale: a part of those quoted on an exchange."""
    quoted = pl.col("good").is_in(_QUOTED) & (pl.col("kind") == CLEAN)
    return quoted & (pl.col("serial") % _HEDGED_EVERY == 0)


def moved_bp() -> pl.Expr:
    """How far the market moved between a hedged deal's purchase and sale, in basis points.

    The margin moves with it and the hedge against it, so that what is left stays what it was; a
    thin margin is left alone.
    """
    move = (pl.col("serial") * 31 % 101 - 50).clip(
        30 - pl.col("margin_bp"), 560 - pl.col("margin_bp")
    )
    return pl.when(is_hedged()).then(move).otherwise(0)


def hedges(book: pl.DataFrame) -> pl.DataFrame:
    """Table hedges: a future a hedged deal, closed the day its goods are sold."""
    rows = book.filter("has_deal", is_hedged())
    return rows.with_columns(result=-pl.col("buy_amount") * pl.col("moved_bp") // 10_000).select(
        "deal_id",
        pl.format("H-{}", "serial").alias("hedge_id"),
        pl.lit("future").alias("instrument"),
        pl.when(pl.col("sold_on") <= AS_OF).then(exact.money("result")).alias("result"),
        pl.col("buy_currency").alias("currency"),
        pl.when(pl.col("sold_on") <= AS_OF).then(as_date("sold_on")).alias("closed_on"),
    )
