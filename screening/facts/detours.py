"""Legs at sea that follow each other, and how far they lead out of the direct way."""

from __future__ import annotations

import polars as pl

from screening.facts.deal import SEA
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding, unless_missing

SHORT_NM = 500.0  # a direct way is taken as no shorter: round a corner, small ways triple easily
_STOPS = ("receipt", "load", "through", "discharge", "delivery")


def detours(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with sea papers: the route that leads most out of its way.

    A route is one paper from the place of receipt to that of delivery, or two papers of which the
    second loads, no earlier, where the first discharges.
    """
    papers = (
        part.used("transport_documents")
        .filter(pl.col("type").is_in(SEA).fill_null(value=True))
        .select(
            "deal_id",
            "document_id",
            "on_board_date",
            through=pl.lit(None, pl.String),
            receipt="place_of_receipt",
            load="load_port",
            discharge="discharge_port",
            delivery="place_of_delivery",
        )
        .unique()
    )
    routes = pl.concat(
        [frame.select("deal_id", "document_id", *_STOPS) for frame in (papers, _pairs(papers))]
    )
    measured = _measured(routes.select(_STOPS).unique(), sides.distances.lazy())
    rows = routes.join(measured, on=_STOPS, nulls_equal=True)
    ratio, most = pl.col("ratio"), pl.col("n_legs").max()
    known = pl.all_horizontal(pl.col("load", "discharge").is_not_null()).all()
    legs = rows.group_by("deal_id").agg(
        n_voyage_legs=pl.when(known | (most > 1)).then(most),
        route_detour_ratio=unless_missing(ratio.max(), ratio),
    )
    worst = deciding(rows, "ratio", ties=["document_id", *_STOPS]).select(
        "deal_id",
        "route_nm",
        "direct_nm",
        "route_from",
        "route_to",
        route_document_id="document_id",
    )
    return legs.join(worst, on="deal_id", how="left")


def _pairs(papers: pl.LazyFrame) -> pl.LazyFrame:
    """Two papers of a deal as one route; equal papers of several lots make it but once."""
    second = papers.select(
        "deal_id",
        pl.col("load").alias("discharge"),
        pl.col("discharge").alias("last"),
        pl.col("delivery").alias("last_delivery"),
        later="on_board_date",
    ).unique()
    return (
        papers.drop("delivery", "through")
        .join(second, on=["deal_id", "discharge"])
        .filter(
            # papers without their day may follow each other
            (pl.col("on_board_date") <= pl.col("later")).fill_null(value=True),
            pl.col("load") != pl.col("discharge"),
            pl.col("last") != pl.col("discharge"),
        )
        .rename({"discharge": "through", "last": "discharge", "last_delivery": "delivery"})
    )


def _measured(routes: pl.LazyFrame, distances: pl.LazyFrame) -> pl.LazyFrame:
    """Distinct routes with nautical miles; a receipt or delivery no ship reaches is left out.

    `route_nm` is null where the distance of a leg between ports is not known.
    """

    def miles(a: str, b: str, name: str, rows: pl.LazyFrame) -> pl.LazyFrame:
        known = distances.select(
            pl.col("load_port").alias(a),
            pl.col("discharge_port").alias(b),
            pl.col("distance_nm").alias(name),
        )
        return rows.join(known, on=[a, b], how="left")

    stops = (
        ("receipt", "load", "before"),
        ("load", "through", "first"),
        ("through", "discharge", "second"),
        ("load", "discharge", "only"),
        ("discharge", "delivery", "after"),
    )
    for a, b, name in stops:
        routes = miles(a, b, name, routes)
    ends = routes.with_columns(
        route_from=pl.when(pl.col("before").is_not_null()).then("receipt").otherwise("load"),
        route_to=pl.when(pl.col("after").is_not_null()).then("delivery").otherwise("discharge"),
    )
    is_stated = pl.all_horizontal(pl.col("load", "discharge").is_not_null())
    is_two = pl.col("through").is_not_null()
    between = pl.when(is_two).then(pl.col("first") + pl.col("second")).otherwise("only")
    sailed = pl.col("before").fill_null(0.0) + between + pl.col("after").fill_null(0.0)
    moves = [(pl.col(c) > 0).fill_null(value=False).cast(pl.Int64) for c in ("before", "after")]
    return (
        miles("route_from", "route_to", "direct_nm", ends)
        .with_columns(route_nm=sailed.round(1))
        .select(
            *_STOPS,
            "route_from",
            "route_to",
            "route_nm",
            "direct_nm",
            n_legs=moves[0] + pl.when(is_two).then(2).otherwise(1) + moves[1],
        )
        .with_columns(
            # one leg from a port to another is the direct way, whatever its length
            ratio=pl.when((pl.col("n_legs") == 1) & is_stated)
            .then(1.0)
            .otherwise((pl.col("route_nm") / pl.col("direct_nm").clip(SHORT_NM)).round(6))
        )
    )
