"""One rule tried on stored deals while it is being written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.errors import RuleError, UsageError
from screening.impact import render, rules_diff, try_rule
from tests.impact.packs import STRICTER, copied, edited, rule_file
from tests.impact.stored import EVERY, decisions, hits, payments, predicted, rescreened

STRICT_COM_05 = {"COM-05": STRICTER["COM-05"]}


def drafted(folder: Path, rule_id: str) -> Path:
    """The file of a rule in the folder, made a draft that takes effect far from now."""
    file = rule_file(folder, rule_id)
    text = file.read_text("utf-8").replace('= "active"', '= "draft"\neffective_from = 2099-01-01')
    file.write_text(text, encoding="utf-8")
    return file


def test_a_draft_is_judged_as_if_active(sample_db: Path, tmp_path: Path) -> None:
    active = rules_diff(sample_db, edited(tmp_path / "pack", STRICT_COM_05), examples=EVERY)
    drafts = edited(tmp_path / "drafts", STRICT_COM_05)
    tried = try_rule(drafted(drafts, "COM-05"), sample_db, examples=EVERY)
    assert tried.deals_moved == active.deals_moved
    assert tried.deal_examples == active.deal_examples
    assert tried.payments_moved == active.payments_moved
    [found], [expected] = tried.rules, active.rules
    assert (found.gained, found.lost, found.kept) == (expected.gained, expected.lost, expected.kept)
    assert found.hits_by_severity == expected.hits_by_severity


def test_a_new_rule_is_what_screening_gives(
    simulated: Path, simulated_db: Path, tmp_path: Path
) -> None:
    pack = edited(tmp_path / "pack", {})
    file = copied(pack, "AUT-02", "AUT-92")
    tried = try_rule(file, simulated_db, examples=EVERY)
    again = rescreened(simulated, simulated_db, pack, tmp_path)
    before, after = decisions(simulated_db), decisions(again)
    foreseen = predicted(before, tried)
    assert {d: x for d, (x, _) in foreseen.items()} == {d: x for d, (x, _) in after.items()}
    paid = payments(simulated_db) | {p.payment_id: p.now for p in tried.payment_examples}
    assert paid == payments(again)
    [rule] = tried.rules
    found = hits(again)
    assert {e.subject for e in rule.gained_examples} == found["AUT-92"]
    shared = {r: len(found["AUT-92"] & d) for r, d in found.items() if r != "AUT-92"}
    assert tried.overlap == {r: n for r, n in shared.items() if n}
    assert tried.overlap["AUT-02"] == len(found["AUT-92"]) > 0


def test_a_rule_as_it_stands_is_told_whole(sample_db: Path, tmp_path: Path) -> None:
    file = rule_file(edited(tmp_path / "pack", {}), "COM-01")
    tried = try_rule(file, sample_db)
    [rule] = tried.rules
    assert rule.kept == len(hits(sample_db)["COM-01"]) > 0
    assert sum(rule.hits_by_severity.values()) == rule.kept
    assert rule.open_before == rule.open_after
    assert not tried.deals_moved
    assert (rule.kind, rule.gained, rule.lost) == ("same", 0, 0)
    assert tried.is_empty
    told = render(tried)
    assert "COM-01 is as stored; no deal, no payment and no client would change" in told
    assert f"same as the stored version {rule.version}: nothing would change" in told
    assert "1 changed" not in told


def test_it_need_not_lie_in_a_pack(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICT_COM_05)
    alone = tmp_path / "COM-05_mine.toml"
    shutil.copy(drafted(pack, "COM-05"), alone)
    assert try_rule(alone, sample_db).rules[0].gained > 0


def test_every_problem_of_the_file_at_once(sample_db: Path, tmp_path: Path) -> None:
    file = rule_file(edited(tmp_path / "pack", {}), "COM-05")
    text = file.read_text("utf-8").replace("<= :highest", "<= :hihgest")
    file.write_text(text.replace('title      = "', 'titel      = "'), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        try_rule(file, sample_db)
    told = "\n".join(caught.value.problems)
    assert "no limit :hihgest" in told
    assert "titel: unknown key" in told


def test_an_example_that_fails_is_a_problem(sample_db: Path, tmp_path: Path) -> None:
    file = drafted(edited(tmp_path / "pack", {}), "COM-05")
    text = file.read_text("utf-8").replace("highest = 0.001", "highest = 0.5")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="expected pass, got hit:note"):
        try_rule(file, sample_db)


def test_examples_still_owed_are_said(sample_db: Path, tmp_path: Path) -> None:
    file = drafted(edited(tmp_path / "pack", {}), "COM-05")
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("[[example]]")], encoding="utf-8")
    notes = try_rule(file, sample_db).notes
    assert any("before it can be active its examples owe" in note for note in notes)


def test_no_such_file(sample_db: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such rule file"):
        try_rule(tmp_path / "COM-77_none.toml", sample_db)
