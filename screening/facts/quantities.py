"""Facts of quantity bought and sold: in one unit, on one basis, within the tolerance agreed."""

from __future__ import annotations

import polars as pl

from screening.facts.carried import carried
from screening.facts.measure import UCP_ABOUT, UCP_BULK, about, in_bulk, milli
from screening.facts.money import counted_invoices
from screening.facts.partition import Partition, Sides


def quantities(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `quantities`."""
    by_paper = _by_kind_of_paper(part, sides).collect(engine="in-memory").lazy()
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(_traded(part, by_paper), on="deal_id", how="left")
        .join(carried(part, sides, _best_of_leg(by_paper)), on="deal_id", how="left")
        .with_columns(pl.col("quantity_basis_differs").fill_null(value=False))
    )


def _by_kind_of_paper(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, leg and kind of paper (`rank` 0 invoices, 1 contracts): `milli` of `base`.

    Null where a line lacks its quantity or unit, or where lines are measured in different kinds.
    With the `basis` all lines that say so share, and the first of the papers.
    """
    papers = pl.concat(
        rows.select(
            "deal_id",
            "leg",
            "document_id",
            "allocated_quantity",
            "allocated_unit",
            rank=pl.lit(rank, pl.Int8),
        )
        for rank, rows in enumerate((_billed(part), part.used("contracts")))
    ).filter(pl.col("leg").is_in(["buy", "sell"]))
    lines = part.table("goods_lines").select("document_id", "quantity", "unit", "quantity_basis")
    drawn = pl.col("allocated_quantity").is_not_null()
    # What the deal draws on a paper stands for all its lines.
    rows = (
        pl.concat(
            [
                papers.filter(drawn).with_columns(
                    quantity="allocated_quantity", unit="allocated_unit"
                ),
                papers.filter(~drawn).join(lines, on="document_id"),
            ],
            how="diagonal",
        )
        .join(sides.units.lazy(), on="unit", how="left")
        .with_columns(milli=milli(pl.col("quantity")))
    )
    base, basis = pl.col("base_unit"), pl.col("quantity_basis")
    one_kind = (base.min() == base.max()) & pl.col("milli").is_not_null().all()
    return rows.group_by("deal_id", "leg", "rank").agg(
        milli=pl.when(one_kind).then(pl.col("milli").sum()),
        base=pl.when(one_kind).then(base.min()),
        basis=pl.when(basis.min() == basis.max()).then(basis.min()),
        document_id=pl.col("document_id").min(),
    )


def _billed(part: Partition) -> pl.LazyFrame:
    """Invoices whose lines are goods; credit and debit notes put amounts right."""
    kind = pl.col("invoice_type").fill_null("final")
    return counted_invoices(part).filter(~kind.is_in(["credit", "debit"]))


def _best_of_leg(by_paper: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and leg: what is invoiced, else what is agreed."""
    return by_paper.sort("deal_id", "leg", "rank").unique(
        ["deal_id", "leg"], keep="first", maintain_order=True
    )


def _traded(part: Partition, by_paper: pl.LazyFrame) -> pl.LazyFrame:
    """Bought against sold: invoices of both legs, else contracts of both, else what there is.

    A leg that is half invoiced is no less than its contract.
    """
    rows = by_paper.group_by("deal_id").agg(
        _of(leg, rank, "milli", "base", "basis", "document_id")
        for leg in ("buy", "sell")
        for rank in (0, 1)
    )
    there = {
        (leg, rank): pl.col(f"{leg}_{rank}").struct.field("document_id").is_not_null()
        for leg in ("buy", "sell")
        for rank in (0, 1)
    }
    both = [there["buy", rank] & there["sell", rank] for rank in (0, 1)]

    def chosen(leg: str) -> pl.Expr:
        own = pl.when(there[leg, 0]).then(f"{leg}_0").otherwise(f"{leg}_1")
        return pl.when(both[0]).then(f"{leg}_0").when(both[1]).then(f"{leg}_1").otherwise(own)

    parts = [
        chosen(leg).struct.field(name).alias(f"{name}_{leg}")
        for leg in ("buy", "sell")
        for name in ("milli", "base", "basis", "document_id")
    ]
    return _gap(rows.select("deal_id", *parts).join(_tolerance(part), on="deal_id", how="left"))


def _of(leg: str, rank: int, *names: str) -> pl.Expr:
    mine = (pl.col("leg") == leg) & (pl.col("rank") == rank)
    return pl.struct(pl.col(n).filter(mine).min() for n in names).alias(f"{leg}_{rank}")


def _gap(rows: pl.LazyFrame) -> pl.LazyFrame:
    bought, sold = pl.col("milli_buy"), pl.col("milli_sell")
    gap = (sold - bought).abs().cast(pl.Float64) / bought.cast(pl.Float64)
    comparable = (bought > 0) & (pl.col("base_buy") == pl.col("base_sell"))
    tolerance = pl.col("tolerance").fill_null(0.0)
    return rows.select(
        "deal_id",
        buy_quantity=bought.cast(pl.Float64) / 1000,
        sell_quantity=sold.cast(pl.Float64) / 1000,
        quantity_unit=pl.coalesce("base_buy", "base_sell"),
        quantity_tolerance_ratio=tolerance,
        quantity_gap_beyond_tolerance_ratio=pl.when(comparable).then((gap - tolerance).round(6)),
        quantity_basis_differs=(pl.col("basis_buy") != pl.col("basis_sell")),
        quantity_gap_document_id=pl.coalesce("document_id_sell", "document_id_buy"),
    )


def _tolerance(part: Partition) -> pl.LazyFrame:
    """One row a deal with contracts or bills: the widest agreed, else what UCP 30 reads into it."""
    agreed = (
        part.used("contracts")
        .join(about(part), on="document_id", how="left")
        .group_by("deal_id")
        .agg(
            agreed=pl.col("tolerance_ratio").max().cast(pl.Float64),
            is_about=pl.col("is_about").any(),
        )
    )
    custom = pl.when("is_about").then(UCP_ABOUT).when("is_bulk").then(UCP_BULK).otherwise(0.0)
    return agreed.join(in_bulk(part), on="deal_id", how="full", coalesce=True).select(
        "deal_id", tolerance=pl.coalesce("agreed", custom)
    )
