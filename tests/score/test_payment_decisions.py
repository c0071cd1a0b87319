"""The decision on each payment that waits, from what must be asked before it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.score import payment_decisions
from tests.linking.loose import named
from tests.one_deal import Rows, at, honest, payment, screened, together
from tests.score.made import found, hit, small_policy, unasked

ASKED = datetime(2025, 4, 1, 9, tzinfo=UTC)


def _decided(
    rows: list[dict[str, Any]],
    *shares: tuple[str, str],
    unasked_groups: str | None = None,
) -> dict[str, tuple[str, str, str]]:
    """Decision, deals and rules of each payment; by default P1 for D1 alone."""
    shares = shares or (("P1", "D1"),)
    waiting = pl.DataFrame(
        [(p, d, "OUT", Decimal(5), "USD", ASKED) for p, d in shares],
        schema={
            "payment_id": pl.String(),
            "deal_id": pl.String(),
            "direction": pl.String(),
            "amount": pl.Decimal(18, 3),
            "currency": pl.String(),
            "requested_at": pl.Datetime("us", "UTC"),
        },
        orient="row",
    )
    deals = waiting.select("deal_id", unasked_groups=pl.lit(unasked_groups, pl.String)).unique()
    said = payment_decisions(waiting, found(*rows), deals, small_policy())
    assert said["payment_id"].to_list() == sorted({p for p, _ in shares})
    return {
        row["payment_id"]: (row["decision"], row["deal_ids"], row["rule_ids"])
        for row in said.to_dicts()
    }


@pytest.mark.parametrize(
    ("rows", "decision"),
    [
        ([], "RELEASE"),
        ([hit("COM-05", "note", 5)], "RELEASE"),
        ([hit("COM-01", "review", 24)], "RELEASE"),
        ([hit("COM-01", "review", 25)], "REVIEW"),
        ([hit("COM-01", "review", 20), hit("AUT-01", "note", 5)], "REVIEW"),
        ([hit("COM-01", "escalate", 0)], "ESCALATE"),
        ([hit("COM-01", "hold", 0)], "HOLD"),
        ([hit("COM-01", "hold", 0), hit("AUT-08", "escalate", 60)], "HOLD"),
        ([unasked("AUT-04", "paper")], "REVIEW"),
        ([unasked("AUT-04", "not_yet")], "RELEASE"),
        ([unasked("AUT-04", "coverage")], "RELEASE"),
        ([unasked("AUT-04", "paper"), hit("COM-01", "hold", 0)], "HOLD"),
        ([hit("COM-01", "hold", 90, stage="pre_payment")], "HOLD"),
        ([hit("PAY-06", "hold", 90, stage="post_payment")], "RELEASE"),
        ([hit("COM-01", "hold", 0, status="shadow")], "RELEASE"),
    ],
)
def test_the_ladder(rows: list[dict[str, Any]], decision: str) -> None:
    assert _decided(rows)["P1"][0] == decision


def test_points_of_what_is_asked_after_payment_do_not_count() -> None:
    rows = [hit("COM-01", "review", 20), hit("PAY-06", "review", 20, stage="post_payment")]
    assert _decided(rows)["P1"] == ("RELEASE", "D1", "COM-01")


def test_points_add_up_as_they_do_for_the_deal() -> None:
    """16 + 16/2 is 24 for the deal (design 7); its payment meets the same band no sooner."""
    rows = [hit("COM-01", "review", 16, "t"), hit("LOG-01", "review", 16, "t")]
    assert _decided(rows)["P1"][0] == "RELEASE"


def test_no_payment_leaves_while_a_policy_group_was_not_asked() -> None:
    assert _decided([], unasked_groups="authenticity")["P1"][0] == "REVIEW"


def test_a_payment_for_two_deals_takes_the_strictest() -> None:
    rows = [
        hit("COM-01", "escalate", 0),
        hit("NET-04", "hold", 0, deal_id="D2"),
        hit("COM-01", "note", 0, deal_id="D2"),
    ]
    shares = (("P1", "D1"), ("P2", "D2"), ("P3", "D1"), ("P3", "D2"), ("P4", "D3"))
    assert _decided(rows, *shares) == {
        "P1": ("ESCALATE", "D1", "COM-01"),
        "P2": ("HOLD", "D2", "NET-04"),
        "P3": ("HOLD", "D1, D2", "NET-04"),
        "P4": ("RELEASE", "D3", ""),
    }


def test_points_of_two_deals_are_not_added() -> None:
    rows = [hit("COM-01", "review", 20), hit("COM-01", "review", 20, deal_id="D2")]
    assert _decided(rows, ("P1", "D1"), ("P1", "D2"))["P1"][0] == "RELEASE"


def _decisions(rows: Rows) -> dict[str, str]:
    table = screened(rows).tables["payment_decision"]
    return dict(table.select("payment_id", "decision").iter_rows())


def test_only_a_payment_that_waits_is_decided() -> None:
    """Without a status it is released when it has a value date, else requested (schema)."""
    day = date(2025, 4, 10)
    stated = {
        "D1": ("requested", day),
        "D2": ("requested", None),
        "D3": (None, None),
        "D4": (None, day),
        "D5": ("released", day),
        "D6": ("returned", None),
        "D7": ("cancelled", None),
    }
    deals = [honest(d) for d in stated]
    for rows, (status, value_date) in zip(deals, stated.values(), strict=True):
        rows["payments"][0] |= {
            "status": status,
            "value_date": value_date,
            "requested_at": at(4, 9),
        }
    assert _decisions(together(*deals)) == dict.fromkeys(("D1-P1", "D2-P1", "D3-P1"), "RELEASE")


def test_a_payment_for_an_honest_and_a_held_deal_is_held() -> None:
    held = named("D2")
    held["contracts"][1]["buyer_id"] = held["invoices"][1]["buyer_id"] = "P-SELLER"
    rows = together(honest("D1"), held)
    rows["payments"][0] |= {"status": "requested", "value_date": None, "requested_at": at(4, 9)}
    assert _decisions(rows) == {"D1-P1": "RELEASE"}
    rows["payment_allocations"] = [
        {"payment_id": "D1-P1", "deal_id": d, "amount": Decimal(450000)} for d in ("D1", "D2")
    ]
    assert _decisions(rows) == {"D1-P1": "HOLD"}


def test_a_waiting_payment_without_papers_is_not_released() -> None:
    orphan = payment("P-77", None, "OUT", "1000", "C1", "P-X", date(2025, 4, 1))
    rows = together(honest(), {"payments": [orphan | {"status": "requested"}]})
    assert _decisions(rows)["P-77"] != "RELEASE"
