"""Findings: what is kept of an answer, and how it is told."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from screening.rulepack import FINDINGS_SCHEMA, Rule, answer_codes, findings
from screening.rulepack.reason import placeholders, rendered, stray_braces, written
from tests.rulepack.conftest import RULE
from tests.rulepack.made import frame, rule_of

HIT: dict[str, Any] = {
    "mode": "offshore_resale",
    "price_basis": "FIXED",
    "price_deviation": 5.25,
    "invoice_usd": 180_000.0,
    "unit_price_usd": 55_000.0,
    "price_ratio": 6.1,
    "reference_price_usd": 1_234.56789,
    "price_document_id": "INV-1",
}


def found(
    rows: list[dict[str, Any]], rule: Rule, absent: frozenset[str] = frozenset()
) -> pl.DataFrame:
    facts = frame(rows, [rule])
    return findings(facts, answer_codes(facts, [rule]), [rule], absent_tables=absent)


def test_a_hit() -> None:
    (row,) = found([HIT], rule_of(RULE)).to_dicts()
    assert list(row) == list(FINDINGS_SCHEMA)
    seen = json.loads(row.pop("values_seen"))
    assert list(seen) == [
        "price_deviation",
        "invoice_usd",
        "mode",
        "price_basis",
        "unit_price_usd",
        "price_ratio",
        "reference_price_usd",
        "limits",
    ]
    assert seen["price_deviation"] == 5.25
    assert seen["limits"] == {"floor": 50_000, "deviation": 4.0}
    assert row == {
        "deal_id": "D0",
        "rule_id": "COM-01",
        "version": 1,
        "status": "active",
        "rule_group": "commercial",
        "stage": "both",
        "typology": "price_manipulation",
        "curable": False,
        "answer": "hit",
        "tier": 0,
        "severity": "hold",
        "points": 60,
        "cause": None,
        "missing_facts": None,
        "document_id": "INV-1",
        "payment_id": None,
        "reason": "Price 55,000 is 6.1 times 1,234.5679.",
        "reason_zh": "单价 55,000 为 1,234.5679 的 6.1 倍。",
    }


def test_a_milder_tier_has_its_own_limits() -> None:
    (row,) = found([{**HIT, "price_deviation": 0.5, "price_ratio": None}], rule_of(RULE)).to_dicts()
    assert (row["tier"], row["severity"], row["points"]) == (1, "review", 20)
    assert json.loads(row["values_seen"])["limits"]["deviation"] == 0.3
    assert row["reason"] == "Price 55,000 is unknown times 1,234.5679."
    assert "未知" in row["reason_zh"]


def test_a_required_question_that_cannot_be_asked() -> None:
    rows = [{**HIT, "price_deviation": None, "invoice_usd": None}]
    (row,) = found(rows, rule_of(RULE)).to_dicts()
    assert (row["answer"], row["cause"], row["points"]) == ("not_evaluable", "paper", 0)
    assert (row["tier"], row["severity"]) == (None, None)
    assert row["missing_facts"] == "price_deviation,invoice_usd"
    assert row["reason"].startswith("Cannot be asked, missing: price_deviation (how far")
    assert row["reason"].endswith("a required paper or field is missing.")
    assert row["reason_zh"] == (
        "无法判断,缺少:单价与参考价的偏离幅度(price_deviation);"
        "采购与销售发票金额中的较大者(invoice_usd)。原因:缺少应有的单证或字段。"
    )
    assert json.loads(row["values_seen"])["price_deviation"] is None


def test_what_the_batch_has_no_table_for_is_coverage_only() -> None:
    absent = frozenset({"reference_prices"})
    rows = [{**HIT, "price_deviation": None}, {**HIT, "price_deviation": None, "mode": None}]
    assert found(rows, rule_of(RULE)).height == 2
    kept = found(rows, rule_of(RULE), absent)
    assert kept["deal_id"].to_list() == ["D1"]  # the mode is no matter of that table


@pytest.mark.parametrize(("old", "new"), [("required   = true", ""), ('"active"', '"shadow"')])
def test_only_required_active_rules_tell_what_they_lack(old: str, new: str) -> None:
    assert found([{**HIT, "price_deviation": None}], rule_of(RULE.replace(old, new, 1))).is_empty()


def test_a_shadow_hits_without_points() -> None:
    (row,) = found([HIT], rule_of(RULE.replace('"active"', '"shadow"'))).to_dicts()
    assert (row["status"], row["severity"], row["points"]) == ("shadow", "hold", 0)


def test_a_certain_hit_names_what_a_worse_tier_lacks() -> None:
    text = RULE.replace(
        'price_is_far  = "price_deviation >= :deviation"',
        'price_is_far  = "price_deviation >= :deviation OR margin_ratio < -:deviation"',
    )
    (row,) = found([{**HIT, "price_deviation": 0.5}], rule_of(text)).to_dicts()
    assert (row["tier"], row["missing_facts"], row["cause"]) == (1, "margin_ratio", None)


def test_passes_and_not_applicables_are_no_findings() -> None:
    rows = [{**HIT, "invoice_usd": 1.0}, {**HIT, "mode": "other"}]
    none = found(rows, rule_of(RULE))
    assert none.is_empty()
    assert none.schema == pl.Schema(FINDINGS_SCHEMA)


def test_findings_are_sorted_whatever_the_order_of_deals() -> None:
    rows = [{**HIT, "deal_id": d} for d in ("C", "A", "B")]
    forward, backward = found(rows, rule_of(RULE)), found(rows[::-1], rule_of(RULE))
    assert forward["deal_id"].to_list() == ["A", "B", "C"]
    assert forward.equals(backward)


def test_payments_and_documents_are_pointed_to() -> None:
    text = RULE.replace("invoice_usd >= :floor", "n_third_party_payments >= :floor")
    rule = rule_of(text.replace("invoice_usd", "n_third_party_payments"))
    row = {**HIT, "n_third_party_payments": 60_000, "price_document_id": ""}
    (told,) = found([{**row, "third_party_payment_id": "P9"}], rule).to_dicts()
    assert (told["document_id"], told["payment_id"]) == (None, "P9")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (6.1, "6.1"),
        (55_000.0, "55,000"),
        (999.99999, "1,000"),
        (-1_234_567.891, "-1,234,567.891"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (0.000123456, "0.0001235"),
        (123_456_789_012.25, "123,456,789,012.25"),
        (1e300, "1e+300"),
        (None, "unknown"),
    ],
)
def test_doubles_are_readable(value: float | None, shown: str) -> None:
    facts = pl.DataFrame({"price_ratio": [value]}, schema={"price_ratio": pl.Float64})
    told = facts.with_columns(written(["price_ratio"])).select(rendered("{price_ratio}", "en"))
    assert told.item() == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1000, "1,000"), (-1000, "-1,000"), (2**62, "4611686,018,427,387,904")],
)
def test_whole_numbers_are_readable(value: int, shown: str) -> None:
    facts = pl.DataFrame({"n_invoices": [value]})
    told = facts.with_columns(written(["n_invoices"])).select(rendered("{n_invoices}", "zh"))
    assert told.item() == shown


def test_truth_is_told_in_the_language() -> None:
    facts = pl.DataFrame({"has_vessel": [True, False, None]})
    lazy = facts.with_columns(written(["has_vessel"]))
    assert lazy.select(rendered("{has_vessel}!", "zh")).to_series().to_list() == [
        "是!",
        "否!",
        "未知!",
    ]


@pytest.mark.parametrize(
    ("fact", "value", "chinese"),
    [
        ("overpaid_leg", "buy", "采购"),
        ("bill_status_at_title", "SURRENDERED_FOR_DELIVERY", "已交单提货"),
        ("mode", "offshore_resale", "离岸转手买卖"),
        ("currency_kind", "FX", "外币"),
        ("missing_papers", "sell_invoice", "销售发票"),
        ("missing_papers", "buy_contract, title", "采购合同、货权凭证"),
        ("blank_fields", "invoices.currency, goods_lines.unit", "发票币种、货物计量单位"),
        ("blank_fields", "invoices.currency, x.y", "发票币种、x.y"),
        ("overpaid_leg", "buyer", "buyer"),
        ("order_party", "buy", "buy"),
        ("missing_papers", None, "未知"),
        ("mode", None, "未知"),
    ],
)
def test_codes_are_told_in_chinese_and_ids_as_they_are(
    fact: str, value: str | None, chinese: str
) -> None:
    facts = pl.DataFrame({fact: [value]}, schema={fact: pl.String})
    lazy = facts.with_columns(written([fact]))
    text = f"{{{fact}}}!"
    assert lazy.select(rendered(text, "zh")).item() == f"{chinese}!"
    assert lazy.select(rendered(text, "en")).item() == f"{value or 'unknown'}!"


def test_placeholders() -> None:
    assert placeholders("{a_b} and {c} and {a_b}") == ("a_b", "c")
    assert stray_braces("{a} }")
    assert stray_braces("{A}")
    assert not stray_braces("{a}")
