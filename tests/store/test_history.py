"""What a later batch learns from the store, and when it has nothing to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from screening.linking import READ_BY, HistoryKeys
from screening.store import find_run, history, no_history, replaced_runs, save
from tests.store.made import made, made_key


def test_an_absent_store_knows_nothing(tmp_path: Path) -> None:
    db = tmp_path / "none.duckdb"
    assert history(db).consulted == ()
    assert history(db).uses["paper_use"].equals(no_history().uses["paper_use"])
    assert find_run(db, "x") is None
    assert replaced_runs(db, pl.Series(["D-1"])) == ()
    assert not db.exists()


def test_live_uses_of_other_requests_are_seen(db: Path) -> None:
    other = made_key("b2")
    save(made(other, prefix="E"), db)
    known = history(db, other.request_digest)
    assert known.consulted == (made_key().run_id,)
    for table, n in (
        (known.uses["paper_use"], 1),
        (known.uses["invoice_use"], 1),
        (known.uses["payment_use"], 1),
    ):
        assert table["deal_id"].to_list() == ["D-1"] * n
    assert known.uses["client_deal"]["deal_id"].to_list() == ["D-1", "D-2", "D-3"]
    assert history(db).consulted == tuple(sorted([made_key().run_id, other.run_id]))


def test_superseded_uses_are_not(db: Path) -> None:
    save(made(made_key("b2")), db)
    known = history(db)
    assert known.consulted == (made_key("b2").run_id,)
    assert known.uses["paper_use"].height == 1


def test_a_batch_is_never_its_own_history(db: Path) -> None:
    """A file is mended, the batch screened again: the run before was of the same deals."""
    mended = made_key("b1-mended")
    assert history(db, mended.request_digest).consulted == (made_key().run_id,)
    save(made(mended), db)
    assert history(db, mended.request_digest).consulted == ()
    save(made(made_key("b2"), prefix="E"), db)
    assert history(db, mended.request_digest).consulted == (made_key("b2").run_id,)


def test_uses_come_typed_and_in_order(db: Path) -> None:
    save(made(made_key("b0"), prefix="C"), db)
    known = history(db)
    assert known.uses["paper_use"].schema == no_history().uses["paper_use"].schema
    assert known.uses["paper_use"].equals(
        known.uses["paper_use"].sort("run_id", "paper_key", "deal_id")
    )


def test_a_store_from_before_clients_had_a_ledger_has_none(db: Path) -> None:
    with duckdb.connect(db) as con:
        con.execute("DROP TABLE client_deal")
    assert history(db).uses["client_deal"].equals(no_history().uses["client_deal"])
    assert history(db).uses["paper_use"].height == 1


def test_find_run_gives_the_latest_of_the_request_and_whether_it_is_live(db: Path) -> None:
    key = made_key()
    found = find_run(db, key.request_digest)
    assert found is not None
    assert (found.run_id, found.history_digest, found.is_live) == (key.run_id, "no-history", True)
    again = made_key(history_digest="h2")
    save(made(again), db)
    found = find_run(db, key.request_digest)
    assert found is not None
    assert (found.run_id, found.history_digest) == (again.run_id, "h2")
    save(made(made_key("b2")), db)
    found = find_run(db, key.request_digest)
    assert found is not None
    assert not found.is_live
    assert find_run(db, "unknown") is None


def test_a_request_that_returns_gets_a_run_of_its_own(db: Path) -> None:
    """Rules one, rules two, rules one again: the third run is not the first."""
    deals = pl.Series(["D-1", "D-2", "D-3"])
    second = made_key(pack_digest="pack-2").replacing(replaced_runs(db, deals))
    save(made(second), db)
    third = made_key().replacing(replaced_runs(db, deals))
    assert third.request_digest == made_key().request_digest
    assert save(made(third), db).run_no == 3
    assert replaced_runs(db, deals) == (third.run_id,)
    assert replaced_runs(db, pl.Series(["unknown"])) == ()


def test_only_rows_that_share_a_key_are_read(db: Path) -> None:
    other = made(made_key("b2"), prefix="E")
    unstated = other.tables["paper_use"].with_columns(paper_key=pl.lit("?:2"))
    save(replace(other, tables={**other.tables, "paper_use": unstated}), db)
    named = dict.fromkeys((key for by in READ_BY.values() for _, key in by), pl.Series([""]))
    keys = {name: series.alias("key") for name, series in named.items()}
    none = history(db, keys=HistoryKeys(keys))
    assert none.consulted == ()
    assert none.digest == no_history().digest
    keys["transport"] = pl.Series("key", ["2"])
    known = history(db, keys=HistoryKeys(keys))
    assert known.uses["paper_use"]["deal_id"].to_list() == ["E-1"]
    assert known.uses["client_deal"].is_empty()
    keys["client"] = pl.Series("key", ["C1"])
    assert history(db, keys=HistoryKeys(keys)).uses["client_deal"].height == 6
    assert history(db, made_key("b2").request_digest, HistoryKeys(keys)).consulted == (
        made_key().run_id,
    )
