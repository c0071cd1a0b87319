"""Who owns the firms of the simulated world: each ordinary one has an owner of its own."""

from __future__ import annotations

import polars as pl

from screening.simulate.horizon import as_date
from screening.simulate.roll import is_group, is_star

_SINCE = 16_500
_MICRO = 1_000_000
_LEAST, _SPREAD = 600_000, 400_001  # millionths held: from 60 % up to the whole


def owners(firms: pl.DataFrame) -> pl.DataFrame:
    """One row a party that owns one of the firms: as table parties."""
    return _owned(firms).select(
        _owner().alias("party_id"),
        pl.format("Founders of {}", "party_id").alias("name"),
        "country",
        "is_resident",
        pl.lit(False).alias("is_bank"),
    )


def shareholdings(firms: pl.DataFrame) -> pl.DataFrame:
    """One row an owner and its firm: as table party_links."""
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    held = (_LEAST + place * 7_919 % _SPREAD).cast(pl.Decimal(18, 6)) / _MICRO
    return (
        _owned(firms)
        .with_columns(held=held, valid_from=pl.lit(_SINCE))
        .select(
            _owner().alias("party_id"),
            pl.col("party_id").alias("other_party_id"),
            pl.lit("shareholder").alias("kind"),
            pl.col("held").cast(pl.Decimal(18, 6)).alias("share_ratio"),
            as_date("valid_from"),
        )
    )


def _owned(firms: pl.DataFrame) -> pl.DataFrame:
    """The firms whose owners the bank knows: all but banks, firms of straw and those of groups."""
    who = pl.col("party_id")
    in_shade = is_star(who) | is_group(who) | who.str.starts_with("SHL-")
    return firms.filter(~pl.col("is_bank") & ~in_shade & pl.col("controller_id").is_null())


def _owner() -> pl.Expr:
    return pl.concat_str(pl.lit("OWN-"), "party_id")
