"""Facts of the document policy: which papers it demands, which are due and not there."""

from __future__ import annotations

import polars as pl

from screening.facts.blanks import blanks
from screening.facts.money import counted_invoices, dollars, in_usd
from screening.facts.partition import Partition, Sides

_SELECTORS = ("mode", "policy_tier", "amount_from_usd")


def documents(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `documents`."""
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(_missing(part, sides), on="deal_id", how="left")
        .join(_clashes(part, sides), on="deal_id", how="left")
        .join(blanks(part), on="deal_id", how="left")
        .with_columns(pl.col("n_blank_fields").fill_null(0))
    )


def _missing(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Papers the applied policy row demands that are due and not there."""
    demanded = _applied(part, sides)
    had = pl.concat([_had(part), _had_title(part)]).unique()
    rows = (
        demanded.join(sides.submitted.lazy(), on="deal_id", how="left")
        .join(had.with_columns(is_there=pl.lit(value=True)), on=["deal_id", "paper"], how="left")
        .with_columns(
            # A deal nobody knows the first day of is asked for everything at once.
            due_on=pl.col("submitted_on").dt.offset_by(
                pl.format("{}d", pl.col("due_after_days").fill_null(0))
            )
        )
    )
    missing = pl.col("is_there").is_null() & (pl.col("due_on") <= part.as_of_day).fill_null(
        value=True
    )
    return rows.group_by("deal_id").agg(
        n_missing_papers=missing.sum().cast(pl.Int64),
        missing_papers=pl.col("paper").filter(missing).sort().str.join(", "),
        document_policy_row=pl.format("{} v{}", "policy_id", "version").min(),
    )


def _applied(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and paper demanded: the row that says most of the deal, newest version first.

    The policy is in force on the day of decision and was known by then.
    """
    in_force = (
        sides.table("document_policy")
        .filter(
            pl.col("valid_from") <= part.as_of_day,
            (pl.col("valid_to") >= part.as_of_day).fill_null(value=True),
            (pl.col("known_from") <= part.as_of).fill_null(value=True),
            (pl.col("known_to") > part.as_of).fill_null(value=True),
        )
        .with_columns(said=pl.sum_horizontal(pl.col(_SELECTORS).is_not_null().cast(pl.Int64)))
    )
    rows = in_force.select("policy_id", "version", "said", *_SELECTORS).unique()
    deals = (
        part.deals.lazy()
        .select("deal_id", deal_mode="mode", deal_tier=pl.col("policy_tier").fill_null("T2"))
        .join(_values(part, sides), on="deal_id", how="left")
    )
    fits = (
        (pl.col("mode").is_null() | (pl.col("mode") == pl.col("deal_mode")))
        & (pl.col("policy_tier").is_null() | (pl.col("policy_tier") == pl.col("deal_tier")))
        & (
            pl.col("amount_from_usd").is_null()
            | (pl.col("amount_from_usd").cast(pl.Float64) <= pl.col("usd"))
        )
    )
    chosen = (
        deals.join(rows, how="cross")
        .filter(fits)
        .sort(
            "deal_id",
            "said",
            "amount_from_usd",
            "version",
            "policy_id",
            descending=[False, True, True, True, False],
            nulls_last=True,
        )
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", "policy_id", "version")
    )
    return chosen.join(
        in_force.select("policy_id", "version", "paper", "due_after_days"),
        on=["policy_id", "version"],
    )


def _values(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with invoices: the sum of its purchase invoices in US dollars."""
    bought = counted_invoices(part).filter(pl.col("leg") == "buy")
    return (
        in_usd(part, sides, bought, "amount", "issue_date")
        .group_by("deal_id")
        .agg(usd=dollars(pl.col("cents").sum()))
    )


def _had(part: Partition) -> pl.LazyFrame:
    """Contracts and invoices that are there, as the policy names them: deal_id, paper."""
    kind = pl.col("table_name").replace_strict(
        {"contracts": "contract", "invoices": "invoice"}, default=None
    )
    uses = part.uses.lazy().filter(pl.col("leg").is_not_null()).select("deal_id", "leg", kind=kind)
    legs = [
        uses.filter(pl.col("leg").is_in([leg, "both"]), pl.col("kind").is_not_null()).select(
            "deal_id", paper=pl.format(leg + "_{}", "kind")
        )
        for leg in ("buy", "sell")
    ]
    return pl.concat(legs).unique()


def _had_title(part: Partition) -> pl.LazyFrame:
    title = pl.col("table_name").is_in(["transport_documents", "warehouse_receipts"])
    return part.uses.lazy().filter(title).select("deal_id", paper=pl.lit("title")).unique()


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
