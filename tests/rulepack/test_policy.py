"""The policy file: what it must name, and how each mistake is told."""

from __future__ import annotations

import pytest

from screening.errors import RuleError
from screening.rulepack import load_pack
from tests.rulepack.conftest import POLICY, WritePack


def test_the_good_policy(write_pack: WritePack) -> None:
    policy = load_pack(write_pack()).policy
    assert policy.review_band == 25
    assert policy.group_caps["network"] == 90
    assert policy.lowerings[0].evidence == "has_true_up_invoice"
    assert [d.name for d in policy.duties] == ["RMB_REPORT", "ENTERPRISE_REPORT"]
    when = policy.duties[0].when
    assert when is not None
    assert when.canonical == "has_rmb_payment = TRUE"
    assert policy.duties[0].days is None
    assert policy.facts_needed == ("first_leg_on", "has_rmb_payment", "has_true_up_invoice")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("network = 90\n", "", '"group_caps.network" is missing'),
        ("network = 90", "network = 0", "must be from 1"),
        ("network = 90", "network = 90\nspam = 1", "unknown key"),
        ("base_points = -100", "base_points = 100", "must be from -1000 to 0"),
        ("same_typology_num = 1", "same_typology_num = 3", "more than the first"),
        ('rule = "COM-01"', 'rule = "COM-09"', 'no rule "COM-09"'),
        ('rules = ["COM-01"]', 'rules = ["COM-1"]', 'did you mean "COM-01"'),
        ("has_true_up_invoice", "has_true_up", 'did you mean "has_true_up_invoice"'),
        ("has_true_up_invoice", "supplier_is_buyer", "is not a true-or-false fact that is never"),
        ("has_true_up_invoice", "n_invoices", "is not a true-or-false fact"),
        ('"R04"', '"R44"', "is none of"),
        ("points = 0", "points = 61", "must not raise COM-01"),
        ("points = 0", 'points = 0\nof = "note"', "COM-01 has no tier of note"),
        ('starts = "first_leg_on"', 'starts = "n_invoices"', "is not a DATE fact"),
        ('day_kind = "calendar"', "", '"duty[2].day_kind" is missing'),
        ('when = "has_rmb_payment = TRUE"', 'when = "has_rmb = TRUE"', "duty[1].when, column 1"),
        ('when = "has_rmb_payment = TRUE"', "", "nowhere when it arises"),
        ('"ENTERPRISE_REPORT"', '"RMB_REPORT"', "RMB_REPORT stands twice"),
        ('"RMB_REPORT"', '"RMB"', "is none of: SPECIAL"),
        ('approved_by = "committee"', 'approved_by = "author"', "someone else must approve"),
    ],
)
def test_wrong_policies(write_pack: WritePack, old: str, new: str, said: str) -> None:
    assert old in POLICY
    with pytest.raises(RuleError) as error:
        load_pack(write_pack(policy=POLICY.replace(old, new, 1)))
    assert said in str(error.value)


def test_a_rule_with_problems_is_still_known_to_the_policy(write_pack: WritePack) -> None:
    folder = write_pack({"commercial/COM-01_x.toml": 'id = "COM-01"'})
    with pytest.raises(RuleError) as error:
        load_pack(folder)
    assert "no rule" not in str(error.value)
