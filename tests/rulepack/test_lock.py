"""rules.lock: a version means one thing for ever."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from screening.cli.rules_lock import lock as lock_command
from screening.errors import RuleError
from screening.rulepack import check_pack, default_pack_dir, load_checked_pack, load_pack, lock_pack
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack

SECOND_PATH = "commercial/COM-02_b.toml"
SECOND = RULE.replace('"COM-01"', '"COM-02"')


def version(text: str, n: int) -> str:
    assert "version    = 1" in text
    return text.replace("version    = 1", f"version    = {n}")


def lines(folder: Path) -> list[list[str]]:
    return [line.split(" ") for line in (folder / "rules.lock").read_text().splitlines()]


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


def problems_of(folder: Path) -> str:
    """Of the check; lock and the run path refuse for the same reasons."""
    found = check_pack(folder).problems
    for refusing in (lock_pack, load_pack):
        with pytest.raises(RuleError) as error:
            refusing(folder)
        assert error.value.problems == found
    return "\n".join(found)


def test_locking_writes_one_sorted_line_a_version(write_pack: WritePack) -> None:
    folder = write_pack({SECOND_PATH: SECOND, RULE_PATH: RULE})
    before = contents(folder)
    report = lock_pack(folder)
    pack = load_checked_pack(folder)
    assert lines(folder) == [
        ["COM-01", "1", pack.rule("COM-01").digest],
        ["COM-02", "1", pack.rule("COM-02").digest],
        ["policy", "1", pack.policy.digest],
    ]
    after = contents(folder)
    assert after.pop("rules.lock")
    assert after == before
    assert [line.split(" ") for line in report.added] == lines(folder)
    assert report.n_lines == 3


def test_locking_again_writes_nothing(write_pack: WritePack) -> None:
    folder = write_pack()
    lock_pack(folder)
    before = contents(folder)
    assert lock_pack(folder).added == ()
    assert contents(folder) == before


def test_versions_are_kept_for_ever_and_sorted_by_number(write_pack: WritePack) -> None:
    folder = write_pack()
    lock_pack(folder)
    first = lines(folder)[0]
    for n in (2, 10):
        (folder / RULE_PATH).write_text(version(RULE, n))
        lock_pack(folder)
    assert [line[:2] for line in lines(folder)] == [
        ["COM-01", "1"],
        ["COM-01", "2"],
        ["COM-01", "10"],
        ["policy", "1"],
    ]
    assert lines(folder)[0] == first


def test_a_pack_without_a_lock_is_fine_but_told(write_pack: WritePack) -> None:
    report = check_pack(write_pack())
    assert report.is_clean
    there = report.path
    assert report.notes == (
        f"there is no rules.lock yet; run: screening rules lock --rules {there}",
    )
    lock_pack(report.path)
    assert check_pack(report.path).notes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("deviation = 0.30 }", "deviation = 0.305 }"),
        ('status     = "active"', 'status     = "shadow"'),
        ("points   = 20", "points   = 21"),
    ],
)
def test_another_decision_needs_another_version(write_pack: WritePack, old: str, new: str) -> None:
    lock_pack(write_pack())
    assert old in RULE
    changed = RULE.replace(old, new)
    folder = write_pack({RULE_PATH: changed})
    said = problems_of(folder)
    assert f"rules/{RULE_PATH}:5: version 1 decides otherwise than when it was locked" in said
    assert "make it 2" in said
    lock_pack(write_pack({RULE_PATH: version(changed, 2)}))
    assert [line[:2] for line in lines(folder)][:2] == [["COM-01", "1"], ["COM-01", "2"]]


def test_other_words_need_no_version(write_pack: WritePack) -> None:
    lock_pack(write_pack())
    folder = write_pack({RULE_PATH: RULE.replace("Price far off", "Price far away")})
    assert check_pack(folder).is_clean
    assert lock_pack(folder).added == ()


def test_a_version_never_falls(write_pack: WritePack) -> None:
    for n in (1, 2):
        lock_pack(write_pack({RULE_PATH: version(RULE, n)}))
    assert "version 1 is below 2, which rules.lock has; make it 3" in problems_of(write_pack())


def test_the_policy_is_locked_too(write_pack: WritePack) -> None:
    lock_pack(write_pack())
    changed = POLICY.replace("review_band = 25", "review_band = 26")
    assert "rules/policy.toml:2: version 1 decides otherwise" in problems_of(
        write_pack(policy=changed)
    )
    folder = write_pack(policy=changed.replace("version = 1", "version = 2"))
    assert [line.split(" ")[:2] for line in lock_pack(folder).added] == [["policy", "2"]]


def test_a_new_version_waits_for_the_lock(write_pack: WritePack) -> None:
    lock_pack(write_pack())
    folder = write_pack({RULE_PATH: version(RULE, 2), SECOND_PATH: SECOND})
    assert load_pack(folder).rule("COM-01").version == 2
    assert check_pack(folder).problems == (
        f"COM-01 version 2 is not in rules.lock; run: screening rules lock --rules {folder}",
        f"COM-02 version 1 is not in rules.lock; run: screening rules lock --rules {folder}",
    )
    with pytest.raises(RuleError, match="2 problems"):
        load_checked_pack(folder)
    assert len(lock_pack(folder).added) == 2
    assert check_pack(folder).is_clean


def test_a_draft_may_change_until_it_is_asked(write_pack: WritePack) -> None:
    draft = SECOND.replace('"active"', '"draft"')
    lock_pack(write_pack({RULE_PATH: RULE, SECOND_PATH: draft}))
    for points in (59, 58):
        changed = draft.replace("points   = 60", f"points   = {points}")
        folder = write_pack({RULE_PATH: RULE, SECOND_PATH: changed})
        assert check_pack(folder).is_clean
        assert lock_pack(folder).added == ()
    folder = write_pack({RULE_PATH: RULE, SECOND_PATH: SECOND})
    assert lock_pack(folder).added[0].startswith("COM-02 1 ")
    back = write_pack({RULE_PATH: RULE, SECOND_PATH: draft})
    assert "version 1 decides otherwise" in problems_of(back)


def test_a_locked_rule_is_retired_not_deleted(write_pack: WritePack) -> None:
    folder = write_pack({RULE_PATH: RULE, SECOND_PATH: SECOND})
    lock_pack(folder)
    (folder / SECOND_PATH).unlink()
    said = problems_of(folder)
    assert "rules/rules.lock:2: COM-02 has no file any more; a rule is never deleted" in said
    gone = version(SECOND, 2).replace('"active"', '"retired"')
    lock_pack(write_pack({SECOND_PATH: 'retired_why = "too many"\n' + gone}))
    assert check_pack(folder).is_clean
    assert ["COM-02", "1"] in [line[:2] for line in lines(folder)]


def test_a_file_that_cannot_be_read_is_not_called_deleted(write_pack: WritePack) -> None:
    lock_pack(write_pack())
    said = problems_of(write_pack({RULE_PATH: RULE.replace("[when]", "[when")}))
    assert "is not TOML" in said
    assert "no file any more" not in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("COM-03 1", "rules/rules.lock:3: is no line of a lock"),
        ("COM-03 1 " + "A" * 64, "rules/rules.lock:3: is no line"),
        ("COM-03 0 " + "a" * 64, "rules/rules.lock:3: is no line"),
        ("COM-3 1 " + "a" * 64, "rules/rules.lock:3: is no line"),
        ("COM-03  1 " + "a" * 64, "rules/rules.lock:3: is no line"),
        ("<<<<<<< HEAD", "rules/rules.lock:3: is no line"),
        ("policy 1 " + "a" * 64, "rules/rules.lock:3: policy version 1 stands twice"),
    ],
)
def test_wrong_lines(write_pack: WritePack, line: str, said: str) -> None:
    folder = write_pack()
    lock_pack(folder)
    with (folder / "rules.lock").open("a") as file:
        file.write(line + "\n")
    before = contents(folder)
    assert said in problems_of(folder)
    assert contents(folder) == before


def test_a_lock_that_is_no_text(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "rules.lock").write_bytes(b"\xff\xfe")
    assert "rules/rules.lock: is not UTF-8 text" in problems_of(folder)


def test_a_checkout_with_other_line_ends_is_the_same_lock(write_pack: WritePack) -> None:
    folder = write_pack()
    lock_pack(folder)
    path = folder / "rules.lock"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check_pack(folder).is_clean


def test_a_pack_with_a_problem_is_not_locked(write_pack: WritePack) -> None:
    folder = write_pack({RULE_PATH: RULE.replace("49_999", "60_000")})
    with pytest.raises(RuleError) as error:
        lock_pack(folder)
    assert any('example "too small": expected pass' in p for p in error.value.problems)
    assert not (folder / "rules.lock").exists()


def test_a_lock_that_cannot_be_written_is_told(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    before = contents(folder)
    with pytest.raises(RuleError) as error:
        lock_pack(folder)
    assert "rules.lock cannot be written: Permission denied" in str(error.value)
    assert contents(folder) == before


def test_the_command(write_pack: WritePack, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_pack()
    lock_command(folder)
    assert capsys.readouterr().out.splitlines() == [
        "locked COM-01 version 1",
        "locked policy version 1",
        f"2 added; 2 lines in {folder / 'rules.lock'}",
    ]
    lock_command(folder, json=True)
    assert json.loads(capsys.readouterr().out) == {
        "path": str(folder / "rules.lock"),
        "added": [],
        "lines": 2,
    }


def test_the_pack_that_comes_along_is_locked() -> None:
    assert (default_pack_dir() / "rules.lock").is_file()
    report = check_pack()
    assert report.problems == ()
    assert report.notes == ()
