"""Patterns over two batches: what the store keeps is read by key, and no more of it."""

from __future__ import annotations

from pathlib import Path

from screening.decision_time import tables_of
from screening.inputs import read_batch
from screening.linking import history_keys
from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.store import history, save
from tests.linking.strings import sale
from tests.linking.test_likeness import trade
from tests.one_deal import AS_OF, batch_of, hits, together, typed
from tests.pipeline.rows_as_files import written


def test_mirror_deals_and_goods_that_came_back_over_two_batches(tmp_path: Path) -> None:
    db, pack = tmp_path / "store.duckdb", load_pack(None)
    before = together(trade("D1", "A", "C1", "B"), trade("D9", "Y", "C1", "Z"))
    before = together(before, sale("D2", "F", "C2", "G", ref="MAEU999"))
    save(screen(batch_of(typed(before)), pack, as_of=AS_OF), db)
    now = together(trade("E1", "B", "C1", "A"), sale("E2", "G", "C2", "H", ref="MAEU999"))
    batch = read_batch(written(now, tmp_path / "next"))
    past = history(db, keys=history_keys(tables_of(batch, None, pack)))
    assert set(past.uses["trade_use"]["deal_id"]) == {"D1", "D2"}, "its buyer sells now, its bill"
    found = screen(batch, pack, past=past, as_of=AS_OF)
    assert hits(found, "E1")["NET-11"] == "escalate"
    assert hits(found, "E2")["NET-01"] == "escalate"
