"""Every wrong rule file is refused with its own message, at its own line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from screening.errors import RuleError
from screening.rulepack import load_pack
from screening.rulepack.rule_file import read_rule
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack


def problems_of(tmp_path: Path, text: str, name: str = RULE_PATH) -> list[str]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    rule, problems = read_rule(path, f"rules/{name}")
    assert (rule is None) == bool(problems.found)
    return problems.found


def test_the_good_rule_is_good(tmp_path: Path) -> None:
    assert problems_of(tmp_path, RULE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title      = "Price far off"\n', "", '"title" is missing'),
        ("title_zh", "titel_zh", 'unknown key; did you mean "title_zh"'),
        ("version    = 1", 'version = "1"', "must be a whole number, not '1'"),
        ("version    = 1", "version = 0", "must be from 1"),
        ("version    = 1", "version = true", "must be a whole number, not True"),
        ('"active"', '"activ"', 'did you mean "active"'),
        ('"deal"', '"client"', 'no fact "price_deviation"'),
        ('"both"', '"always"', "is none of: pre_payment"),
        ('"global_procurement"]', '"global_procurment"]', 'did you mean "global_procurement"'),
        ('["offshore_resale", "global_procurement"]', "[]", "names no mode"),
        ("required   = true", 'required = "yes"', "must be true or false"),
        ('["a source"]', "[]", "must be a list of texts"),
        ('approved_by = "committee"', 'approved_by = "Author"', "someone else must approve"),
        ('"price_manipulation"', '"Price manipulation"', "one lower-case name"),
        ('"w"', '" "', "is blank"),
        ("{price_ratio} times", "{price_rato} times", 'did you mean "price_ratio"'),
        ("is {price_ratio} times ", "times ", "must name the same facts; in one only: price_ratio"),
        ("is {price_ratio} times", "is {price_ratio} {} times", "has a brace"),
        ("price_deviation >=", "price_deviaton >=", "when.price_is_far, column 1: no fact"),
        (":floor", ":flor", 'no limit :flor in [limits] or the tier; did you mean "floor"'),
        ("floor = 50_000", "floor = 50_000\nspare = 1", "limits.spare: no condition uses"),
        ("{ deviation = 4.0 }", "{ deviation = 4.0, x = 1 }", "no condition uses the limit x"),
        ("{ deviation = 4.0 }", "{ }", "no limit :deviation"),
        ("{ deviation = 4.0 }", '{ deviation = "far" }', "price_deviation is DOUBLE"),
        ("{ deviation = 4.0 }", "{ deviation = [4.0] }", "must be a number, text or day"),
        ("{ deviation = 4.0 }", "{ deviation = true }", "must be a number, text or day"),
        ("{ deviation = 4.0 }", "{ deviation = nan }", "price_deviation is DOUBLE"),
        ("[limits]", "[limits]\ndeviation = 1", "every tier replaces this limit"),
        ('severity = "hold"', 'severity = "note"', "worst first"),
        ("points   = 20", "points = 70", "worst first"),
        ("points   = 20", "points = -1", "must be from 0"),
        ("points   = 20", "", '"tier[2].points" is missing'),
        ("[limits]", "[limit]", 'unknown key; did you mean "limits"'),
        ('stage      = "both"', 'stage = "both"\npoints = 3', "belongs in each [[tier]]"),
        ("price_basis     = ", "price_bases = ", 'baseline.price_bases: no fact "price_bases"'),
        ("price_ratio     = 6.1", 'price_ratio = "6.1"', "must be a number, not '6.1'"),
        ('"FIXED"\nunit', "1\nunit", "baseline.price_basis: must be text"),
        ("set  = { invoice_usd = 50_000 }", "set = { invoice = 1 }", "example[5].set.invoice"),
        ('unset = ["price_deviation"]', 'unset = ["n_invoices"]', "never missing"),
        ('"just worth it"', '"too small"', "is the name of another example"),
        ('expect = "pass"', 'expect = "hit:escalate"', "is none of"),
        (
            'expect = "pass"',
            'expct = "pass"',
            '"example[4].expect" is missing; did you mean "expct"',
        ),
        ('"COM-01"', '"COM-02"', "does not fit the file name"),
        ('"COM-01"', '"COMM-1"', "must be a group and number"),
        ("[when]", "[when", "is not TOML"),
        ('stage      = "both"', 'effective_from = "2025-01-01"\nstage="both"', "must be a day"),
        (
            "[when]",
            "[when]\n" + "\n".join(f'c{i} = "n_invoices > {i}"' for i in range(21)),
            "more than 20 conditions",
        ),
        (
            '[when]\nprice_is_far  = "price_deviation >= :deviation"',
            "[when]\nx = 3",
            "must be text",
        ),
        ("what   =", "x = " + "[" * 3000 + "\nwhat =", ""),
        ("what   =", "x = " + "9" * 5000 + "\nwhat =", ""),
        ("what   =", "# " + "x" * 70_000 + "\nwhat =", "larger than 64 KB"),
    ],
)
def test_wrong_rule_files(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in RULE
    started = time.process_time()
    found = problems_of(tmp_path, RULE.replace(old, new, 1))
    assert any(said in p for p in found), found
    assert time.process_time() - started < 1.0


def test_problems_name_the_line(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, RULE.replace("invoice_usd >=", "invoice_us >="))
    line = next(i for i, t in enumerate(RULE.splitlines(), 1) if t.startswith("value_matters"))
    assert found.startswith(f"rules/{RULE_PATH}:{line}: when.value_matters, column 1: no fact")


def test_a_rule_in_the_wrong_folder(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, RULE, "payments/COM-01_price.toml")
    assert 'belongs in the folder "commercial"' in found


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "COM-01_x.toml"
    path.write_bytes(RULE.encode("gb18030"))
    _, problems = read_rule(path, "rules/COM-01_x.toml")
    assert "not UTF-8" in problems.found[0]


def test_all_problems_of_a_pack_at_once(write_pack: WritePack) -> None:
    second = RULE.replace("COM-01", "COM-02").replace("price_deviation >=", "price_devi >=")
    folder = write_pack(
        {
            RULE_PATH: RULE.replace("[limits]", "[limit]"),
            "commercial/COM-02_b.toml": second,
            "elsewhere/COM-03_c.toml": RULE,
        },
        policy="version = 1",
    )
    with pytest.raises(RuleError) as error:
        load_pack(folder)
    said = str(error.value)
    for part in ("[limits]", "price_devi", "elsewhere", "policy.toml", "group_caps"):
        assert part in said
    assert error.value.exit_code == 4


def test_a_condition_nobody_can_read_draws_no_word_on_its_limits(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, RULE.replace("invoice_usd >= :floor", "invoice_usd >> :floor"))
    assert "when.value_matters" in found


def test_an_unreadable_condition_may_use_any_limit(tmp_path: Path) -> None:
    """Its limits may be what is misspelt, so that none is called unused."""
    text = RULE.replace("invoice_usd >= :floor", "invoice_usd >= floor:")
    (found,) = problems_of(tmp_path, text)
    assert "when.value_matters" in found
