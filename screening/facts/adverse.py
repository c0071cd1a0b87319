"""Facts of adverse records of counterparties: penalties, risk reports, litigation, news."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_FX_PENALTY, _OTHER = 2, 1
_RECENT = "-24mo"


def adverse(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with counterparties: the facts of family `adverse`."""
    firms = (
        pl.concat([part.parties_of("buy"), part.parties_of("sell")])
        .unique()
        .join(sides.table("clients").select(party_id="client_id"), on="party_id", how="anti")
    )
    worst = worst_records(firms, sides, part.as_of_day).select(
        "deal_id",
        adverse_record_level="level",
        adverse_record_kind="kind",
        adverse_record_party_id="party_id",
        adverse_record_no="ref",
        adverse_record_on="recorded_on",
    )
    has_records = pl.lit(sides.has("adverse_records"))
    return (
        firms.select("deal_id")
        .unique()
        .join(worst, on="deal_id", how="left")
        .with_columns(
            adverse_record_level=pl.when(has_records).then(
                pl.col("adverse_record_level").fill_null(0)
            )
        )
    )


def worst_records(firms: pl.LazyFrame, sides: Sides, today: date) -> pl.LazyFrame:
    """One row a deal_id of `firms` (deal_id, party_id) with records: its gravest.

    level is 2 for a penalty under the rules of foreign exchange, else 1; kind, party_id, ref and
    recorded_on say which record.
    """
    day = pl.lit(today)
    is_fx = (pl.col("kind") == "penalty") & pl.col("is_fx").fill_null(value=False)
    recent = (
        sides.table("adverse_records")
        .filter(pl.col("recorded_on") <= day, pl.col("recorded_on") > day.dt.offset_by(_RECENT))
        .with_columns(level=pl.when(is_fx).then(pl.lit(_FX_PENALTY, pl.Int64)).otherwise(_OTHER))
    )
    rows = firms.join(recent, on="party_id")
    return deciding(rows, "level", ties=["party_id", "recorded_on", "kind", "ref"]).select(
        "deal_id", "level", "kind", "party_id", "ref", "recorded_on"
    )
