"""Facts of payments: banks and currencies of the legs, gaps, amounts against invoices, payees."""

from __future__ import annotations

import polars as pl

from screening.facts.net_outflow import net_outflow
from screening.facts.own_side import own_sides
from screening.facts.paid_amounts import duplicates, paid_amounts
from screening.facts.partition import Partition, Sides
from screening.facts.payees import third_countries, third_parties
from screening.facts.settlement import currencies, legs, reasons
from screening.facts.settlement_gaps import settlement_gaps


def payments(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `payments`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        currencies(part),
        legs(part),
        reasons(part),
        settlement_gaps(part, sides),
        net_outflow(part, sides),
        paid_amounts(part, sides),
        third_parties(part, sides),
        third_countries(part, sides),
        own_sides(part, sides),
        duplicates(sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    flags = (
        "has_fx_payment",
        "has_rmb_payment",
        "has_different_bank_reason",
        "has_different_currency_reason",
        "has_assignment",
        "has_agreed_tenor",
        "has_enterprise_report",
        "is_invoice_paid_by_several_deals",
    )
    return frame.with_columns(pl.col(flags).fill_null(value=False))
