"""Facts of payees and payers: strangers to the contracts, and accounts kept in a third country."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments
from screening.reference import normalised_name

_OF_NON_RESIDENTS = ("FTN", "NRA", "OSA")  # accounts in China that foreign firms may hold


def third_parties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Payments whose payee sells, or whose payer buys, under none of the deal's papers.

    A party matches by its id, or by its name as the parties table has it. A claim is between the
    parties of its leg. A refund is between those whom the payment refunded was between: that of
    `refund_of`, else any of the deal that went the other way; where there is none, nothing was
    there to refund and nobody fits. Freight goes to carriers and is not asked.
    """
    rows = _counterparties(part)
    is_refund = pl.col("is_refund")
    agreed = _contract_parties(part, sides)
    both = [
        _judged(rows.filter(~is_refund), agreed, ["deal_id", "leg"]),
        _judged(rows.filter(is_refund), _refunded(rows, sides), ["deal_id", "refund_key"]),
    ]
    third = pl.concat(both, how="diagonal")
    flag, payment = pl.col("is_third"), pl.col("payment_id")
    return third.group_by("deal_id").agg(
        n_third_party_payments=pl.when(flag.any() | flag.is_not_null().all()).then(
            payment.filter(flag).n_unique().cast(pl.Int64)
        ),
        third_party_payment_id=payment.filter(flag).min(),
    )


def _counterparties(part: Partition) -> pl.LazyFrame:
    """Payments of the legs but freight, with the other side's `other_id` and `other_name`."""
    out = (pl.col("direction") == "OUT") | (
        pl.col("direction").is_null() & (pl.col("leg") == "buy")
    )
    return (
        part.settled()
        .filter(
            ~(pl.col("purpose") == "freight").fill_null(value=False),
            pl.col("leg").is_in(["buy", "sell"]),
        )
        .with_columns(
            is_out=out,
            other_id=pl.when(out).then("creditor_id").otherwise("debtor_id"),
            other_name=pl.when(out).then("creditor_name").otherwise("debtor_name"),
        )
        .with_columns(
            other_name=normalised_name(pl.col("other_name")),
            refund_key=pl.coalesce(
                "refund_of", pl.when(out).then(pl.lit("any IN")).otherwise(pl.lit("any OUT"))
            ),
        )
    )


def _contract_parties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, leg and party of it: `other_id`, `other_name`."""
    names = sides.table("parties").select("party_id", other_name=normalised_name(pl.col("name")))
    return (
        pl.concat([part.parties_of(leg).with_columns(leg=pl.lit(leg)) for leg in ("buy", "sell")])
        .join(names, on="party_id", how="left")
        .rename({"party_id": "other_id"})
    )


def _refunded(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal, payment or direction that may be refunded, and party: as a refund asks."""
    names = sides.table("parties").select(
        other_id="party_id", told_name=normalised_name(pl.col("name"))
    )
    refunds = rows.filter("is_refund").select("deal_id").unique()
    paid = (
        rows.filter(~pl.col("is_refund"))
        .join(refunds, on="deal_id", how="semi")  # few deals have any
        .join(names, on="other_id", how="left")
        .with_columns(other_name=pl.coalesce("other_name", "told_name"))
    )
    way = pl.when("is_out").then(pl.lit("any OUT")).otherwise(pl.lit("any IN"))
    parties = ("deal_id", "other_id", "other_name")
    one = paid.select(*parties, refund_key="payment_id")
    return pl.concat([one, paid.select(*parties, refund_key=way)]).unique()


def _judged(rows: pl.LazyFrame, known: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """The rows with `is_third`: whether nobody known under the key is its other side.

    Null where no party is known under the key of a payment, or the payment names none. A refund
    of what no payment of the deal is, is a third party's.
    """
    by_id = known.select(*key, "other_id", by_id=pl.lit(value=True)).drop_nulls().unique()
    by_name = known.select(*key, "other_name", by_name=pl.lit(value=True)).drop_nulls().unique()
    is_known = known.select(*key, known=pl.lit(value=True)).unique()
    is_named = pl.col("other_id").is_not_null() | pl.col("other_name").is_not_null()
    asked = (pl.col("known") | pl.col("is_refund")) & is_named
    return (
        rows.join(by_id, on=[*key, "other_id"], how="left")
        .join(by_name, on=[*key, "other_name"], how="left")
        .join(is_known, on=key, how="left")
        .with_columns(
            is_third=pl.when(asked).then(pl.col("by_id").is_null() & pl.col("by_name").is_null())
        )
    )


def third_countries(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal that paid someone: payees whose account lies in a third country.

    That is neither the payee's own nor, for the accounts foreign firms may hold here, China. An
    account the table does not have lies where its bank's BIC says.
    """
    if not sides.has("accounts"):
        return pl.LazyFrame(
            schema={
                "deal_id": pl.String,
                "n_third_country_payments": pl.Int64,
                "third_country": pl.String,
                "third_country_payment_id": pl.String,
            }
        )
    accounts = sides.table("accounts").select(
        creditor_account="account_no", kind="kind", kept_in="country"
    )
    firms = sides.table("parties").select(creditor_id="party_id", home="country")
    kept_in, home = pl.col("kept_in"), pl.col("home")
    at_home = (kept_in == home) | ((kept_in == "CN") & pl.col("kind").is_in(_OF_NON_RESIDENTS))
    rows = (
        goods_payments(part)
        .filter(~pl.col("is_refund"), pl.col("direction") == "OUT")
        .join(accounts, on="creditor_account", how="left")
        .join(firms, on="creditor_id", how="left")
        .with_columns(
            kept_in=pl.coalesce("kept_in", pl.col("creditor_agent").str.slice(4, 2)),
            home=pl.coalesce("home", "creditor_country"),
        )
        .with_columns(is_third=~at_home)
    )
    third, payment = pl.col("is_third"), pl.col("payment_id")
    facts = rows.group_by("deal_id").agg(
        n_third_country_payments=pl.when(third.any() | third.is_not_null().all()).then(
            payment.filter(third).n_unique().cast(pl.Int64)
        )
    )
    named = (
        rows.filter("is_third")
        .sort("deal_id", "payment_id")
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", third_country="kept_in", third_country_payment_id="payment_id")
    )
    return facts.join(named, on="deal_id", how="left")
