"""The four answers: their order, causes and tiers, and that missing never looks clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.rulepack import answer_codes, coverage, load_pack
from screening.rulepack.answers import answer_of
from screening.rulepack.evaluate import comparison
from screening.rulepack.rule import Rule
from tests.rulepack.conftest import RULE, WritePack
from tests.rulepack.made import frame, rule_of

HIT: dict[str, Any] = {
    "mode": "offshore_resale",
    "price_basis": "FIXED",
    "price_deviation": 5.0,
    "invoice_usd": 60_000.0,
}


def code_of(rule: Rule, values: Mapping[str, Any]) -> int:
    code: int = answer_codes(frame([dict(values)], [rule]), [rule])[rule.id][0]
    return code


PAPER, NOT_YET, COVERAGE, SOURCE = 2, 3, 4, 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, 16),
        ({"price_deviation": 0.3}, 17),
        ({"price_deviation": 0.29}, 1),
        ({"invoice_usd": 1.0}, 1),
        ({"price_basis": "PROVISIONAL"}, 0),
        ({"mode": "other"}, 0),
        ({"price_deviation": None}, COVERAGE),
        ({"invoice_usd": None}, PAPER),
        ({"price_deviation": None, "invoice_usd": None}, PAPER),
        ({"mode": None}, PAPER),
        # a condition that is FALSE decides, whatever else is missing
        ({"price_deviation": None, "invoice_usd": 1.0}, 1),
        ({"mode": None, "invoice_usd": 1.0}, 1),
        # applies comes first of all
        ({"mode": "other", "price_deviation": None}, 0),
        ({"mode": None, "price_basis": "PROVISIONAL"}, 0),
        # the missing price does not decide once the paper below it is missing too
        ({"price_basis": None, "price_deviation": None}, PAPER),
    ],
)
def test_order_of_answers(change: dict[str, Any], code: int) -> None:
    assert code_of(rule_of(RULE), {**HIT, **change}) == code


EITHER = RULE.replace(
    'price_is_far  = "price_deviation >= :deviation"',
    'price_is_far  = "price_deviation >= :deviation OR (supplier_is_buyer AND margin_ratio < 0)"',
).replace("[baseline]", "[baseline]\nsupplier_is_buyer = false\nmargin_ratio = 0.1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"supplier_is_buyer": True, "margin_ratio": -0.1, "price_deviation": None}, 16),
        ({"supplier_is_buyer": None, "margin_ratio": 0.1, "price_deviation": None}, COVERAGE),
        ({"supplier_is_buyer": None, "margin_ratio": None, "price_deviation": 0.1}, PAPER),
        ({"supplier_is_buyer": True, "margin_ratio": None, "price_deviation": 0.1}, NOT_YET),
        ({"supplier_is_buyer": False, "margin_ratio": None, "price_deviation": None}, COVERAGE),
        # the milder tier is certain, so it is a hit although the worse one cannot be asked
        ({"supplier_is_buyer": None, "margin_ratio": -0.1, "price_deviation": 0.5}, 17),
    ],
)
def test_only_what_would_decide_is_blamed(change: dict[str, Any], code: int) -> None:
    assert code_of(rule_of(EITHER), {**HIT, **change}) == code


def test_a_fact_that_should_never_be_missing_is_a_fault_of_the_source() -> None:
    text = RULE.replace("invoice_usd >= :floor", "n_invoices >= :floor")
    rule = rule_of(text.replace("invoice_usd", "n_invoices"))
    assert code_of(rule, {**HIT, "n_invoices": None}) == SOURCE


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "mode": st.sampled_from([None, "offshore_resale", "other"]),
    "price_basis": st.sampled_from([None, "FIXED", "PROVISIONAL"]),
    "price_deviation": st.sampled_from([None, 0.0, 0.29, 0.3, 4.0, 9.0]),
    "invoice_usd": st.sampled_from([None, 1.0, 50_000.0]),
    "supplier_is_buyer": st.sampled_from([None, True, False]),
    "margin_ratio": st.sampled_from([None, -1.0, 0.0, 1.0]),
}


@settings(max_examples=40, deadline=None)
@given(deal=st.fixed_dictionaries(VALUES), gone=st.sets(st.sampled_from(sorted(VALUES))))
def test_taking_a_value_away_never_makes_a_pass(deal: dict[str, Any], gone: set[str]) -> None:
    for rule in (rule_of(RULE), rule_of(EITHER)):
        poorer = {k: None if k in gone else v for k, v in deal.items()}
        rich, poor = answer_codes(frame([deal, poorer], [rule]), [rule])[rule.id]
        if answer_of(rich)[0] in ("hit", "not_evaluable"):
            assert answer_of(poor)[0] in ("hit", "not_evaluable")
            assert rich < 16 or poor < 16 or poor >= rich  # nor a worse tier out of nothing


def test_codes_do_not_depend_on_order_or_company(write_pack: WritePack) -> None:
    rule = load_pack(write_pack()).rules[0]
    rows = [HIT, {**HIT, "mode": None}, {**HIT, "invoice_usd": 1.0}]
    codes = answer_codes(frame(rows, [rule]), [rule])[rule.id].to_list()
    backwards = answer_codes(frame(rows[::-1], [rule]), [rule])[rule.id].to_list()
    assert codes == backwards[::-1] == [16, PAPER, 1]
    assert answer_codes(frame(rows, [rule]), [rule]).dtypes == [pl.UInt8]
    assert answer_codes(frame([], [rule]), [rule]).height == 0
    assert answer_codes(frame(rows, [rule]), []).shape == (3, 0)
    as_many = [replace(rule, id=f"COM-{n}") for n in (11, 12, 13)]  # rules as deals
    assert answer_codes(frame(rows, [rule]), as_many)["COM-12"].to_list() == codes


@pytest.mark.parametrize("words", ["'FX'", "'FX', 'RMB'", "'it''s', ', ', 'OR'", "''"])
def test_a_list_of_words_is_asked_as_sql_means_it(words: str) -> None:
    values = ["FX", "RMB", "it's", ", ", "OR", "", None, "FX "]
    facts = pl.DataFrame({"currency_kind": values})
    text = f"currency_kind IN ({words})"
    asked = facts.select(fast=comparison(text), plain=pl.sql_expr(text))
    assert asked["fast"].equals(asked["plain"])
    assert asked["fast"].null_count() == 1


def test_coverage_counts_every_deal_once() -> None:
    rule = rule_of(RULE)
    rows = [HIT, HIT, {**HIT, "mode": None}, {**HIT, "mode": "other"}, {**HIT, "invoice_usd": 1.0}]
    counts = coverage(answer_codes(frame(rows, [rule]), [rule]), [rule])
    assert counts.rows() == [
        ("COM-01", 1, "hit", None, 2),
        ("COM-01", 1, "not_applicable", None, 1),
        ("COM-01", 1, "not_evaluable", "paper", 1),
        ("COM-01", 1, "pass", None, 1),
    ]
