"""Facts of clients: which deals count, what stays unknown, and sums that no order changes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.facts import Sides, client_facts
from screening.linking import History, ledger, link
from screening.pipeline import side_tables
from screening.schema import CLIENT_FACTS, FAMILIES
from screening.schema.results import CLIENT_DEAL
from tests.one_deal import AS_OF, Rows, at, honest, screened, together, typed

TODAY = date(2025, 12, 31)
COLUMNS = {n: t for n, t in CLIENT_DEAL.dtypes.items() if n != "run_id"}


def deal(name: str, **changes: Any) -> dict[str, Any]:
    """A plain deal of client C1: USD 1,000 in November 2025, bought from S, sold to B."""
    return {
        "client_id": "C1",
        "deal_id": name,
        "dated_on": date(2025, 11, 1),
        "value_cents": 100_000,
        "is_loss": False,
        "is_on_instruction": False,
        "counterparty_ids": "B,S",
        "disposition": "PASS",
        **changes,
    }


def framed(*rows: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS)


def sides(clients: list[dict[str, Any]] | None = None) -> Sides:
    tables = typed(honest()) | (typed({"clients": clients}) if clients else {})
    return side_tables(tables, ledger(tables, link(tables), History.none()), AS_OF)


SIDES = sides()


def told(*rows: Mapping[str, Any], past: pl.DataFrame | None = None) -> Mapping[str, Any]:
    """The facts of C1."""
    before = CLIENT_DEAL.empty() if past is None else past
    frame = client_facts(framed(*rows), before, SIDES, AS_OF)
    return frame.row(by_predicate=pl.col("client_id") == "C1", named=True)


def remembered(*rows: Mapping[str, Any]) -> pl.DataFrame:
    return CLIENT_DEAL.shape(framed(*rows).with_columns(run_id=pl.lit("r1")))


def test_one_row_a_client_and_every_fact_of_the_grain() -> None:
    frame = client_facts(
        framed(deal("D1"), deal("D2", client_id="C0")), CLIENT_DEAL.empty(), SIDES, AS_OF
    )
    assert frame.columns == ["client_id", *CLIENT_FACTS]
    assert frame["client_id"].to_list() == ["C0", "C1"]


def test_a_batch_without_clients_has_no_rows() -> None:
    assert client_facts(framed(), CLIENT_DEAL.empty(), SIDES, AS_OF).height == 0


@pytest.mark.parametrize(
    ("day", "in_year", "in_month"),
    [
        (date(2025, 12, 31), 1, 1),
        (date(2025, 12, 2), 1, 1),
        (date(2025, 12, 1), 1, 0),
        (date(2025, 1, 1), 1, 0),
        (date(2024, 12, 31), 0, 0),
    ],
)
def test_the_edges_of_the_spans(day: date, in_year: int, in_month: int) -> None:
    said = told(deal("D1", dated_on=day))
    assert (said["n_client_deals_12m"], said["n_client_deals_30d"]) == (in_year, in_month)
    assert said["client_turnover_usd_12m"] == 1000.0 * in_year
    assert said["client_turnover_usd_30d"] == 1000.0 * in_month
    assert (said["n_client_deals"], said["client_first_deal_on"]) == (1, day)
    assert said["days_since_first_client_deal"] == (TODAY - day).days


def test_earlier_runs_count_and_other_clients_do_not() -> None:
    past = remembered(deal("H1", value_cents=50_001), deal("H2", client_id="C2"))
    said = told(deal("D1"), past=past)
    assert (said["n_client_deals"], said["client_turnover_usd_12m"]) == (2, 1500.01)


def test_what_is_dated_after_the_day_of_decision_was_not_known() -> None:
    past = remembered(deal("H1", dated_on=date(2026, 1, 1)))
    assert told(deal("D1"), past=past)["n_client_deals"] == 1


def test_growth_is_against_the_mean_of_six_spans_of_thirty_days() -> None:
    last = deal("D1", dated_on=date(2025, 12, 2), value_cents=500)
    first = deal("D2", dated_on=date(2025, 12, 1), value_cents=600)
    earliest = deal("D3", dated_on=date(2025, 6, 5), value_cents=400)
    too_early = deal("D4", dated_on=date(2025, 6, 4), value_cents=9999)
    assert told(last, first, earliest, too_early)["client_growth_ratio"] == 3.0
    assert told(last)["client_growth_ratio"] is None


def test_the_top_counterparty_on_either_side() -> None:
    said = told(
        deal("D1", counterparty_ids="A,B", value_cents=300),
        deal("D2", counterparty_ids="A,C", value_cents=500),
        deal("D3", counterparty_ids="D", value_cents=200),
    )
    assert said["client_top_counterparty"] == "A"
    assert said["client_top_counterparty_ratio_12m"] == 0.8
    assert said["n_client_counterparties_12m"] == 4


def test_of_equal_shares_the_first_by_name_is_told() -> None:
    said = told(deal("D1", counterparty_ids="Z"), deal("D2", counterparty_ids="B"))
    assert said["client_top_counterparty"] == "B"


def test_losses_with_one_party() -> None:
    rows = [deal(f"D{i}", is_loss=i < 3, counterparty_ids=f"X{i},Y") for i in range(4)]
    said = told(*rows)
    assert (said["n_client_losses_with_one_party_12m"], said["client_loss_party"]) == (3, "Y")
    assert said["client_loss_ratio_12m"] == 0.75
    clean = told(deal("D1"))
    assert (clean["n_client_losses_with_one_party_12m"], clean["client_loss_party"]) == (0, None)


def test_serious_deals_and_deals_on_instruction() -> None:
    ends = ("HOLD", "ESCALATE", "REVIEW", "PASS")
    rows = [deal(e, disposition=e, is_on_instruction=e == "PASS") for e in ends]
    said = told(*rows, past=remembered(deal("H1", disposition="HOLD")))
    assert said["n_client_serious_deals_12m"] == 3
    assert said["client_instruction_ratio_12m"] == 0.2


SUMMED = [f.name for f in FAMILIES["client"]]
UNKNOWN = {
    "dated_on": {n for n in SUMMED if "12m" in n or "30d" in n or "over" in n}
    | {"days_since_first_client_deal", "client_growth_ratio", "client_loss_party"}
    | {"client_top_counterparty"},
    "value_cents": {
        "client_turnover_usd_30d",
        "client_turnover_usd_12m",
        "client_growth_ratio",
        "client_top_counterparty_ratio_12m",
        "client_top_counterparty",
        "client_turnover_over_capital_ratio",
        "client_turnover_over_revenue_ratio",
    },
    "counterparty_ids": {
        "n_client_counterparties_12m",
        "client_top_counterparty_ratio_12m",
        "client_top_counterparty",
        "n_client_losses_with_one_party_12m",
        "client_loss_party",
    },
    "is_loss": {
        "client_loss_ratio_12m",
        "n_client_losses_with_one_party_12m",
        "client_loss_party",
    },
}


@pytest.mark.parametrize("column", list(UNKNOWN))
def test_one_deal_that_cannot_be_told_leaves_unknown_what_hangs_on_it(column: str) -> None:
    clients = [{"client_id": "C1", "paid_in_capital": Decimal(7), "annual_revenue": Decimal(7)}]
    known = sides(clients)
    rows = [deal("D1", dated_on=date(2025, 12, 5), is_loss=True), deal("D2", is_loss=True)]
    blank = rows[0] | {column: None}

    def facts(first: dict[str, Any]) -> Mapping[str, Any]:
        frame = client_facts(framed(first, rows[1]), CLIENT_DEAL.empty(), known, AS_OF)
        return frame.select(SUMMED).row(0, named=True)

    whole, less = facts(rows[0]), facts(blank)
    assert None not in whole.values()
    assert {n for n, v in less.items() if v is None} == UNKNOWN[column]


def test_capital_and_revenue_are_turned_into_dollars_of_the_day() -> None:
    clients: list[dict[str, Any]] = [
        {"client_id": "C1", "paid_in_capital": Decimal(7000), "annual_revenue": Decimal(0)},
        {"client_id": "C2", "paid_in_capital": None, "annual_revenue": None},
    ]
    known = sides(clients)
    (rate,) = known.fx.filter(pl.col("currency") == "CNY", pl.col("on") == TODAY)["usd_per_unit"]
    rows = framed(deal("D1"), deal("D2", client_id="C2"), deal("D3", client_id="C3"))
    frame = client_facts(rows, CLIENT_DEAL.empty(), known, AS_OF)
    ratio = frame["client_turnover_over_capital_ratio"].to_list()
    assert ratio == [round(1000 / (7000 * rate), 6), None, None]
    assert frame["client_turnover_over_revenue_ratio"].to_list() == [None] * 3


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_rows_changes_a_fact(seed: int) -> None:
    rows = framed(
        *(
            deal(f"D{i}", client_id=f"C{i % 3}", value_cents=i * 37, counterparty_ids=f"P{i % 5}")
            for i in range(60)
        )
    )
    mixed = rows.sample(fraction=1.0, shuffle=True, seed=seed)
    said = (client_facts(r, CLIENT_DEAL.empty(), SIDES, AS_OF) for r in (rows, mixed))
    assert pl.DataFrame.equals(*said)


# the narrow rows of deals


def narrow(rows: Rows, name: str = "D1") -> Mapping[str, Any]:
    frame = screened(rows).tables["client_deal"]
    return frame.row(by_predicate=pl.col("deal_id") == name, named=True)


def test_the_row_of_an_honest_deal() -> None:
    assert narrow(honest()) == {
        "client_id": "C1",
        "deal_id": "D1",
        "dated_on": date(2025, 3, 1),
        "value_cents": 91_800_000,
        "is_loss": False,
        "is_on_instruction": False,
        "counterparty_ids": "P-BUYER,P-SELLER",
        "margin_ppm": 20_000,
        "hs2s": "74",
        "disposition": "PASS",
    }


def test_a_firm_of_the_bank_counts_under_its_client_id() -> None:
    rows = honest()
    rows["parties"][1]["client_id"] = "C7"
    assert narrow(rows)["counterparty_ids"] == "C7,P-SELLER"


def test_a_paper_without_its_counterparty_is_not_a_deal_without_one() -> None:
    rows = honest()
    rows["invoices"][1]["buyer_id"] = None
    assert narrow(rows)["counterparty_ids"] is None
    open_sale = honest()
    for table in ("contracts", "invoices"):
        open_sale[table].pop()
    assert narrow(open_sale)["counterparty_ids"] == "P-SELLER"


def test_a_loss_and_a_margin_that_cannot_be_told() -> None:
    lost = honest()
    lost["invoices"][1]["total_amount"] = Decimal(1)
    assert narrow(lost)["is_loss"] is True
    blank = deepcopy(lost)
    blank["invoices"][1]["total_amount"] = None
    assert narrow(blank)["is_loss"] is None
    for table in ("contracts", "invoices"):
        blank[table].pop()
    assert narrow(blank)["is_loss"] is False


def test_a_deal_without_papers_is_dated_by_its_payments_up_to_the_day_of_decision() -> None:
    rows = honest()
    alone: Rows = {"clients": rows["clients"], "payments": [rows["payments"][0]]}
    alone["payments"][0] |= {"deal_id": None, "leg": None, "value_date": date(2027, 1, 1)}
    frame = screened(alone).tables["client_deal"]
    assert frame.select("client_id", "dated_on", "value_cents").rows() == [("C1", TODAY, 0)]


def test_nothing_handed_in_later_is_counted() -> None:
    late = honest("D2")
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in late[table]:
            row["submitted_at"] = at(12, 31).replace(hour=23)
    late["payments"] = []
    said = screened(together(honest(), late)).client_facts
    assert said["n_client_deals"].to_list() == [1]
