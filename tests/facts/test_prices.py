"""Unit prices on one basis, beside the reference known then: terms, moisture, bad values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, at, fact_row, hits, honest, screened


def alone(**line: object) -> Rows:
    """The honest deal with the purchase contract's line alone, changed so."""
    rows = honest()
    rows["goods_lines"] = [rows["goods_lines"][0] | line]
    return rows


def test_reference_comes_with_interval_source_and_age_of_the_rate() -> None:
    rows = alone(grade="Grade A")
    base = rows["reference_prices"][0]
    rows["reference_prices"] = [
        base | {"p25": Decimal(9050), "p75": Decimal(9150), "n": 40, "source": "any"},
        base | {"grade": "Grade A", "value": Decimal(9000), "source": "LME", "n": 12},
    ]
    # 2025-02-15 was a Saturday: the euro's rate is Friday's
    for name in ("contracts", "reference_prices"):
        rows[name][0]["currency"] = "EUR"
    said = fact_row(rows)
    assert (said["reference_source"], said["reference_grade"]) == ("LME", "Grade A")
    assert (said["reference_n"], said["reference_p25_usd"]) == (12, None)  # never of another row
    assert said["fx_rate_age_days"] == 1
    assert fact_row(alone())["fx_rate_age_days"] == 0
    rows["goods_lines"][0]["grade"] = "Grade B"
    other = fact_row(rows)
    assert (other["reference_source"], other["reference_grade"]) == ("any", None)


def test_terms_that_differ_are_brought_to_fob() -> None:
    rows = alone()
    rows["reference_prices"][0]["incoterm"] = "FOB"
    assert fact_row(rows)["price_ratio"] == 0.989011  # the paper states none: as the reference
    rows["contracts"][0]["incoterm"] = "FCA"
    assert fact_row(rows)["price_is_on_fob_basis"] is False
    rows["contracts"][0]["incoterm"] = "CFR"
    rows["freight_rates"] = [
        {
            "cargo_form": "BREAKBULK",
            "rate_date": day,
            "usd_a_tonne": Decimal(rate),
            "usd_a_tonne_1000nm": Decimal(0),
            "insurance_ratio": Decimal("0.01"),
        }
        for day, rate in ((date(2025, 1, 1), 90), (date(2025, 2, 16), 500))
    ]
    said = fact_row(rows)
    assert said["price_is_on_fob_basis"] is True
    assert (said["unit_price_usd"], said["reference_price_usd"]) == (8910.0, 9100.0)
    rows["contracts"][0]["incoterm"] = "CIF"  # and one per cent of 110 % of CIF
    assert fact_row(rows)["unit_price_usd"] == 8811.0
    rows["reference_prices"][0]["incoterm"] = "CIF"
    assert fact_row(rows)["unit_price_usd"] == 9000.0  # like with like needs no estimate
    del rows["freight_rates"]
    rows["reference_prices"][0]["incoterm"] = "FOB"
    assert 8900 < fact_row(rows)["unit_price_usd"] < 8980  # the stated estimates
    rows["goods_lines"][0]["unit_price"] = Decimal(40)
    assert fact_row(rows)["unit_price_usd"] == 20.0  # an estimate halves a price at most


def test_wet_and_dry_are_not_compared() -> None:
    rows = alone(quantity_basis="wet")
    rows["reference_prices"][0]["quantity_basis"] = "wet"
    assert fact_row(rows)["price_ratio"] == 0.989011
    rows["reference_prices"][0]["quantity_basis"] = "dry"
    said = fact_row(rows)
    assert (said["price_deviation"], said["n_priced_lines_without_reference"]) == (None, 1)
    rows["goods_lines"][0]["quantity_basis"] = "shipped"  # says nothing of moisture
    assert fact_row(rows)["price_ratio"] == 0.989011


@pytest.mark.parametrize(
    ("line", "deviation", "without"),
    [
        ({"unit_price": Decimal(0)}, 1e6, 0),
        ({"unit_price": Decimal(-9000)}, 1e6, 0),
        ({"unit": "XYZ"}, None, 1),
        ({"unit": "MTQ"}, None, 1),
        ({"quantity": Decimal(-100)}, 0.011111, 0),
        ({"unit_price": None}, 0.011111, 0),
        ({"unit_price": None, "line_amount": None}, None, 0),
        ({"unit_price": None, "quantity": Decimal(0)}, None, 0),
        ({"hs6": "999999"}, None, 1),
    ],
)
def test_bad_values_have_a_stated_outcome(
    line: dict[str, object], deviation: float | None, without: int
) -> None:
    said = fact_row(alone(**line))
    assert said["price_deviation"] == deviation
    assert said["n_priced_lines_without_reference"] == without
    assert said["price_is_due"] is True
    assert said["value_shifted_usd"] is None


def test_a_currency_without_a_rate_is_not_asked() -> None:
    rows = alone()
    rows["contracts"][0]["currency"] = "XPF"
    said = fact_row(rows)
    assert (said["price_deviation"], said["fx_rate_age_days"]) == (None, None)
    assert said["n_priced_lines_without_reference"] == 1


def test_a_pending_formula_price_is_not_due_yet() -> None:
    rows = alone(
        price_basis="FORMULA",
        quotation_from=date(2025, 12, 1),
        quotation_to=date(2026, 1, 31),
    )
    rows["transport_documents"][0]["on_board_date"] = date(2025, 11, 10)
    said = fact_row(rows)
    assert (said["price_is_due"], said["price_deviation"]) == (None, None)
    rows["goods_lines"].append(honest()["goods_lines"][1])
    assert fact_row(rows)["price_is_due"] is True  # another line can be asked
    assert fact_row(rows)["price_document_id"] == "D1-SC"


def test_lines_of_notes_price_and_describe_nothing() -> None:
    rows = honest()
    note = rows["invoices"][0] | {"document_id": "D1-CN", "invoice_no": "CN1"}
    note |= {"invoice_type": "credit", "total_amount": Decimal(-1000)}
    rows["invoices"].append(note)
    rows["goods_lines"].append(
        {"document_id": "D1-CN", "line_no": 1, "description": "rebate", "unit_price": Decimal(1)}
        | {"unit": "TNE", "hs6": "740311", "quantity": Decimal(1)}
    )
    said = fact_row(rows)
    assert (said["price_ratio"], said["n_vague_lines"]) == (0.989011, 0)
    assert said["buy_invoice_usd"] == 899_000.0  # against, whatever its sign


@pytest.mark.parametrize(
    ("words", "vague"),
    [
        ("General merchandise as per contract", 1),
        ("货物一批", 1),
        ("Copper", 1),
        ("电解铜", 0),
        ("Copper cathodes grade A", 0),
    ],
)
def test_words_that_tell_nothing(words: str, vague: int) -> None:
    assert fact_row(alone(description=words))["n_vague_lines"] == vague


def test_shuffled_rows_and_other_partitions_say_the_same() -> None:
    rows = honest()
    rows["contracts"][0]["incoterm"] = "CIF"
    rows["reference_prices"][0] |= {"incoterm": "FOB", "p25": Decimal(8000), "p75": Decimal(8500)}
    families = ("prices", "peers", "margins", "motives")
    plain = told(rows, families)
    assert told(rows, families, seed=3, partitions=3) == plain
    assert plain["value_shift_source"] == "reference"
    # a purchase above the third quartile, times 100 t
    assert plain["value_shifted_usd"] == pytest.approx(40_000, rel=0.3)


def test_a_reference_of_later_changes_nothing() -> None:
    rows = honest()
    before = told(rows, ["prices"], as_of=at(4, 1))
    base = rows["reference_prices"][0]
    rows["reference_prices"].append(
        base | {"price_date": date(2025, 2, 12), "published_at": at(4, 2), "value": Decimal(1)}
    )
    assert told(rows, ["prices"], as_of=at(4, 1)) == before
    assert told(rows, ["prices"], as_of=at(4, 3))["price_ratio"] > 9000


def test_a_reference_of_another_grade_is_answered_by_a_paper_that_does_not_price_the_goods() -> (
    None
):
    rows = honest()
    rows["reference_prices"][0] |= {"grade": "Grade A", "value": Decimal(50_000)}
    proven = "has_reference_mismatch_proof"
    assert hits(screened(rows))["COM-01"] == "hold"
    proof = {"deal_id": "D1", "reason_code": "R11", "document_id": "ASSAY"}
    rows["evidence_on_file"] = [proof | {"filed_on": date(2025, 3, 20)}]
    assert fact_row(rows)[proven] is False, "nobody has seen the assay"
    rows["document_files"] = [{"document_id": "ASSAY", "sha256": "ab" * 32}]
    assert fact_row(rows)[proven] is True, "the goods state no grade"
    assert hits(screened(rows))["COM-01"] == "escalate", "the extreme tail is no clerk's to lower"
    rows["reference_prices"][0]["value"] = Decimal(20_000)
    assert hits(screened(rows))["COM-01"] == "note"
    for goods in rows["goods_lines"]:
        goods["grade"] = "Off grade"
    assert fact_row(rows)[proven] is True
    for paper in ("D1-BC", "D1-BI", "D1-SI"):  # what prices the goods does not vouch for itself
        rows["evidence_on_file"][0]["document_id"] = paper
        assert fact_row(rows)[proven] is False
    rows["evidence_on_file"][0] |= {"document_id": "ASSAY", "filed_on": date(2026, 1, 5)}
    assert fact_row(rows)[proven] is False, "filed after the day of decision"
    rows["evidence_on_file"][0]["filed_on"] = None
    for goods in rows["goods_lines"]:
        goods["grade"] = " grade a"
    said = fact_row(rows)
    assert (said["reference_fits_goods"], said[proven]) == (True, False)
    for goods in rows["goods_lines"]:
        goods["quantity_basis"] = "wet"
    rows["reference_prices"][0]["quantity_basis"] = "wet"
    assert fact_row(rows)[proven] is False
    rows["reference_prices"][0]["quantity_basis"] = None
    assert fact_row(rows)[proven] is True
