"""Leaving a field blank never buys a pass: what hit, or could not be asked, does not become one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from screening.rulepack.answers import FIRST_HIT, PASS
from screening.schema import TABLES
from screening.store import Results
from tests.one_deal import Rows, at, honest, screened, together

# Keys name the row itself; blanking one gives another row, not one with less on it.
_KEYS = {"document_id", "payment_id", "line_no", "sequence", "equipment_ref", "status", "at"}
_TABLES = (
    "deals",
    "contracts",
    "invoices",
    "goods_lines",
    "transport_documents",
    "endorsements",
    "equipment",
    "payments",
)


def _nothing(rows: Rows) -> None:
    """The honest deal itself."""


def _dear(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["unit_price"] *= 6
        row["line_amount"] *= 6


def _surrendered(rows: Rows) -> None:
    rows["document_events"][1]["at"] = at(3, 15)


def _to_china(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_port"] = "CNSHA"


def _unendorsed(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}


def _fast(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_date"] = date(2025, 3, 12)


def _bad_box(rows: Rows) -> None:
    rows["transport_documents"][0]["cargo_form"] = "BOX"
    document = rows["transport_documents"][0]["document_id"]
    rows["equipment"] = [{"document_id": document, "equipment_ref": "CSQU3054384"}]


def _bad_ship(rows: Rows) -> None:
    rows["transport_documents"][0]["vessel_imo"] = "9321484"


def _short(rows: Rows) -> None:
    rows["goods_lines"][3]["quantity"] = Decimal(80)


def _loss(rows: Rows) -> None:
    rows["invoices"][1]["total_amount"] = Decimal(700000)


def _third_party(rows: Rows) -> None:
    rows["payments"][0]["creditor_id"] = "P-STRANGER"


def _overpaid(rows: Rows) -> None:
    rows["payments"][0]["amount"] = Decimal(990000)


def _two_banks(rows: Rows) -> None:
    rows["payments"][1]["bank"] = "ICBKCNBJ"


def _round_trip(rows: Rows) -> None:
    rows["contracts"][1]["buyer_id"] = "P-SELLER"
    rows["invoices"][1]["buyer_id"] = "P-SELLER"


def _resident(rows: Rows) -> None:
    rows["contracts"][0]["seller_id"] = "P-HOME"
    rows["invoices"][0]["seller_id"] = "P-HOME"
    rows["parties"].append({"party_id": "P-HOME", "is_resident": True})


def _miscounted(rows: Rows) -> None:
    rows["goods_lines"][0]["line_amount"] = Decimal(980000)


def _stale(rows: Rows) -> None:
    rows["transport_documents"][0]["on_board_date"] = date(2024, 10, 1)
    rows["transport_documents"][0]["discharge_date"] = date(2024, 11, 5)


def _late_sale(rows: Rows) -> None:
    rows["contracts"][1]["sign_date"] = date(2025, 6, 1)


KINDS: tuple[Callable[[Rows], None], ...] = (
    _nothing,
    _dear,
    _surrendered,
    _to_china,
    _unendorsed,
    _fast,
    _bad_box,
    _bad_ship,
    _short,
    _loss,
    _third_party,
    _overpaid,
    _two_banks,
    _round_trip,
    _resident,
    _miscounted,
    _stale,
    _late_sale,
)


def _blanked(whole: Rows) -> Iterator[tuple[str, Rows]]:
    """Each stated value of the deal's tables blanked in turn, with a word for it."""
    for table in _TABLES:
        for i, row in enumerate(whole.get(table, [])):
            for column, value in row.items():
                required = TABLES[table].column(column).required
                if value is None or required or column in _KEYS or column == "deal_id":
                    continue
                less = deepcopy(whole)
                less[table][i][column] = None
                yield f"{table}[{i}].{column}", less


def _made(kind: Callable[[Rows], None], deal: str) -> Rows:
    rows = honest(deal)
    kind(rows)
    return rows


def _renamed(rows: Rows, deal: str) -> Rows:
    """The rows under another deal's ids and numbers, so that deals share no paper."""

    def new(value: object) -> object:
        return value.replace("WHOLE", deal) if isinstance(value, str) else value

    return {t: [{c: new(v) for c, v in row.items()} for row in some] for t, some in rows.items()}


Case = tuple[str, str]
"""The kind of deal, and what was blanked ("" for nothing)."""


@pytest.fixture(scope="module")
def screened_cases() -> tuple[Results, dict[str, Case]]:
    """Every kind of deal with each of its fields blanked in turn, as one batch."""
    batch: list[Rows] = []
    named: dict[str, Case] = {}
    for kind in KINDS:
        whole = _made(kind, "WHOLE")
        variants = [("", whole), *_blanked(whole)]
        for what, rows in variants:
            deal = f"V{len(named):05d}"
            named[deal] = (kind.__name__, what)
            batch.append(_renamed(rows, deal))
    return screened(together(*batch)), named


@pytest.fixture(scope="module")
def answers(screened_cases: tuple[Results, dict[str, Case]]) -> dict[Case, dict[str, int]]:
    """Answer codes of every rule."""
    results, named = screened_cases
    asked = results.tables["run_rule"].filter(pl.col("grain") == "deal")
    rules = asked["rule_id"].to_list()
    rows_ = results.tables["deal_result"].select("deal_id", "answers").iter_rows()
    return {named[d]: dict(zip(rules, codes, strict=True)) for d, codes in rows_ if d in named}


@pytest.fixture(scope="module")
def ends(screened_cases: tuple[Results, dict[str, Case]]) -> dict[Case, str]:
    """The disposition proposed."""
    results, named = screened_cases
    rows = results.tables["deal_result"].select("deal_id", "disposition").iter_rows()
    return {named[deal]: end for deal, end in rows if deal in named}


@pytest.mark.parametrize("kind", [k.__name__ for k in KINDS[1:]])
def test_the_kind_hits_something(kind: str, answers: dict[Case, dict[str, int]]) -> None:
    whole = answers[kind, ""]
    assert any(code >= FIRST_HIT for code in whole.values())


def test_the_honest_deal_hits_nothing(answers: dict[Case, dict[str, int]]) -> None:
    assert not [r for r, code in answers["_nothing", ""].items() if code >= FIRST_HIT]


@pytest.mark.parametrize("kind", [k.__name__ for k in KINDS])
def test_a_blank_never_buys_a_pass_or_a_way_out(
    kind: str, answers: dict[Case, dict[str, int]]
) -> None:
    whole = answers[kind, ""]
    bought = [
        f"{what}: {rule} {whole[rule]} -> {code}"
        for (k, what), codes in answers.items()
        if k == kind
        for rule, code in codes.items()
        if code in (PASS, 0) and whole[rule] not in (PASS, 0)
    ]
    assert not bought, pl.Series(bought)


_CLEAR = ("PASS", "PASS_NOTE")
# A blank here is the ordinary state of an honest deal: the ship has not arrived, title has not
# passed yet (asked again by time), or the carrier prints no IMO number. DOC-03 says so.
OFTEN_BLANK = frozenset({"discharge_date", "title_in_date", "vessel_imo"})


@pytest.mark.parametrize("kind", [k.__name__ for k in KINDS])
def test_a_blank_never_clears_a_deal_that_was_to_be_looked_at(
    kind: str, ends: dict[Case, str]
) -> None:
    if ends[kind, ""] in _CLEAR:
        return
    cleared = [
        what
        for (k, what), end in ends.items()
        if k == kind and end in _CLEAR and what.partition(".")[2] not in OFTEN_BLANK
    ]
    assert not cleared
