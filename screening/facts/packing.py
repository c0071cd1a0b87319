"""Facts of packing: weights of containers and packages against what is possible and usual."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.stowage import grams, stowed

_PAPER = ("deal_id", "document_id")


def packing(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `packing`."""
    boxed, packed = pl.col("is_boxed"), pl.col("has_packages")
    bulky = pl.col("is_volume") & boxed
    is_volume = pl.col("is_volume").filter(boxed)
    facts = (
        _papers(part, sides)
        .sort(_PAPER)  # of equal papers the first in this order is named
        .group_by("deal_id", maintain_order=True)
        .agg(
            has_packages=packed.any(),
            heaviest_box_kg=_worst("heaviest_kg", boxed),
            **_named("heaviest_kg", "heaviest_box", heaviest_box_ref="heaviest_ref"),
            box_norm_ratio=_worst("box_ratio", boxed, least=True),
            **_named("box_ratio", "light_box", least=True, box_mean_kg="box_kg"),
            package_norm_ratio=_worst("package_ratio", packed, least=True),
            **_named("package_ratio", "light_package", least=True, package_mean_kg="package_kg"),
            # a container of unknown size hides none that is certainly too full
            box_payload_ratio=pl.when(
                pl.col("sizes_are_known").filter(boxed).fill_null(value=False).all()
                | (pl.col("payload_ratio").max() > 1)
            ).then(pl.col("payload_ratio").max()),
            **_named(
                "payload_ratio",
                "fullest_box",
                fullest_box_ref="fullest_ref",
                fullest_box_iso_code="fullest_iso_code",
                fullest_box_kg="fullest_kg",
            ),
            has_boxed_volume=pl.when(boxed.any()).then(is_volume.any(ignore_nulls=False)),
            box_volume_ratio=_worst("volume_ratio", bulky),
            **_named("volume_ratio", "bulkiest"),
        )
    )
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(facts, on="deal_id", how="left")
        .with_columns(pl.col("has_packages").fill_null(value=False))
    )


def _worst(value: str, asked: pl.Expr, *, least: bool = False) -> pl.Expr:
    """The highest, or least, of the papers asked about; null where one of them cannot say."""
    mine = pl.col(value).filter(asked)
    return pl.when(mine.is_not_null().all()).then(mine.min() if least else mine.max())


def _named(by: str, paper: str, *, least: bool = False, **others: str) -> dict[str, pl.Expr]:
    """The paper with the highest, or least, `by`, and what else it says."""
    at = pl.col(by).arg_min() if least else pl.col(by).arg_max()
    said = {f"{paper}_document_id": "document_id", **others}
    return {name: pl.col(column).get(at, null_on_oob=True) for name, column in said.items()}


def _papers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and transport paper: what it packs, by the container and by the package.

    Of the paper's own weight and that of its containers together, the lighter speaks for a mean
    container: a box only partly filled is honest, a whole paper of such boxes is not.
    """
    norms = sides.table("commodities").select(
        "hs6", box_p05=grams("box_kg_p05"), package_p05=grams("package_kg_p05")
    )
    bills = part.table("transport_documents").select(
        "document_id",
        "cargo_form",
        "hs6",
        "quantity",
        "unit",
        "package_count",
        gross_g=grams("gross_weight_kg"),
    )
    papers = bills.join(stowed(bills, part, sides), on="document_id", how="left").with_columns(
        is_boxed=(pl.col("cargo_form") == "BOX").fill_null(value=False)
        | pl.col("n_boxes").is_not_null(),
        # a form left blank asks for packages, it does not spare them
        has_packages=~pl.col("cargo_form").is_in(["BULK", "LIQUID"]).fill_null(value=False),
    )
    box_g = pl.min_horizontal(
        "gross_g", pl.when(pl.col("n_unweighed") == 0).then(pl.col("weighed_g"))
    )
    used = part.used("transport_documents").select(_PAPER).unique()
    return (
        _coded(used.join(papers, on="document_id"), part)
        .join(norms, on="hs6", how="left")
        .with_columns(
            box_kg=_mean(box_g, pl.col("n_boxes")),
            package_kg=_mean(pl.col("gross_g"), pl.col("package_count")),
        )
        .with_columns(box_ratio=_over_norm("box"), package_ratio=_over_norm("package"))
        .with_columns(pl.col("box_kg", "package_kg").round(3))
    )


def _mean(weight: pl.Expr, count: pl.Expr) -> pl.Expr:
    return pl.when(count > 0).then(weight.cast(pl.Float64) / 1000 / count.cast(pl.Float64))


def _over_norm(what: str) -> pl.Expr:
    """Mean weight over the 5th percentile; packages of goods in bulk are not asked about."""
    norm = pl.col(f"{what}_p05")
    asked = pl.col("is_boxed" if what == "box" else "has_packages")
    ratio = pl.col(f"{what}_kg") * 1000 / norm.cast(pl.Float64)
    return pl.when(asked & (norm > 0)).then(ratio.round(6))


def _coded(papers: pl.LazyFrame, part: Partition) -> pl.LazyFrame:
    """Papers without a code take that of the deal's goods lines where they all have the same."""
    bare = papers.filter(pl.col("hs6").is_null()).select("deal_id").unique()
    traded = pl.concat(part.used(name).select(_PAPER) for name in ("contracts", "invoices"))
    code = pl.col("hs6").drop_nulls()
    only = (
        traded.join(bare, on="deal_id", how="semi")
        .join(part.table("goods_lines").select("document_id", "hs6"), on="document_id")
        .group_by("deal_id")
        .agg(only_hs6=pl.when(code.n_unique() == 1).then(code.min()))
    )
    return papers.join(only, on="deal_id", how="left").with_columns(
        hs6=pl.coalesce("hs6", "only_hs6")
    )
