"""How much the margins of a client's deals with one firm differ: by whole numbers throughout."""

from __future__ import annotations

import polars as pl

FEWEST = 5  # deals with one firm (domain COM-07)
_LARGEST_PPM = 100_000_000  # a margin of 10,000 % is as far off as any beyond it
_PPM_A_POINT = 10_000.0


def margin_spreads(deals: pl.LazyFrame) -> pl.LazyFrame:
    """One row a client of `deals`: n_margins, and the firm whose margins differ least.

    `deals` are the client's of the year. Variance is (n * sum of squares - square of sum) / n^2 of
    margins in millionths, exact in 128 bits; its root is rounded once. A deal whose margin or
    firms cannot be told leaves all of it to the caller to withhold.
    """
    ppm = pl.col("margin_ppm").clip(-_LARGEST_PPM, _LARGEST_PPM).cast(pl.Int128)
    parties = (
        deals.filter(pl.col("counterparty_ids") != "", pl.col("margin_ppm").is_not_null())
        .with_columns(party=pl.col("counterparty_ids").str.split(","), ppm=ppm)
        .explode("party")
        .group_by("client_id", "party")
        .agg(
            n=pl.len().cast(pl.Int64), total=pl.col("ppm").sum(), squares=pl.col("ppm").pow(2).sum()
        )
    )
    wide = pl.col("n").cast(pl.Int128)
    variance = (wide * pl.col("squares") - pl.col("total") * pl.col("total")).cast(pl.Float64)
    spread = (variance.sqrt() / pl.col("n").cast(pl.Float64) / _PPM_A_POINT).round(6)
    enough = pl.col("n") >= FEWEST

    def least(column: str) -> pl.Expr:
        return (
            pl.col(column)
            .filter(enough)
            .sort_by(pl.col("spread").filter(enough), pl.col("party").filter(enough))
            .first()
        )

    return (
        parties.with_columns(spread=spread)
        .group_by("client_id")
        .agg(
            n_margins=pl.col("n").max(),
            client_margin_spread_points=least("spread"),
            client_margin_party=least("party"),
            n_client_margin_deals=least("n"),
        )
    )
