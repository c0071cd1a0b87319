"""The reference of a price: which of several counts, and that no blank or date switches it off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, at, disposition, fact_row, hits, honest, screened


def dear(**line: Any) -> Rows:
    """The honest deal at eight times its prices, every goods line changed so."""
    rows = honest()
    for each in rows["goods_lines"]:
        each["unit_price"] *= 8
        each["line_amount"] *= 8
        each.update(line)
    return rows


def quotes(*more: dict[str, Any]) -> Rows:
    """The honest deal with these changes of its one reference price as its references."""
    rows = honest()
    base = rows["reference_prices"][0]
    rows["reference_prices"] = [base | change for change in more]
    return rows


def usd(rows: Rows) -> Any:
    return told(rows, ["prices"])["reference_price_usd"]


def test_of_two_references_of_a_day_the_order_decides_not_the_rows() -> None:
    lme, customs = {"source": "LME"}, {"source": "customs", "value": Decimal(1100)}
    assert usd(quotes(lme, customs)) == usd(quotes(customs, lme)) == 9100.0  # by name of source
    later = customs | {"published_at": at(2, 11)}
    assert usd(quotes(lme, later)) == usd(quotes(later, lme)) == 1100.0  # published last
    unknown = customs | {"published_at": at(2, 11).replace(year=2026)}
    assert usd(quotes(lme, unknown)) == 9100.0
    dry, wet = {"quantity_basis": "dry"}, {"quantity_basis": "wet", "value": Decimal(8000)}
    rows = quotes(lme | dry, customs | wet)
    for line in rows["goods_lines"]:
        line["quantity_basis"] = "wet"
    assert usd(rows) == 8000.0
    # the same terms are preferred to an estimate of carriage
    rows = quotes({"source": "A", "incoterm": "FOB"}, {"source": "B", "incoterm": "CIF"})
    for contract in rows["contracts"]:
        contract["incoterm"] = "CIF"
    said = told(rows, ["prices"])
    assert (said["reference_source"], said["price_is_on_fob_basis"]) == ("B", False)


PERIOD = {"price_basis": "FORMULA", "quotation_from": date(2025, 2, 1)}


@pytest.mark.parametrize(
    "line",
    [
        {"unit_price": None},
        PERIOD | {"quotation_from": date(2098, 1, 1), "quotation_to": date(2099, 1, 1)},
        PERIOD | {"quotation_from": date(2025, 3, 10), "quotation_to": date(2025, 2, 1)},
        PERIOD | {"quotation_from": date(2019, 1, 1), "quotation_to": date(2019, 1, 31)},
        PERIOD | {"quotation_from": date(2025, 2, 15), "quotation_to": date(2025, 2, 20)},
    ],
    ids=["no unit price", "far future", "reversed", "long past", "nothing quoted within"],
)
def test_a_price_is_not_switched_off(line: dict[str, Any]) -> None:
    assert fact_row(dear(**line))["price_deviation"] == 7.07033


def test_the_age_of_the_reference_is_told() -> None:
    rows = dear(**PERIOD, quotation_to=date(2025, 2, 20))
    assert fact_row(rows)["reference_age_days"] == 10
    assert fact_row(honest())["reference_age_days"] == 5


@pytest.mark.parametrize("missing", ["hs6", "unit"])
def test_what_no_paper_states_is_no_pass(missing: str) -> None:
    results = screened(dear(**{missing: None}))
    assert disposition(results) == "REVIEW"
    found = results.tables["finding"].filter(rule_id="COM-01")
    assert found["cause"].to_list() == ["paper"]


def test_one_leg_that_states_nothing_hides_nothing_and_is_no_pass() -> None:
    rows = honest()
    for line in rows["goods_lines"]:
        if line["document_id"].startswith("D1-S"):
            line["unit"] = "XYZ"
    said = fact_row(rows)
    assert (said["price_is_stated"], said["price_deviation"]) == (None, None)
    rows["goods_lines"][0]["unit_price"] *= 8
    assert hits(screened(rows))["COM-01"] == "hold"


def test_goods_without_a_code_are_those_the_title_paper_names() -> None:
    rows = dear(hs6=None)
    rows["transport_documents"][0]["hs6"] = "740311"
    assert fact_row(rows)["price_deviation"] == 7.07033


def test_grades_in_a_formula() -> None:
    rows = dear(**PERIOD, quotation_to=date(2025, 2, 28), grade=" grade  A")
    rows["reference_prices"][0]["grade"] = "Grade A"
    other = rows["reference_prices"][0] | {"grade": "Grade B", "value": Decimal(8000)}
    rows["reference_prices"].append(other)
    assert fact_row(rows)["price_deviation"] == 7.07033
    assert fact_row(rows)["reference_grade"] == "Grade A"
    for line in rows["goods_lines"]:
        line["grade"] = None
    assert fact_row(rows)["price_deviation"] is None  # which of two nobody can say
    rows["reference_prices"].pop()
    assert fact_row(rows)["price_deviation"] == 7.07033


def test_barrels_and_tonnes_are_never_mixed() -> None:
    rows = honest()
    for line in rows["goods_lines"]:
        line.update(PERIOD, quotation_to=date(2025, 2, 28), unit_price=Decimal(575))
    base = rows["reference_prices"][0]
    tonne = base | {"value": Decimal(575), "source": "customs"}
    barrel = base | {"unit": "BLL", "value": Decimal(78), "price_date": date(2025, 2, 11)}
    rows["reference_prices"] = [tonne, barrel]
    assert fact_row(rows)["price_ratio"] == 1.0
    rows["reference_prices"] = [barrel]
    assert fact_row(rows)["price_ratio"] is None
    rows["commodities"] = [{"hs6": "740311", "density_kg_m3": Decimal(850)}]
    # 78 USD a barrel of 158.987 l at 0.85 kg a litre are 577.18 USD a tonne
    assert fact_row(rows)["price_ratio"] == pytest.approx(575 / 577.18, abs=1e-4)
