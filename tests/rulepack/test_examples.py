"""A rule earns its place by its examples: wrong ones and missing ones are told."""

from __future__ import annotations

import time

import pytest

from screening.errors import RuleError
from screening.rulepack import check_pack, load_checked_pack
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack


def cut(name: str) -> str:
    """The rule without the example of that name."""
    blocks = RULE.split("[[example]]\n")
    kept = [b for b in blocks if not b.startswith(f'name = "{name}"')]
    assert len(kept) == len(blocks) - 1
    return "[[example]]\n".join(kept)


def test_the_good_pack_is_clean(write_pack: WritePack) -> None:
    report = check_pack(write_pack())
    assert report.problems == ()
    assert (report.n_rules, report.n_examples) == (1, 9)
    assert load_checked_pack(write_pack()).rules[0].id == "COM-01"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("at the hold limit", 'stands on the limit of "price_deviation >= 4.0e0"'),
        ("below the hold limit", 'just beside the limit of "price_deviation >= 4.0e0"'),
        ("at the review limit", 'stands on the limit of "price_deviation >= 0.3e0"'),
        ("below the review limit", "no example shows"),
        ("just worth it", 'stands on the limit of "invoice_usd >= 50000.0e0"'),
        ("too small", 'is decided by "invoice_usd >= 50000.0e0" failing alone'),
        ("provisional", "is decided by \"price_basis IN ('FIXED', 'FORMULA')\" failing alone"),
        ("no reference", "no example shows a not_evaluable"),
    ],
)
def test_every_example_of_the_rule_is_needed(write_pack: WritePack, gone: str, said: str) -> None:
    problems = check_pack(write_pack({RULE_PATH: cut(gone)})).problems
    if gone == "below the review limit":
        said = 'just beside the limit of "price_deviation >= 0.3e0"'
    assert any(said in p for p in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "set  = { price_deviation = 0.29 }",
            "set  = { price_deviation = 0.31 }",
            'example "below the review limit": expected pass, got hit:review',
        ),
        ("not_evaluable:coverage", "not_evaluable:paper", "got not_evaluable:coverage"),
        ("price_deviation = 5.1", "price_deviation = 0.1", "the baseline: expected hit, got pass"),
        ("price_ratio     = 6.1\n", "", "baseline does not give price_ratio"),
        ('"below the hold limit"\nset  = { price_deviation = 3.9 }\nexpect = "hit:review"',
         '"below the hold limit"\nset  = { price_deviation = 3.0 }\nexpect = "hit:review"',
         "just beside the limit"),
        ("invoice_usd = 49_999", "invoice_usd = 40_000", "just beside the limit"),
    ],
)  # fmt: skip
def test_wrong_examples(write_pack: WritePack, old: str, new: str, said: str) -> None:
    assert old in RULE
    folder = write_pack({RULE_PATH: RULE.replace(old, new, 1)})
    with pytest.raises(RuleError) as error:
        load_checked_pack(folder)
    assert said in str(error.value)


def test_a_joint_needs_an_example_for_each_side(write_pack: WritePack) -> None:
    text = RULE.replace(
        "price_deviation >= :deviation", "price_deviation >= :deviation AND NOT has_true_up_invoice"
    ).replace("[baseline]", "[baseline]\nhas_true_up_invoice = false")
    (problem,) = check_pack(write_pack({RULE_PATH: text})).problems
    said = 'when.price_is_far, column 39: no example is decided by "has_true_up_invoice" holding'
    assert said in problem


def test_a_tier_without_an_example(write_pack: WritePack) -> None:
    text = RULE.replace(
        "[baseline]",
        '[[tier]]\nseverity = "note"\npoints = 1\nlimits = { deviation = 0.1 }\n[baseline]',
    ).replace('"below the review limit"', '"in between"')
    problems = check_pack(write_pack({RULE_PATH: text.replace("0.29", "0.09")})).problems
    assert any("no example shows tier 3 (note)" in p for p in problems)


def test_a_draft_needs_no_examples_but_those_it_has_must_hold(write_pack: WritePack) -> None:
    draft = cut("no reference").replace('"active"', '"draft"')
    assert check_pack(write_pack({RULE_PATH: draft})).problems == ()
    wrong = draft.replace("49_999", "60_000")
    assert len(check_pack(write_pack({RULE_PATH: wrong})).problems) == 1


def test_good_rules_are_tried_beside_broken_files(write_pack: WritePack) -> None:
    broken = RULE.replace('"COM-01"', '"COM-02"').replace("[when]", "[wen]")
    wrong = RULE.replace("0.29", "0.31")
    report = check_pack(write_pack({RULE_PATH: wrong, "commercial/COM-02_b.toml": broken}))
    said = "\n".join(report.problems)
    assert "COM-02_b.toml" in said
    assert 'example "below the review limit"' in said
    assert report.pack is None


def test_a_pack_of_many_rules_is_checked_in_seconds(write_pack: WritePack) -> None:
    files = {
        f"commercial/COM-{i:02d}_x.toml": RULE.replace("COM-01", f"COM-{i:02d}")
        for i in range(1, 61)
    }
    started = time.process_time()
    assert check_pack(write_pack(files)).is_clean
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # on the limit, but the price has failed already: the amount decides nothing
        (
            'set  = { invoice_usd = 50_000 }\nexpect = "hit:hold"',
            'set  = { invoice_usd = 50_000, price_deviation = 0.1 }\nexpect = "pass"',
            'stands on the limit of "invoice_usd',
        ),
        (
            "set  = { invoice_usd = 49_999 }",
            "set  = { invoice_usd = 49_999, price_deviation = 0.1 }",
            'is decided by "invoice_usd >= 50000.0e0" failing alone',
        ),
        # the missing price leaves the question open either way
        (
            'set  = { invoice_usd = 50_000 }\nexpect = "hit:hold"',
            'set = { invoice_usd = 50_000 }\nunset = ["price_deviation"]\nexpect="not_evaluable"',
            'stands on the limit of "invoice_usd',
        ),
    ],
)
def test_an_example_counts_only_where_it_decides(
    write_pack: WritePack, old: str, new: str, said: str
) -> None:
    assert old in RULE
    problems = check_pack(write_pack({RULE_PATH: RULE.replace(old, new, 1)})).problems
    assert any(said in p for p in problems), problems


@pytest.mark.parametrize(("beside", "n_problems"), [(2, 0), (1, 1)])
def test_a_whole_number_is_beside_its_limit_by_one(
    write_pack: WritePack, beside: int, n_problems: int
) -> None:
    text = RULE.replace("invoice_usd", "agreed_tenor_days").replace("floor = 50_000", "floor = 3")
    text = text.replace("180_000", "9").replace("50_000", "3").replace("49_999", str(beside))
    problems = check_pack(write_pack({RULE_PATH: text})).problems
    assert len(problems) == n_problems, problems
