"""Facts of eligibility: the client's dated statuses on the day that matters, as known then."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides

_GONE = ("removed", "revoked", "none")


def eligibility(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `eligibility`."""
    first = part.settled().group_by("deal_id").agg(eligibility_on=pl.col("paid_on").min())
    deals = (
        part.deals.lazy()
        .select("deal_id", "client_id")
        .join(first, on="deal_id", how="left")
        .with_columns(pl.col("eligibility_on").fill_null(part.as_of_day))
    )
    entries = _entries(part, sides, deals)
    frame = deals
    for scheme, fact in (
        ("directory", "is_in_directory"),
        ("offshore_list", "is_on_offshore_list"),
    ):
        frame = frame.join(_listed(entries, scheme, fact), on="deal_id", how="left")
        frame = frame.with_columns(_absent_from(sides, scheme, fact))
    for scheme in ("safe_class", "client_class"):
        frame = frame.join(
            entries.filter(pl.col("scheme") == scheme).select(
                "deal_id", pl.col("value").alias(scheme)
            ),
            on="deal_id",
            how="left",
        )
    return frame.drop("client_id")


def _entries(part: Partition, sides: Sides, deals: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and scheme: the latest entry valid on its day and known at decision."""
    on = pl.col("eligibility_on")
    return (
        deals.join(sides.table("client_status"), on="client_id")
        .filter(
            pl.col("valid_from") <= on,
            (pl.col("valid_to") >= on).fill_null(value=True),
            (pl.col("known_from") <= part.as_of).fill_null(value=True),
            (pl.col("known_to") > part.as_of).fill_null(value=True),
        )
        .sort(
            "deal_id",
            "scheme",
            "valid_from",
            "known_from",
            "value",
            descending=[False, False, True, True, True],
            nulls_last=True,
        )
        .unique(["deal_id", "scheme"], keep="first", maintain_order=True)
        .select("deal_id", "scheme", "value")
    )


def _listed(entries: pl.LazyFrame, scheme: str, fact: str) -> pl.LazyFrame:
    return entries.filter(pl.col("scheme") == scheme).select(
        "deal_id", (~pl.col("value").is_in(_GONE)).alias(fact)
    )


def _absent_from(sides: Sides, scheme: str, fact: str) -> pl.Expr:
    """Not on a register that was delivered means not listed; without the register nobody knows."""
    if not sides.has("client_status"):
        return pl.col(fact)
    delivered = (sides.tables["client_status"]["scheme"] == scheme).any()
    if not delivered:
        return pl.col(fact)
    return (
        pl.when(pl.col("client_id").is_not_null())
        .then(pl.col(fact).fill_null(value=False))
        .otherwise(pl.col(fact))
    )
