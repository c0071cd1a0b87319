"""What the diff says: nothing of the same pack, only of what changed, and never a byte written."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from screening.errors import RuleError, StoreError, UsageError
from screening.impact import render, rules_diff
from screening.pipeline import run
from screening.rulepack import default_pack_dir
from screening.store import open_store, published_path, readable_path
from tests.impact.conftest import SAMPLE
from tests.impact.packs import STRICTER, copied, edited, rule_file
from tests.impact.stored import EVERY, decisions


def test_the_same_pack_changes_nothing(sample_db: Path) -> None:
    impact = rules_diff(sample_db)
    assert impact.is_empty
    assert impact.rules == ()
    assert impact.deals[0] == impact.deals[1]
    assert impact.payments[0] == impact.payments[1]
    assert sum(impact.deals[0].values()) == impact.n_deals == len(decisions(sample_db))
    assert "no deal, no payment and no client would change" in render(impact)


def test_words_alone_change_nothing(sample_db: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(default_pack_dir(), pack)
    policy = rule_file(pack, "policy")
    policy.write_text(f"# approved\n{policy.read_text('utf-8')}", encoding="utf-8")
    rule = rule_file(pack, "COM-05")
    text = rule.read_text("utf-8").replace("Margin too thin", "A margin too thin")
    rule.write_text(text, encoding="utf-8")
    assert rules_diff(sample_db, pack).is_empty


def test_not_a_byte_is_written(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    db = tmp_path / "here" / "store.duckdb"
    db.parent.mkdir()
    shutil.copy(sample_db, db)
    before = hashlib.sha256(db.read_bytes()).hexdigest()
    rules_diff(db, pack)
    assert hashlib.sha256(db.read_bytes()).hexdigest() == before
    assert [p.name for p in db.parent.iterdir()] == [db.name]


def test_the_published_copy_is_read(sample_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    for source, target in ((sample_db, db), (published_path(sample_db), published_path(db))):
        shutil.copy(source, target)
    assert readable_path(db) == published_path(db)
    with duckdb.connect(db):  # a writer holds the store
        assert rules_diff(db).is_empty


def test_only_changed_rules_are_told(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER, gone=("PAY-05",))
    copied(pack, "NET-04", "NET-94")
    rules = {r.rule_id: r for r in rules_diff(sample_db, pack).rules}
    assert set(rules) == {*STRICTER, "PAY-05", "NET-94"}
    assert {i: r.kind for i, r in rules.items() if r.kind != "changed"} == {
        "PAY-05": "gone",
        "NET-94": "new",
    }
    assert "limit highest: 0.001 -> 0.02" in rules["COM-05"].what
    assert "levels: note 5 -> review 25" in rules["COM-05"].what
    assert rules["AUT-05"].what == ("status: active -> shadow",)
    assert rules["COM-01"].moved == {"review -> escalate": 2}
    assert rules["PAY-05"].lost == 0 or rules["PAY-05"].lost_examples
    assert sum(rules["PAY-05"].open_before.values()) == rules["PAY-05"].open_lost
    assert not rules["PAY-05"].open_after


def test_reasons_are_there_in_both_languages(sample_db: Path, tmp_path: Path) -> None:
    impact = rules_diff(sample_db, edited(tmp_path / "pack", STRICTER), examples=1)
    [thin] = [r for r in impact.rules if r.rule_id == "COM-05"]
    [example] = thin.gained_examples
    assert example.severity == "review"
    assert example.reason.startswith("The margin is ")
    assert example.reason_zh.startswith("毛利仅")
    moves = [(d.was, d.now) for d in impact.deal_examples]
    assert len(moves) == len(set(moves)) == len(impact.deals_moved)
    told = render(impact)
    assert example.reason in told
    assert example.reason_zh in told
    assert json.loads(json.dumps(impact.as_json()))["deals"] == impact.n_deals


def test_the_load_follows_the_dispositions(sample_db: Path, tmp_path: Path) -> None:
    impact = rules_diff(sample_db, edited(tmp_path / "pack", STRICTER))
    before, after = impact.deals
    assert sum(before.values()) == sum(after.values())
    checks_before, checks_after = impact.load
    more_reviews = after["REVIEW"] - before["REVIEW"]
    more_escalations = after["ESCALATE"] - before["ESCALATE"]
    assert checks_after["checker"] - checks_before["checker"] == more_reviews + more_escalations
    assert checks_after["approver"] == 2 * after["HOLD"]


def test_a_span_looks_at_the_deals_in_it(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    whole = rules_diff(sample_db, pack, examples=EVERY)
    with open_store(sample_db) as con:
        days = dict(con.sql("SELECT deal_id, submitted_on FROM live_result").fetchall())
    middle = sorted(d for d in days.values() if d)[len(days) // 2]
    early = rules_diff(sample_db, pack, until=middle, examples=EVERY)
    inside = {i for i, day in days.items() if day and day <= middle}
    assert early.n_deals == len(inside) < whole.n_deals
    assert set(early.deal_examples) == {d for d in whole.deal_examples if d.deal_id in inside}


def test_a_rule_not_yet_in_force_is_left_out_and_said(sample_db: Path, tmp_path: Path) -> None:
    later = {r'^status(\s*)= "active"': r'status\1= "active"\neffective_from = 2099-01-01'}
    pack = edited(tmp_path / "pack", {"COM-01": later})
    impact = rules_diff(sample_db, pack)
    assert [(r.rule_id, r.kind) for r in impact.rules] == [("COM-01", "gone")]
    assert any("--as-if-in-force" in note for note in impact.notes)
    forced = rules_diff(sample_db, pack, from_the_start=True)
    assert [(r.kind, r.gained, r.lost) for r in forced.rules] == [("changed", 0, 0)]
    assert not forced.deals_moved


def test_a_fact_the_old_catalogue_lacked(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    db = tmp_path / "store.duckdb"
    shutil.copy(sample_db, db)
    with duckdb.connect(db) as con:
        [(table,)] = con.sql(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
        ).fetchall()
        con.execute("DROP VIEW deal_fact")
        con.execute(f"ALTER TABLE {table} DROP COLUMN margin_after_costs_ratio")
    impact = rules_diff(db, pack)
    [thin] = [r for r in impact.rules if r.rule_id == "COM-05"]
    assert (thin.n_asked, thin.n_not_asked) == (0, impact.n_deals)
    assert thin.lacks == ("margin_after_costs_ratio",)
    assert any("COM-05 cannot be asked" in note for note in impact.notes)
    others = {i: e for i, e in STRICTER.items() if i != "COM-05"}
    without = rules_diff(sample_db, edited(tmp_path / "others", others))
    assert impact.deals_moved == without.deals_moved


def test_runs_under_different_packs_are_compared_each_with_its_own(
    sample_db: Path, simulated: Path, tmp_path: Path
) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    db = tmp_path / "store.duckdb"
    shutil.copy(sample_db, db)
    run(simulated, db, rules=pack)
    impact = rules_diff(db, pack, examples=EVERY)
    sample = rules_diff(sample_db, pack, examples=EVERY)
    assert impact.n_runs == 2
    with duckdb.connect(db, read_only=True) as con:
        first = con.execute(
            "SELECT deal_id FROM live_result JOIN run USING (run_id) WHERE run_no = 1"
        ).fetchall()
    still_live = {deal for (deal,) in first}
    assert impact.n_deals == len(decisions(db)) >= len(still_live) + 500
    moved = [d for d in sample.deal_examples if d.deal_id in still_live]
    assert list(impact.deal_examples) == moved != []
    assert {r.rule_id: r.n_asked for r in impact.rules} == dict.fromkeys(STRICTER, len(still_live))


def test_screened_twice_counts_once(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    db = tmp_path / "store.duckdb"
    shutil.copy(sample_db, db)
    run(SAMPLE, db, rules=pack, rescreen=True)
    assert rules_diff(db, pack).is_empty
    back = rules_diff(db, examples=EVERY)
    there = rules_diff(sample_db, pack, examples=EVERY)
    assert back.n_deals == there.n_deals
    assert {(was, now): n for (now, was), n in back.deals_moved.items()} == there.deals_moved
    assert {(was, now): n for (now, was), n in back.payments_moved.items()} == there.payments_moved


def test_deals_whose_facts_are_gone_stay_as_they_are(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    whole = rules_diff(sample_db, pack, examples=EVERY)
    db = tmp_path / "store.duckdb"
    shutil.copy(sample_db, db)
    gone = {d.deal_id for d in whole.deal_examples[::2]}
    with duckdb.connect(db) as con:
        [(table,)] = con.sql(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
        ).fetchall()
        con.execute(f"DELETE FROM {table} WHERE list_contains(?, deal_id)", [sorted(gone)])
    impact = rules_diff(db, pack, examples=EVERY)
    assert {r.n_asked for r in impact.rules} == {whole.n_deals - len(gone)}
    left = {d for d in whole.deal_examples if d.deal_id not in gone}
    assert set(impact.deal_examples) == left
    assert any(f"{len(gone)} deals have no stored facts" in note for note in impact.notes)


def test_results_and_facts_in_other_orders_are_matched_by_key(
    sample_db: Path, tmp_path: Path
) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    db = tmp_path / "store.duckdb"
    shutil.copy(sample_db, db)
    with duckdb.connect(db) as con:
        [(table,)] = con.sql(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
        ).fetchall()
        con.execute(f"CREATE TABLE turned AS FROM {table} ORDER BY deal_id DESC")
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} FROM turned")
    impact, straight = (rules_diff(store, pack, examples=EVERY) for store in (db, sample_db))
    assert impact.deal_examples == straight.deal_examples != ()
    assert impact.rules == straight.rules


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        rules_diff(tmp_path / "none.duckdb")


def test_an_empty_store(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.duckdb", writable=True):
        pass
    with pytest.raises(UsageError, match="holds no deal yet"):
        rules_diff(tmp_path / "empty.duckdb")


def test_no_such_pack(sample_db: Path, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no folder"):
        rules_diff(sample_db, tmp_path / "none")


def test_every_problem_of_the_pack_at_once(sample_db: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(default_pack_dir(), pack)
    for rule_id in ("COM-05", "COM-04"):
        rule = rule_file(pack, rule_id)
        text = rule.read_text("utf-8").replace(
            "margin_after_costs_ratio ", "margin_after_cost_ratio "
        )
        rule.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rules_diff(sample_db, pack)
    told = "\n".join(caught.value.problems)
    assert "COM-05" in told
    assert "COM-04" in told
    assert 'did you mean "margin_after_costs_ratio"?' in told


def test_a_span_backwards(sample_db: Path) -> None:
    with pytest.raises(UsageError, match="ends before it begins"):
        rules_diff(sample_db, since=date(2025, 2, 1), until=date(2025, 1, 1))


def test_a_span_without_deals_says_where_there_are_some(sample_db: Path) -> None:
    with pytest.raises(UsageError, match="no stored deal was submitted") as caught:
        rules_diff(sample_db, until=date(1999, 1, 1))
    assert "215 deals submitted from" in caught.value.exists
