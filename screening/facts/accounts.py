"""Facts of accounts: who holds the free trade account a deal is settled through, where, and how.

First line: from it abroad, to accounts of non-residents, between free trade accounts. Second line:
to or from an ordinary domestic account, which takes RMB alone.
"""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.settlement import FREE_TRADE, RMB

_SHARE = ("deal_id", "payment_id")
_PREFIX = "^(FT[ENUIF])"
_FAULTS = ("KIND", "HOLDER", "BANK", "CLOSED", "CURRENCY")  # the first that holds is told


def accounts(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `accounts`; none without the table."""
    rows = _judged(_through(part, sides)).cache()
    facts = _faults(rows).join(_lines(part, sides), on="deal_id", how="full", coalesce=True)
    frame = part.deals.lazy().select("deal_id").join(facts, on="deal_id", how="left")
    if not sides.has("accounts"):
        return frame
    counts = ("n_ft_payments", "n_first_line_payments", "n_second_line_payments")
    return frame.with_columns(pl.col(counts).fill_null(0))


def _through(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and payment through an account that is, or is numbered as, a free trade one.

    With what the tables say of the account, of its holder and of the other end.
    """
    out = pl.col("direction") == "OUT"
    account = pl.when(out).then("debtor_account").otherwise("creditor_account")
    table = sides.table("accounts").rename({"account_no": "own_account", "bank": "kept_by"})
    paid = (
        part.settled()
        .filter(pl.col("direction").is_in(["OUT", "IN"]))
        .rename({"client_id": "payer_client"})
        .join(part.deals.lazy().select("deal_id", "client_id"), on="deal_id")
        .filter((pl.col("payer_client") == pl.col("client_id")).fill_null(value=True))
        .with_columns(own_account=account)
        .join(sides.flows.lazy().select(*_SHARE, "line"), on=_SHARE, how="left")
        .join(table, on="own_account")
        .with_columns(numbered=pl.col("own_account").str.extract(_PREFIX))
    )
    is_free = pl.col("kind").is_in(FREE_TRADE).fill_null(value=False)
    return _with_holder(paid.filter(is_free | pl.col("numbered").is_not_null()), sides)


def _with_holder(paid: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The rows with what is known of the holder, and the ids holder and client are called by."""
    firms = sides.table("parties").select(
        "is_resident", holder_id="party_id", is_party=pl.lit(value=True)
    )
    clients = sides.table("clients").select(holder_id="client_id", is_client=pl.lit(value=True))
    rows = paid.join(firms, on="holder_id", how="left").join(clients, on="holder_id", how="left")
    for who, column in (("holder", "holder_id"), ("owner", "client_id")):
        same = sides.entities.lazy().rename({"party_id": column, "entity_id": "called"})
        rows = rows.join(
            same.with_columns(has_several=pl.lit(value=True)), on=column, how="left"
        ).with_columns(
            # an id of several firms leaves it open which one that is
            pl.when(pl.col("has_several")).then("called").otherwise(column).alias(f"{who}_firm")
        )
        rows = rows.drop("called", "has_several")
    return rows


def _judged(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with each fault: True, False or, where the tables do not say, null."""
    kind, day = pl.col("kind"), pl.col("paid_on")
    is_known = pl.coalesce("is_party", "is_client")
    holds = (pl.col("holder_id") == pl.col("client_id")) | (
        pl.col("holder_firm") == pl.col("owner_firm")
    )
    return rows.with_columns(
        KIND=(pl.col("numbered") != kind).fill_null(value=False)
        | pl.when(kind == "FTN").then(pl.col("is_resident")).otherwise(~kind.is_in(FREE_TRADE)),
        HOLDER=~(holds | pl.when(is_known).then(pl.lit(value=False))),
        BANK=~pl.col("is_pilot_bank"),
        CLOSED=(day < pl.col("opened_on")).fill_null(value=False)
        | (day > pl.col("closed_on")).fill_null(value=False),
        CURRENCY=pl.when(pl.col("currency").is_in(RMB))
        .then(pl.lit(value=False))
        .otherwise(pl.col("line") == "second"),
    )


def _faults(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with such a payment: how many are at fault, and the first with its fault."""
    any_fault = pl.any_horizontal(_FAULTS)
    kinds = [pl.when(name).then(pl.lit(name)) for name in _FAULTS]
    judged = rows.with_columns(is_at_fault=any_fault, fault=pl.coalesce(kinds))
    fault, payment = pl.col("is_at_fault"), pl.col("payment_id")
    facts = judged.group_by("deal_id").agg(
        n_ft_payments=payment.n_unique().cast(pl.Int64),
        n_ft_faults=pl.when(fault.any() | fault.is_not_null().all()).then(
            payment.filter(fault).n_unique().cast(pl.Int64)
        ),
    )
    first = (
        judged.filter("is_at_fault")
        .sort("deal_id", "payment_id")
        .unique("deal_id", keep="first", maintain_order=True)
        .select(
            "deal_id",
            ft_fault_kind="fault",
            ft_fault_account_no="own_account",
            ft_fault_payment_id="payment_id",
        )
    )
    return facts.join(first, on="deal_id", how="left")


def _lines(part: Partition, sides: Sides) -> pl.LazyFrame:
    payment, line = pl.col("payment_id"), pl.col("line")
    return (
        sides.flows.lazy()
        .join(part.deals.lazy().select("deal_id"), on="deal_id", how="semi")
        .group_by("deal_id")
        .agg(
            n_first_line_payments=payment.filter(line == "first").n_unique().cast(pl.Int64),
            n_second_line_payments=payment.filter(line == "second").n_unique().cast(pl.Int64),
        )
    )
