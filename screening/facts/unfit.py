"""Papers that are there and will not do: expired, replaced, or not in the medium demanded."""

from __future__ import annotations

import polars as pl

from screening.facts.papers_had import papers_had
from screening.facts.partition import Partition

COPY = "copy"
# Of these no original can be handed in: they give no title, or it went back to the carrier.
_NO_TITLE = ("SWB", "AWB", "CMR", "RAIL")
_GIVEN_UP = "TELEX_RELEASED"


def unfit(part: Partition, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: how many of its papers are unfit, by kind, and the first of them.

    `wanted` are the papers the policy demands, with the medium of each.
    """
    kinds = {
        "n_papers_in_wrong_medium": _in_wrong_medium(part, wanted),
        "n_superseded_papers": _superseded(part),
        "n_expired_papers": _expired(part),
    }
    frame = part.deals.lazy().select("deal_id")
    for name, rows in kinds.items():
        frame = frame.join(_counted(rows, name), on="deal_id", how="left")
        # no paper of the kind is none unfit; one that cannot be told is
        none = pl.col(f"{name}_asked").is_null()
        frame = frame.with_columns(pl.when(none).then(0).otherwise(name).alias(name))
    # without a row of the policy nobody knows which medium is demanded
    has_row = wanted.select("deal_id", has_row=pl.lit(value=True)).unique()
    medium = "n_papers_in_wrong_medium"
    frame = frame.join(has_row, on="deal_id", how="left").with_columns(
        pl.when("has_row").then(medium).alias(medium)
    )
    return frame.select(
        "deal_id", *kinds, unfit_paper_document_id=pl.coalesce(f"{n}_first" for n in kinds)
    )


def _counted(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """One row a deal: how many are unfit (null where one of them may be), and the first."""
    is_unfit = pl.col("is_unfit")
    is_told = is_unfit.any() | is_unfit.is_not_null().all()
    return rows.group_by("deal_id").agg(
        pl.when(is_told).then(is_unfit.sum().cast(pl.Int64)).alias(name),
        pl.col("document_id").filter(is_unfit).min().alias(f"{name}_first"),
        pl.lit(value=True).alias(f"{name}_asked"),
    )


def _expired(part: Partition) -> pl.LazyFrame:
    """Warehouse receipts, by whether they had expired on the day they were handed in."""
    late = pl.col("valid_to") < pl.col("submitted_at").dt.date()
    return part.used("warehouse_receipts").select("deal_id", "document_id", is_unfit=late).unique()


def _superseded(part: Partition) -> pl.LazyFrame:
    """Papers that another has replaced which is none of the deal's own."""
    links = part.table("document_links").filter(
        pl.col("kind") == "replaces", pl.col("parent_id") != pl.col("child_id")
    )
    uses = part.uses.lazy().select("deal_id", "document_id").unique()
    return (
        uses.join(links.select("child_id", document_id="parent_id"), on="document_id")
        .join(uses.rename({"document_id": "child_id"}), on=["deal_id", "child_id"], how="anti")
        .select("deal_id", "document_id", is_unfit=pl.lit(value=True))
        .unique()
    )


def _in_wrong_medium(part: Partition, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """Papers whose medium the policy names, by whether no file of them has it.

    An electronic original will do for an original. Null where a file does not say what it was, or
    no file of the paper is known.
    """
    medium = pl.col("medium")
    files = (
        part.table("document_files")
        .group_by("document_id")
        .agg(
            has_e_original=(medium == "e-original").any(),
            has_original=medium.is_in(["original", "e-original"]).any(),
            is_told=medium.is_not_null().all(),
        )
    )
    named = wanted.filter(medium.is_not_null(), medium != COPY).select("deal_id", "paper", "medium")
    has_it = pl.when(medium == "original").then("has_original").otherwise("has_e_original")
    return (
        papers_had(part)
        .join(named, on=["deal_id", "paper"])
        .join(_without_original(part), on="document_id", how="anti")
        .join(files, on="document_id", how="left")
        .select(
            "deal_id",
            "document_id",
            is_unfit=pl.when(has_it)
            .then(pl.lit(value=False))
            .when(pl.col("is_told"))
            .then(pl.lit(value=True)),
        )
        .unique()
    )


def _without_original(part: Partition) -> pl.LazyFrame:
    """Transport papers of which no original can be handed in: document_id."""
    no_title = pl.col("type").is_in(_NO_TITLE) | (pl.col("status") == _GIVEN_UP)
    return part.table("transport_documents").filter(no_title).select("document_id")
