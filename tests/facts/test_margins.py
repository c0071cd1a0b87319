"""What a deal leaves after freight and hedges, earlier losses, carriage, financing, the tide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.linking import History
from screening.schema.results import CLIENT_DEAL
from tests.one_deal import Rows, disposition, fact_row, hits, honest, payment, screened


def hedge(**more: Any) -> dict[str, Any]:
    """A closed hedge that gained 20,000 dollars."""
    closed = {"deal_id": "D1", "hedge_id": "H1", "result": Decimal(20_000), "currency": "USD"}
    return closed | {"closed_on": date(2025, 4, 1)} | more


def freight(amount: str, **more: Any) -> dict[str, Any]:
    """Freight the client paid."""
    day = date(2025, 4, 1)
    return payment("D1-F", "D1", "OUT", amount, "C1", "P-LINE", day) | {"purpose": "freight"} | more


def losing(amount: str = "890000") -> Rows:
    """The honest deal, sold for less than it cost."""
    rows = honest()
    rows["invoices"][1]["total_amount"] = Decimal(amount)
    return rows


def lost(deal: str, day: date, firms: str = "P-BUYER,P-SELLER", **more: Any) -> dict[str, Any]:
    """An earlier deal as client_deal keeps it."""
    row = {"run_id": "r0", "client_id": "C1", "deal_id": deal, "dated_on": day, "is_loss": True}
    return row | {"counterparty_ids": firms} | more


def past(*rows: dict[str, Any]) -> History:
    """The history of those deals."""
    frame = pl.DataFrame([{c: r.get(c) for c in CLIENT_DEAL.dtypes} for r in rows])
    return History.of({"client_deal": CLIENT_DEAL.shape(frame)})


def test_freight_paid_lessens_the_margin() -> None:
    rows = honest()
    said = fact_row(rows)
    assert (said["freight_paid_usd"], said["margin_after_costs_usd"]) == (0.0, 18_000.0)
    rows["payments"].append(freight("5000"))
    back = freight("1000", payment_id="D1-G", direction="IN", debtor_id="P-BUYER")
    rows["payments"].append(back)
    gone = freight("7000", payment_id="D1-H", status="cancelled")
    rows["payments"].append(gone)
    said = fact_row(rows)
    assert (said["freight_paid_usd"], said["margin_after_freight_usd"]) == (4000.0, 14_000.0)
    assert said["margin_after_costs_ratio"] == 0.015556
    rows["payments"][-3]["currency"] = "XPF"  # nobody has a rate: not nought
    assert fact_row(rows)["margin_after_costs_usd"] is None


def test_hedges_count_when_closed() -> None:
    rows = losing()
    assert fact_row(rows)["has_hedge"] is False
    rows["hedges"] = [hedge()]
    said = fact_row(rows)
    assert (said["has_hedge"], said["hedge_result_usd"]) == (True, 20_000.0)
    assert (said["margin_after_freight_usd"], said["margin_after_costs_usd"]) == (-10_000, 10_000)
    rows["hedges"].append(hedge(hedge_id="H2", result=None, closed_on=None))
    # paid on both legs since May: it would be closed
    assert fact_row(rows)["margin_after_costs_usd"] == 10_000
    rows["payments"][1]["value_date"] = date(2025, 12, 5)
    assert fact_row(rows)["margin_after_costs_usd"] is None
    rows["hedges"][1] |= {"result": Decimal(5), "closed_on": date(2026, 2, 1)}  # not known then
    assert fact_row(rows)["hedge_result_usd"] is None


def test_every_purchase_and_sale_of_the_deal_counts() -> None:
    rows = honest()
    second = rows["invoices"][1] | {"document_id": "D1-SI2", "invoice_no": "SI99"}
    rows["invoices"].append(second | {"total_amount": Decimal(2_000), "invoice_type": "debit"})
    rows["invoices"].append(
        rows["invoices"][0]
        | {"document_id": "D1-CN", "invoice_no": "CN1", "invoice_type": "credit"}
        | {"total_amount": Decimal(10_000)}
    )
    assert fact_row(rows)["margin_after_costs_usd"] == 30_000.0
    rows["invoices"] = rows["invoices"][:1]
    rows["contracts"] = rows["contracts"][:1]
    assert fact_row(rows)["margin_after_costs_usd"] is None  # not sold yet


def test_goods_not_invoiced_yet_count_by_their_contract() -> None:
    rows = honest()
    half = rows["invoices"][1] | {"total_amount": Decimal(459_000)}
    rows["invoices"][1] = half
    rows["goods_lines"][3] |= {"quantity": Decimal(50), "line_amount": Decimal(459_000)}
    assert fact_row(rows)["margin_usd"] == 18_000.0
    assert fact_row(rows)["sell_invoice_usd"] == 459_000.0
    rows["goods_lines"][3]["quantity"] = Decimal(91)  # the bulk: a short delivery, and a loss
    assert fact_row(rows)["margin_usd"] == -441_000.0
    rows["invoices"][1] = half | {"invoice_type": "provisional"}
    assert fact_row(rows)["margin_usd"] == 18_000.0
    final = half | {"document_id": "D1-SF", "invoice_no": "SF1", "invoice_type": "final"}
    final |= {"replaces_document_id": "D1-SI", "total_amount": Decimal(880_000)}
    rows["invoices"].append(final)
    rows["goods_lines"].append(rows["goods_lines"][3] | {"document_id": "D1-SF"})
    assert fact_row(rows)["margin_usd"] == -20_000.0


def test_a_note_that_names_its_invoice_replaces_nothing() -> None:
    rows = honest()
    note = rows["invoices"][1] | {"document_id": "D1-CN", "invoice_no": "CN1"}
    note |= {"invoice_type": "credit", "total_amount": Decimal(9_000)}
    rows["invoices"].append(note | {"replaces_document_id": "D1-SI"})
    said = fact_row(rows)
    assert (said["sell_invoice_usd"], said["margin_ratio"]) == (909_000.0, 0.01)
    rows["payments"][1]["amount"] = Decimal(909_000)
    assert disposition(screened(rows)) == "PASS"


def test_losses_with_the_same_pair_in_the_year_before() -> None:
    rows = losing()
    day = date(2025, 3, 1)  # the first of its papers
    assert fact_row(rows)["n_earlier_losses_with_pair"] == 0
    counted = [lost("A", date(2025, 2, 1)), lost("B", date(2024, 3, 1))]
    others = [
        lost("C", date(2024, 2, 28)),  # more than a year before
        lost("D", day),  # not before
        lost("E", date(2025, 2, 2), "P-SELLER,P-OTHER"),
        lost("F", date(2025, 2, 2), is_loss=False),
        lost("G", date(2025, 2, 2), client_id="C9"),
    ]
    assert fact_row(rows, past=past(*counted, *others))["n_earlier_losses_with_pair"] == 2
    for invoice in (*rows["invoices"], *rows["contracts"]):
        invoice["buyer_id"] = None
    assert fact_row(rows)["n_earlier_losses_with_pair"] is None


@pytest.mark.parametrize(
    ("buy", "sell", "paid", "unexplained"),
    [
        ("FOB", "CIF", None, None),  # owed, and none on record here
        ("FOB", "CIF", "10000", 0.0),  # the gap of 18,000 pays for it
        ("FOB", "CIF", "50000", 32_000.0),
        ("CIF", "CIF", "50000", 50_000.0),
        ("FOB", "FOB", "50000", 50_000.0),
        ("CIF", "CIF", None, 0.0),
        (None, "CIF", "50000", None),
    ],
)
def test_carriage_on_neither_side_or_on_both(
    buy: str | None, sell: str, paid: str | None, unexplained: float | None
) -> None:
    rows = honest()
    rows["contracts"][0]["incoterm"], rows["contracts"][1]["incoterm"] = buy, sell
    if paid:
        rows["payments"].append(freight(paid))
    said = fact_row(rows)
    assert said["carriage_unexplained_usd"] == unexplained
    assert said["carriage_document_id"] == "D1-SC"


def test_goods_bought_with_carriage_and_sold_without() -> None:
    rows = honest()
    rows["contracts"][0]["incoterm"], rows["contracts"][1]["incoterm"] = "CIF", "FOB"
    said = fact_row(rows)
    assert 18_000 < said["carriage_unexplained_usd"] < 30_000  # the gap, and 100 t over the sea


def deposit(**more: Any) -> dict[str, Any]:
    """A deposit of half the deal for a hundred days at 3.65 %."""
    row = {"deal_id": "D1", "financing_id": "F1", "kind": "deposit", "amount": Decimal(459_000)}
    row |= {"currency": "USD", "annual_rate": Decimal("0.0365"), "starts_on": date(2025, 3, 1)}
    return row | {"ends_on": date(2025, 6, 9)} | more


def test_what_financing_earns() -> None:
    rows = honest()
    assert fact_row(rows)["has_financing"] is None  # the bank's financing is not at hand
    rows["financings"] = [deposit(deal_id="D9")]
    said = fact_row(rows)
    assert (said["has_financing"], said["financing_gain_usd"]) == (False, None)
    rows["financings"] = [deposit()]
    said = fact_row(rows)
    assert (said["financing_gain_usd"], said["deposit_ratio"]) == (4590.0, 0.5)
    assert said["deposit_tenor_days"] == 100
    rows["financings"] += [
        deposit(financing_id="F2", kind="loan", fee=Decimal(10)),
        deposit(financing_id="F3", kind="forward", locked_gain=Decimal(700), annual_rate=None),
        deposit(financing_id="F4", starts_on=date(2026, 1, 5)),  # after the decision
    ]
    assert fact_row(rows)["financing_gain_usd"] == 690.0
    rows["financings"][0]["ends_on"] = None
    said = fact_row(rows)
    assert (said["financing_gain_usd"], said["deposit_tenor_days"]) == (None, None)


def test_goods_against_the_tide() -> None:
    rows = honest()
    assert fact_row(rows)["origin_is_producer"] is None

    def stats(country: str, year: int, output: int, out: int, into: int) -> dict[str, Any]:
        tonnes = {"output_tonnes": output, "export_tonnes": out, "import_tonnes": into}
        row = {"hs6": "740311", "country": country, "year": year}
        return row | {n: Decimal(v) for n, v in tonnes.items()}

    rows["production"] = [
        stats("CL", 2024, 0, 0, 9),
        stats("CL", 2025, 900, 900, 0),  # the year is not over
        stats("NL", 2024, 500, 400, 100),
        stats("PE", 2024, 300, 200, 0),
    ]
    said = fact_row(rows)
    assert (said["trade_origin_country"], said["trade_destination_country"]) == ("CL", "NL")
    assert (said["origin_is_producer"], said["destination_is_top_exporter"]) == (False, True)
    rows["production"][3]["export_tonnes"] = Decimal(401)
    assert fact_row(rows)["destination_is_top_exporter"] is False
    rows["goods_lines"][0]["origin_country"] = "PE"
    assert fact_row(rows)["origin_is_producer"] is True


def test_a_loss_is_lowered_by_its_true_up_and_noted_when_hedged() -> None:
    rows = losing("860000")
    assert hits(screened(rows))["COM-04"] == "escalate"
    rows["hedges"] = [hedge(result=Decimal(1))]
    assert hits(screened(rows))["COM-04"] == "escalate"  # a hedge of nothing explains no loss
    rows["hedges"] = [hedge(result=Decimal(20_000))]
    assert hits(screened(rows))["COM-04"] == "note"
    del rows["hedges"]
    first = rows["invoices"][0] | {"document_id": "D1-PI", "invoice_no": "D1PV77"}
    first |= {"invoice_type": "provisional", "total_amount": Decimal(910_000)}
    rows["invoices"].append(first)
    rows["invoices"][0] |= {"invoice_type": "final", "replaces_document_id": "D1-PI"}
    found = screened(rows).tables["finding"].filter(pl.col("rule_id") == "COM-04").to_dicts()
    assert [(f["rule_severity"], f["severity"], f["lowered_by"]) for f in found] == [
        ("escalate", "note", "R04")
    ]
