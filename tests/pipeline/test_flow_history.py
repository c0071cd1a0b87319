"""Money that came back in a later batch: read from the store by key, never more than asked."""

from __future__ import annotations

from pathlib import Path

from screening.decision_time import tables_of
from screening.inputs import read_batch
from screening.linking import history_keys
from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.store import history, save
from tests.linking.test_flows import bought, received
from tests.one_deal import AS_OF, batch_of, hits, honest, typed
from tests.pipeline.rows_as_files import written


def test_a_mirror_deal_over_two_batches(tmp_path: Path) -> None:
    db, pack = tmp_path / "store.duckdb", load_pack(None)
    honest_one = honest("D9")
    honest_one["deals"][0]["client_id"] = "C9"
    for name, rows in (("a", bought()), ("b", honest_one)):
        save(screen(batch_of(typed(rows)), pack, as_of=AS_OF), db.with_name(f"{name}.duckdb"))
    batch = read_batch(written(received(), tmp_path / "next"))
    keys = history_keys(tables_of(batch, None, pack))
    past = history(db.with_name("a.duckdb"), keys=keys)
    assert set(past.uses["flow_use"]["deal_id"]) == {"D1"}, "paid to the firm that pays now"
    assert hits(screen(batch, pack, past=past, as_of=AS_OF), "D2")["PAY-15"] == "escalate"
    other = history(db.with_name("b.duckdb"), keys=keys).uses["flow_use"]
    assert other.is_empty(), "no firm, client or way round in common"
