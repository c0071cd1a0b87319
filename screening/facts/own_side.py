"""Facts of payments: those whose side of the client is another firm, by party or by account."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments
from screening.reference import normalised_name
from screening.reference.entities import BY_NAME


def own_sides(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal that paid or was paid: payments made by or to another firm than the client.

    The payer of what goes out and the payee of what comes in is the client, under any of its ids,
    and so is the holder of the account, where the table has it. A payment that identifies nobody on
    that side is the client's it is booked to, else the one's whose name or account it bears; a name
    that is not the client's as the bank writes it leaves that open.
    """
    firm = own_firm(part, sides).select("deal_id", "client_id", "client_firm")
    holders = sides.table("accounts").select(own_account="account_no", holder_id="holder_id")
    rows = (
        _with_own_side(goods_payments(part).filter(~pl.col("is_refund")))
        .rename({"client_id": "booked_to"})
        .join(firm, on="deal_id")
        .join(holders, on="own_account", how="left")
    )
    rows = with_firm(
        with_firm(rows, sides, "own_id", "own_firm"), sides, "holder_id", "holder_firm"
    )
    named = rows.join(_names(sides), on=["client_id", "own_name"], how="left").with_columns(
        is_party=pl.when(pl.col("own_id").is_not_null())
        .then(~_is_client("own"))
        .when(pl.col("booked_to").is_not_null())
        .then(pl.col("booked_to") != pl.col("client_id"))
        .when(pl.col("is_name") | _is_client("holder"))
        .then(pl.lit(value=False)),
        is_holder=~_is_client("holder").fill_null(value=True),
    )
    other, payment = pl.col("is_party") | pl.col("is_holder"), pl.col("payment_id")
    return (
        named.with_columns(is_other=other)
        .group_by("deal_id")
        .agg(
            n_other_own_side_payments=pl.when(
                pl.col("is_other").any() | pl.col("is_other").is_not_null().all()
            ).then(payment.filter(pl.col("is_other")).n_unique().cast(pl.Int64)),
            other_own_side_payment_id=payment.filter(pl.col("is_other")).min(),
        )
    )


def own_firm(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with a client: its client and `client_firm`, what the firm is called by."""
    deals = part.deals.lazy().select("deal_id", "client_id").drop_nulls()
    return with_firm(deals, sides, "client_id", "client_firm")


def with_firm(rows: pl.LazyFrame, sides: Sides, column: str, name: str) -> pl.LazyFrame:
    """The rows with `name`: what the firm of that id is called by, null where nobody can say."""
    same = sides.entities.lazy().select(
        pl.col("party_id").alias(column), called="entity_id", has_several=pl.lit(value=True)
    )
    firm = pl.when(pl.col("has_several")).then("called").otherwise(column).alias(name)
    return rows.join(same, on=column, how="left").with_columns(firm).drop("called", "has_several")


def _with_own_side(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The payments with own_id, own_name and own_account: the payer's of what goes out."""
    out = (pl.col("direction") == "OUT") | (
        pl.col("direction").is_null() & (pl.col("leg") == "buy")
    )
    return (
        rows.filter(pl.col("direction").is_not_null() | pl.col("leg").is_not_null())
        .with_columns(
            pl.when(out).then(f"debtor_{what}").otherwise(f"creditor_{what}").alias(f"own_{what}")
            for what in ("id", "name", "account")
        )
        .with_columns(
            own_id=pl.when(~pl.col("own_id").str.starts_with(BY_NAME)).then("own_id"),
            own_name=normalised_name(pl.col("own_name")),
        )
    )


def _names(sides: Sides) -> pl.LazyFrame:
    """One row a client and name of it (own_name): is_name."""
    clients = sides.table("clients")
    names = [
        clients.select("client_id", own_name=normalised_name(pl.col(c)))
        for c in ("name_cn", "name_en")
    ]
    return pl.concat(names).drop_nulls().unique().with_columns(is_name=pl.lit(value=True))


def _is_client(who: str) -> pl.Expr:
    """Whether the one named is the client: by its id, or by what both firms are called by."""
    return (pl.col(f"{who}_id") == pl.col("client_id")) | (
        pl.col(f"{who}_firm") == pl.col("client_firm")
    )
