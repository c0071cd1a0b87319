"""Keepers of warehouses, public ones and the shells' own, and what is known of their relations."""

from __future__ import annotations

import polars as pl

from screening.simulate.goods import GOODS
from screening.simulate.horizon import as_date
from screening.simulate.roll import group_parent, group_supplier

_GROUPED = 17_000
_OF_SHELLS = "SG"


def keeper_of(place: pl.Expr) -> pl.Expr:
    """Keeper of the public warehouse in a port; of a shell's own, with the shell in its place."""
    return pl.concat_str(pl.lit("KPR-"), place)


def warehouse_of(place: pl.Expr) -> pl.Expr:
    """Warehouse that `keeper_of` the same place keeps."""
    return pl.concat_str(pl.lit("WHS-"), place)


def warehouse_ports() -> tuple[str, ...]:
    """Ports with a public warehouse, in order."""
    return tuple(sorted({p for g in GOODS if g.in_warehouse for p in g.discharge}))


def keepers(shells: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Keepers of warehouses: one a port, and one a pair of shells, under the same controller."""
    ports = warehouse_ports()
    own = [s for s, _ in shells]
    return pl.DataFrame({"place": [*ports, *own]}).select(
        keeper_of(pl.col("place")).alias("party_id"),
        pl.format("{} Storage Terminal", "place").alias("name"),
        pl.when(pl.col("place").is_in(own))
        .then(pl.lit(_OF_SHELLS))
        .otherwise(pl.col("place").str.slice(0, 2))
        .alias("country"),
        pl.lit(False).alias("is_resident"),
        pl.lit(False).alias("is_bank"),
        pl.lit(None, pl.String).alias("client_id"),
        pl.when(pl.col("place").is_in(own))
        .then(pl.concat_str(pl.lit("UBO-"), pl.col("place").str.extract(r"(\d{3})-[AB]$")))
        .alias("controller_id"),
    )


def relations(shells: tuple[tuple[str, str], ...], groups: tuple[str, ...]) -> pl.DataFrame:
    """Relations the bank was told of: a shell and its goods' keeper, a centre and its group."""
    own = [s for s, _ in shells]
    pairs = pl.concat(
        [
            pl.DataFrame({"party_id": own}).with_columns(
                other_party_id=keeper_of(pl.col("party_id"))
            ),
            *(
                pl.DataFrame(
                    {"party_id": groups, "other_party_id": [firm(c) for c in groups]},
                    schema={"party_id": pl.String, "other_party_id": pl.String},
                )
                for firm in (group_parent, group_supplier)
            ),
        ]
    )
    return pairs.with_columns(valid_from=pl.lit(_GROUPED)).select(
        "party_id", "other_party_id", pl.lit("same_group").alias("kind"), as_date("valid_from")
    )
