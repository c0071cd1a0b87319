"""What else is in the batch changes nothing for a deal that shares no paper with it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.store import Results
from tests.one_deal import Rows, hits, honest, screened, together

DEAL_TABLES = (
    "deal_document",
    "deal_payment",
    "deal_result",
    "addend",
    "finding",
    "duty",
    "paper_use",
    "invoice_use",
    "client_deal",
)


def of_deal(results: Results, deal: str) -> dict[str, pl.DataFrame]:
    frames = {name: results.tables[name] for name in DEAL_TABLES} | {"facts": results.facts}
    return {name: f.filter(pl.col("deal_id") == deal) for name, f in frames.items()}


def bent(deal: str) -> Rows:
    """A deal with several findings: dear, discharged in China, its bill surrendered."""
    rows = deepcopy(honest(deal))
    rows["transport_documents"][0]["discharge_port"] = "CNNGB"
    rows["invoices"][1]["total_amount"] *= 2
    rows["deals"][0]["title_in_date"] = date(2025, 9, 20)
    return rows


def test_an_unrelated_deal_changes_nothing() -> None:
    alone = screened(bent("D1"))
    assert hits(alone), "the deal must have something to change"
    beside = screened(together(bent("D1"), honest("D2"), bent("D3")))
    for name, frame in of_deal(alone, "D1").items():
        assert_frame_equal(frame, of_deal(beside, "D1")[name], check_exact=True)


@pytest.mark.parametrize("partitions", [1, 2, 5])
def test_a_batch_split_in_two_gives_what_the_whole_gives(partitions: int) -> None:
    # Four: all deals are one client's, and from five on the client's own rules ask (NET-06).
    deals = [f"D{i}" for i in range(4)]
    made = {d: bent(d) if i % 2 else honest(d) for i, d in enumerate(deals)}
    whole = screened(together(*made.values()), partitions=partitions)
    first = screened(together(*(made[d] for d in deals[:2])))
    second = screened(together(*(made[d] for d in deals[2:])))
    for deal in deals:
        half = first if deal in deals[:2] else second
        for name, frame in of_deal(whole, deal).items():
            assert_frame_equal(frame, of_deal(half, deal)[name], check_exact=True)


def test_a_shared_bill_is_the_exception() -> None:
    other = honest("D2")
    number = honest("D1")["transport_documents"][0]["transport_doc_ref"]
    carrier = honest("D1")["transport_documents"][0]["carrier_code"]
    other["transport_documents"][0] |= {"transport_doc_ref": number, "carrier_code": carrier}
    assert "AUT-01" in hits(screened(together(honest("D1"), other)))
    assert "AUT-01" not in hits(screened(honest("D1")))
