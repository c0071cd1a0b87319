"""Facts of places: ports, residence of the counterparties, the speed a voyage implies."""

from __future__ import annotations

import polars as pl

from screening.facts.deal import SEA
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding


def places(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `places`."""
    bills = part.used("transport_documents")
    frame = part.deals.lazy().select("deal_id")
    for facts in (_in_china(part, bills), _residents(part, sides), _voyage(bills, sides)):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(pl.col("has_on_carriage", "has_transhipment").fill_null(value=False))


def _in_china(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """Papers that end in mainland China; Hong Kong, Macao and Taiwan have their own port codes."""
    onward = (
        part.table("document_links")
        .filter(pl.col("kind") == "on-carriage")
        .select(document_id="parent_id", goes_on=pl.lit(value=True))
        .unique()
    )
    lands = pl.any_horizontal(pl.col("discharge_port", "place_of_delivery").str.starts_with("CN"))
    rows = bills.join(onward, on="document_id", how="left").with_columns(lands=lands)
    known = pl.col("discharge_port").is_not_null().all() | pl.col("lands").any()
    counts = rows.group_by("deal_id").agg(
        n_bills_discharged_in_china=pl.when(known).then(
            pl.col("document_id").filter(pl.col("lands")).n_unique().cast(pl.Int64)
        ),
        has_on_carriage=pl.col("lands").any()
        & pl.col("goes_on").fill_null(value=False).filter(pl.col("lands")).all(),
    )
    port = (
        pl.when(pl.col("discharge_port").str.starts_with("CN"))
        .then("discharge_port")
        .otherwise("place_of_delivery")
    )
    paper = deciding(rows.filter(pl.col("lands")), "document_id", ties=[], descending=False).select(
        "deal_id", china_discharge_port=port, china_discharge_document_id="document_id"
    )
    return counts.join(paper, on="deal_id", how="left")


def _residents(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Counterparties that are residents; one of unknown residence leaves the count unknown."""
    known = sides.table("parties").select("party_id", "is_resident")
    # A client of the bank may stand on a paper under its client id: an enterprise is a resident.
    firms = sides.table("clients").select(party_id="client_id", is_resident=pl.lit(value=True))
    residence = pl.concat([known, firms]).unique("party_id", keep="first", maintain_order=True)
    parties = pl.concat([part.parties_of("buy"), part.parties_of("sell")]).unique()
    rows = parties.join(residence, on="party_id", how="left")
    resident = pl.col("is_resident")
    counts = rows.group_by("deal_id").agg(
        n_resident_counterparties=pl.when(resident.any() | resident.is_not_null().all()).then(
            resident.sum().cast(pl.Int64)
        ),
        resident_counterparty=pl.col("party_id").filter(resident).min(),
    )
    return counts


def _voyage(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The fastest voyage a deal's sea papers imply, over the least distance a ship can sail."""
    arrival = pl.coalesce("discharge_date", "planned_arrival_date")
    days = (arrival - pl.col("on_board_date")).dt.total_days()
    rows = (
        bills.filter(pl.col("type").is_in(SEA).fill_null(value=True))
        .join(sides.distances.lazy(), on=["load_port", "discharge_port"], how="left")
        .with_columns(days=days)
        .with_columns(speed=pl.col("distance_nm") / ((pl.col("days").clip(lower_bound=0) + 1) * 24))
    )
    # A voyage without its dates hides; one between ports nobody has the distance of does not.
    dated = pl.col("days").is_not_null().all()
    facts = rows.group_by("deal_id").agg(
        implied_speed_kn=pl.when(dated).then(pl.col("speed").max().round(3)),
        has_transhipment=pl.col("has_transhipment").fill_null(value=False).any(),
    )
    paper = deciding(rows, "speed", ties=["document_id"]).select(
        "deal_id",
        "load_port",
        "discharge_port",
        voyage_distance_nm="distance_nm",
        voyage_days="days",
        voyage_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")
