"""Real DCSA and ISO 20022 messages go through as a batch of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.pipeline import run
from screening.store import open_store

REAL = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real messages of ../shared/data are not on this machine"
)


def test_the_published_examples_are_screened(tmp_path: Path) -> None:
    batch = tmp_path / "real"
    batch.mkdir()
    examples = [
        *(REAL / "dcsa_ebl" / "examples").glob("*.json"),
        *(REAL / "iso20022").glob("*.xml"),
    ]
    for path in examples:
        shutil.copy(path, batch)
    report = run(batch, tmp_path / "real.duckdb")
    assert report.rows_in == report.rows_loaded + report.rows_rejected
    assert report.deals > 0
    with open_store(tmp_path / "real.duckdb") as con:
        files = {f for (f,) in con.execute("SELECT DISTINCT file FROM run_file").fetchall()}
        tables = {
            t
            for (t,) in con.execute(
                "SELECT DISTINCT table_name FROM run_file WHERE n_rows_loaded > 0"
            ).fetchall()
        }
        reasons = con.execute("SELECT count(*) FROM rejects WHERE reason IS NULL").fetchone()
    assert {f.split("#")[0] for f in files} == {p.name for p in examples}
    assert {"transport_documents", "payments", "equipment", "parties"} <= tables
    assert reasons == (0,)
