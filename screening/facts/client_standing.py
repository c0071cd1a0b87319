"""How the clients of a batch stand on the day of decision, as the bank knew it then."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from screening.facts.adverse import worst_records
from screening.facts.partition import Sides
from screening.facts.statuses import is_abnormal, is_entitled, side_by_side

LOWEST_CLASS = "3"
_YEAR = "12mo"
# 上海 and 上海市 are one province
_PROVINCE_SUFFIX = r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$"


def client_standing(clients: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client of `clients` (client_id): the facts of family `client_standing`.

    All but client_class_fault, which `class_fault` gives once its deals are summed; and
    `is_listed`, whether a list of the authorities holds it.
    """
    today = as_of.date()
    told = side_by_side(clients.with_columns(on=pl.lit(today)), sides, as_of)
    statuses = told.select(
        "client_id",
        is_listed=is_entitled(),
        current_safe_class="safe_class",
        current_client_class="client_class",
        current_registry_status="registry_status",
        is_registry_abnormal=is_abnormal("registry_status"),
    )
    return (
        clients.join(statuses, on="client_id", how="left")
        .join(_reviews(sides, today), on="client_id", how="left")
        .join(_places(sides), on="client_id", how="left")
        .join(_records(clients, sides, today), on="client_id", how="left")
        .with_columns(
            pl.col("has_nonlocal_reason").fill_null(value=False),
            has_client_class=_is_classed(sides),
            has_client_review=_where(
                pl.col("client_review_overdue_days").is_not_null(),
                is_known=sides.has("client_reviews"),
            ),
            has_enhanced_review=_where(
                pl.col("has_enhanced_review").fill_null(value=False),
                is_known=sides.has("client_reviews"),
            ),
        )
    )


def class_fault() -> pl.Expr:
    """What is wrong with the class of a client, the gravest; null where that cannot be told."""
    is_lowest = pl.col("current_client_class") == LOWEST_CLASS
    faults = {
        "MISSING": ~pl.col("has_client_class"),
        "BETTER_TREATMENT": is_lowest & (pl.col("n_instructed") > 0),
        "NO_ENHANCED_REVIEW": is_lowest & ~pl.col("has_enhanced_review"),
        "OVERDUE": ~pl.col("has_client_review") | (pl.col("client_review_overdue_days") > 0),
    }
    found = pl.coalesce(pl.when(fault).then(pl.lit(code)) for code, fault in faults.items())
    is_clear = pl.all_horizontal(~fault for fault in faults.values())
    return pl.when(is_clear).then(pl.lit("NONE")).otherwise(found)


def _records(clients: pl.LazyFrame, sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client: the gravest of its own records, level 0 where there is none."""
    firms = clients.select("client_id", deal_id="client_id", party_id="client_id")
    worst = worst_records(firms, sides, today)
    told = firms.join(worst, on="deal_id", how="left")
    level = pl.when(pl.lit(sides.has("adverse_records"))).then(pl.col("level").fill_null(0))
    return told.select(
        "client_id",
        client_adverse_record_level=level,
        client_adverse_record_kind="kind",
        client_adverse_record_no="ref",
        client_adverse_record_on="recorded_on",
    )


def _where(answer: pl.Expr, *, is_known: bool) -> pl.Expr:
    return pl.when(pl.lit(is_known)).then(answer)


def _is_classed(sides: Sides) -> pl.Expr:
    """Whether a client has a class; null for one without where the bank brings no reviews.

    A bank that classes its clients reviews them; one that does neither has no class to miss.
    """
    is_classed = pl.col("current_client_class").is_not_null()
    is_known = pl.lit(sides.has("client_status") and sides.has("client_reviews"))
    return pl.when(is_known | is_classed).then(is_classed)


def _reviews(sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client with a review: days overdue, and whether an enhanced one is of this year."""
    due = pl.coalesce("next_due_on", pl.col("reviewed_on").dt.offset_by(_YEAR))
    enhanced = (pl.col("kind") == "enhanced") & (
        pl.col("reviewed_on") > pl.lit(today).dt.offset_by(f"-{_YEAR}")
    )
    return (
        sides.table("client_reviews")
        .filter(pl.col("reviewed_on") <= today)
        .with_columns(due_on=due)
        .sort("client_id", "reviewed_on", "due_on")
        .group_by("client_id", maintain_order=True)
        .agg(
            client_review_overdue_days=(pl.lit(today) - pl.col("due_on").last()).dt.total_days(),
            has_enhanced_review=enhanced.any(),
        )
    )


def _places(sides: Sides) -> pl.LazyFrame:
    own, branch = (
        pl.col(c).str.strip_chars().str.replace(_PROVINCE_SUFFIX, "")
        for c in ("registered_province", "branch_province")
    )
    return (
        sides.table("clients")
        .sort(pl.all())
        .unique("client_id", keep="first", maintain_order=True)
        .select(
            "client_id",
            client_province=own,
            client_branch_province=branch,
            is_client_nonlocal=own != branch,
            has_nonlocal_reason=pl.col("nonlocal_reason").is_not_null(),
        )
    )
