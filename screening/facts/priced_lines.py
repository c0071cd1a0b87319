"""Priced goods lines of a deal, each in US dollars a base unit beside its reference."""

from __future__ import annotations

import polars as pl

from screening.facts.delivery_terms import agreed_terms, fob, is_alike, with_freight
from screening.facts.partition import Partition, Sides
from screening.facts.quotation import at_day, over_period

_FARTHEST = 1e6  # a price of nothing is this far off: conditions know no infinity
_MOISTURE = ("wet", "dry")  # between them lies a moisture that no table states


def goods_lines(part: Partition) -> pl.LazyFrame:
    """Goods lines of the papers that price goods, one row a deal, leg, paper and line."""
    return goods_papers(part).join(part.table("goods_lines"), on="document_id")


def goods_papers(part: Partition) -> pl.LazyFrame:
    """Contracts and invoices with their `dated` and currency, one row a deal, leg and paper.

    A credit or debit note puts an amount right: its lines price and describe no goods.
    """
    notes = pl.col("invoice_type").is_in(["credit", "debit"]).fill_null(value=False)
    contracts = part.used("contracts").select(
        "deal_id", "leg", "document_id", "currency", dated="sign_date", is_contract=pl.lit(True)
    )
    invoices = (
        part.used("invoices")
        .filter(~notes)
        .select(
            "deal_id",
            "leg",
            "document_id",
            "currency",
            dated="issue_date",
            is_contract=pl.lit(False),
        )
    )
    return pl.concat([contracts, invoices])


def priced_lines(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, leg, paper and goods line with its price beside its reference.

    `usd` is the price a base unit as the paper states it, `usd_fob` the same on FOB basis;
    `reference` the reference on the terms compared, `ratio` the two over one another, `deviation`
    the larger of ratio and inverse, less 1: null where they cannot be compared. A price of nought
    or less is as far off as can be.
    """
    return part.kept("priced lines", lambda: _compared(_struck(part), part, sides))


def _struck(part: Partition) -> pl.LazyFrame:
    """Lines with the day their price was struck: the leg's first contract, else the paper's day."""
    struck = part.used("contracts").group_by("deal_id", "leg").agg(signed=pl.col("sign_date").min())
    return (
        goods_lines(part)
        .join(struck, on=["deal_id", "leg"], how="left", nulls_equal=True)
        .join(agreed_terms(part), on=["deal_id", "leg"], how="left", nulls_equal=True)
        .with_columns(
            on=pl.coalesce("signed", "dated"), price_basis=pl.col("price_basis").fill_null("FIXED")
        )
    )


def _compared(lines: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    units = sides.units.lazy().select("unit", "dimension", "factor", "base_unit")
    rows = (
        lines.join(units, on="unit", how="left")
        .join(sides.fx.lazy(), on=["currency", "on"], how="left")
        .with_columns(
            usd=pl.col("unit_price").cast(pl.Float64) * pl.col("usd_per_unit") / pl.col("factor"),
            fx_age=(pl.col("on") - pl.col("rate_date")).dt.total_days(),
        )
        .drop("rate_date")
    )
    quoted = over_period(at_day(with_freight(rows, part, sides), sides), part, sides)
    is_period = pl.col("price_basis") != "FIXED"
    bases = pl.col("quantity_basis").is_in(_MOISTURE) & pl.col("ref_basis").is_in(_MOISTURE)
    differs = (bases & (pl.col("quantity_basis") != pl.col("ref_basis"))).fill_null(value=False)
    is_like = (pl.col("dimension") == pl.col("ref_dimension")) & ~differs
    quote = pl.when(is_like).then(
        pl.when(is_period).then(pl.col("period_usd")).otherwise(pl.col("ref_usd"))
    )
    alike = is_alike("incoterm", "ref_incoterm")
    own = pl.when(alike).then(pl.col("usd")).otherwise(pl.col("usd_fob"))
    return (
        quoted.with_columns(quote=quote)
        .with_columns(usd_fob=fob("usd", "incoterm"), quote_fob=fob("quote", "ref_incoterm"))
        .with_columns(
            price=own, reference=pl.when(alike).then(pl.col("quote")).otherwise("quote_fob")
        )
        .with_columns(reference=pl.when(pl.col("reference") > 0).then("reference"))
        .with_columns(ratio=pl.col("price") / pl.col("reference"), is_on_fob=~alike)
        .with_columns(deviation=_deviation())
    )


def _deviation() -> pl.Expr:
    ratio = pl.col("ratio")
    far = pl.min_horizontal(pl.max_horizontal(ratio, 1 / ratio) - 1, pl.lit(_FARTHEST))
    return pl.when(ratio <= 0).then(pl.lit(_FARTHEST)).when(ratio.is_not_null()).then(far)
