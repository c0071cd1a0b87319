"""Papers that are named as proof, against the papers that the bank has."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.schema import PAPERS

_HELD_IN = (*(t.name for t in PAPERS), "document_files")
_NO_PROOF = ("contracts", "invoices")


def known_papers(sides: Sides, named: pl.Series) -> pl.Series:
    """Those of the ids, sorted, under which the bank has a paper or a file of one.

    A contract or an invoice says what was agreed and is owed; it proves nothing about a bill.
    """
    asked = named.drop_nulls().unique().implode()
    if not asked.item().len():
        return pl.Series("document_id", [], pl.String)
    held = [
        sides.table(t).select("document_id").filter(pl.col("document_id").is_in(asked))
        for t in _HELD_IN
    ]
    known = pl.concat(held).unique()
    for name in _NO_PROOF:
        known = known.join(sides.table(name).select("document_id"), on="document_id", how="anti")
    return known.collect()["document_id"].sort()


def clash_proof(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Deals with a paper on file that tells two papers of one number apart (R15).

    It must be there, and be another than the bills of that number: none vouches for itself.
    """
    named = _named(part, "R15")
    keys = sides.papers.lazy().select("deal_id", "document_id", "paper_key", "n_other_deals")
    contested = keys.filter(pl.col("n_other_deals") > 0).select("deal_id", "paper_key").unique()
    of_that_number = contested.join(keys.select("document_id", "paper_key"), on="paper_key").select(
        "deal_id", "document_id"
    )
    return (
        _known(sides, named)
        .join(of_that_number, on=["deal_id", "document_id"], how="anti")
        .select("deal_id", has_number_clash_proof=pl.lit(value=True))
        .unique()
    )


def grade_proof(part: Partition, sides: Sides, priced: pl.LazyFrame) -> pl.LazyFrame:
    """Deals with a paper on file on why a reference price is not one of their goods (R11).

    It must be there, and be none of `priced` (deal_id, document_id): the papers that price the
    goods do not vouch for themselves.
    """
    return (
        _known(sides, _named(part, "R11"))
        .join(priced.select("deal_id", "document_id"), on=["deal_id", "document_id"], how="anti")
        .select("deal_id", has_grade_proof=pl.lit(value=True))
        .unique()
    )


def _named(part: Partition, reason_code: str) -> pl.DataFrame:
    """Deals and the papers filed for them by the day of decision under a reason code."""
    filed = (pl.col("filed_on") <= part.as_of_day).fill_null(value=True)
    return (
        part.table("evidence_on_file")
        .filter(pl.col("reason_code") == reason_code, pl.col("document_id").is_not_null(), filed)
        .select("deal_id", "document_id")
        .collect()
    )


def _known(sides: Sides, named: pl.DataFrame) -> pl.LazyFrame:
    """Those of the named papers that the bank has."""
    known = known_papers(sides, named["document_id"])
    return named.filter(pl.col("document_id").is_in(known)).lazy()
