"""A version has one meaning in a store too, also where the pack has no rules.lock."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from screening import pipeline
from screening.errors import StoreError
from screening.rulepack import check_pack, default_pack_dir
from screening.store import Results, save
from tests.store.made import made, made_key

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "batch"
RULE = "commercial/COM-05_thin_margin.toml"


def changed(results: Results, rule_id: str, **values: object) -> Results:
    """The results with another text of one rule."""
    is_it = pl.col("rule_id") == rule_id
    texts = results.tables["rule_text"].with_columns(
        pl.when(is_it).then(pl.lit(v)).otherwise(pl.col(c)).alias(c) for c, v in values.items()
    )
    return replace(results, tables={**results.tables, "rule_text": texts})


def rows(db: Path, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(db), read_only=True) as con:
        return con.sql(f"FROM {table} ORDER BY ALL").fetchall()


def test_a_version_that_decides_otherwise_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    db, first = tmp_path / "store.duckdb", made()
    rule_id = first.tables["rule_text"]["rule_id"][0]
    save(first, db)
    before = {t: rows(db, t) for t in ("run", "rule_text", "deal_result")}
    again = made(made_key("b2"), "E")
    with pytest.raises(StoreError) as error:
        save(changed(again, rule_id, digest="another"), db)
    assert f"{rule_id} version 1" in error.value.what
    assert "raise the version" in error.value.do
    assert {t: rows(db, t) for t in before} == before
    save(again, db)
    assert len(rows(db, "run")) == 2
    assert rows(db, "rule_text") == before["rule_text"]


def test_another_version_may_decide_otherwise(tmp_path: Path) -> None:
    db, first = tmp_path / "store.duckdb", made()
    rule_id = first.tables["rule_text"]["rule_id"][0]
    save(first, db)
    save(changed(made(made_key("b2"), "E"), rule_id, digest="another", version=2), db)
    assert len(rows(db, "rule_text")) == first.tables["rule_text"].height + 1


def test_other_words_of_one_version_are_kept_as_first_seen(tmp_path: Path) -> None:
    db, first = tmp_path / "store.duckdb", made()
    rule_id = first.tables["rule_text"]["rule_id"][0]
    save(first, db)
    before = rows(db, "rule_text")
    save(changed(made(made_key("b2"), "E"), rule_id, title="Other words"), db)
    assert rows(db, "rule_text") == before


def test_a_pack_without_its_lock_does_not_slip_by(tmp_path: Path) -> None:
    """The lock taken away and the points of a rule changed under its version."""
    db, folder = tmp_path / "store.duckdb", tmp_path / "rules"
    pipeline.run(SAMPLE, db)
    shutil.copytree(default_pack_dir(), folder)
    (folder / "rules.lock").unlink()
    text = (folder / RULE).read_text("utf-8")
    assert "points     = 5" in text
    (folder / RULE).write_text(text.replace("points     = 5", "points     = 4"), "utf-8")
    assert check_pack(folder).is_clean
    with pytest.raises(StoreError, match=r"COM-05 version \d+"):
        pipeline.run(SAMPLE, db, rules=folder)
    assert len(rows(db, "run")) == 1


def of_policy(results: Results, text: str) -> Results:
    """The results with another policy, of a pack of its own."""
    policy = pl.DataFrame({"pack_digest": [f"pack of {text}"], "text": [text]})
    return replace(results, tables={**results.tables, "policy_text": policy})


def test_a_policy_that_decides_otherwise_needs_a_new_version(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    save(of_policy(made(), "version = 1\nscore = { base_points = -100 }"), db)
    before = {t: rows(db, t) for t in ("run", "policy_text", "deal_result")}
    again = made(made_key("b2"), "E")
    for same in ("version = 1\nscore = { base_points = -90 }", "version = 1"):
        with pytest.raises(StoreError, match="policy decides has changed") as error:
            save(of_policy(again, same), db)
        assert "raise the version in policy.toml" in error.value.do
        assert {t: rows(db, t) for t in before} == before
    words = '# said otherwise\nversion = 1\napproved_by = "b"\nscore = { base_points = -100 }'
    save(of_policy(again, words), db)
    save(of_policy(made(made_key("b3"), "F"), "version = 2\nscore = { base_points = -90 }"), db)
    assert len(rows(db, "policy_text")) == 3
