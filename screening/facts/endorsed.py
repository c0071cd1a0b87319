"""Facts of order bills: whether the endorsements lead from the order party into the deal."""

from __future__ import annotations

import polars as pl

from screening.facts.endorsements import along_the_chain, endorsements
from screening.facts.firms import as_one_firm, firms_of
from screening.facts.held_papers import bank_firms, with_dues
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

NEVER_TO_ORDER = ("SWB", "AWB", "CMR", "RAIL")


def endorsed(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal: whether each order bill is endorsed from its order party into the deal.

    The first endorser must be the order party and each later one the endorsee before, on no
    earlier day; a blank endorsement ends the row. The row must be blank or reach the client, a
    supplier, a buyer or, in an unbroken chain of sales, whoever stands further along it. It may
    not end at a stranger before a buyer had the bill: whoever holds it then sold nothing here, and
    the client has no title to pass on. A bank at its end holds the bill as one that is the order
    party does. A holder may have a bill twice, as a bank gives it back or a seller buys back: each
    endorsement is read once, in its order. A bill to the order of the client itself, or of its
    shipper with a first endorsement by the shipper, is a title paper like any other; so is one to
    the order of the last buyer of its chain, who has nobody to endorse it to.
    """
    order = bills.filter(pl.col("is_to_order").fill_null(value=False)).select(
        "deal_id",
        "document_id",
        "transport_doc_ref",
        order_party=pl.coalesce("consignee_id", "shipper_id"),
        order_firm=pl.coalesce("consignee_id", "shipper_id"),
    )
    rows = (
        as_one_firm(order, sides, ["order_firm"])
        .join(firms_of(part, sides), on="deal_id")
        .join(_row(part, sides), on=["deal_id", "document_id"], how="left")
        .join(along_the_chain(sides), on=["deal_id", "document_id"], how="left")
        .with_columns(is_own=_is_own(), reaches=_reaches(), strays=_strays())
        .with_columns(is_gap=_is_gap())
        .with_columns(
            is_missing=pl.when(pl.col("order_firm").is_not_null()).then(
                ~pl.col("is_own") & (pl.col("is_gap") | ~pl.col("reaches")) | pl.col("strays")
            ),
            # the bank at the end of an unbroken row holds the bill, else who it is to the order of
            order_firm=pl.when(~pl.col("is_gap") & pl.col("ends_at_bank"))
            .then("holder")
            .otherwise("order_firm"),
        )
    )
    rows = with_dues(rows, part, sides)
    # A bill that lacks its endorsement and is due decides; then one that is not due yet.
    weight = (
        pl.when("is_missing")
        .then(pl.when("is_due").then(3).otherwise(2))
        .when(pl.col("is_missing").is_null())
        .then(1)
        .otherwise(0)
    )
    paper = deciding(rows.with_columns(weight=weight), "weight", ties=["document_id"])
    facts = paper.select(
        "deal_id",
        "order_party",
        endorsement_is_missing="is_missing",
        endorsement_is_due="is_due",
        unendorsed_bill_document_id="document_id",
        unendorsed_bill_ref="transport_doc_ref",
    )
    return _order_bills(part, bills).join(facts, on="deal_id", how="left")


def _row(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and endorsed bill: who endorsed it to whom, and where that ends.

    first_endorser, is_broken, endorsers, endorsees, is_blank (somewhere), ends_blank, holder (the
    last endorsee) and ends_at_bank.
    """
    endorsee, bill = pl.col("endorsee_id"), ["deal_id", "document_id"]
    return (
        endorsements(part, sides)
        .sort(*bill, "sequence")
        .with_columns(
            before=endorsee.shift(1).over(bill),
            latest=pl.col("endorsed_on").cum_max().forward_fill().over(bill),
        )
        .with_columns(is_first=pl.int_range(pl.len()).over(bill) == 0)
        .group_by(bill)
        .agg(
            first_endorser=pl.col("endorser_id").sort_by("sequence").first(),
            is_broken=(
                ~pl.col("is_first")
                & pl.col("before").is_not_null()
                & (pl.col("endorser_id") != pl.col("before")).fill_null(value=True)
                | (pl.col("endorsed_on") < pl.col("latest")).fill_null(value=False)
            ).any(),
            endorsers=pl.col("endorser_id").drop_nulls().unique().sort(),
            endorsees=endorsee.drop_nulls().unique().sort(),
            is_blank=endorsee.is_null().any(),
            holder=endorsee.sort_by("sequence").last(),
        )
        .join(bank_firms(sides), left_on="holder", right_on="party_id", how="left")
        .with_columns(
            ends_blank=pl.col("holder").is_null(),
            ends_at_bank=pl.col("is_bank").fill_null(value=False),
        )
        .drop("is_bank")
    )


def _is_own() -> pl.Expr:
    """Whether the order party is the client, or the last buyer of the bill's chain of sales."""
    firm = pl.col("order_firm")
    is_last = pl.col("chain_takers").list.contains(firm).fill_null(value=False) & ~pl.col(
        "chain_givers"
    ).list.contains(firm).fill_null(value=False)
    return (firm == pl.col("client")).fill_null(value=False) | is_last


def _is_gap() -> pl.Expr:
    """Whether the row does not start from the order party, or breaks off between."""
    starts_elsewhere = pl.col("first_endorser") != pl.col("order_firm")
    return starts_elsewhere.fill_null(value=True) | pl.col("is_broken").fill_null(value=True)


def _strays() -> pl.Expr:
    """Whether the row ends at a stranger, and no buyer had the bill to pass it on there.

    Null where the firm it ends at is no known one and a side of the deal names none.
    """
    takers, givers = (pl.col(c).fill_null([]) for c in ("chain_takers", "chain_givers"))
    known = pl.concat_list("suppliers", "buyers", "client", givers, takers).list.drop_nulls()
    upstream = pl.concat_list("suppliers", "client").list.drop_nulls()
    later = pl.concat_list("buyers", takers).list.drop_nulls().list.set_difference(upstream)
    passed_on = pl.concat_list("endorsers", "endorsees").list.set_intersection(later)
    ends_among_known = (
        pl.col("holder").is_null()
        | pl.col("ends_at_bank").fill_null(value=False)
        | known.list.contains(pl.col("holder"))
        | (passed_on.list.len() > 0)
    ).fill_null(value=False)
    is_told = (pl.col("suppliers").list.len() > 0) & (pl.col("buyers").list.len() > 0)
    return pl.when(ends_among_known).then(pl.lit(value=False)).when(is_told).then(~ends_among_known)


def _reaches() -> pl.Expr:
    """Whether the row is blank or names a firm of the deal; null where no firm is known."""
    chain = (pl.col(c).fill_null([]) for c in ("chain_givers", "chain_takers"))
    inside = pl.concat_list("suppliers", "buyers", "client", *chain).list.drop_nulls()
    meets = inside.list.set_intersection("endorsees").list.len() > 0
    return pl.col("is_blank") | pl.when(inside.list.len() > 0).then(meets)


def _order_bills(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: whether a bill is to order; a bill of lading that does not say is unknown."""
    to_order = (
        pl.when(pl.col("type").is_in(NEVER_TO_ORDER))
        .then(pl.col("is_to_order").fill_null(value=False))
        .otherwise("is_to_order")
    )
    asked = (
        bills.with_columns(to_order=to_order)
        .group_by("deal_id")
        .agg(has_order_bill=pl.col("to_order").any(ignore_nulls=False))
    )
    none = pl.lit(value=False)
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(asked.with_columns(has_bill=~none), on="deal_id", how="left")
        .select(
            "deal_id",
            has_order_bill=pl.when(pl.col("has_bill")).then("has_order_bill").otherwise(none),
        )
    )
