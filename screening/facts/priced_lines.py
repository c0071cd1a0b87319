"""Priced goods lines of a deal, each in US dollars a base unit beside its reference."""

from __future__ import annotations

import polars as pl

from screening.facts.delivery_terms import agreed_terms, fob, is_alike, with_freight
from screening.facts.partition import Partition, Sides
from screening.facts.quotation import with_reference

_FARTHEST = 1e6  # a price of nothing is this far off: conditions know no infinity


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
    # the lines are read several times while they are compared
    struck = part.kept("struck lines", lambda: _struck(part))
    return part.kept("priced lines", lambda: _compared(struck, part, sides))


def _struck(part: Partition) -> pl.LazyFrame:
    """Lines with the day their price was struck: the leg's first contract, else the paper's day.

    A price not stated is the amount of the line over its quantity; goods without a code are what
    the deal's other lines, else its title papers, all say.
    """
    struck = part.used("contracts").group_by("deal_id", "leg").agg(signed=pl.col("sign_date").min())
    stated = pl.col("unit_price").cast(pl.Float64)
    amount, quantity = (pl.col(c).cast(pl.Float64) for c in ("line_amount", "quantity"))
    lines = goods_lines(part)
    return (
        lines.join(struck, on=["deal_id", "leg"], how="left", nulls_equal=True)
        .join(agreed_terms(part), on=["deal_id", "leg"], how="left", nulls_equal=True)
        .join(_sole_goods(part, lines), on="deal_id", how="left")
        .join(_shipped(part), on="deal_id", how="left")
        .with_columns(
            on=pl.coalesce("signed", "dated"),
            price_basis=pl.col("price_basis").fill_null("FIXED"),
            hs6=pl.coalesce("hs6", "line_hs6", "paper_hs6"),
            each=pl.coalesce(stated, pl.when(quantity != 0).then(amount / quantity)),
        )
    )


def _sole_goods(part: Partition, lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: the only commodity of its goods lines, and the only one of title papers."""
    code = pl.col("hs6")
    sole = pl.when(code.min() == code.max()).then(code.min())
    papers = pl.concat(
        part.used(name).select("deal_id", "hs6")
        for name in ("transport_documents", "warehouse_receipts")
    )
    return (
        lines.group_by("deal_id")
        .agg(line_hs6=sole)
        .join(papers.group_by("deal_id").agg(paper_hs6=sole), on="deal_id", how="left")
    )


def _shipped(part: Partition) -> pl.LazyFrame:
    """One row a deal: the last day its goods were loaded, else may be by the contracts."""
    loaded = part.used("transport_documents").select(
        "deal_id", loaded_on=pl.coalesce("on_board_date", "issue_date")
    )
    agreed = part.used("contracts").select("deal_id", agreed_to="shipment_to")
    return (
        pl.concat([loaded, agreed], how="diagonal")
        .group_by("deal_id")
        .agg(pl.col("loaded_on").max(), pl.col("agreed_to").max())
        .select("deal_id", shipped_on=pl.coalesce("loaded_on", "agreed_to"))
    )


def _compared(lines: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    units = sides.units.lazy().select("unit", "dimension", "factor", "base_unit")
    rows = (
        lines.join(units, on="unit", how="left")
        .join(sides.fx.lazy(), on=["currency", "on"], how="left")
        .with_columns(
            usd=pl.col("each") * pl.col("usd_per_unit") / pl.col("factor"),
            fx_age=(pl.col("on") - pl.col("rate_date")).dt.total_days(),
        )
        .drop("rate_date")
    )
    quoted = with_reference(with_freight(rows, part, sides), part, sides)
    alike = is_alike("incoterm", "ref_incoterm")
    own = pl.when(alike).then(pl.col("usd")).otherwise(pl.col("usd_fob"))
    return (
        quoted.with_columns(usd_fob=fob("usd", "incoterm"), quote_fob=fob("quote", "ref_incoterm"))
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
