"""The alert of a client: its own disposition, and the points its deals inherit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from screening.rulepack.answers import FIRST_HIT, PASS
from screening.score import Assessment, ClientAssessment, assess_clients, inherited
from tests.score.made import deal, default_pack, facts_of, found, hit, judged, points, small_policy

PACK = default_pack()
RULES = [r for r in PACK.rules if r.grain == "client" and r.is_active]
ALERT = "C1 2025-09"


def alerted(*rows: Mapping[str, Any], cap: int = 10, deals: int = 1) -> ClientAssessment:
    """What is said of client C1, which has deals, on these findings; C2 has no finding."""
    codes = {r.id: [PASS, PASS] for r in RULES}
    for row in rows:
        if row["answer"] == "hit":
            codes.setdefault(row["rule_id"], [PASS, PASS])[0] = FIRST_HIT
    table = pl.DataFrame(codes, schema=dict.fromkeys(codes, pl.UInt8()))
    findings = found(*(dict(row) | {"deal_id": "C1"} for row in rows)).rename(
        {"deal_id": "client_id"}
    )
    return assess_clients(
        pl.DataFrame({"client_id": ["C1"] * deals + ["C2"]}),
        table.with_columns(client_id=pl.Series(["C1", "C2"])),
        findings,
        small_policy(client_cap=cap),
        RULES,
        "2025-09",
    )


def of_c1(said: ClientAssessment) -> Mapping[str, Any]:
    return said.clients.row(by_predicate=pl.col("client_id") == "C1", named=True)


def with_alert(said: Assessment, *rows: Mapping[str, Any], cap: int = 10) -> Assessment:
    return inherited(said, alerted(*rows, cap=cap).clients)


@pytest.mark.parametrize(
    ("rows", "disposition", "total"),
    [
        ([], "PASS", 0),
        ([hit("NET-06", "note", 0)], "PASS_NOTE", 0),
        ([hit("NET-06", "review", 24)], "PASS_NOTE", 24),
        ([hit("NET-06", "review", 25)], "REVIEW", 25),
        ([hit("NET-06", "review", 15), hit("COM-01", "review", 15)], "REVIEW", 30),
        ([hit("NET-06", "escalate", 0)], "ESCALATE", 0),
        ([hit("NET-06", "hold", 0)], "HOLD", 0),
        ([hit("NET-06", "hold", 0, status="shadow")], "PASS", 0),
    ],
)
def test_a_client_has_a_disposition_by_the_law_of_deals(
    rows: list[dict[str, Any]], disposition: str, total: int
) -> None:
    said = of_c1(alerted(*rows))
    assert (said["disposition"], said["points"]) == (disposition, total)


def test_the_row_of_a_client() -> None:
    said = alerted(hit("NET-06", "review", 15), deals=3)
    row = of_c1(said)
    assert (row["period"], row["n_deals"], row["n_hits"], row["deal_points"]) == (
        "2025-09",
        3,
        1,
        10,
    )
    assert (row["why"], row["why_zh"]) == ("notes: NET-06", "提示:NET-06")
    assert row["answers"] == [FIRST_HIT if r.id == "NET-06" else PASS for r in RULES]
    assert said.clients["client_id"].to_list() == ["C1", "C2"]
    assert said.findings.select("client_id", "period", "tier").rows() == [("C1", "2025-09", 1)]


def test_the_points_of_a_typology_are_not_reduced_before_the_cap() -> None:
    rows = [hit("NET-06", "review", 15, "t"), hit("COM-01", "review", 15, "t")]
    assert of_c1(alerted(*rows, cap=100))["deal_points"] == 30


@pytest.mark.parametrize(("given", "inherits"), [(9, 9), (10, 10), (11, 10), (400, 10)])
def test_deals_inherit_capped_points_in_one_addend_that_names_the_alert(
    given: int, inherits: int
) -> None:
    plain = judged([hit("COM-01", "note", 7)], facts=facts_of({"client_id": "C1"}))
    said = with_alert(plain, hit("NET-06", "hold", given))
    assert points(said) == [*points(plain), ("client", None, given, inherits)]
    assert said.addends["client_alert"].to_list() == [None, None, None, ALERT]
    assert said.addends["position"].to_list() == [1, 2, 3, 4]
    assert deal(said)["total_points"] == -93 + inherits == said.addends["points"].sum()


def test_no_alert_moves_anything_of_a_deal_but_its_total_and_score() -> None:
    near = judged([hit("COM-01", "note", 24)], facts=facts_of({"client_id": "C1"}))
    said = with_alert(near, hit("NET-06", "hold", 400), cap=400)
    before, after = dict(deal(near)), dict(deal(said))
    assert before["disposition"] == after["disposition"] == "PASS_NOTE"
    changed = {n for n, value in before.items() if after[n] != value}
    assert changed == {"total_points", "score"}
    assert after["score"] == round(100 / (1 + 2 ** (-(-76 + 400) / 20)), 4)
    assert said.duties.equals(near.duties)
    assert said.findings.equals(near.findings)


def test_other_clients_deals_and_deals_of_no_client_inherit_nothing() -> None:
    facts = facts_of({"client_id": "C1"}, {"client_id": "C2"}, {"client_id": None})
    plain = judged([], facts=facts)
    said = with_alert(plain, hit("NET-06", "review", 15))
    assert said.deals["total_points"].to_list() == [-90, -100, -100]
    assert said.deals["deal_id"].to_list() == plain.deals["deal_id"].to_list()
    assert said.addends.filter(kind="client")["deal_id"].to_list() == ["D1"]


def test_an_alert_without_points_leaves_the_deals_as_they_are() -> None:
    plain = judged([], facts=facts_of({"client_id": "C1"}))
    for alert in (hit("NET-06", "note", 0), hit("NET-06", "hold", 0, status="shadow")):
        assert with_alert(plain, alert).addends.equals(plain.addends)


def test_a_cap_of_nought_keeps_the_client_away_from_its_deals() -> None:
    plain = judged([], facts=facts_of({"client_id": "C1"}))
    assert with_alert(plain, hit("NET-06", "review", 15), cap=0).addends.equals(plain.addends)
