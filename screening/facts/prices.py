"""Facts of price: unit prices against the reference price known at the time of decision."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.priced_lines import goods_papers, priced_lines
from screening.facts.proofs import grade_proof
from screening.facts.quoted import grade_key
from screening.facts.reduce import deciding

_FAR, _FAR_ON_EXCHANGE = 0.3, 0.1  # so far off, a price is told whatever the other leg states
SHORTEST_DESCRIPTION = 3  # words (domain COM-17)
# words that tell nothing of the goods, whatever their number
GENERIC = (
    "general",
    "merchandise",
    "goods",
    "product",
    "products",
    "cargo",
    "commodity",
    "commodities",
    "various",
    "assorted",
    "sundry",
    "misc",
    "miscellaneous",
    "item",
    "items",
    "article",
    "articles",
    "material",
    "materials",
    "as",
    "per",
    "the",
    "of",
    "and",
    "in",
    "to",
    "said",
    "contain",
    "contract",
    "invoice",
    "order",
    "list",
    "packing",
    "attached",
    "see",
    "detail",
    "details",
    "annex",
    "货",
    "物",
    "商",
    "品",
    "产",
    "各",
    "种",
    "杂",
    "一",
    "批",
    "等",
    "详",
    "见",
    "合",
    "同",
    "发",
    "票",
    "附",
    "件",
    "清",
    "单",
)


def prices(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with goods lines: the facts of family `prices`."""
    compared = priced_lines(part, sides)
    is_known = pl.col("deviation").is_not_null()
    is_priced = pl.col("each").is_not_null()
    counts = compared.group_by("deal_id").agg(
        n_priced_lines_without_reference=(is_priced & ~is_known).sum().cast(pl.Int64),
        price_is_due=pl.when(is_known.any() | ~pl.col("is_pending").any()).then(pl.lit(value=True)),
    )
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(counts, on="deal_id", how="left")
        .join(_worst(compared), on="deal_id", how="left")
        .join(_vague(part), on="deal_id", how="left")
        .join(_stated(part, compared), on="deal_id", how="left")
        .join(grade_proof(part, sides, goods_papers(part)), on="deal_id", how="left")
        .with_columns(
            pl.col("n_priced_lines_without_reference").fill_null(0),
            price_is_due=pl.when(pl.col("n_priced_lines_without_reference").is_null())
            .then(pl.lit(value=True))
            .otherwise("price_is_due"),
        )
        .with_columns(_settled().alias("is_settled"))
        .with_columns(
            price_is_stated=pl.when("is_settled").then(pl.lit(value=True)),
            price_deviation=pl.when("is_settled").then("price_deviation"),
        )
        .with_columns(
            has_reference_mismatch_proof=(
                pl.col("has_grade_proof") & ~pl.col("reference_fits_goods")
            ).fill_null(value=False)
        )
        .drop("is_stated", "is_settled", "has_grade_proof")
    )


def _settled() -> pl.Expr:
    """Whether each leg states a price, or one that is stated lies far off already."""
    far = pl.when(pl.col("is_exchange_traded")).then(_FAR_ON_EXCHANGE).otherwise(_FAR)
    is_far = (pl.col("price_deviation") >= far).fill_null(value=False)
    return pl.col("is_stated").fill_null(value=True) | is_far


def _stated(part: Partition, compared: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with contracts or invoices: whether its goods lines state their prices.

    On each leg with lines one has commodity, price or amount and quantity, currency, day, and a
    known unit. A leg without lines is LOG-03's to ask; a deal without any states no price.
    """
    needed = ("hs6", "each", "currency", "on", "factor")
    readable = pl.all_horizontal(pl.col(needed).is_not_null())
    legs = compared.group_by("deal_id", "leg").agg(is_stated=readable.any())
    stated = legs.group_by("deal_id").agg(pl.col("is_stated").all())
    papers = goods_papers(part).select("deal_id").unique()
    return papers.join(stated, on="deal_id", how="left").with_columns(
        pl.col("is_stated").fill_null(value=False)
    )


def _worst(compared: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: the line whose price is farthest from its reference."""
    factor = pl.col("ref_factor")
    # a quartile is shown as published; the reference on the terms it was compared on
    return deciding(compared, "deviation", ties=["document_id", "line_no", "leg"]).select(
        "deal_id",
        "is_exchange_traded",
        "price_basis",
        price_deviation=pl.col("deviation").round(6),
        price_ratio=pl.col("ratio").round(6),
        unit_price_usd=(pl.col("price") * factor).round(4),
        reference_price_usd=(pl.col("reference") * factor).round(4),
        reference_p25_usd=(pl.col("ref_p25") * factor).round(4),
        reference_p75_usd=(pl.col("ref_p75") * factor).round(4),
        reference_n="ref_n",
        reference_grade="ref_grade",
        reference_fits_goods=_fits(),
        reference_source="ref_source",
        reference_price_on="price_date",
        reference_age_days=(pl.col("quoted_on") - pl.col("price_date")).dt.total_days(),
        price_is_on_fob_basis="is_on_fob",
        fx_rate_age_days="fx_age",
        price_document_id="document_id",
    )


def _fits() -> pl.Expr:
    """Whether a reference is of the goods' own grade, which both state, and quantity basis.

    Goods that nobody weighs wet or dry state none on either side.
    """
    own, quoted = grade_key(pl.col("grade")), grade_key(pl.col("ref_grade"))
    of_grade = (own == quoted) & (own != "")
    return of_grade & pl.col("quantity_basis").eq_missing(pl.col("ref_basis"))


def _vague(part: Partition) -> pl.LazyFrame:
    """Lines with no HS code, or described in words too few or too general to tell anything."""
    words = pl.col("description").str.to_lowercase().str.extract_all(r"[\p{Han}]|[\p{L}\p{N}]+")
    lines = part.table("goods_lines").select("document_id", "description", "grade", "brand", "hs6")
    told = (
        lines.select("description")
        .unique()
        .with_columns(words=words)
        .select(
            "description",
            n_words=pl.col("words").list.len(),
            tells=pl.col("words").list.eval(~pl.element().is_in(GENERIC)).list.any(),
        )
    )
    also = sum(pl.col(c).is_not_null().cast(pl.UInt32) for c in ("grade", "brand"))
    is_short = (pl.col("n_words") + also < SHORTEST_DESCRIPTION).fill_null(value=True)
    vague = pl.col("hs6").is_null() | is_short | ~pl.col("tells").fill_null(value=False)
    by_paper = (
        lines.join(told, on="description", how="left")
        .group_by("document_id")
        .agg(n=vague.sum().cast(pl.Int64))
    )
    return (
        goods_papers(part)
        .join(by_paper, on="document_id")
        .group_by("deal_id")
        .agg(n_vague_lines=pl.col("n").sum())
    )
