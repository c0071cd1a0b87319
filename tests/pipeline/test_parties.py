"""Parties from batch to batch, through the store."""

from __future__ import annotations

from pathlib import Path

from screening.pipeline import run
from screening.store import open_store
from tests.one_deal import Rows, honest
from tests.pipeline.rows_as_files import written


def sold_by(deal: str, seller: str, lei: str) -> Rows:
    """An honest deal bought from a firm under that id."""
    rows: Rows = {
        table: [{c: seller if v == "P-SELLER" else v for c, v in row.items()} for row in some]
        for table, some in honest(deal).items()
    }
    rows["parties"][0]["lei"] = lei
    return rows


def test_a_later_batch_calls_a_firm_what_it_was_called_first(tmp_path: Path) -> None:
    db = tmp_path / "bank.duckdb"
    lei = "529900T8BM49AURSDO55"
    batches = [
        written(sold_by(deal, seller, lei), tmp_path / deal)
        for deal, seller in (("D1", "M-FIRM"), ("D2", "A-FIRM"))
    ]
    reports = [run(batch, db) for batch in batches]
    with open_store(db) as con:
        called = con.sql(
            "SELECT r.run_no, party_id, entity_id, former_id FROM party_entity "
            "JOIN run AS r USING (run_id) WHERE ends_with(party_id, '-FIRM') ORDER BY ALL"
        ).fetchall()
        evidence = con.sql(
            "SELECT party_id, other_party_id, verdict, decided_by FROM party_match"
        ).fetchall()
        consulted = con.sql("SELECT consulted_run_id FROM run_history").fetchall()
    assert called == [(1, "M-FIRM", "M-FIRM", None), (2, "A-FIRM", "M-FIRM", None)]
    assert ("A-FIRM", "M-FIRM", "same", "lei") in evidence
    assert consulted == [(reports[0].run_id,)]
    assert run(batches[1], db).no_op
