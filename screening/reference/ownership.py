"""Who is owned by whom: shares added up over owners and levels."""

from __future__ import annotations

from datetime import datetime

import polars as pl

HALF_PPM = 500_000
WHOLE_PPM = 1_000_000
MOST_LEVELS = 10
OWNED = {
    "party_id": pl.String,
    "share_ppm": pl.Int64,
    "path": pl.String,
    "is_overstated": pl.Boolean,
    "has_unknown_share": pl.Boolean,
}


def owned_by(links: pl.DataFrame, owners: pl.Series, as_of: datetime) -> pl.DataFrame:
    """One row a firm in which the owners hold shares (OWNED), sorted: how much, and by what path.

    `links` is table party_links: a shareholder is `party_id`, the firm `other_party_id`. Shares of
    all owners add up; a firm they own to a half or more is theirs, and what it holds counts whole
    (OFAC's rule of 50 per cent, 2014), over MOST_LEVELS levels. A firm in a circle is theirs only
    through an owner outside it, and a share in oneself is nobody's. `share_ppm` stops at the whole;
    `is_overstated` says that the shares stated of the firm, whoever holds them, come to more. A
    holding without a share counts for nothing and is told by `has_unknown_share`.
    """
    held = _held(links, as_of)
    first = owners.drop_nulls().unique().sort().rename("party_id").to_frame()
    theirs = first.with_columns(path=pl.col("party_id"))
    for _ in range(MOST_LEVELS):
        told = _summed(held, theirs)
        new = told.filter(pl.col("share_ppm") >= HALF_PPM).join(
            theirs, left_on="firm", right_on="party_id", how="anti"
        )
        if new.is_empty():
            break
        theirs = pl.concat([theirs, new.select("path", party_id="firm").select("party_id", "path")])
    return (
        _summed(held, theirs)
        .join(first, left_on="firm", right_on="party_id", how="anti")
        .join(_totals(held), on="firm", how="left")
        .select(
            pl.col("firm").alias("party_id"),
            pl.min_horizontal("share_ppm", WHOLE_PPM).cast(pl.Int64).alias("share_ppm"),
            "path",
            is_overstated=pl.col("total_ppm") > WHOLE_PPM,
            has_unknown_share="has_unknown_share",
        )
        .sort("party_id")
    )


def known_shares(links: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row a firm of which a share is on record: party_id, known_ppm; above the whole as told.

    Shares of unknown size add nothing.
    """
    totals = _totals(_held(links, as_of))
    return totals.select(pl.col("firm").alias("party_id"), known_ppm="total_ppm").sort("party_id")


def _held(links: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row an owner and firm on the day: owner, firm, share_ppm; the larger of two."""
    day = as_of.date()
    return (
        links.filter(
            pl.col("kind") == "shareholder",
            pl.col("party_id") != pl.col("other_party_id"),
            (pl.col("valid_from") <= day).fill_null(value=True),
            (pl.col("valid_to") >= day).fill_null(value=True),
            (pl.col("known_from") <= as_of).fill_null(value=True),
            (pl.col("known_to") > as_of).fill_null(value=True),
        )
        .group_by(owner="party_id", firm="other_party_id")
        .agg(share_ppm=(pl.col("share_ratio") * WHOLE_PPM).round(0).cast(pl.Int64).max())
        .sort("firm", "owner")
    )


def _summed(held: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """One row a firm they hold shares in: firm, share_ppm, the path of the largest of them."""
    mine = held.join(theirs, left_on="owner", right_on="party_id").sort(
        "firm", "share_ppm", "owner", descending=[False, True, False], nulls_last=True
    )
    return mine.group_by("firm", maintain_order=True).agg(
        share_ppm=pl.col("share_ppm").sum(),
        path=pl.concat_str(pl.col("path").first(), pl.lit(" > "), pl.col("firm").first()),
        has_unknown_share=pl.col("share_ppm").is_null().any(),
    )


def _totals(held: pl.DataFrame) -> pl.DataFrame:
    return held.group_by("firm").agg(total_ppm=pl.col("share_ppm").sum())
