"""The days on which the standing of a deal's client is asked: of each payment, and of its start."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides


def payment_days(part: Partition) -> pl.LazyFrame:
    """One row a deal and payment that counts: deal_id, client_id, payment_id, currency, `on`.

    A released payment is asked for on its own day, one that waits on the day of decision: it is
    released then or never. A deal without payment has one row, of that day and no payment_id.
    """
    today = pl.lit(part.as_of_day)
    waits = pl.col("state") == "requested"
    paid = (
        part.settled()
        .select(
            "deal_id",
            "payment_id",
            "currency",
            on=pl.when(waits).then(today).otherwise(pl.col("paid_on").fill_null(today)),
        )
        .unique()
    )
    deals = part.deals.lazy().select("deal_id", "client_id")
    return part.kept(
        "payment days",
        lambda: deals.join(paid, on="deal_id", how="left").with_columns(
            pl.col("on").fill_null(today)
        ),
    )


def asked_on(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: client_id, its first payment's day, its last's, and its first paper's.

    Columns eligibility_on, last_eligibility_on, initiated_on; a deal without payment has the day
    of decision, one whose papers bear no day that of its first payment.
    """
    on = pl.col("on")
    days = (
        payment_days(part)
        .group_by("deal_id")
        .agg(eligibility_on=on.min(), last_eligibility_on=on.max())
    )
    return (
        part.deals.lazy()
        .select("deal_id", "client_id")
        .join(days, on="deal_id", how="left")
        .join(sides.submitted.lazy(), on="deal_id", how="left")
        .select(
            "deal_id",
            "client_id",
            "eligibility_on",
            "last_eligibility_on",
            initiated_on=pl.coalesce("submitted_on", "eligibility_on"),
        )
    )
