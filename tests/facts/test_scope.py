"""Goods new to a client, and how well its registered scope fits them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from screening.linking import History
from screening.reference.chapters import scope_scores
from screening.schema.results import CLIENT_DEAL
from tests.one_deal import Rows, at, fact_row, hits, honest, screened, together

METALS = "有色金属、金属材料的销售;货物进出口"
CLOTH = "针纺织品、服装批发;货物进出口"


def rows(scope: str | None = CLOTH) -> Rows:
    deal = honest()
    deal["clients"][0]["scope_text"] = scope
    return deal


def past(*days: date, hs2s: str | None = "74") -> History:
    deals = [
        {"run_id": "R", "client_id": "C1", "deal_id": f"H{i}", "dated_on": d, "hs2s": hs2s}
        for i, d in enumerate(days)
    ]
    return History.of(
        {
            "client_deal": pl.concat(
                [CLIENT_DEAL.empty(), pl.DataFrame(deals)], how="diagonal_relaxed"
            )
        }
    )


def said(deal: Rows, history: History | None = None) -> tuple[Any, ...]:
    row = fact_row(deal, past=history or History.none())
    return row["has_new_chapter"], row["new_chapter"], row["new_chapter_scope_score"]


def test_a_first_deal_and_what_the_scope_says_of_it() -> None:
    assert said(rows()) == (True, "74", 0.0)
    assert said(rows(METALS)) == (True, "74", 1.0)
    assert said(rows(None)) == (True, "74", None)
    assert fact_row(rows(), past=History.none())["new_chapter_document_id"] == "D1-BC"


@pytest.mark.parametrize(
    ("day", "is_new"),
    [
        (date(2025, 2, 28), False),
        (date(2023, 3, 1), False),
        (date(2023, 2, 28), True),
        (date(2025, 3, 1), True),  # of one day with the deal
        (date(2025, 4, 1), True),  # its future
    ],
)
def test_the_24_months_before_the_deal_s_own_day(day: date, is_new: bool) -> None:
    assert said(rows(), past(day))[0] is is_new
    assert said(rows(), past(day, hs2s="73,75"))[0] is True
    assert said(rows(), past(day, hs2s=None))[0] is True


def test_deals_of_the_batch_are_history_of_later_ones_only() -> None:
    later = honest("D2")
    later["deals"][0]["submitted_at"] = at(6, 1)
    for table in ("contracts", "invoices", "transport_documents"):
        for row in later[table]:
            row["submitted_at"] = at(6, 1)
    both = together(rows(), later)
    both["clients"] = rows()["clients"]
    assert fact_row(both, "D1", past=History.none())["has_new_chapter"] is True
    assert fact_row(both, "D2", past=History.none())["has_new_chapter"] is False
    assert hits(screened(both), "D1").get("COM-11") == "review"
    assert "COM-11" not in hits(screened(both), "D2")


def test_a_line_without_a_code_is_not_known_to_be_traded_before() -> None:
    uncoded = rows()
    for row in uncoded["goods_lines"]:
        row["hs6"] = None
    assert said(uncoded)[0] is None
    uncoded["goods_lines"][0]["hs6"] = "520100"
    assert said(uncoded)[:2] == (True, "52")
    assert said(uncoded, past(date(2025, 1, 1), hs2s="52"))[0] is None


@pytest.mark.parametrize(
    ("scope", "hs2", "score"),
    [
        (
            "大宗商品贸易、货物进出口、离岸贸易",
            "74",
            1.0,
        ),  # names trade and no goods: leaves all open
        ("化工产品、塑料制品销售", "39", 1.0),
        ("化工产品销售;国际贸易", "74", 0.0),
        ("wholesale of textiles and garments", "52", 1.0),
        ("wholesale of textiles and garments", "26", 0.0),
        ("General trading", "26", 1.0),
        ("软件开发", "26", 0.0),
        ("软件开发", "98", None),
        ("软件开发", None, None),
        (None, "26", None),
    ],
)
def test_scores(scope: str | None, hs2: str | None, score: float | None) -> None:
    frame = pl.DataFrame(
        {"scope_text": [scope], "hs2": [hs2]}, schema={"scope_text": pl.String, "hs2": pl.String}
    )
    assert scope_scores(frame)["scope_score"].to_list() == [score]
