"""Rules of clients: asked apart from those of deals, of facts of their own, by one engine."""

from __future__ import annotations

from datetime import date

import pytest

from screening.errors import RuleError
from screening.rulepack import load_pack
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack

TODAY = date(2025, 6, 1)
CLIENT_PATH = "network/NET-06_one.toml"
CLIENT_RULE = """
id         = "NET-06"
title      = "One counterparty"
title_zh   = "单一交易对手"
version    = 1
status     = "shadow"
grain      = "client"
stage      = "both"
typology   = "concentration"
references = ["a source"]
proposed_by = "author"
approved_by = "committee"
what   = "w"
why    = "y"
misses = "m"
reason    = "{client_top_counterparty_ratio_12m} with one firm."
reason_zh = "单一对手占比 {client_top_counterparty_ratio_12m}。"
severity = "review"
points   = 15
[when]
one_dominates = "client_top_counterparty_ratio_12m > :share"
[limits]
share = 0.8
"""
BOTH = {RULE_PATH: RULE, CLIENT_PATH: CLIENT_RULE}


def test_rules_are_asked_by_grain_and_of_deals_unless_said(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(BOTH))
    assert [r.id for r in pack.asked(TODAY)] == ["COM-01"]
    assert [r.id for r in pack.asked(TODAY, "client")] == ["NET-06"]


def test_a_rule_of_clients_cannot_ask_a_fact_of_deals(write_pack: WritePack) -> None:
    text = CLIENT_RULE.replace("client_top_counterparty_ratio_12m >", "price_deviation >")
    with pytest.raises(RuleError, match="price_deviation"):
        load_pack(write_pack({CLIENT_PATH: text, RULE_PATH: RULE}))
    deal = RULE.replace("price_deviation >= ", "client_growth_ratio >= ")
    with pytest.raises(RuleError, match="client_growth_ratio"):
        load_pack(write_pack({RULE_PATH: deal}))


@pytest.mark.parametrize(
    ("old", "new"),
    [('rule = "COM-01"', 'rule = "NET-06"'), ('rules = ["COM-01"]', 'rules = ["NET-06"]')],
)
def test_nothing_of_a_deal_hangs_on_a_rule_of_clients(
    write_pack: WritePack, old: str, new: str
) -> None:
    with pytest.raises(RuleError, match="NET-06 is asked of clients"):
        load_pack(write_pack(BOTH, policy=POLICY.replace(old, new, 1)))


def test_the_cap_of_what_deals_inherit_decides_and_is_nought_unless_said(
    write_pack: WritePack,
) -> None:
    plain = load_pack(write_pack()).policy
    capped = POLICY.replace("review_band = 25", "review_band = 25\nclient_cap = 10")
    policy = load_pack(write_pack(policy=capped)).policy
    assert (plain.client_cap, policy.client_cap) == (0, 10)
    assert plain.digest != policy.digest
    with pytest.raises(RuleError, match="client_cap"):
        load_pack(write_pack(policy=capped.replace("client_cap = 10", "client_cap = -1")))
