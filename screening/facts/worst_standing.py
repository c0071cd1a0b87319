"""Facts of eligibility at every payment: the first at which the client stood worse than it may."""

from __future__ import annotations

import polars as pl

_NO_CONFLICT = "NONE"


def worst_standing(paid: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, of rows a deal and payment with how its client stood on that day (`on`).

    One payment at which it stood badly decides; one at which nobody knows leaves the deal open.
    The first such payment is named with its day.
    """
    safe_class, supervised = pl.col("safe_class"), pl.col("rmb_key_supervision")
    conflict, directory = pl.col("conflict"), pl.col("directory")
    return (
        paid.sort("deal_id", "on", "payment_id", nulls_last=True)
        .group_by("deal_id", maintain_order=True)
        .agg(
            *_decided("is_in_directory_when_paid", directory, ~directory, "off_directory"),
            *_decided(
                "safe_class_when_paid", safe_class, safe_class.is_in(["B", "C"]), "low_class"
            ),
            *_decided("is_supervised_when_paid", supervised, supervised, "supervised"),
            *_decided("status_conflict", conflict, conflict != _NO_CONFLICT, "conflict"),
        )
    )


def _decided(name: str, value: pl.Expr, is_bad: pl.Expr, named: str) -> tuple[pl.Expr, ...]:
    """The value at the first payment where it is bad, else any that is known of all; that payment.

    Values that are not bad are one: TRUE, A, FALSE, NONE.
    """
    found = is_bad.fill_null(value=False)
    return (
        pl.when(found.any())
        .then(value.filter(found).first())
        .when(value.is_not_null().all())
        .then(value.first())
        .alias(name),
        pl.col("payment_id").filter(found).first().alias(f"{named}_payment_id"),
        pl.col("on").filter(found).first().alias(f"{named}_on"),
    )
