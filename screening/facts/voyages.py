"""Facts of ships and voyages: what a ship can carry, when it was in service, what it had aboard."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from screening.facts.container_events import container_events
from screening.facts.partition import Partition, Sides
from screening.facts.port_calls import port_calls
from screening.facts.reduce import deciding
from screening.facts.ships import known_ships, sea_papers, ships_at_loading
from screening.schema import DEAL_FACTS

# Forms of cargo a type of ship cannot take. Bulk carriers and general cargo ships take breakbulk,
# container ships too (on flat racks); gas carriers carry liquefied gas, which papers call liquid.
_CANNOT = {
    "bulk_carrier": ("BOX", "LIQUID"),
    "tanker": ("BOX", "BULK", "BREAKBULK"),
    "gas_carrier": ("BOX", "BULK", "BREAKBULK"),
    "container": ("BULK", "LIQUID"),
    "general_cargo": ("LIQUID",),
    "ro_ro": ("BULK", "LIQUID"),
}
# What is known by a table alone.
_KNOWN_BY = {
    "equipment_events": (
        "n_contradicted_containers",
        "contradicted_container_ref",
        "container_contradiction",
        "container_event_on",
        "contradicted_container_document_id",
    ),
    "port_calls": (
        "port_call_gap_days",
        "whereabouts_gap_days",
        "whereabouts_port",
        "uncalled_port",
        "uncalled_port_on",
        "uncalled_port_imo",
        "uncalled_port_document_id",
    ),
}


def voyages(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `voyages`."""
    papers = sea_papers(part, sides).cache()
    ships = known_ships(part, sides)
    key = ["deal_id", "document_id"]
    aboard = (
        papers.join(ships_at_loading(papers, ships), on=key, how="left")
        .join(sides.voyages.lazy().drop("voyage_key"), on=key, how="left")
        .cache()
    )
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _if_known("equipment_events", sides, lambda: container_events(part, sides)),
        _if_known("port_calls", sides, lambda: port_calls(papers, sides)),
        _fit(aboard),
        _service(papers, ships),
        _capacity(aboard),
        _voyage(aboard),
        _twins(aboard),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def _if_known(table: str, sides: Sides, made: Callable[[], pl.LazyFrame]) -> pl.LazyFrame:
    """What `made` gives; without the table it comes from no row, and nothing is planned for it."""
    if sides.has(table):
        return made()
    types = {name: DEAL_FACTS[name].type.dtype for name in _KNOWN_BY[table]}
    return pl.LazyFrame(schema={"deal_id": pl.String(), **types})


def _fit(aboard: pl.LazyFrame) -> pl.LazyFrame:
    """Whether each ship's type can carry the form of cargo; one that cannot decides."""
    pair = pl.concat_str("ship_type", "form", separator=" ")
    wrong = [f"{kind} {form}" for kind, forms in _CANNOT.items() for form in forms]
    rows = aboard.with_columns(is_wrong=pair.is_in(wrong))
    fits = ~pl.col("is_wrong")
    facts = rows.group_by("deal_id").agg(
        vessel_fits_cargo=pl.when((~fits).any() | fits.is_not_null().all()).then(fits.all())
    )
    paper = deciding(rows.filter("is_wrong"), "document_id", ties=[], descending=False).select(
        "deal_id",
        misfit_vessel_type="ship_type",
        misfit_cargo_form="form",
        misfit_vessel_imo="imo",
        misfit_vessel_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")


def _service(papers: pl.LazyFrame, ships: pl.LazyFrame) -> pl.LazyFrame:
    """Days a ship was not in service when loaded; its hull has one life under all its names.

    Where rows differ, the longer life counts. A ship of unknown delivery may be too young.
    """
    lives = ships.group_by("imo").agg(
        delivered=pl.col("delivered_on").min(), broken_up=pl.col("broken_up_on").max()
    )
    day = pl.col("on_board_date")
    early = (pl.col("delivered") - day).dt.total_days()
    late = (day - pl.col("broken_up")).dt.total_days()
    rows = papers.join(lives, on="imo", how="left").with_columns(
        days=pl.when(late > 0)
        .then(late)
        .when(early.is_not_null())
        .then(pl.max_horizontal(early, pl.lit(0, pl.Int64)))
    )
    facts = rows.group_by("deal_id").agg(days_out_of_service=_worst(pl.col("days"), 0))
    paper = deciding(
        rows.filter(pl.col("days").is_not_null()), "days", ties=["document_id"]
    ).select("deal_id", out_of_service_imo="imo", out_of_service_document_id="document_id")
    return facts.join(paper, on="deal_id", how="left")


def _capacity(aboard: pl.LazyFrame) -> pl.LazyFrame:
    """Weight over deadweight and containers over TEU of one paper, as far as the register knows.

    What the register knows is asked: a paper that then lacks its weight or containers is unknown,
    unless the other measure alone is too much.
    """
    by_weight, by_box = pl.col("dwt") > 0, (pl.col("teu") > 0) & (pl.col("form") == "BOX")
    by_weight, by_box = by_weight.fill_null(value=False), by_box.fill_null(value=False)
    weight = pl.when(by_weight).then(_share(pl.col("weight_g"), pl.col("dwt") * 1_000_000))
    boxes = pl.when(by_box).then(_share(pl.col("half_teu"), pl.col("teu") * 2))
    is_over = ((weight > 1) | (boxes > 1)).fill_null(value=False)
    is_known = (
        (by_weight | by_box)
        & (~by_weight | weight.is_not_null())
        & (~by_box | pl.col("is_sized").fill_null(value=False))
    )
    rows = aboard.with_columns(
        ratio=pl.when(is_over | is_known).then(pl.max_horizontal(weight, boxes))
    )
    facts = rows.group_by("deal_id").agg(cargo_capacity_ratio=_worst(pl.col("ratio"), 1))
    paper = deciding(
        rows.filter(pl.col("ratio").is_not_null()), "ratio", ties=["document_id"]
    ).select("deal_id", overfull_vessel_imo="imo", overfull_vessel_document_id="document_id")
    return facts.join(paper, on="deal_id", how="left")


def _voyage(aboard: pl.LazyFrame) -> pl.LazyFrame:
    """What all papers put aboard the voyage over the ship's deadweight."""
    dwt = pl.when(pl.col("dwt") > 0).then(pl.col("dwt") * 1_000_000)
    rows = aboard.with_columns(ratio=_share(pl.col("aboard_g"), dwt))
    facts = rows.group_by("deal_id").agg(voyage_cargo_ratio=_worst(pl.col("ratio"), 1))
    paper = deciding(
        rows.filter(pl.col("ratio").is_not_null()), "ratio", ties=["document_id"]
    ).select(
        "deal_id",
        n_papers_on_voyage=pl.col("n_papers_aboard").cast(pl.Int64),
        full_voyage_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")


def _twins(aboard: pl.LazyFrame) -> pl.LazyFrame:
    """The paper most like another deal's paper for the same parcel."""
    rows = aboard.with_columns(
        likeness=pl.when(pl.col("n_twins") > 0)
        .then(1.0)
        .when(pl.col("n_equal_lots") > 0)
        .then(0.5)
        .when(pl.col("n_twins").is_not_null())
        .then(0.0)
    )
    facts = rows.group_by("deal_id").agg(parcel_likeness=_worst(pl.col("likeness"), 0))
    paper = deciding(rows.filter(pl.col("likeness") > 0), "likeness", ties=["document_id"]).select(
        "deal_id",
        n_twin_bills=(pl.col("n_twins") + pl.col("n_equal_lots")).cast(pl.Int64),
        twin_bill_other_deal="twin_deal",
        twin_bill_ref="transport_doc_ref",
        twin_bill_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return (part.cast(pl.Float64) / whole.cast(pl.Float64)).round(6)


def _worst(value: pl.Expr, enough: int) -> pl.Expr:
    """The largest of a deal's papers; unknown while one is and none is beyond `enough`."""
    return pl.when((value > enough).any() | value.is_not_null().all()).then(value.max())
