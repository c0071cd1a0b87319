"""A blank never buys a pass or a way out from the rules of packing, routes and terms.

Left out are places of receipt and delivery: most bills run from port to port and have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from screening.rulepack.answers import FIRST_HIT, PASS
from tests.facts.test_blank_field import _blanked
from tests.facts.test_packing import BOX, OTHER, box, boxed
from tests.facts.test_routes import foreign, produced, with_facilities, with_second_bill
from tests.facts.test_terms import AFTER, agreed, insured, sum_of, window
from tests.one_deal import Rows, screened, together

NOT_APPLICABLE = 0


def _of_no_output() -> Rows:
    rows = produced((2024, 9))
    rows["goods_lines"][3]["origin_country"] = "IS"
    rows["production"].append(
        {"hs6": "740311", "country": "IS", "year": 2024, "output_tonnes": Decimal(0)}
    )
    return rows


def _late() -> Rows:
    rows = window(date(2025, 1, 1), date(2025, 1, 31))
    rows["contracts"][1] |= {"shipment_from": date(2025, 1, 1), "shipment_to": AFTER}
    return rows


KINDS: Mapping[str, tuple[str, Rows]] = {
    "light boxes": (
        "AUT-22",
        boxed(box(kg="1000"), box(OTHER, "1100"), gross_weight_kg=Decimal(2100)),
    ),
    "a heavy box": (
        "AUT-22",
        boxed(box(kg="35000"), box(OTHER, "26000"), gross_weight_kg=Decimal(61000)),
    ),
    "light packages": (
        "AUT-22",
        boxed(gross_weight_kg=Decimal(10000), package_count=200, cargo_form="BREAKBULK"),
    ),
    "an overfull box": (
        "LOG-07",
        boxed(box(BOX, "29000"), box(OTHER, "20000"), gross_weight_kg=Decimal(49000)),
    ),
    "too much room": (
        "LOG-07",
        boxed(box(), quantity=Decimal(66), unit="MTQ", gross_weight_kg=Decimal(25000)),
    ),
    "a detour": ("LOG-11", with_second_bill()),
    "foreign ends": ("LOG-12", foreign()),
    "a port that cannot": ("LOG-13", with_facilities(("CLSAI", "BULK"), ("NLRTM", "BREAKBULK"))),
    "an origin that cannot": ("LOG-13", _of_no_output()),
    "prepaid FOB": ("LOG-14", agreed("FOB", "FOB", "PRE")),
    "collect CFR": ("LOG-14", agreed("FOB", "CFR", "COL")),
    "too little cover": ("LOG-14", insured(sum_of("500000"), sum_of("400000", "buy"))),
    "out of the window": ("LOG-16", _late()),
}


def _renamed(rows: Rows, deal: str) -> Rows:
    """The rows under another deal's ids and numbers, so that deals share no paper."""

    def new(column: str, value: object) -> object:
        own = column.endswith(("_id", "_no", "_ref")) and column != "equipment_ref"
        own = own and value not in {"C1", "P-SELLER", "P-BUYER"}
        return f"{deal}{value}" if own and isinstance(value, str) else value

    return {t: [{c: new(c, v) for c, v in row.items()} for row in some] for t, some in rows.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_never_buys_a_pass_or_a_way_out(kind: str) -> None:
    rule, whole = KINDS[kind]
    cases = [("", whole), *_blanked(whole)]
    deals = [_renamed(rows, f"V{i:03d}-") for i, (_, rows) in enumerate(cases)]
    results = screened(together(*deals))
    asked = results.tables["run_rule"].filter(pl.col("grain") == "deal")["rule_id"].to_list()
    told = results.tables["deal_result"].select("deal_id", "answers")
    codes = {deal: answers[asked.index(rule)] for deal, answers in told.iter_rows()}
    answer = {what: codes[f"V{i:03d}-D1"] for i, (what, _) in enumerate(cases)}
    assert answer[""] >= FIRST_HIT
    assert not [what for what, code in answer.items() if code in {PASS, NOT_APPLICABLE}]
