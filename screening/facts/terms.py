"""Facts of terms: freight and insurance against the Incoterm, shipment against its window."""

from __future__ import annotations

import polars as pl

from screening.facts.deal import SEA
from screening.facts.money import counted_invoices, usd_cents
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding, unless_missing

# Incoterms 2020: by which the seller pays the main carriage, and which bind it to insure.
CARRIED = ("CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
INSURED = ("CIF", "CIP")
_LEGS = ("buy", "sell")


def terms(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `terms`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (_agreed(part), _freight(part), _insurance(part, sides), _window(part)):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def _agreed(part: Partition) -> pl.LazyFrame:
    """Terms of each leg, and whether one of them binds a seller to insure."""
    term = pl.col("incoterm")

    def of(leg: str) -> pl.Expr:
        mine = term.filter(pl.col("leg") == leg).drop_nulls()
        joined = mine.unique().sort().str.join(", ")
        return pl.when(mine.len() > 0).then(joined).alias(f"{leg}_incoterm")

    return (
        part.used("contracts")
        .group_by("deal_id")
        .agg(*(of(leg) for leg in _LEGS), has_insured_term=_any(term.is_in(INSURED)))
    )


def _any(value: pl.Expr) -> pl.Expr:
    """Whether one is true; null where none is and one is not known."""
    return value.any(ignore_nulls=False)


def _freight(part: Partition) -> pl.LazyFrame:
    """Papers whose freight term fits neither leg's Incoterm.

    The goods move once, for both legs: prepaid fits if the supplier or the client owes carriage to
    the one it sells to, collect only if neither does.
    """
    carried = [
        part.used("contracts")
        .filter(pl.col("leg") == leg)
        .group_by("deal_id")
        .agg(_any(pl.col("incoterm").is_in(CARRIED)).alias(leg))
        for leg in _LEGS
    ]
    owed = pl.col("buy") | pl.col("sell")
    rows = (
        part.used("transport_documents")
        .select("deal_id", "document_id", "freight_term")
        .unique()
        .join(carried[0], on="deal_id", how="left")
        .join(carried[1], on="deal_id", how="left")
        .with_columns(
            conflicts=pl.when(pl.col("freight_term") == "PRE")
            .then(~owed)
            .when(pl.col("freight_term") == "COL")
            .then(owed)
        )
        .with_columns(rank=pl.col("conflicts").cast(pl.Int64))
    )
    facts = rows.group_by("deal_id").agg(freight_term_conflicts=_any(pl.col("conflicts")))
    paper = deciding(rows, "rank", ties=["document_id"]).select(
        "deal_id", "freight_term", freight_term_document_id="document_id"
    )
    return facts.join(paper, on="deal_id", how="left")


def _insurance(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The leg agreed CIF or CIP that is insured least, over what it is worth.

    Both sides of the ratio at the rates of the day the leg was agreed. The supplier's certificate
    may serve the sale, too.
    """
    due = (
        part.used("contracts")
        .filter(pl.col("leg").is_in(_LEGS), pl.col("incoterm").is_in(INSURED))
        .group_by("deal_id", "leg")
        .agg(on=pl.col("sign_date").min(), document_id=pl.col("document_id").min())
    )
    worth = _worth(part, sides, due)
    rows = (
        due.join(worth, on=["deal_id", "leg"], how="left")
        .join(_insured(part, sides, due), on=["deal_id", "leg"], how="left")
        .with_columns(
            ratio=pl.when(pl.lit(sides.has("insurances")) & (pl.col("worth") > 0)).then(
                (pl.col("insured").cast(pl.Float64) / pl.col("worth").cast(pl.Float64)).round(4)
            )
        )
    )
    ratio = pl.col("ratio")
    facts = rows.group_by("deal_id").agg(insurance_cover_ratio=unless_missing(ratio.min(), ratio))
    leg = deciding(rows, "ratio", ties=["leg"], descending=False).select(
        "deal_id", least_insured_leg="leg", insured_contract_document_id="document_id"
    )
    return facts.join(leg, on="deal_id", how="left")


def _worth(part: Partition, sides: Sides, due: pl.LazyFrame) -> pl.LazyFrame:
    """What each leg is worth in US cents: as invoiced, or as agreed before there is an invoice."""
    agreed = part.used("contracts").with_columns(
        amount=pl.coalesce("allocated_amount", "total_amount")
    )
    rows = pl.concat(
        frame.select("deal_id", "leg", "currency", "amount", rank=pl.lit(rank))
        for rank, frame in enumerate((counted_invoices(part), agreed))
    )
    cents = pl.col("cents")
    return (
        _at_rates(rows.join(due, on=["deal_id", "leg"]), sides, "amount")
        .group_by("deal_id", "leg", "rank")
        .agg(worth=unless_missing(cents.sum(), cents))
        .sort("deal_id", "leg", "rank")
        .unique(["deal_id", "leg"], keep="first", maintain_order=True)
        .select("deal_id", "leg", "worth")
    )


def _insured(part: Partition, sides: Sides, due: pl.LazyFrame) -> pl.LazyFrame:
    """One row a leg that must be insured: the sum insured in US cents, 0 without a certificate.

    A certificate that does not say which leg it is for leaves the sum unknown.
    """
    issued = (pl.col("issue_date") <= part.as_of_day).fill_null(value=True)
    held = (
        part.table("insurances")
        .filter(issued)
        .select("deal_id", "currency", "insured_amount", covers="leg")
    )
    covers, cents = pl.col("covers"), pl.col("cents")
    own = (covers == "both") | (covers == pl.col("leg"))
    passed_on = (pl.col("leg") == "sell") & (covers == "buy")
    sums = (
        _at_rates(due.join(held, on="deal_id"), sides, "insured_amount")
        .with_columns(cents=pl.when(covers.is_not_null()).then("cents"))
        .group_by("deal_id", "leg")
        .agg(
            is_known=cents.is_not_null().all(),
            own=cents.filter(own).sum(),
            passed_on=cents.filter(passed_on).sum(),
        )
    )
    return due.join(sums, on=["deal_id", "leg"], how="left").select(
        "deal_id",
        "leg",
        insured=pl.when(pl.col("is_known").fill_null(value=True)).then(
            pl.max_horizontal("own", "passed_on", pl.lit(0))
        ),
    )


def _at_rates(rows: pl.LazyFrame, sides: Sides, amount: str) -> pl.LazyFrame:
    return rows.join(sides.fx.lazy(), on=["currency", "on"], how="left").with_columns(
        cents=usd_cents(amount)
    )


def _window(part: Partition) -> pl.LazyFrame:
    """The shipment farthest outside the window that the contracts of its leg allow.

    A paper needs to fit one contract of each leg it is for; a contract whose window is not stated
    in full may be the one it fits.
    """
    windows = part.used("contracts").select(
        "deal_id", "shipment_from", "shipment_to", contract_leg="leg", contract_id="document_id"
    )
    is_sea = pl.col("type").is_in(SEA).fill_null(value=True)
    shipped = pl.coalesce(
        "on_board_date", "received_date", pl.when(~is_sea).then("issue_date").otherwise(None)
    )
    papers = part.used("transport_documents").select(
        "deal_id", "document_id", "leg", shipped_on=shipped
    )
    same_leg = pl.col("leg") == pl.col("contract_leg")
    days = pl.col("days")
    gaps = (
        papers.join(windows, on="deal_id")
        .filter(pl.col("leg").is_null() | (pl.col("leg") == "both") | same_leg)
        .with_columns(days=_days_outside())
        .sort("deal_id", "document_id", "contract_leg", "days", "contract_id", nulls_last=True)
        .group_by("deal_id", "document_id", "contract_leg", maintain_order=True)
        .agg(
            pl.col("shipped_on", "contract_id").first(),
            days=pl.when(days.is_not_null().all() | (days == 0).any()).then(days.min()),
        )
    )
    value = gaps.group_by("deal_id").agg(
        shipment_outside_window_days=unless_missing(days.max(), days)
    )
    paper = deciding(gaps, "days", ties=["document_id", "contract_id"]).select(
        "deal_id",
        off_window_shipped_on="shipped_on",
        off_window_document_id="document_id",
        off_window_contract_document_id="contract_id",
    )
    return value.join(paper, on="deal_id", how="left")


def _days_outside() -> pl.Expr:
    """Days from the shipment to its contract's window; inside only where both ends are stated."""
    early = (pl.col("shipment_from") - pl.col("shipped_on")).dt.total_days()
    late = (pl.col("shipped_on") - pl.col("shipment_to")).dt.total_days()
    outside = pl.max_horizontal(early, late)
    inside = pl.all_horizontal(early.is_not_null(), late.is_not_null())
    return pl.when(outside > 0).then(outside).when(inside).then(0)
