"""Facts of a ship's history: names, flags and owners changed, and what its signals hide."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.ships import known_ships, sea_papers
from screening.reference import imo_number

_YEAR = "-12mo"
_BORNE = ("name", "flag", "owner")
_PAPER = ["deal_id", "document_id"]
_NO_END = pl.datetime(9999, 12, 31, time_zone="UTC")


def ship_history(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `ship_history`."""
    papers = sea_papers(part, sides)
    deals = part.deals.lazy().select("deal_id")
    for told in (_changes(papers, part, sides), _signals(papers, part, sides)):
        deals = deals.join(told, on="deal_id", how="left")
    return deals


def _changes(papers: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """The most days within twelve months before loading on which a ship changed what it bears.

    What the register begins with is no change; a flag or owner it does not state changes nothing.
    """
    days = (
        known_ships(part, sides)
        .sort("imo", "valid_from", *_BORNE, nulls_last=True)
        .with_columns(pl.col(_BORNE).forward_fill().over("imo"))
        .with_columns(
            is_changed=pl.any_horizontal(
                (pl.col(c) != pl.col(c).shift(1).over("imo")).fill_null(value=False) for c in _BORNE
            )
        )
        .group_by("imo", changed_on="valid_from")
        .agg(pl.col("is_changed").any())
    )
    on = pl.col("on_board_date")
    is_recent = (
        pl.col("is_changed")
        & (pl.col("changed_on") <= on)
        & (pl.col("changed_on") > on.dt.offset_by(_YEAR))
    )
    rows = (
        papers.select(*_PAPER, "imo", "on_board_date")
        .join(days, on="imo", how="left")
        .group_by(*_PAPER, "imo")
        .agg(
            n=pl.when(pl.col("changed_on").is_not_null().any() & on.is_not_null().all()).then(
                is_recent.sum().cast(pl.Int64)
            )
        )
    )
    facts = _most(rows, "n", "n_ship_changes_12m")
    named = deciding(rows.filter(pl.col("n") > 0), "n", ties=["document_id"]).select(
        "deal_id", changed_ship_imo="imo", changed_ship_document_id="document_id"
    )
    return facts.join(named, on="deal_id", how="left")


def _signals(papers: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """What the position signals of the ships show of the days with the goods on board.

    Known only of a ship somebody looked at: one with a row that touches its voyage.
    """
    ends = pl.col("discharge_date").fill_null(part.as_of_day)
    found = sides.table("ais_gaps").select(
        "kind",
        "from_at",
        imo=imo_number(pl.col("imo")),
        until=pl.col("to_at").fill_null(_NO_END),
        is_risky=pl.col("is_risk_area").fill_null(value=False),
    )
    voyages = papers.select(
        *_PAPER,
        "imo",
        is_disclosed=pl.col("has_transhipment").fill_null(value=False),
        begin=pl.col("on_board_date").cast(pl.Datetime("us", "UTC")),
        end=(ends.dt.offset_by("1d")).cast(pl.Datetime("us", "UTC")),
    )
    part_of_it = (pl.col("from_at") < pl.col("end")) & (pl.col("until") > pl.col("begin"))
    rows = voyages.join(found, on="imo").filter(part_of_it)
    dark = pl.min_horizontal("until", "end") - pl.max_horizontal("from_at", "begin")
    is_gap, hours = pl.col("kind") == "gap", dark.dt.total_hours()
    seen = rows.group_by(*_PAPER, "imo").agg(
        dark_hours=hours.filter(is_gap & ~pl.col("is_risky")).max().fill_null(0),
        risk_hours=hours.filter(is_gap & pl.col("is_risky")).max().fill_null(0),
        hidden=((pl.col("kind") == "transfer") & ~pl.col("is_disclosed")).sum().cast(pl.Int64),
        masked=(pl.col("kind") == "identity_change").sum().cast(pl.Int64),
    )
    every = voyages.select(*_PAPER).unique().join(seen, on=_PAPER, how="left")
    names = {
        "dark_hours": "ais_gap_hours",
        "risk_hours": "ais_gap_in_risk_area_hours",
        "hidden": "n_undisclosed_transfers",
        "masked": "n_ais_identity_changes",
    }
    facts = voyages.select("deal_id").unique()
    for column, fact in names.items():
        facts = facts.join(_most(every, column, fact), on="deal_id", how="left")
    odd = rows.filter(pl.col("kind") != "none").with_columns(
        rank=pl.col("kind").replace_strict(
            {"identity_change": 3, "transfer": 2, "gap": 1}, return_dtype=pl.Int64
        )
    )
    named = deciding(odd, "rank", ties=["from_at", "document_id"]).select(
        "deal_id",
        ais_event_imo="imo",
        ais_event_on=pl.col("from_at").dt.date(),
        ais_event_document_id="document_id",
    )
    return facts.join(named, on="deal_id", how="left")


def _most(rows: pl.LazyFrame, column: str, fact: str) -> pl.LazyFrame:
    """One row a deal: the most of its papers; none at all is known only if all are known."""
    most = pl.col(column).max()
    is_known = pl.col(column).is_not_null().all() | (most > 0)
    return rows.group_by("deal_id").agg(pl.when(is_known).then(most).alias(fact))
