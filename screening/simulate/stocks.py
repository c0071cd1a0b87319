"""Warehouse receipts, warehouses, and what was counted in them, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, FIRST_COUNT, as_date, as_time
from screening.simulate.keepers import keeper_of, warehouse_of, warehouse_ports
from screening.simulate.people import People

_APPROVED = 18_300
_COUNT_EVERY = 3  # days; exchanges report what is in their warehouses daily
_PUBLIC, _OWN = 2_000_000, 500_000  # tonnes of room
_FULL = 120  # in a hundred of all that is out on receipts


def _stored(book: pl.DataFrame) -> pl.DataFrame:
    in_store = (pl.col("title") == "receipt") | pl.col("is_stored_too")
    return book.filter(pl.col("has_papers") & in_store)


def warehouse_receipts(book: pl.DataFrame) -> pl.DataFrame:
    """Table warehouse_receipts, for goods whose title is a receipt, or that have one beside."""
    place = pl.coalesce("keeper_place", "discharge_port")
    one_lot = pl.when(pl.col("kind") == "T11").then("leader").otherwise("row")
    return (
        _stored(book)
        .with_columns(valid_to=pl.col("issued_on") + 365)
        .select(
            pl.col("receipt_id").alias("document_id"),
            pl.col("title_deal_id").alias("deal_id"),
            pl.when(pl.col("title_deal_id").is_not_null()).then(pl.lit("both")).alias("leg"),
            "receipt_no",
            pl.lit("WARRANT").alias("type"),
            warehouse_of(place).alias("warehouse_id"),
            keeper_of(place).alias("keeper_id"),
            pl.col("discharge_port").alias("location"),
            pl.format("LOT-{}", one_lot).alias("lot"),
            "hs6",
            exact.quantity("quantity"),
            "unit",
            as_date("issued_on").alias("issue_date"),
            as_date("valid_to"),
            pl.lit("TRANSFERRED").alias("status"),
            pl.when(pl.col("title_deal_id").is_null()).then("buy_contract_no").alias("contract_no"),
            as_time(pl.min_horizontal(pl.col("issued_on") + 1, pl.lit(AS_OF)), 4).alias(
                "submitted_at"
            ),
        )
    )


def warehouses(everyone: People) -> pl.DataFrame:
    """Table warehouses: a public one a port, and the shells' own, all approved."""
    places = pl.DataFrame({"place": [*warehouse_ports(), *(s for s, _ in everyone.shells)]})
    is_public = pl.col("place").is_in(warehouse_ports())
    return places.with_columns(valid_from=pl.lit(_APPROVED)).select(
        warehouse_of(pl.col("place")).alias("warehouse_id"),
        pl.format("{} Storage Terminal", "place").alias("name"),
        keeper_of(pl.col("place")).alias("keeper_id"),
        pl.when(is_public).then("place").alias("location"),
        pl.when(is_public).then(_PUBLIC).otherwise(_OWN).alias("capacity"),
        pl.lit("TNE").alias("unit"),
        as_date("valid_from"),
    )


def stock_reports(receipts: pl.DataFrame) -> pl.DataFrame:
    """Table stock_reports, from table warehouse_receipts: enough, but where shells keep the goods.

    In a shell's own warehouse lies one parcel, the smallest, whatever its receipts say.
    """
    is_shell = pl.col("warehouse_id").str.contains("SHL-", literal=True)
    quantity = pl.col("quantity").cast(pl.Decimal(38, 3))
    days = pl.DataFrame({"counted_on": range(FIRST_COUNT, AS_OF, _COUNT_EVERY)})
    return (
        receipts.group_by("warehouse_id", "hs6", "unit")
        .agg(all=quantity.sum() * _FULL / 100, least=quantity.min())
        .select(
            "warehouse_id",
            "hs6",
            "unit",
            pl.when(is_shell)
            .then("least")
            .otherwise("all")
            .cast(pl.Decimal(18, 3))
            .alias("quantity"),
        )
        .join(days.select(as_date("counted_on")), how="cross")
        .with_columns(pl.lit("simulated").alias("source"))
    )
