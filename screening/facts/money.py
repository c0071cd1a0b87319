"""Facts of money: what each leg is invoiced, the margin between them, arithmetic on the papers."""

from __future__ import annotations

import polars as pl

from screening.facts.invoiced_share import invoiced_share
from screening.facts.partition import Partition, Sides

_LEGS = ("buy", "sell")


def money(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `money`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (_legs(part, sides), _true_up(part), _arithmetic(part)):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(pl.col("has_true_up_invoice").fill_null(value=False))


def counted_invoices(part: Partition) -> pl.LazyFrame:
    """Invoices that count, one row a deal, leg and paper, `amount` signed and as the deal draws it.

    A proforma is no claim, a provisional invoice that a final one replaces is no more, a credit
    note counts against, whatever sign it bears. A note that names an invoice replaces nothing.
    """
    return part.kept("counted invoices", lambda: _counted_invoices(part))


def _counted_invoices(part: Partition) -> pl.LazyFrame:
    kind = pl.col("invoice_type").fill_null("final")
    replaced = part.table("invoices").filter(
        pl.col("replaces_document_id").is_not_null(), kind.is_in(["provisional", "final"])
    )
    amount = pl.coalesce("allocated_amount", "total_amount")
    return (
        part.used("invoices")
        .filter(kind != "proforma")
        .join(replaced.select(document_id="replaces_document_id"), on="document_id", how="anti")
        .with_columns(amount=pl.when(kind == "credit").then(-amount.abs()).otherwise(amount))
    )


def usd_cents(amount: str) -> pl.Expr:
    """A column of money in whole US cents, row by row; sums of it are exact in any order."""
    usd = pl.col(amount).cast(pl.Float64) * pl.col("usd_per_unit")
    return (usd * 100).round().cast(pl.Int64)


def in_usd(
    part: Partition, sides: Sides, rows: pl.LazyFrame, amount: str, day: str
) -> pl.LazyFrame:
    """Rows with `cents`: the amount in whole US cents at its day's rate, else the as-of day's."""
    on = pl.col(day).fill_null(part.as_of_day)
    return (
        rows.with_columns(on=on)
        .join(sides.fx.lazy(), on=["currency", "on"], how="left")
        .with_columns(cents=usd_cents(amount))
    )


def _per_leg(rows: pl.LazyFrame, prefix: str) -> pl.LazyFrame:
    """One row a deal: rows and whole US cents of each leg, null where a row of it is unknown."""
    cents = pl.col("cents")

    def leg(name: str) -> pl.Expr:
        mine = cents.filter(pl.col("leg") == name)
        return (
            pl.when((mine.len() > 0) & mine.is_not_null().all())
            .then(mine.sum())
            .alias(f"{prefix}_{name}")
        )

    counts = ((pl.col("leg") == name).sum().alias(f"n_{prefix}_{name}") for name in ("buy", "sell"))
    return rows.group_by("deal_id").agg(leg("buy"), leg("sell"), *counts)


def traded_cents(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal in whole US cents: `invoiced_buy` and `invoiced_sell`, `buy` and `sell`.

    `buy` and `sell` are over all papers of the leg: the contracts' value stands in for the share
    of their goods that no invoice bills yet, and for all while there are provisional ones alone.
    """
    return part.kept("traded cents", lambda: _traded_cents(part, sides))


def _traded_cents(part: Partition, sides: Sides) -> pl.LazyFrame:
    counted = counted_invoices(part)
    shares = invoiced_share(part, sides, counted)
    invoiced = _per_leg(in_usd(part, sides, counted, "amount", "issue_date"), "invoiced")
    is_first = (pl.col("invoice_type") == "provisional").fill_null(value=False)
    firm = _per_leg(in_usd(part, sides, counted.filter(~is_first), "amount", "issue_date"), "firm")
    contracts = part.used("contracts").with_columns(
        amount=pl.coalesce("allocated_amount", "total_amount")
    )
    agreed = _per_leg(in_usd(part, sides, contracts, "amount", "sign_date"), "agreed")
    frame = part.deals.lazy().select("deal_id")
    for cents in (invoiced, firm, agreed):
        frame = frame.join(cents, on="deal_id", how="left")
    for leg in _LEGS:
        mine = shares.filter(pl.col("leg") == leg)
        frame = frame.join(
            mine.select(
                "deal_id",
                pl.col("open_share").alias(f"open_{leg}"),
                pl.col("is_first").alias(f"is_first_{leg}"),
            ),
            on="deal_id",
            how="left",
        )
    return frame.select(
        "deal_id", "invoiced_buy", "invoiced_sell", *(_leg_cents(leg).alias(leg) for leg in _LEGS)
    )


def _leg_cents(leg: str) -> pl.Expr:
    """What a leg comes to: what is billed, and the contracts' value of what is not billed yet."""
    billed, agreed, share = (pl.col(f"{n}_{leg}") for n in ("invoiced", "agreed", "open"))
    rest = (agreed.cast(pl.Float64) * share).round().cast(pl.Int64, strict=False)
    is_agreed = pl.col(f"n_agreed_{leg}").fill_null(0) > 0
    # beside provisional invoices alone only notes are for good
    notes = pl.when(pl.col(f"n_firm_{leg}").fill_null(0) > 0).then(f"firm_{leg}").otherwise(0)
    return (
        pl.when(pl.col(f"n_invoiced_{leg}").fill_null(0) == 0)
        .then(agreed)
        .when(pl.col(f"is_first_{leg}") & is_agreed)
        .then(agreed + notes)
        .when(share > 0)
        .then(billed + rest)
        # contracts of which nobody can tell how much is billed may hold more than is billed
        .when(share.is_not_null() | ~is_agreed)
        .then(billed)
    )


def _legs(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Invoiced on each leg, and the margin between all sales and all purchases."""
    return traded_cents(part, sides).select(
        "deal_id",
        buy_invoice_usd=dollars(pl.col("invoiced_buy")),
        sell_invoice_usd=dollars(pl.col("invoiced_sell")),
        invoice_usd=pl.max_horizontal(
            dollars(pl.col("invoiced_buy")), dollars(pl.col("invoiced_sell"))
        ),
        margin_usd=dollars(pl.col("sell") - pl.col("buy")),
        margin_ratio=pl.when(pl.col("buy") > 0).then(
            (
                (pl.col("sell") - pl.col("buy")).cast(pl.Float64) / pl.col("buy").cast(pl.Float64)
            ).round(6)
        ),
    )


def dollars(cents: pl.Expr) -> pl.Expr:
    """Whole cents as dollars; rounded, as a division by a constant is a product in Polars."""
    return (cents.cast(pl.Float64) / 100).round(2)


def _true_up(part: Partition) -> pl.LazyFrame:
    final = pl.col("invoice_type").fill_null("final") == "final"
    return (
        part.used("invoices")
        .filter(final, pl.col("replaces_document_id").is_not_null())
        .select("deal_id", has_true_up_invoice=pl.lit(value=True))
        .unique()
    )


def _arithmetic(part: Partition) -> pl.LazyFrame:
    """The worst gap between what lines and totals say and what they come to, exact to the cent.

    Lines: quantity times price against the amount. Invoices with lines: their sum and the charges
    against the total. The worst is that which exceeds both half a per cent and one unit by most.
    """
    said = pl.col("total_amount") - pl.col("charges").fill_null(0)
    papers = pl.concat(
        part.used(name).select(
            "deal_id",
            "document_id",
            total=said if name == "invoices" else pl.lit(None, pl.Decimal(18, 3)),
            has_total=pl.lit(name == "invoices"),
        )
        for name in ("contracts", "invoices")
    ).unique(["deal_id", "document_id"], keep="first", maintain_order=True)
    lines = papers.join(part.table("goods_lines"), on="document_id")
    by_line = lines.select(
        "deal_id",
        "document_id",
        came_to=pl.col("quantity") * pl.col("unit_price"),
        said=pl.col("line_amount"),
    )
    by_total = (
        lines.filter("has_total")
        .group_by("deal_id", "document_id")
        .agg(
            came_to=pl.when(pl.col("line_amount").is_not_null().all()).then(
                pl.col("line_amount").sum()
            ),
            said=pl.col("total").min(),
        )
        .with_columns(pl.col("came_to").cast(pl.Decimal(38, 6)))
    )
    gap = (pl.col("came_to") - pl.col("said")).abs().cast(pl.Float64)
    size = pl.col("said").abs().cast(pl.Float64)
    rows = (
        pl.concat(
            [by_line, by_total.select(by_line.collect_schema().names())], how="vertical_relaxed"
        )
        .with_columns(gap=gap)
        .with_columns(
            ratio=pl.when(size > 0)
            .then(pl.col("gap") / size)
            .when(gap > 0)
            .then(1.0)
            .otherwise(pl.when(gap == 0).then(0.0))
        )
        .with_columns(excess=pl.min_horizontal(pl.col("ratio") / 0.005, pl.col("gap")))
        .with_columns(order=pl.when(pl.col("gap").is_null()).then(1.0).otherwise("excess"))
    )
    # A line that cannot be worked out weighs as one just within bounds: only a worse one hides it.
    return (
        rows.sort("deal_id", "order", "gap", "document_id", descending=[False, True, True, False])
        .unique("deal_id", keep="first", maintain_order=True)
        .select(
            "deal_id",
            arithmetic_error_ratio=pl.col("ratio").round(6),
            arithmetic_error_amount="gap",
            arithmetic_document_id="document_id",
        )
    )
