"""What containers carry and hold by their size, against what is said to be in them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.facts.partition import Partition, Sides

# By the first character of the ISO 6346 size code, 2 for 20 ft and 4 for 40 ft: kilograms, and
# cubic metres of a box of 8 ft 6 in and of a high cube (domain LOG-07; sizes of ISO 668).
PAYLOAD_KG = MappingProxyType({"2": 28_200, "4": 28_800})
ROOM_M3 = MappingProxyType({"2": 33, "4": 67})
HIGH_ROOM_M3 = MappingProxyType({"2": 37, "4": 76})
_MOST_KG = max(PAYLOAD_KG.values())
_HIGH = ("4", "5", "6", "D", "E", "F", "M", "N", "P")  # second character: 9 ft and more
_PLATFORM = ("P", "6")  # third character: flat racks carry more than a box
_NO_ROOF = (*_PLATFORM, "U", "5")
_LITRES_IN_M3 = 1000


def grams(kilograms: str) -> pl.Expr:
    """Decimals of three places as whole grams; sums are exact in any order."""
    return (pl.col(kilograms) * 1000).cast(pl.Int64)


def stowed(bills: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a transport paper that lists containers: their number, weights, the worst of them.

    `bills` has one row a paper with `gross_g`, `quantity` and `unit`. Containers that are not
    weighed share what the paper's weight leaves; one of unknown size is measured by the largest,
    which says enough only where even that is too small. Volume is told where it is measured.
    """
    alike = _alike(part)
    rest = pl.col("gross_g") - pl.col("weighed_g")
    boxes = (
        alike.join(_weighed(alike), on="document_id")
        .join(bills.select("document_id", "gross_g", "quantity", "unit"), on="document_id")
        .with_columns(
            # negative where the boxes outweigh their paper: then nothing is known of the others
            g=pl.when(pl.col("own_g").is_not_null())
            .then(pl.col("own_g").cast(pl.Float64))
            .when(rest > 0)
            .then(rest.cast(pl.Float64) / pl.col("n_unweighed").cast(pl.Float64)),
        )
        .with_columns(kg=(pl.col("g") / 1000).round(3), payload_ratio=_payload_ratio())
    )
    worst = pl.col("payload_ratio").arg_max()
    heaviest = pl.col("g").arg_max()
    papers = (
        boxes.sort("document_id", "equipment_ref")
        .group_by("document_id", maintain_order=True)
        .agg(
            pl.col("n_boxes", "n_unweighed", "weighed_g", "quantity", "unit").first(),
            pl.col("payload_ratio").max(),
            heaviest_kg=pl.when(pl.col("kg").is_not_null().all()).then(pl.col("kg").max()),
            heaviest_ref=pl.col("equipment_ref").get(heaviest, null_on_oob=True),
            fullest_ref=pl.col("equipment_ref").get(worst, null_on_oob=True),
            fullest_iso_code=pl.col("iso_code").get(worst, null_on_oob=True),
            fullest_kg=pl.col("kg").get(worst, null_on_oob=True),
            sizes_are_known=(
                pl.col("payload_ratio").is_not_null() & _of_size(PAYLOAD_KG).is_not_null()
            ).all(),
            room=pl.when(_room().is_not_null().all()).then((_room() * pl.col("n")).sum()),
        )
    )
    return _by_volume(papers, sides)


def _alike(part: Partition) -> pl.LazyFrame:
    """One row a paper, size and weight: how many such containers, and the first number."""
    return (
        part.table("equipment")
        .select("document_id", "iso_code", "equipment_ref", own_g=grams("gross_weight_kg"))
        .group_by("document_id", "iso_code", "own_g")
        .agg(pl.col("equipment_ref").min(), n=pl.len().cast(pl.Int64))
    )


def _weighed(alike: pl.LazyFrame) -> pl.LazyFrame:
    n, own = pl.col("n"), pl.col("own_g")
    return alike.group_by("document_id").agg(
        n_boxes=n.sum(), n_unweighed=n.filter(own.is_null()).sum(), weighed_g=(own * n).sum()
    )


def _payload_ratio() -> pl.Expr:
    open_sided = _type().is_in(_PLATFORM).fill_null(value=False)
    limit_g = (_of_size(PAYLOAD_KG).fill_null(_MOST_KG) * 1000).cast(pl.Float64)
    return pl.when(~open_sided).then((pl.col("g") / limit_g).round(6))


def _room() -> pl.Expr:
    """Cubic metres of the container; null where its size is unknown or nothing closes it above."""
    code = pl.col("iso_code")
    written = code.str.contains("H[CQ]$")  # 40HC and 40HQ, as offices write it
    high = code.str.slice(1, 1).is_in(_HIGH) | written
    room = pl.when(high).then(_of_size(HIGH_ROOM_M3)).otherwise(_of_size(ROOM_M3))
    return pl.when(~_type().is_in(_NO_ROOF)).then(room)


def _by_volume(papers: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The papers with `is_volume` and `volume_ratio`, that of the goods over the room.

    A paper that states no quantity states no volume; one that leaves out the unit may.
    """
    units = sides.units.lazy().select("unit", "dimension", "factor")
    said = pl.any_horizontal(pl.col("quantity", "unit").is_not_null())
    litres = pl.col("quantity").cast(pl.Float64) * pl.col("factor")
    room = (pl.col("room") * _LITRES_IN_M3).cast(pl.Float64)
    return (
        papers.join(units, on="unit", how="left")
        .with_columns(
            is_volume=pl.when(said)
            .then(pl.col("dimension") == "volume")
            .otherwise(pl.lit(value=False))
        )
        .with_columns(volume_ratio=pl.when("is_volume").then((litres / room).round(6)))
        .drop("quantity", "unit", "dimension", "factor", "room")
    )


def _of_size(capacity: Mapping[str, int]) -> pl.Expr:
    length = pl.col("iso_code").str.slice(0, 1)
    return length.replace_strict(dict(capacity), default=None, return_dtype=pl.Int64)


def _type() -> pl.Expr:
    return pl.col("iso_code").str.slice(2, 1)
