"""docs/rules.md is what the pack says; rules/README.md shows the language as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screening.cli.rules_docs import docs
from screening.errors import RuleError, UsageError
from screening.rulepack import Pack, Rule, check_pack, load_pack
from screening.rulepack import language as bounds
from screening.rulepack.docs import language_page, rules_page
from screening.rulepack.obligations import INDICATORS, OBLIGATIONS, SOURCES
from screening.rulepack.policy import DUTIES
from screening.rulepack.rule_limits import MAX_SEGMENTS
from screening.schema import FACTS
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack

ROOT = Path(__file__).resolve().parents[2]
PAGE, README = ROOT / "docs/rules.md", ROOT / "rules/README.md"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def test_the_page_is_current(pack: Pack) -> None:
    made = rules_page(pack)
    assert PAGE.read_text("utf-8") == made, "run: screening rules docs --out docs/rules.md"


def test_the_page_says_all_of_every_rule(pack: Pack) -> None:
    page = rules_page(pack)
    for rule in pack.rules:
        start = page.index(f"### {rule.id} ")
        told = page[start : page.find("\n### ", start + 1)]
        words = (rule.title, rule.title_zh, rule.what, rule.why, rule.misses, rule.reason)
        for part in (*words, rule.reason_zh, *rule.references, rule.proposed_by, rule.approved_by):
            assert " ".join(part.split()).replace("<", "&lt;") in told, (rule.id, part)
        for fact in rule.seen_facts:
            assert f"| `{fact}` | {FACTS[fact].meaning}".replace("<", "&lt;") in told
        for tier in rule.tiers:
            assert f"| {tier.severity} | {tier.points} |" in told
            for value in {**rule.limits, **tier.limits}.values():
                shown = f"{value:,}" if isinstance(value, int | float) else str(value)
                assert f"| {shown} " in told
        for condition in rule.tiers[0].when:
            assert f"when    {condition.name}: {condition.text}" in told


def test_the_links_of_the_summary_lead_somewhere(pack: Pack) -> None:
    page = rules_page(pack)
    headings = {
        re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-")
        for h in re.findall(r"^### (.+)$", page, re.MULTILINE)
    }
    linked = re.findall(r"\]\(#([^)]+)\)", page)
    assert len(linked) == len(pack.rules)
    assert set(linked) == headings


def test_every_rule_answers_for_an_obligation(pack: Pack) -> None:
    assert [r.id for r in pack.rules if not r.obligations] == []


def test_every_reference_to_an_indicator_is_kept(pack: Pack) -> None:
    """What a reference says of the FATF indicators, the rule's own key says too."""
    for rule in pack.rules:
        for reference in rule.references:
            for number in re.findall(r"FATF/Egmont TBML indicators 2021 no\. (\d+)", reference):
                assert f"F-{number}" in rule.indicators, rule.id


def _told(rule: Rule) -> str:
    """A rule as the tables name it: one that is not in force says so."""
    return rule.id if rule.status == "active" else f"{rule.id} ({rule.status})"


def test_the_reverse_tables_are_whole(pack: Pack) -> None:
    page = rules_page(pack)
    assert list(OBLIGATIONS) == [f"O{i}" for i in range(1, 18)]
    assert list(INDICATORS) == [f"F-{i:02d}" for i in range(1, 36)]
    for key in OBLIGATIONS:
        row = next(line for line in page.splitlines() if line.startswith(f"| {key} |"))
        rules = row.split(" | ")[5]
        serving = [_told(r) for r in pack.rules if key in r.obligations]
        assert sorted(rules.split(", ")) == (sorted(serving) or ["**none**"])
    for key in INDICATORS:
        row = next(line for line in page.splitlines() if line.startswith(f"| {key} |"))
        looking = [_told(r) for r in pack.rules if key in r.indicators]
        assert sorted(row.split(" | ")[3].split(", ")) == (sorted(looking) or ["**none**"])
    unserved = [k for k in OBLIGATIONS if not any(k in r.obligations for r in pack.rules)]
    assert f"Served by no rule: {', '.join(unserved)}." in page


def test_obligations_name_known_duties_and_sources() -> None:
    for obligation in OBLIGATIONS.values():
        assert set(obligation.duties) <= set(DUTIES)
        keys = re.split(r", | as | art\. | \(", obligation.sources)
        assert keys[0] in SOURCES or keys[0] == "SAFE guide of 2020", obligation.key


def test_segments_shadows_and_retired_rules_are_shown(write_pack: WritePack) -> None:
    segment = (
        '[[limits.for]]\nsafe_class = ["B", "C"]\nfrom = 2026-01-01\nlimits = { floor = 20_000 }\n'
    )
    text = RULE.replace("[[tier]]", f"{segment}[[tier]]", 1)
    text = text.replace("version    = 1", 'version = 1\nobligations = ["O2"]', 1)
    shadow = text.replace('"active"', '"shadow"').replace("COM-01", "COM-02")
    retired = text.replace('"active"', '"retired"\nretired_why = "too many"').replace(
        "COM-01", "COM-03"
    )
    files = {
        RULE_PATH: text,
        "commercial/COM-02_b.toml": shadow,
        "commercial/COM-03_c.toml": retired,
    }
    page = rules_page(load_pack(write_pack(files)))
    assert "3 rules: 1 active, 1 shadow, 1 retired." in page
    assert "| safe_class: B, C; from 2026-01-01 | hold | 60 | 20,000 | 4.0 |" in page
    assert "**Retired.** too many" in page
    assert "| COM-01, COM-02 (shadow) |" in page


def test_words_of_a_rule_cannot_write_the_page(write_pack: WritePack) -> None:
    text = RULE.replace('"w"', '"a | b\\n# heading\\n<script>x</script>"').replace(
        '"Price far off"', '"Price | far <b>"'
    )
    page = rules_page(load_pack(write_pack({RULE_PATH: text})))
    assert "\n# heading" not in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "Price \\| far &lt;b>" in page


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('obligations = ["O1", "O99"]', '"O99" is none of O1 to O17; did you mean "O9"?'),
        ('obligations = ["o1"]', '"o1" is none of O1 to O17'),
        ('indicators = ["F-23", "F23"]', '"F23" is none of F-01 to F-35; did you mean "F-23"?'),
    ],
)
def test_unknown_coverage(line: str, said: str, write_pack: WritePack) -> None:
    text = RULE.replace("version    = 1", f"version    = 1\n{line}")
    (found,) = check_pack(write_pack({RULE_PATH: text})).problems
    assert found.startswith(f"rules/{RULE_PATH}:6: {line.partition(' ')[0]}: {said}")


def test_the_command(
    write_pack: WritePack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_pack(), tmp_path / "page.md"
    docs(folder, out)
    assert capsys.readouterr().out == f"1 rules in {out}\n"
    assert out.read_text("utf-8") == rules_page(load_pack(folder))
    docs(folder, None)
    assert capsys.readouterr().out == rules_page(load_pack(folder))
    with pytest.raises(UsageError, match="cannot be written"):
        docs(folder, tmp_path / "nowhere/page.md")
    with pytest.raises(RuleError):
        docs(tmp_path / "nowhere", None)


def test_the_readme_shows_the_language_as_it_is() -> None:
    text = README.read_text("utf-8")
    shown = text.partition("<!-- language -->\n")[2].partition("<!-- end of language -->")[0]
    assert shown == language_page(), "paste what screening.rulepack.docs.language_page() gives"


def test_the_readme_states_the_bounds() -> None:
    text = " ".join(README.read_text("utf-8").split())
    for bound in (
        f"{bounds.MAX_BYTES:,} bytes",
        f"{bounds.MAX_NODES} parts",
        f"{bounds.MAX_DEPTH} levels",
        f"{bounds.MAX_CONDITIONS} conditions",
        f"{bounds.MAX_TIERS} tiers",
        f"{MAX_SEGMENTS} segments",
        f"{bounds.MAX_FILE_BYTES // 1024} KB",
        f"{bounds.MAX_FILES:,} rule files",
        f"{bounds.MAX_KEYS:,} keys",
    ):
        assert bound in text, bound
    assert len(README.read_text("utf-8").split()) < 2200  # two pages, and the table


def test_the_worked_example_of_the_readme_is_a_rule(write_pack: WritePack) -> None:
    text = README.read_text("utf-8")
    example = text.partition("```toml\nid ")[2].partition("```")[0]
    folder = write_pack({"logic/LOG-03_quantities_differ.toml": f"id {example}"})
    policy = (folder / "policy.toml").read_text("utf-8").replace("COM-01", "LOG-03")
    (folder / "policy.toml").write_text(policy, "utf-8")
    assert check_pack(folder).problems == ()
