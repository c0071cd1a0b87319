"""Waivers of papers the document policy demands: which are in order, which excuse a paper."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition


def waivers(part: Partition) -> pl.LazyFrame:
    """One row a deal and paper waived: deal_id, paper, is_in_order, is_in_force.

    In order: someone approved it who is not the one that asked for it, with a reason and a last
    day. One that does not say who asked for it cannot show four eyes. In force: the last day has
    not passed on the day of decision.
    """
    said = pl.col("requested_by", "approved_by", "reason", "valid_to")
    two_people = pl.col("requested_by") != pl.col("approved_by")
    return part.table("waivers").select(
        "deal_id",
        "paper",
        is_in_order=pl.all_horizontal(said.is_not_null())
        & two_people.fill_null(value=False)
        & (pl.col("reason").str.strip_chars() != "").fill_null(value=False),
        is_in_force=(pl.col("valid_to") >= part.as_of_day).fill_null(value=False),
    )


def excused(part: Partition) -> pl.LazyFrame:
    """One row a deal and paper that a waiver in order and in force excuses: deal_id, paper."""
    return waivers(part).filter("is_in_order", "is_in_force").select("deal_id", "paper").unique()
