"""The proposed disposition, with each threshold on both sides, and what set it (domain 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.rulepack.answers import FIRST_HIT, FIRST_NOT_EVALUABLE, NOT_APPLICABLE, PASS
from screening.score.disposition import POLICY_GROUPS, answer_counts
from tests.one_deal import Rows, disposition, honest, screened, together
from tests.score.made import deal, default_pack, hit, judged, small_policy, unasked

NOTE = hit("COM-05", "note", 5)
COVERAGE = FIRST_NOT_EVALUABLE + 2


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "PASS"),
        ([hit("COM-05", "note", 0)], "PASS_NOTE"),
        ([NOTE], "PASS_NOTE"),
        ([hit("COM-01", "review", 24)], "PASS_NOTE"),
        ([hit("COM-01", "review", 25)], "REVIEW"),
        ([hit("COM-01", "note", 24)], "PASS_NOTE"),
        ([hit("COM-01", "note", 25)], "REVIEW"),
        ([hit("COM-01", "review", 20), NOTE], "REVIEW"),
        ([hit("COM-01", "review", 19), NOTE], "PASS_NOTE"),
        ([hit("COM-01", "escalate", 0)], "ESCALATE"),
        ([hit("COM-01", "escalate", 90)], "ESCALATE"),
        ([hit("COM-01", "hold", 0)], "HOLD"),
        ([hit("COM-01", "hold", 0), hit("AUT-08", "escalate", 60)], "HOLD"),
        ([hit("COM-01", "review", 60), hit("AUT-08", "escalate", 0)], "ESCALATE"),
        ([unasked("COM-01", "paper")], "REVIEW"),
        ([unasked("COM-01", "not_yet")], "PASS"),
        ([unasked("COM-01", "coverage")], "PASS"),
        ([unasked("COM-01", "source")], "PASS"),
        ([unasked("COM-01", "paper"), NOTE], "REVIEW"),
        ([unasked("COM-01", "coverage"), NOTE], "PASS_NOTE"),
        ([unasked("COM-01", "paper"), hit("AUT-08", "escalate", 0)], "ESCALATE"),
        ([hit("COM-01", "hold", 0, status="shadow")], "PASS"),
    ],
)
def test_the_ladder(rows: list[dict[str, Any]], expected: str) -> None:
    assert deal(judged(rows, policy=small_policy()))["disposition"] == expected


@pytest.mark.parametrize(("second", "expected"), [(16, "PASS_NOTE"), (18, "REVIEW")])
def test_the_band_is_met_by_the_sum_after_reduction(second: int, expected: str) -> None:
    """16 + 16/2 is 24, 16 + 18 ordered by points is 18 + 8 = 26."""
    rows = [hit("COM-01", "review", 16, "t"), hit("LOG-01", "review", second, "t")]
    assert deal(judged(rows, policy=small_policy()))["disposition"] == expected


def test_the_band_is_the_policys() -> None:
    rows = [hit("COM-01", "review", 25)]
    policy = small_policy(review_band=26)
    assert deal(judged(rows, policy=policy))["disposition"] == "PASS_NOTE"


def test_the_ranks_order_the_queue() -> None:
    ranks = {
        row["disposition"]: row["disposition_rank"]
        for rows in (
            [],
            [NOTE],
            [hit("COM-01", "review", 60)],
            [hit("COM-01", "escalate", 0)],
            [hit("COM-01", "hold", 0)],
        )
        for row in [deal(judged(rows))]
    }
    assert ranks == {"HOLD": 1, "ESCALATE": 2, "REVIEW": 3, "PASS_NOTE": 4, "PASS": 5}


def _key_rules(group: str) -> list[str]:
    rules = default_pack().rules
    return [r.id for r in rules if r.group == group and r.required and r.status == "active"]


@pytest.mark.parametrize("group", POLICY_GROUPS)
@pytest.mark.parametrize("code", [NOT_APPLICABLE, COVERAGE])
def test_a_policy_group_nobody_could_ask_is_a_review(group: str, code: int) -> None:
    keys = _key_rules(group)
    none = judged([], codes=dict.fromkeys(keys, code))
    assert (deal(none)["disposition"], deal(none)["unasked_groups"]) == ("REVIEW", group)
    one = judged([], codes=dict.fromkeys(keys[1:], code))
    assert (deal(one)["disposition"], deal(one)["unasked_groups"]) == ("PASS", None)


@pytest.mark.parametrize("group", ["documents", "eligibility", "payments", "network"])
def test_the_other_groups_need_no_answer(group: str) -> None:
    said = judged([], codes=dict.fromkeys(_key_rules(group), COVERAGE))
    assert deal(said)["disposition"] == "PASS"


@pytest.mark.parametrize(("code", "unasked_groups"), [(PASS, None), (FIRST_HIT + 1, None)])
def test_a_hit_answers_for_its_group(code: int, unasked_groups: str | None) -> None:
    keys = _key_rules("legality")
    codes = dict.fromkeys(keys, COVERAGE) | {keys[0]: code}
    assert deal(judged([], codes=codes))["unasked_groups"] == unasked_groups


def test_a_rule_that_is_not_required_or_not_active_does_not_answer_for_its_group() -> None:
    rules = [r for r in default_pack().rules if r.group == "legality" and r.required]
    said = judged([])
    codes = said.deals.select("deal_id").with_columns(**{r.id: pl.lit(PASS) for r in rules})
    for change in ({"required": False}, {"status": "shadow"}):
        bent = tuple(replace(r, **change) for r in rules)
        (row,) = answer_counts(codes, bent).to_dicts()
        assert row["unasked_groups"] == "authenticity, legality, commercial, logic"
    (row,) = answer_counts(codes, tuple(rules)).to_dicts()
    assert row["unasked_groups"] == "authenticity, commercial, logic"


def test_counts_of_hits_and_of_questions_that_could_not_be_asked() -> None:
    rows = [hit("COM-01", "note", 1), hit("AUT-01", "note", 1)]
    codes = {"DOC-01": FIRST_NOT_EVALUABLE, "PAY-09": COVERAGE, "PAY-01": NOT_APPLICABLE}
    said = deal(judged(rows, codes=codes))
    assert (said["n_hits"], said["n_not_evaluable"]) == (2, 2)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([hit("AUT-08", "escalate", 0), hit("COM-01", "hold", 0)], ("COM-01", "AUT-08")),
        ([hit("COM-01", "review", 31)], ("31", "25")),
        ([unasked("AUT-04", "paper")], ("AUT-04",)),
        ([NOTE], ("COM-05",)),
    ],
)
def test_what_set_it_is_said(rows: list[dict[str, Any]], told: tuple[str, ...]) -> None:
    why = deal(judged(rows, policy=small_policy()))["why"]
    assert all(word in why for word in told)


def test_what_set_it_is_said_in_both_languages() -> None:
    rows = [
        *(hit(rule, "hold", 31) for rule in ("COM-01", "AUT-04")),
        hit("AUT-08", "escalate", 0),
        unasked("LOG-01", "paper"),
        unasked("DOC-01", "paper"),
    ]
    keys = [k for group in ("legality", "logic") for k in _key_rules(group)]
    said = deal(judged(rows, policy=small_policy(), codes=dict.fromkeys(keys, COVERAGE)))
    assert said["why"] == (
        "hold: AUT-04, COM-01; escalate: AUT-08; 62 points reach the review band of 25; cannot be "
        "asked for want of a paper or field: DOC-01, LOG-01; no key rule answered in: legality, "
        "logic"
    )
    assert said["why_zh"] == (
        "拦截:AUT-04、COM-01;上报:AUT-08;规则分 62 达到复核线 25;"
        "因缺少单证或字段无法判断:DOC-01、LOG-01;下列方面没有关键规则得到回答:合法性、逻辑性"
    )
    noted = deal(judged([NOTE, hit("AUT-01", "note", 1)], policy=small_policy()))
    assert (noted["why"], noted["why_zh"]) == ("notes: AUT-01, COM-05", "提示:AUT-01、COM-05")


def test_a_deal_that_passes_has_nothing_to_say() -> None:
    said = deal(judged([]))
    assert (said["why"], said["why_zh"]) == (None, None)


def _thin_margin(rows: Rows) -> None:
    """Bought for 900,000 and sold for 900,500."""
    sold = Decimal(900500)
    rows["goods_lines"][3] |= {"unit_price": sold / 100, "line_amount": sold}
    rows["invoices"][1]["total_amount"] = rows["payments"][1]["amount"] = sold


def _short(rows: Rows) -> None:
    rows["goods_lines"][3]["quantity"] = Decimal(94)


def _no_status(rows: Rows) -> None:
    rows["document_events"] = []


def _to_china(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_port"] = "CNSHA"


def _round_trip(rows: Rows) -> None:
    rows["contracts"][1]["buyer_id"] = rows["invoices"][1]["buyer_id"] = "P-SELLER"


def test_whole_deals_under_the_default_pack() -> None:
    kinds: dict[Callable[[Rows], None], str] = {
        lambda _: None: "PASS",
        _thin_margin: "PASS_NOTE",
        _short: "REVIEW",
        _no_status: "REVIEW",
        _to_china: "ESCALATE",
        _round_trip: "HOLD",
    }
    deals = [honest(f"D{i}") for i in range(len(kinds))]
    for change, rows in zip(kinds, deals, strict=True):
        change(rows)
    results = screened(together(*deals))
    assert [disposition(results, f"D{i}") for i in range(len(kinds))] == list(kinds.values())
