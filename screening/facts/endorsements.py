"""Endorsements of bills that count for a deal's title, and the chain of sales a bill runs along."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.held_papers import bank_firms
from screening.facts.partition import Partition, Sides


def endorsements(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and endorsement of a bill of it that counts for the deal's title.

    None dated before the bill's issue or after the decision; nor after title went out, for what
    is endorsed later passed nothing on by then. A bank under whose credit or collection the bill
    is paid endorses when it releases the papers, which may be later. Parties are told as one firm.
    """
    used = (
        part.used("transport_documents")
        .select("deal_id", "document_id", "issue_date")
        .unique(["deal_id", "document_id"])
    )
    ends = part.deals.lazy().select("deal_id", "title_out_date")
    on = pl.col("endorsed_on")
    rows = part.table("endorsements").join(used, on="document_id").join(ends, on="deal_id")
    return _with_paying_banks(
        as_one_firm(rows, sides, ["endorser_id", "endorsee_id"]), part, sides
    ).filter(
        (on >= pl.col("issue_date")).fill_null(value=True),
        (on <= part.as_of_day).fill_null(value=True),
        (on <= pl.col("title_out_date")).fill_null(value=True) | pl.col("is_paying_bank"),
    )


def _with_paying_banks(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """The rows with is_paying_bank: the endorser is a bank of a credit or collection."""
    credit = part.table("letters_of_credit").select("deal_id", "issuing_bank_id")
    banks = as_one_firm(credit.drop_nulls(), sides, ["issuing_bank_id"]).unique()
    collected = part.settled().filter(pl.col("method") == "collection").select("deal_id").unique()
    further = along_the_chain(sides).filter(pl.col("chain_bank_to").is_not_null())
    yes = pl.lit(value=True)
    banks = banks.select("deal_id", endorser_id="issuing_bank_id", opened=yes)
    return (
        rows.join(banks, on=["deal_id", "endorser_id"], how="left")
        .join(bank_firms(sides), left_on="endorser_id", right_on="party_id", how="left")
        .join(collected.with_columns(is_collected=yes), on="deal_id", how="left")
        .join(
            further.select("deal_id", "document_id", is_further=yes),
            on=["deal_id", "document_id"],
            how="left",
        )
        .with_columns(
            is_paying_bank=pl.col("opened").fill_null(value=False)
            | (pl.col("is_bank") & (pl.col("is_collected") | pl.col("is_further"))).fill_null(
                value=False
            )
        )
        .drop("opened", "is_bank", "is_collected", "is_further")
    )


def along_the_chain(sides: Sides) -> pl.LazyFrame:
    """One row a deal and bill whose every use follows a sale: who on it sells and buys where."""
    return (
        sides.papers.lazy()
        .filter("has_title_chain")
        .select("deal_id", "document_id", "chain_givers", "chain_takers", "chain_bank_to")
    )
