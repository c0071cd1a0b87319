"""`screening rules check` on wrong rule files, one defect each: exit code 4 and the right words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.cli.app import main
from screening.errors import RuleError
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack

WRONG = Path(__file__).parent / "wrong"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((WRONG / name).read_text("utf-8"))["wrong"]
    return found


CASES = [*cases("cases.toml"), *cases("certain.toml")]


def said_by_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The problems the command tells, after it has ended with the code of rules."""
    with pytest.raises(SystemExit) as stop:
        main(["rules", "check", "--rules", str(folder)])
    shown = capsys.readouterr()
    assert stop.value.code == RuleError.exit_code == 4
    assert shown.out == ""
    assert "Traceback" not in shown.err
    first, *problems, last = shown.err.splitlines()
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the rule pack"
    assert first == f"error: {folder}: {count}"
    assert last.startswith("  what to do: ")
    return [p.strip() for p in problems]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_wrong_file(
    case: dict[str, Any], write_pack: WritePack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert case["old"] in RULE
    folder = write_pack({RULE_PATH: RULE.replace(case["old"], case["new"], 1)})
    line = f":{case['line']}" if "line" in case else ""
    problems = said_by_check(folder, capsys)
    start = f"rules/{RULE_PATH}{line}: {case['said']}"
    assert any(p.startswith(start) for p in problems), problems


def test_there_are_many_and_each_is_another() -> None:
    assert len(CASES) >= 90
    assert len({c["name"] for c in CASES}) == len(CASES)
    assert len({(c["old"], c["new"]) for c in CASES}) == len(CASES)


def test_the_good_pack_passes(write_pack: WritePack, capsys: pytest.CaptureFixture[str]) -> None:
    main_ended: object = 0
    try:
        main(["rules", "check", "--rules", str(write_pack())])
    except SystemExit as stop:
        main_ended = stop.code
    assert main_ended == 0
    assert "1 rules, 9 examples: no problem" in capsys.readouterr().out


def test_all_problems_of_a_pack_at_once(
    write_pack: WritePack, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two wrong rules, a wrong policy, a file out of place: everything in one go, in order."""
    first = RULE.replace("price_deviation >=", "price_deviaton >=").replace(":floor", ":flor")
    second = RULE.replace('"COM-01"', '"COM-02"').replace('"both"', '"never"')
    second = second.replace("invoice_usd     = 180_000", 'invoice_usd     = "much"')
    problems = said_by_check(
        write_pack(
            {
                RULE_PATH: first,
                "commercial/COM-02_b.toml": second,
                "commercial/COM-03_c.toml": "not toml",
                "elsewhere/COM-04_d.toml": RULE,
            },
            policy=POLICY.replace("review_band = 25", 'review_band = "25"'),
        ),
        capsys,
    )
    assert [p.partition(": ")[0] for p in problems] == [
        "rules/elsewhere/COM-04_d.toml",
        "rules/commercial/COM-01_price.toml:26",
        "rules/commercial/COM-01_price.toml:27",
        "rules/commercial/COM-02_b.toml:8",
        "rules/commercial/COM-02_b.toml:43",
        "rules/commercial/COM-03_c.toml:1",
        "rules/policy.toml:7",
    ]
    for part in (
        "elsewhere/COM-04_d.toml: is in none of the rule folders",
        'when.price_is_far, column 1: no fact "price_deviaton"; did you mean "price_deviation"?',
        "when.value_matters, column 16: no limit :flor in [limits] or the tier",
        'stage: "never" is none of',
        "baseline.invoice_usd: must be a number, not 'much'",
        "is not TOML",
        "score.review_band: must be a whole number, not '25'",
    ):
        assert any(part in p for p in problems), part
