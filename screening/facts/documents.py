"""Facts of the document policy: which papers it demands, which are due and not there or unfit."""

from __future__ import annotations

import polars as pl

from screening.facts.blanks import blanks
from screening.facts.papers_had import is_had, which_had
from screening.facts.partition import Partition, Sides
from screening.facts.policy_row import demanded, selectors
from screening.facts.sampling import sampled
from screening.facts.unfit import unfit
from screening.facts.waivers import excused
from screening.schema.reference import NO_PAPER

_LIST = ", "


def documents(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `documents`."""
    deals = selectors(part, sides)
    wanted = demanded(part, sides, deals)
    frame = deals.lazy().select("deal_id", payment_method="method", document_policy_usd="usd")
    for facts in (
        _missing(part, sides, wanted),
        sampled(wanted),
        unfit(part, wanted),
        _clashes(part, sides),
        blanks(part),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    counts = ("n_blank_fields", "n_unsure_fields")
    return frame.with_columns(
        pl.col(counts).fill_null(0), pl.col("worst_field_state").fill_null("FILLED")
    )


def _missing(part: Partition, sides: Sides, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """Papers the applied policy row demands, by whether they are there, waived or due.

    What will do instead counts as the paper. A deal nobody knows the first day of is asked for
    everything at once.
    """
    waived = excused(part).with_columns(is_waived=pl.lit(value=True))
    due_on = pl.col("submitted_on") + pl.duration(days=pl.col("due_after_days").fill_null(0))
    rows = (
        wanted.join(sides.submitted.lazy(), on="deal_id", how="left")
        .join(which_had(part), on="deal_id", how="left")
        .join(waived, on=["deal_id", "paper"], how="left")
        .with_columns(
            is_wanting=(pl.col("paper") != NO_PAPER) & ~is_had("paper") & ~is_had("alternative"),
            is_waived=pl.col("is_waived").is_not_null(),
            is_due=(due_on <= part.as_of_day).fill_null(value=True),
        )
    )
    unexcused = pl.col("is_wanting") & ~pl.col("is_waived")
    missing = unexcused & pl.col("is_due")
    counted = rows.group_by("deal_id").agg(
        n_missing_papers=missing.sum().cast(pl.Int64),
        title_is_awaited=(unexcused & (pl.col("paper") == "title")).any(),
        document_policy_row=pl.format("{} v{}", pl.col("policy_id").min(), pl.col("version").min()),
    )
    missed = _named(rows.filter(missing), "missing_papers")
    spared = _named(rows.filter("is_wanting", "is_waived"), "waived_papers")
    return counted.join(missed, on="deal_id", how="left").join(spared, on="deal_id", how="left")


def _named(rows: pl.LazyFrame, fact: str) -> pl.LazyFrame:
    """One row a deal of the rows: the names of its papers, in one text."""
    return rows.group_by("deal_id").agg(pl.col("paper").sort().str.join(_LIST).alias(fact))


def _clashes(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Invoices whose number stands elsewhere with other content; null where a seller is unknown."""
    rows = (
        part.used("invoices")
        .select("deal_id", "document_id", "invoice_no")
        .unique()
        .join(sides.invoices.lazy(), on=["deal_id", "document_id"], how="left")
    )
    clash = pl.col("n_clashes") > 0
    return rows.group_by("deal_id").agg(
        n_invoice_number_clashes=pl.when(clash.any() | clash.is_not_null().all()).then(
            clash.sum().cast(pl.Int64)
        ),
        clashing_invoice_no=pl.col("invoice_no").filter(clash).min(),
        clashing_invoice_document_id=pl.col("document_id").filter(clash).min(),
    )
