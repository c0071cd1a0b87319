"""Facts of port calls: whether a ship was where its papers say, on the day they say."""

from __future__ import annotations

from typing import Literal

import polars as pl

from screening.facts.near_ports import is_one_port, port_points, with_point
from screening.facts.partition import Sides
from screening.facts.reduce import deciding
from screening.reference import imo_number

REACH_DAYS = 8  # a stay farther off than this is no nearer than none
COVERED_DAYS = 60  # calls must be known on both sides of the day, no farther off than this
FAR_DAYS = 5  # a ship farther off was not there, whatever its other papers hide
_LONG = 60  # days; a stay without departure or next call is taken as no longer


def port_calls(papers: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal with sea papers: its claim of port and day the vessel's calls fit least.

    Asked only where calls of that vessel are known before and after the day: where they end, or
    leave a gap, the ship may have been anywhere.
    """
    claims = _claims(papers).cache()
    stays = _stays(claims, sides).cache()
    key = ["imo", "port", "on"]
    rows = claims.join(_gaps(claims, stays, sides), on=key, how="left").join(
        _whereabouts(claims, stays), on=["imo", "on"], how="left"
    )
    gap = pl.col("gap")
    rows = rows.with_columns(gap=pl.when("is_covered").then(gap))
    facts = rows.group_by("deal_id").agg(
        port_call_gap_days=pl.when((gap > FAR_DAYS).any() | gap.is_not_null().all()).then(gap.max())
    )
    known = rows.filter(gap.is_not_null())
    paper = deciding(known, "gap", ties=["document_id", "on", "port"]).select(
        "deal_id",
        whereabouts_gap_days="seen_gap",
        whereabouts_port="seen_port",
        uncalled_port="port",
        uncalled_port_on="on",
        uncalled_port_imo="imo",
        uncalled_port_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")


def _claims(papers: pl.LazyFrame) -> pl.LazyFrame:
    """One row a paper and end of its voyage: loading, and discharge once it has happened.

    Boxes change ships more often than papers tell, so the discharge of boxes is a claim about
    this ship only where the paper says there is no transhipment.
    """
    changes_ship = pl.col("has_transhipment").fill_null(pl.col("form") == "BOX")
    stays_aboard = ~changes_ship.fill_null(value=False)
    named = ("deal_id", "document_id", "imo")
    loading = papers.select(*named, port="load_port", on="on_board_date")
    discharge = papers.filter(
        stays_aboard, pl.all_horizontal(pl.col("discharge_port", "discharge_date").is_not_null())
    ).select(*named, port="discharge_port", on="discharge_date")
    return pl.concat([loading, discharge])


def _stays(claims: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The known stays of these ships in port: imo, seen_port, arrived, departed (days)."""
    next_call = pl.col("arrived").shift(-1).over("imo", order_by=["arrived", "seen_port"])
    at_most = pl.col("arrived").dt.offset_by(f"{_LONG}d")
    return (
        sides.table("port_calls")
        .select(
            imo=imo_number(pl.col("imo")),
            seen_port="unlocode",
            arrived=pl.col("arrived_at").dt.date(),
            departed=pl.col("departed_at").dt.date(),
        )
        .join(claims.select("imo").unique(), on="imo", how="semi")
        .with_columns(departed=pl.coalesce("departed", pl.min_horizontal(next_call, at_most)))
        .with_columns(departed=pl.max_horizontal("arrived", "departed"))
    )


def _gap() -> pl.Expr:
    """Days from the claimed day to a stay; 0 within it."""
    before, after = pl.col("arrived") - pl.col("on"), pl.col("on") - pl.col("departed")
    return pl.max_horizontal(before.dt.total_days(), after.dt.total_days(), pl.lit(0, pl.Int64))


def _gaps(claims: pl.LazyFrame, stays: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a ship, port and day claimed: days to the nearest stay there, REACH_DAYS for none.

    Null where a nearer stay is in a place of which nobody knows whether it is that port.
    """
    first = (pl.col("arrived").dt.offset_by(f"-{REACH_DAYS}d")).cast(pl.Int32) // REACH_DAYS
    last = (pl.col("departed").dt.offset_by(f"{REACH_DAYS}d")).cast(pl.Int32) // REACH_DAYS
    points = port_points(sides)
    reached = (
        with_point(stays, "seen_port", points)
        .with_columns(bucket=pl.int_ranges(first, last + 1))
        .explode("bucket", empty_as_null=False)
    )
    asked = claims.select("imo", "port", "on").unique().drop_nulls()
    bucket = (pl.col("on").cast(pl.Int32) // REACH_DAYS).cast(pl.Int64)
    asked = with_point(asked.with_columns(bucket=bucket), "port", points)
    met = asked.join(reached, on=["imo", "bucket"], how="left")
    placed = met.with_columns(
        gap=_gap().clip(upper_bound=REACH_DAYS),
        is_there=pl.when(pl.col("seen_port").is_null())
        .then(pl.lit(value=False))
        .otherwise(
            # ports of call are seaports: one that is in no list is still in its own country
            is_one_port("port", "seen_port").fill_null(
                pl.when(pl.col("port").str.head(2) != pl.col("seen_port").str.head(2)).then(
                    pl.lit(value=False)
                )
            )
        ),
    )
    sure = pl.col("gap").filter(pl.col("is_there")).min().fill_null(REACH_DAYS)
    maybe = pl.col("gap").filter(pl.col("is_there").fill_null(value=True)).min()
    return placed.group_by("imo", "port", "on").agg(
        gap=pl.when(maybe.fill_null(REACH_DAYS) >= sure).then(sure)
    )


def _whereabouts(claims: pl.LazyFrame, stays: pl.LazyFrame) -> pl.LazyFrame:
    """One row a ship and day: its nearest known stay in any port, and whether calls enclose it."""
    days = claims.select("imo", "on").unique().drop_nulls().sort("on", "imo")
    order = ["arrived", "imo", "departed", "seen_port"]
    before = _nearest(days, stays.sort(order, nulls_last=True), "backward")
    later_first = [False, False, True, True]
    after = _nearest(days, stays.sort(order, descending=later_first), "forward")
    spans = pl.col("n_sides") == 2
    return (
        pl.concat([before, after])
        .with_columns(
            n_sides=pl.len().over("imo", "on"),
        )
        .sort("imo", "on", "seen_gap", "seen_port", nulls_last=True)
        .group_by("imo", "on", maintain_order=True)
        .agg(
            pl.col("seen_gap", "seen_port", "n_sides").first(),
        )
        .with_columns(is_covered=spans | (pl.col("seen_gap") == 0))
        .drop("n_sides")
    )


def _nearest(
    days: pl.LazyFrame, stays: pl.LazyFrame, side: Literal["backward", "forward"]
) -> pl.LazyFrame:
    """The ships' days with the nearest known stay on that side, if it lies near enough."""
    return (
        days.join_asof(
            stays,
            left_on="on",
            right_on="arrived",
            by="imo",
            strategy=side,
            check_sortedness=False,
            coalesce=False,
        )
        .filter(pl.col("arrived").is_not_null())
        .with_columns(seen_gap=_gap())
        .filter(pl.col("seen_gap") <= COVERED_DAYS)
        .drop("arrived", "departed")
    )
