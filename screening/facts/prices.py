"""Facts of price: unit prices against the reference price known at the time of decision."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

STALE_DAYS = 45  # a monthly series is never older than this; beyond it nothing is said
SHORTEST_DESCRIPTION = 3  # words (domain COM-17)
_FARTHEST = 1e6  # a price of nothing is this far off: conditions know no infinity


def prices(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with goods lines: the facts of family `prices`."""
    lines = _priced_lines(part)
    compared = _compared(lines, part, sides)
    counts = compared.group_by("deal_id").agg(
        n_priced_lines_without_reference=pl.col("deviation").is_null().sum().cast(pl.Int64)
    )
    worst = deciding(compared, "deviation", ties=["document_id", "line_no"]).select(
        "deal_id",
        "is_exchange_traded",
        price_deviation=pl.col("deviation").round(6),
        price_ratio=pl.col("ratio").round(6),
        unit_price_usd=pl.col("unit_price_usd").round(4),
        reference_price_usd=pl.col("reference_price_usd").round(4),
        reference_price_on="price_date",
        price_document_id="document_id",
        price_basis="price_basis",
    )
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(counts, on="deal_id", how="left")
        .join(worst, on="deal_id", how="left")
        .join(_vague(part), on="deal_id", how="left")
        .with_columns(pl.col("n_priced_lines_without_reference").fill_null(0))
    )


def goods_lines(part: Partition) -> pl.LazyFrame:
    """Goods lines of contracts and invoices, one row a deal, leg, paper and line."""
    papers = [
        part.used(name).select("deal_id", "leg", "document_id", "currency", dated=day)
        for name, day in (("contracts", "sign_date"), ("invoices", "issue_date"))
    ]
    return pl.concat(papers).join(part.table("goods_lines"), on="document_id")


def _priced_lines(part: Partition) -> pl.LazyFrame:
    """Lines with the day their price was struck: the leg's first contract, else the paper's day."""
    struck = part.used("contracts").group_by("deal_id", "leg").agg(signed=pl.col("sign_date").min())
    return (
        goods_lines(part)
        .join(struck, on=["deal_id", "leg"], how="left", nulls_equal=True)
        .with_columns(
            on=pl.coalesce("signed", "dated"), price_basis=pl.col("price_basis").fill_null("FIXED")
        )
    )


def _compared(lines: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Each line with its reference, both in US dollars a base unit, and how far they are apart."""
    units = sides.units.lazy().select("unit", "dimension", "factor")
    rows = (
        lines.join(units, on="unit", how="left")
        .join(sides.fx.lazy(), on=["currency", "on"], how="left")
        .with_columns(
            usd=pl.col("unit_price").cast(pl.Float64) * pl.col("usd_per_unit") / pl.col("factor")
        )
    )
    quoted = _at_day(rows, sides)
    averaged = _over_period(quoted, part, sides)
    same = pl.col("dimension") == pl.col("ref_dimension")
    reference = pl.when(same).then(
        pl.when(pl.col("price_basis") == "FIXED").then("ref_usd").otherwise(pl.col("period_usd"))
    )
    ratio = pl.col("usd") / pl.col("reference")
    return (
        averaged.with_columns(reference=pl.when(reference > 0).then(reference))
        .with_columns(
            ratio=ratio,
            unit_price_usd=pl.col("usd") * pl.col("ref_factor"),
            reference_price_usd=pl.col("reference") * pl.col("ref_factor"),
        )
        .with_columns(
            deviation=pl.when(pl.col("ratio").is_not_null()).then(
                pl.min_horizontal(
                    pl.max_horizontal("ratio", 1 / pl.col("ratio")) - 1, pl.lit(_FARTHEST)
                )
            )
        )
    )


def _at_day(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Rows with the reference of the day before or on which the price was struck.

    A reference of the same grade is preferred to one of any grade.
    """
    columns = ("price_date", "ref_usd", "ref_factor", "ref_dimension", "is_exchange_traded")
    table = sides.prices.lazy().sort("price_date")
    graded = table.filter(pl.col("grade").is_not_null()).select("hs6", "grade", *columns)
    plain = (
        table.filter(pl.col("grade").is_null())
        .select("hs6", *columns)
        .rename({c: f"any_{c}" for c in columns})
    )
    tolerance = f"{STALE_DAYS}d"
    joined = (
        rows.sort("on", "deal_id", "document_id", "line_no", "leg", nulls_last=True)
        .join_asof(
            graded,
            left_on="on",
            right_on="price_date",
            by=["hs6", "grade"],
            tolerance=tolerance,
            coalesce=False,
            check_sortedness=False,
        )
        .join_asof(
            plain,
            left_on="on",
            right_on="any_price_date",
            by="hs6",
            tolerance=tolerance,
            coalesce=False,
            check_sortedness=False,
        )
    )
    return joined.with_columns(pl.coalesce(c, f"any_{c}").alias(c) for c in columns)


def _over_period(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Rows with the average reference over the line's quotation period, null before it ends.

    Averages come from running sums of whole micro-dollars, so no order of rows can change them.
    A formula price without a stated period is compared with the day its price was struck.
    """
    running = (
        sides.prices.lazy()
        .filter(pl.col("grade").is_null())
        .sort("hs6", "price_date")
        .with_columns(micro=(pl.col("ref_usd") * 1e6).round().cast(pl.Int64))
        .select(
            "hs6",
            pl.col("price_date").alias("day"),
            total=pl.col("micro").cum_sum().over("hs6"),
            n=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("hs6"),
        )
        .sort("day", "hs6")
    )
    # The period is known by two days; only distinct periods are looked up.
    periods = (
        rows.filter(pl.col("quotation_from").is_not_null(), pl.col("quotation_to").is_not_null())
        .select("hs6", "quotation_from", "quotation_to")
        .unique()
        .with_columns(before=pl.col("quotation_from").dt.offset_by("-1d"))
    )
    at_end = (
        periods.sort("quotation_to")
        .join_asof(
            running, left_on="quotation_to", right_on="day", by="hs6", check_sortedness=False
        )
        .drop("day", strict=False)
    )
    both = at_end.sort("before").join_asof(
        running.rename({"total": "total_before", "n": "n_before"}),
        left_on="before",
        right_on="day",
        by="hs6",
        check_sortedness=False,
    )
    n = pl.col("n") - pl.col("n_before").fill_null(0)
    total = pl.col("total") - pl.col("total_before").fill_null(0)
    average = both.select(
        "hs6",
        "quotation_from",
        "quotation_to",
        average=pl.when(n > 0).then(total.cast(pl.Float64) / n.cast(pl.Float64) / 1e6),
    )
    has_period = pl.col("quotation_from").is_not_null() & pl.col("quotation_to").is_not_null()
    ended = pl.col("quotation_to") <= part.as_of_day
    return rows.join(
        average, on=["hs6", "quotation_from", "quotation_to"], how="left"
    ).with_columns(period_usd=pl.when(~has_period).then("ref_usd").when(ended).then("average"))


def _vague(part: Partition) -> pl.LazyFrame:
    """Lines with no HS code, or described in fewer words than tell anything."""
    words = pl.col("description").str.extract_all(r"[\p{Han}]|[\p{L}\p{N}]+").list.len()
    text = pl.when(pl.col("grade").is_not_null()).then(words + 1).otherwise(words)
    vague = pl.col("hs6").is_null() | (text < SHORTEST_DESCRIPTION).fill_null(value=True)
    return goods_lines(part).group_by("deal_id").agg(n_vague_lines=vague.sum().cast(pl.Int64))
