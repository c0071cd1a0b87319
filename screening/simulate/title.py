"""Transport papers and warehouse receipts with what hangs on them, stated from the book."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate import exact
from screening.simulate.checkdigits import container_numbers
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.papers import shares_buy_papers
from screening.simulate.people import OUR_BANK


def bills(book: pl.DataFrame) -> pl.DataFrame:
    """The book's rows that have a transport paper of their own; a split bill sums its drawings."""
    split = pl.col("bill_use") == "split"
    summed = ("quantity", "gross_g", "boxes")
    whole = book.with_columns(
        pl.when(split).then(pl.col(c).sum().over("leader")).otherwise(c).alias(c) for c in summed
    )
    own = ~pl.col("bill_use").is_in(["split", "chain"]) | (pl.col("part") == 0)
    return whole.filter(pl.col("has_papers") & (pl.col("title") != "receipt") & own)


def transport_documents(carried: pl.DataFrame) -> pl.DataFrame:
    """Table transport_documents, from `bills`."""
    order = pl.coalesce(
        "order_party",
        pl.when(pl.col("title") == "bank_order").then(pl.lit(OUR_BANK)),
        pl.when(pl.col("title") == "order").then(pl.col("supplier_id")),
        "stranger_id",
        "buyer_id",
    )
    waybill = pl.col("title") == "waybill"
    # a paper handed in again rarely repeats its number letter for letter
    retyped = (pl.col("bill_use") == "copy") & (pl.col("part") % 2 == 1)
    ref = pl.col("bill_ref")
    shown = pl.concat_str(ref.str.slice(0, 4), pl.lit(" "), ref.str.slice(4))
    gone = _is_gone()
    gone_at = as_time(pl.col("surrendered_on"), 9)
    return carried.with_columns(landed=_if_by_then("landed_on")).select(
        pl.col("bill_id").alias("document_id"),
        pl.col("title_deal_id").alias("deal_id"),
        pl.when(pl.col("title_deal_id").is_not_null()).then(pl.lit("both")).alias("leg"),
        pl.when(retyped).then(shown).otherwise(ref).alias("transport_doc_ref"),
        pl.when(waybill).then(pl.lit("SWB")).otherwise(pl.lit("BOL")).alias("type"),
        "carrier_code",
        pl.when(gone)
        .then(pl.lit("SURRENDERED_FOR_DELIVERY"))
        .otherwise(pl.lit("ISSUED"))
        .alias("status"),
        pl.when(gone).then(gone_at).otherwise(as_time(pl.col("issued_on"), 9)).alias("status_at"),
        "is_to_order",
        pl.lit("master").alias("house_or_master"),
        as_date("issued_on").alias("issue_date"),
        as_date("loaded_on").alias("on_board_date"),
        as_date("landed").alias("discharge_date"),
        pl.coalesce("stranger_id", "supplier_id").alias("shipper_id"),
        order.alias("consignee_id"),
        pl.coalesce("stranger_id", "buyer_id").alias("notify_id"),
        "load_port",
        "discharge_port",
        "vessel_name",
        "vessel_imo",
        pl.format("{}E", pl.col("voyage_no").cast(pl.String).str.zfill(3)).alias("voyage"),
        as_date("loaded_on").alias("planned_departure_date"),
        as_date("landed_on").alias("planned_arrival_date"),
        pl.lit("PRE").alias("freight_term"),
        pl.lit(False).alias("has_transhipment"),
        "cargo_form",
        pl.col("description").alias("goods_description"),
        "hs6",
        exact.quantity("quantity"),
        "unit",
        exact.quantity("gross_g").alias("gross_weight_kg"),
        pl.when(pl.col("title_deal_id").is_null() & (pl.col("bill_use") == "own"))
        .then("buy_contract_no")
        .alias("contract_no"),
        as_time(pl.min_horizontal(pl.col("issued_on") + 1, pl.lit(AS_OF)), 4).alias("submitted_at"),
    )


def _is_gone() -> pl.Expr:
    return pl.col("surrendered_on") < AS_OF


def _if_by_then(column: str) -> pl.Expr:
    return pl.when(pl.col(column) <= AS_OF).then(pl.col(column))


def equipment(carried: pl.DataFrame) -> pl.DataFrame:
    """Table equipment: the containers of every box cargo."""
    boxed = carried.filter(pl.col("boxes") > 0).select(
        "bill_id", "boxes", "gross_g", "has_bad_box", "leader", "bill_use"
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
    return each.select(
        pl.col("bill_id").alias("document_id"),
        pl.when(pl.col("is_first") & pl.col("has_bad_box"))
        .then(wrong)
        .otherwise("ref")
        .alias("equipment_ref"),
        pl.lit("22G1").alias("iso_code"),
        exact.quantity("gross").alias("gross_weight_kg"),
    )


def endorsements(book: pl.DataFrame) -> pl.DataFrame:
    """Table endorsements: every order bill from its order party down to the last buyer."""
    order = book.filter("has_papers", "is_to_order", "is_endorsed")
    split, chain = pl.col("bill_use") == "split", pl.col("bill_use") == "chain"
    own = order.filter(~split | (pl.col("part") == 0))
    bill = pl.when(chain).then(pl.col("bill_id").first().over("leader", order_by="part"))
    own = own.with_columns(
        bill.otherwise("bill_id").alias("document_id"),
        at=pl.when(chain).then(pl.col("part") * 2).otherwise(0),
        giver=pl.when(pl.col("title") == "bank_order")
        .then(pl.lit(OUR_BANK))
        .otherwise("supplier_id"),
        # drawings of a split bill go out in blank, each with its delivery order
        taker=pl.when(split).then(None).otherwise("buyer_id"),
    )
    # a client that sold to the next client endorsed the bill to it once, on its way out
    came = own.filter(~shares_buy_papers())
    title_in = _endorsement(came, 1, "giver", pl.col("client_id"), "title_in_on")
    title_out = _endorsement(own, 2, "client_id", pl.col("taker"), "title_out_on")
    return pl.concat([title_in, title_out])


def _endorsement(
    rows: pl.DataFrame, step: int, giver: str, taker: pl.Expr, day: str
) -> pl.DataFrame:
    return rows.select(
        "document_id",
        (pl.col("at") + step).cast(pl.Int64).alias("sequence"),
        pl.col(giver).alias("endorser_id"),
        taker.alias("endorsee_id"),
        as_date(day).alias("endorsed_on"),
    )


def document_events(carried: pl.DataFrame) -> pl.DataFrame:
    """Table document_events: issued, and surrendered for delivery once that has happened."""
    issued = _event(carried, "ISSUED", "issued_on")
    gone = _event(carried.filter(_is_gone()), "SURRENDERED_FOR_DELIVERY", "surrendered_on")
    return pl.concat([issued, gone])


def _event(rows: pl.DataFrame, status: str, day: str) -> pl.DataFrame:
    return rows.select(
        pl.col("bill_id").alias("document_id"),
        pl.lit(status).alias("status"),
        as_time(pl.col(day), 9).alias("at"),
        pl.lit("carrier").alias("source"),
    )


def warehouse_receipts(book: pl.DataFrame) -> pl.DataFrame:
    """Table warehouse_receipts, for deals whose title is a receipt."""
    stored = book.filter(pl.col("has_papers") & (pl.col("title") == "receipt"))
    return stored.with_columns(valid_to=pl.col("issued_on") + 365).select(
        pl.col("receipt_id").alias("document_id"),
        pl.col("title_deal_id").alias("deal_id"),
        pl.when(pl.col("title_deal_id").is_not_null()).then(pl.lit("both")).alias("leg"),
        "receipt_no",
        pl.lit("WARRANT").alias("type"),
        pl.format("WHS-{}", "discharge_port").alias("warehouse_id"),
        pl.format("KPR-{}", "discharge_port").alias("keeper_id"),
        pl.col("discharge_port").alias("location"),
        pl.format("LOT-{}", "serial").alias("lot"),
        "hs6",
        exact.quantity("quantity"),
        "unit",
        as_date("issued_on").alias("issue_date"),
        as_date("valid_to"),
        pl.lit("TRANSFERRED").alias("status"),
        pl.when(pl.col("title_deal_id").is_null()).then("buy_contract_no").alias("contract_no"),
        as_time(pl.min_horizontal(pl.col("issued_on") + 1, pl.lit(AS_OF)), 4).alias("submitted_at"),
    )
