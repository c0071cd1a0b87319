"""Facts of motive: what financing earns beside the trade, and goods that run against the tide."""

from __future__ import annotations

import polars as pl

from screening.facts.delivery_terms import carriage
from screening.facts.money import dollars, in_usd, traded_cents
from screening.facts.partition import Partition, Sides
from screening.facts.priced_lines import goods_lines

_YEAR_DAYS = 365
_EARNS = pl.col("kind") == "deposit"
_COSTS = pl.col("kind").is_in(["loan", "discount"])


def motives(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `motives`."""
    return _financing(part, sides).join(_direction(part, sides), on="deal_id", how="left")


def _financing(part: Partition, sides: Sides) -> pl.LazyFrame:
    """What deposits, loans and forwards begun by the day of decision earn, and the deposits."""
    deals = part.deals.lazy().select("deal_id")
    if not sides.has("financings"):
        names = ("has_financing", "financing_gain_usd", "deposit_ratio")
        return deals.with_columns(pl.lit(None).alias(n) for n in (*names, "deposit_tenor_days"))
    worth = pl.max_horizontal("buy", "sell")
    return (
        deals.join(_sums(part, sides), on="deal_id", how="left")
        .join(traded_cents(part, sides).select("deal_id", "buy", "sell"), on="deal_id", how="left")
        .with_columns(has_financing=pl.col("has_financing").fill_null(value=False))
        .select(
            "deal_id",
            "has_financing",
            financing_gain_usd=dollars(pl.col("gain")),
            deposit_ratio=pl.when(worth > 0).then(
                (pl.col("deposits").cast(pl.Float64) / worth.cast(pl.Float64)).round(6)
            ),
            deposit_tenor_days="tenor",
        )
    )


def _sums(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with financings: `gain` and `deposits` in whole cents, `tenor` in days.

    Simple interest over a year of 365 days, at the rate of exchange of the first day. Null where
    a rate of interest, a day or a value is not known.
    """
    begun = part.table("financings").filter(
        (pl.col("starts_on") <= part.as_of_day).fill_null(value=True)
    )
    days = (pl.col("ends_on") - pl.col("starts_on")).dt.total_days()
    share = pl.col("annual_rate").cast(pl.Float64) * days / _YEAR_DAYS
    interest = pl.col("cents").cast(pl.Float64) * share
    extra = [
        (pl.col(c).fill_null(0).cast(pl.Float64) * pl.col("usd_per_unit") * 100)
        for c in ("locked_gain", "fee")
    ]
    earned = pl.when(_EARNS).then(interest).when(_COSTS).then(-interest).otherwise(0.0)
    rows = (
        in_usd(part, sides, begun, "amount", "starts_on")
        .with_columns(days=days)
        .with_columns(gain=(earned + extra[0] - extra[1]).round().cast(pl.Int64))
    )
    gain, deposit = pl.col("gain"), pl.col("cents").filter(_EARNS)
    tenor = pl.col("days").filter(_EARNS)
    return rows.group_by("deal_id").agg(
        gain=pl.when(gain.is_not_null().all()).then(gain.sum()),
        has_financing=pl.lit(value=True),
        deposits=pl.when(deposit.is_not_null().all()).then(deposit.sum()),
        tenor=pl.when(tenor.is_not_null().all()).then(tenor.max().fill_null(0)),
    )


def _direction(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Where the goods come from and go to, against the statistics of the last year complete.

    The origin is what the purchase's goods lines state, else the country they are loaded in; a
    country counts as a producer if it has output or exports. Statistics of a year are known in the
    year after. The tenth of the countries known is rounded up.
    """
    way = carriage(part, sides).select("deal_id", "load_country", "discharge_country")
    paper = (
        part.used("transport_documents")
        .group_by("deal_id")
        .agg(trade_direction_document_id=pl.col("document_id").min())
    )
    said = (
        goods_lines(part)
        .filter(pl.col("leg") == "buy")
        .sort("document_id", "line_no")
        .group_by("deal_id", maintain_order=True)
        .agg(
            hs6=pl.when(pl.col("hs6").n_unique() == 1).then(pl.col("hs6").min()),
            origin=pl.col("origin_country").drop_nulls().min(),
        )
    )
    rows = (
        part.deals.lazy()
        .select("deal_id")
        .join(said, on="deal_id", how="left")
        .join(way, on="deal_id", how="left")
        .join(paper, on="deal_id", how="left")
        .with_columns(
            trade_origin_country=pl.coalesce("origin", "load_country"),
            trade_destination_country="discharge_country",
        )
    )
    known = _statistics(part, sides)
    here = known.select("hs6", trade_origin_country="country", origin_is_producer="is_producer")
    there = known.select(
        "hs6", trade_destination_country="country", destination_is_top_exporter="is_top"
    )
    return (
        rows.join(here, on=["hs6", "trade_origin_country"], how="left")
        .join(there, on=["hs6", "trade_destination_country"], how="left")
        .drop("hs6", "origin", "load_country", "discharge_country")
    )


def _statistics(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a commodity and country of the last year complete: `is_producer`, `is_top`."""
    rows = sides.table("production").filter(pl.col("year") < part.as_of_day.year)
    output, exports, imports = (
        pl.col(c) for c in ("output_tonnes", "export_tonnes", "import_tonnes")
    )
    place = exports.rank("min", descending=True).over("hs6")
    tenth = (exports.count().over("hs6") + 9) // 10
    latest = pl.col("year") == pl.col("year").max().over("hs6", "country")
    return rows.filter(latest).select(
        "hs6",
        "country",
        is_producer=(output > 0) | (exports > 0),
        is_top=(exports > imports.fill_null(0)) & (place <= tenth),
    )
