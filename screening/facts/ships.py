"""The sea papers of deals with the ships they name, and what the register knows of those ships."""

from __future__ import annotations

import polars as pl

from screening.facts.deal import SEA
from screening.facts.in_force import known_rows
from screening.facts.partition import Partition, Sides
from screening.reference import imo_number

# Half TEU by the first sign of the size and type code (ISO 6346 annex): 10, 20, 30, 40 feet and
# the longer ones, which take the place of two.
_HALF_TEU = {"1": 1, "2": 2, "3": 3, **dict.fromkeys("4LMNP", 4)}
_KG = "KGM"


def sea_papers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and sea paper that names an IMO ship number.

    `imo` is the number without marks, `form` BOX where containers are named, `weight_g` the gross
    weight, else the quantity where that is a weight; `half_teu` what its containers take, an
    unsized one counted as the least.
    """
    boxes = (
        part.table("equipment")
        .with_columns(
            half=pl.col("iso_code")
            .str.slice(0, 1)
            .replace_strict(_HALF_TEU, default=None, return_dtype=pl.Int64)
        )
        .group_by("document_id")
        .agg(
            half_teu=pl.col("half").fill_null(1).sum(),
            is_sized=pl.col("half").is_not_null().all(),
            is_boxed=pl.lit(value=True),
        )
    )
    mass = (pl.col("quantity").cast(pl.Float64) * pl.col("factor") * 1000).round().cast(pl.Int64)
    return (
        sea_bills(part)
        .filter(pl.col("vessel_imo").is_not_null())
        .join(boxes, on="document_id", how="left")
        .join(sides.units.lazy(), on="unit", how="left")
        .select(
            "deal_id",
            "document_id",
            "transport_doc_ref",
            "on_board_date",
            "discharge_date",
            "load_port",
            "discharge_port",
            "has_transhipment",
            "half_teu",
            "is_sized",
            imo=imo_number(pl.col("vessel_imo")),
            form=pl.when("is_boxed").then(pl.lit("BOX")).otherwise("cargo_form"),
            weight_g=pl.coalesce(
                (pl.col("gross_weight_kg") * 1000).cast(pl.Int64),
                pl.when(pl.col("base_unit") == _KG).then(mass),
            ),
        )
    )


def sea_bills(part: Partition) -> pl.LazyFrame:
    """The transport papers by sea of these deals, one row a deal and paper whatever its legs."""
    return (
        part.used("transport_documents")
        .filter(pl.col("type").is_in(SEA).fill_null(value=True))
        .unique(["deal_id", "document_id"], keep="any")
    )


def known_ships(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The rows of the register that the bank knew of at the time of decision, with a plain imo."""
    known = known_rows(sides.table("vessels"), part.as_of)
    return known.with_columns(imo=imo_number(pl.col("imo")))


def ships_at_loading(papers: pl.LazyFrame, ships: pl.LazyFrame) -> pl.LazyFrame:
    """One row a paper whose ship the register has on the day of loading: its type, dwt and teu.

    Where several rows are in force, the larger figure counts; types that differ are no type.
    """
    in_force = (pl.col("valid_from") <= pl.col("on_board_date")) & (
        pl.col("on_board_date") <= pl.col("valid_to")
    ).fill_null(value=True)
    kinds = pl.col("type").drop_nulls()
    return (
        papers.select("deal_id", "document_id", "imo", "on_board_date")
        .join(ships.select("imo", "type", "dwt", "teu", "valid_from", "valid_to"), on="imo")
        .filter(in_force)
        .group_by("deal_id", "document_id")
        .agg(
            ship_type=pl.when(kinds.n_unique() == 1).then(kinds.min()),
            dwt=pl.col("dwt").max(),
            teu=pl.col("teu").max(),
        )
    )
