"""The sum: the addends are the explanation, and they add up exactly."""

from __future__ import annotations

from random import Random
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.rulepack.rule import GROUPS
from tests.score.made import deal, default_pack, facts_of, hit, judged, points, small_policy

BASE = ("base", None, -100, -100)
ANOMALY = ("anomaly", None, 0, 0)


def test_a_deal_with_nothing_found_has_the_base_and_no_anomaly() -> None:
    said = judged([])
    assert points(said) == [BASE, ANOMALY]
    assert (deal(said)["total_points"], deal(said)["rule_points"]) == (-100, 0)


def test_hits_of_different_typologies_count_in_full() -> None:
    said = judged([hit("AUT-01", "note", 20), hit("COM-01", "note", 30)], policy=small_policy())
    assert points(said) == [
        BASE,
        ("rule", "COM-01", 30, 30),
        ("rule", "AUT-01", 20, 20),
        ANOMALY,
    ]
    assert (deal(said)["total_points"], deal(said)["rule_points"]) == (-50, 50)


def test_a_further_hit_of_a_typology_counts_half_rounded_down() -> None:
    rows = [hit("COM-04", "note", 15, "t"), hit("AUT-01", "note", 20, "t")]
    rows.append(hit("LOG-01", "note", 7, "t"))
    said = judged(rows, policy=small_policy())
    assert points(said)[1:-1] == [
        ("rule", "AUT-01", 20, 20),
        ("rule", "COM-04", 15, 7),
        ("rule", "LOG-01", 7, 3),
    ]


def test_of_equal_points_the_first_by_id_counts_in_full() -> None:
    rows = [hit(r, "note", 11, "t") for r in ("LOG-01", "AUT-01", "COM-04")]
    assert points(judged(rows, policy=small_policy()))[1:-1] == [
        ("rule", "AUT-01", 11, 11),
        ("rule", "COM-04", 11, 5),
        ("rule", "LOG-01", 11, 5),
    ]


def test_one_typology_in_two_deals_is_not_one() -> None:
    rows = [hit("AUT-01", "note", 20, "t"), hit("COM-04", "note", 20, "t", deal_id="D2")]
    said = judged(rows, facts=facts_of({}, {}), policy=small_policy())
    assert [deal(said, d)["rule_points"] for d in ("D1", "D2")] == [20, 20]


@pytest.mark.parametrize(("second", "cut"), [(20, []), (21, [-1]), (60, [-40])])
def test_what_a_group_has_above_its_cap_is_taken_back_at_once(second: int, cut: list[int]) -> None:
    rows = [hit("AUT-01", "note", 40), hit("AUT-04", "note", second), hit("COM-01", "note", 60)]
    said = judged(rows, policy=small_policy())
    cuts = [p for p in points(said) if p[0] == "group_cap"]
    assert cuts == [("group_cap", "authenticity", c, c) for c in cut]
    assert deal(said)["rule_points"] == min(40 + second, 60) + 60


def test_the_cap_is_over_reduced_points() -> None:
    rows = [hit("AUT-01", "note", 40, "t"), hit("AUT-04", "note", 40, "t")]
    said = judged(rows, policy=small_policy())
    assert deal(said)["rule_points"] == 60
    assert "group_cap" not in {p[0] for p in points(said)}


def test_a_typology_is_reduced_across_groups_but_capped_by_group() -> None:
    rows = [hit("AUT-01", "note", 100, "t"), hit("COM-01", "note", 100, "t")]
    said = judged(rows, policy=small_policy())
    assert points(said) == [
        BASE,
        ("rule", "AUT-01", 100, 100),
        ("rule", "COM-01", 100, 50),
        ("group_cap", "authenticity", -40, -40),
        ANOMALY,
    ]
    assert deal(said)["total_points"] == 10


def test_the_fraction_is_the_policys() -> None:
    rows = [hit("AUT-01", "note", 20, "t"), hit("COM-01", "note", 20, "t")]
    policy = small_policy(same_typology_num=2, same_typology_den=3)
    assert deal(judged(rows, policy=policy))["rule_points"] == 20 + 13


def test_a_shadow_rule_adds_nothing_but_stays_in_the_findings() -> None:
    rows = [hit("AUT-01", "hold", 0, status="shadow"), hit("COM-01", "note", 9)]
    said = judged(rows)
    assert [p[1] for p in points(said)] == [None, "COM-01", None]
    assert said.findings["rule_id"].to_list() == ["AUT-01", "COM-01"]
    assert deal(said)["disposition"] == "PASS_NOTE"


@pytest.mark.parametrize(
    ("rule_points", "shown"),
    [(0, 3.0303), (20, 5.8824), (60, 20.0), (100, 50.0), (120, 66.6667), (140, 80.0)],
)
def test_the_shown_score(rule_points: int, shown: float) -> None:
    """100 / (1 + 2^(-total/20)): -100 is 100/33, -80 is 100/17, -40 is 100/5, 0 is a half."""
    policy = small_policy(group_caps=MappingProxyType(dict.fromkeys(GROUPS.values(), 1000)))
    said = judged([hit("AUT-01", "note", rule_points)], policy=policy)
    assert deal(said)["score"] == shown


SOME_HITS = st.lists(
    st.builds(
        hit,
        st.sampled_from(["AUT-01", "AUT-04", "AUT-08", "COM-01", "COM-04", "LOG-01", "NET-04"]),
        st.sampled_from(["note", "review", "escalate", "hold"]),
        st.integers(0, 120),
        st.sampled_from(["a", "b", "c"]),
        deal_id=st.sampled_from(["D1", "D2", "D3"]),
    ),
    unique_by=lambda row: (row["deal_id"], row["rule_id"]),
    max_size=20,
)
SOME = settings(max_examples=20, deadline=None, derandomize=True)
Rows = list[dict[str, Any]]


@SOME
@given(SOME_HITS)
def test_the_addends_add_up_to_the_total_and_no_group_beyond_its_cap(rows: Rows) -> None:
    said = judged(rows, facts=facts_of({}, {}, {}))
    sums = said.addends.group_by("deal_id").agg(pl.col("points").sum()).sort("deal_id")
    told = said.deals.select("deal_id", points="total_points").sort("deal_id")
    assert told.equals(sums)
    groups = said.addends.drop_nulls("rule_group").group_by("deal_id", "rule_group")
    caps = default_pack().policy.group_caps
    for _, group, total in groups.agg(pl.col("points").sum()).rows():
        assert total <= caps[group]


@SOME
@given(SOME_HITS)
def test_the_addends_stand_in_the_order_they_are_explained_in(rows: Rows) -> None:
    said = judged(rows, facts=facts_of({}, {}, {}))
    for _, mine in said.addends.group_by("deal_id"):
        assert mine["position"].to_list() == list(range(1, mine.height + 1))
        ranks = [("base", "rule", "group_cap", "anomaly").index(k) for k in mine["kind"]]
        assert ranks == sorted(ranks)
        full = mine.filter(kind="rule")["full_points"].to_list()
        assert full == sorted(full, reverse=True)


@SOME
@given(SOME_HITS, st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_nothing(rows: Rows, mix: Random) -> None:
    facts = facts_of({}, {}, {})
    mixed = list(rows)
    mix.shuffle(mixed)
    said, again = judged(rows, facts=facts), judged(mixed, facts=facts)
    assert again.addends.equals(said.addends)
    assert again.deals.equals(said.deals)
    assert again.duties.equals(said.duties)
