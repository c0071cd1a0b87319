"""Facts of accounts: who holds the free trade account a deal is settled through, where, and how.

First line: from it abroad, to accounts of non-residents, between free trade accounts. Second line:
to or from an ordinary domestic account, which takes RMB alone.
"""

from __future__ import annotations

import polars as pl

from screening.facts.own_side import with_firm
from screening.facts.partition import Partition, Sides
from screening.facts.settlement import FREE_TRADE, RMB

_SHARE = ("deal_id", "payment_id")
_PREFIX = "^(FT[ENUIF])"
_OF_NON_RESIDENTS = ("NRA", "OSA")  # a resident holds neither
_FAULTS = ("KIND", "HOLDER", "BANK", "CLOSED", "CURRENCY")  # the first that holds is told


def accounts(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `accounts`; none without the table."""
    paid = _paid(part, sides).cache()
    rows = _judged(_with_holder(paid.filter("is_special"), sides)).cache()
    facts = _faults(rows).join(_lines(part, sides), on="deal_id", how="full", coalesce=True)
    unsure = paid.filter(pl.col("is_special").is_null()).select("deal_id").unique()
    frame = (
        part.deals.lazy()
        .select("deal_id")
        .join(facts, on="deal_id", how="left")
        .join(unsure.with_columns(is_unsure=pl.lit(value=True)), on="deal_id", how="left")
    )
    if not sides.has("accounts"):
        return frame.drop("is_unsure")
    is_unsure = pl.col("is_unsure").fill_null(value=False)
    counts = ("n_first_line_payments", "n_second_line_payments")
    return frame.with_columns(
        pl.col(counts).fill_null(0),
        n_ft_payments=pl.coalesce("n_ft_payments", pl.when(~is_unsure).then(0)),
    ).drop("is_unsure")


def _paid(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and payment of its client, with what the table says of the client's account.

    `is_special` is whether that account is, or is numbered as, a free trade account or one for
    non-residents; null for one that is not stated, or whose kind nobody states.
    """
    out = pl.col("direction") == "OUT"
    account = pl.when(out).then("debtor_account").otherwise("creditor_account")
    table = sides.table("accounts").rename({"account_no": "own_account", "bank": "kept_by"})
    numbered = pl.col("own_account").str.extract(_PREFIX)
    return (
        part.settled()
        .filter(pl.col("direction").is_in(["OUT", "IN"]))
        .rename({"client_id": "payer_client"})
        .join(part.deals.lazy().select("deal_id", "client_id"), on="deal_id")
        .filter((pl.col("payer_client") == pl.col("client_id")).fill_null(value=True))
        .with_columns(own_account=account)
        .join(sides.flows.lazy().select(*_SHARE, "line"), on=_SHARE, how="left")
        .join(table, on="own_account", how="left")
        .with_columns(numbered=numbered)
        .with_columns(
            is_special=pl.col("numbered").is_not_null()
            | pl.col("kind").is_in([*FREE_TRADE, *_OF_NON_RESIDENTS])
        )
    )


def _with_holder(paid: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The rows with what is known of the holder, and the ids holder and client are called by.

    A client with a Chinese registration, or in the directory of enterprises, is a resident unless
    the table of parties says otherwise.
    """
    firms = sides.table("parties").select(
        "is_resident", holder_id="party_id", is_party=pl.lit(value=True)
    )
    here = pl.col("uscc").is_not_null() | pl.col("registered_province").is_not_null()
    clients = sides.table("clients").select(
        holder_id="client_id",
        is_client=pl.lit(value=True),
        is_registered=pl.when(here).then(pl.lit(value=True)),
    )
    directory = (
        sides.table("client_status")
        .filter(pl.col("scheme") == "directory", pl.col("value") != "none")
        .select(holder_id="client_id", is_in_directory=pl.lit(value=True))
        .unique()
    )
    rows = paid
    for known in (firms, clients, directory):
        rows = rows.join(known, on="holder_id", how="left")
    resident = pl.coalesce("is_resident", "is_registered", "is_in_directory")
    return with_firm(
        with_firm(rows, sides, "holder_id", "holder_firm"), sides, "client_id", "client_firm"
    ).with_columns(is_resident=resident)


def _judged(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with each fault: True, False or, where the tables do not say, null."""
    kind, day = pl.col("kind"), pl.col("paid_on")
    is_known = pl.coalesce("is_party", "is_client")
    holds = (pl.col("holder_id") == pl.col("client_id")) | (
        pl.col("holder_firm") == pl.col("client_firm")
    )
    is_abroad_s = kind.is_in(_OF_NON_RESIDENTS)
    return rows.with_columns(
        KIND=(pl.col("numbered") != kind).fill_null(value=False)
        | pl.when(kind.is_in(["FTN", *_OF_NON_RESIDENTS]))
        .then(pl.col("is_resident"))
        .otherwise(~kind.is_in(FREE_TRADE)),
        HOLDER=~(holds | pl.when(is_known).then(pl.lit(value=False))),
        BANK=pl.when(is_abroad_s).then(pl.lit(value=False)).otherwise(~pl.col("is_pilot_bank")),
        CLOSED=(day < pl.col("opened_on")).fill_null(value=False)
        | (day > pl.col("closed_on")).fill_null(value=False),
        CURRENCY=pl.when(pl.col("currency").is_in(RMB) | is_abroad_s.fill_null(value=False))
        .then(pl.lit(value=False))
        .otherwise(pl.col("line") == "second"),
    )


def _faults(rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with such a payment: how many are at fault, and the first with its fault.

    What the table of accounts leaves blank leaves n_ft_faults open; a line nobody can tell leaves
    n_second_line_fx_payments open.
    """
    *described, line = _FAULTS
    fault, payment = pl.col("is_at_fault"), pl.col("payment_id")
    judged = rows.with_columns(
        is_at_fault=pl.any_horizontal(*described, pl.col(line).fill_null(value=False)),
        fault=pl.coalesce(pl.when(name).then(pl.lit(name)) for name in _FAULTS),
    )

    def counted(flag: pl.Expr) -> pl.Expr:
        is_told = flag.any() | flag.is_not_null().all()
        return pl.when(is_told).then(payment.filter(flag).n_unique().cast(pl.Int64))

    facts = judged.group_by("deal_id").agg(
        n_ft_payments=payment.n_unique().cast(pl.Int64),
        n_ft_faults=counted(fault),
        n_second_line_fx_payments=counted(pl.col(line)),
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
