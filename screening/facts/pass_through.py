"""Accounts that money only passes: what came in went out at once, and next to nothing stayed."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from screening.facts.partition import Sides

DAYS = 30  # domain NET-13
_LEAST, _MOST, _LEFT = 0.9, 1.1, 0.05


def pass_through(sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client with account days in the DAYS before today: its account of most such days.

    n_client_pass_through_days_30d is null where a day of one of its accounts lacks a figure.
    """
    account = ["account_no", "booked_on"]
    day = pl.col("booked_on")
    days = (
        sides.table("account_days")
        .filter(day < today, day >= today - timedelta(days=DAYS))
        .select(
            *account,
            *(pl.col(c).cast(pl.Float64) for c in ("credited", "debited", "closing_balance")),
        )
        .sort(pl.all())
        .unique(account, keep="last", maintain_order=True)
    )
    after = days.select(
        "account_no", booked_on=day - timedelta(days=1), out="debited", left="closing_balance"
    )
    into = pl.col("credited")
    passed = _went(into, "debited", "closing_balance") | _went(into, "out", "left").fill_null(
        value=False
    )
    by_account = (
        days.join(after, on=account, how="left")
        .group_by("account_no")
        .agg(
            n=((into > 0) & passed).sum().cast(pl.Int64),
            is_told=pl.all_horizontal(
                pl.col("credited", "debited", "closing_balance").is_not_null()
            ).all(),
        )
    )
    n = pl.col("n")
    return (
        by_account.join(_holders(sides), on="account_no")
        .sort("client_id", "n", "account_no", descending=[False, True, False])
        .group_by("client_id", maintain_order=True)
        .agg(
            n_client_pass_through_days_30d=pl.when(pl.col("is_told").all()).then(n.first()),
            client_pass_through_account_no=pl.when(n.first() > 0).then(
                pl.col("account_no").first()
            ),
        )
    )


def _went(into: pl.Expr, out: str, left: str) -> pl.Expr:
    """Whether that much went out and next to nothing was left."""
    gone = pl.col(out)
    return (gone >= into * _LEAST) & (gone <= into * _MOST) & (pl.col(left) < into * _LEFT)


def _holders(sides: Sides) -> pl.LazyFrame:
    """One row an account of a client: account_no, client_id."""
    firms = pl.concat(
        [
            sides.table("clients").select(holder_id="client_id", client_id="client_id"),
            sides.table("parties")
            .filter(pl.col("client_id").is_not_null())
            .select("client_id", holder_id="party_id"),
        ],
        how="diagonal",
    ).unique()
    return (
        sides.table("accounts")
        .select("account_no", "holder_id")
        .join(firms, on="holder_id")
        .group_by("account_no")
        .agg(client_id=pl.col("client_id").min())
    )
