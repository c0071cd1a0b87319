"""What ports and carriers say of ships and containers, stated from the bills of the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, as_date, as_time

_AFAR = "ZADUR"  # none of our goods go there: where a ship was that never made its voyage
_SOURCE = "simulated"
HONEST = ("OK", "N01", "N05", "N07", "N08", "RMB", "MON")  # with nothing odd about the bill
UNSEEN = ("SHIP", "LONE")  # of these nobody knows the ship


def port_calls(carried: pl.DataFrame) -> pl.DataFrame:
    """Table port_calls: a ship's stay at both ends of each voyage, or far away from either."""
    seen = carried.filter(~pl.col("kind").is_in(UNSEEN))
    is_false = pl.col("kind") == "T07"
    ends = [("load_port", "loaded_on"), ("discharge_port", "landed_on")]
    stays = [
        seen.select(
            pl.col("vessel_imo").alias("imo"),
            pl.when(is_false).then(pl.lit(_AFAR)).otherwise(port).alias("unlocode"),
            # a second bill of a voyage is from the ship's next port
            day=pl.col(day)
            + pl.when(pl.col("is_second") & (port == "load_port")).then(2).otherwise(0),
        )
        for port, day in ends
    ]
    left = pl.col("day") + 1
    return (
        pl.concat(stays)
        .unique()
        .filter(pl.col("day") <= AS_OF)
        .select(
            "imo",
            "unlocode",
            as_time(pl.col("day") - 1, 6).alias("arrived_at"),
            pl.when(left <= AS_OF).then(as_time(left, 18)).alias("departed_at"),
            pl.lit(_SOURCE).alias("source"),
        )
    )


def equipment_events(in_boxes: pl.DataFrame) -> pl.DataFrame:
    """Table equipment_events: gate in, loading and discharge of each box the carrier knows.

    Boxes of false bills are no carrier's; those of a bill used up before were stripped by then.
    """
    known = in_boxes.filter(pl.col("kind") != "T07")
    spent = known.filter(pl.col("kind") == "T01")
    events = [
        _event(known, "GTIN", "load_port", pl.col("loaded_on") - 2, 7),
        _event(known, "LOAD", "load_port", pl.col("loaded_on"), 10),
        _event(known, "DISC", "discharge_port", pl.col("landed_on"), 11),
        _event(spent, "STRP", "discharge_port", pl.col("surrendered_on") + 1, 12),
    ]
    return pl.concat(events)


def _event(rows: pl.DataFrame, event: str, place: str, day: pl.Expr, hour: int) -> pl.DataFrame:
    return rows.filter(day < AS_OF).select(
        pl.col("ref").alias("equipment_ref"),
        pl.lit(event).alias("event"),
        as_time(day, hour).alias("at"),
        pl.col(place).alias("unlocode"),
        pl.col("bill_ref").alias("transport_doc_ref"),
        pl.lit(False).alias("is_empty"),
        pl.lit(_SOURCE).alias("source"),
    )


def platform_queries(carried: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Table platform_queries: answers on three bills in ten, and on every false one.

    `names` are party_id and name. A false bill's number is another shipment's.
    """
    own = pl.col("bill_use").is_in(["own", "split"]) & ~pl.col("is_second")
    is_false = pl.col("kind") == "T07"
    honest = own & (pl.col("serial") % 10 < 3) & pl.col("kind").is_in(HONEST)
    matched = honest & (pl.col("serial") % 10 < 2)
    asked = pl.min_horizontal(pl.col("issued_on") + 2, pl.lit(AS_OF - 1))
    told = is_false | matched
    return (
        carried.filter(is_false | honest)
        .join(names, left_on="buyer_id", right_on="party_id", how="left", maintain_order="left")
        .with_columns(on_board=pl.col("loaded_on") - pl.when(is_false).then(61).otherwise(0))
        .select(
            pl.concat_str(pl.lit("PQ-"), "bill_id").alias("query_id"),
            pl.col("bill_id").alias("document_id"),
            pl.lit("simulated platform").alias("provider"),
            as_time(asked, 6).alias("queried_at"),
            pl.when(is_false)
            .then(pl.lit("mismatch"))
            .when(matched)
            .then(pl.lit("match"))
            .otherwise(pl.lit("no_coverage"))
            .alias("result"),
            pl.when(told).then("hs6").alias("hs6"),
            pl.when(matched).then(exact.quantity("gross_g")).alias("gross_weight_kg"),
            pl.when(told).then(as_date("on_board")).alias("on_board_date"),
            pl.when(matched & ~pl.col("is_to_order")).then("name").alias("consignee_name"),
            pl.when(is_false).then(pl.lit("number stands for another shipment")).alias("detail"),
        )
    )


def customs_declarations(carried: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Table customs_declarations: the export entry of the goods of one honest bill in twenty."""
    plain = (
        (pl.col("bill_use") == "own") & pl.col("kind").is_in(HONEST) & (pl.col("serial") % 20 == 0)
    )
    return (
        carried.filter(plain)
        .join(names, left_on="supplier_id", right_on="party_id", how="left", maintain_order="left")
        .with_columns(accepted_on=pl.col("loaded_on") - 2)
        .select(
            pl.format(
                "25{}{}", pl.col("load_port").str.slice(0, 2), pl.col("bill_ref").str.slice(4)
            ).alias("declaration_no"),
            pl.col("bill_id").alias("document_id"),
            pl.col("load_port").str.slice(0, 2).alias("authority_country"),
            pl.lit("EXPORT").alias("procedure"),
            as_date("accepted_on"),
            pl.col("name").alias("exporter_name"),
            "hs6",
            exact.quantity("gross_g").alias("gross_weight_kg"),
            exact.money("buy_amount").alias("statistical_value"),
            pl.col("buy_currency").alias("currency"),
            pl.lit("simulated customs").alias("provider"),
        )
    )
