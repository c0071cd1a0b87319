"""Facts of files and refusals: one file for several papers, papers changed after a refusal."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import normalised_ref
from screening.schema import TABLES

RESUBMISSION_DAYS = 180  # domain AUT-21
_SAID = {  # what a paper says, by kind: number, day, amount, quantity, party
    "contracts": ("contract_no", "sign_date", "total_amount", None, "buyer_id"),
    "invoices": ("invoice_no", "issue_date", "total_amount", None, "buyer_id"),
    "transport_documents": (
        "transport_doc_ref",
        "on_board_date",
        None,
        "quantity",
        "consignee_id",
    ),
    "warehouse_receipts": ("receipt_no", "issue_date", None, "quantity", None),
}
_FIELDS = {  # by word in the finding: column of the paper and of the refusal
    "number": ("number", "was_number"),
    "date": ("dated_on", "was_dated_on"),
    "amount": ("amount", "was_amount"),
    "quantity": ("quantity", "was_quantity"),
    "party": ("party", "was_party"),
}


def files(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `files`."""
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(_shared_files(part, sides), on="deal_id", how="left")
        .join(_resubmitted(part, sides), on="deal_id", how="left")
    )


def _shared_files(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Other papers of a file; a paper of which no file is there leaves the count unknown."""
    papers = part.uses.lazy().select("deal_id", "document_id").unique()
    rows = papers.join(sides.files.lazy(), on=["deal_id", "document_id"], how="left")
    others = pl.col("n_other_papers")
    counts = rows.group_by("deal_id").agg(
        n_other_papers_of_file=pl.when((others > 0).any() | others.is_not_null().all()).then(
            others.max().cast(pl.Int64)
        )
    )
    paper = deciding(
        rows.filter(others > 0), "n_other_papers", ties=["document_id", "sha256"]
    ).select(
        "deal_id",
        shared_file_deal="other_deal",
        shared_file_document_id="document_id",
        shared_file_other_document_id="other_document_id",
    )
    return counts.join(paper, on="deal_id", how="left")


def _resubmitted(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Papers handed in again within the days after a refusal, and in what they were changed."""
    if not sides.has("rejections"):
        return (
            part.deals.lazy()
            .select("deal_id")
            .with_columns(
                n_resubmitted_papers=pl.lit(None, pl.Int64),
                resubmitted_changes=pl.lit(None, pl.String),
                resubmitted_document_id=pl.lit(None, pl.String),
                resubmitted_no=pl.lit(None, pl.String),
            )
        )
    rows = _met(part, sides)
    days = (pl.col("submitted_at") - pl.col("rejected_at")).dt.total_days()
    again = (pl.col("submitted_at") > pl.col("rejected_at")) & (days <= RESUBMISSION_DAYS)
    differs = {word: pl.col(now) != pl.col(was) for word, (now, was) in _FIELDS.items()}
    changes = pl.concat_str(
        *(
            pl.when(change.fill_null(value=False)).then(pl.lit(word))
            for word, change in differs.items()
        ),
        separator=", ",
        ignore_nulls=True,
    )
    # a refusal that asked for a corrected paper is none to hold against the answer
    asked_for = (pl.col("asked_to_mend") & again).any().over("deal_id", "document_id")
    rows = rows.with_columns(changes=changes).with_columns(
        # a paper without a day of submission may be the one refused or the one that came after
        is_changed=pl.when((pl.col("changes") == "") | asked_for)
        .then(pl.lit(value=False))
        .otherwise(again)
    )
    changed = pl.col("is_changed")
    papers = part.deals.lazy().select("deal_id").join(rows, on="deal_id", how="left")
    counts = papers.group_by("deal_id").agg(
        n_resubmitted_papers=pl.when(
            changed.any() | (changed.is_not_null() | pl.col("document_id").is_null()).all()
        ).then(pl.col("document_id").filter(changed).n_unique().cast(pl.Int64))
    )
    first = deciding(
        rows.filter(changed), "rejected_at", ties=["document_id", "rejected_id"]
    ).select(
        "deal_id",
        resubmitted_changes="changes",
        resubmitted_document_id="document_id",
        resubmitted_no="shown",
    )
    return counts.join(first, on="deal_id", how="left")


def _met(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a paper of a deal and a refusal that may be of it: what it says, what it said.

    The refused paper is the paper itself, one it replaces or amends, or one of its kind and
    number.
    """
    refused = as_one_firm(_refusals(sides), sides, ["was_party"])
    papers = as_one_firm(_papers(part), sides, ["party"])
    links = (
        sides.table("document_links")
        .filter(pl.col("kind").is_in(["replaces", "amends"]))
        .select(rejected_id="parent_id", document_id="child_id")
    )
    ways = [
        papers.join(refused, left_on="document_id", right_on="rejected_id", coalesce=False),
        papers.join(links, on="document_id").join(refused, on="rejected_id"),
        papers.join(refused, left_on="number", right_on="was_number", coalesce=False).filter(
            (pl.col("kind") == pl.col("was_kind")).fill_null(value=True)
        ),
    ]
    columns = ("rejected_id", "rejected_at", "asked_to_mend", *(was for _, was in _FIELDS.values()))
    now = ("deal_id", "document_id", "shown", "submitted_at", *(n for n, _ in _FIELDS.values()))
    return pl.concat(way.select(*now, *columns) for way in ways).unique()


def _refusals(sides: Sides) -> pl.LazyFrame:
    """One row a refusal: the paper as it then was, and its kind where that is known."""
    kinds = pl.concat(
        sides.table(name).select("document_id", was_kind=pl.lit(name)) for name in _SAID
    )
    return (
        sides.table("rejections")
        .join(kinds, on="document_id", how="left")
        .select(
            "rejected_at",
            "was_kind",
            pl.col("asked_to_mend").fill_null(value=False),
            rejected_id="document_id",
            was_number=normalised_ref(pl.col("number")),
            was_dated_on="dated_on",
            was_amount="amount",
            was_quantity="quantity",
            was_party="party_id",
        )
    )


def _papers(part: Partition) -> pl.LazyFrame:
    """One row a paper of a deal: its number, and day, amount or quantity and party if any."""
    types = TABLES["rejections"].dtypes
    frames = []
    for name, (number, day, amount, quantity, party) in _SAID.items():
        frames.append(
            part.used(name).select(
                "deal_id",
                "document_id",
                "submitted_at",
                kind=pl.lit(name),
                shown=number,
                number=normalised_ref(pl.col(number)),
                dated_on=day,
                amount=pl.col(amount) if amount else pl.lit(None, types["amount"]),
                quantity=pl.col(quantity) if quantity else pl.lit(None, types["quantity"]),
                party=pl.col(party) if party else pl.lit(None, pl.String),
            )
        )
    return pl.concat(frames, how="vertical_relaxed").unique()
